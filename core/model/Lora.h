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
    // The product is scaled by alpha/rank. Where it isn't given: what the file says (a module's ".alpha" tensor, its
    // metadata, an adapter_config.json beside it), and else rank/2, the 64/128 of the reference.
    std::optional<double> alpha;
};

// Low-rank additions to a model's weights, W + alpha/rank * B A, and whole tensors that replace some (MODEL.md 1.7).
// Nothing is computed until a tensor is asked for.
class Lora {
public:
    // From .safetensors, or torch's format under any other name. Keys may carry "base_model.model." or
    // "diffusion_model." in front; pairs are lora_A/lora_B or lora_down/lora_up, with or without ".default"; whole
    // tensors are "<module>.base_layer.weight", "<module>.modules_to_save.default.weight" or any other name.
    // Errors: those of openSafetensors() and openPth(); LoraMismatch for half a pair, A and B of different ranks, two
    // tensors for the same thing, or tensors that hold no floating-point numbers, naming them all.
    static Result<Lora> open(const std::filesystem::path& path, const LoraOptions& options = {});

    // What becomes of the model's tensor `name` (its name in the checkpoint, without prefixes): replaced if there is a
    // whole tensor, plus scale * B A, computed in `accumulateAs` on base's device and not rounded. `base` itself where
    // the LoRA doesn't touch it. base: [out, in] for a pair.
    [[nodiscard]] at::Tensor merged(std::string_view name, const at::Tensor& base,
                                    at::ScalarType accumulateAs = at::kFloat) const;
    [[nodiscard]] bool touches(std::string_view name) const;

    // The scale of every pair by name, as text: what of a merge isn't in the file itself.
    [[nodiscard]] std::string scales() const;

    struct Report {
        size_t used = 0; // the file's tensors that change something, a pair being two
        std::vector<std::string> unused; // "name": the model has no such tensor
        std::vector<std::string> misfits; // "name: what doesn't fit"
    };
    [[nodiscard]] Report report(const StateDict& base) const;

    // Whether it was made for this model, and all of it can be applied. Error: LoraMismatch naming tensors whose shape
    // doesn't fit, or that have no counterpart in the model: of other kinds of LoRA (".diff_b", ".dora_scale",
    // "hada_w1") a half would be applied.
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
