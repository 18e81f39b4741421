// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Mp4.h"

#include <algorithm>
#include <cerrno>

namespace studio::media {

Error writeError(const std::filesystem::path& path, int code)
{
    const auto kind = [&] {
        switch (AVUNERROR(code)) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG: // The file system's limit for one file, 4 GB on FAT.
            return ErrorCode::DiskFull;
        case EACCES:
        case EPERM:
        case EROFS:
        case ENOENT:
        case ENOTDIR:
        case EISDIR:
        case ENAMETOOLONG:
        case EIO: return ErrorCode::NotWritable;
        case ENOMEM: return ErrorCode::OutOfMemory;
        default: return ErrorCode::EncoderFailed;
        }
    };
    return {kind(), path.string(), ffmpegText(code)};
}

Result<Output> makeMp4(const std::filesystem::path& path, const std::string& comment)
{
    routeFFmpegLog();
    const std::string url = "file:" + path.string(); // Also read again, to move the index to the front.
    AVFormatContext* made = nullptr;
    if (const int code = avformat_alloc_output_context2(&made, nullptr, "mp4", url.c_str()); code < 0)
        return writeError(path, code);
    Output output(made);
    if (!comment.empty())
        av_dict_set(&made->metadata, "comment", comment.c_str(), 0);
    return output;
}

Status beginMp4(AVFormatContext& output, const std::filesystem::path& path, Mp4Kind kind)
{
    if (const int code = avio_open(&output.pb, output.url, AVIO_FLAG_WRITE); code < 0)
        return writeError(path, code);
    AVDictionary* options = nullptr;
    if (kind == Mp4Kind::Fragments) {
        // The header waits for the first packets, so that it can say how much of the sound is the codec's lead-in.
        av_dict_set(&options, "movflags", "frag_keyframe+delay_moov+default_base_moof", 0);
        output.flags |= AVFMT_FLAG_FLUSH_PACKETS;
    } else {
        av_dict_set(&options, "movflags", "faststart", 0);
    }
    const int code = avformat_write_header(&output, &options);
    av_dict_free(&options);
    if (code < 0)
        return writeError(path, code);
    return kDone;
}

Status endMp4(Output output, const std::filesystem::path& path)
{
    int code = av_write_trailer(output.get());
    if (code >= 0 && output->pb->error < 0)
        code = output->pb->error;
    const int closed = avio_closep(&output->pb);
    if (code >= 0)
        code = closed;
    if (code < 0)
        return writeError(path, code);
    return kDone;
}

Result<int64_t> rewriteMp4(const std::filesystem::path& from, const std::filesystem::path& to,
                           const std::string& comment, int64_t soundSamples)
{
    const Result<Input> input = openInput(from);
    if (!input)
        return input.error();
    Result<Output> output = makeMp4(to, comment);
    if (!output)
        return output.error();
    AVFormatContext& source = **input;
    AVFormatContext& target = **output;
    for (unsigned i = 0; i < source.nb_streams; ++i) {
        AVStream* const stream = avformat_new_stream(&target, nullptr);
        if (!stream || avcodec_parameters_copy(stream->codecpar, source.streams[i]->codecpar) < 0)
            return Error{ErrorCode::OutOfMemory, to.string(), "copying streams"};
        stream->codecpar->codec_tag = 0;
        stream->time_base = source.streams[i]->time_base;
        stream->avg_frame_rate = source.streams[i]->avg_frame_rate;
    }
    if (Status begun = beginMp4(target, to, Mp4Kind::IndexInFront); !begun)
        return begun.error();

    int64_t pictures = 0;
    const Handle<AVPacket> packet(av_packet_alloc());
    while (av_read_frame(&source, packet.get()) == 0) {
        if (packet->flags & AV_PKT_FLAG_CORRUPT) { // Torn by a full disk.
            av_packet_unref(packet.get());
            continue;
        }
        const auto index = static_cast<unsigned>(packet->stream_index);
        const AVStream& stream = *source.streams[index];
        if (stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO) {
            ++pictures;
        } else {
            const int64_t end = av_rescale_q(soundSamples, {1, stream.codecpar->sample_rate}, stream.time_base);
            packet->duration = std::clamp<int64_t>(end - packet->pts, 0, packet->duration);
        }
        av_packet_rescale_ts(packet.get(), source.streams[index]->time_base, target.streams[index]->time_base);
        packet->pos = -1;
        if (const int code = av_interleaved_write_frame(&target, packet.get()); code < 0)
            return writeError(to, code);
    }
    if (Status ended = endMp4(std::move(*output), to); !ended)
        return ended.error();
    return pictures;
}

} // namespace studio::media
