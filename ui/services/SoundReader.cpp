// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/SoundReader.h"

#include "ui/services/SoundFile.h"

#include <cmath>

namespace studio::ui {

SoundReader::SoundReader(std::shared_ptr<const Sound> sound, double seconds, double speed, int outputRate)
    : m_sound(std::move(sound))
    , m_position((m_sound->begin + seconds) * m_sound->sampleRate)
    , m_step(speed * m_sound->sampleRate / outputRate)
{
}

float SoundReader::at(int64_t index)
{
    if (!m_sound->file) {
        const auto count = static_cast<int64_t>(m_sound->samples.size());
        return index >= 0 && index < count ? static_cast<float>(m_sound->samples[static_cast<size_t>(index)]) / 32768.0F
                                           : 0.0F;
    }
    if (index < m_silentUntil)
        return 0;
    if (index < m_first || index >= m_first + static_cast<int64_t>(m_piece.size())) {
        constexpr size_t kPiece = 8192;
        constexpr int64_t kSilence = 1024;
        m_first = index;
        m_piece.resize(kPiece);
        m_piece.resize(m_sound->file->read(index, m_piece));
        if (m_piece.empty()) { // Not decoded yet, or past the end.
            m_silentUntil = index + kSilence;
            return 0;
        }
    }
    return static_cast<float>(m_piece[static_cast<size_t>(index - m_first)]) / 32768.0F;
}

void SoundReader::read(std::span<float> samples)
{
    for (float& sample : samples) {
        const double whole = std::floor(m_position);
        const auto index = static_cast<int64_t>(whole);
        const auto part = static_cast<float>(m_position - whole);
        sample = part == 0 ? at(index) : at(index) * (1 - part) + at(index + 1) * part;
        m_position += m_step;
    }
}

} // namespace studio::ui
