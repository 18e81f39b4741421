// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <initializer_list>
#include <string_view>

// Damaged weights and wrong settings make NaN or infinity, which spread to everything behind them. A film of them would
// be black, so each network's work is looked at where it is handed on.
namespace studio::pipeline {

enum class Network { TextEncoder, VoiceEncoder, PictureEncoder, Transformer, Decoder };

// "voice encoder": the detail of an Error of ErrorCode::NotFinite.
[[nodiscard]] std::string_view networkName(Network network);

// A number [1] fp32 on the tensor's device that is finite if all of the tensor's are. One reduction, which nobody waits
// for.
[[nodiscard]] at::Tensor finiteMark(const at::Tensor& tensor);

// Waits for the device.
[[nodiscard]] bool isFinite(const at::Tensor& tensor);

} // namespace studio::pipeline
