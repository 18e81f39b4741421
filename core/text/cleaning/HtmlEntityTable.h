// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace studio::text {

// The named character references of HTML 5 (WHATWG, "entities.json"), each followed by a space: "aacute:E1 " or, where
// the name only counts with its semicolon, "Abreve;102 ". The value is one or two code points: "acE;223E+333 ".
extern const std::string_view kHtmlEntities;

} // namespace studio::text
