// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/WeightLoader.h"

#include "core/model/Lora.h"

namespace studio::model {

void WeightLoader::operator()(std::string_view name, at::Tensor& tensor, c10::IntArrayRef, Precision precision)
{
    if (m_stop.stop_requested())
        return;
    const std::string full = whole(name);
    const at::ScalarType dtype = precision == Precision::Fp32 ? at::kFloat : m_dtype;
    const bool isChanged = m_lora && m_lora->touches(full);
    if (tensor.is_meta())
        tensor = m_packed->at(full).unpack(isChanged ? at::kFloat : dtype, m_device).reshape(tensor.sizes());
    if (isChanged)
        tensor = m_lora->merged(full, tensor.to(m_device), dtype); // The product is worth a GPU where there is one.
    tensor = tensor.to(m_device, dtype).contiguous();
}

} // namespace studio::model
