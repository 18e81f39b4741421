// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/SetHead.h"

#include <QKeyEvent>
#include <QMouseEvent>

namespace studio::ui {

SetHead::SetHead(const Theme& theme)
    : PaintedWidget(theme)
{
    setObjectName(QStringLiteral("setHead"));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
}

void SetHead::setOpen(bool open)
{
    if (open == m_open)
        return;
    m_open = open;
    QAccessible::State changed;
    changed.expanded = changed.collapsed = true;
    QAccessibleStateChangeEvent event(this, changed);
    QAccessible::updateAccessibility(&event);
}

void SetHead::addAccessibleState(QAccessible::State& state) const
{
    state.expandable = true;
    state.expanded = m_open;
    state.collapsed = !m_open;
}

void SetHead::draw(QPainter& /*painter*/, const QRectF& /*area*/) { }

void SetHead::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT toggled();
}

void SetHead::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Space: Q_EMIT toggled(); break;
    case Qt::Key_Return:
    case Qt::Key_Enter: Q_EMIT entered(); break;
    case Qt::Key_Right: Q_EMIT opened(); break;
    case Qt::Key_Left: Q_EMIT closed(); break;
    case Qt::Key_Up: Q_EMIT moved(-1); break;
    case Qt::Key_Down: Q_EMIT moved(1); break;
    default: PaintedWidget::keyPressEvent(event);
    }
}

} // namespace studio::ui
