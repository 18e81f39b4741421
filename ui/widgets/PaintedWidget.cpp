// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PaintedWidget.h"

#include "ui/widgets/AccessiblePainted.h"

#include <QFocusEvent>
#include <QPainter>

namespace studio::ui {

PaintedWidget::PaintedWidget(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    QAccessible::installFactory(&makeAccessiblePainted); // Qt ignores a factory that is installed twice.
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PaintedWidget::setAccessibleRange(size_t /*index*/, double /*value*/) { }

void PaintedWidget::addAccessibleState(QAccessible::State& /*state*/) const { }

void PaintedWidget::press() { }

void PaintedWidget::announceValue()
{
    if (!QAccessible::isActive())
        return;
    const auto ranges = accessibleRanges();
    QAccessibleValueChangeEvent event(this, ranges.empty() ? QVariant(accessibleText()) : QVariant(ranges[0].value));
    QAccessible::updateAccessibility(&event);
}

void PaintedWidget::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setFont(m_theme.font());
    const QRectF area(rect());
    painter.save();
    draw(painter, area);
    painter.restore();
    if (hasFocus() && m_showRing) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Token::Focus), 2));
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), ringRadius(), ringRadius());
    }
}

void PaintedWidget::focusInEvent(QFocusEvent* event)
{
    // The ring shows keyboard focus only, not focus by a click or by an opening window.
    switch (event->reason()) {
    case Qt::TabFocusReason:
    case Qt::BacktabFocusReason:
    case Qt::ShortcutFocusReason: m_showRing = true; break;
    case Qt::ActiveWindowFocusReason:
    case Qt::PopupFocusReason: break; // The ring returns as it was.
    default: m_showRing = false;
    }
    QWidget::focusInEvent(event);
    update();
}

void PaintedWidget::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace studio::ui
