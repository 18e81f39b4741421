// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Encoders.h"
#include "core/media/FFmpeg.h"

#include <optional>

// Opens encoders for exports. For this folder's .cpp files only.
namespace studio::media {

struct VideoSetup {
    VideoEncoder encoder;
    int width = 0;
    int height = 0;
    AVRational frameRate{25, 1};
    std::optional<int> crf{};
};

// 4:2:0 in 8 bits, BT.601 in limited range and tagged so, as in MovieWriter; a key frame per second. Errors:
// Unsupported (not in this FFmpeg), EncoderFailed.
Result<Handle<AVCodecContext>> openVideoEncoder(const VideoSetup& setup);

} // namespace studio::media
