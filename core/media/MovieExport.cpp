// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieExport.h"

#include "core/media/EncoderSetup.h"
#include "core/media/FFmpeg.h"
#include "core/media/MovieReader.h"
#include "core/media/MovieWriter.h"
#include "core/media/Mp4.h"
#include "core/media/PartFile.h"
#include "core/media/Picture.h"
#include "core/media/SoundTrack.h"
#include "core/media/WavFile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace studio::media {
namespace {

namespace fs = std::filesystem;

// Frames [begin, end) of a movie.
struct Range {
    int64_t begin = 0;
    int64_t end = 0;
    double frameRate = 0;

    [[nodiscard]] int64_t count() const { return end - begin; }
    [[nodiscard]] double seconds(int64_t frame) const { return static_cast<double>(frame) / frameRate; }
};

Result<Range> rangeOf(const ExportOrder& order, const MovieInfo& info)
{
    Range range{.frameRate = info.frameRate > 0 ? info.frameRate : 25};
    const auto frame = [&](double seconds) { return std::llround(seconds * range.frameRate); };
    range.begin = frame(std::max(0.0, order.begin));
    range.end = info.seconds > 0 ? frame(info.seconds) : std::numeric_limits<int32_t>::max();
    if (order.end)
        range.end = std::min<int64_t>(range.end, frame(*order.end));
    if (range.count() < 1)
        return Error{ErrorCode::BadOption, "range", "no frame is in it"};
    return range;
}

constexpr double kLeastFrameRate = 1;
constexpr double kMostFrameRate = 240;

// Which frames of the movie are the frames of an export at another rate.
struct Cadence {
    Range range;
    double frameRate = 0; // of the export

    // Of the export: as many as cover the range, to the nearest.
    [[nodiscard]] int64_t count() const
    {
        return std::max<int64_t>(1, std::llround(static_cast<double>(range.count()) * frameRate / range.frameRate));
    }
    // The frame of the movie, counted from the range's begin, that the export's frame k shows: the last one whose time,
    // rounded to the export's frames, is not later. Halves go down, so that doubled rates repeat each frame twice.
    [[nodiscard]] int64_t sourceOf(int64_t k) const
    {
        const double last = (static_cast<double>(k) + 0.5) * range.frameRate / frameRate;
        constexpr double kHair = 1e-9; // of rounding
        return std::max<int64_t>(0, static_cast<int64_t>(std::ceil(last - kHair)) - 1);
    }
};

// Publishes under the wanted name, or the first one with a number that is free.
template<typename Publish>
Result<fs::path> publishFree(const Publish& publish, const fs::path& wanted)
{
    while (true) {
        fs::path path = freePath(wanted);
        const Status published = publish(path);
        if (published)
            return path;
        if (published.error().code != ErrorCode::FileExists) // Else it was taken meanwhile.
            return published.error();
    }
}

Status cancelled(const ExportOrder& order)
{
    return Error{ErrorCode::Cancelled, order.target.string(), {}};
}

// Decodes, encodes and muxes one MP4.
class Transcoder {
public:
    Transcoder(const ExportOrder& order, Range range, fs::path file)
        : m_order(order)
        , m_range(range)
        , m_cadence{range, order.frameRate.value_or(range.frameRate)}
        , m_file(std::move(file))
    {
    }

    Status run(const ExportProgress& progress, const std::stop_token& stop)
    {
        for (const auto step : {&Transcoder::openVideo, &Transcoder::openSound, &Transcoder::openOutput}) {
            if (Status opened = (this->*step)(); !opened)
                return opened;
        }
        while (m_next < m_range.end) {
            if (stop.stop_requested())
                return cancelled(m_order);
            const Result<bool> more = step();
            if (!more)
                return more.error();
            if (!*more)
                break;
            progress(static_cast<double>(m_next - m_range.begin) / static_cast<double>(m_range.count()));
        }
        Status finished = finish();
        if (finished)
            progress(1);
        return finished;
    }

