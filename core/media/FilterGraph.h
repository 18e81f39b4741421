// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/FFmpeg.h"

#include <memory>
#include <string>
#include <vector>

struct AVFilterGraph;
struct AVFilterContext;

// Graphs of FFmpeg's filters. For this folder's .cpp files only.
namespace studio::media {

struct FreeGraph {
    void operator()(AVFilterGraph* graph) const;
};
using FilterGraph = std::unique_ptr<AVFilterGraph, FreeGraph>;

// Without a filter yet; null without memory. One thread works in it, so that files are reproducible.
[[nodiscard]] FilterGraph makeGraph();

// Where a graph is fed and read.
struct GraphEnds {
    std::vector<AVFilterContext*> sources; // in the order of the text
    AVFilterContext* sink = nullptr;
};
// Fills the graph with what FFmpeg's text for graphs says, sources and one sink included. `subject`: for errors.
// Errors: Unsupported (a filter that FFmpeg was built without), EncoderFailed.
Result<GraphEnds> fillGraph(AVFilterGraph& graph, const std::string& text, const char* subject);

} // namespace studio::media
