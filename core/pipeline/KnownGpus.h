// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/Planner.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace studio::pipeline {

// A kind of GPU that people own, in the machine that it is usually built into, and the speeds that a film is expected
// to reach there before anything was measured.
struct KnownGpu {
    std::string_view id; // "rtx4090"
    std::string_view name; // as the driver says it
    int64_t memory = 0; // bytes
    Rates rates;
};

// H100 and H200 as measured (tests/bench/RESULTS.md); the others computed from the vendor's peak rates and the share of
// them that kernels of the same kind reach elsewhere, which KnownGpus.cpp says with its sources. None of those was
// measured with this program.
[[nodiscard]] std::span<const KnownGpu> knownGpus();

// By its id, or by the driver's name for it; unset for others.
[[nodiscard]] std::optional<KnownGpu> knownGpu(std::string_view idOrName);

// Its rates; none are set for others.
[[nodiscard]] Rates expectedRates(std::string_view idOrName);

} // namespace studio::pipeline
