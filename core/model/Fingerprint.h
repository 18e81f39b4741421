// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <string>

namespace studio::model {

// A fingerprint of a file's contents, which moving or touching it doesn't change: from its size, its ends (a .pth has
// the checksums of all tensors at the end, a .safetensors its directory at the beginning) and samples in between. Reads
// at most some megabytes. Errors: FileMissing, FileUnreadable.
Result<std::string> fingerprint(const std::filesystem::path& file);

} // namespace studio::model
