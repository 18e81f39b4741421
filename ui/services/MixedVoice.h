// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QString>

#include <filesystem>
#include <stop_token>
#include <vector>

namespace studio::ui {

// "anna + ben": for the name of what they say together; of many voices the first three.
[[nodiscard]] QString mixName(const std::vector<std::filesystem::path>& voices);

// Writes what the voices are together (media::mixVoices()) as `name`.wav, or the next free name, into the folder, which
// is made if it isn't there. Returns the file. Errors: as mixVoices(); nothing is left then. For a background thread.
Result<std::filesystem::path> mixIntoFolder(const std::filesystem::path& folder, const QString& name,
                                            const std::vector<std::filesystem::path>& voices,
                                            const std::stop_token& stop);

} // namespace studio::ui
