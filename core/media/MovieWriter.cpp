// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieWriter.h"

#include "core/base/Log.h"
#include "core/media/FFmpeg.h"
#include "core/media/MovieReader.h"
#include "core/media/Mp4.h"
#include "core/media/SoundTrack.h"

#include <algorithm>
#include <vector>

extern "C" {
#include <libavutil/opt.h>
}

namespace studio::media {
namespace {

// More threads change x264's decisions; a fixed number gives the same movie on every machine.
constexpr int kEncoderThreads = 4;
// Frames that x264 looks ahead. Few, so that a killed program loses little; at this quality more gain nothing.
constexpr int kLookAhead = 12;

namespace fs = std::filesystem;

Status check(const MovieFormat& format)
{
    const auto bad = [](const char* option, int value) {
        return Error{ErrorCode::BadOption, option, std::to_string(value)};
    };
    const auto usable = [](int side) { return side >= 16 && side <= 8192 && side % 2 == 0; };
    if (!usable(format.width))
        return bad("width", format.width);
    if (!usable(format.height))
        return bad("height", format.height);
    if (format.frameRate < 1 || format.frameRate > 240)
        return bad("frameRate", format.frameRate);
    if (format.crf < 0 || format.crf > 51)
        return bad("crf", format.crf);
    return kDone;
}

Result<Handle<AVCodecContext>> openH264(const MovieFormat& format)
{
    const AVCodec* const h264 = avcodec_find_encoder_by_name("libx264");
    if (!h264)
        return Error{ErrorCode::Unsupported, "libx264", "FFmpeg was built without x264"};
    Handle<AVCodecContext> codec(avcodec_alloc_context3(h264));
    if (!codec)
        return Error{ErrorCode::OutOfMemory, "libx264", {}};
    codec->width = format.width;
    codec->height = format.height;
    codec->time_base = {1, format.frameRate};
    codec->framerate = {format.frameRate, 1};
    codec->pix_fmt = AV_PIX_FMT_YUV420P;
    codec->sample_aspect_ratio = {1, 1};
    codec->gop_size = format.frameRate; // A second: what a fragment holds, and how far a player seeks.
    codec->thread_count = kEncoderThreads;
    codec->colorspace = AVCOL_SPC_SMPTE170M;
    codec->color_primaries = AVCOL_PRI_BT709;
    codec->color_trc = AVCOL_TRC_BT709;
    codec->color_range = AVCOL_RANGE_MPEG;
    codec->chroma_sample_location = AVCHROMA_LOC_LEFT;
    codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    av_opt_set_double(codec->priv_data, "crf", format.crf, 0);
    av_opt_set_int(codec->priv_data, "rc-lookahead", kLookAhead, 0);
    if (const int code = avcodec_open2(codec.get(), h264, nullptr); code < 0)
        return Error{ErrorCode::EncoderFailed, "libx264", ffmpegText(code)};
    return codec;
}

Handle<SwsContext> makeColours(int width, int height)
{
    Handle<SwsContext> colours(sws_getContext(width, height, AV_PIX_FMT_RGB24, width, height, AV_PIX_FMT_YUV420P,
                                              SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP, nullptr, nullptr,
                                              nullptr));
    if (colours) {
        const int* const bt601 = sws_getCoefficients(SWS_CS_SMPTE170M);
        constexpr int kFull = 1;
        constexpr int kLimited = 0;
        constexpr int kUnchanged = 1 << 16;
        sws_setColorspaceDetails(colours.get(), bt601, kFull, bt601, kLimited, 0, kUnchanged, kUnchanged);
    }
    return colours;
}

// An error of a hidden file, told of the movie that a person knows.
Error named(const Error& error, const fs::path& movie)
{
    return {error.code, movie.string(), error.detail};
}

// What a part file is expected to hold.
struct Expected {
    int64_t pictures = 0;
    int64_t soundSamples = 0;
};

// Turns the part file into the plain MP4, and gives that its name once it has been read and found to hold what it
// should. An error leaves the part file alone.
Status publishRewritten(const PartFile& part, const std::string& comment, const Expected& expected)
{
    Result<DraftFile> plain = DraftFile::create(part.target());
    if (!plain)
        return plain.error();
    if (Status rewritten = rewriteMp4(part.opened(), plain->opened(), part.target(), comment, expected.soundSamples);
        !rewritten)
        return rewritten;
    const Result<Mp4Content> content = mp4Content(plain->opened());
    if (!content)
        return content.error();
    if (content->pictures != expected.pictures || content->soundSamples != expected.soundSamples)
        return Error{ErrorCode::MediaDamaged, part.target().string(),
                     "rewritten, it holds " + std::to_string(content->pictures) + " frames and "
                         + std::to_string(content->soundSamples) + " samples instead of "
                         + std::to_string(expected.pictures) + " and " + std::to_string(expected.soundSamples)};
    return plain->publish(part.target(), part.existing());
}

} // namespace

struct MovieWriter::Impl {
    explicit Impl(PartFile reserved)
        : part(std::move(reserved))
        , path(part.target())
        , partPath(part.path())
    {
    }

