// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/WeightShapes.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace studio::model {

WeightShapes::WeightShapes(const StateDict& tensors, std::string prefix)
    : m_tensors(tensors)
    , m_prefix(std::move(prefix))
{
}

bool WeightShapes::has(const std::string& name) const
{
    return m_tensors.contains(m_prefix + name);
}

std::optional<int64_t> WeightShapes::size(const std::string& name, int64_t axis) const
{
    const auto found = m_tensors.find(m_prefix + name);
    return found != m_tensors.end() && axis < found->second.dim() ? std::optional(found->second.size(axis))
                                                                  : std::nullopt;
}

std::optional<int64_t> WeightShapes::numbers(const std::string& name) const
{
    const auto found = m_tensors.find(m_prefix + name);
    return found != m_tensors.end() ? std::optional(found->second.numel()) : std::nullopt;
}

int64_t WeightShapes::count(const std::string& name) const
{
    int64_t count = 0;
    const std::string begin = m_prefix + name;
    for (auto it = m_tensors.lower_bound(begin); it != m_tensors.end() && it->first.starts_with(begin); ++it) {
        int64_t number = -1;
        const char* const end = it->first.data() + it->first.size();
        if (std::from_chars(it->first.data() + begin.size(), end, number).ec == std::errc() && number >= 0
            && number < kMostLayers)
            count = std::max(count, number + 1);
    }
    return count;
}

} // namespace studio::model
