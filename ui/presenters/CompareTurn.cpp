// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/CompareTurn.h"

#include <QApplication>
#include <QKeyEvent>

namespace studio::ui {

CompareTurn::CompareTurn(Qt::Key key, QObject* parent)
    : QObject(parent)
    , m_key(key)
{
    m_tap.setSingleShot(true);
    m_tap.setInterval(QApplication::doubleClickInterval());
}

void CompareTurn::begin()
{
    toB();
    qApp->installEventFilter(this);
}

void CompareTurn::end()
{
    qApp->removeEventFilter(this);
    m_isDown = m_holds = false;
    m_tap.stop();
}

void CompareTurn::toB()
{
    m_kept = CompareSide::B;
    m_holds = false;
    m_tap.stop();
}

void CompareTurn::press()
{
    ++m_presses;
    m_holds = m_isDown && !m_tap.isActive();
    if (m_holds) {
        m_tap.start();
    } else {
        m_kept = other(m_kept);
        m_tap.stop();
    }
    Q_EMIT changed();
}

bool CompareTurn::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::KeyRelease: {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == m_key && !key->isAutoRepeat())
            m_isDown = event->type() == QEvent::KeyPress;
        break;
    }
    case QEvent::WindowDeactivate:
    case QEvent::ApplicationDeactivate: m_isDown = false; break; // The key's release goes elsewhere.
    default: break;
    }
    if (m_holds && !m_isDown) {
        m_holds = false;
        Q_EMIT changed();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace studio::ui
