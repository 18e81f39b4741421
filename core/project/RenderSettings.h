// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace studio::project {

enum class ModelChoice { Demo, LiveAvatar };

enum class OffloadMode {
    Automatic, // What fits stays on the GPU, the rest is streamed.
    None, // All on the GPU, or it doesn't fit.
};

// How a take is rendered. Equal settings, inputs and model give the same film.
struct RenderSettings {
    ModelChoice model = ModelChoice::Demo;
    int width = 688; // An area: the portrait gives the shape.
    int height = 368;
    int steps = 4;
    int64_t clips = 0; // at most; 0: the whole voice
    uint64_t seed = 420;
    bool seedLocked = false; // otherwise the window draws a new one after each take
    OffloadMode offload = OffloadMode::Automatic;
    int64_t vramBudget = 0; // bytes; 0: what the card has
    int64_t ramBudget = 0; // bytes; 0: what the machine has
    bool onlineDecode = true; // block by block; otherwise once all latents are there

    [[nodiscard]] int64_t area() const { return int64_t{width} * height; }
    bool operator==(const RenderSettings&) const = default;
};

} // namespace studio::project
