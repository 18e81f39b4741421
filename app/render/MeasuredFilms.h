// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/render/Arguments.h"
#include "app/render/FilmExtent.h"

#include <optional>

// What the films that avatar-render finished on this computer took, so that it can tell what the next one takes. They
// are kept in Arguments::measured, a JSON. A film counts for films of the same model, device, precision and memory
// settings only, and of any size, length and number of steps.
namespace studio::render {

// Whether a film was finished here that tells about this one. Reads the small file only.
[[nodiscard]] bool isFilmMeasured(const Arguments& arguments);

// Seconds until the film is there, with loading; nothing where no film like it was finished here. A file that is
// missing or damaged knows no film, and a damaged film in it is left out.
[[nodiscard]] std::optional<double> expectedSeconds(const Arguments& arguments, const FilmExtent& extent);

// Adds a finished film; it replaces an earlier one of its kind and size. One too short to tell anything is left out.
// Errors: NotWritable, DiskFull.
Status rememberFilm(const Arguments& arguments, const jobs::FilmReport& report);

// "about 40 s", "about 3 min 40 s", "about 2 h 5 min".
[[nodiscard]] std::string durationText(double seconds);

} // namespace studio::render
