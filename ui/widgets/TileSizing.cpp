// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/TileSizing.h"

#include "ui/theme/Theme.h"

#include <QAbstractItemView>
#include <QKeyEvent>
#include <QWheelEvent>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

constexpr QSize kPictures[TileSizing::kSizes] = {{130, 54}, {180, 75}, {244, 101}};
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

TileSizing::TileSizing(const Theme& theme, std::vector<QAbstractItemView*> views, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_views(std::move(views))
{
    for (QAbstractItemView* view : m_views) {
        view->installEventFilter(this);
        view->viewport()->installEventFilter(this); // It gets the wheel.
    }
    setSize(0);
}

void TileSizing::setSize(int size)
{
    m_size = std::clamp(size, 0, kSizes - 1);
    const QSize picture = kPictures[m_size];
    for (QAbstractItemView* view : m_views)
        view->setIconSize({m_theme.px(picture.width()), m_theme.px(picture.height())});
}

bool TileSizing::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::Wheel: {
        const auto& wheel = static_cast<const QWheelEvent&>(*event);
        if (!wheel.modifiers().testFlag(Qt::ControlModifier))
            break;
        turn(wheel);
        event->accept();
        return true;
    }
    case QEvent::ShortcutOverride: // The window has these keys for the picture; here they are the tiles'.
    case QEvent::KeyPress: {
        const int steps = resizing(static_cast<const QKeyEvent&>(*event));
        if (steps == 0)
            break;
        if (event->type() == QEvent::KeyPress)
            resize(steps);
        event->accept();
        return true;
    }
    default: break;
    }
    return QObject::eventFilter(watched, event);
}

void TileSizing::turn(const QWheelEvent& wheel)
{
    m_turned += wheel.angleDelta().y();
    const int notches = m_turned / kNotch;
    m_turned -= notches * kNotch;
    resize(notches);
}

void TileSizing::resize(int steps)
{
    const int before = m_size;
    setSize(m_size + steps);
    if (m_size == before)
        return;
    for (QAbstractItemView* view : m_views)
        view->scrollTo(view->currentIndex());
    Q_EMIT sizeChanged(m_size);
}

} // namespace studio::ui
