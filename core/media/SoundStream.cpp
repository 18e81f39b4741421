// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/SoundStream.h"

#include "core/base/Log.h"
#include "core/media/FFmpeg.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

namespace studio::media {
namespace {

// Smaller differences of time stamps are ignored. Shorter than a film's frame.
constexpr double kLeastGap = 0.04; // seconds
constexpr double kLeastStep = 0.005; // between two frames; tolerates time bases of milliseconds
// Longer gaps are faults of the time stamps, in a broadcast, whose time stamps may restart at any time (ffmpeg's limit,
// too), and in a file of unknown length.
constexpr double kMostBroadcastGap = 10;
constexpr double kMostGap = 600;
constexpr int kLeastRate = 1000; // Hz; the resampler fails far below, and no recording has less
constexpr int kMostRate = 1'536'000;
constexpr size_t kSilencePiece = 65536; // samples

// Samples of a frame as float. NaN and infinity in float files become silence, because filters would spread them.
template<typename T>
void copySamples(const AVFrame& frame, double offset, double scale, Planes& planes)
{
    const bool planar = av_sample_fmt_is_planar(static_cast<AVSampleFormat>(frame.format)) != 0;
    const size_t channels = planes.size();
    for (size_t c = 0; c < channels; ++c) {
        const auto* const from = reinterpret_cast<const T*>(frame.extended_data[planar ? c : 0]);
        const size_t step = planar ? 1 : channels;
        const size_t first = planar ? 0 : c;
        for (size_t i = 0; i < planes[c].size(); ++i) {
            const auto value = static_cast<float>((static_cast<double>(from[first + i * step]) - offset) * scale);
            planes[c][i] = std::isfinite(value) ? value : 0.0F;
        }
    }
}

bool toPlanes(const AVFrame& frame, Planes& planes)
{
    planes.assign(static_cast<size_t>(frame.ch_layout.nb_channels),
                  std::vector<float>(static_cast<size_t>(frame.nb_samples)));
    switch (av_get_packed_sample_fmt(static_cast<AVSampleFormat>(frame.format))) {
    case AV_SAMPLE_FMT_U8: copySamples<uint8_t>(frame, 128, 1.0 / 128, planes); return true;
    case AV_SAMPLE_FMT_S16: copySamples<int16_t>(frame, 0, 1.0 / 32768, planes); return true;
    case AV_SAMPLE_FMT_S32: copySamples<int32_t>(frame, 0, 1.0 / 2147483648.0, planes); return true;
    case AV_SAMPLE_FMT_S64: copySamples<int64_t>(frame, 0, 1.0 / 9223372036854775808.0, planes); return true;
    case AV_SAMPLE_FMT_FLT: copySamples<float>(frame, 0, 1, planes); return true;
    case AV_SAMPLE_FMT_DBL: copySamples<double>(frame, 0, 1, planes); return true;
    default: return false;
    }
}

std::string tagOf(const AVStream& stream, const char* key)
{
    const AVDictionaryEntry* const entry = av_dict_get(stream.metadata, key, nullptr, 0);
    return entry ? entry->value : "";
}

bool isCommentary(const AVStream& stream)
{
    if (stream.disposition & (AV_DISPOSITION_COMMENT | AV_DISPOSITION_VISUAL_IMPAIRED))
        return true;
    std::string title = tagOf(stream, "title"); // Many Matroska files are older than the flag.
    std::transform(title.begin(), title.end(), title.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    return title.find("commentary") != std::string::npos;
}

// Index of the best sound track in `tracks`. Criteria in order: decodable, no commentary, default, first.
size_t bestTrack(const std::vector<AVStream*>& tracks)
{
    const auto rank = [](const AVStream* stream) {
        return (avcodec_find_decoder(stream->codecpar->codec_id) ? 4 : 0) + (isCommentary(*stream) ? 0 : 2)
            + (stream->disposition & AV_DISPOSITION_DEFAULT ? 1 : 0);
    };
    const auto best = std::max_element(tracks.begin(), tracks.end(),
                                       [&](const AVStream* a, const AVStream* b) { return rank(a) < rank(b); });
    return static_cast<size_t>(best - tracks.begin());
}

uint64_t maskOf(const AVChannelLayout& layout)
{
    if (layout.order == AV_CHANNEL_ORDER_NATIVE)
        return layout.u.mask;
    // Six channels without a layout are 5.1, as in players.
    return layout.order == AV_CHANNEL_ORDER_UNSPEC && layout.nb_channels == 6 ? AV_CH_LAYOUT_5POINT1_BACK : 0;
}

} // namespace

struct SoundStream::Impl {
    std::filesystem::path path;
    Input container;
    Handle<AVCodecContext> codec;
    Handle<AVFrame> frame{av_frame_alloc()};
    Handle<AVPacket> packet{av_packet_alloc()};
    Handle<SwrContext> adapter; // Converts frames after a change of rate or channels.
    const AVStream* stream = nullptr; // The container's.
    bool isMp4 = false;
    std::vector<TrackInfo> tracks;
    int track = 0; // from 1
    int sampleRate = 0;
    int channels = 0;
    uint64_t mask = 0;
    int64_t position = 0; // samples decoded so far, with the silence between them
    std::optional<int64_t> begin; // the time stamp of position 0, in samples
    int64_t expected = 0; // the next frame's time stamp, in samples
    int64_t silence = 0; // samples to come before the piece ahead
    int adapterRate = 0;
    int adapterChannels = 0;
    Planes ahead; // The next piece, if it is decoded already.
    bool atEnd = false;
    int problems = 0;
    std::optional<Error> readError;

