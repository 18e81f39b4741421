// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PictureFit.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace studio::ui {
namespace {

constexpr double kSquarePixels = 3; // zoom from which on pixels are drawn as squares
constexpr std::array kZooms = {0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 8.0};

} // namespace

QRectF PictureFit::rectIn(const QRectF& view, QSize picture, double ratio) const
{
    if (picture.isEmpty())
        return {};
    QSizeF shown(picture);
    if (zoom)
        shown *= *zoom / ratio;
    else
        shown.scale(view.size(), Qt::KeepAspectRatio);
    const auto snapped = [ratio](double x) { return std::round(x * ratio) / ratio; };
    return {snapped(view.left() + (view.width() - shown.width()) / 2 + pan.x()),
            snapped(view.top() + (view.height() - shown.height()) / 2 + pan.y()), snapped(shown.width()),
            snapped(shown.height())};
}

QSize PictureFit::targetIn(const QRectF& view, QSize picture, double ratio) const
{
    const QRectF shown = rectIn(view, picture, ratio);
    if (shown.isEmpty() || (zoom && *zoom > 1))
        return {};
    return (shown.size() * ratio).toSize();
}

QSizeF PictureFit::beyond(const QRectF& view, QSize picture, double ratio) const
{
    if (!zoom)
        return {0, 0};
    const QSizeF shown = QSizeF(picture) * *zoom / ratio;
    return {std::max(0.0, (shown.width() - view.width()) / 2), std::max(0.0, (shown.height() - view.height()) / 2)};
}

double PictureFit::next(int direction, const QRectF& shown, QSize picture, double ratio)
{
    const double now = shown.width() * ratio / picture.width();
    if (direction > 0) {
        const auto* const larger = std::find_if(kZooms.begin(), kZooms.end(), [&](double z) { return z > now * 1.01; });
        return larger == kZooms.end() ? kZooms.back() : *larger;
    }
    const auto smaller = std::find_if(kZooms.rbegin(), kZooms.rend(), [&](double z) { return z < now * 0.99; });
    return smaller == kZooms.rend() ? kZooms.front() : *smaller;
}

bool PictureFit::showsSquares() const
{
    return zoom && *zoom >= kSquarePixels;
}

} // namespace studio::ui
