// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <string>

namespace studio::model {

// A name for the contents of a file, which moving or touching it doesn't change: made of its size, its ends (a .pth has
// the checksums of all its tensors at the end, a .safetensors its directory at the beginning) and samples from between.
// Reads at most some megabytes. Errors: FileMissing, FileUnreadable.
Result<std::string> fingerprint(const std::filesystem::path& file);

} // namespace studio::model
