// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/StateDict.h"

#include <cstdint>
#include <optional>
#include <string>

namespace studio::model {

// The sizes that a checkpoint's tensors tell, to hold the numbers of a config.json against. Borrows the tensors.
class WeightShapes {
public:
    static constexpr int64_t kMostLayers = 1024; // larger numbers in names are ignored; no network has as many layers

    // `prefix` comes before each name below.
    explicit WeightShapes(const StateDict& tensors, std::string prefix = {});

    [[nodiscard]] bool has(const std::string& name) const;
    // nullopt if the tensor or the axis is missing, which binding reports.
    [[nodiscard]] std::optional<int64_t> size(const std::string& name, int64_t axis) const;
    // All numbers of the tensor; nullopt if it is missing.
    [[nodiscard]] std::optional<int64_t> numbers(const std::string& name) const;
    // One more than the largest number after `name`: "blocks." -> 40; 0 without one. A gap counts, so that binding
    // names what is missing.
    [[nodiscard]] int64_t count(const std::string& name) const;

private:
    const StateDict& m_tensors;
    std::string m_prefix;
};

} // namespace studio::model
