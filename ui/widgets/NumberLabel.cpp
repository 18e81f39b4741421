// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/NumberLabel.h"

#include "ui/widgets/PaintText.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace studio::ui {

NumberLabel::NumberLabel(const Theme& theme, const Style& style, QStringList samples, QWidget* parent)
    : PaintedWidget(theme, parent)
    , m_style(style)
    , m_samples(std::move(samples))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, &QWidget::updateGeometry);
}

void NumberLabel::setText(const QString& text)
{
    if (text == m_text)
        return;
    const QSize room = sizeHint();
    m_text = text;
    if (sizeHint() != room)
        updateGeometry();
    update();
}

void NumberLabel::setToken(Token token)
{
    if (token == m_style.token)
        return;
    m_style.token = token;
    update();
}

void NumberLabel::setSamples(QStringList samples)
{
    if (samples == m_samples)
        return;
    m_samples = std::move(samples);
    updateGeometry();
}

QSize NumberLabel::sizeHint() const
{
    const QFont font = theme().font(m_style.size, m_style.weight);
    double width = numbersWidth(m_text, font);
    for (const QString& sample : m_samples)
        width = std::max(width, numbersWidth(sample, font));
    return {static_cast<int>(std::ceil(width)) + 2, theme().px(20)};
}

void NumberLabel::draw(QPainter& painter, const QRectF& area)
{
    paintNumbers(painter, area, m_text,
                 {theme().color(m_style.token), theme().font(m_style.size, m_style.weight), m_style.align});
}

} // namespace studio::ui
