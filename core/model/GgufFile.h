// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/TensorSource.h"

namespace studio::model {

// Opens a GGUF file of version 3 (or 2, which differs in nothing that is read here), mapped, not read. F32, F16 and
// BF16 tensors are views; those of ggmlTypes() are packed. Shapes are the model's: GGUF's in reverse, or those that its
// "comfy.gguf.orig_shape.<name>" entries give. Tensors may have more than the four dimensions of ggml's own files.
// Errors: FileMissing, FileUnreadable; CheckpointForeign for another kind of file, or one without tensors;
// CheckpointMismatch for another version, a big-endian file, and tensors of other types, named; CheckpointDamaged if
// the file ends too early, names a tensor twice, or breaks the format in another way.
Result<TensorSource> openGguf(const std::filesystem::path& path);

} // namespace studio::model
