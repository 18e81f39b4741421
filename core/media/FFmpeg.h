// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

// Owners of FFmpeg's handles. For this folder's .cpp files only.
namespace studio::media {

struct Free {
    void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
    void operator()(SwrContext* resampler) const { swr_free(&resampler); }
    void operator()(SwsContext* scaler) const { sws_freeContext(scaler); }
};

template<typename T>
using Handle = std::unique_ptr<T, Free>;

struct CloseInput {
    void operator()(AVFormatContext* container) const
    {
        AVIOContext* file = container->pb; // Ours, so it isn't closed with the container.
        avformat_close_input(&container);
        avio_closep(&file);
    }
};
struct CloseOutput {
    void operator()(AVFormatContext* container) const
    {
        avio_closep(&container->pb);
        avformat_free_context(container);
    }
};
using Input = std::unique_ptr<AVFormatContext, CloseInput>;
using Output = std::unique_ptr<AVFormatContext, CloseOutput>;

// A channel layout: left, right, centre, ...
class ChannelLayout {
public:
    // FFmpeg's default for this number of channels.
    explicit ChannelLayout(int channels) { av_channel_layout_default(&m_layout, channels); }
    // The channels of a mask of AV_CH_...; the default for their number if the mask is 0.
    ChannelLayout(uint64_t mask, int channels)
    {
        if (mask == 0 || av_channel_layout_from_mask(&m_layout, mask) < 0)
            av_channel_layout_default(&m_layout, channels);
    }
    ~ChannelLayout() { av_channel_layout_uninit(&m_layout); }
    ChannelLayout(const ChannelLayout&) = delete;
    ChannelLayout& operator=(const ChannelLayout&) = delete;

    [[nodiscard]] const AVChannelLayout* get() const { return &m_layout; }

private:
    AVChannelLayout m_layout{};
};

// FFmpeg's text for an error code.
std::string ffmpegText(int code);

// The code of a call into FFmpeg: AVERROR(ENOMEM) wherever it failed for want of memory. Libraries behind it (x264,
// soxr) don't say so, but the C library does.
template<typename Call>
int codeOf(Call&& call)
{
    errno = 0;
    const int code = call();
    return code < 0 && errno == ENOMEM ? AVERROR(ENOMEM) : code;
}

// The error of a failed codec or filter: OutOfMemory, or else `otherwise`.
Error codecError(ErrorCode otherwise, const std::string& subject, int code);

// Redirects FFmpeg's messages from stderr to our log (level debug).
void routeFFmpegLog();

// Opens a local file and reads its streams' descriptions. Errors: FileMissing, FileUnreadable (also for folders),
// MediaDamaged (audio or video that can't be opened), NoAudio (no format that FFmpeg knows).
Result<Input> openInput(const std::filesystem::path& path);

// Reads the next packet; false at the end of the file. Errors: FileUnreadable (the disk), OutOfMemory, MediaDamaged
// (can't be read further, such as an unfinished movie of a killed program or a truncated recording).
Result<bool> readPacket(AVFormatContext& input, AVPacket& packet, const std::filesystem::path& path);

// Whether the packet is truncated, like the last one on a full disk.
[[nodiscard]] inline bool isTorn(const AVPacket& packet)
{
    return (packet.flags & AV_PKT_FLAG_CORRUPT) != 0;
}

// Whether a codec needs more input or is at its end; false for an error.
[[nodiscard]] inline bool isDrained(int code)
{
    return code == AVERROR(EAGAIN) || code == AVERROR_EOF;
}

// A decoder for one stream. Errors: Unsupported, MediaDamaged.
Result<Handle<AVCodecContext>> openDecoder(const AVStream& stream, const std::filesystem::path& path);

// Frames per second of a film's pictures; 0 if the file states none, or one that no film has: a damaged file may state
// any number.
[[nodiscard]] double statedFrameRate(const AVStream& stream);

// soxr with librosa's quality soxr_hq, planar float to planar float; FFmpeg's own resampler if built without soxr. Can
// change the channels; a downmix doesn't exceed full scale.
Result<Handle<SwrContext>> makeResampler(int fromChannels, int fromRate, int toChannels, int toRate);
Result<Handle<SwrContext>> makeResampler(const ChannelLayout& from, int fromRate, const ChannelLayout& to, int toRate);

// What such a resampler makes of samples, a vector per channel, in so many channels. None: what is left in it.
Result<std::vector<std::vector<float>>> resample(SwrContext& resampler, const std::vector<std::vector<float>>& planes,
                                                 size_t channels);

} // namespace studio::media
