// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/Unicode.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace studio::text {

enum class Charset {
    Latin1,
    Windows1252,
    Windows1251,
    Windows1250,
    Windows1253,
    Windows1254,
    Windows1257,
    Latin2,
    MacRoman,
    CodePage437
};

// The charsets that text is usually mistaken for, most likely first.
std::span<const Charset> likelyCharsets();

// Whether undefined bytes decode to the C1 controls of the same number, as in browsers. Byte 1A then stands for U+FFFD,
// not for itself.
bool isSloppy(Charset charset);

char32_t decode(Charset charset, uint8_t byte);

// The bytes that decode to this text; nullopt if the charset lacks a character.
std::optional<std::string> encode(Charset charset, CharactersView text);

} // namespace studio::text
