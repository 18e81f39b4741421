// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieReader.h"

#include "core/media/FFmpeg.h"
#include "core/media/Finish.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace studio::media {

struct MovieReader::Impl {
    std::filesystem::path path;
    Input container;
    Handle<AVCodecContext> codec;
    Handle<AVFrame> frame{av_frame_alloc()};
    Handle<AVPacket> packet{av_packet_alloc()};
    Handle<SwsContext> colours;
    const AVStream* stream = nullptr; // The container's.
    MovieInfo info;
    int width = 0; // to which pictures are scaled; 0: as they are
    int height = 0;
    std::optional<Error> readError; // Reported after all frames before it.
    std::optional<int64_t> wanted; // Frames that end before this time are skipped; in the stream's time base.

    [[nodiscard]] Error damaged(int code) const { return codecError(ErrorCode::MediaDamaged, path.string(), code); }

    // The next decoded frame; false at the end.
    Result<bool> decode()
    {
        while (true) {
            const int code = avcodec_receive_frame(codec.get(), frame.get());
            if (code == 0)
                return true;
            if (code == AVERROR_EOF)
                return readError ? Result<bool>(*readError) : Result<bool>(false);
            if (code != AVERROR(EAGAIN))
                return damaged(code);
            const Result<bool> read = readPacket(*container, *packet, path);
            int sent = 0;
            // MediaDamaged: the file is truncated here, which counts as its end.
            if (!read && read.error().code != ErrorCode::MediaDamaged)
                readError = read.error();
            if (!read || !*read)
                sent = avcodec_send_packet(codec.get(), nullptr);
            else if (packet->stream_index == stream->index && !isTorn(*packet))
                sent = avcodec_send_packet(codec.get(), packet.get());
            av_packet_unref(packet.get());
            if (sent < 0 && sent != AVERROR_EOF)
                return damaged(sent);
        }
    }

    // The same, without those that seek() skips.
    Result<bool> decodeWanted()
    {
        while (true) {
            Result<bool> decoded = decode();
            if (decoded && *decoded && wanted && frame->best_effort_timestamp < *wanted)
                continue;
            if (decoded && *decoded)
                wanted.reset();
            return decoded;
        }
    }

    [[nodiscard]] double unit() const { return av_q2d(stream->time_base); } // of time stamps, in seconds
    [[nodiscard]] int64_t start() const { return stream->start_time != AV_NOPTS_VALUE ? stream->start_time : 0; }

    Result<Picture> toPicture()
    {
        const bool scales = width > 0 && height > 0;
        const int columns = scales ? width : frame->width;
        const int rows = scales ? height : frame->height;
        colours.reset(sws_getCachedContext(
            colours.release(), frame->width, frame->height, static_cast<AVPixelFormat>(frame->format), columns, rows,
            AV_PIX_FMT_RGB24, SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr, nullptr, nullptr));
        if (!colours)
            return Error{ErrorCode::Unsupported, path.string(), "a pixel format that can't be shown"};
        const bool full = frame->color_range == AVCOL_RANGE_JPEG;
        const int* const matrix = sws_getCoefficients(frame->colorspace); // Unknown ones: BT.601.
        sws_setColorspaceDetails(colours.get(), matrix, full ? 1 : 0, matrix, 1, 0, 1 << 16, 1 << 16);
        Picture picture{columns, rows, std::vector<uint8_t>(size_t{3} * columns * rows)};
        uint8_t* const to = picture.rgb.data();
        const int stride = 3 * columns;
        sws_scale(colours.get(), frame->data, frame->linesize, 0, frame->height, &to, &stride);
        return picture;
    }
};

MovieReader::MovieReader(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}
MovieReader::MovieReader(MovieReader&&) noexcept = default;
MovieReader& MovieReader::operator=(MovieReader&&) noexcept = default;
MovieReader::~MovieReader() = default;

namespace {

// A damaged file may state any number: what no film has counts as not stated, 0.
double statedSeconds(const AVFormatContext& movie, const AVStream& stream)
{
    constexpr double kMost = 1e7; // four months
    const double seconds = stream.duration > 0 ? static_cast<double>(stream.duration) * av_q2d(stream.time_base)
                                               : static_cast<double>(movie.duration) / AV_TIME_BASE;
    return seconds > 0 && seconds <= kMost ? seconds : 0;
}

} // namespace

