// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tensor/Accelerator.h"

namespace studio::tensor {

// An NVIDIA GPU. `device` is one that parseDevice() gave. Operators go to the current stream of the thread that calls;
// copies to two streams of their own, both ways at once.
[[nodiscard]] std::unique_ptr<Accelerator> openCudaDevice(c10::Device device);

} // namespace studio::tensor
