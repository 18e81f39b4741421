// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MovieExport.h"
#include "core/project/Take.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace studio::settings {
class Settings;
}

namespace studio::ui {

// How a take is exported: what is independent of the take, and what a preset holds.
struct ExportChoices {
    std::string format = "mp4"; // media::ExportFormat::id
    int side = 0; // shorter side of the pictures in pixels; 0: as made
    std::optional<int> quality{}; // on the scale of the format's encoder; its usual one if not given
    int frameRate = 0; // 0: as rendered
    QString sound{}; // the codec's name; empty: as it is
    media::Finish finish{};

    bool operator==(const ExportChoices&) const = default;
};

struct ExportPreset {
    QString name; // in the current language, or the user's
    ExportChoices choices;
    enum class Origin { LastTime, Program, User } origin = Origin::Program;
};

// As last time (if something was exported), the program's, the user's.
[[nodiscard]] std::vector<ExportPreset> exportPresets(const settings::Settings& settings);
// Adds one of the user's, or replaces the one with this name.
void saveExportPreset(settings::Settings& settings, const QString& name, const ExportChoices& choices);
void removeExportPreset(settings::Settings& settings, const QString& name); // of the user's

// Of the last export; none: nothing was exported yet.
[[nodiscard]] std::optional<ExportChoices> lastExport(const settings::Settings& settings);
void rememberExport(settings::Settings& settings, const ExportChoices& choices);

// Index of the wanted sound among the format's, else of its usual one.
[[nodiscard]] size_t soundOf(const media::OfferedFormat& offered, const QString& sound);
// The size of the finished pictures with this shorter side; with 0, or if there is no such export, as made.
[[nodiscard]] media::Size exportSizeOf(const project::Take& take, int side, const media::Finish& finish);
// An order for the whole take, without target, comment and files. What the format can't have is left out.
[[nodiscard]] media::ExportOrder orderOf(const ExportChoices& choices, const media::OfferedFormat& offered,
                                         const project::Take& take);

} // namespace studio::ui
