// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/ExportFormat.h"
#include "core/media/FFmpeg.h"

#include <optional>

// Opens encoders, and converts pictures to their formats. For this folder's .cpp files only.
namespace studio::media {

struct VideoSetup {
    const VideoEncoder& encoder;
    int width = 0;
    int height = 0;
    AVRational frameRate{25, 1};
    std::optional<int> quality{}; // on the encoder's scale; its usual one if not given
    int threads = 0; // 0: the encoder's own choice
};

// A key frame per second. YUV is BT.601 in limited range and tagged so; RGB has its full range. Errors: Unsupported
// (not in this FFmpeg), EncoderFailed.
Result<Handle<AVCodecContext>> openVideoEncoder(const VideoSetup& setup);

struct SoundSetup {
    const char* encoder = "aac"; // in FFmpeg
    int channels = 1;
    int rate = 48000;
    int bitRate = 192'000; // ignored by lossless encoders
};

// Uses the encoder's lowest sample rate that isn't below the wanted one, else its highest; stereo if it refuses the
// wanted channels. Sample formats: float or 16-bit. Errors: Unsupported (not in this FFmpeg), EncoderFailed.
Result<Handle<AVCodecContext>> openSoundEncoder(const SoundSetup& setup);

// Converts pictures to a format and size (Lanczos), YUV to and from RGB by their tags, BT.601 without. Keeps time
// stamps.
class PictureConverter {
public:
    PictureConverter(AVPixelFormat format, int width, int height)
        : m_format(format)
        , m_width(width)
        , m_height(height)
    {
    }
    // Null: such a picture can't be converted, or there is no memory. Valid until the next call.
    AVFrame* convert(const AVFrame& picture);

private:
    AVPixelFormat m_format;
    int m_width;
    int m_height;
    Handle<SwsContext> m_scaler;
    Handle<AVFrame> m_converted;
};

} // namespace studio::media
