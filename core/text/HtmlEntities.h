// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/Unicode.h"

namespace studio::text {

// Character references as a browser reads them, semicolon or not, with the longest name that fits: "&notit" is "¬it".
// As Python's html.unescape().
Characters unescapeHtml(CharactersView text);

// Only references that can't be anything else, for text that may not be HTML: closed by a semicolon, and read to their
// end. Names in capitals are also taken: "&EACUTE;" is "É". As ftfy's unescape_html().
Characters unescapeClearHtml(CharactersView text);

} // namespace studio::text
