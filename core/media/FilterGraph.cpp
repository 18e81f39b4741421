// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FilterGraph.h"

extern "C" {
#include <libavfilter/avfilter.h>
}

namespace studio::media {

void FreeGraph::operator()(AVFilterGraph* graph) const
{
    avfilter_graph_free(&graph);
}

FilterGraph makeGraph()
{
    routeFFmpegLog();
    FilterGraph graph(avfilter_graph_alloc());
    if (graph)
        graph->nb_threads = 1;
    return graph;
}

Result<GraphEnds> fillGraph(AVFilterGraph& graph, const std::string& text, const char* subject)
{
    AVFilterInOut* open = nullptr; // None stays open, since the text has sources and sink.
    AVFilterInOut* ends = nullptr;
    int code = codeOf([&] { return avfilter_graph_parse2(&graph, text.c_str(), &open, &ends); });
    avfilter_inout_free(&open);
    avfilter_inout_free(&ends);
    if (code == AVERROR_FILTER_NOT_FOUND || code == AVERROR(EINVAL))
        return Error{ErrorCode::Unsupported, subject, "FFmpeg can't do it: " + text};
    if (code >= 0)
        code = codeOf([&] { return avfilter_graph_config(&graph, nullptr); });
    if (code < 0)
        return codecError(ErrorCode::EncoderFailed, subject, code);
    GraphEnds found;
    for (unsigned i = 0; i < graph.nb_filters; ++i) {
        AVFilterContext* const filter = graph.filters[i];
        if (filter->nb_outputs == 0)
            found.sink = filter;
        else if (filter->nb_inputs == 0)
            found.sources.push_back(filter);
    }
    return found;
}

} // namespace studio::media
