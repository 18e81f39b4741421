// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/render/Arguments.h"
#include "app/render/FilmExtent.h"

#include <optional>

// Times of films that avatar-render finished on this computer, to predict the next one's. They are in
// Arguments::measured, a JSON. A film predicts those with the same model, device, precision and memory settings, of any
// size, length and number of steps.
namespace studio::render {

// Whether a measured film predicts this one. Reads only the small file.
[[nodiscard]] bool isFilmMeasured(const Arguments& arguments);

// Predicted seconds for the film, including loading; nullopt without a measured film like it. A missing or damaged file
// has no films; damaged entries are ignored.
[[nodiscard]] std::optional<double> expectedSeconds(const Arguments& arguments, const FilmExtent& extent);

// Adds a finished film, in the place of an earlier one of its kind and size. Films too short to measure are ignored.
// Errors: NotWritable, DiskFull.
Status rememberFilm(const Arguments& arguments, const jobs::FilmReport& report);

// "about 40 s", "about 3 min 40 s", "about 2 h 5 min".
[[nodiscard]] std::string durationText(double seconds);

} // namespace studio::render
