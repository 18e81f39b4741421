// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"

#include <QString>
#include <QStringList>

// Words for what a take was cut or joined from.
namespace studio::ui::words {

// "3, 5": the takes of the parts, in their order.
[[nodiscard]] QString takeNumbers(const std::vector<project::TakePart>& parts);

// "take 3, blocks 2 to 9", or frames where it isn't of whole blocks. Both are counted from 1 here, as on the timeline.
[[nodiscard]] QString partWords(const project::TakePart& part);

// "Cut of take 3, blocks 2 to 9", "Joined from takes 3, 5"; empty: there are no parts.
[[nodiscard]] QString madeFrom(const std::vector<project::TakePart>& parts);

// A line for each part.
[[nodiscard]] QStringList partLines(const std::vector<project::TakePart>& parts);

} // namespace studio::ui::words
