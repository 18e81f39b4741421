// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace studio::media {

enum class VideoCodec { H264, H265, Av1 };
enum class AudioCodec { Aac, Opus, Copy, None };

// An encoder of this FFmpeg that works on this machine.
struct VideoEncoder {
    VideoCodec codec = VideoCodec::H264;
    std::string name; // in FFmpeg: "libx264"
    int crfBest = 0; // quality scale, from the largest files ...
    int crfWorst = 51; // ... to the smallest
    int crfDefault = 18; // barely distinguishable from the original
};

// Found by encoding a small frame with the best encoders of each codec. Takes some milliseconds.
[[nodiscard]] std::vector<VideoEncoder> videoEncoders();
// Aac and Opus if available; Copy and None always work and are not listed.
[[nodiscard]] std::vector<AudioCodec> audioEncoders();

// "avcodec 59.37.100, avformat 59.27.100, ...", for an about page.
[[nodiscard]] std::string ffmpegDescription();

} // namespace studio::media
