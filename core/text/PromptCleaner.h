// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace studio::text {

// A prompt as the model was trained to see it (MODEL.md 2.1): misread text repaired, HTML references resolved,
// ligatures, wide letters, curly quotes and line breaks made plain, control characters and terminal colours removed,
// composed (NFC), runs of white space made one space, none at the ends. UTF-8 in and out; bytes that are no UTF-8
// become U+FFFD. The same as ftfy 6.3's fix_text(), html.unescape() twice, and strip(). Not in builds without
// STUDIO_BUILD_MEDIA.
std::string cleanPrompt(std::string_view utf8);

} // namespace studio::text
