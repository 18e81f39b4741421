// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/BenchOptions.h"
#include "core/dit/DitConfig.h"
#include "core/tensor/Accelerator.h"

#include <memory>

namespace studio::bench {

// What a benchmark runs on.
struct Machine {
    std::unique_ptr<tensor::Accelerator> device;
    at::ScalarType dtype = at::kBFloat16; // of the computation
};

// Opens the device, behind a slower bus if one is asked for. Errors: those of openAccelerator(), BadOption for the CPU.
Result<Machine> openMachine(const BenchOptions& options);

// Bytes per second of 256 MB copies from pinned memory to the device, back, and in both directions at once.
struct CopySpeeds {
    double in = 0;
    double out = 0;
    double both = 0;
};
[[nodiscard]] CopySpeeds measureCopies(tensor::Accelerator& device);

[[nodiscard]] dit::DitConfig configOf(const pipeline::ModelShape& shape);

[[nodiscard]] int64_t machineRam();

} // namespace studio::bench
