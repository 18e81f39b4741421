// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/VoiceWindows.h"

#include "core/audio/FrameFeatures.h"

#include <algorithm>

namespace studio::audio {

VoiceWindows::VoiceWindows(int64_t states, WindowSize size)
    : m_states(states)
    , m_length(std::min(states, size.states))
    , m_step(size.states - 2 * size.context)
    , m_count(states > size.states ? 1 + (states - size.states + m_step - 1) / m_step : 1)
{
}

VoiceWindows VoiceWindows::whole(int64_t states)
{
    return VoiceWindows(states, {.states = states, .context = 0});
}

int64_t VoiceWindows::begin(int64_t window) const
{
    return std::min(window * m_step, m_states - m_length);
}

int64_t VoiceWindows::border(int64_t window) const
{
    return (begin(window - 1) + m_length + begin(window)) / 2;
}

int64_t VoiceWindows::firstFrame(int64_t window) const
{
    if (window == 0)
        return 0;
    // The first frame that isn't before the border. There are more states than frames.
    int64_t before = -1;
    int64_t behind = m_states;
    while (behind - before > 1) {
        const int64_t middle = before + (behind - before) / 2;
        const std::optional<StatePosition> position = statePosition(middle, m_states);
        (position && position->state < border(window) ? before : behind) = middle;
    }
    return behind;
}

int64_t VoiceWindows::windowOf(int64_t frame) const
{
    const std::optional<StatePosition> position = statePosition(frame, m_states);
    int64_t window = position && m_count > 1 ? std::min(position->state / m_step + 1, m_count - 1) : m_count - 1;
    while (window > 0 && position && position->state < border(window))
        --window;
    return window;
}

} // namespace studio::audio
