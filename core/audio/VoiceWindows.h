// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace studio::audio {

// Size of the windows in which a long voice is encoded, in hidden states, 50 a second.
struct WindowSize {
    int64_t states = int64_t{32} * 50;
    // Next to an edge inside of the voice, this many states are only context: the positional convolution sees 64 states
    // ahead, and attention hears the surroundings. No frame is made of them. At least 1, less than half of `states`.
    int64_t context = int64_t{4} * 50;

    bool operator==(const WindowSize&) const = default;
};

// Overlapping windows over the hidden states of a voice, all of one length. A voice that isn't longer than a window is
// one window, so that it is encoded as a whole, as in the reference. Where two windows overlap, a video frame is made
// of the states of the one whose edge is farther away; the ends of the voice are no edges. Where windows lie depends on
// the voice only: a film of its beginning is the beginning of the whole film.
class VoiceWindows {
public:
    explicit VoiceWindows(int64_t states, WindowSize size = {});
    // A single window, however long the voice is.
    [[nodiscard]] static VoiceWindows whole(int64_t states);

    [[nodiscard]] int64_t states() const { return m_states; } // of the voice
    [[nodiscard]] int64_t count() const { return m_count; } // at least 1
    [[nodiscard]] int64_t length() const { return m_length; } // states in each window
    [[nodiscard]] int64_t begin(int64_t window) const; // its first state
    // The first video frame that is made of a window's states; those of the last window go on behind the voice's end.
    [[nodiscard]] int64_t firstFrame(int64_t window) const;
    [[nodiscard]] int64_t windowOf(int64_t frame) const;

private:
    // The middle of a window's overlap with the one before it.
    [[nodiscard]] int64_t border(int64_t window) const;

    int64_t m_states;
    int64_t m_length;
    int64_t m_step; // states from one window to the next; the last one ends with the voice
    int64_t m_count;
};

} // namespace studio::audio
