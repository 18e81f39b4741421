// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Mp4.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include <webp/demux.h>

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

Result<Output> makeOutput(const char* muxer, const std::filesystem::path& file, const std::filesystem::path& movie,
                          const std::string& comment)
{
    routeFFmpegLog();
    // Opened for reading, too: the muxer rereads it to move an MP4's index to the front.
    const std::string url = "file:" + file.string();
    AVFormatContext* made = nullptr;
    if (const int code = avformat_alloc_output_context2(&made, nullptr, muxer, url.c_str()); code < 0)
        return writeError(movie, code);
    Output output(made);
    if (!comment.empty())
        av_dict_set(&made->metadata, "comment", comment.c_str(), 0);
    return output;
}

namespace {

Status begin(AVFormatContext& output, const std::filesystem::path& movie, const std::vector<EncoderOption>& options)
{
    if (const int code = avio_open(&output.pb, output.url, AVIO_FLAG_WRITE); code < 0)
        return writeError(movie, code);
    AVDictionary* dictionary = nullptr;
    for (const EncoderOption& option : options)
        av_dict_set(&dictionary, option.name, option.value, 0);
    const int code = avformat_write_header(&output, &dictionary);
    av_dict_free(&dictionary);
    if (code < 0)
        return writeError(movie, code);
    return kDone;
}

} // namespace

Status beginFragments(AVFormatContext& output, const std::filesystem::path& movie)
{
    output.flags |= AVFMT_FLAG_FLUSH_PACKETS;
    // delay_moov: the header waits for the first packets, so that it can state the sound codec's priming.
    return begin(output, movie, {{"movflags", "frag_keyframe+delay_moov+default_base_moof"}});
}

