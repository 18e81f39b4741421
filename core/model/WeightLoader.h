// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/Precision.h"
#include "core/model/TensorNames.h"
#include "core/model/TensorSource.h"

#include <ATen/core/Tensor.h>

#include <c10/util/ArrayRef.h>

#include <stop_token>
#include <string_view>
#include <utility>

namespace studio::model {

class Lora;

// A visitor that runs after a TensorBinder: unpacks quantised tensors, merges the LoRA into the tensors that it
// changes, and converts each to a device and dtype, one at a time, so that no model is in memory twice. Merged tensors
// are rounded once, from fp32 to `dtype` (MODEL.md 1.7). Tensors without LoRA that have the device and dtype already
// stay views of their file.
class WeightLoader : public TensorNames {
public:
    // `lora` may be null; it must have been opened for the checkpoint, and outlive the loader. Names are
    // complete, from the root. After a stop request the remaining tensors stay unconverted; check the token after the
    // visit. `packed`: of the source that was bound; may be null if it has none; must outlive the loader.
    WeightLoader(c10::Device device, at::ScalarType dtype, const Lora* lora = nullptr, std::stop_token stop = {},
                 const PackedTensors* packed = nullptr)
        : m_device(device)
        , m_dtype(dtype)
        , m_lora(lora)
        , m_stop(std::move(stop))
        , m_packed(packed)
    {
    }

    void operator()(std::string_view name, at::Tensor& tensor, c10::IntArrayRef shape,
                    Precision precision = Precision::Model);

private:
    c10::Device m_device;
    at::ScalarType m_dtype;
    const Lora* m_lora;
    std::stop_token m_stop;
    const PackedTensors* m_packed;
};

} // namespace studio::model
