// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Encoders.h"

#include "core/media/EncoderSetup.h"
#include "core/media/FFmpeg.h"

#include <algorithm>
#include <array>

namespace studio::media {
namespace {

// The encoders that are known here, best first. Defaults are where a film is hardly told from the original.
const std::array<VideoEncoder, 5>& known()
{
    static const std::array<VideoEncoder, 5> encoders{{
        {VideoCodec::H264, "libx264", 0, 51, 18},
        {VideoCodec::H265, "libx265", 0, 51, 21},
        {VideoCodec::Av1, "libsvtav1", 1, 63, 28},
        {VideoCodec::Av1, "libaom-av1", 1, 63, 26},
        {VideoCodec::Av1, "librav1e", 1, 255, 90}, // Its quantizer.
    }};
    return encoders;
}

bool encodes(const VideoEncoder& encoder)
{
    constexpr int kSide = 64; // The smallest that all of them take.
    const auto codec = openVideoEncoder({.encoder = encoder, .width = kSide, .height = kSide, .frameRate = {25, 1}});
    if (!codec)
        return false;
    const Handle<AVFrame> frame(av_frame_alloc());
    if (!frame)
        return false;
    frame->format = (*codec)->pix_fmt;
    frame->width = frame->height = kSide;
    if (av_frame_get_buffer(frame.get(), 0) < 0)
        return false;
    for (int plane = 0; plane < 3; ++plane) // Planes may share a buffer.
        std::fill_n(frame->data[plane], frame->linesize[plane] * (plane == 0 ? kSide : kSide / 2), uint8_t{128});
    frame->pts = 0;
    const Handle<AVPacket> packet(av_packet_alloc());
    return packet && avcodec_send_frame(codec->get(), frame.get()) >= 0
        && avcodec_send_frame(codec->get(), nullptr) >= 0 && avcodec_receive_packet(codec->get(), packet.get()) >= 0;
}

std::string version(const char* name, unsigned number)
{
    return std::string(name) + " " + std::to_string(AV_VERSION_MAJOR(number)) + "."
        + std::to_string(AV_VERSION_MINOR(number)) + "." + std::to_string(AV_VERSION_MICRO(number));
}

} // namespace

std::vector<VideoEncoder> videoEncoders()
{
    routeFFmpegLog();
    std::vector<VideoEncoder> found;
    for (const VideoEncoder& encoder : known()) {
        const bool covered = !found.empty() && found.back().codec == encoder.codec;
        if (!covered && encodes(encoder))
            found.push_back(encoder);
    }
    return found;
}

std::vector<AudioCodec> audioEncoders()
{
    std::vector<AudioCodec> found;
    if (avcodec_find_encoder(AV_CODEC_ID_AAC))
        found.push_back(AudioCodec::Aac);
    if (avcodec_find_encoder_by_name("libopus"))
        found.push_back(AudioCodec::Opus);
    return found;
}

std::string ffmpegDescription()
{
    return std::string("FFmpeg ") + av_version_info() + " (" + version("avcodec", avcodec_version()) + ", "
        + version("avformat", avformat_version()) + ", " + version("swscale", swscale_version()) + ", "
        + version("swresample", swresample_version()) + ")";
}

} // namespace studio::media
