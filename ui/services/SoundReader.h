// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/PlaybackClock.h"

#include <span>

namespace studio::ui {

// Reads a sound from a time on, at a speed and for an output's sample rate, interpolating linearly between samples
// (none where both rates and the speed agree). Silence before its start and after its end.
class SoundReader {
public:
    // `seconds` of the film: Sound::begin is added. speed > 0.
    SoundReader(std::shared_ptr<const Sound> sound, double seconds, double speed, int outputRate);

    // The next samples, +-1.
    void read(std::span<float> samples);

private:
    [[nodiscard]] float at(int64_t index);

    std::shared_ptr<const Sound> m_sound;
    double m_position; // in samples of the sound
    double m_step;
    // Of long sound: what was read of it last, from this sample on, and until where nothing is asked for again.
    std::vector<int16_t> m_piece;
    int64_t m_first = 0;
    int64_t m_silentUntil = 0;
};

} // namespace studio::ui
