// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/TensorSource.h"
#include "core/spec/WeightsKind.h"

#include <filesystem>
#include <optional>

namespace studio::model {

// What tensors are, by their names and shapes; names may have any prefix. Of a file that holds several networks: what
// it is for `wanted`, if one of them is such a part for this model or another one.
[[nodiscard]] WeightsKind weightsKind(const StateDict& tensors, std::optional<ModelPart> wanted = {});

// What is said of tensors that aren't the wanted part; without one, that are no part of this model.
[[nodiscard]] WrongWeights wrongWeights(WeightsKind kind, const StateDict& tensors, std::optional<ModelPart> wanted);

// Opens the files of a part of this model without reading weights, `path` as for openTensors(). Errors: those of
// openTensors(); CheckpointForeign, saying what it is (detailOf()), for a file that isn't this part. What is damaged or
// incomplete passes.
Result<TensorSource> openPart(const std::filesystem::path& path, ModelPart part);

} // namespace studio::model
