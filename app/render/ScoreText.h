// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/FilmScores.h"

#include <string>

namespace studio::render {

// A line for each score, and one for each stretch that is marked.
[[nodiscard]] std::string scoreText(const FilmScores& scores);

} // namespace studio::render
