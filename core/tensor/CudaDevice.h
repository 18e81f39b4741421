// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/Accelerator.h"

namespace studio::tensor {

// Opens an NVIDIA GPU; `device` comes from parseDevice(). Operators use the current stream of the calling thread;
// copies use two streams of their own, in both directions at once.
[[nodiscard]] std::unique_ptr<Accelerator> openCudaDevice(c10::Device device);

} // namespace studio::tensor
