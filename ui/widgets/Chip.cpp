// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Chip.h"

#include "ui/widgets/PaintText.h"

#include <QPainter>

#include <cmath>

namespace studio::ui {
namespace {

constexpr double kHeight = 20;
constexpr double kMargin = 8;
constexpr double kGlyph = 14;

Token background(Tone tone)
{
    switch (tone) {
    case Tone::Ok: return Token::OkSoft;
    case Tone::Warn: return Token::WarnSoft;
    case Tone::Bad: return Token::BadSoft;
    case Tone::Busy: return Token::AccentSoft;
    case Tone::Neutral: break;
    }
    return Token::Line;
}

} // namespace

Chip::Chip(const Theme& theme, const char* objectName, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setObjectName(QLatin1String(objectName));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    hide();
}

void Chip::setState(const QString& words, Tone tone, std::optional<Glyph> glyph)
{
    m_words = words;
    m_tone = tone;
    m_glyph = glyph;
    setAccessibleName(words);
    setVisible(!words.isEmpty());
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    const QFontMetricsF metrics(theme().font(TextSize::Tiny, QFont::DemiBold));
    const double mark = m_glyph ? kGlyph + 4 : 0;
    return {static_cast<int>(std::ceil(metrics.horizontalAdvance(m_words))) + theme().px(2 * kMargin + mark),
            theme().px(kHeight)};
}

void Chip::draw(QPainter& painter, const QRectF& area)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(background(m_tone)));
    painter.drawRoundedRect(area, theme().px(4), theme().px(4));
    const QColor color = theme().color(m_tone == Tone::Neutral ? Token::TextSoft : Theme::token(m_tone));
    QRectF text = area.adjusted(theme().px(kMargin), 0, -theme().px(kMargin), 0);
    if (m_glyph) {
        const double side = theme().px(kGlyph);
        theme().paintGlyph(painter, *m_glyph, {text.left(), area.center().y() - side / 2, side, side}, color);
        text.setLeft(text.left() + side + theme().px(4));
    }
    paintText(painter, text, m_words, {color, theme().font(TextSize::Tiny, QFont::DemiBold)});
}

} // namespace studio::ui