    // Without memory nothing is known of the sound, so it ends with an error.
    void addProblem(const char* what, int code)
    {
        if (code == AVERROR(ENOMEM)) {
            readError = codecError(ErrorCode::MediaDamaged, path.string(), code);
            atEnd = true;
        } else if (problems++ == 0)
            log::warning(path.string() + ": part of the sound is damaged: " + what + ": " + ffmpegText(code));
    }

    // Sends the track's next packet, or the end of the stream, to the decoder.
    void feed()
    {
        while (true) {
            const Result<bool> read = readPacket(*container, *packet, path);
            if (!read || !*read) {
                if (!read && read.error().code == ErrorCode::MediaDamaged)
                    addProblem("reading", AVERROR_INVALIDDATA);
                else if (!read)
                    readError = read.error();
                avcodec_send_packet(codec.get(), nullptr);
                return;
            }
            const bool ours = packet->stream_index == stream->index;
            if (ours) {
                if (packet->flags & AV_PKT_FLAG_CORRUPT)
                    addProblem("container", AVERROR_INVALIDDATA);
                if (const int sent = avcodec_send_packet(codec.get(), packet.get()); sent < 0)
                    addProblem("decoding", sent);
            }
            av_packet_unref(packet.get());
            if (ours)
                return;
        }
    }

    // The next decoded frame in its own format; false at the end.
    bool decode()
    {
        while (!atEnd) {
            const int code = avcodec_receive_frame(codec.get(), frame.get());
            if (code == 0 && frame->nb_samples > 0) {
                if (frame->sample_rate >= kLeastRate && frame->sample_rate <= kMostRate)
                    return true;
                addProblem("its sample rate", AVERROR_INVALIDDATA);
            }
            if (code == AVERROR_EOF)
                atEnd = true;
            else if (code == AVERROR(EAGAIN))
                feed();
            else if (code < 0)
                addProblem("decoding", code);
        }
        return false;
    }

    // Decodes up to the next frame in which something is heard.
    bool decodeHeard(Planes& planes)
    {
        while (decode()) {
            if (toPlanes(*frame, planes) && dropUnheard(planes))
                return true;
        }
        return false;
    }

    // In an MP4, what isn't heard stands before 0: the encoder's priming, and what an edit list cuts off. FFmpeg drops
    // it, but before version 7 not in a file of fragments. False if nothing is left.
    bool dropUnheard(Planes& planes)
    {
        if (frame->pts == AV_NOPTS_VALUE || frame->pts >= 0 || !isMp4)
            return true;
        const int64_t early = av_rescale_q(-frame->pts, stream->time_base, {1, frame->sample_rate});
        const int64_t count = std::min<int64_t>(early, frame->nb_samples);
        for (auto& plane : planes)
            plane.erase(plane.begin(), plane.begin() + count);
        frame->pts += av_rescale_q(count, {1, frame->sample_rate}, stream->time_base);
        frame->nb_samples -= static_cast<int>(count);
        return frame->nb_samples > 0;
    }

