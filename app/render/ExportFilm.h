// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/render/Arguments.h"

#include <stop_token>

namespace studio::render {

// Exports a film, and prints the path of the export, and of its subtitles, to stdout. Errors: those of exportMovie()
// and readSubtitles(); FileExists (the name is taken, and the order doesn't replace it), BadOption (the export would
// replace the film or another file that it is made of).
Status exportFilm(const ExportArguments& wanted, ProgressStyle style, const std::stop_token& stop);

} // namespace studio::render
