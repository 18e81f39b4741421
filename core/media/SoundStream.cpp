// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/SoundStream.h"

#include "core/base/Log.h"
#include "core/media/FFmpeg.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace studio::media {
namespace {

using Planes = std::vector<std::vector<float>>;

// Samples of a frame as float. NaN and infinity, which float files may hold, become silence: they would spread.
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

} // namespace

std::vector<float> mixToMono(std::vector<std::vector<float>> channels)
{
    std::vector<float> sum = std::move(channels.front());
    for (size_t c = 1; c < channels.size(); ++c) {
        for (size_t i = 0; i < sum.size(); ++i)
            sum[i] += channels[c][i];
    }
    for (float& value : sum)
        value /= static_cast<float>(channels.size());
    return sum;
}

struct SoundStream::Impl {
    std::filesystem::path path;
    Input container;
    Handle<AVCodecContext> codec;
    Handle<AVFrame> frame{av_frame_alloc()};
    Handle<AVPacket> packet{av_packet_alloc()};
    Handle<SwrContext> adapter; // For what comes after a change of rate or channels.
    const AVStream* stream = nullptr; // The container's.
    int sampleRate = 0;
    int channels = 0;
    int adapterRate = 0;
    int adapterChannels = 0;
    Planes ahead; // The first piece, decoded to learn the format.
    bool atEnd = false;
    int problems = 0;
    std::optional<Error> readError;

    void addProblem(const char* what, int code)
    {
        if (problems++ == 0)
            log::warning(path.string() + ": part of the sound is damaged: " + what + ": " + ffmpegText(code));
    }

    // The next packet of the track into the decoder, or the end mark.
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
            if (code == 0 && frame->nb_samples > 0 && frame->sample_rate > 0)
                return true;
            if (code == AVERROR_EOF)
                atEnd = true;
            else if (code == AVERROR(EAGAIN))
                feed();
            else if (code < 0)
                addProblem("decoding", code);
        }
        return false;
    }

    // To the format of the first frame: chained and broadcast streams change in the middle.
    Planes adapt(Planes planes)
    {
        const int fromRate = frame->sample_rate;
        const auto fromChannels = static_cast<int>(planes.size());
        if (fromRate == sampleRate && fromChannels == channels)
            return planes;
        if (!adapter || adapterRate != fromRate || adapterChannels != fromChannels) {
            auto made = makeResampler(fromChannels, fromRate, channels, sampleRate);
            if (!made) {
                addProblem("the format changes", AVERROR_PATCHWELCOME);
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

Result<SoundStream> SoundStream::open(const std::filesystem::path& path)
{
    auto impl = std::make_unique<Impl>();
    impl->path = path;
    if (!impl->frame || !impl->packet)
        return Error{ErrorCode::OutOfMemory, path.string(), "decoding sound"};
    Result<Input> input = openInput(path);
    if (!input)
        return input.error();
    impl->container = std::move(*input);

    for (unsigned i = 0; i < impl->container->nb_streams; ++i) {
        AVStream* const stream = impl->container->streams[i];
        if (!impl->stream && stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
            impl->stream = stream;
        else
            stream->discard = AVDISCARD_ALL;
    }
    if (!impl->stream)
        return Error{ErrorCode::NoAudio, path.string(), "no sound track"};
    auto codec = openDecoder(*impl->stream, path);
    if (!codec)
        return codec.error();
    impl->codec = std::move(*codec);

    if (!impl->decode() || !toPlanes(*impl->frame, impl->ahead)) {
        if (impl->readError)
            return *impl->readError;
        const ErrorCode code = impl->problems > 0 ? ErrorCode::MediaDamaged : ErrorCode::AudioEmpty;
        return Error{code, path.string(), "not a single sample could be decoded"};
    }
    impl->sampleRate = impl->frame->sample_rate;
    impl->channels = static_cast<int>(impl->ahead.size());
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

double SoundStream::statedSeconds() const
{
    if (m_impl->stream->duration > 0)
        return static_cast<double>(m_impl->stream->duration) * av_q2d(m_impl->stream->time_base);
    const int64_t whole = m_impl->container->duration;
    return whole > 0 ? static_cast<double>(whole) / AV_TIME_BASE : 0;
}

std::vector<std::vector<float>> SoundStream::next()
{
    if (!m_impl->ahead.empty())
        return std::exchange(m_impl->ahead, {});
    while (m_impl->decode()) {
        Planes planes;
        if (!toPlanes(*m_impl->frame, planes))
            continue;
        planes = m_impl->adapt(std::move(planes));
        if (!planes.empty() && !planes.front().empty())
            return planes;
    }
    return {};
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
