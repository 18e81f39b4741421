// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spec/ModelCatalogue.h"
#include "core/spec/ModelParts.h"

namespace studio::settings {
class Settings;
}

namespace studio::ui {

// Where a model's files are, in the program's settings. For models of ModelSource::Folder.
[[nodiscard]] ModelPlace modelPlace(const settings::Settings& settings, const ModelEntry& model);
void setModelPlace(settings::Settings& settings, const ModelEntry& model, const ModelPlace& place);
// Whether a place has been chosen.
[[nodiscard]] bool isSetUp(const settings::Settings& settings, const ModelEntry& model);

} // namespace studio::ui
