// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace studio::pipeline {

inline constexpr std::string_view kAutomaticDevice = "auto";

// The device to render on.
struct DeviceChoice {
    std::string device = "cpu"; // for ModelOptions::device: cpu, cuda:n or sim:GB
    std::string gpu; // its name; empty for the CPU and a simulated device
    int64_t bytes = 0; // of its own memory; 0 for the CPU
    bool fp8Attention = false; // its attention consumes an fp8 KV cache directly (nn::Fp8Attention)
    bool prefersInt8 = false; // it multiplies int8 faster than fp8
    bool int8Decoder = false; // it has kernels for PictureDecoder::Int8
};

// Resolves "auto", "cpu", "cuda", "cuda:n" or "sim:GB" on this machine. "auto" is the usable GPU with the most memory,
// or the CPU. Errors: BadOption for other text, Unsupported if the named device doesn't exist.
Result<DeviceChoice> chooseDevice(std::string_view wanted);

} // namespace studio::pipeline
