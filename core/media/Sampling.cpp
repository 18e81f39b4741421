// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Sampling.h"

#include <algorithm>
#include <cstddef>

namespace studio::media {

std::array<float, 3> colourAt(const Picture& picture, double x, double y)
{
    const double column = std::clamp(x, 0.0, picture.width - 1.0);
    const double row = std::clamp(y, 0.0, picture.height - 1.0);
    const int left = static_cast<int>(column);
    const int top = static_cast<int>(row);
    const int right = std::min(left + 1, picture.width - 1);
    const int bottom = std::min(top + 1, picture.height - 1);
    const auto toRight = static_cast<float>(column - left);
    const auto down = static_cast<float>(row - top);
    const auto pixel = [&](int px, int py) {
        return picture.rgb.data()
            + size_t{3} * (static_cast<size_t>(py) * static_cast<size_t>(picture.width) + static_cast<size_t>(px));
    };
    const uint8_t* const corners[]{pixel(left, top), pixel(right, top), pixel(left, bottom), pixel(right, bottom)};
    std::array<float, 3> colour{};
    for (size_t c = 0; c < 3; ++c) {
        const float above
            = static_cast<float>(corners[0][c]) * (1 - toRight) + static_cast<float>(corners[1][c]) * toRight;
        const float below
            = static_cast<float>(corners[2][c]) * (1 - toRight) + static_cast<float>(corners[3][c]) * toRight;
        colour[c] = above * (1 - down) + below * down;
    }
    return colour;
}

} // namespace studio::media
