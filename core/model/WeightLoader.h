// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Precision.h"
#include "core/model/TensorNames.h"

#include <ATen/core/Tensor.h>

#include <c10/util/ArrayRef.h>

#include <stop_token>
#include <string_view>
#include <utility>

namespace studio::model {

class Lora;

// A visitor of weights structs, the step after a TensorBinder: merges the LoRA into every tensor that it touches and
// moves it to a device and dtype, tensor by tensor, so that no whole model is ever held twice. What is merged is
// rounded once, from fp32 to `dtype` (MODEL.md 1.7). A tensor that no LoRA touches and that has the device and dtype
// already stays the view of its file that it is.
class WeightLoader : public TensorNames {
public:
    // `lora` may be null; it must have passed Lora::check() for the checkpoint, and must outlive the loader. Names are
    // looked up in it from the root, as scopes and calls spell them. Once a stop is requested the other tensors stay as
    // they are: whoever gave the token looks at it after the visit.
    WeightLoader(c10::Device device, at::ScalarType dtype, const Lora* lora = nullptr, std::stop_token stop = {})
        : m_device(device)
        , m_dtype(dtype)
        , m_lora(lora)
        , m_stop(std::move(stop))
    {
    }

    void operator()(std::string_view name, at::Tensor& tensor, c10::IntArrayRef shape,
                    Precision precision = Precision::Model);

private:
    c10::Device m_device;
    at::ScalarType m_dtype;
    const Lora* m_lora;
    std::stop_token m_stop;
};

} // namespace studio::model
