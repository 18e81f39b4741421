// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QSize>

#include <vector>

namespace studio::ui {

// Pictures in rows, as large together as a view allows. Lengths are device-independent pixels.
struct MosaicLayout {
    int columns = 0;
    std::vector<QRect> places; // of the pictures, row after row from the left

    // `sizes`: of the pictures, for their shapes; an empty one is taken for 16:9.
    [[nodiscard]] static MosaicLayout of(QSize view, const std::vector<QSize>& sizes);
    // Index of the picture that lies this many columns to the right and rows down; at an edge, `from` itself.
    [[nodiscard]] size_t beside(size_t from, int right, int down) const;
};

} // namespace studio::ui
