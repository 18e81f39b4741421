// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/StateDict.h"

#include <filesystem>

namespace studio::model {

// The tensors of a file written by torch.save(module.state_dict()): a zip with a pickle and raw storages
// (MODEL.md 1.1). What is nested gets a dotted name; what is no tensor is left out. The pickle is interpreted without
// running anything: a global outside the allow-list is refused (PickleUnsafe, naming it) before any tensor is made. The
// file is mapped, not read. Errors: FileMissing, FileUnreadable, CheckpointDamaged, PickleUnsafe; Unsupported for
// torch's format before the zip, compressed records and big-endian storages, saying how to save the file again.
Result<StateDict> openPth(const std::filesystem::path& path);

} // namespace studio::model
