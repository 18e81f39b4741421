// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Precision.h"

#include <ATen/core/Tensor.h>

#include <c10/util/ArrayRef.h>

#include <string_view>

namespace studio::model {

// A visitor of weights structs (see TensorBinder) that moves every tensor to a device and dtype, or to fp32.
class TensorConverter {
public:
    TensorConverter(c10::Device device, at::ScalarType dtype)
        : m_device(device)
        , m_dtype(dtype)
    {
    }

    struct Scope {
        ~Scope() { } // Non-trivial, so that an unused scope variable is no warning.
    };
    template<typename Name>
    [[nodiscard]] Scope scope(const Name&)
    {
        return {};
    }

    void operator()(std::string_view, at::Tensor& tensor, c10::IntArrayRef,
                    Precision precision = Precision::Model) const
    {
        tensor = tensor.to(m_device, precision == Precision::Fp32 ? at::kFloat : m_dtype).contiguous();
    }

private:
    c10::Device m_device;
    at::ScalarType m_dtype;
};

} // namespace studio::model
