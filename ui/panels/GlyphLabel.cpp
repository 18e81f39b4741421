// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/GlyphLabel.h"

#include "ui/theme/Theme.h"

#include <QPainter>

namespace studio::ui {

GlyphLabel::GlyphLabel(const Theme& theme, int size)
    : m_theme(theme)
{
    setFixedSize(theme.px(size), theme.px(size));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void GlyphLabel::setGlyph(Glyph glyph, Token token)
{
    m_glyph = glyph;
    m_token = token;
    update();
}

void GlyphLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    m_theme.paintGlyph(painter, m_glyph, QRectF(rect()), m_theme.color(m_token));
}

} // namespace studio::ui
