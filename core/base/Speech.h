// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

// Words a minute, and the pitch, of a program that speaks.
inline constexpr int kLeastPace = 80;
inline constexpr int kMostPace = 450;
inline constexpr int kPace = 160;
inline constexpr int kMostPitch = 99;
inline constexpr int kPitch = 50;

// A text to speak, and how. media::speak() makes a sound of it.
struct Speech {
    std::string text; // UTF-8; "[pause 0.5]" in it is so many seconds of silence
    std::string voice{}; // of the program that speaks, such as "en-us"; empty: chosen by the text's letters
    int pace = kPace; // words a minute, kLeastPace to kMostPace
    int pitch = kPitch; // 0 to kMostPitch

    bool operator==(const Speech&) const = default;
};

} // namespace studio
