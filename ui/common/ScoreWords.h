// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/FilmScores.h"
#include "ui/widgets/BlockTimeline.h"

#include <QString>

#include <utility>
#include <vector>

// Words for what a film's scores say.
namespace studio::ui::words {

// A sentence without its point.
[[nodiscard]] QString flaw(Flaw flaw);

// A score's name, and what it says with its number; those that couldn't be measured are left out.
[[nodiscard]] std::vector<std::pair<QString, QString>> scoreFacts(const FilmScores& scores);

// A mark for each run of blocks with the same flaws, of a film of so many.
[[nodiscard]] std::vector<TimelineMark> scoreMarks(const FilmScores& scores, int blocks);

} // namespace studio::ui::words
