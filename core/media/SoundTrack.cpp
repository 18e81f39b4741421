// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/SoundTrack.h"

#include "core/media/EncoderSetup.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <type_traits>

namespace studio::media {
namespace {

constexpr int kFreeSize = 1024; // samples per packet, for encoders that accept any number
constexpr int kSurround = 6; // channels of 5.1
constexpr int kMusicRate = 48000; // Hz
// Encoders refuse values like 1e30. Real sound stays far below this limit.
constexpr float kMostSample = 8;

// The rate of a film's sound: the file's, if every player takes it (ISO 14496-3, table 1.18).
int filmRate(int rate)
{
    constexpr std::array kRates{48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000};
    if (std::find(kRates.begin(), kRates.end(), rate) != kRates.end())
        return rate;
    return rate == 88200 || rate == 176400 ? 44100 : 48000;
}

// The number of channels of a film's sound that isn't reduced to the mono voice.
int filmChannels(const std::vector<Speaker>& speakers)
{
    const bool hasLow = std::find(speakers.begin(), speakers.end(), Speaker::LowFrequency) != speakers.end();
    const auto count = static_cast<int>(speakers.size());
    if (count == 1)
        return 1;
    return count > kSurround || (count == kSurround && hasLow) ? kSurround : 2;
}

// Whether every player reproduces the voice: it is in the front channels, and survives a downmix to mono.
bool isVoiceInFront(const std::vector<Speaker>& speakers, const SoundTreatment& treatment)
{
    if (treatment.reason == MixReason::Loudest)
        return false;
    if (speakers.size() <= 2)
        return true;
    const bool isChosen = !treatment.channels.empty() && treatment.channels.size() < speakers.size();
    const std::vector<int> voice
        = isChosen ? treatment.channels : plainTreatment(speakers, SoundRules::Studio).channels;
    return std::all_of(voice.begin(), voice.end(), [&](int channel) {
        const Speaker speaker = speakers[static_cast<size_t>(channel)];
        return speaker == Speaker::Left || speaker == Speaker::Right || speaker == Speaker::Centre;
    });
}

// Writes one channel into a frame, its samples `stride` apart.
template<typename T>
void put(const float* from, int64_t count, uint8_t* bytes, size_t offset, size_t stride)
{
    T* to = reinterpret_cast<T*>(bytes) + offset;
    for (int64_t i = 0; i < count; ++i, to += stride) {
        if constexpr (std::is_same_v<T, int16_t>)
            *to = static_cast<int16_t>(std::lrint(std::clamp(from[i] * 32768.0F, -32768.0F, 32767.0F)));
        else
            *to = std::clamp(from[i], -kMostSample, kMostSample);
    }
}

} // namespace

Result<SoundTrack> SoundTrack::open(const std::filesystem::path& path, const Options& options)
{
    Result<SoundStream> stream = SoundStream::open(path, options.treatment.track);
    if (!stream)
        return stream.error();
    SoundTrack track(std::move(*stream), options.treatment);
    const std::vector<Speaker> speakers = track.m_stream.speakers();
    const int fromRate = track.m_stream.sampleRate();
    track.m_toMono = !isVoiceInFront(speakers, options.treatment);
    const bool hasMusic = options.finish.music.has_value(); // which a mono voice's track would hardly do justice
    const int ofVoice = track.m_toMono ? 1 : filmChannels(speakers);
    auto codec = openSoundEncoder({.encoder = options.encoder,
                                   .channels = hasMusic ? std::max(2, ofVoice) : ofVoice,
                                   .rate = options.rate > 0 ? options.rate
                                       : hasMusic           ? kMusicRate
                                                            : filmRate(fromRate),
                                   .bitRate = options.bitRate});
    if (!codec)
        return codec.error();
    track.m_codec = std::move(*codec);
    if (!track.m_frame || !track.m_packet)
        return Error{ErrorCode::OutOfMemory, options.encoder, "sound buffers"};

    const int rate = track.rate();
    const int channels = track.m_codec->ch_layout.nb_channels;
    const int fromChannels = track.m_toMono ? 1 : track.m_stream.channels();
    track.m_doubles = hasMusic && fromChannels == 1 && channels == 2;
    const int toChannels = track.m_doubles ? 1 : channels;
    if (rate != fromRate || toChannels != fromChannels) {
        const ChannelLayout from(track.m_toMono ? 0 : track.m_stream.channelMask(), fromChannels);
        auto resampler = makeResampler(from, fromRate, ChannelLayout(toChannels), rate);
        if (!resampler)
            return Error{resampler.error().code, path.string(), resampler.error().detail};
        track.m_resampler = std::move(*resampler);
    }
    if (options.finish.changesSound()) {
        Result<SoundFinisher> finisher = SoundFinisher::open(options.finish, rate, channels, options.seconds);
        if (!finisher)
            return finisher.error();
        track.m_finisher.emplace(std::move(*finisher));
    }
    track.m_samples.resize(static_cast<size_t>(channels));
    track.m_skip = std::llround(std::max(0.0, options.start) * fromRate);

    AVFrame& frame = *track.m_frame;
    frame.format = track.m_codec->sample_fmt;
    frame.sample_rate = rate;
    frame.nb_samples = static_cast<int>(track.packetSize());
    if (av_channel_layout_copy(&frame.ch_layout, &track.m_codec->ch_layout) < 0 || av_frame_get_buffer(&frame, 0) < 0)
        return Error{ErrorCode::OutOfMemory, options.encoder, "frame buffer"};
    return track;
}

bool SoundTrack::reaches(int64_t sample)
{
    fill(sample + 1);
    return m_position + buffered() > sample;
}

// Decodes until the track has this many samples or ends.
void SoundTrack::fill(int64_t sample)
{
    while (!m_atEnd && m_position + buffered() < sample) {
        Planes planes = m_stream.next();
        m_atEnd = planes.empty();
        if (m_atEnd && m_stream.readError())
            m_failed = m_stream.readError();
        if (!m_atEnd)
            planes = m_cleaner.cleaned(std::move(planes));
        if (!m_atEnd && m_skip > 0) {
            const int64_t count = std::min(m_skip, static_cast<int64_t>(planes.front().size()));
            for (auto& plane : planes)
                plane.erase(plane.begin(), plane.begin() + count);
            m_skip -= count;
            if (planes.front().empty())
                continue;
        }
        if (m_toMono && !m_atEnd)
            planes = {m_cleaner.voice(std::move(planes))};
        append(finished(m_resampler ? resampled(planes) : std::move(planes)));
    }
}

// At the sound's end with all that is still to come.
Planes SoundTrack::finished(Planes planes)
{
    if (!m_finisher)
        return planes;
    if (m_doubles && !planes.empty())
        planes.push_back(planes.front());
    Result<Planes> made = m_finisher->add(planes);
    if (made && m_atEnd) {
        const Result<Planes> rest = m_finisher->finish();
        for (size_t c = 0; rest && c < made->size(); ++c)
            (*made)[c].insert((*made)[c].end(), (*rest)[c].begin(), (*rest)[c].end());
        if (!rest)
            made = rest.error();
    }
    if (made)
        return std::move(*made);
    m_failed = made.error();
    m_atEnd = true;
    return {};
}

void SoundTrack::append(Planes planes)
{
    for (size_t c = 0; c < planes.size(); ++c) {
        auto& samples = m_samples[c];
        samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(m_taken));
        samples.insert(samples.end(), planes[c].begin(), planes[c].end());
    }
    if (!planes.empty())
        m_taken = 0;
}

