// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/FiniteNumbers.h"

#include <ATen/ops/sum.h>

#include <cmath>

namespace studio::tensor {

at::Tensor finiteMark(const at::Tensor& tensor)
{
    // Some millions of values of about 1: their sum is finite if they are.
    return at::sum(tensor, at::kFloat);
}

bool isFiniteMark(const at::Tensor& mark)
{
    return std::isfinite(mark.item().toDouble());
}

bool isFinite(const at::Tensor& tensor)
{
    return isFiniteMark(finiteMark(tensor));
}

} // namespace studio::tensor
