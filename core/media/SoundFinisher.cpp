// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/SoundFinisher.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

namespace studio::media {
namespace {

constexpr const char* kSubject = "finishing the sound";
constexpr double kMusicFade = 1; // s at either end
// The voice is loud above this mean level of full scale: -36 dB, far above a room's noise and below quiet speech.
constexpr const char* kLoud = "0.016";
constexpr const char* kDuckTimes = "attack=80:release=500"; // ms

std::string number(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6f", value);
    return text.data();
}

std::string input(int rate, uint64_t mask, int channels)
{
    std::array<char, 128> layout{};
    av_channel_layout_describe(ChannelLayout(mask, channels).get(), layout.data(), layout.size());
    return "abuffer=sample_fmt=fltp:sample_rate=" + std::to_string(rate) + ":time_base=1/" + std::to_string(rate)
        + ":channel_layout=" + layout.data();
}

std::string fades(double in, double out, double seconds)
{
    std::string text;
    if (in > 0)
        text += ",afade=t=in:d=" + number(std::min(in, seconds));
    if (out > 0)
        text += ",afade=t=out:st=" + number(std::max(0.0, seconds - out)) + ":d=" + number(std::min(out, seconds));
    return text;
}

// Ducking: from the music a share of it is taken away again while the voice is loud, which a gate lets through only
// then. The key is shifted by -100 dB, which nobody hears: the gate takes digital silence for loud.
std::string mix(const Music& music)
{
    if (!music.ducks)
        return "[voice][music]amix=inputs=2:duration=first:normalize=0";
    const double share = 1 - std::pow(10, -music.duckedBy / 20);
    return "[voice]asplit[v][k];[k]dcshift=shift=0.00001[key];[music]asplit[m][d];"
           "[d][key]sidechaingate=range=0:ratio=9000:knee=1:detection=rms:threshold="
        + std::string(kLoud) + ":" + kDuckTimes + ",volume=volume=-" + number(share)
        + ":precision=float[less];[v][m][less]amix=inputs=3:duration=first:normalize=0";
}

} // namespace

Result<SoundFinisher> SoundFinisher::open(const Finish& finish, int rate, int channels, double seconds)
{
    SoundFinisher made;
    made.m_rate = rate;
    made.m_channels = channels;
    if (finish.music) {
        made.m_file = finish.music->file;
        Result<SoundStream> stream = SoundStream::open(made.m_file);
        if (!stream)
            return stream.error();
        made.m_stream.emplace(std::move(*stream));
    }
    if (const Status built = made.build(finish, seconds); !built)
        return built.error();
    return made;
}

Status SoundFinisher::build(const Finish& finish, double seconds)
{
    m_graph = makeGraph();
    if (!m_graph || !m_frame)
        return Error{ErrorCode::OutOfMemory, kSubject, {}};
    std::array<char, 128> layout{};
    av_channel_layout_describe(ChannelLayout(m_channels).get(), layout.data(), layout.size());
    const std::string format
        = "aformat=sample_fmts=fltp:sample_rates=" + std::to_string(m_rate) + ":channel_layouts=" + layout.data();
    std::string text = input(m_rate, 0, m_channels);
    if (finish.music) {
        const auto samples = std::llround(seconds * m_rate);
        // Both channels as loud as the one: a usual mix takes 3 dB away.
        const char* const spread = m_stream->channels() == 1 && m_channels == 2 ? ",pan=stereo|c0=c0|c1=c0" : "";
        text += ",apad=whole_len=" + std::to_string(samples) + "[voice];"
            + input(m_stream->sampleRate(), m_stream->channelMask(), m_stream->channels()) + spread + "," + format
            + ",volume=" + number(finish.music->decibels) + "dB" + fades(kMusicFade, kMusicFade, seconds) + "[music];"
            + mix(*finish.music);
    } else {
        text += ",anull";
    }
    text += fades(finish.fadeIn, finish.fadeOut, seconds) + "," + format + ",abuffersink";
    const Result<GraphEnds> ends = fillGraph(*m_graph, text, kSubject);
    if (!ends)
        return ends.error();
    m_voice = ends->sources.front();
    m_music = finish.music ? ends->sources.back() : nullptr;
    m_out = ends->sink;
    return kDone;
}

Result<Planes> SoundFinisher::add(const Planes& planes)
{
    if (planes.empty() || planes.front().empty())
        return Planes(static_cast<size_t>(m_channels));
    if (const Status fed = feed(*m_voice, planes, m_rate, 0, m_voiceAt); !fed)
        return fed.error();
    return take();
}

Result<Planes> SoundFinisher::finish()
{
    const int code = codeOf([&] { return av_buffersrc_add_frame_flags(m_voice, nullptr, 0); });
    if (code < 0)
        return codecError(ErrorCode::EncoderFailed, kSubject, code);
    return take();
}

// Takes what is finished, and gives the music that is asked for on the way.
Result<Planes> SoundFinisher::take()
{
    Planes planes(static_cast<size_t>(m_channels));
    while (true) {
        const int code = codeOf([&] { return av_buffersink_get_frame(m_out, m_frame.get()); });
        if (code == AVERROR_EOF)
            return planes;
        if (code == AVERROR(EAGAIN)) {
            if (!m_music || av_buffersrc_get_nb_failed_requests(m_music) == 0)
                return planes;
            if (const Status added = addMusic(); !added)
                return added.error();
            continue;
        }
        if (code < 0)
            return codecError(ErrorCode::EncoderFailed, kSubject, code);
        for (size_t c = 0; c < planes.size(); ++c) {
            const auto* const samples = reinterpret_cast<const float*>(m_frame->extended_data[c]);
            planes[c].insert(planes[c].end(), samples, samples + m_frame->nb_samples);
        }
        av_frame_unref(m_frame.get());
    }
}

// The next piece of the music, from its start again after its end.
Status SoundFinisher::addMusic()
{
    Planes planes = m_stream->next();
    if (planes.empty()) {
        if (m_stream->readError())
            return *m_stream->readError();
        Result<SoundStream> stream = SoundStream::open(m_file);
        if (!stream)
            return stream.error();
        *m_stream = std::move(*stream);
        planes = m_stream->next();
    }
    if (planes.empty())
        return Error{ErrorCode::AudioEmpty, m_file.string(), "music without samples"};
    return feed(*m_music, planes, m_stream->sampleRate(), m_stream->channelMask(), m_musicAt);
}

Status SoundFinisher::feed(AVFilterContext& input, const Planes& planes, int rate, uint64_t mask, int64_t& position)
{
    const Handle<AVFrame> frame(av_frame_alloc());
    if (!frame)
        return Error{ErrorCode::OutOfMemory, kSubject, {}};
    frame->format = AV_SAMPLE_FMT_FLTP;
    frame->sample_rate = rate;
    frame->nb_samples = static_cast<int>(planes.front().size());
    frame->pts = position;
    const ChannelLayout layout(mask, static_cast<int>(planes.size()));
    if (av_channel_layout_copy(&frame->ch_layout, layout.get()) < 0 || av_frame_get_buffer(frame.get(), 0) < 0)
        return Error{ErrorCode::OutOfMemory, kSubject, {}};
    for (size_t c = 0; c < planes.size(); ++c)
        std::memcpy(frame->extended_data[c], planes[c].data(), planes[c].size() * sizeof(float));
    position += frame->nb_samples;
    const int code = codeOf([&] { return av_buffersrc_add_frame_flags(&input, frame.get(), 0); });
    return code < 0 ? Status(codecError(ErrorCode::EncoderFailed, kSubject, code)) : Status(kDone);
}

} // namespace studio::media
