// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/ProgressMeter.h"

namespace studio::jobs {
namespace {

constexpr size_t kMarks = 9; // eight blocks

} // namespace

void ProgressMeter::update(const pipeline::Progress& progress, double seconds)
{
    m_left = progress.framesTotal - progress.frames;
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
    const std::optional<double> speed = framesPerSecond();
    return speed ? std::optional(static_cast<double>(m_left) / *speed) : std::nullopt;
}

} // namespace studio::jobs
