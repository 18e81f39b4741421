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

// The charsets that text gets mistaken for, in the order in which it is worth trying them.
std::span<const Charset> likelyCharsets();

// Whether undefined bytes of the charset are read as the C1 controls of the same number, as browsers do. Byte 1A then
// stands for U+FFFD, and not for itself.
bool isSloppy(Charset charset);

char32_t decode(Charset charset, uint8_t byte);

// The bytes that would have been read as this text; nothing if it has a character that the charset lacks.
std::optional<std::string> encode(Charset charset, CharactersView text);

} // namespace studio::text