    [[nodiscard]] int64_t frames() const { return m_encoded; }
    [[nodiscard]] double seconds() const { return static_cast<double>(m_encoded) / m_cadence.frameRate; }

private:
    Status openVideo()
    {
        Result<Input> input = openInput(m_order.movie);
        if (!input)
            return input.error();
        m_input = std::move(*input);
        for (unsigned i = 0; i < m_input->nb_streams; ++i) {
            AVStream* const stream = m_input->streams[i];
            const AVMediaType type = stream->codecpar->codec_type;
            if (!m_video && type == AVMEDIA_TYPE_VIDEO && !(stream->disposition & AV_DISPOSITION_ATTACHED_PIC))
                m_video = stream;
            else if (!m_sound && type == AVMEDIA_TYPE_AUDIO)
                m_sound = stream;
            else
                stream->discard = AVDISCARD_ALL;
        }
        if (!m_video)
            return Error{ErrorCode::MediaDamaged, m_order.movie.string(), "no video track"};
        auto decoder = openDecoder(*m_video, m_order.movie);
        if (!decoder)
            return decoder.error();
        m_decoder = std::move(*decoder);

        const std::vector<VideoEncoder> encoders = videoEncoders();
        const auto encoder = std::find_if(encoders.begin(), encoders.end(),
                                          [&](const VideoEncoder& e) { return e.codec == m_order.video; });
        if (encoder == encoders.end())
            return Error{ErrorCode::Unsupported, "video codec", "this FFmpeg has no encoder for it"};
        auto opened = openVideoEncoder({.encoder = *encoder,
                                        .width = m_video->codecpar->width / 2 * 2,
                                        .height = m_video->codecpar->height / 2 * 2,
                                        .frameRate = av_d2q(m_cadence.frameRate, 100'000),
                                        .crf = m_order.crf});
        if (!opened)
            return opened.error();
        m_encoder = std::move(*opened);
        if (!m_frame || !m_packet)
            return Error{ErrorCode::OutOfMemory, m_order.movie.string(), "opening the encoder"};

        m_next = m_range.begin;
        if (m_range.begin > 0) {
            const int64_t at = startOf(*m_video) + std::llround(m_range.seconds(m_range.begin) / unit(*m_video));
            if (const int code = av_seek_frame(m_input.get(), m_video->index, at, AVSEEK_FLAG_BACKWARD); code < 0)
                return Error{ErrorCode::MediaDamaged, m_order.movie.string(), ffmpegText(code)};
        }
        return kDone;
    }

    // Packets of the sound can only be copied from their beginning on.
    [[nodiscard]] bool copiesSound() const { return m_order.audio == AudioCodec::Copy && m_range.begin == 0; }

    Status openSound()
    {
        if (!m_sound || m_order.audio == AudioCodec::None) {
            m_sound = nullptr;
            return kDone;
        }
        if (copiesSound())
            return kDone;
        Result<SoundTrack> track
            = SoundTrack::open(m_order.movie,
                               {.start = m_range.seconds(m_range.begin),
                                .bitRate = m_order.audioBitRate,
                                .codec = m_order.audio == AudioCodec::Opus ? AudioCodec::Opus : AudioCodec::Aac});
        if (!track)
            return track.error();
        m_track.emplace(std::move(*track));
        return kDone;
    }

    Status openOutput()
    {
        Result<Output> output = makeMp4(m_file, m_order.target, m_order.comment);
        if (!output)
            return output.error();
        m_output = std::move(*output);
        m_videoOut = avformat_new_stream(m_output.get(), nullptr);
        if (!m_videoOut || avcodec_parameters_from_context(m_videoOut->codecpar, m_encoder.get()) < 0)
            return Error{ErrorCode::OutOfMemory, m_order.target.string(), "adding streams"};
        m_videoOut->time_base = m_encoder->time_base;
        m_videoOut->avg_frame_rate = m_encoder->framerate;
        if (m_sound) {
            m_soundOut = avformat_new_stream(m_output.get(), nullptr);
            const bool filled = m_soundOut
                && (m_track ? avcodec_parameters_from_context(m_soundOut->codecpar, &m_track->codec())
                            : avcodec_parameters_copy(m_soundOut->codecpar, m_sound->codecpar))
                    >= 0;
            if (!filled)
                return Error{ErrorCode::OutOfMemory, m_order.target.string(), "adding streams"};
            m_soundOut->codecpar->codec_tag = 0;
            m_soundOut->time_base = m_track ? m_track->codec().time_base : m_sound->time_base;
        }
        return beginMp4(*m_output, m_order.target, Mp4Kind::IndexInFront);
    }

    // One packet of the movie; false at its end.
    Result<bool> step()
    {
        const Result<bool> read = readPacket(*m_input, *m_packet, m_order.movie);
        if (!read && read.error().code != ErrorCode::MediaDamaged) // Else it is torn here, and ends.
            return read.error();
        const bool more = read && *read;
        Status done = kDone;
        if (!more)
            done = decode(nullptr);
        else if (m_packet->stream_index == m_video->index && !isTorn(*m_packet))
            done = decode(m_packet.get());
        else if (m_sound && m_packet->stream_index == m_sound->index && !m_track)
            done = copySound();
        av_packet_unref(m_packet.get());
        if (!done)
            return done.error();
        return more;
    }

    // No packet: what the decoder still holds.
    Status decode(const AVPacket* packet)
    {
        const int sent = avcodec_send_packet(m_decoder.get(), packet);
        if (sent < 0 && sent != AVERROR_EOF)
            return Error{ErrorCode::MediaDamaged, m_order.movie.string(), ffmpegText(sent)};
        int code = 0;
        while ((code = avcodec_receive_frame(m_decoder.get(), m_frame.get())) == 0) {
            const double seconds
                = static_cast<double>(m_frame->best_effort_timestamp - startOf(*m_video)) * unit(*m_video);
            const int64_t index = std::llround(seconds * m_range.frameRate);
            if (index < m_range.begin || index >= m_range.end)
                continue;
            const int64_t source = index - m_range.begin;
            while (m_frameOut < m_cadence.count() && m_cadence.sourceOf(m_frameOut) < source)
                ++m_frameOut; // The movie has a gap there, and so has the export.
            for (; m_frameOut < m_cadence.count() && m_cadence.sourceOf(m_frameOut) == source; ++m_frameOut) {
                if (Status encoded = encodeFrame(); !encoded)
                    return encoded;
            }
            m_next = index + 1;
        }
        return isDrained(code) ? Status(kDone)
                               : Status(Error{ErrorCode::MediaDamaged, m_order.movie.string(), ffmpegText(code)});
    }

    // The decoded picture, as frame m_frameOut.
    Status encodeFrame()
    {
        AVFrame* picture = m_frame.get();
        if (picture->format != m_encoder->pix_fmt || picture->width != m_encoder->width
            || picture->height != m_encoder->height) {
            if (Status converted = convert(); !converted)
                return converted;
            picture = m_converted.get();
        }
        picture->pts = m_frameOut;
        picture->pict_type = AV_PICTURE_TYPE_NONE; // The new encoder decides.
        ++m_encoded;
        if (Status sent = send(picture); !sent)
            return sent;
        return m_track ? m_track->encodeUntil(sampleAt(m_encoded), soundSink()) : Status(kDone);
    }

    Status convert()
    {
        if (!m_converted) {
            m_converted.reset(av_frame_alloc());
            if (!m_converted)
                return Error{ErrorCode::OutOfMemory, m_order.target.string(), "frame"};
            m_converted->format = m_encoder->pix_fmt;
            m_converted->width = m_encoder->width;
            m_converted->height = m_encoder->height;
            if (av_frame_get_buffer(m_converted.get(), 0) < 0)
                return Error{ErrorCode::OutOfMemory, m_order.target.string(), "frame buffer"};
        }
        m_scaler.reset(sws_getCachedContext(m_scaler.release(), m_frame->width, m_frame->height,
                                            static_cast<AVPixelFormat>(m_frame->format), m_encoder->width,
                                            m_encoder->height, m_encoder->pix_fmt, SWS_BICUBIC | SWS_ACCURATE_RND,
                                            nullptr, nullptr, nullptr));
        if (!m_scaler || av_frame_make_writable(m_converted.get()) < 0)
            return Error{ErrorCode::Unsupported, m_order.movie.string(), "its pixel format can't be converted"};
        sws_scale(m_scaler.get(), m_frame->data, m_frame->linesize, 0, m_frame->height, m_converted->data,
                  m_converted->linesize);
        return kDone;
    }

    // No picture flushes.
    Status send(const AVFrame* picture)
    {
        if (const int code = avcodec_send_frame(m_encoder.get(), picture); code < 0)
            return Error{ErrorCode::EncoderFailed, m_encoder->codec->name, ffmpegText(code)};
        const Handle<AVPacket> coded(av_packet_alloc());
        if (!coded)
            return Error{ErrorCode::OutOfMemory, m_order.target.string(), "packet"};
        int code = 0;
        while ((code = avcodec_receive_packet(m_encoder.get(), coded.get())) == 0) {
            if (coded->duration == 0)
                coded->duration = 1;
            if (Status written = write(*coded, m_encoder->time_base, *m_videoOut); !written)
                return written;
        }
        return isDrained(code) ? Status(kDone)
                               : Status(Error{ErrorCode::EncoderFailed, m_encoder->codec->name, ffmpegText(code)});
    }

    Status copySound()
    {
        const int64_t end = av_rescale_q(m_cadence.count(), av_inv_q(m_encoder->framerate), m_sound->time_base);
        if (m_packet->pts >= end)
            return kDone;
        m_packet->duration = std::min(m_packet->duration, end - m_packet->pts);
        m_packet->pos = -1;
        return write(*m_packet, m_sound->time_base, *m_soundOut);
    }

    Status write(AVPacket& coded, AVRational timeBase, const AVStream& stream)
    {
        coded.stream_index = stream.index;
        av_packet_rescale_ts(&coded, timeBase, stream.time_base);
        const int code = av_interleaved_write_frame(m_output.get(), &coded);
        return code < 0 ? Status(writeError(m_order.target, code)) : Status(kDone);
    }

    [[nodiscard]] int64_t sampleAt(int64_t frame) const
    {
        return av_rescale_q_rnd(frame, av_inv_q(m_encoder->framerate), m_track->codec().time_base, AV_ROUND_UP);
    }
    [[nodiscard]] SoundTrack::Sink soundSink()
    {
        return [this](AVPacket& coded) { return write(coded, m_track->codec().time_base, *m_soundOut); };
    }

    Status finish()
    {
        if (m_encoded == 0)
            return Error{ErrorCode::BadOption, "range", "no frame is in it"};
        if (Status flushed = send(nullptr); !flushed)
            return flushed;
        if (m_track) {
            if (Status ended = m_track->finish(sampleAt(m_encoded), SoundTrack::End::AsItIs, soundSink()); !ended)
                return ended;
        } else if (m_sound) { // Packets that lie behind the last picture's, for the same stretch of time.
            while (true) {
                const Result<bool> read = readPacket(*m_input, *m_packet, m_order.movie);
                if (!read && read.error().code != ErrorCode::MediaDamaged)
                    return read.error();
                if (!read || !*read)
                    break;
                Status copied = m_packet->stream_index == m_sound->index ? copySound() : Status(kDone);
                av_packet_unref(m_packet.get());
                if (!copied)
                    return copied;
            }
        }
        return endMp4(std::move(m_output), m_order.target);
    }

    [[nodiscard]] static double unit(const AVStream& stream) { return av_q2d(stream.time_base); }
    [[nodiscard]] static int64_t startOf(const AVStream& stream)
    {
        return stream.start_time != AV_NOPTS_VALUE ? stream.start_time : 0;
    }

    const ExportOrder& m_order;
    Range m_range;
    Cadence m_cadence;
    fs::path m_file;
    Input m_input;
    AVStream* m_video = nullptr; // The input's.
    AVStream* m_sound = nullptr;
    Handle<AVCodecContext> m_decoder;
    Handle<AVCodecContext> m_encoder;
    std::optional<SoundTrack> m_track;
    Output m_output;
    AVStream* m_videoOut = nullptr; // The output's.
    AVStream* m_soundOut = nullptr;
    Handle<AVFrame> m_frame{av_frame_alloc()};
    Handle<AVFrame> m_converted;
    Handle<AVPacket> m_packet{av_packet_alloc()};
    Handle<SwsContext> m_scaler;
    int64_t m_next = 0; // frame of the movie
    int64_t m_frameOut = 0; // of the export
    int64_t m_encoded = 0;
};

// Writes the frames of the range as PNGs into this folder, or the first one as this file. Returns how many.
Result<int64_t> writePictures(const ExportOrder& order, const Range& range, const fs::path& draft,
                              const ExportProgress& progress, const std::stop_token& stop)
{
    Result<MovieReader> reader = MovieReader::open(order.movie);
    if (!reader)
        return reader.error();
    if (range.begin > 0) {
        if (const Status sought = reader->seek(range.seconds(range.begin)); !sought)
            return sought.error();
    }
    const bool poster = order.kind == ExportKind::Poster;
    const int64_t wanted = poster ? 1 : range.count();
    for (int64_t i = 0; i < wanted; ++i) {
        if (stop.stop_requested())
            return cancelled(order).error();
        const Result<std::optional<Picture>> frame = reader->nextFrame();
        if (!frame)
            return frame.error();
        if (!*frame) {
            if (i == 0)
                return Error{ErrorCode::BadOption, "range", "no frame is in it"};
            return i;
        }
        std::string name = std::to_string(i + 1);
        name = std::string(6 - std::min<size_t>(name.size(), 6), '0') + name + ".png";
        if (const Status written = writePng(poster ? draft : draft / name, **frame); !written)
            return Error{written.error().code, order.target.string(), written.error().detail};
        progress(static_cast<double>(i + 1) / static_cast<double>(wanted));
    }
    return wanted;
}

Result<ExportSummary> make(const ExportOrder& order, const ExportProgress& listener, const std::stop_token& stop);

} // namespace

fs::path freePath(const fs::path& wanted)
{
    std::error_code ignored;
    fs::path path = wanted;
    for (int n = 2; fs::exists(fs::symlink_status(path, ignored)); ++n)
        path = withTail(wanted, " " + std::to_string(n));
    return path;
}

Result<ExportSummary> exportMovie(const ExportOrder& order, const ExportProgress& listener, const std::stop_token& stop)
{
    std::error_code ignored;
    if (!fs::exists(order.movie, ignored) && hasMoviePart(order.movie)) {
        ExportOrder growing = order;
        growing.movie = moviePart(order.movie);
        Result<ExportSummary> made = make(growing, listener, stop);
        // It may have been finished, and renamed, before it was opened.
        if (made || made.error().code != ErrorCode::FileMissing || !fs::exists(order.movie, ignored))
            return made;
    }
    return make(order, listener, stop);
}

namespace {

// An error of the draft, told of the file that a person knows.
Error named(const Error& error, const fs::path& draft, const fs::path& target)
{
    return {error.code, error.subject == draft.string() ? target.string() : error.subject, error.detail};
}

// Reads the export to see whether all that was sent is in it.
Status checkExport(const ExportOrder& order, const fs::path& file, int64_t frames)
{
    const Result<Mp4Content> content = mp4Content(file);
    if (!content)
        return named(content.error(), file, order.target);
    if (content->pictures != frames)
        return Error{ErrorCode::EncoderFailed, order.target.string(),
                     std::to_string(frames) + " frames were written, " + std::to_string(content->pictures)
                         + " are in the file"};
    return kDone;
}

Result<ExportSummary> makeSequence(const ExportOrder& order, const Range& range, const ExportProgress& progress,
                                   const std::stop_token& stop)
{
    Result<ScratchFolder> folder = ScratchFolder::besides(order.target);
    if (!folder)
        return folder.error();
    const Result<int64_t> pictures = writePictures(order, range, folder->path(), progress, stop);
    if (!pictures)
        return pictures.error();
    ExportSummary summary{.path = {}, .frames = *pictures, .seconds = range.seconds(*pictures)};
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder->path(), ignored))
        summary.bytes += entry.file_size(ignored);
    const auto publish = [&](const fs::path& path) { return folder->publish(path); };
    Result<fs::path> published = publishFree(publish, order.target);
    if (!published)
        return published.error();
    summary.path = std::move(*published);
    return summary;
}

