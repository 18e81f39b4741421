// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSize>

#include <optional>

namespace studio::ui {

// How a picture lies in a view: fitted, or zoomed and moved. Lengths are device-independent pixels unless said
// otherwise; `ratio`: screen pixels per one of them.
struct PictureFit {
    std::optional<double> zoom{}; // screen pixels per pixel of the picture; none: fit
    QPointF pan{}; // offset of the picture's middle from the view's

    // Aligned to screen pixels, so that a 1:1 picture isn't interpolated. Empty without a picture.
    [[nodiscard]] QRectF rectIn(const QRectF& view, QSize picture, double ratio) const;
    // The size in screen pixels at which it is shown, for scaling it beforehand. Empty if its pixels are magnified or
    // there is no picture.
    [[nodiscard]] QSize targetIn(const QRectF& view, QSize picture, double ratio) const;
    // How far it can be moved to either side.
    [[nodiscard]] QSizeF beyond(const QRectF& view, QSize picture, double ratio) const;
    // The next zoom along 25, 50, 100, 200, 300, 400, 800 %; `direction` 1: larger, -1: smaller. `shown`: where it is.
    [[nodiscard]] static double next(int direction, const QRectF& shown, QSize picture, double ratio);
    // Only a zoom that was chosen shows square pixels; a fitted picture is smooth.
    [[nodiscard]] bool showsSquares() const;
};

} // namespace studio::ui
