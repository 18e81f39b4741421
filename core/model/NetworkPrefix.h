// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/TensorSource.h"

#include <c10/util/ArrayRef.h>

#include <filesystem>
#include <string_view>

namespace studio::model {

// Takes one network out of a file that may hold several, each under a prefix of its own ("vae.", "first_stage_model.").
// `marks` are names of the network's tensors, without a prefix, the surest first; the first that occurs tells the
// prefix, which is removed. Tensors without that prefix are left out, but for those whose names have no dot: they are
// the file's. Nothing changes if no mark occurs, or one occurs without a prefix. Errors for `file`: CheckpointMismatch
// if there are several such networks, or if two tensors get the same name.
Status takeNetwork(TensorSource& source, c10::ArrayRef<std::string_view> marks, const std::filesystem::path& file);

} // namespace studio::model