    PartFile part;
    fs::path path;
    fs::path partPath;
    MovieFormat format;
    Output container;
    Handle<AVCodecContext> video;
    std::optional<SoundTrack> sound;
    Handle<SwsContext> colours;
    Handle<AVFrame> frame{av_frame_alloc()};
    Handle<AVPacket> packet{av_packet_alloc()};
    AVStream* videoStream = nullptr; // The container's.
    AVStream* soundStream = nullptr;
    int64_t frames = 0;
    int64_t leftOut = 0;
    bool failed = false; // Nothing more can be written.

    ~Impl()
    {
        if (container && frames == 0)
            discard();
    }

    void discard()
    {
        container.reset();
        part.remove();
    }

    Status addStreams()
    {
        const auto add = [&](const AVCodecContext& codec, AVStream*& stream) {
            stream = avformat_new_stream(container.get(), nullptr);
            if (!stream)
                return false;
            stream->time_base = codec.time_base;
            return avcodec_parameters_from_context(stream->codecpar, &codec) >= 0;
        };
        if (!add(*video, videoStream) || (sound && !add(sound->codec(), soundStream)))
            return Error{ErrorCode::OutOfMemory, path.string(), "adding streams"};
        videoStream->avg_frame_rate = video->framerate;
        return kDone;
    }

    Status write(AVPacket& coded, AVRational timeBase, const AVStream& stream)
    {
        coded.stream_index = stream.index;
        av_packet_rescale_ts(&coded, timeBase, stream.time_base);
        // Not interleaved: a fragment holds both tracks anyway, and nothing waits for the other track in memory.
        const int code = av_write_frame(container.get(), &coded);
        av_packet_unref(&coded);
        if (code < 0)
            return writeError(path, code);
        if (container->pb->error < 0)
            return writeError(path, container->pb->error);
        return kDone;
    }

    // picture == nullptr flushes.
    Status encode(const AVFrame* picture)
    {
        if (const int code = avcodec_send_frame(video.get(), picture); code < 0)
            return Error{ErrorCode::EncoderFailed, "libx264", ffmpegText(code)};
        int code = 0;
        while ((code = avcodec_receive_packet(video.get(), packet.get())) == 0) {
            if (packet->duration == 0) // x264 leaves it so, and an MP4 that ends early loses its last picture.
                packet->duration = 1;
            if (Status written = write(*packet, video->time_base, *videoStream); !written)
                return written;
        }
        return isDrained(code) ? Status(kDone) : Status(Error{ErrorCode::EncoderFailed, "libx264", ffmpegText(code)});
    }

    // The first sample at or after the beginning of a frame.
    [[nodiscard]] int64_t sampleAt(int64_t frameIndex) const
    {
        return av_rescale_rnd(frameIndex, sound->rate(), format.frameRate, AV_ROUND_UP);
    }

    [[nodiscard]] SoundTrack::Sink soundSink()
    {
        return [this](AVPacket& coded) { return write(coded, sound->codec().time_base, *soundStream); };
    }

    Status writePicture(std::span<const uint8_t> rgb)
    {
        if (const int code = av_frame_make_writable(frame.get()); code < 0)
            return Error{ErrorCode::OutOfMemory, path.string(), ffmpegText(code)};
        const uint8_t* const from = rgb.data();
        const int stride = 3 * format.width;
        sws_scale(colours.get(), &from, &stride, 0, format.height, frame->data, frame->linesize);
        frame->pts = frames++;
        return encode(frame.get());
    }

