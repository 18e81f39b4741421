// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/ModelCatalogue.h"

#include <QString>

namespace studio::settings {
class Settings;
}

namespace studio::ui {

// Where a model's files are, as the program's settings say. For models of ModelSource::Folder.
[[nodiscard]] QString checkpointFolder(const settings::Settings& settings,
                                       const ModelEntry& model); // empty: not set up
[[nodiscard]] QString loraFolder(const settings::Settings& settings, const ModelEntry& model); // empty: the one beside
// Takes the LoRA beside the new folder: another checkpoint's doesn't fit.
void setCheckpointFolder(settings::Settings& settings, const ModelEntry& model, const QString& folder);

} // namespace studio::ui
