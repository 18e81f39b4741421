// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Palette.h"

#include <string>

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/pixdesc.h>
}

namespace studio::media {
namespace {

Error failed(const char* filter, int code)
{
    return codecError(ErrorCode::EncoderFailed, filter, code);
}

// Errors: Unsupported, OutOfMemory, EncoderFailed.
Result<AVFilterContext*> addFilter(AVFilterGraph& graph, const char* filter, const char* name,
                                   const std::string& options)
{
    const AVFilter* const known = avfilter_get_by_name(filter);
    if (!known)
        return Error{ErrorCode::Unsupported, filter, "FFmpeg was built without this filter"};
    AVFilterContext* made = nullptr;
    if (const int code = avfilter_graph_create_filter(&made, known, name, options.c_str(), nullptr, &graph); code < 0)
        return failed(filter, code);
    return made;
}

Result<AVFilterContext*> addSource(AVFilterGraph& graph, const char* name, int width, int height, AVRational timeBase)
{
    return addFilter(graph, "buffer", name,
                     "video_size=" + std::to_string(width) + "x" + std::to_string(height) + ":pix_fmt="
                         + av_get_pix_fmt_name(kPaletteInput) + ":time_base=" + std::to_string(timeBase.num) + "/"
                         + std::to_string(timeBase.den) + ":pixel_aspect=1/1");
}

} // namespace

Result<PaletteMaker> PaletteMaker::open(int width, int height)
{
    PaletteMaker maker;
    maker.m_graph = makeGraph();
    if (!maker.m_graph)
        return failed("palettegen", AVERROR(ENOMEM));
    const auto in = addSource(*maker.m_graph, "in", width, height, {1, 25});
    const auto gen = addFilter(*maker.m_graph, "palettegen", "palette", {});
    const auto out = addFilter(*maker.m_graph, "buffersink", "out", {});
    for (const auto* part : {&in, &gen, &out}) {
        if (!*part)
            return part->error();
    }
    int code = avfilter_link(*in, 0, *gen, 0);
    if (code >= 0)
        code = avfilter_link(*gen, 0, *out, 0);
    if (code >= 0)
        code = avfilter_graph_config(maker.m_graph.get(), nullptr);
    if (code < 0)
        return failed("palettegen", code);
    maker.m_in = *in;
    maker.m_out = *out;
    return maker;
}

Status PaletteMaker::add(const AVFrame& picture)
{
    // KEEP_REF: the caller goes on using its picture.
    const int code = av_buffersrc_add_frame_flags(m_in, const_cast<AVFrame*>(&picture),
                                                  AV_BUFFERSRC_FLAG_KEEP_REF | AV_BUFFERSRC_FLAG_PUSH);
    return code < 0 ? Status(failed("palettegen", code)) : Status(kDone);
}

Result<Handle<AVFrame>> PaletteMaker::finish()
{
    Handle<AVFrame> palette(av_frame_alloc());
    if (!palette)
        return failed("palettegen", AVERROR(ENOMEM));
    int code = av_buffersrc_add_frame_flags(m_in, nullptr, AV_BUFFERSRC_FLAG_PUSH);
    if (code >= 0)
        code = av_buffersink_get_frame(m_out, palette.get());
    if (code < 0)
        return failed("palettegen", code);
    return palette;
}

Result<PaletteMapper> PaletteMapper::open(int width, int height, AVRational timeBase, const AVFrame& palette)
{
    PaletteMapper mapper;
    mapper.m_graph = makeGraph();
    if (!mapper.m_graph || !mapper.m_frame)
        return failed("paletteuse", AVERROR(ENOMEM));
    const auto in = addSource(*mapper.m_graph, "in", width, height, timeBase);
    const auto colours = addSource(*mapper.m_graph, "palette", palette.width, palette.height, timeBase);
    // Ordered dither is stable where the picture is; only the changed rectangle is mapped again.
    const auto use = addFilter(*mapper.m_graph, "paletteuse", "use", "dither=bayer:bayer_scale=3:diff_mode=rectangle");
    const auto out = addFilter(*mapper.m_graph, "buffersink", "out", {});
    for (const auto* part : {&in, &colours, &use, &out}) {
        if (!*part)
            return part->error();
    }
    int code = avfilter_link(*in, 0, *use, 0);
    if (code >= 0)
        code = avfilter_link(*colours, 0, *use, 1);
    if (code >= 0)
        code = avfilter_link(*use, 0, *out, 0);
    if (code >= 0)
        code = avfilter_graph_config(mapper.m_graph.get(), nullptr);
    const Handle<AVFrame> first(av_frame_clone(&palette));
    if (!first)
        code = AVERROR(ENOMEM);
    if (code >= 0) {
        first->pts = 0;
        code = av_buffersrc_add_frame_flags(*colours, first.get(), AV_BUFFERSRC_FLAG_KEEP_REF);
    }
    if (code >= 0)
        code = av_buffersrc_add_frame_flags(*colours, nullptr, 0); // End of the palette input.
    if (code < 0)
        return failed("paletteuse", code);
    mapper.m_in = *in;
    mapper.m_out = *out;
    return mapper;
}

Status PaletteMapper::add(const AVFrame& picture, const Sink& sink)
{
    const int code = av_buffersrc_add_frame_flags(m_in, const_cast<AVFrame*>(&picture), AV_BUFFERSRC_FLAG_KEEP_REF);
    return code < 0 ? Status(failed("paletteuse", code)) : take(sink);
}

Status PaletteMapper::finish(const Sink& sink)
{
    const int code = av_buffersrc_add_frame_flags(m_in, nullptr, 0);
    return code < 0 ? Status(failed("paletteuse", code)) : take(sink);
}

Status PaletteMapper::take(const Sink& sink)
{
    int code = 0;
    while ((code = av_buffersink_get_frame(m_out, m_frame.get())) >= 0) {
        Status taken = sink(*m_frame);
        av_frame_unref(m_frame.get());
        if (!taken)
            return taken;
    }
    return isDrained(code) ? Status(kDone) : Status(failed("paletteuse", code));
}

} // namespace studio::media