    // The time of the video's first picture, in samples; the sound's own without a video.
    [[nodiscard]] int64_t pictureBegin(int64_t soundBegin) const
    {
        for (unsigned i = 0; i < container->nb_streams; ++i) {
            const AVStream& other = *container->streams[i];
            if (other.codecpar->codec_type == AVMEDIA_TYPE_VIDEO && other.start_time != AV_NOPTS_VALUE
                && !(other.disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)))
                return av_rescale_q(other.start_time, other.time_base, {1, sampleRate});
        }
        return soundBegin;
    }

    [[nodiscard]] int64_t samplesOf(double seconds) const { return std::llround(seconds * sampleRate); }

    [[nodiscard]] int64_t mostGap() const
    {
        if (container->iformat->flags & AVFMT_TS_DISCONT)
            return samplesOf(kMostBroadcastGap);
        if (container->duration <= 0 || container->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE)
            return samplesOf(kMostGap);
        return samplesOf(static_cast<double>(container->duration) / AV_TIME_BASE + 1) - position;
    }

    // Samples of silence before the decoded frame, by its time stamp. Time stamps of real recordings jitter and drift,
    // so a gap is measured between two frames, not against the position.
    [[nodiscard]] int64_t gapBeforeFrame()
    {
        if (frame->pts == AV_NOPTS_VALUE)
            return 0;
        const int64_t length = av_rescale(frame->nb_samples, sampleRate, frame->sample_rate);
        const int64_t at = av_rescale_q(frame->pts, stream->time_base, {1, sampleRate});
        const int64_t step = begin ? at - expected : samplesOf(kLeastGap);
        expected = at + length;
        if (!begin)
            begin = std::min(at, pictureBegin(at));
        const int64_t gap = at - *begin - position;
        if (gap > mostGap() || gap < -samplesOf(1)) { // The time stamps restart.
            begin = at - position;
            return 0;
        }
        const bool isGap = step >= std::min(samplesOf(kLeastGap), std::max(samplesOf(kLeastStep), length / 2))
            && gap >= samplesOf(kLeastGap);
        return isGap ? gap : 0;
    }

