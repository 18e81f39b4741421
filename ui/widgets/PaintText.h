// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Theme.h"

#include <QRectF>
#include <QString>

class QPainter;

namespace studio::ui {

// Screen pixels per device-independent pixel of the paint device, also if a widget is rendered into an image.
[[nodiscard]] double pixelRatio(const QPainter& painter);

struct TextStyle {
    QColor color;
    QFont font;
    Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter;
    Qt::TextElideMode elide = Qt::ElideNone; // One line; what doesn't fit gets an ellipsis there.
};

// Paints words into a rectangle.
void paintText(QPainter& painter, const QRectF& place, const QString& words, const TextStyle& style);

// Paints white words on a dark plate over a picture, centred in `view`, with the plate's lower edge at `bottom`.
struct PlatePlace {
    QRectF view;
    double bottom = 0;
};
void paintPlate(QPainter& painter, const Theme& theme, const QString& words, const PlatePlace& place);

// Paints digits in cells of equal width, so that running numbers don't jitter; Qt has tabular figures only since 6.7.
// Vertically centred. Returns the width in pixels.
double paintNumbers(QPainter& painter, const QRectF& place, const QString& words, const TextStyle& style);

// The width that paintNumbers() returns.
[[nodiscard]] double numbersWidth(const QString& words, const QFont& font);

enum class ClockTenths { Hidden, Shown };
// "1:47.3" or "1:47"; from an hour on "1:02:03.4".
[[nodiscard]] QString clockText(double seconds, ClockTenths tenths = ClockTenths::Shown);

} // namespace studio::ui
