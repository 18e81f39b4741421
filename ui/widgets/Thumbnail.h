// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Theme.h"

#include <QImage>
#include <QRectF>

namespace studio::ui {

// Paints a picture with round corners, scaled to fill `place` and cropped evenly; a null picture gives a portrait
// glyph. QPixmapCache holds the scaled copies.
void paintThumbnail(QPainter& painter, const QImage& picture, const QRectF& place, const Theme& theme);

} // namespace studio::ui
