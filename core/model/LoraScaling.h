// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace studio::model {

// What the text around a LoRA's tensors says of its strength: the metadata of a .safetensors file, or PEFT's
// adapter_config.json next to the file.
class LoraScaling {
public:
    // Errors: those of readSafetensorsMetadata() and readJsonObject() except for a config that isn't there;
    // LoraMismatch for values that can't be honoured.
    static Result<LoraScaling> read(const std::filesystem::path& file);

    // The factor of B A for a pair without an alpha tensor: alpha/rank, alpha/sqrt(rank) for a rank-stabilised LoRA,
    // and 1/2, the reference's 64/128, if nothing says alpha. `layer`: LoraNames::Meaning::layer.
    [[nodiscard]] double scale(std::string_view layer, int64_t rank) const;

private:
    std::optional<double> m_alpha;
    std::map<std::string, double, std::less<>> m_ofLayers; // by the last parts of a layer's name
    bool m_rankStabilised = false;
};

} // namespace studio::model
