// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/Unicode.h"

namespace studio::text {

// Resolves character references as a browser does, with or without semicolon, longest name first: "&notit" is "¬it".
// Same as Python's html.unescape().
Characters unescapeHtml(CharactersView text);

// Resolves only unambiguous references, for text that may not be HTML: they need a semicolon. Names in capitals also
// count: "&EACUTE;" is "É". Same as ftfy's unescape_html().
Characters unescapeClearHtml(CharactersView text);

} // namespace studio::text
