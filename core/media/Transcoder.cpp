// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Transcoder.h"

#include "core/media/EncoderSetup.h"
#include "core/media/FFmpeg.h"
#include "core/media/MovieReader.h"
#include "core/media/Mp4.h"
#include "core/media/Palette.h"
#include "core/media/Picture.h"
#include "core/media/PictureFinisher.h"
#include "core/media/WavFile.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace studio::media {
namespace {

namespace fs = std::filesystem;

Status cancelled(const TranscodeOrder& order)
{
    return Error{ErrorCode::Cancelled, order.target.string(), {}};
}

// Replaces the draft's path in an error by the target's.
Error named(const Error& error, const fs::path& draft, const fs::path& target)
{
    return {error.code, error.subject == draft.string() ? target.string() : error.subject, error.detail};
}

// Maps frames of an export at another frame rate to frames of the movie.
struct Cadence {
    FrameRange range;
    double frameRate = 0; // of the export

    // Number of export frames that cover the range, rounded to the nearest.
    [[nodiscard]] int64_t count() const
    {
        return std::max<int64_t>(1, std::llround(static_cast<double>(range.count()) * frameRate / range.frameRate));
    }
    // The movie frame, from the range's begin, for export frame k: the last one whose time, rounded to export frames,
    // isn't later. Halves round down, so that a doubled rate shows each frame twice.
    [[nodiscard]] int64_t sourceOf(int64_t k) const
    {
        const double last = (static_cast<double>(k) + 0.5) * range.frameRate / frameRate;
        constexpr double kHair = 1e-9; // of rounding
        return std::max<int64_t>(0, static_cast<int64_t>(std::ceil(last - kHair)) - 1);
    }
};

// Learning the palette is a separate pass of about this share of the work.
constexpr double kPaletteShare = 0.3;

// Lets the frame point to the picture's pixels.
void borrow(Picture& picture, AVFrame& frame)
{
    frame.format = AV_PIX_FMT_RGB24;
    frame.width = picture.width;
    frame.height = picture.height;
    frame.data[0] = picture.rgb.data();
    frame.linesize[0] = 3 * picture.width;
}

// The pixels of an RGB24 frame.
Picture pictureOf(const AVFrame& frame)
{
    const size_t row = size_t{3} * static_cast<size_t>(frame.width);
    Picture made{frame.width, frame.height, std::vector<uint8_t>(row * static_cast<size_t>(frame.height))};
    for (int y = 0; y < frame.height; ++y)
        std::copy_n(frame.data[0] + static_cast<ptrdiff_t>(y) * frame.linesize[0], row,
                    made.rgb.data() + static_cast<size_t>(y) * row);
    return made;
}

// Scales RGB pictures to one size.
class PictureScaler {
public:
    explicit PictureScaler(Size size)
        : m_converter(AV_PIX_FMT_RGB24, size.width, size.height)
    {
    }

    // False: there is no memory.
    bool scale(Picture& picture)
    {
        if (!m_frame)
            return false;
        borrow(picture, *m_frame);
        const AVFrame* const scaled = m_converter.convert(*m_frame);
        av_frame_unref(m_frame.get());
        if (!scaled)
            return false;
        picture = pictureOf(*scaled);
        return true;
    }

private:
    PictureConverter m_converter;
    Handle<AVFrame> m_frame{av_frame_alloc()};
};

// The default sound of a format: copied if the format allows it, and only from the movie itself.
Result<SoundEncoder> soundFor(const TranscodeOrder& order)
{
    const OfferedFormat& with = order.with;
    AudioCodec wanted = order.audio.value_or(with.sounds.empty() ? AudioCodec::None : with.sounds.front().codec);
    // Packets can't be cut, so the range must start at 0; nor changed.
    const bool mayCopy = !order.sound && order.range.begin == 0 && !order.finish.changesSound();
    if (wanted == AudioCodec::Copy && with.sound(AudioCodec::Copy) && !mayCopy)
        wanted = AudioCodec::Aac;
    if (wanted == AudioCodec::None)
        return SoundEncoder{};
    if (const SoundEncoder* const found = with.sound(wanted))
        return *found;
    return Error{ErrorCode::Unsupported, std::string(with.format->name), "it can't have this sound codec here"};
}

// Decodes, encodes and muxes one file with moving pictures.
class FilmTranscoder {
public:
    FilmTranscoder(const TranscodeOrder& order, fs::path file)
        : m_order(order)
        , m_cadence{order.range, order.frameRate}
        , m_file(std::move(file))
    {
    }

