// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Finish.h"

#include <string>
#include <string_view>
#include <vector>

// The words in a film's pictures: a mark and subtitles.
namespace studio::media {

// How subtitles look in a film of this size, in pixels: white letters with a black edge, in the middle.
struct SubtitleLook {
    double height = 0; // of a line, from its highest letters to its lowest
    double edge = 0;
    double above = 0; // the film's lower edge
    int widest = 0; // of a line, in the units of SubtitleText.h
};
// Above a mark that is at the bottom. An upright film has longer margins, where phones have their buttons.
[[nodiscard]] SubtitleLook subtitleLook(Size film, const std::optional<FilmMark>& mark);

// The lines of a cue in such a film: its own if they fit, or as few as do.
[[nodiscard]] std::vector<std::string> filmLines(std::string_view cue, const SubtitleLook& look);

// A file in the format of libass, which finds fonts for all scripts. Any text is shown as it is.
[[nodiscard]] std::string filmText(const Finish& finish, Size film);

} // namespace studio::media
