// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/SlabLayout.h"
#include "core/offload/HostSlabs.h"

#include <cstdint>
#include <memory>

namespace studio::dit {

// Random slabs, generated when they are read, as fast as memory is written: for benchmarks at full size without a
// checkpoint. Linear weights are +-2^-7 to 2^-5, norms are 1, the rest is small. The same seed gives the same bytes.
[[nodiscard]] std::unique_ptr<offload::HostSlabs> randomSlabs(const SlabLayout& layout, uint64_t seed);

// Global weights of the same kind.
[[nodiscard]] DitGlobalWeights randomGlobalWeights(const DitConfig& config, at::ScalarType dtype, c10::Device device,
                                                   uint64_t seed);

} // namespace studio::dit
