// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Mp4.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>

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
    // Compared before it is converted: a damaged file may state any rate.
    const double samples = std::ceil(static_cast<double>(pictures) * soundRate / frameRate - 1e-6);
    return samples < static_cast<double>(soundSamples) ? static_cast<int64_t>(samples) : soundSamples;
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

namespace {

// H.264's parameter sets, SPS and PPS, without what stands around them.
using ParameterSets = std::vector<std::vector<uint8_t>>;

// From an MP4's avcC box (ISO/IEC 14496-15, 5.3.3.1).
ParameterSets parametersOfBox(std::span<const uint8_t> box)
{
    ParameterSets sets;
    size_t at = 5;
    for (const unsigned mask : {0x1FU, 0xFFU}) { // the numbers of SPS and of PPS
        if (at >= box.size())
            return {};
        for (unsigned left = box[at++] & mask; left > 0; --left) {
            if (at + 2 > box.size())
                return {};
            const size_t bytes = box[at] * size_t{256} + box[at + 1];
            at += 2;
            if (at + bytes > box.size())
                return {};
            sets.emplace_back(box.begin() + static_cast<std::ptrdiff_t>(at),
                              box.begin() + static_cast<std::ptrdiff_t>(at + bytes));
            at += bytes;
        }
    }
    return sets;
}

// From an encoder's byte stream: units that begin with 0 0 1, of types 7 and 8; zeros before 0 0 1 belong to it.
ParameterSets parametersOfStream(std::span<const uint8_t> stream)
{
    constexpr std::array<uint8_t, 3> kStart{0, 0, 1};
    ParameterSets sets;
    auto unit = std::search(stream.begin(), stream.end(), kStart.begin(), kStart.end());
    while (unit != stream.end()) {
        const auto begin = unit + kStart.size();
        const auto next = std::search(begin, stream.end(), kStart.begin(), kStart.end());
        auto end = next;
        while (end != begin && *(end - 1) == 0)
            --end;
        const unsigned type = begin == end ? 0 : *begin & 0x1FU;
        if (type == 7 || type == 8)
            sets.emplace_back(begin, end);
        unit = next;
    }
    return sets;
}

// Replaces the lengths before a picture's units by start codes, in place: the form in which encoders hand them out.
Status toStream(AVPacket& packet, const std::filesystem::path& path)
{
    constexpr std::array<uint8_t, 4> kStart{0, 0, 0, 1};
    if (av_packet_make_writable(&packet) < 0)
        return Error{ErrorCode::OutOfMemory, path.string(), "packet"};
    std::span<uint8_t> left(packet.data, static_cast<size_t>(packet.size));
    while (left.size() >= kStart.size()) {
        size_t bytes = 0;
        for (const uint8_t byte : left.first(kStart.size()))
            bytes = bytes * 256 + byte;
        std::copy(kStart.begin(), kStart.end(), left.begin());
        if (bytes > left.size() - kStart.size())
            break;
        left = left.subspan(kStart.size() + bytes);
    }
    return left.empty() ? Status(kDone) : Error{ErrorCode::MediaDamaged, path.string(), "a picture of it is damaged"};
}

// Whether the packet of an MP4 is an IDR picture: none after it refers to one before it.
bool beginsDecoding(const AVPacket& packet)
{
    constexpr size_t kLength = 4; // bytes before each unit
    constexpr unsigned kIdr = 5;
    std::span<const uint8_t> left(packet.data, static_cast<size_t>(packet.size));
    while (left.size() > kLength) {
        size_t bytes = 0;
        for (const uint8_t byte : left.first(kLength))
            bytes = bytes * 256 + byte;
        if ((left[kLength] & 0x1FU) == kIdr)
            return true;
        left = left.subspan(std::min(left.size(), kLength + bytes));
    }
    return false;
}

const AVStream* pictureStream(const AVFormatContext& movie)
{
    for (unsigned i = 0; i < movie.nb_streams; ++i) {
        if (movie.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_VIDEO)
            return movie.streams[i];
    }
    return nullptr;
}

bool canFollow(const AVCodecContext& encoder, const AVCodecParameters& pictures)
{
    const auto bytes = [](const uint8_t* data, int size) {
        return std::span<const uint8_t>(data, data ? static_cast<size_t>(size) : 0);
    };
    const std::span<const uint8_t> box = bytes(pictures.extradata, pictures.extradata_size);
    const ParameterSets before = parametersOfBox(box);
    const bool hasLengths = box.size() > 4 && (box[4] & 3U) == 3; // of four bytes
    return hasLengths && pictures.codec_id == AV_CODEC_ID_H264 && encoder.codec_id == AV_CODEC_ID_H264
        && pictures.width == encoder.width && pictures.height == encoder.height && !before.empty()
        && before == parametersOfStream(bytes(encoder.extradata, encoder.extradata_size));
}

} // namespace

Result<FrameSpan> copyablePictures(const std::filesystem::path& file, const AVCodecContext& encoder, FrameSpan wanted)
{
    const Result<Input> input = openInput(file);
    if (!input)
        return input.error();
    const AVStream* const pictures = pictureStream(**input);
    FrameSpan span{wanted.begin, wanted.begin};
    if (!pictures || !canFollow(encoder, *pictures->codecpar))
        return span;
    bool hasBegun = false;
    int64_t count = 0;
    int64_t last = -1; // the latest picture
    const Status read = forPackets(**input, file, [&](const AVPacket& packet, const AVStream& stream) -> Status {
        if (&stream != pictures)
            return kDone;
        // Packets are in the order of decoding: some pictures come before earlier ones.
        if (!hasBegun && count >= wanted.begin && count < wanted.end && last + 1 == count && beginsDecoding(packet)) {
            span = {count, count};
            hasBegun = true;
        }
        last = std::max(last, av_rescale_q(packet.pts, stream.time_base, av_inv_q(encoder.framerate)));
        if (last + 1 == ++count && hasBegun && count <= wanted.end)
            span.end = count;
        return kDone;
    });
    return read ? Result<FrameSpan>(span) : read.error();
}

Status copyPictures(const std::filesystem::path& file, FrameSpan span, const WritePacket& write)
{
    const Result<Input> input = openInput(file);
    if (!input)
        return input.error();
    const AVStream* const from = pictureStream(**input);
    int64_t index = 0;
    return forPackets(**input, file, [&](AVPacket& packet, const AVStream& stream) -> Status {
        if (&stream != from || index++ < span.begin || index > span.end)
            return kDone;
        packet.pos = -1;
        if (Status converted = toStream(packet, file); !converted)
            return converted;
        return write(packet, stream.time_base);
    });
}

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
            content.statedPictures = std::max<int64_t>(0, stream.nb_frames);
            content.frameRate = statedFrameRate(stream);
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
    if (const AVDictionaryEntry* const note = av_dict_get(source.metadata, "description", nullptr, 0))
        av_dict_set(&target.metadata, note->key, note->value, 0);
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
