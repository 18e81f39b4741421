// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ContractBar.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace studio::ui {

ContractBar::ContractBar(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ContractBar::setState(const ContractBarState& state)
{
    m_state = state;
    update();
    announceValue();
}

QSize ContractBar::sizeHint() const
{
    return {theme().px(104), theme().px(10)};
}

QSize ContractBar::minimumSizeHint() const
{
    return {theme().px(60), theme().px(10)};
}

std::vector<AccessibleRange> ContractBar::accessibleRanges() const
{
    return {{accessibleName(), m_state.words, m_state.share * 100, 0, std::max(100.0, m_state.share * 100), 0}};
}

void ContractBar::draw(QPainter& painter, const QRectF& area)
{
    const QRectF track(area.left(), area.center().y() - theme().px(3), area.width(), theme().px(6));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Token::LineStrong, 0.55));
    painter.drawRoundedRect(track, 3, 3);
    if (!m_state.known)
        return;

    // The bar's end is the budget; if the need exceeds it, the bar's end is the need and a notch marks the budget.
    const double limit = m_state.share > 1 ? 1 / m_state.share : 1;
    const double fill = std::clamp(m_state.share, 0.0, 1.0) * limit;
    const Token token = m_state.tone == Tone::Warn ? Token::Warn
        : m_state.tone == Tone::Bad                ? Token::Bad
                                                   : Token::Meter;
    QPainterPath shape;
    shape.addRoundedRect(track, 3, 3);
    painter.save();
    painter.setClipPath(shape);
    painter.fillRect(QRectF(track.left(), track.top(), track.width() * fill, track.height()), theme().color(token));
    if (limit < 1) {
        const double from = track.left() + track.width() * limit;
        painter.fillRect(QRectF(from, track.top(), track.right() - from, track.height()),
                         theme().color(Token::BadSoft));
        painter.setClipRect(QRectF(from, track.top(), track.right() - from, track.height()), Qt::IntersectClip);
        painter.setPen(QPen(theme().color(Token::Bad), 1.6));
        for (double x = from; x < track.right() + 8; x += 5)
            painter.drawLine(QPointF(x - 5, track.bottom() + 2), QPointF(x + 5, track.top() - 2));
    }
    painter.restore();

    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Token::Text));
    if (limit < 1)
        painter.drawRect(QRectF(track.left() + track.width() * limit - 1, area.top(), 2, area.height()));
    if (m_state.promised) {
        const double x
            = std::clamp(track.left() + track.width() * *m_state.promised * limit, track.left() + 4, track.right() - 4);
        painter.drawPolygon(QPolygonF({{x - 4, area.top()}, {x + 4, area.top()}, {x, area.top() + 5}}));
    }
}

} // namespace studio::ui
