// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace studio::text {

// Cleans a prompt as in training (MODEL.md 2.1): repairs mojibake, resolves HTML references, simplifies ligatures,
// full-width letters, curly quotes and line breaks, removes control characters and terminal escapes, composes to NFC,
// collapses white space and trims the ends. UTF-8 in and out; invalid bytes become U+FFFD. Same as ftfy 6.3's
// fix_text(), html.unescape() twice, and strip(). Not in builds without STUDIO_BUILD_MEDIA.
std::string cleanPrompt(std::string_view utf8);

} // namespace studio::text
