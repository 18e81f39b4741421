// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Tokens.h"

#include <QByteArray>
#include <QColor>
#include <QHash>
#include <QRectF>

#include <memory>

class QPainter;
class QSvgRenderer;

namespace studio::ui {

// Draws the SVG glyphs with a colour in the place of currentColor.
class GlyphPainter {
public:
    GlyphPainter();
    ~GlyphPainter();

    // Sharp at any scale of the painter.
    void paint(QPainter& painter, Glyph glyph, const QRectF& place, const QColor& color);

    // The SVG text in this colour.
    [[nodiscard]] static QByteArray tinted(Glyph glyph, const QColor& color);

private:
    QHash<quint64, std::shared_ptr<QSvgRenderer>> m_parsed; // per glyph and colour: parsing costs more than painting
};

} // namespace studio::ui
