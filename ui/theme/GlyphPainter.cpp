// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/GlyphPainter.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace studio::ui {

GlyphPainter::GlyphPainter() = default;
GlyphPainter::~GlyphPainter() = default;

QByteArray GlyphPainter::tinted(Glyph glyph, const QColor& color)
{
    QFile file(QStringLiteral(":/ui/icons/%1.svg").arg(QLatin1String(kGlyphNames[static_cast<size_t>(glyph)])));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll().replace("currentColor", color.name().toLatin1());
}

void GlyphPainter::paint(QPainter& painter, Glyph glyph, const QRectF& place, const QColor& color)
{
    const quint64 key = (static_cast<quint64>(glyph) << 32U) | color.rgb();
    auto& parsed = m_parsed[key];
    if (!parsed)
        parsed = std::make_shared<QSvgRenderer>(tinted(glyph, color));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(painter.opacity() * color.alphaF());
    parsed->render(&painter, place);
    painter.restore();
}

} // namespace studio::ui
