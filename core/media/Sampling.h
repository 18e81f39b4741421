// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Picture.h"

#include <array>

namespace studio::media {

// The colour at a point between pixels, whose middles are whole numbers: bilinear. Edges go on outside. Levels of 255.
[[nodiscard]] std::array<float, 3> colourAt(const Picture& picture, double x, double y);

} // namespace studio::media