// No planes: flushes the resampler.
Planes SoundTrack::resampled(const Planes& planes)
{
    Result<Planes> made = resample(*m_resampler, planes, m_doubles ? 1 : m_samples.size());
    if (made)
        return std::move(*made);
    m_failed = made.error();
    return Planes(m_doubles ? 1 : m_samples.size());
}

Status SoundTrack::encodeUntil(int64_t sample, const Sink& sink)
{
    const int64_t size = packetSize();
    while (m_position + size <= sample && reaches(m_position + size - 1)) {
        if (Status encoded = encode(size, sink); !encoded)
            return encoded;
    }
    return m_failed ? Status(*m_failed) : Status(kDone);
}

Status SoundTrack::finish(int64_t sample, End end, const Sink& sink)
{
    if (Status encoded = encodeUntil(sample, sink); !encoded)
        return encoded;
    fill(sample);
    if (m_failed)
        return *m_failed;
    while (m_position < sample) {
        const int64_t wanted = std::min<int64_t>(packetSize(), sample - m_position);
        if (end == End::Silence && buffered() < wanted) {
            const auto length = m_taken + static_cast<size_t>(wanted);
            for (auto& plane : m_samples)
                plane.resize(length);
        }
        const int64_t count = std::min(wanted, buffered());
        if (count == 0)
            break;
        if (Status encoded = encode(count, sink); !encoded)
            return encoded;
    }
    return send(nullptr, sink);
}

int64_t SoundTrack::packetSize() const
{
    return m_codec->frame_size > 0 ? m_codec->frame_size : kFreeSize;
}

Status SoundTrack::encode(int64_t count, const Sink& sink)
{
    m_frame->nb_samples = static_cast<int>(count);
    if (const int code = av_frame_make_writable(m_frame.get()); code < 0)
        return Error{ErrorCode::OutOfMemory, m_codec->codec->name, ffmpegText(code)};
    const bool planar = av_sample_fmt_is_planar(m_codec->sample_fmt) != 0;
    const bool whole = m_codec->sample_fmt == AV_SAMPLE_FMT_S16;
    const size_t stride = planar ? 1 : m_samples.size();
    for (size_t c = 0; c < m_samples.size(); ++c) {
        const auto copy = whole ? put<int16_t> : put<float>;
        copy(m_samples[c].data() + m_taken, count, m_frame->extended_data[planar ? c : 0], planar ? 0 : c, stride);
    }
    m_frame->pts = m_position;
    m_taken += static_cast<size_t>(count);
    m_position += count;
    return send(m_frame.get(), sink);
}

// frame == nullptr flushes.
Status SoundTrack::send(const AVFrame* frame, const Sink& sink)
{
    if (const int code = codeOf([&] { return avcodec_send_frame(m_codec.get(), frame); }); code < 0)
        return codecError(ErrorCode::EncoderFailed, m_codec->codec->name, code);
    int code = 0;
    while ((code = avcodec_receive_packet(m_codec.get(), m_packet.get())) == 0) {
        if (Status written = sink(*m_packet); !written)
            return written;
    }
    return isDrained(code) ? Status(kDone) : Status(codecError(ErrorCode::EncoderFailed, m_codec->codec->name, code));
}

} // namespace studio::media
