// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/TensorBinder.h"

#include "core/base/Log.h"

#include <algorithm>
#include <sstream>

namespace studio::model {
namespace {

std::string describe(c10::IntArrayRef shape)
{
    std::ostringstream text;
    text << shape;
    return text.str();
}

void append(std::string& text, const char* what, const std::vector<std::string>& lines)
{
    for (const std::string& line : lines)
        text += std::string(text.empty() ? "" : "\n") + what + line;
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
    const at::Tensor& tensor = found->second;
    if (tensor.sizes() != shape)
        m_misfits.push_back(full + " should be " + describe(shape) + ", the file has " + describe(tensor.sizes()));
    else if (!tensor.is_floating_point())
        m_misfits.push_back(full + " should hold floating-point numbers, the file has "
                            + std::string(c10::toString(tensor.scalar_type())));
    else
        target = tensor;
}

void TensorBinder::ignore(std::string_view prefix)
{
    m_ignored.emplace_back(prefix);
}

Status TensorBinder::finish(const std::string& file) const
{
    std::vector<std::string> extra;
    for (const auto& [name, tensor] : m_source) {
        const auto covers = [&name = name](const std::string& prefix) { return name.starts_with(prefix); };
        if (!m_used.contains(name) && std::none_of(m_ignored.begin(), m_ignored.end(), covers))
            extra.push_back(name);
    }

    std::string detail;
    append(detail, "missing: ", m_missing);
    append(detail, "does not fit: ", m_misfits);
    append(detail, "extra: ", extra);
    if (!m_missing.empty())
        return Error{ErrorCode::CheckpointIncomplete, file, detail};
    if (!m_misfits.empty())
        return Error{ErrorCode::CheckpointMismatch, file, detail};
    if (!extra.empty())
        log::info(file + ": tensors that the model does not use\n" + detail);
    return kDone;
}

} // namespace studio::model
