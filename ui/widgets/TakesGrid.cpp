// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/TakesGrid.h"

#include <QScrollBar>
#include <QWheelEvent>

namespace studio::ui {
TakesGrid::TakesGrid(QWidget* parent)
    : QListView(parent)
{
    setViewMode(QListView::IconMode);
    setMovement(QListView::Static);
    setResizeMode(QListView::Adjust);
    setSpacing(2);
    setUniformItemSizes(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setDragDropMode(QAbstractItemView::DragOnly);
}

// The tiles are in the order of reading.
QModelIndex TakesGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const QModelIndex current = currentIndex();
    const int step = action == MoveLeft || action == MovePrevious ? -1
        : action == MoveRight || action == MoveNext               ? 1
                                                                  : 0;
    if (step == 0 || !current.isValid())
        return QListView::moveCursor(action, modifiers);
    const QModelIndex next = current.siblingAtRow(current.row() + step);
    return next.isValid() ? next : current;
}

TakesRow::TakesRow(QWidget* parent)
    : QListView(parent)
{
    setFlow(QListView::LeftToRight);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setMouseTracking(true);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setDragDropMode(QAbstractItemView::DragOnly);
}

void TakesRow::wheelEvent(QWheelEvent* event)
{
    const QPoint turned = event->angleDelta();
    const int along = turned.x() != 0 ? turned.x() : turned.y();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - along);
    event->accept();
}

} // namespace studio::ui
