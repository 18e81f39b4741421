// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace studio::media {

enum class VideoCodec { H264, H265, Av1 };
enum class AudioCodec { Aac, Opus, Copy, None };

// An encoder that this FFmpeg has and that opens here.
struct VideoEncoder {
    VideoCodec codec = VideoCodec::H264;
    std::string name; // FFmpeg's: "libx264"
    int crfBest = 0; // its scale of quality, from the largest files ...
    int crfWorst = 51; // ... to the smallest
    int crfDefault = 18; // hardly told from the original
};

// Tried once by encoding a small frame, best encoder of each codec first come. Takes some milliseconds.
[[nodiscard]] std::vector<VideoEncoder> videoEncoders();
// Aac and Opus where they are there; Copy and None always work and are not listed.
[[nodiscard]] std::vector<AudioCodec> audioEncoders();

// "avcodec 59.37.100, avformat 59.27.100, ...", for an about page.
[[nodiscard]] std::string ffmpegDescription();

} // namespace studio::media
