// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

enum class LevelRule {
    RaiseQuiet, // louder if it is very quiet, else as it was recorded
    AsRecorded,
    ToTarget, // as loud as VoiceLevel::target
};

// How loud the voice of a film is made, for the model and in the film.
struct VoiceLevel {
    LevelRule rule = LevelRule::RaiseQuiet;
    double target = 0; // in LUFS, with ToTarget; else 0

    static constexpr VoiceLevel asRecorded() { return {.rule = LevelRule::AsRecorded}; }
    static constexpr VoiceLevel to(double lufs) { return {.rule = LevelRule::ToTarget, .target = lufs}; }
    bool operator==(const VoiceLevel&) const = default;
};

// A usual target for spoken words, in LUFS.
inline constexpr double kSpokenTarget = -16;

// The targets that are accepted, in LUFS.
inline constexpr double kLeastTarget = -40;
inline constexpr double kMostTarget = -8;

} // namespace studio
