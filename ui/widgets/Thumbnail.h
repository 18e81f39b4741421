// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Theme.h"

#include <QImage>
#include <QRectF>

namespace studio::ui {

// Paints a picture so that it fills the place (what is too much is cut off evenly), with round corners; a quiet
// portrait glyph where there is none. Scaled copies are kept in QPixmapCache.
void paintThumbnail(QPainter& painter, const QImage& picture, const QRectF& place, const Theme& theme);

} // namespace studio::ui
