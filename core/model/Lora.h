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
#include <vector>

namespace studio::model {

struct LoraOptions {
    // The LoRA is scaled by alpha/rank. Default: the file's alpha (a module's ".alpha" tensor, its metadata, or an
    // adapter_config.json next to it), or else rank/2, the 64/128 of the reference.
    std::optional<double> alpha;
};

// Low-rank updates of a model's weights, W + alpha/rank * B A, and whole tensors that replace some (MODEL.md 1.7).
// Computes nothing until a tensor is requested.
class Lora {
public:
    // Opens .safetensors, or torch's format under any other name. Keys may start with "base_model.model." or
    // "diffusion_model."; pairs are lora_A/lora_B or lora_down/lora_up, with or without ".default"; whole tensors are
    // "<module>.base_layer.weight", "<module>.modules_to_save.default.weight" or any other name. Errors: those of
    // openSafetensors() and openPth(); LoraMismatch, naming all tensors, for half a pair, different ranks of A and B,
    // two tensors for one weight, or integer tensors.
    static Result<Lora> open(const std::filesystem::path& path, const LoraOptions& options = {});

    // Applies the LoRA to the model's tensor `name` (as in the checkpoint, without prefixes): a whole tensor replaces
    // it, a pair adds scale * B A, computed in `accumulateAs` on base's device and not rounded. Returns `base` itself
    // if the LoRA doesn't touch it. base: [out, in] for a pair.
    [[nodiscard]] at::Tensor merged(std::string_view name, const at::Tensor& base,
                                    at::ScalarType accumulateAs = at::kFloat) const;
    [[nodiscard]] bool touches(std::string_view name) const;

    // The scale of every pair by name, as text: the part of a merge that isn't in the file.
    [[nodiscard]] std::string scales() const;

    struct Report {
        size_t used = 0; // tensors of the file that change a weight; a pair counts as two
        std::vector<std::string> unused; // names that the model doesn't have
        std::vector<std::string> misfits; // "name: reason"
    };
    [[nodiscard]] Report report(const StateDict& base) const;

    // Checks that all of it can be applied to this model. Error: LoraMismatch, naming tensors whose shape doesn't fit
    // or that the model doesn't have: other kinds of LoRA (".diff_b", ".dora_scale", "hada_w1") would be applied only
    // in part.
    Status check(const StateDict& base) const;

private:
    struct Pair {
        at::Tensor a; // [rank, in]
        at::Tensor b; // [out, rank]
        double scale = 0;
    };

    std::string m_path;
    std::map<std::string, Pair, std::less<>> m_pairs; // by the name of the weight that they change
    StateDict m_whole;
};

} // namespace studio::model
