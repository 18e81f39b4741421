// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace studio {

// What may be wrong with a stretch of a film.
enum class Flaw {
    Lips, // The mouth doesn't follow the voice.
    Lag, // It does, but too early or too late.
    Silence, // The mouth is open while the voice is silent.
    Likeness, // The face has become another one than in the first frame.
    Colour, // The colours have drifted from those of the first second.
    Sharpness, // The picture has become softer, sharper or noisier than in the first second.
    Flicker, // The brightness of the background jumps.
};

// Blocks of a film with the same flaw, one after the other.
struct BadStretch {
    Flaw flaw = Flaw::Lips;
    int64_t block = 0; // the first one
    int64_t blocks = 1;

    bool operator==(const BadStretch&) const = default;
};

// How well a film came out, by the measures of core/scores/FilmScorer.h; nullopt for what couldn't be measured.
struct FilmScores {
    int64_t frames = 0;
    bool foundFace = false; // by a face finder; otherwise it is taken to be in the middle of the picture
    std::optional<double> lips{}; // correlation of mouth and voice, -1 ... 1
    std::optional<double> lag{}; // of the mouth behind the voice, in seconds
    std::optional<double> silence{}; // how far the mouth is open while the voice is silent, 0 ... 1
    double likeness = 1; // structural similarity of the face, -1 ... 1, mean over the film
    double colour = 0; // the block farthest from the first second, as CIE 1976 colour difference
    double sharpness = 1; // the block that differs most from the first second: its share of that sharpness
    double flicker = 0; // mean change of the background's brightness between frames, in levels of 255
    std::vector<BadStretch> bad{}; // by block

    bool operator==(const FilmScores&) const = default;
};

} // namespace studio
