// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Finish.h"

#include <QJsonObject>

#include <string>

namespace studio::ui {

// "Made with AI" in the window's language.
[[nodiscard]] std::string markWords();

// How a film is finished, for settings and presets: only what isn't the default, and no words of subtitles.
[[nodiscard]] QJsonObject jsonOf(const media::Finish& finish);
// What can't be read is left at its default.
[[nodiscard]] media::Finish finishOf(const QJsonObject& object);

} // namespace studio::ui
