// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/TakesGrid.h"

#include "ui/theme/Theme.h"

#include <QKeyEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

constexpr QSize kPictures[TakesGrid::kSizes] = {{130, 54}, {180, 75}, {244, 101}};
constexpr int kNotch = 120; // of a wheel, in QWheelEvent's units

// By how much a key makes the tiles larger; 0: it doesn't.
int resizing(const QKeyEvent& key)
{
    if (!key.modifiers().testFlag(Qt::ControlModifier))
        return 0;
    const bool larger = key.key() == Qt::Key_Plus || key.key() == Qt::Key_Equal;
    return larger ? 1 : key.key() == Qt::Key_Minus ? -1 : 0;
}

} // namespace

TakesGrid::TakesGrid(const Theme& theme, QWidget* parent)
    : QListView(parent)
    , m_theme(theme)
{
    setViewMode(QListView::IconMode);
    setMovement(QListView::Static);
    setResizeMode(QListView::Adjust);
    setSpacing(2);
    setUniformItemSizes(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setDragDropMode(QAbstractItemView::DragOnly);
    setTileSize(0);
}

void TakesGrid::setTileSize(int size)
{
    m_size = std::clamp(size, 0, kSizes - 1);
    const QSize picture = kPictures[m_size];
    setIconSize({m_theme.px(picture.width()), m_theme.px(picture.height())});
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

void TakesGrid::wheelEvent(QWheelEvent* event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        QListView::wheelEvent(event);
        return;
    }
    event->accept();
    m_turned += event->angleDelta().y();
    const int notches = m_turned / kNotch;
    m_turned -= notches * kNotch;
    resizeTiles(notches);
}

// The window has these keys for the picture; here they are the tiles'.
bool TakesGrid::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && resizing(*static_cast<QKeyEvent*>(event)) != 0) {
        event->accept();
        return true;
    }
    return QListView::event(event);
}

void TakesGrid::keyPressEvent(QKeyEvent* event)
{
    if (const int steps = resizing(*event); steps != 0)
        resizeTiles(steps);
    else
        QListView::keyPressEvent(event);
}

void TakesGrid::resizeTiles(int steps)
{
    const int before = m_size;
    setTileSize(m_size + steps);
    if (m_size == before)
        return;
    scrollTo(currentIndex());
    Q_EMIT tileSizeChanged(m_size);
}

} // namespace studio::ui
