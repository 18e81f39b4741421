// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/TensorBinder.h"

#include "core/base/Log.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

namespace studio::model {
namespace {

std::string describe(c10::IntArrayRef shape)
{
    std::ostringstream text;
    text << shape;
    return text.str();
}

// The shape without the dimensions of 1 that it begins with, which GGUF files leave out.
c10::IntArrayRef withoutLeadingOnes(c10::IntArrayRef shape)
{
    while (!shape.empty() && shape.front() == 1)
        shape = shape.slice(1);
    return shape;
}

void append(std::string& text, const char* what, std::vector<std::string> lines)
{
    if (lines.empty())
        return;
    for (std::string& line : lines)
        line.insert(0, what);
    text += (text.empty() ? "" : "\n") + summedUp(lines);
}

// What a name that only files of quantised weights have says of its tensor; nothing for another name.
std::string_view quantisedPart(std::string_view name)
{
    struct Known {
        std::string_view ending; // of the name's last part
        std::string_view what;
    };
    static constexpr std::array<Known, 22> kKnown{{
        {"scaled_fp8", "the mark of scaled fp8 weights"},
        {"comfy_quant", "how the weight is quantised"},
        {"scale_input", "the scale of an fp8 layer's input"},
        {"input_scale", "the scale of an fp8 layer's input"},
        {"scale_weight", "the scale of a quantised weight"},
        {"weight_scale", "the scale of a quantised weight"},
        {"weight_scale_2", "the second scale of a quantised weight"},
        {"weight_scale_inv", "the scale of a quantised weight"},
        {"pre_quant_scale", "a scale of a quantised weight"},
        {"weight_s_rel", "a scale of a quantised weight"},
        {"weight_s_channel", "a scale of a quantised weight"},
        {"weight_codebook", "the values of a quantised weight"},
        {"weight_zero_point", "the zero of a quantised weight"},
        {"qweight", "a packed weight"},
        {"qzeros", "the zeros of a packed weight"},
        {"scales", "the scales of a packed weight"},
        {"g_idx", "the order of a packed weight"},
        {"absmax", "the scales of a quantised weight"},
        {"quant_map", "the values of a quantised weight"},
        {"nested_absmax", "the scales of a quantised weight"},
        {"nested_quant_map", "the values of a quantised weight"},
        {"SCB", "the scales of an int8 weight"},
    }};
    const std::string_view last = name.substr(name.rfind('.') + 1);
    const auto* const found
        = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& known) { return known.ending == last; });
    return found == kKnown.end() ? std::string_view() : found->what;
}

} // namespace

TensorBinder::TensorBinder(const StateDict& source)
    : m_source(source)
{
}

void TensorBinder::operator()(std::string_view name, at::Tensor& target, c10::IntArrayRef shape, Precision)
{
    const std::string full = whole(name);
    const auto found = m_source.find(full);
    if (found == m_source.end()) {
        m_missing.push_back(full + " " + describe(shape));
        return;
    }
    m_used.insert(full);
    m_modules.insert(full.substr(0, full.rfind('.')));
    const at::Tensor& tensor = found->second;
    if (withoutLeadingOnes(tensor.sizes()) != withoutLeadingOnes(shape))
        m_misfits.push_back(full + " should be " + describe(shape) + ", the file has " + describe(tensor.sizes()));
    else if (!tensor.is_floating_point())
        m_misfits.push_back(full + " should hold floating-point numbers, the file has "
                            + std::string(c10::toString(tensor.scalar_type())));
    else if (tensor.element_size() == 1)
        m_misfits.push_back(full + " holds fp8 numbers (" + std::string(c10::toString(tensor.scalar_type()))
                            + "), whose scale isn't known. Use the files in bf16; --fp8 makes fp8 of them");
    else
        target = tensor.sizes() == shape ? tensor : tensor.reshape(shape);
}

void TensorBinder::ignore(std::string_view prefix)
{
    m_ignored.emplace_back(prefix);
}

// Whether the tensor, which isn't used, lies beside or below a used one. A module is a name without its last part.
bool TensorBinder::changesWhatIsUsed(std::string_view name) const
{
    if (!quantisedPart(name).empty())
        return true;
    for (size_t dot = name.rfind('.'); dot != std::string_view::npos && dot > 0; dot = name.rfind('.', dot - 1)) {
        const std::string_view above = name.substr(0, dot);
        if (m_modules.contains(above) || m_used.contains(above))
            return true;
    }
    return false;
}

Status TensorBinder::finish(const std::string& file) const
{
    std::vector<std::string> extra;
    std::vector<std::string> dropped;
    bool isQuantised = false;
    for (const auto& [name, tensor] : m_source) {
        const auto covers = [&name = name](const std::string& prefix) { return name.starts_with(prefix); };
        if (m_used.contains(name) || std::any_of(m_ignored.begin(), m_ignored.end(), covers))
            continue;
        if (!changesWhatIsUsed(name)) {
            extra.push_back(name);
            continue;
        }
        const std::string_view what = quantisedPart(name);
        isQuantised = isQuantised || !what.empty();
        dropped.push_back(name + (what.empty() ? ", which this program can't apply" : ", " + std::string(what)));
    }
    if (isQuantised)
        dropped.insert(dropped.begin(),
                       "the weights are quantised, and this program can't apply their scales yet. Use the files in "
                       "bf16 or fp32; --fp8 makes fp8 of them");

    std::string detail;
    append(detail, "missing: ", m_missing);
    append(detail, "does not fit: ", m_misfits);
    append(detail, "would be left out: ", dropped);
    append(detail, "extra: ", extra);
    if (!m_missing.empty() && !isQuantised)
        return Error{ErrorCode::CheckpointIncomplete, file, detail};
    if (!m_missing.empty() || !m_misfits.empty() || !dropped.empty())
        return Error{ErrorCode::CheckpointMismatch, file, detail};
    if (!extra.empty())
        log::info(file + ": tensors that the model does not use\n" + detail);
    return kDone;
}

} // namespace studio::model
