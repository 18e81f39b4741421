// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/MosaicLayout.h"

#include <algorithm>

namespace studio::ui {
namespace {

constexpr int kGap = 4; // between pictures
constexpr QSize kShape(16, 9); // of a picture that isn't known

// The sizes of the pictures in this many columns, and their area together.
struct Fitted {
    int columns = 0;
    int rows = 0;
    std::vector<QSize> sizes;
    int64_t area = 0;
};

Fitted fit(QSize view, const std::vector<QSize>& sizes, int columns)
{
    const auto count = static_cast<int>(sizes.size());
    Fitted fitted{.columns = columns, .rows = (count + columns - 1) / columns, .sizes = {}, .area = 0};
    const QSize most((view.width() - kGap * (columns - 1)) / columns,
                     (view.height() - kGap * (fitted.rows - 1)) / fitted.rows);
    for (const QSize& size : sizes) {
        const QSize shape = size.isEmpty() ? kShape : size;
        const QSize scaled = shape.scaled(most.expandedTo({1, 1}), Qt::KeepAspectRatio).expandedTo({1, 1});
        fitted.sizes.push_back(scaled);
        fitted.area += int64_t{scaled.width()} * scaled.height();
    }
    return fitted;
}

} // namespace

MosaicLayout MosaicLayout::of(QSize view, const std::vector<QSize>& sizes)
{
    if (sizes.empty())
        return {};
    Fitted best;
    for (int columns = 1; columns <= static_cast<int>(sizes.size()); ++columns) {
        Fitted fitted = fit(view, sizes, columns);
        if (fitted.area > best.area)
            best = std::move(fitted);
    }
    QSize cell;
    for (const QSize& size : best.sizes)
        cell = cell.expandedTo(size);
    const QSize step = cell + QSize(kGap, kGap);
    const QSize all(best.columns * step.width() - kGap, best.rows * step.height() - kGap);
    const QPoint first((view.width() - all.width()) / 2, (view.height() - all.height()) / 2);
    MosaicLayout layout{.columns = best.columns, .places = {}};
    for (int i = 0; i < static_cast<int>(sizes.size()); ++i) {
        const QSize size = best.sizes[static_cast<size_t>(i)];
        const QPoint corner(i % best.columns * step.width(), i / best.columns * step.height());
        const QSize around = cell - size;
        layout.places.emplace_back(first + corner + QPoint(around.width() / 2, around.height() / 2), size);
    }
    return layout;
}

size_t MosaicLayout::beside(size_t from, int right, int down) const
{
    const int column = static_cast<int>(from) % std::max(1, columns) + right;
    const auto to = static_cast<int>(from) + right + down * columns;
    const bool isThere = column >= 0 && column < columns && to >= 0 && to < static_cast<int>(places.size());
    return isThere ? static_cast<size_t>(to) : from;
}

} // namespace studio::ui
