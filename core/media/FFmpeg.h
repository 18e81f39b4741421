// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

// FFmpeg's handles with owners. For this folder's .cpp files only.
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

// A sound's channels: left, right, centre, ... in FFmpeg's default order for their number.
class ChannelLayout {
public:
    explicit ChannelLayout(int channels) { av_channel_layout_default(&m_layout, channels); }
    ~ChannelLayout() { av_channel_layout_uninit(&m_layout); }
    ChannelLayout(const ChannelLayout&) = delete;
    ChannelLayout& operator=(const ChannelLayout&) = delete;

    AVChannelLayout* get() { return &m_layout; }

private:
    AVChannelLayout m_layout{};
};

// The text that FFmpeg has for an error.
std::string ffmpegText(int code);

// FFmpeg writes to stderr by itself; from now on it writes to our log (level debug).
void routeFFmpegLog();

// Opens a local file and looks at its streams. Errors: FileMissing, FileUnreadable (also for folders), MediaDamaged
// (looks like sound or video, but can't be opened), NoAudio (nothing that FFmpeg knows).
Result<Input> openInput(const std::filesystem::path& path);

// The next packet; false at the file's end. Errors: FileUnreadable (the disk), OutOfMemory, MediaDamaged (it can't be
// read on from here, as where a film that a killed program left is torn).
Result<bool> readPacket(AVFormatContext& input, AVPacket& packet, const std::filesystem::path& path);

// Whether the packet lacks its end, as the last one on a full disk does.
[[nodiscard]] inline bool isTorn(const AVPacket& packet)
{
    return (packet.flags & AV_PKT_FLAG_CORRUPT) != 0;
}

// Whether a codec that gave nothing wants more, or has come to its end; else it failed.
[[nodiscard]] inline bool isDrained(int code)
{
    return code == AVERROR(EAGAIN) || code == AVERROR_EOF;
}

// A decoder for one stream. Errors: Unsupported, MediaDamaged.
Result<Handle<AVCodecContext>> openDecoder(const AVStream& stream, const std::filesystem::path& path);

// soxr at the quality that librosa calls soxr_hq, planar float to planar float; FFmpeg's own resampler where it was
// built without soxr. Channels may change in number.
Result<Handle<SwrContext>> makeResampler(int fromChannels, int fromRate, int toChannels, int toRate);

} // namespace studio::media
