// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "core/spec/ModelCatalogue.h"

#include <QString>

#include <array>
#include <vector>

namespace studio::ui {

// What two takes can differ in, the most telling first. MadeFrom is how they came, Time is measured; all others are
// settings.
enum class TakeSetting {
    Steps,
    Seed,
    Size,
    Model,
    Prompt,
    Turns,
    Portrait,
    Crop,
    People,
    Voice,
    Trim,
    Loudness,
    Length,
    Decoding,
    Decoder,
    SilentSteps,
    TimestepShift,
    LookBack,
    Offload,
    Vram,
    Ram,
    MadeFrom, // without a render
    Time,
};

struct TakeDifference {
    TakeSetting setting = TakeSetting::Steps;
    QString name; // "Steps"
    std::array<QString, 2> values; // "4", "6"

    [[nodiscard]] bool isUsable() const { return setting != TakeSetting::MadeFrom && setting != TakeSetting::Time; }
};

struct TakeDifferences {
    std::vector<TakeDifference> rows; // in the order of TakeSetting
    int equal = 0; // number of settings that don't differ
};

[[nodiscard]] TakeDifferences differencesOf(const project::Take& a, const project::Take& b,
                                            const ModelCatalogue& models);
// Makes one setting of a scene that of another one.
void useSetting(TakeSetting setting, const project::Scene& from, project::Scene& to);
// The same voice, of the same length and loudness: it is heard alike in both films.
[[nodiscard]] bool soundAlike(const project::Scene& a, const project::Scene& b);
// Two long values from the word on in which they differ: "…laughs and waves", "…is serious".
[[nodiscard]] std::array<QString, 2> whereTheyDiffer(const std::array<QString, 2>& values);

} // namespace studio::ui
