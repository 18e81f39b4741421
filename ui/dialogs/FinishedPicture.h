// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Finish.h"

#include <QImage>

namespace studio::ui {

// A preview of a finished film's picture, its longer side `most` pixels: as media::exportMovie() places it, with sides
// that look alike. `frame`: the take's picture at this time in seconds, which may be scaled. The frame itself if shape,
// mark and subtitles change nothing.
[[nodiscard]] QImage finishedPicture(const QImage& frame, const media::FilmLayout& layout, const media::Finish& finish,
                                     int most, double seconds);

} // namespace studio::ui