    // Converts to the first frame's format: chained and broadcast streams change their format.
    Planes adapt(Planes planes)
    {
        const int fromRate = frame->sample_rate;
        const auto fromChannels = static_cast<int>(planes.size());
        if (fromRate == sampleRate && fromChannels == channels)
            return planes;
        if (!adapter || adapterRate != fromRate || adapterChannels != fromChannels) {
            auto made = makeResampler(fromChannels, fromRate, channels, sampleRate);
            if (!made) {
                const bool noMemory = made.error().code == ErrorCode::OutOfMemory;
                addProblem("the format changes", noMemory ? AVERROR(ENOMEM) : AVERROR_PATCHWELCOME);
                return {};
            }
            adapter = std::move(*made);
            adapterRate = fromRate;
            adapterChannels = fromChannels;
        }
        const size_t count = planes.front().size();
        const size_t room = count * static_cast<size_t>(sampleRate) / static_cast<size_t>(fromRate) + 4096;
        Planes out(static_cast<size_t>(channels), std::vector<float>(room));
        std::vector<const uint8_t*> from;
        std::vector<uint8_t*> to;
        for (const auto& plane : planes)
            from.push_back(reinterpret_cast<const uint8_t*>(plane.data()));
        for (auto& plane : out)
            to.push_back(reinterpret_cast<uint8_t*>(plane.data()));
        const int made
            = swr_convert(adapter.get(), to.data(), static_cast<int>(room), from.data(), static_cast<int>(count));
        for (auto& plane : out)
            plane.resize(static_cast<size_t>(std::max(made, 0)));
        return out;
    }
};

SoundStream::SoundStream(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}
SoundStream::SoundStream(SoundStream&&) noexcept = default;
SoundStream& SoundStream::operator=(SoundStream&&) noexcept = default;
SoundStream::~SoundStream() = default;

Result<SoundStream> SoundStream::open(const std::filesystem::path& path, int track)
{
    auto impl = std::make_unique<Impl>();
    impl->path = path;
    if (!impl->frame || !impl->packet)
        return Error{ErrorCode::OutOfMemory, path.string(), "decoding sound"};
    Result<Input> input = openInput(path);
    if (!input)
        return input.error();
    impl->container = std::move(*input);

    std::vector<AVStream*> sounds;
    for (unsigned i = 0; i < impl->container->nb_streams; ++i) {
        AVStream* const stream = impl->container->streams[i];
        stream->discard = AVDISCARD_ALL;
        if (stream->codecpar->codec_type != AVMEDIA_TYPE_AUDIO)
            continue;
        sounds.push_back(stream);
        impl->tracks.push_back({.channels = stream->codecpar->ch_layout.nb_channels,
                                .language = tagOf(*stream, "language"),
                                .title = tagOf(*stream, "title")});
        if (impl->tracks.back().language == "und")
            impl->tracks.back().language.clear();
    }
    if (sounds.empty())
        return Error{ErrorCode::NoAudio, path.string(), "no sound track"};
    if (track < 0 || static_cast<size_t>(track) > sounds.size())
        return Error{ErrorCode::BadOption, "audio_track",
                     path.string() + " has " + std::to_string(sounds.size())
                         + (sounds.size() == 1 ? " sound track" : " sound tracks") + ", not " + std::to_string(track)};
    impl->track = track > 0 ? track : static_cast<int>(bestTrack(sounds)) + 1;
    AVStream* const chosen = sounds[static_cast<size_t>(impl->track - 1)];
    chosen->discard = AVDISCARD_DEFAULT;
    impl->stream = chosen;
    auto codec = openDecoder(*impl->stream, path);
    if (!codec)
        return codec.error();
    impl->codec = std::move(*codec);

    impl->isMp4 = std::string_view(impl->container->iformat->name).starts_with("mov,");
    if (!impl->decodeHeard(impl->ahead)) {
        if (impl->readError)
            return *impl->readError;
        const ErrorCode code = impl->problems > 0 ? ErrorCode::MediaDamaged : ErrorCode::AudioEmpty;
        return Error{code, path.string(), "not a single sample could be decoded"};
    }
    impl->sampleRate = impl->frame->sample_rate;
    impl->channels = static_cast<int>(impl->ahead.size());
    impl->mask = maskOf(impl->frame->ch_layout);
    impl->silence = impl->gapBeforeFrame();
    return SoundStream(std::move(impl));
}

int SoundStream::sampleRate() const
{
    return m_impl->sampleRate;
}

int SoundStream::channels() const
{
    return m_impl->channels;
}

uint64_t SoundStream::channelMask() const
{
    return m_impl->mask;
}

const std::vector<TrackInfo>& SoundStream::tracks() const
{
    return m_impl->tracks;
}

int SoundStream::track() const
{
    return m_impl->track;
}

double SoundStream::statedSeconds() const
{
    if (m_impl->stream->duration > 0)
        return static_cast<double>(m_impl->stream->duration) * av_q2d(m_impl->stream->time_base);
    const int64_t whole = m_impl->container->duration;
    return whole > 0 ? static_cast<double>(whole) / AV_TIME_BASE : 0;
}

Planes SoundStream::next()
{
    Impl& self = *m_impl;
    Planes planes;
    while (self.ahead.empty() && self.decodeHeard(planes)) {
        const int64_t gap = self.gapBeforeFrame();
        planes = self.adapt(std::move(planes));
        if (planes.empty() || planes.front().empty())
            continue;
        self.ahead = std::move(planes);
        self.silence = gap;
    }
    Planes piece;
    if (self.silence > 0) {
        const size_t count = std::min(kSilencePiece, static_cast<size_t>(self.silence));
        piece.assign(static_cast<size_t>(self.channels), std::vector<float>(count));
        self.silence -= static_cast<int64_t>(count);
    } else {
        piece = std::exchange(self.ahead, {});
    }
    if (!piece.empty())
        self.position += static_cast<int64_t>(piece.front().size());
    return piece;
}

const std::optional<Error>& SoundStream::readError() const
{
    return m_impl->readError;
}

bool SoundStream::damaged() const
{
    return m_impl->problems > 0 || m_impl->readError;
}

} // namespace studio::media
