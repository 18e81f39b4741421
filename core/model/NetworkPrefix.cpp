// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/NetworkPrefix.h"

#include <algorithm>
#include <string>
#include <vector>

namespace studio::model {
namespace {

// What stands before `mark` in names that end with it as a whole part.
std::vector<std::string> prefixesOf(std::string_view mark, const StateDict& tensors)
{
    std::vector<std::string> prefixes;
    for (const auto& [name, tensor] : tensors) {
        if (!name.ends_with(mark))
            continue;
        std::string prefix = name.substr(0, name.size() - mark.size());
        if (prefix.empty() || prefix.back() == '.')
            prefixes.push_back(std::move(prefix));
    }
    return prefixes;
}

} // namespace

Status takeNetwork(TensorSource& source, c10::ArrayRef<std::string_view> marks, const std::filesystem::path& file)
{
    for (const std::string_view mark : marks) {
        const std::vector<std::string> prefixes = prefixesOf(mark, source.tensors);
        if (prefixes.empty())
            continue;
        if (std::any_of(prefixes.begin(), prefixes.end(), [](const std::string& prefix) { return prefix.empty(); }))
            return kDone;
        if (prefixes.size() > 1)
            return Error{ErrorCode::CheckpointMismatch, file.string(),
                         "it holds several networks of this kind, such as " + prefixes[0] + std::string(mark) + " and "
                             + prefixes[1] + std::string(mark)};
        const std::string& prefix = prefixes.front();
        return source.rename(
            [&](std::string_view name) {
                if (name.starts_with(prefix))
                    return std::string(name.substr(prefix.size()));
                return name.find('.') == std::string_view::npos ? std::string(name) : std::string();
            },
            file);
    }
    return kDone;
}

} // namespace studio::model
