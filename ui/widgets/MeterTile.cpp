// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/MeterTile.h"

#include "ui/widgets/PaintText.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace studio::ui {

MeterTile::MeterTile(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void MeterTile::setState(MeterState state)
{
    m_state = std::move(state);
    setAccessibleName(m_state.title);
    setToolTip(m_state.tip);
    if (isVisible())
        update();
}

void MeterTile::setUnits(Units units)
{
    if (units == m_units)
        return;
    m_units = units;
    update();
}

QSize MeterTile::sizeHint() const
{
    return {theme().px(kFullUnitsFrom), theme().px(54)};
}

QSize MeterTile::minimumSizeHint() const
{
    return {theme().px(112), theme().px(54)};
}

QString MeterTile::accessibleText() const
{
    if (!m_state.missing.isEmpty())
        return m_state.missing;
    return m_state.unit.isEmpty() ? m_state.value : m_state.value + u' ' + m_state.unit;
}

void MeterTile::setPressable(bool pressable)
{
    m_pressable = pressable;
}

void MeterTile::keyPressEvent(QKeyEvent* event)
{
    const int key = event->key();
    if (m_pressable && (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter))
        Q_EMIT clicked();
    else
        PaintedWidget::keyPressEvent(event);
}

void MeterTile::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT clicked();
}

void MeterTile::draw(QPainter& painter, const QRectF& area)
{
    const double line = theme().px(15);
    const QRectF inner = area.adjusted(theme().px(10), theme().px(6), -theme().px(10), -theme().px(5));
    painter.setPen(QPen(theme().color(Token::Line), 1));
    painter.drawLine(QPointF(area.right() - 0.5, area.top() + 10), QPointF(area.right() - 0.5, area.bottom() - 10));
    const QFont small = theme().font(TextSize::Small);
    if (!m_state.missing.isEmpty()) {
        paintText(painter, {inner.left(), inner.top(), inner.width(), line}, m_state.title,
                  {theme().color(Token::TextSoft), small, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight});
        paintText(painter, {inner.left(), inner.top() + line + 2, inner.width(), theme().px(22) * 1.0}, m_state.missing,
                  {theme().color(Token::TextFaint), small, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight});
        return;
    }

    drawCurve(painter, inner.adjusted(0, line + theme().px(4), 0, 0));
    const bool judged = m_state.tone == Tone::Warn || m_state.tone == Tone::Bad;
    double left = inner.left();
    if (judged) {
        theme().paintGlyph(painter, Theme::glyph(m_state.tone), {left, inner.top(), line, line},
                           theme().color(Theme::token(m_state.tone)));
        left += line + 3;
    }
    const QString& unit = m_units == Units::Short && !m_state.shortUnit.isEmpty() ? m_state.shortUnit : m_state.unit;
    double right = inner.right();
    if (!unit.isEmpty()) {
        const double width = QFontMetricsF(small).horizontalAdvance(unit);
        paintText(painter, {right - width - 1, inner.top(), width + 1, line}, unit,
                  {theme().color(Token::TextFaint), small, Qt::AlignRight | Qt::AlignVCenter});
        right -= width + theme().px(5);
    }
    const double number = paintNumbers(painter, {inner.left(), inner.top(), right - inner.left(), line}, m_state.value,
                                       {theme().color(judged ? Theme::token(m_state.tone) : Token::Text),
                                        theme().font(TextSize::Base, QFont::DemiBold), Qt::AlignRight});
    paintText(painter, {left, inner.top(), std::max(0.0, right - number - left - 4), line}, m_state.title,
              {theme().color(Token::TextSoft), small, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight});
}

void MeterTile::drawCurve(QPainter& painter, const QRectF& area) const
{
    const bool judged = m_state.tone == Tone::Warn || m_state.tone == Tone::Bad;
    if (m_state.history.size() > 1 && m_state.capacity > 1) {
        const double step = area.width() / static_cast<double>(m_state.capacity - 1);
        QPolygonF curve;
        curve.reserve(static_cast<qsizetype>(m_state.history.size()) + 2);
        double x = area.right() - step * static_cast<double>(m_state.history.size() - 1);
        for (const float value : m_state.history) {
            // Half a pixel keeps the line of a zero visible.
            curve << QPointF(x, area.bottom() - 0.7 - std::clamp(double{value}, 0.0, 1.0) * (area.height() - 1.4));
            x += step;
        }
        QPolygonF fill = curve;
        fill << area.bottomRight() << QPointF(curve.first().x(), area.bottom());
        painter.save();
        painter.setClipRect(area);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(!judged                          ? Token::MeterFill
                                           : m_state.tone == Tone::Warn ? Token::WarnSoft
                                                                        : Token::BadSoft));
        painter.drawPolygon(fill);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().color(judged ? Theme::token(m_state.tone) : Token::Meter), 1.4, Qt::SolidLine,
                            Qt::FlatCap, Qt::RoundJoin));
        painter.drawPolyline(curve);
        painter.restore();
    }
    if (m_state.budget) {
        const double y = std::round(area.bottom() - std::clamp(*m_state.budget, 0.0, 1.0) * area.height()) + 0.5;
        QPen pen(theme().color(Token::Peak), 1);
        pen.setDashPattern({3, 3});
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
}

} // namespace studio::ui
