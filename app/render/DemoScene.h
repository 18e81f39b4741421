// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <string>

namespace studio::render {

// The scene and model that come with the program, resources/demo.
struct DemoScene {
    std::filesystem::path checkpoint, lora, portrait, voice;
    std::string prompt;
    std::string size; // "W*H"
    int steps = 4;
    uint64_t seed = 420;
};

// Looked for beside the program: <bin>/../share/live-avatar-studio/demo, and the source tree that it was built in,
// <bin>/../../resources/demo. Errors: FileMissing, CheckpointDamaged for a demo.json that can't be read.
Result<DemoScene> findDemoScene();

} // namespace studio::render
