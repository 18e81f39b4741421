// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <filesystem>

namespace studio::settings {
class Settings;
}

namespace studio::ui {

// Where large files are kept.
struct Folders {
    QString takes; // as chosen, or below the user's videos
    std::filesystem::path slabCache; // prepared weights: the command line's folder, so that a model is prepared once

    // As the settings say now.
    [[nodiscard]] static Folders of(const settings::Settings& settings);
};

} // namespace studio::ui
