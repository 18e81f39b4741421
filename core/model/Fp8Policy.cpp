// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Fp8Policy.h"

#include <algorithm>
#include <array>

namespace studio::model {

bool staysUnquantised(std::string_view linearName)
{
    // The checkpoint spells "causal" as "casual".
    static constexpr std::array<std::string_view, 5> kKept{"text_embedding", "time_embedding", "time_projection",
                                                           "head.head", "casual_audio_encoder.encoder.final_linear"};
    return std::any_of(kKept.begin(), kKept.end(),
                       [&](std::string_view kept) { return linearName.find(kept) != std::string_view::npos; });
}

} // namespace studio::model
