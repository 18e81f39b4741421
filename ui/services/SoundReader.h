// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/PlaybackClock.h"

#include <span>

namespace studio::ui {

// Resamples a sound from a start time to an output's rate, at a speed, by linear interpolation (exact if rates agree
// and the speed is 1). Silence before the sound's start and after its end.
class SoundReader {
public:
    // `seconds` of the film: Sound::begin is added. speed > 0.
    SoundReader(std::shared_ptr<const Sound> sound, double seconds, double speed, int outputRate);

    // The next samples, -1 ... 1.
    void read(std::span<float> samples);

private:
    [[nodiscard]] float at(int64_t index);

    std::shared_ptr<const Sound> m_sound;
    double m_position; // in samples of the sound
    double m_step;
    // Of long sound: the piece read last, its first sample, and where to try again after a read found nothing.
    std::vector<int16_t> m_piece;
    int64_t m_first = 0;
    int64_t m_silentUntil = 0;
};

} // namespace studio::ui