    Status run(const TranscodeProgress& progress, const std::stop_token& stop)
    {
        const FrameRange& range = m_order.range;
        for (const auto step : {&FilmTranscoder::openMovie, &FilmTranscoder::openEncoder, &FilmTranscoder::openSound,
                                &FilmTranscoder::openFile}) {
            if (Status opened = (this->*step)(); !opened)
                return opened;
        }
        double done = 0;
        if (m_encoder->pix_fmt == AV_PIX_FMT_PAL8) {
            done = kPaletteShare;
            if (Status learned = learnPalette(progress, stop); !learned)
                return learned;
        }
        while (m_next < range.end) {
            if (stop.stop_requested())
                return cancelled(m_order);
            const Result<bool> more = step();
            if (!more)
                return more.error();
            if (!*more)
                break;
            progress(done
                     + (1 - done) * static_cast<double>(m_next - range.begin) / static_cast<double>(range.count()));
        }
        Status finished = finish();
        if (finished)
            progress(1);
        return finished;
    }

    [[nodiscard]] int64_t frames() const { return m_encoded; }

    // Reads the file back to check that it has everything that was sent.
    [[nodiscard]] Status check() const
    {
        const Result<MovieContent> content = movieContent(m_file);
        if (!content)
            return named(content.error(), m_file, m_order.target);
        const int64_t pictures = content->picturesAt(m_order.frameRate);
        if (pictures != m_encoded && !content->isStill)
            return Error{ErrorCode::EncoderFailed, m_order.target.string(),
                         std::to_string(m_encoded) + " frames were written, " + std::to_string(pictures)
                             + " are in the file"};
        // Tolerance: containers round times, some to milliseconds, and codecs to packets.
        const int64_t hair = m_track ? m_track->packetSize() + m_track->rate() / 1000 + 1 : 0;
        if (m_track && content->soundSamples < m_track->encoded() - hair)
            return Error{ErrorCode::EncoderFailed, m_order.target.string(),
                         std::to_string(m_track->encoded()) + " samples were written, "
                             + std::to_string(content->soundSamples) + " are in the file"};
        return kDone;
    }

private:
    Status openMovie()
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

        if (!m_frame || !m_packet)
            return Error{ErrorCode::OutOfMemory, m_order.movie.string(), "opening the movie"};

        const FrameRange& range = m_order.range;
        m_next = range.begin;
        if (range.begin > 0) {
            const int64_t at = startOf(*m_video) + std::llround(range.seconds(range.begin) / unit(*m_video));
            if (const int code = av_seek_frame(m_input.get(), m_video->index, at, AVSEEK_FLAG_BACKWARD); code < 0)
                return codecError(ErrorCode::MediaDamaged, m_order.movie.string(), code);
        }
        return kDone;
    }

