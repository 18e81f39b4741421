// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmScoring.h"

#include "core/base/Log.h"
#include "core/scores/MovieScores.h"
#include "core/scores/VoiceLoudness.h"

namespace studio::jobs {
namespace {

constexpr size_t kQueuedFrames = size_t{2} * kFramesPerBlock;

} // namespace

FilmScoring::FilmScoring(int width, int height)
    : m_scorer(width, height)
    , m_frames(
          [this](std::span<const uint8_t> rgb) {
              m_scorer.add(rgb);
              return kDone;
          },
          kQueuedFrames)
{
}

void FilmScoring::add(std::span<const uint8_t> rgb)
{
    (void)m_frames.push(rgb);
}

std::optional<FilmScores> FilmScoring::scores(std::span<const float> voice)
{
    if (const Status all = m_frames.drain(); !all) {
        log::warning("the film has no scores: " + all.error().detail);
        return {};
    }
    return m_scorer.scores(scores::loudnessOf(voice, kVoiceRate, kFramesPerSecond));
}

std::optional<FilmScores> scoresOf(const std::filesystem::path& movie, const std::stop_token& stop)
{
    const Result<FilmScores> scores = scores::scoreMovie(movie, stop);
    if (scores)
        return *scores;
    log::warning(movie.string() + " has no scores: " + scores.error().detail);
    return {};
}

} // namespace studio::jobs
