// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/ModelCatalogue.h"

#include <QString>

namespace studio::settings {
class Settings;
}

namespace studio::ui {

// The folders of a model's files in the program's settings. For models of ModelSource::Folder.
[[nodiscard]] QString checkpointFolder(const settings::Settings& settings,
                                       const ModelEntry& model); // empty: not set up
[[nodiscard]] QString loraFolder(const settings::Settings& settings, const ModelEntry& model); // empty: the one beside
// Resets loraFolder() to the one beside the new folder, since another checkpoint's LoRA doesn't fit.
void setCheckpointFolder(settings::Settings& settings, const ModelEntry& model, const QString& folder);

} // namespace studio::ui
