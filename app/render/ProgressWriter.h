// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/render/Arguments.h"
#include "core/base/Process.h"

#include <string>

namespace studio::render {

// Reports the progress of a render or an export: one rewritten line on stderr, or one JSON object per line on stdout.
class ProgressWriter {
public:
    // Automatic: a bar where stderr is a terminal, else nothing.
    explicit ProgressWriter(ProgressStyle style);

    void show(const pipeline::Progress& progress);
    void showPart(const char* stage, const char* words, double part); // 0 to 1
    // Ends the line of a bar.
    void finish();

private:
    void showLine(std::string line); // in place of the one before
    void showBar(const pipeline::Progress& progress, double fps, double remaining);
    void showJson(const pipeline::Progress& progress, double fps, double remaining);

    ProgressStyle m_style;
    Stopwatch m_sinceStart;
    Stopwatch m_sinceFrames; // since the first forward could begin
    pipeline::Stage m_stage = pipeline::Stage::Load;
    Stopwatch m_sinceWeights; // since `m_prepared` of `m_preparing` bytes of weights were in their place
    int64_t m_prepared = 0;
    int64_t m_preparing = 0;
    double m_lastShown = -1;
    size_t m_lineLength = 0;
};

} // namespace studio::render