Status beginOutput(AVFormatContext& output, const std::filesystem::path& movie,
                   const std::vector<EncoderOption>& options)
{
    // An MP4's tracks end on a tick of the movie's time scale. FFmpeg's default, 1/1000 s, would lengthen most sounds.
    // Muxers without this option ignore it.
    std::vector<EncoderOption> all = options;
    std::string rate;
    for (unsigned i = 0; i < output.nb_streams; ++i) {
        if (output.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
            rate = std::to_string(output.streams[i]->codecpar->sample_rate);
    }
    if (!rate.empty())
        all.push_back({"movie_timescale", rate.c_str()});
    return begin(output, movie, all);
}

Status endOutput(Output output, const std::filesystem::path& movie)
{
    int code = av_write_trailer(output.get());
    if (code >= 0 && output->pb->error < 0)
        code = output->pb->error;
    const int closed = avio_closep(&output->pb);
    if (code >= 0)
        code = closed;
    if (code < 0)
        return writeError(movie, code);
    return kDone;
}

int64_t MovieContent::picturesAt(double rate) const
{
    return pictureSeconds > 0 ? std::llround(pictureSeconds * rate) : pictures;
}

int64_t MovieContent::samplesOfPictures() const
{
    if (frameRate <= 0)
        return soundSamples;
    const auto samples = static_cast<int64_t>(std::ceil(static_cast<double>(pictures) * soundRate / frameRate - 1e-6));
    return std::min(soundSamples, samples);
}

namespace {

// Calls visit with each whole packet of the movie.
template<typename Visit>
Status forPackets(AVFormatContext& movie, const std::filesystem::path& path, const Visit& visit)
{
    const Handle<AVPacket> packet(av_packet_alloc());
    if (!packet)
        return Error{ErrorCode::OutOfMemory, path.string(), "packet"};
    while (true) {
        const Result<bool> read = readPacket(movie, *packet, path);
        if (!read && read.error().code != ErrorCode::MediaDamaged) // MediaDamaged: the file is truncated here.
            return read.error();
        if (!read || !*read)
            return kDone;
        Status visited = kDone;
        if (!isTorn(*packet))
            visited = visit(*packet, *movie.streams[packet->stream_index]);
        av_packet_unref(packet.get());
        if (!visited)
            return visited;
    }
}

} // namespace

namespace {

// The contents of an animated WebP.
Result<MovieContent> animatedContent(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (!stream)
        return Error{ErrorCode::FileUnreadable, file.string(), "reading it back"};
    const WebPData data{reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
    const std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(WebPAnimDecoderNew(&data, nullptr),
                                                                                     WebPAnimDecoderDelete);
    MovieContent content;
    uint8_t* canvas = nullptr; // The decoder's.
    int milliseconds = 0; // The end of a picture.
    while (decoder && WebPAnimDecoderHasMoreFrames(decoder.get())) {
        if (!WebPAnimDecoderGetNext(decoder.get(), &canvas, &milliseconds))
            return Error{ErrorCode::MediaDamaged, file.string(), "a picture of it can't be decoded"};
        ++content.pictures;
    }
    if (content.pictures == 0)
        return Error{ErrorCode::MediaDamaged, file.string(), "no animated WebP"};
    content.pictureSeconds = milliseconds / 1000.0;
    content.isStill = content.pictures == 1 && milliseconds == 0;
    return content;
}

} // namespace

Result<MovieContent> movieContent(const std::filesystem::path& file)
{
    const Result<Input> input = openInput(file);
    if (!input)
        return input.error();
    if (std::strcmp((*input)->iformat->name, "webp_pipe") == 0)
        return animatedContent(file);
    MovieContent content;
    const Status read = forPackets(**input, file, [&](const AVPacket& packet, const AVStream& stream) -> Status {
        if (stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO) {
            ++content.pictures;
            content.frameRate = av_q2d(stream.avg_frame_rate);
        } else if (stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO) {
            content.soundRate = stream.codecpar->sample_rate;
            const int64_t end
                = av_rescale_q(packet.pts + packet.duration, stream.time_base, {1, stream.codecpar->sample_rate});
            content.soundSamples = std::max(content.soundSamples, end);
        }
        return kDone;
    });
    return read ? Result<MovieContent>(content) : read.error();
}

Status rewriteMp4(const std::filesystem::path& from, const std::filesystem::path& to,
                  const std::filesystem::path& movie, const std::string& comment, int64_t soundSamples)
{
    const Result<Input> input = openInput(from);
    if (!input)
        return input.error();
    Result<Output> output = makeOutput("mp4", to, movie, comment);
    if (!output)
        return output.error();
    AVFormatContext& source = **input;
    AVFormatContext& target = **output;
    for (unsigned i = 0; i < source.nb_streams; ++i) {
        AVStream* const stream = avformat_new_stream(&target, nullptr);
        if (!stream || avcodec_parameters_copy(stream->codecpar, source.streams[i]->codecpar) < 0)
            return Error{ErrorCode::OutOfMemory, movie.string(), "copying streams"};
        stream->codecpar->codec_tag = 0;
        stream->time_base = source.streams[i]->time_base;
        stream->avg_frame_rate = source.streams[i]->avg_frame_rate;
    }
    if (Status begun = beginOutput(target, movie, {{"movflags", "faststart"}}); !begun)
        return begun;
    Status copied = forPackets(source, from, [&](AVPacket& packet, const AVStream& stream) -> Status {
        if (stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO) {
            const int64_t end = av_rescale_q(soundSamples, {1, stream.codecpar->sample_rate}, stream.time_base);
            if (packet.pts >= end)
                return kDone;
            packet.duration = std::min(packet.duration, end - packet.pts);
        }
        av_packet_rescale_ts(&packet, stream.time_base, target.streams[stream.index]->time_base);
        packet.pos = -1;
        const int code = av_interleaved_write_frame(&target, &packet);
        return code < 0 ? Status(writeError(movie, code)) : Status(kDone);
    });
    if (!copied)
        return copied;
    return endOutput(std::move(*output), movie);
}

} // namespace studio::media
