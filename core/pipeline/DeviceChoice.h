// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace studio::pipeline {

inline constexpr std::string_view kAutomaticDevice = "auto";

// The device that a film is rendered on.
struct DeviceChoice {
    std::string device = "cpu"; // for ModelOptions::device: cpu, cuda:n or sim:GB
    std::string gpu; // its name; empty for the CPU and a simulated device
    int64_t bytes = 0; // of the memory of its own; 0 for the CPU
    bool fp8Attention = false; // it reads an fp8 KV cache fast (nn::Fp8Attention)
};

// What "auto", "cpu", "cuda", "cuda:n" or "sim:GB" means on this machine. "auto" is the usable GPU with the most
// memory, or else the CPU. Errors: BadOption for another text, Unsupported where the device that is named isn't there.
Result<DeviceChoice> chooseDevice(std::string_view wanted);

} // namespace studio::pipeline
