// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/panels/CompareStrip.h"
#include "ui/presenters/TakeDifferences.h"
#include "ui/widgets/CompareView.h"

#include <array>

namespace studio::ui {

// Two takes that are compared.
struct ComparedTakes {
    const project::Take& a;
    const project::Take& b;
};

[[nodiscard]] QString compareTitle(const ComparedTakes& takes); // "Take 7 and Take 9"
// The names over the pictures, with what is to be known of a side; without what changes while they play.
[[nodiscard]] CompareViewState compareView(const ComparedTakes& takes, CompareMode mode);
// `presets`: the words of both takes' presets.
[[nodiscard]] CompareStripState compareStrip(const ComparedTakes& takes, const std::array<QString, 2>& presets,
                                             const TakeDifferences& differences, CompareSide sound);

} // namespace studio::ui