Result<ExportSummary> make(const ExportOrder& order, const ExportProgress& listener, const std::stop_token& stop)
{
    MovieInfo info;
    {
        const Result<MovieReader> reader = MovieReader::open(order.movie);
        if (!reader)
            return reader.error();
        info = reader->info();
    }
    const Result<Range> range = rangeOf(order, info);
    if (!range)
        return range.error();
    if (order.frameRate && !(*order.frameRate >= kLeastFrameRate && *order.frameRate <= kMostFrameRate))
        return Error{ErrorCode::BadOption, "frame rate", std::to_string(*order.frameRate)};
    if (order.target.filename().empty())
        return Error{ErrorCode::NotWritable, order.target.string(), "no file name"};
    const ExportProgress progress = listener ? listener : [](double) {};
    if (order.kind == ExportKind::PngSequence)
        return makeSequence(order, *range, progress, stop);

    Result<DraftFile> draft = DraftFile::create(order.target);
    if (!draft)
        return draft.error();
    const fs::path file = draft->opened();
    ExportSummary summary;
    if (order.kind == ExportKind::Mp4) {
        Transcoder transcoder(order, *range, file);
        if (const Status made = transcoder.run(progress, stop); !made)
            return made.error();
        summary.frames = transcoder.frames();
        summary.seconds = transcoder.seconds();
        if (const Status whole = checkExport(order, file, summary.frames); !whole)
            return whole.error();
        if (const Status embedded = embedFiles(file, order.files, stop); !embedded)
            return named(embedded.error(), file, order.target);
    } else if (order.kind == ExportKind::Wav) {
        if (!info.hasSound)
            return Error{ErrorCode::NoAudio, order.movie.string(), "the movie is silent"};
        const Result<double> seconds
            = writeWav(order.movie, file, range->seconds(range->begin), range->seconds(range->end), progress, stop);
        if (!seconds)
            return named(seconds.error(), file, order.target);
        summary.seconds = *seconds;
    } else {
        const Result<int64_t> pictures = writePictures(order, *range, file, progress, stop);
        if (!pictures)
            return pictures.error();
        summary.frames = *pictures;
        summary.seconds = range->seconds(summary.frames);
    }
    std::error_code ignored;
    summary.bytes = fs::file_size(file, ignored);
    const auto publish = [&](const fs::path& path) { return draft->publish(path, Existing::Refuse); };
    Result<fs::path> published = publishFree(publish, order.target);
    if (!published)
        return published.error();
    summary.path = std::move(*published);
    return summary;
}

} // namespace
} // namespace studio::media