    Status endStreams()
    {
        if (Status flushed = encode(nullptr); !flushed)
            return flushed;
        if (!sound)
            return kDone;
        const auto end = format.soundEnd == SoundEnd::Silence ? SoundTrack::End::Silence : SoundTrack::End::AsItIs;
        return sound->finish(sampleAt(frames), end, soundSink());
    }
};

MovieWriter::MovieWriter(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}
MovieWriter::MovieWriter(MovieWriter&&) noexcept = default;
MovieWriter& MovieWriter::operator=(MovieWriter&&) noexcept = default;
MovieWriter::~MovieWriter() = default;

Result<MovieWriter> MovieWriter::open(const fs::path& path, const MovieFormat& format)
{
    if (const Status usable = check(format); !usable)
        return usable.error();
    Result<PartFile> part = PartFile::reserve(path, format.existing);
    if (!part)
        return part.error();
    return open(std::move(*part), format);
}

Result<MovieWriter> MovieWriter::open(PartFile part, const MovieFormat& format)
{
    if (const Status usable = check(format); !usable)
        return usable.error();
    routeFFmpegLog();
    auto impl = std::make_unique<Impl>(std::move(part));
    const fs::path& path = impl->path;
    impl->format = format;
    if (format.sound) {
        const SoundTrack::Options options{format.soundStart, format.soundBitRate, true};
        Result<SoundTrack> sound = SoundTrack::open(*format.sound, options);
        if (!sound)
            return sound.error();
        impl->sound.emplace(std::move(*sound));
    }
    Result<Handle<AVCodecContext>> video = openH264(format);
    if (!video)
        return video.error();
    impl->video = std::move(*video);
    impl->colours = makeColours(format.width, format.height);
    if (!impl->frame || !impl->packet || !impl->colours)
        return Error{ErrorCode::OutOfMemory, path.string(), "opening the encoder"};
    AVFrame& frame = *impl->frame;
    frame.format = impl->video->pix_fmt;
    frame.width = format.width;
    frame.height = format.height;
    frame.colorspace = impl->video->colorspace;
    frame.color_primaries = impl->video->color_primaries;
    frame.color_trc = impl->video->color_trc;
    frame.color_range = impl->video->color_range;
    frame.chroma_location = impl->video->chroma_sample_location;
    if (av_frame_get_buffer(&frame, 0) < 0)
        return Error{ErrorCode::OutOfMemory, path.string(), "frame buffer"};

    Result<Output> container = makeMp4(impl->part.opened(), path, format.comment);
    if (!container)
        return container.error();
    impl->container = std::move(*container);
    if (const Status added = impl->addStreams(); !added)
        return added.error();
    if (const Status begun = beginMp4(*impl->container, path, Mp4Kind::Fragments); !begun)
        return begun.error();
    return MovieWriter(std::move(impl));
}

Status MovieWriter::writeFrame(std::span<const uint8_t> rgb)
{
    Impl& self = *m_impl;
    if (!self.container || self.failed)
        return Error{ErrorCode::Internal, self.path.string(), "writeFrame after the end"};
    if (rgb.size() != size_t{3} * static_cast<size_t>(self.format.width) * static_cast<size_t>(self.format.height))
        return Error{ErrorCode::Internal, self.path.string(), "writeFrame: the picture has another size"};
    if (self.sound && self.format.soundEnd == SoundEnd::EndsPicture && self.frames > 0
        && !self.sound->reaches(self.sampleAt(self.frames))) {
        ++self.leftOut;
        return kDone;
    }

    Status written = self.writePicture(rgb);
    if (written && self.sound)
        written = self.sound->encodeUntil(self.sampleAt(self.frames), self.soundSink());
    self.failed = !written;
    return written;
}

int64_t MovieWriter::frames() const
{
    return m_impl->frames;
}

const fs::path& MovieWriter::partPath() const
{
    return m_impl->partPath;
}

Result<MovieSummary> MovieWriter::finish()
{
    Impl& self = *m_impl;
    if (!self.container)
        return Error{ErrorCode::Internal, self.path.string(), "finish after the end"};
    if (self.frames == 0) {
        self.discard();
        return Error{ErrorCode::BadOption, self.path.string(), "a movie without a frame"};
    }
    Status ended = self.failed ? Status(kDone) : self.endStreams();
    if (Status closed = endMp4(std::move(self.container), self.path); ended && !self.failed)
        ended = std::move(closed);

    MovieSummary summary{.path = self.path, .frames = self.frames, .framesLeftOut = self.leftOut};
    const int64_t soundSamples = self.sound ? self.sound->encoded() : 0;
    Status rewritten = kDone;
    if (const Result<Mp4Content> content = mp4Content(self.part.opened()); content) {
        summary.frames = content->pictures;
        if (content->pictures < self.frames || content->soundSamples < soundSamples)
            summary.doubt = ended ? Error{ErrorCode::EncoderFailed, self.path.string(),
                                          std::to_string(self.frames) + " frames were written, "
                                              + std::to_string(content->pictures) + " are in the file"}
                                  : ended.error();
        // Fragments that a full disk tore may hold more sound than picture.
        rewritten = publishRewritten(
            self.part, self.format.comment,
            {content->pictures,
             std::min({soundSamples, content->soundSamples, self.sound ? self.sampleAt(content->pictures) : 0})});
    } else {
        rewritten = content.error();
        summary.doubt = Error{content.error().code, self.path.string(),
                              "it is kept as it was written, but can't be read again: " + content.error().detail};
    }
    if (rewritten) {
        self.part.remove();
    } else if (rewritten.error().code == ErrorCode::FileExists) {
        return Error{ErrorCode::FileExists, self.path.string(), "the movie is at " + self.partPath.string()};
    } else {
        log::warning(self.path.string() + ": its index stays at the end: " + rewritten.error().detail);
        summary.indexInFront = false;
        if (const Status published = self.part.publish(); !published)
            return Error{published.error().code, published.error().subject,
                         "the movie is at " + self.partPath.string()};
    }
    std::error_code ignored;
    summary.seconds = static_cast<double>(summary.frames) / self.format.frameRate;
    summary.bytes = fs::file_size(self.path, ignored);
    return summary;
}

void MovieWriter::abandon()
{
    if (m_impl->container)
        m_impl->discard();
}

fs::path moviePart(const fs::path& movie)
{
    const std::vector<fs::path> parts = partsOf(movie);
    return parts.empty() ? movie.parent_path() / ("." + movie.stem().string() + ".part.mp4") : parts.back();
}

bool hasMoviePart(const fs::path& movie)
{
    return !partsOf(movie).empty();
}

Result<MovieSummary> recoverMovie(const fs::path& movie)
{
    Result<PartFile> part = PartFile::adopt(movie);
    if (!part)
        return part.error();
    const auto nothing = [&](const std::string& why) {
        part->remove();
        return Error{ErrorCode::BadOption, movie.string(), why};
    };
    const Result<MovieReader> reader = MovieReader::open(part->opened());
    if (!reader) // Killed before the first fragment, unless the disk can't read it.
        return reader.error().code == ErrorCode::MediaDamaged ? nothing(reader.error().detail)
                                                              : named(reader.error(), movie);
    const Result<Mp4Content> content = mp4Content(part->opened());
    if (!content)
        return named(content.error(), movie);
    if (content->pictures == 0)
        return nothing("no whole frame was written");
    MovieSummary summary{.path = movie, .frames = content->pictures};
    Status published
        = publishRewritten(*part, reader->info().comment, {content->pictures, content->samplesOfPictures()});
    if (published) {
        part->remove();
    } else if (published.error().code == ErrorCode::MediaDamaged) { // No better than the part file.
        summary.indexInFront = false;
        published = part->publish();
    }
    if (!published)
        return named(published.error(), movie);
    std::error_code ignored;
    if (reader->info().frameRate > 0)
        summary.seconds = static_cast<double>(summary.frames) / reader->info().frameRate;
    summary.bytes = fs::file_size(movie, ignored);
    return summary;
}

} // namespace studio::media
