// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/RenderSpec.h"

#include <cstdint>

namespace studio::project {

enum class ModelChoice { Demo, LiveAvatar };

// How a take is to be rendered, and what only the window needs. The settings window has more of `memory` (lanes, fp8
// attention); it isn't kept with a scene, as it belongs to the machine.
struct RenderSettings : RenderSpec {
    ModelChoice model = ModelChoice::Demo;
    bool seedLocked = false; // otherwise the window draws a new one after each take

    bool operator==(const RenderSettings&) const = default;
};

} // namespace studio::project
