// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/ProgressMeter.h"

#include <algorithm>

namespace studio::jobs {
namespace {

constexpr size_t kMarks = 9; // eight blocks
constexpr double kTellingShare = 0.05; // of a stage, from which on its pace is believed

double shareOf(int64_t done, int64_t all)
{
    return all > 0 ? static_cast<double>(done) / static_cast<double>(all) : 0.0;
}

// Finished share of loading.
double loadedShare(const pipeline::Progress& now)
{
    if (!now.loadsForFrames)
        return now.stage == pipeline::Stage::Load ? now.stageShare : 1;
    if (now.stage != pipeline::Stage::Frames)
        return 0;
    return now.forward > 0 ? 1 : shareOf(now.prepared, now.preparing);
}

} // namespace

double framesPart(int64_t forward, int64_t forwards, int64_t frames, int64_t framesTotal)
{
    return (shareOf(forward, forwards) + shareOf(frames, framesTotal)) / 2;
}

ProgressMeter::ProgressMeter(const StageTimes& planned)
    : m_planned(planned)
{
}

void ProgressMeter::update(const pipeline::Progress& progress, double seconds)
{
    if (progress.stage != m_now.stage)
        m_stageBegan = seconds; // Each stage begins with a report.
    m_now = progress;
    m_seconds = seconds;
    m_loaded = std::max(m_loaded, loadedShare(progress));
    if (progress.frames == 0 || (!m_marks.empty() && m_marks.back().frames == progress.frames))
        return;
    m_marks.push_back({progress.frames, seconds});
    if (m_marks.size() > kMarks)
        m_marks.pop_front();
}

std::optional<double> ProgressMeter::framesPerSecond() const
{
    if (m_marks.size() < 2)
        return {};
    const double seconds = m_marks.back().seconds - m_marks.front().seconds;
    if (seconds <= 0)
        return {};
    return static_cast<double>(m_marks.back().frames - m_marks.front().frames) / seconds;
}

std::optional<double> ProgressMeter::secondsLeft() const
{
    if (const std::optional<double> speed = framesPerSecond())
        return static_cast<double>(m_now.framesTotal - m_now.frames) / *speed;
    if (m_planned.total() <= 0)
        return {};
    const double gone = m_seconds - m_stageBegan;
    const auto left = [&](pipeline::Stage stage, double planned) {
        if (m_now.stage != stage)
            return m_now.stage < stage ? planned : 0.0;
        const double share = m_now.stageShare;
        return share >= kTellingShare ? gone * (1 - share) / share : std::max(0.0, planned - gone);
    };
    return m_planned.load * (1 - m_loaded) + left(pipeline::Stage::Text, m_planned.text)
        + left(pipeline::Stage::Audio, m_planned.voice) + left(pipeline::Stage::Image, m_planned.portrait)
        + (m_planned.frames + m_planned.voiceBeside)
        * (1 - framesPart(m_now.forward, m_now.forwards, m_now.frames, m_now.framesTotal));
}

} // namespace studio::jobs