Result<MovieReader> MovieReader::open(const std::filesystem::path& path)
{
    Result<Input> input = openInput(path);
    if (!input) {
        const bool unknown = input.error().code == ErrorCode::NoAudio;
        return Error{unknown ? ErrorCode::MediaDamaged : input.error().code, path.string(), input.error().detail};
    }
    auto impl = std::make_unique<Impl>();
    impl->path = path;
    impl->container = std::move(*input);
    MovieInfo& info = impl->info;
    for (unsigned i = 0; i < impl->container->nb_streams; ++i) {
        AVStream* const stream = impl->container->streams[i];
        const AVMediaType type = stream->codecpar->codec_type;
        info.hasSound = info.hasSound || type == AVMEDIA_TYPE_AUDIO;
        if (!impl->stream && type == AVMEDIA_TYPE_VIDEO && !(stream->disposition & AV_DISPOSITION_ATTACHED_PIC))
            impl->stream = stream;
        else
            stream->discard = AVDISCARD_ALL;
    }
    if (!impl->stream)
        return Error{ErrorCode::MediaDamaged, path.string(), "no video track"};
    auto codec = openDecoder(*impl->stream, path);
    if (!codec)
        return codec.error();
    impl->codec = std::move(*codec);

    info.width = impl->stream->codecpar->width;
    info.height = impl->stream->codecpar->height;
    info.frameRate = statedFrameRate(*impl->stream);
    info.seconds = statedSeconds(*impl->container, *impl->stream);
    if (const AVDictionaryEntry* const entry = av_dict_get(impl->container->metadata, "comment", nullptr, 0))
        info.comment = entry->value;
    if (const AVDictionaryEntry* const entry = av_dict_get(impl->container->metadata, "description", nullptr, 0))
        info.notesAi = std::string_view(entry->value) == kAiNote;
    return MovieReader(std::move(impl));
}

const MovieInfo& MovieReader::info() const
{
    return m_impl->info;
}

void MovieReader::setPictureSize(int width, int height)
{
    m_impl->width = width;
    m_impl->height = height;
}

Result<std::optional<Picture>> MovieReader::nextFrame()
{
    const Result<bool> decoded = m_impl->decodeWanted();
    if (!decoded)
        return decoded.error();
    if (!*decoded)
        return std::optional<Picture>{};
    Result<Picture> picture = m_impl->toPicture();
    if (!picture)
        return picture.error();
    return std::optional<Picture>(std::move(*picture));
}

Result<const AVFrame*> MovieReader::nextCodedFrame()
{
    const Result<bool> decoded = m_impl->decodeWanted();
    if (!decoded)
        return decoded.error();
    if (!*decoded)
        return nullptr;
    AVFrame& frame = *m_impl->frame;
    if (frame.decode_error_flags != 0 || (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0)
        return Error{ErrorCode::MediaDamaged, m_impl->path.string(), "a picture of it is damaged"};
    const double seconds = static_cast<double>(frame.best_effort_timestamp - m_impl->start()) * m_impl->unit();
    frame.pts = std::llround(seconds * m_impl->info.frameRate);
    return &frame;
}

Status MovieReader::seek(double seconds)
{
    const AVStream& stream = *m_impl->stream;
    const double unit = m_impl->unit();
    const double frame = m_impl->info.frameRate > 0 ? 1 / m_impl->info.frameRate : 0;
    // The frame shown at a time began at most one frame before it.
    const double begin = frame > 0 ? std::floor(seconds / frame + 1e-6) * frame : seconds;
    const int64_t time = m_impl->start() + std::llround(std::max(0.0, begin) / unit);
    if (const int code = av_seek_frame(m_impl->container.get(), stream.index, time, AVSEEK_FLAG_BACKWARD); code < 0)
        return m_impl->damaged(code);
    avcodec_flush_buffers(m_impl->codec.get());
    m_impl->readError.reset();
    m_impl->wanted = time - std::llround(frame / unit / 4);
    return kDone;
}

} // namespace studio::media
