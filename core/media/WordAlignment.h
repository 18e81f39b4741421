// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/Subtitles.h"
#include "core/media/Waveform.h"

#include <string_view>
#include <vector>

// Lays the words of a text under a voice by its pauses. This recognises no speech: where the words are others than
// those spoken, it doesn't notice.
namespace studio::media {

// A time in which a voice is loud, in seconds.
struct LoudStretch {
    double begin = 0;
    double end = 0;

    [[nodiscard]] double length() const { return end - begin; }
    bool operator==(const LoudStretch&) const = default;
};

// Subtitles cross no longer pause than this, in seconds.
inline constexpr double kLongPause = 0.5;
// How long one is seen, in seconds: no longer, and no shorter unless the next one follows.
inline constexpr double kShortestCue = 1;
inline constexpr double kLongestCue = 7;
// How many letters a second nobody speaks.
inline constexpr double kMostLettersPerSecond = 40;

// Where the voice is loud between two times, which become 0 and on: above a level between its background and its
// speech. Clicks and short gaps are left out.
[[nodiscard]] std::vector<LoudStretch> loudStretches(const Waveform& voice, double begin, double end);

// The words of a UTF-8 text as cues of at most two lines, in a film of so many seconds. Pauses get the ends of
// sentences where the letters before and after allow it; within a stretch time goes by letters. Errors: BadOption (no
// words, or more than can be spoken in that time), NoAudio (nothing is loud); without a subject.
Result<std::vector<Cue>> alignWords(std::string_view text, const std::vector<LoudStretch>& loud, double seconds);

} // namespace studio::media
