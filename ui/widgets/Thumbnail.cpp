// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Thumbnail.h"

#include "ui/widgets/PaintText.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmapCache>

#include <algorithm>

namespace studio::ui {

void paintThumbnail(QPainter& painter, const QImage& picture, const QRectF& place, const Theme& theme)
{
    constexpr double kRadius = 3;
    constexpr double kMostCut = 1.5; // the picture's height to the part that is left
    if (picture.isNull()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Token::Viewport));
        painter.drawRoundedRect(place, kRadius, kRadius);
        const double side = std::min({24.0, place.width(), place.height()});
        theme.paintGlyph(painter, Glyph::Portrait,
                         {place.center().x() - side / 2, place.center().y() - side / 2, side, side},
                         theme.color(Token::Mark));
        return;
    }
    const double ratio = pixelRatio(painter);
    const QSize size = (place.size() * ratio).toSize();
    const QString key = QStringLiteral("thumbnail %1 %2 %3 %4")
                            .arg(picture.cacheKey())
                            .arg(size.width())
                            .arg(size.height())
                            .arg(static_cast<int>(theme.scheme()));
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        // Fills the place, unless that would cut off too much: then shows the whole picture.
        const double cut = static_cast<double>(picture.height()) * size.width() / (picture.width() * size.height());
        const bool fill = cut <= kMostCut;
        const QImage scaled = picture.scaled(size, fill ? Qt::KeepAspectRatioByExpanding : Qt::KeepAspectRatio,
                                             Qt::SmoothTransformation);
        const QPoint from((scaled.width() - size.width()) / 2, (scaled.height() - size.height()) / 2);
        QImage rounded(size, QImage::Format_ARGB32_Premultiplied);
        rounded.fill(Qt::transparent);
        QPainter inside(&rounded);
        inside.setRenderHint(QPainter::Antialiasing);
        QPainterPath shape;
        shape.addRoundedRect(QRectF(QPointF(0, 0), QSizeF(size)), kRadius * ratio, kRadius * ratio);
        inside.setClipPath(shape);
        if (!fill)
            inside.fillRect(rounded.rect(), theme.color(Token::Viewport));
        inside.drawImage(-from, scaled);
        inside.end();
        pixmap = QPixmap::fromImage(rounded);
        pixmap.setDevicePixelRatio(ratio);
        QPixmapCache::insert(key, pixmap);
    }
    painter.drawPixmap(place.topLeft(), pixmap);
}

} // namespace studio::ui
