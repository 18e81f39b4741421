// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Framing.h"
#include "core/media/Picture.h"

#include <vector>

namespace studio::media {

// A face that looks about into the camera.
struct Face {
    Rect box; // from the hair to the chin, in pixels; within the picture
    int eyes = 0; // their row, in pixels
};

// Whether this program was built with dlib, whose detector finds the faces; without it none is ever found.
[[nodiscard]] bool canFindFaces();

// The faces of at least 80 pixels, the largest first. Takes about 0.2 s for a million pixels; an empty picture, or one
// that there is no memory for, has none.
[[nodiscard]] std::vector<Face> findFaces(const Picture& picture);

} // namespace studio::media
