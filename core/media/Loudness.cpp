// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Loudness.h"

#include "core/media/FFmpeg.h"
#include "core/media/FilterGraph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/opt.h>
}

namespace studio::media {
namespace {

constexpr double kGate = -70; // LUFS
// The true peak is that of the sound at this multiple of its rate. The filter's own has three decimals, too few for a
// quiet voice.
constexpr int kOversampling = 4;
constexpr int kFineRate = 96'000; // Hz: from here on the samples themselves are dense enough.

} // namespace

struct LoudnessMeter::Impl {
    FilterGraph graph = makeGraph();
    AVFilterContext* source = nullptr; // the graph's
    AVFilterContext* sink = nullptr;
    Handle<AVFrame> out{av_frame_alloc()};
    Handle<SwrContext> oversampler; // null: not needed, or not available
    std::array<std::vector<float>, 2> oversampled;
    int sampleRate = 0;
    int channels = 1;
    int64_t samples = 0;
    double loudness = kGate;
    float peak = 0;

    bool add(AVFilterContext*& context, const char* filter, const char* arguments) const
    {
        const AVFilter* const found = avfilter_get_by_name(filter);
        return found && avfilter_graph_create_filter(&context, found, filter, arguments, nullptr, graph.get()) >= 0;
    }

    // An error of FFmpeg's, or 0.
    int build()
    {
        if (!graph || !out)
            return AVERROR(ENOMEM);
        const std::string input = std::string("sample_fmt=fltp:channel_layout=") + (channels == 1 ? "mono" : "stereo")
            + ":sample_rate=" + std::to_string(sampleRate) + ":time_base=1/" + std::to_string(sampleRate);
        AVFilterContext* meter = nullptr;
        const bool isBuilt = add(source, "abuffer", input.c_str()) && add(meter, "ebur128", "metadata=1")
            && add(sink, "abuffersink", nullptr) && avfilter_link(source, 0, meter, 0) >= 0
            && avfilter_link(meter, 0, sink, 0) >= 0 && avfilter_graph_config(graph.get(), nullptr) >= 0;
        return isBuilt ? 0 : AVERROR_FILTER_NOT_FOUND;
    }

    void lift(std::span<const float> values)
    {
        for (const float value : values)
            peak = std::max(peak, std::abs(value));
    }

    void liftBetweenSamples(std::span<const std::vector<float>> sound)
    {
        std::array<const uint8_t*, 2> from{};
        std::array<uint8_t*, 2> to{};
        const size_t room = kOversampling * sound.front().size() + 4096; // The resampler keeps the rest.
        for (size_t c = 0; c < sound.size(); ++c) {
            oversampled[c].resize(room);
            from[c] = reinterpret_cast<const uint8_t*>(sound[c].data());
            to[c] = reinterpret_cast<uint8_t*>(oversampled[c].data());
        }
        const int made = swr_convert(oversampler.get(), to.data(), static_cast<int>(room), from.data(),
                                     static_cast<int>(sound.front().size()));
        for (size_t c = 0; c < sound.size(); ++c)
            lift(std::span(oversampled[c]).first(static_cast<size_t>(std::max(made, 0))));
    }

    // Takes the filter's results for the samples so far.
    void drain()
    {
        while (av_buffersink_get_frame(sink, out.get()) >= 0) {
            if (const AVDictionaryEntry* const entry = av_dict_get(out->metadata, "lavfi.r128.I", nullptr, 0))
                loudness = std::strtod(entry->value, nullptr);
            av_frame_unref(out.get());
        }
    }
};

LoudnessMeter::LoudnessMeter(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}
LoudnessMeter::LoudnessMeter(LoudnessMeter&&) noexcept = default;
LoudnessMeter& LoudnessMeter::operator=(LoudnessMeter&&) noexcept = default;
LoudnessMeter::~LoudnessMeter() = default;

Result<LoudnessMeter> LoudnessMeter::open(int sampleRate, int channels)
{
    auto impl = std::make_unique<Impl>();
    impl->sampleRate = sampleRate;
    impl->channels = channels;
    if (const int code = codeOf([&] { return impl->build(); }); code < 0)
        return codecError(ErrorCode::Unsupported, "ebur128", code);
    if (sampleRate < kFineRate) {
        auto made = makeResampler(channels, sampleRate, channels, kOversampling * sampleRate);
        if (!made && made.error().code == ErrorCode::OutOfMemory)
            return made.error();
        if (made)
            impl->oversampler = std::move(*made);
    }
    return LoudnessMeter(std::move(impl));
}

void LoudnessMeter::add(std::span<const std::vector<float>> channels)
{
    if (channels.size() != static_cast<size_t>(m_impl->channels) || channels.front().empty())
        return;
    for (const std::vector<float>& channel : channels)
        m_impl->lift(channel);
    if (m_impl->oversampler)
        m_impl->liftBetweenSamples(channels);
    const Handle<AVFrame> frame(av_frame_alloc());
    if (!frame)
        return;
    frame->format = AV_SAMPLE_FMT_FLTP;
    frame->sample_rate = m_impl->sampleRate;
    frame->nb_samples = static_cast<int>(channels.front().size());
    frame->pts = m_impl->samples;
    m_impl->samples += frame->nb_samples;
    const ChannelLayout layout(m_impl->channels);
    if (av_channel_layout_copy(&frame->ch_layout, layout.get()) < 0 || av_frame_get_buffer(frame.get(), 0) < 0)
        return;
    for (size_t c = 0; c < channels.size(); ++c)
        std::memcpy(frame->extended_data[c], channels[c].data(), channels[c].size() * sizeof(float));
    if (av_buffersrc_add_frame(m_impl->source, frame.get()) >= 0)
        m_impl->drain();
}

std::optional<double> LoudnessMeter::integrated() const
{
    return m_impl->loudness > kGate ? std::optional(m_impl->loudness) : std::nullopt;
}

double LoudnessMeter::truePeak() const
{
    return m_impl->peak;
}

Result<std::vector<bool>> silentParts(std::span<const float> voice, int sampleRate, int64_t length)
{
    const auto loudness = [&](std::span<const float> samples) -> Result<std::optional<double>> {
        Result<LoudnessMeter> meter = LoudnessMeter::open(sampleRate, 1);
        if (!meter)
            return meter.error();
        const std::vector<std::vector<float>> mono{{samples.begin(), samples.end()}};
        meter->add(mono);
        return meter->integrated();
    };
    const auto whole = loudness(voice);
    if (!whole)
        return whole.error();
    const int64_t tenth = sampleRate / 10;
    const int64_t measured = (length + tenth - 1) / tenth * tenth;
    std::vector<bool> silent;
    for (int64_t begin = 0; begin < std::ssize(voice); begin += length) {
        const int64_t left = std::ssize(voice) - begin;
        const auto part
            = loudness(voice.subspan(static_cast<size_t>(begin), static_cast<size_t>(std::min(measured, left))));
        if (!part)
            return part.error();
        silent.push_back(left >= length && (!*part || (*whole && **part < **whole + kSilence)));
    }
    return silent;
}

} // namespace studio::media
