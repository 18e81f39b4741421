// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipeline/AvatarPipeline.h"
#include "tests/support/Goldens.h"

namespace studio::test {

// A film of one clip of 64 x 64 pixels with the tiny checkpoint, quickly made.
inline pipeline::ModelOptions tinyModel()
{
    pipeline::ModelOptions options;
    options.checkpoint = kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B";
    options.lora = kGoldens + "checkpoint/tiny/ckpt/LiveAvatar/liveavatar.safetensors";
    return options;
}

inline pipeline::RenderRequest tinyFilm()
{
    pipeline::RenderRequest request;
    request.width = 64;
    request.height = 64;
    request.steps = 2;
    request.clips = 1;
    request.prompt = "A person talks.";
    for (int i = 0; i < 64 * 64 * 3; ++i)
        request.portrait.push_back(static_cast<uint8_t>(i * 7 % 251));
    for (int i = 0; i < 16000; ++i)
        request.voice.push_back(static_cast<float>(i % 97) / 97.0F - 0.5F);
    return request;
}

} // namespace studio::test
