// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/StateDict.h"

#include <c10/core/ScalarType.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace studio::model {

struct LoraOptions {
    // All pairs are scaled by alpha/rank. Default: what the file says, see Lora.
    std::optional<double> alpha;
};

// Updates of a model's weights (MODEL.md 1.7): low-rank ones, W + scale * B A; differences, W + D; and tensors that
// replace W. Computes nothing until a tensor is requested. The scale is alpha/rank, with the alpha of the layer's
// ".alpha" tensor or else as LoraScaling says.
class Lora {
public:
    // Opens .safetensors, or torch's format under any other name, for a model with these tensors; only their names and
    // shapes are looked at. The spellings are those of LoraNames. All of the file is applied or none: Errors: those of
    // openSafetensors(), openPth() and LoraScaling::read(); LoraMismatch, in sentences with the first names and the
    // count of the others, for tensors without a place in the model, of another kind of adapter, of another size, or
    // that hold no floating-point numbers; for names that fit several layers; half a pair; two tensors for one place.
    static Result<Lora> open(const std::filesystem::path& path, const StateDict& model,
                             const LoraOptions& options = {});

    // The model's tensor `name` (as in `model`) with its changes, computed in fp32 on base's device and rounded once to
    // `dtype`; a replacement alone keeps its own. Returns `base` itself if the LoRA doesn't touch it. base: any shape
    // for which the LoRA was opened, any dtype.
    [[nodiscard]] at::Tensor merged(std::string_view name, const at::Tensor& base,
                                    at::ScalarType dtype = at::kFloat) const;
    [[nodiscard]] bool touches(std::string_view name) const;

    // The scale of every pair by name, as text: the part of a merge that isn't in the file.
    [[nodiscard]] std::string scales() const;

private:
    // Of one tensor of the model. What it doesn't have is undefined.
    struct Change {
        at::Tensor down; // A [rank, in], or a convolution's [rank, in, kernel]
        at::Tensor up; // B [out, rank], or [out, rank, 1, ...]
        double scale = 0;
        at::Tensor difference; // as the model's
        at::Tensor replacement; // as the model's
    };
    class Reader;

    std::map<std::string, Change, std::less<>> m_changes; // by the model's names
};

} // namespace studio::model
