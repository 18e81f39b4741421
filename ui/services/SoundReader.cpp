// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/SoundReader.h"

#include <cmath>

namespace studio::ui {

SoundReader::SoundReader(std::shared_ptr<const Sound> sound, double seconds, double speed, int outputRate)
    : m_sound(std::move(sound))
    , m_position((m_sound->begin + seconds) * m_sound->sampleRate)
    , m_step(speed * m_sound->sampleRate / outputRate)
{
}

void SoundReader::read(std::span<float> samples)
{
    const auto count = static_cast<int64_t>(m_sound->samples.size());
    const auto at = [&](int64_t index) {
        return index >= 0 && index < count ? static_cast<float>(m_sound->samples[static_cast<size_t>(index)]) / 32768.0F
                                           : 0.0F;
    };
    for (float& sample : samples) {
        const double whole = std::floor(m_position);
        const auto index = static_cast<int64_t>(whole);
        const auto part = static_cast<float>(m_position - whole);
        sample = part == 0 ? at(index) : at(index) * (1 - part) + at(index + 1) * part;
        m_position += m_step;
    }
}

} // namespace studio::ui
