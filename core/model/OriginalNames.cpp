// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/OriginalNames.h"

#include <array>

namespace studio::model {

std::string_view originalName(std::string_view name)
{
    // A longer prefix comes before a shorter one that it begins with.
    static constexpr std::array<std::string_view, 5> kPrefixes{"model.diffusion_model.", "diffusion_model.",
                                                               "model.model.", "model.", "net."};
    for (const std::string_view prefix : kPrefixes) {
        if (name.starts_with(prefix))
            return name.substr(prefix.size());
    }
    return name;
}

} // namespace studio::model
