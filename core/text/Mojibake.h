// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/Unicode.h"

namespace studio::text {

// Text that was read in another charset than it was written in ("schÃ¶n"), found and repaired as ftfy 6.3 does
// (https://ftfy.readthedocs.io; MODEL.md 2.1), whose character classes and rules these are.

// Whether some characters stand together as they only do by accident.
bool looksMisread(CharactersView text);

// Rereads the text as UTF-8, as a whole or in parts, until nothing more is to be gained.
Characters repairMisreading(Characters text);

} // namespace studio::text
