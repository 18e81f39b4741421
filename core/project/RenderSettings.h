// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/ModelCatalogue.h"
#include "core/spec/RenderSpec.h"

#include <cstdint>
#include <string>

namespace studio::project {

// Settings of a take, with those that only the window needs. Lanes and fp8 attention of `memory` belong to the machine:
// they are in the program's settings, not in a scene.
struct RenderSettings : RenderSpec {
    std::string model = kDemoModel; // id of a ModelEntry; kept also if this program doesn't know it
    bool seedLocked = false; // if false, the window draws a new seed after each take

    bool operator==(const RenderSettings&) const = default;
};

} // namespace studio::project
