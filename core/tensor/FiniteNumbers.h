// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

// Whether a tensor has NaN or infinity in it.
namespace studio::tensor {

// [] fp32 on the tensor's device: finite if all of the tensor's values are. One asynchronous reduction.
[[nodiscard]] at::Tensor finiteMark(const at::Tensor& tensor);

// Reads the mark. Waits for the device.
[[nodiscard]] bool isFiniteMark(const at::Tensor& mark);

// Both. On a CPU, bf16 values are widened for it: twice the tensor's bytes.
[[nodiscard]] bool isFinite(const at::Tensor& tensor);

} // namespace studio::tensor
