// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MonoSound.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace studio::ui {

// Menu text of a file's sound track: "2: German, Interview, stereo".
[[nodiscard]] QString trackWords(const media::TrackInfo& track, int number);

// "−19.2 LUFS", "−4.1 dB", "+3.2 dB"; rounded to this many decimals.
[[nodiscard]] QString loudnessWords(double lufs, int decimals = 0);
enum class Sign { IfNegative, Always };
[[nodiscard]] QString decibelWords(double decibels, int decimals = 1, Sign sign = Sign::IfNegative);

// The loudness that a voice has after its treatment, in LUFS; nullopt if it can't be measured.
[[nodiscard]] std::optional<double> treatedLoudness(const media::SoundFindings& found);

// Whether the voice is made louder because it is very quiet, and not because a level was asked for.
[[nodiscard]] bool isRaised(const media::SoundFindings& found, const VoiceLevel& level);

// Notices about the treatment of a voice, one sentence each; empty for an ordinary recording. `level`: the wanted one.
[[nodiscard]] QStringList voiceNotes(const media::SoundFindings& found, const VoiceLevel& level);

} // namespace studio::ui
