// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace studio::model {

// Computes the numbers of units [begin, end) in fp32.
using UnitNumbers = std::function<void(int64_t begin, int64_t end, float* to)>;

// A new tensor on the CPU of units of `unit` numbers each, one after the other: computed in fp32 and rounded to `dtype`
// a few at a time, while they are in the processor's cache; shared out among libtorch's threads.
[[nodiscard]] at::Tensor computeAs(c10::IntArrayRef shape, at::ScalarType dtype, int64_t unit,
                                   const UnitNumbers& numbers);

} // namespace studio::model
