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
    if (tensor.is_meta())
        tensor = m_packed->at(full).unpack().reshape(tensor.sizes());
    if (m_lora && m_lora->touches(full))
        tensor = m_lora->merged(full, tensor.to(m_device)); // The product is worth a GPU where there is one.
    tensor = tensor.to(m_device, precision == Precision::Fp32 ? at::kFloat : m_dtype).contiguous();
}

} // namespace studio::model
