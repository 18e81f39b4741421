// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for StepsBench.cpp in builds without STUDIO_BUILD_MEDIA, which read no pictures and no sound.
#include "app/bench/Benches.h"

#include <nlohmann/json.hpp>

namespace studio::bench {

Result<nlohmann::ordered_json> benchSteps(const BenchOptions&)
{
    return Error{ErrorCode::Unsupported, "steps", "this program was built without FFmpeg, which reads a film's inputs"};
}

} // namespace studio::bench
