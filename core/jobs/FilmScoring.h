// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FrameQueue.h"
#include "core/scores/FilmScorer.h"

#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>

namespace studio::jobs {

// Scores a film while it is made, on a thread of its own. Whatever goes wrong there is logged, and is no error of the
// film.
class FilmScoring {
public:
    FilmScoring(int width, int height);

    void add(std::span<const uint8_t> rgb); // The next frame. Waits while the scorer is far behind.
    // Of all frames so far; waits for them. `voice`: mono at kVoiceRate, from the film's beginning on.
    [[nodiscard]] std::optional<FilmScores> scores(std::span<const float> voice);

private:
    scores::FilmScorer m_scorer; // used by the queue's thread until that has drained
    FrameQueue m_frames;
};

// Of a film that has frames of an earlier render: read from its file. Nothing after an error or a stop.
[[nodiscard]] std::optional<FilmScores> scoresOf(const std::filesystem::path& movie, const std::stop_token& stop);

} // namespace studio::jobs
