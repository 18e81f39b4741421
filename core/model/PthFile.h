// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/StateDict.h"

#include <filesystem>

namespace studio::model {

// Opens a file written by torch.save(module.state_dict()): a zip with a pickle and raw storages (MODEL.md 1.1). Nested
// entries get dotted names; anything but tensors is left out. The pickle is parsed without running anything: a global
// outside the allow-list is refused (PickleUnsafe, naming it) before any tensor is created. The file is mapped, not
// read. Errors: FileMissing, FileUnreadable, CheckpointDamaged, CheckpointForeign, PickleUnsafe; Unsupported for
// torch's format before the zip, compressed records and big-endian storages, saying how to save the file again.
//
// Zip and pickle are read here, not by libtorch: its reader copies whole records (11 GB for the text encoder) into
// memory, and its unpickler runs constructors of TorchScript types; these files come from strangers.
Result<StateDict> openPth(const std::filesystem::path& path);

} // namespace studio::model
