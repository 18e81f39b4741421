// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieWriter.h"

#include "core/base/Log.h"
#include "core/media/EncoderSetup.h"
#include "core/media/FFmpeg.h"
#include "core/media/Finish.h"
#include "core/media/MovieReader.h"
#include "core/media/Mp4.h"
#include "core/media/SoundTrack.h"
#include "core/media/Transcoder.h"

#include <algorithm>
#include <cerrno>
#include <vector>

namespace studio::media {
namespace {

// More threads change x264's decisions; a fixed number gives the same movie on every machine.
constexpr int kEncoderThreads = 4;
// x264's lookahead in frames. Small, so that a killed program loses little; at this quality more doesn't help.
constexpr int kLookAhead = 12;

namespace fs = std::filesystem;

// A film in the first format is encoded once. For other formats the hidden file is lossless, so that the final encoder
// gets the exact frames.
const VideoEncoder kLossless{
    .name = "libx264rgb", .pixels = "rgb24", .quality = {"crf", 0, 0, 0}, .options = {{"preset", "veryfast"}}};

Result<const ExportFormat*> formatOf(const MovieFormat& format)
{
    const ExportFormat* const found = findExportFormat(format.exportFormat);
    if (!found || found->kind == FormatKind::Sound)
        return Error{ErrorCode::Unsupported, format.exportFormat, "there is no such format of films"};
    return found;
}

bool isRewritten(const ExportFormat& format)
{
    return &format == &exportFormats().front();
}

Result<Handle<AVCodecContext>> openEncoder(const MovieFormat& format, const ExportFormat& wanted)
{
    VideoEncoder encoder = isRewritten(wanted) ? wanted.video.front() : kLossless;
    static const std::string lookAhead = std::to_string(kLookAhead);
    encoder.options.push_back({"rc-lookahead", lookAhead.c_str()});
    return openVideoEncoder({.encoder = encoder,
                             .width = format.width,
                             .height = format.height,
                             .frameRate = {format.frameRate, 1},
                             .quality = format.crf,
                             .threads = kEncoderThreads});
}

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
    if (const Result<const ExportFormat*> wanted = formatOf(format); !wanted)
        return wanted.error();
    else if ((*wanted)->mostFrameRate < format.frameRate)
        return bad("frameRate", format.frameRate);
    return kDone;
}

// Replaces the hidden file's path in an error by the movie's.
Error named(const Error& error, const fs::path& movie)
{
    return {error.code, movie.string(), error.detail};
}

// Expected content of a part file.
struct Expected {
    int64_t pictures = 0;
    int64_t soundSamples = 0;
};

// Publishes by publish(name, existing) and returns the name.
template<typename Publish>
Result<fs::path> publishAs(const PartFile& part, FilmIs film, Publish publish)
{
    const bool replaces = film == FilmIs::Whole || part.existing() == Existing::Refuse;
    for (int n = 1;; ++n) {
        const fs::path name = n == 1 ? part.target() : withTail(part.target(), "-" + std::to_string(n));
        const Status published = publish(name, replaces ? part.existing() : Existing::Refuse);
        if (published)
            return name;
        if (replaces || published.error().code != ErrorCode::FileExists)
            return published.error();
    }
}

// Rewrites the part file as a plain MP4, reads that back, and publishes it if it has the expected content. After an
// error the part file is unchanged.
Result<fs::path> publishRewritten(const PartFile& part, const std::string& comment, const Expected& expected,
                                  FilmIs film)
{
    Result<DraftFile> plain = DraftFile::create(part.target());
    if (!plain)
        return plain.error();
    if (const Status rewritten
        = rewriteMp4(part.opened(), plain->opened(), part.target(), comment, expected.soundSamples);
        !rewritten)
        return rewritten.error();
    const Result<MovieContent> content = movieContent(plain->opened());
    if (!content)
        return content.error();
    if (content->pictures != expected.pictures || content->soundSamples != expected.soundSamples)
        return Error{ErrorCode::MediaDamaged, part.target().string(),
                     "rewritten, it holds " + std::to_string(content->pictures) + " frames and "
                         + std::to_string(content->soundSamples) + " samples instead of "
                         + std::to_string(expected.pictures) + " and " + std::to_string(expected.soundSamples)};
    return publishAs(part, film,
                     [&](const fs::path& name, Existing existing) { return plain->publish(name, existing); });
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
    const ExportFormat* wanted = nullptr;
    Output container;
    Handle<AVCodecContext> video;
    std::optional<SoundTrack> sound;
    std::optional<PictureConverter> converter;
    Handle<AVFrame> frame{av_frame_alloc()}; // The input frame; not the encoder's.
    Handle<AVPacket> packet{av_packet_alloc()};
    AVStream* videoStream = nullptr; // The container's.
    AVStream* soundStream = nullptr;
    int64_t frames = 0;
    int64_t packets = 0; // of pictures
    bool isEncoding = false; // The encoder was sent pictures.
    int64_t leftOut = 0;
    FilmIs film = FilmIs::Whole;
    std::optional<Error> failure; // Nothing more can be written after it.

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

    // The next packet of the pictures, in the order of decoding. Pictures that were copied and ones that were encoded,
    // by several encoders, have the times of one.
    Status writePicturePacket(AVPacket& coded)
    {
        coded.dts = packets++ - video->has_b_frames;
        coded.duration = 1; // x264 leaves it unset, and an MP4 that ends early would lose its last picture.
        return write(coded, video->time_base, *videoStream);
    }

    // picture == nullptr flushes.
    Status encode(const AVFrame* picture)
    {
        isEncoding = picture != nullptr;
        if (const int code = codeOf([&] { return avcodec_send_frame(video.get(), picture); }); code < 0)
            return codecError(ErrorCode::EncoderFailed, video->codec->name, code);
        int code = 0;
        while ((code = avcodec_receive_packet(video.get(), packet.get())) == 0) {
            if (Status written = writePicturePacket(*packet); !written)
                return written;
        }
        return isDrained(code) ? Status(kDone) : Status(codecError(ErrorCode::EncoderFailed, video->codec->name, code));
    }

    // Ends the encoder's stream, after which it takes no more pictures, and opens another.
    Status restartEncoder()
    {
        if (!isEncoding)
            return kDone;
        if (Status flushed = encode(nullptr); !flushed)
            return flushed;
        Result<Handle<AVCodecContext>> fresh = openEncoder(format, *wanted);
        if (!fresh)
            return fresh.error();
        video = std::move(*fresh);
        return kDone;
    }

    // Pictures of another movie as they are, with the sound that belongs to them.
    Status copy(const fs::path& movie, FrameSpan span, const std::function<Status()>& each)
    {
        if (Status restarted = restartEncoder(); !restarted)
            return restarted;
        const int64_t moved = frames - span.begin;
        return copyPictures(movie, span, [&](AVPacket& coded, AVRational timeBase) {
            coded.pts = av_rescale_q(coded.pts, timeBase, video->time_base) + moved;
            Status written = writePicturePacket(coded);
            ++frames;
            if (written)
                written = writeSound();
            return written ? each() : written;
        });
    }

    // Pictures of another movie, decoded and encoded again.
    Status encodeAgain(const fs::path& movie, FrameSpan span, const std::function<Status()>& each)
    {
        if (span.count() <= 0)
            return kDone;
        Result<MovieReader> reader = MovieReader::open(movie);
        if (!reader)
            return reader.error();
        if (span.begin > 0) {
            if (Status sought = reader->seek(static_cast<double>(span.begin) / format.frameRate); !sought)
                return sought;
        }
        for (int64_t frameIndex = span.begin; frameIndex < span.end; ++frameIndex) {
            const Result<const AVFrame*> picture = reader->nextCodedFrame();
            if (!picture)
                return picture.error();
            if (!*picture || (*picture)->pts != frameIndex)
                return Error{ErrorCode::MediaDamaged, movie.string(),
                             "frame " + std::to_string(frameIndex) + " isn't in it"};
            Status written = encodePicture(**picture);
            if (written)
                written = writeSound();
            if (written)
                written = each();
            if (!written)
                return written;
        }
        return kDone;
    }

    // Pictures of an earlier part file, with the sound that belongs to them.
    Status begin(const fs::path& from, int64_t most)
    {
        const Result<FrameSpan> whole = copyablePictures(from, *video, {0, most});
        if (!whole && whole.error().code != ErrorCode::OutOfMemory) {
            log::warning(named(whole.error(), path).subject
                         + ": its first frames are encoded again: " + whole.error().detail);
            return kDone;
        }
        if (!whole)
            return whole.error();
        if (whole->begin > 0) // Its first picture can't be the film's.
            return kDone;
        Status copied = copy(from, *whole, [] { return kDone; });
        // The beginning is in the file before anything is done with where it was. Not if it is that short: the header
        // would be written before the sound's first packets, which tell its priming (see beginFragments()).
        const bool isLong = copied && frames >= format.frameRate;
        for (int flush = 0; isLong && flush < 2; ++flush) { // the header, then the fragment
            if (const int code = av_write_frame(container.get(), nullptr); code < 0)
                return writeError(path, code);
        }
        return copied;
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
        frame->format = AV_PIX_FMT_RGB24;
        frame->width = format.width;
        frame->height = format.height;
        frame->data[0] = const_cast<uint8_t*>(rgb.data()); // It is only read.
        frame->linesize[0] = 3 * format.width;
        return encodePicture(*frame);
    }

    Status encodePicture(const AVFrame& picture)
    {
        const bool fits = picture.format == video->pix_fmt && picture.width == video->width
            && picture.height == video->height && picture.color_range != AVCOL_RANGE_JPEG;
        const AVFrame* const converted = fits ? &picture : converter->convert(picture);
        const Handle<AVFrame> own(converted ? av_frame_clone(converted) : nullptr);
        if (!own)
            return Error{ErrorCode::OutOfMemory, path.string(), "converting a picture"};
        own->pts = frames++;
        own->pict_type = AV_PICTURE_TYPE_NONE; // The encoder chooses.
        return encode(own.get());
    }

    Status writeSound() { return sound ? sound->encodeUntil(sampleAt(frames), soundSink()) : Status(kDone); }

    Status endStreams()
    {
        if (Status flushed = encode(nullptr); !flushed)
            return flushed;
        if (!sound)
            return kDone;
        return sound->finish(sampleAt(frames), afterSound(), soundSink());
    }

    [[nodiscard]] SoundTrack::End afterSound() const
    {
        return format.soundEnd == SoundEnd::Silence ? SoundTrack::End::Silence : SoundTrack::End::AsItIs;
    }

    // Transcodes the part file to the wanted format, with the sound's source.
    Result<MovieSummary> convert(MovieSummary summary)
    {
        Status made = publishConverted(summary);
        if (made) {
            part.remove();
            return summary;
        }
        if (made.error().code == ErrorCode::FileExists)
            return Error{ErrorCode::FileExists, path.string(), "the movie is at " + partPath.string()};
        summary.doubt = made.error();
        return keepAsItIs(std::move(summary));
    }

    Status publishConverted(MovieSummary& summary)
    {
        Result<OfferedFormat> offered = offeredFormat(*wanted);
        if (!offered)
            return offered.error();
        Result<Draft> draft = Draft::create(path, wanted->kind);
        if (!draft)
            return draft.error();
        TranscodeOrder order{.with = std::move(*offered),
                             .movie = part.opened(),
                             .target = path,
                             .range = {0, summary.frames, static_cast<double>(format.frameRate)},
                             .frameRate = static_cast<double>(format.frameRate),
                             .audioBitRate = format.soundBitRate,
                             .comment = format.comment};
        if (format.sound)
            order.sound = SoundSource{*format.sound, format.soundStart, format.soundTreatment, afterSound()};
        else
            order.audio = AudioCodec::None;
        const Result<Transcoded> made = transcode(order, draft->path(), [](double) {}, {});
        if (!made)
            return made.error().subject == part.opened().string() ? named(made.error(), path) : made.error();
        if (made->frames != summary.frames)
            return Error{ErrorCode::EncoderFailed, path.string(),
                         std::to_string(made->frames) + " of " + std::to_string(summary.frames)
                             + " frames came through"};
        summary.seconds = made->seconds;
        summary.bytes = draft->bytes();
        Result<fs::path> published = publishAs(
            part, film, [&](const fs::path& name, Existing existing) { return draft->publish(name, existing); });
        if (!published)
            return published.error();
        summary.path = std::move(*published);
        return kDone;
    }

    // Keeps a film that could not be converted, or can't be read, as an MP4 of the wanted name or beside it.
    Result<MovieSummary> keepAsItIs(MovieSummary summary)
    {
        const Result<fs::path> kept = part.publishFree(fs::path(path).replace_extension(".mp4"));
        if (!kept)
            return Error{kept.error().code, kept.error().subject, "the movie is at " + partPath.string()};
        summary.path = *kept;
        summary.indexInFront = false;
        std::error_code ignored;
        summary.seconds = static_cast<double>(summary.frames) / format.frameRate;
        summary.bytes = fs::file_size(summary.path, ignored);
        return summary;
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
    impl->wanted = *formatOf(format); // check() has found it.
    if (!isRewritten(*impl->wanted)) { // Fail before the work if the format can't be written here.
        if (const Result<OfferedFormat> offered = offeredFormat(*impl->wanted); !offered)
            return offered.error();
    }
    if (format.sound) {
        const SoundTrack::Options options{
            .start = format.soundStart, .bitRate = format.soundBitRate, .treatment = format.soundTreatment};
        Result<SoundTrack> sound = SoundTrack::open(*format.sound, options);
        if (!sound)
            return sound.error();
        impl->sound.emplace(std::move(*sound));
    }
    Result<Handle<AVCodecContext>> video = openEncoder(format, *impl->wanted);
    if (!video)
        return video.error();
    impl->video = std::move(*video);
    impl->converter.emplace(impl->video->pix_fmt, format.width, format.height);
    if (!impl->frame || !impl->packet)
        return Error{ErrorCode::OutOfMemory, path.string(), "opening the encoder"};

    Result<Output> container = makeOutput("mp4", impl->part.opened(), path, format.comment);
    if (!container)
        return container.error();
    impl->container = std::move(*container);
    if (format.notesAi)
        av_dict_set(&impl->container->metadata, "description", kAiNote, 0);
    if (const Status added = impl->addStreams(); !added)
        return added.error();
    if (const Status begun = beginFragments(*impl->container, path); !begun)
        return begun.error();
    return MovieWriter(std::move(impl));
}

Result<MovieWriter> MovieWriter::openAfter(PartFile part, const MovieFormat& format, const fs::path& from, int64_t most)
{
    Result<MovieWriter> writer = open(std::move(part), format);
    if (!writer)
        return writer;
    if (const Status begun = writer->m_impl->begin(from, most); !begun)
        return begun.error();
    return writer;
}

Status MovieWriter::writeFrame(std::span<const uint8_t> rgb)
{
    Impl& self = *m_impl;
    if (!self.container || self.failure)
        return Error{ErrorCode::Internal, self.path.string(), "writeFrame after the end"};
    if (rgb.size() != size_t{3} * static_cast<size_t>(self.format.width) * static_cast<size_t>(self.format.height))
        return Error{ErrorCode::Internal, self.path.string(), "writeFrame: the picture has another size"};
    if (self.sound && self.format.soundEnd == SoundEnd::EndsPicture && self.frames > 0
        && !self.sound->reaches(self.sampleAt(self.frames))) {
        ++self.leftOut;
        return kDone;
    }

    Status written = self.writePicture(rgb);
    if (written)
        written = self.writeSound();
    if (!written)
        self.failure = written.error();
    return written;
}

Result<AppendedPictures> MovieWriter::append(const fs::path& movie, int64_t first, int64_t count,
                                             const std::function<Status()>& each)
{
    Impl& self = *m_impl;
    if (!self.container || self.failure)
        return Error{ErrorCode::Internal, self.path.string(), "append after the end"};
    const FrameSpan all{first, first + count};
    const Result<FrameSpan> copied = copyablePictures(movie, *self.video, all);
    Status written = copied ? self.encodeAgain(movie, {all.begin, copied->begin}, each) : Status(copied.error());
    if (written && copied->count() > 0)
        written = self.copy(movie, *copied, each);
    if (written)
        written = self.encodeAgain(movie, {copied->end, all.end}, each);
    if (!written) {
        self.failure = written.error();
        return written.error();
    }
    return AppendedPictures{.copied = copied->count(), .encoded = count - copied->count()};
}

int64_t MovieWriter::frames() const
{
    return m_impl->frames;
}

const fs::path& MovieWriter::partPath() const
{
    return m_impl->partPath;
}

Result<MovieSummary> MovieWriter::finish(FilmIs film)
{
    Impl& self = *m_impl;
    self.film = film;
    if (!self.container)
        return Error{ErrorCode::Internal, self.path.string(), "finish after the end"};
    if (self.frames == 0) {
        self.discard();
        return Error{ErrorCode::BadOption, self.path.string(), "a movie without a frame"};
    }
    Status ended = self.failure ? Status(kDone) : self.endStreams();
    if (Status closed = endOutput(std::move(self.container), self.path); ended && !self.failure)
        ended = std::move(closed);

    MovieSummary summary{.path = self.path, .frames = self.frames, .framesLeftOut = self.leftOut};
    const int64_t soundSamples = self.sound ? self.sound->encoded() : 0;
    Result<fs::path> rewritten = self.path;
    errno = 0;
    const Result<MovieContent> content = movieContent(self.part.opened());
    const bool lacksMemory = errno == ENOMEM; // Then FFmpeg may have passed over a packet, and says nothing.
    std::error_code ignored;
    const bool isEmpty = content
        ? content->pictures == 0
        : content.error().code == ErrorCode::MediaDamaged || fs::file_size(self.part.opened(), ignored) == 0;
    if (isEmpty && (self.failure || !ended)) { // The disk was full before a whole frame was written.
        self.part.remove();
        return self.failure ? *self.failure : ended.error();
    }
    if (content) {
        summary.frames = content->pictures;
        const bool isShort = content->pictures < self.frames || content->soundSamples < soundSamples;
        if (isShort)
            summary.doubt = ended
                ? Error{lacksMemory ? ErrorCode::OutOfMemory : ErrorCode::EncoderFailed, self.path.string(),
                        std::to_string(self.frames) + " frames and " + std::to_string(soundSamples)
                            + " samples were written, " + std::to_string(content->pictures) + " and "
                            + std::to_string(content->soundSamples) + " are read back"}
                : ended.error();
        // Nothing failed to be written, so it may be the reading that falls short: what was written is kept whole.
        const bool isMisread = isShort && ended && !self.failure;
        if (!isRewritten(*self.wanted))
            return isMisread ? self.keepAsItIs(std::move(summary)) : self.convert(std::move(summary));
        // Fragments truncated by a full disk may have more sound than picture.
        rewritten = isMisread
            ? Result<fs::path>(*summary.doubt)
            : publishRewritten(
                self.part, self.format.comment,
                {content->pictures,
                 std::min({soundSamples, content->soundSamples, self.sound ? self.sampleAt(content->pictures) : 0})},
                film);
    } else {
        summary.doubt = Error{content.error().code, self.path.string(),
                              "it is kept as it was written, but can't be read again: " + content.error().detail};
        return self.keepAsItIs(std::move(summary));
    }
    if (rewritten) {
        summary.path = *rewritten;
        self.part.remove();
    } else if (rewritten.error().code == ErrorCode::FileExists) {
        return Error{ErrorCode::FileExists, self.path.string(), "the movie is at " + self.partPath.string()};
    } else {
        log::warning(self.path.string() + ": its index stays at the end: " + rewritten.error().detail);
        if (film == FilmIs::Part)
            return self.keepAsItIs(std::move(summary));
        summary.indexInFront = false;
        if (const Status published = self.part.publish(); !published)
            return Error{published.error().code, published.error().subject,
                         "the movie is at " + self.partPath.string()};
    }
    summary.seconds = static_cast<double>(summary.frames) / self.format.frameRate;
    summary.bytes = fs::file_size(summary.path, ignored);
    return summary;
}

void MovieWriter::abandon()
{
    if (m_impl->container)
        m_impl->discard();
}

std::optional<fs::path> moviePart(const fs::path& movie)
{
    std::vector<fs::path> parts = partsOf(movie);
    return parts.empty() ? std::nullopt : std::optional(std::move(parts.back()));
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
    if (!reader) // The program was killed before the first fragment, or the disk can't be read.
        return reader.error().code == ErrorCode::MediaDamaged ? nothing(reader.error().detail)
                                                              : named(reader.error(), movie);
    const Result<MovieContent> content = movieContent(part->opened());
    if (!content)
        return named(content.error(), movie);
    if (content->pictures == 0)
        return nothing("no whole frame was written");
    MovieSummary summary{.path = movie, .frames = content->pictures};
    const Result<fs::path> rewritten = publishRewritten(
        *part, reader->info().comment, {content->pictures, content->samplesOfPictures()}, FilmIs::Whole);
    Status published = rewritten ? Status(kDone) : Status(rewritten.error());
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