    Status openEncoder()
    {
        const bool scales = m_order.size.width > 0;
        const Size own{m_video->codecpar->width / 2 * 2, m_video->codecpar->height / 2 * 2};
        const Size size = m_order.layout ? m_order.layout->film : scales ? m_order.size : own;
        auto opened = openVideoEncoder({.encoder = *m_order.with.video,
                                        .width = size.width,
                                        .height = size.height,
                                        .frameRate = av_d2q(m_order.frameRate, 100'000),
                                        .quality = m_order.quality});
        if (!opened)
            return opened.error();
        m_encoder = std::move(*opened);
        const bool palette = m_encoder->pix_fmt == AV_PIX_FMT_PAL8;
        m_converter.emplace(palette ? kPaletteInput : m_encoder->pix_fmt, m_encoder->width, m_encoder->height);
        return openFinisher(m_finisher);
    }

    Status openFinisher(std::optional<PictureFinisher>& finisher) const
    {
        if (!m_order.layout)
            return kDone;
        auto opened = PictureFinisher::open({m_video->codecpar->width, m_video->codecpar->height}, *m_order.layout,
                                            m_order.finish, m_encoder->framerate, m_cadence.count());
        if (!opened)
            return opened.error();
        finisher.emplace(std::move(*opened));
        return kDone;
    }

    Status openSound()
    {
        const Result<SoundEncoder> choice = soundFor(m_order);
        if (!choice)
            return choice.error();
        m_copies = choice->codec == AudioCodec::Copy;
        const bool silent = !m_order.sound && !m_sound;
        if (choice->codec == AudioCodec::None || silent)
            m_sound = nullptr;
        if (silent && choice->codec != AudioCodec::None && m_order.finish.music)
            return Error{ErrorCode::NoAudio, m_order.movie.string(), "the movie is silent: music needs a voice"};
        if (choice->codec == AudioCodec::None || silent || m_copies)
            return kDone;
        const SoundSource source
            = m_order.sound.value_or(SoundSource{m_order.movie, m_order.range.seconds(m_order.range.begin)});
        Result<SoundTrack> track
            = SoundTrack::open(source.file,
                               {.start = source.start,
                                .bitRate = m_order.audioBitRate,
                                .encoder = choice->encoder,
                                .rate = choice->rate,
                                .treatment = source.treatment,
                                .finish = m_order.finish,
                                .seconds = static_cast<double>(m_cadence.count()) / m_order.frameRate});
        if (!track)
            return track.error();
        m_track.emplace(std::move(*track));
        return kDone;
    }

    Status openFile()
    {
        const ExportFormat& format = *m_order.with.format;
        Result<Output> output
            = makeOutput(format.muxer, m_file, m_order.target, format.holdsComment ? m_order.comment : std::string());
        if (!output)
            return output.error();
        m_output = std::move(*output);
        if (m_order.finish.notesAi && format.holdsComment) {
            const bool isQuickTime = std::string_view(format.muxer) == "mov"; // which has no description
            av_dict_set(&m_output->metadata, isQuickTime ? "keywords" : "description", kAiNote, 0);
        }
        m_videoOut = avformat_new_stream(m_output.get(), nullptr);
        if (!m_videoOut || avcodec_parameters_from_context(m_videoOut->codecpar, m_encoder.get()) < 0)
            return Error{ErrorCode::OutOfMemory, m_order.target.string(), "adding streams"};
        m_videoOut->time_base = m_encoder->time_base;
        m_videoOut->avg_frame_rate = m_encoder->framerate;
        if (m_track || m_sound) {
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
        return beginOutput(*m_output, m_order.target, format.muxerOptions);
    }

    Status learnPalette(const TranscodeProgress& progress, const std::stop_token& stop)
    {
        Result<MovieReader> reader = MovieReader::open(m_order.movie);
        if (!reader)
            return reader.error();
        const FrameRange& range = m_order.range;
        if (range.begin > 0) {
            if (Status sought = reader->seek(range.seconds(range.begin)); !sought)
                return sought;
        }
        Result<PaletteMaker> maker = PaletteMaker::open(m_encoder->width, m_encoder->height);
        if (!maker)
            return maker.error();
        PictureConverter converter(kPaletteInput, m_encoder->width, m_encoder->height);
        std::optional<PictureFinisher> finisher;
        if (Status opened = openFinisher(finisher); !opened)
            return opened;
        int64_t learned = 0;
        const auto learn = [&](const AVFrame& picture) -> Status {
            AVFrame* const converted = converter.convert(picture);
            if (!converted)
                return Error{ErrorCode::OutOfMemory, m_order.target.string(), "palette"};
            converted->pts = learned++;
            return maker->add(*converted);
        };
        for (int64_t i = 0; i < range.count(); ++i) {
            if (stop.stop_requested())
                return cancelled(m_order);
            Result<std::optional<Picture>> picture = reader->nextFrame();
            if (!picture)
                return picture.error();
            if (!*picture)
                break;
            borrow(**picture, *m_frame);
            Status added = finisher ? finisher->add(*m_frame, i, learn) : learn(*m_frame);
            av_frame_unref(m_frame.get());
            if (!added)
                return added;
            progress(kPaletteShare * static_cast<double>(i + 1) / static_cast<double>(range.count()));
        }
        if (Status finished = finisher ? finisher->finish(learn) : Status(kDone); !finished)
            return finished;
        const Result<Handle<AVFrame>> palette = maker->finish();
        if (!palette)
            return palette.error();
        Result<PaletteMapper> mapper
            = PaletteMapper::open(m_encoder->width, m_encoder->height, m_encoder->time_base, **palette);
        if (!mapper)
            return mapper.error();
        m_palette.emplace(std::move(*mapper));
        return kDone;
    }

    // One packet of the movie; false at its end.
    Result<bool> step()
    {
        const Result<bool> read = readPacket(*m_input, *m_packet, m_order.movie);
        // MediaDamaged: the file is truncated here, which counts as its end.
        if (!read && read.error().code != ErrorCode::MediaDamaged)
            return read.error();
        const bool more = read && *read;
        Status done = kDone;
        if (!more)
            done = decode(nullptr);
        else if (m_packet->stream_index == m_video->index && !isTorn(*m_packet))
            done = decode(m_packet.get());
        else if (m_copies && m_sound && m_packet->stream_index == m_sound->index)
            done = copySound();
        av_packet_unref(m_packet.get());
        if (!done)
            return done.error();
        return more;
    }

    // No packet: flushes the decoder.
    Status decode(const AVPacket* packet)
    {
        const int sent = avcodec_send_packet(m_decoder.get(), packet);
        if (sent < 0 && sent != AVERROR_EOF)
            return codecError(ErrorCode::MediaDamaged, m_order.movie.string(), sent);
        int code = 0;
        while ((code = avcodec_receive_frame(m_decoder.get(), m_frame.get())) == 0) {
            const double seconds
                = static_cast<double>(m_frame->best_effort_timestamp - startOf(*m_video)) * unit(*m_video);
            const int64_t index = std::llround(seconds * m_order.range.frameRate);
            if (index < m_order.range.begin || index >= m_order.range.end)
                continue;
            const int64_t source = index - m_order.range.begin;
            while (m_frameOut < m_cadence.count() && m_cadence.sourceOf(m_frameOut) < source)
                ++m_frameOut; // The movie has a gap here, and so does the export.
            for (; m_frameOut < m_cadence.count() && m_cadence.sourceOf(m_frameOut) == source; ++m_frameOut) {
                if (Status encoded = encodeFrame(); !encoded)
                    return encoded;
            }
            m_next = index + 1;
        }
        return isDrained(code) ? Status(kDone)
                               : Status(codecError(ErrorCode::MediaDamaged, m_order.movie.string(), code));
    }

    // Encodes the decoded picture as frame m_frameOut.
    Status encodeFrame()
    {
        return m_finisher ? m_finisher->add(*m_frame, m_frameOut, finishedSink()) : encodeFrame(*m_frame, m_frameOut);
    }

    [[nodiscard]] PictureFinisher::Sink finishedSink()
    {
        return [this](const AVFrame& finished) { return encodeFrame(finished, finished.pts); };
    }

    Status encodeFrame(const AVFrame& decoded, int64_t index)
    {
        const AVFrame* picture = &decoded;
        if (m_palette || picture->format != m_encoder->pix_fmt || picture->width != m_encoder->width
            || picture->height != m_encoder->height) {
            picture = m_converter->convert(decoded);
            if (!picture)
                return Error{ErrorCode::Unsupported, m_order.movie.string(), "its pixel format can't be converted"};
        }
        const Handle<AVFrame> own(av_frame_clone(picture));
        if (!own)
            return Error{ErrorCode::OutOfMemory, m_order.target.string(), "frame"};
        own->pts = index;
        own->pict_type = AV_PICTURE_TYPE_NONE; // The new encoder chooses the frame type.
        ++m_encoded;
        Status sent = m_palette ? m_palette->add(*own, [this](const AVFrame& mapped) { return send(&mapped); })
                                : send(own.get());
        if (!sent)
            return sent;
        return m_track ? m_track->encodeUntil(sampleAt(m_encoded), soundSink()) : Status(kDone);
    }

    // Null flushes.
    Status send(const AVFrame* picture)
    {
        if (const int code = codeOf([&] { return avcodec_send_frame(m_encoder.get(), picture); }); code < 0)
            return codecError(ErrorCode::EncoderFailed, m_encoder->codec->name, code);
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
                               : Status(codecError(ErrorCode::EncoderFailed, m_encoder->codec->name, code));
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
        if (m_finisher) {
            if (Status finished = m_finisher->finish(finishedSink()); !finished)
                return finished;
        }
        if (m_encoded == 0)
            return Error{ErrorCode::BadOption, "range", "no frame is in it"};
        if (m_palette) {
            const auto sink = [this](const AVFrame& mapped) { return send(&mapped); };
            if (Status mapped = m_palette->finish(sink); !mapped)
                return mapped;
        }
        if (Status flushed = send(nullptr); !flushed)
            return flushed;
        if (m_track) {
            const auto end = m_order.sound ? m_order.sound->end : SoundTrack::End::AsItIs;
            if (Status ended = m_track->finish(sampleAt(m_encoded), end, soundSink()); !ended)
                return ended;
        } else if (m_copies && m_sound) { // Sound packets of the same time that follow the last picture's packet.
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
        return endOutput(std::move(m_output), m_order.target);
    }

    [[nodiscard]] static double unit(const AVStream& stream) { return av_q2d(stream.time_base); }
    [[nodiscard]] static int64_t startOf(const AVStream& stream)
    {
        return stream.start_time != AV_NOPTS_VALUE ? stream.start_time : 0;
    }

    const TranscodeOrder& m_order;
    Cadence m_cadence;
    fs::path m_file;
    Input m_input;
    AVStream* m_video = nullptr; // The input's.
    AVStream* m_sound = nullptr;
    bool m_copies = false; // Packets of the input's sound.
    Handle<AVCodecContext> m_decoder;
    Handle<AVCodecContext> m_encoder;
    std::optional<PictureConverter> m_converter;
    std::optional<PictureFinisher> m_finisher;
    std::optional<PaletteMapper> m_palette;
    std::optional<SoundTrack> m_track;
    Output m_output;
    AVStream* m_videoOut = nullptr; // The output's.
    AVStream* m_soundOut = nullptr;
    Handle<AVFrame> m_frame{av_frame_alloc()};
    Handle<AVPacket> m_packet{av_packet_alloc()};
    int64_t m_next = 0; // frame of the movie
    int64_t m_frameOut = 0; // of the result
    int64_t m_encoded = 0;
};

Result<Transcoded> writeFilm(const TranscodeOrder& order, const fs::path& file, const TranscodeProgress& progress,
                             const std::stop_token& stop)
{
    FilmTranscoder transcoder(order, file);
    if (const Status made = transcoder.run(progress, stop); !made)
        return made.error();
    if (const Status whole = transcoder.check(); !whole)
        return whole.error();
    return Transcoded{transcoder.frames(), static_cast<double>(transcoder.frames()) / order.frameRate};
}

Result<Transcoded> writePictures(const TranscodeOrder& order, const fs::path& folder, const TranscodeProgress& progress,
                                 const std::stop_token& stop)
{
    const FrameRange& range = order.range;
    Result<MovieReader> reader = MovieReader::open(order.movie);
    if (!reader)
        return reader.error();
    if (range.begin > 0) {
        if (const Status sought = reader->seek(range.seconds(range.begin)); !sought)
            return sought.error();
    }
    std::optional<PictureScaler> scaler;
    if (order.size.width > 0)
        scaler.emplace(order.size);
    int64_t made = 0;
    const auto write = [&](const Picture& picture) -> Status {
        std::string name = std::to_string(++made);
        name = std::string(6 - std::min<size_t>(name.size(), 6), '0') + name + ".png";
        if (const Status written = writePng(folder / name, picture); !written)
            return Error{written.error().code, order.target.string(), written.error().detail};
        const Result<Picture> back = readPicture(folder / name, PictureRules::Reference);
        if (!back || back->rgb != picture.rgb)
            return Error{ErrorCode::NotWritable, order.target.string(), name + " isn't what was written"};
        return kDone;
    };
    std::optional<PictureFinisher> finisher;
    std::optional<PictureConverter> converter; // of finished pictures
    const auto writeFinished = [&](const AVFrame& finished) -> Status {
        const AVFrame* const picture = converter->convert(finished);
        return picture ? write(pictureOf(*picture)) : Error{ErrorCode::OutOfMemory, order.target.string(), "a picture"};
    };
    const Handle<AVFrame> frame(av_frame_alloc());
    if (!frame)
        return Error{ErrorCode::OutOfMemory, order.target.string(), "frame"};
    if (order.layout) {
        auto opened = PictureFinisher::open({reader->info().width, reader->info().height}, *order.layout, order.finish,
                                            av_d2q(order.range.frameRate, 100'000), range.count());
        if (!opened)
            return opened.error();
        finisher.emplace(std::move(*opened));
        converter.emplace(AV_PIX_FMT_RGB24, order.layout->film.width, order.layout->film.height);
    }
    for (int64_t index = 0; index < range.count(); ++index) {
        if (stop.stop_requested())
            return cancelled(order).error();
        Result<std::optional<Picture>> picture = reader->nextFrame();
        if (!picture)
            return picture.error();
        if (!*picture)
            break;
        if (scaler && !scaler->scale(**picture))
            return Error{ErrorCode::OutOfMemory, order.target.string(), "scaling a picture"};
        Status written = kDone;
        if (finisher) {
            borrow(**picture, *frame);
            written = finisher->add(*frame, index, writeFinished);
            av_frame_unref(frame.get());
        } else {
            written = write(**picture);
        }
        if (!written)
            return written.error();
        progress(static_cast<double>(index + 1) / static_cast<double>(range.count()));
    }
    if (finisher) {
        if (const Status written = finisher->finish(writeFinished); !written)
            return written.error();
    }
    if (made == 0)
        return Error{ErrorCode::BadOption, "range", "no frame is in it"};
    return Transcoded{made, range.seconds(made)};
}

Result<Transcoded> writeSound(const TranscodeOrder& order, const fs::path& file, const TranscodeProgress& progress,
                              const std::stop_token& stop)
{
    const FrameRange& range = order.range;
    const Result<double> seconds = writeWav(order.movie, file, range.seconds(range.begin), range.seconds(range.end),
                                            order.finish, progress, stop);
    if (!seconds)
        return named(seconds.error(), file, order.target);
    return Transcoded{0, *seconds};
}

} // namespace

Result<Transcoded> transcode(const TranscodeOrder& order, const fs::path& to, const TranscodeProgress& progress,
                             const std::stop_token& stop)
{
    switch (order.with.format->kind) {
    case FormatKind::Film: return writeFilm(order, to, progress, stop);
    case FormatKind::Pictures: return writePictures(order, to, progress, stop);
    case FormatKind::Sound: return writeSound(order, to, progress, stop);
    }
    return Error{ErrorCode::Internal, order.target.string(), "unknown kind of format"};
}

Result<Draft> Draft::create(const fs::path& target, FormatKind kind)
{
    if (kind == FormatKind::Pictures) {
        Result<ScratchFolder> folder = ScratchFolder::besides(target);
        return folder ? Result<Draft>(Draft(std::move(*folder))) : Result<Draft>(folder.error());
    }
    Result<DraftFile> file = DraftFile::create(target);
    return file ? Result<Draft>(Draft(std::move(*file))) : Result<Draft>(file.error());
}

fs::path Draft::path() const
{
    const auto* const file = std::get_if<DraftFile>(&m_made);
    return file ? file->opened() : std::get<ScratchFolder>(m_made).path();
}

uintmax_t Draft::bytes() const
{
    std::error_code ignored;
    if (!std::holds_alternative<ScratchFolder>(m_made))
        return fs::file_size(path(), ignored);
    uintmax_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(path(), ignored))
        bytes += entry.file_size(ignored);
    return bytes;
}

Status Draft::publish(const fs::path& target, Existing existing)
{
    if (auto* const file = std::get_if<DraftFile>(&m_made))
        return file->publish(target, existing);
    return std::get<ScratchFolder>(m_made).publish(target);
}

} // namespace studio::media
