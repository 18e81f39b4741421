// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/render/Arguments.h"

#include <set>

namespace studio::render {

// Adds a --join: a film, or a part of it, "film.mp4:4.8-9.6" in seconds, of which either may be missing. A file whose
// whole name that is is meant as a whole.
[[nodiscard]] options::Reader joinReader(JoinArguments& wanted);

// Combines --join with the film's name. Error: BadOption (no name, no MP4, an option that isn't used with it).
Status combineJoin(JoinArguments& wanted, const std::set<std::string>& given, const std::filesystem::path& saveFile,
                   const std::string& format);

// Makes the film, and prints its path to stdout, and how much was encoded again to stderr. Errors: those of
// media::joinFilms() and PartFile::reserve(); BadOption (a part that has no frame).
Status joinFilms(const JoinArguments& wanted, ProgressStyle style, const std::stop_token& stop);

} // namespace studio::render
