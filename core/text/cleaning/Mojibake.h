// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/Unicode.h"

namespace studio::text {

// Finds and repairs mojibake: text decoded with another charset than it was encoded with ("schÃ¶n"). The character
// classes and rules are those of ftfy 6.3 (https://ftfy.readthedocs.io; MODEL.md 2.1), since a prompt must be cleaned
// as in training.

// Whether the text has character sequences that occur only by wrong decoding.
bool looksMisread(CharactersView text);

// Decodes the text again as UTF-8, as a whole or in parts, until it doesn't improve any more.
Characters repairMisreading(Characters text);

} // namespace studio::text
