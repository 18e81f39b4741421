// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Loudness.h"

#include "core/media/FFmpeg.h"

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

struct FreeGraph {
    void operator()(AVFilterGraph* graph) const { avfilter_graph_free(&graph); }
};

} // namespace

struct LoudnessMeter::Impl {
    std::unique_ptr<AVFilterGraph, FreeGraph> graph{avfilter_graph_alloc()};
    AVFilterContext* source = nullptr; // the graph's
    AVFilterContext* sink = nullptr;
    Handle<AVFrame> out{av_frame_alloc()};
    int sampleRate = 0;
    int64_t samples = 0;
    double loudness = kGate;

    bool add(AVFilterContext*& context, const char* filter, const char* arguments) const
    {
        const AVFilter* const found = avfilter_get_by_name(filter);
        return found && avfilter_graph_create_filter(&context, found, filter, arguments, nullptr, graph.get()) >= 0;
    }

    bool build()
    {
        if (!graph || !out)
            return false;
        const std::string input = "sample_fmt=flt:channel_layout=mono:sample_rate=" + std::to_string(sampleRate)
            + ":time_base=1/" + std::to_string(sampleRate);
        AVFilterContext* meter = nullptr;
        return add(source, "abuffer", input.c_str()) && add(meter, "ebur128", "metadata=1")
            && add(sink, "abuffersink", nullptr) && avfilter_link(source, 0, meter, 0) >= 0
            && avfilter_link(meter, 0, sink, 0) >= 0 && avfilter_graph_config(graph.get(), nullptr) >= 0;
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

Result<LoudnessMeter> LoudnessMeter::open(int sampleRate)
{
    auto impl = std::make_unique<Impl>();
    impl->sampleRate = sampleRate;
    if (!impl->build())
        return Error{ErrorCode::Unsupported, "ebur128", "FFmpeg can't measure the loudness"};
    return LoudnessMeter(std::move(impl));
}

void LoudnessMeter::add(std::span<const float> samples)
{
    if (samples.empty())
        return;
    const Handle<AVFrame> frame(av_frame_alloc());
    if (!frame)
        return;
    frame->format = AV_SAMPLE_FMT_FLT;
    frame->sample_rate = m_impl->sampleRate;
    frame->nb_samples = static_cast<int>(samples.size());
    frame->pts = m_impl->samples;
    m_impl->samples += frame->nb_samples;
    const ChannelLayout mono(1);
    if (av_channel_layout_copy(&frame->ch_layout, mono.get()) < 0 || av_frame_get_buffer(frame.get(), 0) < 0)
        return;
    std::memcpy(frame->data[0], samples.data(), samples.size_bytes());
    if (av_buffersrc_add_frame(m_impl->source, frame.get()) >= 0)
        m_impl->drain();
}

std::optional<double> LoudnessMeter::integrated() const
{
    return m_impl->loudness > kGate ? std::optional(m_impl->loudness) : std::nullopt;
}

} // namespace studio::media
