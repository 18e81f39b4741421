// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PointerFade.h"

#include "ui/theme/Theme.h"

#include <QApplication>
#include <QEvent>
#include <QGraphicsOpacityEffect>
#include <QPropertyAnimation>
#include <QWidget>

namespace studio::ui {
namespace {

constexpr int kStays = 2000; // ms
constexpr int kFades = 250; // ms

} // namespace

PointerFade::PointerFade(const Theme& theme, QWidget& picture, QWidget& bar, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_picture(picture)
    , m_bar(bar)
{
    m_stays.setSingleShot(true);
    m_stays.setInterval(kStays);
    connect(&m_stays, &QTimer::timeout, this, &PointerFade::fade);
    m_picture.installEventFilter(this);
}

void PointerFade::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    m_picture.setMouseTracking(active);
    if (active) {
        reveal();
        return;
    }
    m_stays.stop();
    stopFading();
    m_picture.unsetCursor();
    m_bar.show();
}

void PointerFade::reveal()
{
    if (!m_active)
        return;
    stopFading();
    if (!m_bar.isVisible()) {
        m_picture.unsetCursor();
        m_bar.show();
    }
    m_stays.start();
}

bool PointerFade::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseMove || event->type() == QEvent::MouseButtonPress)
        reveal();
    return QObject::eventFilter(watched, event);
}

void PointerFade::fade()
{
    const QWidget* focus = QApplication::focusWidget();
    if (m_bar.underMouse() || QApplication::activePopupWidget() != nullptr || (focus && m_bar.isAncestorOf(focus))) {
        m_stays.start();
        return;
    }
    if (m_theme.motion() == Motion::Reduced) {
        hide();
        return;
    }
    auto* effect = new QGraphicsOpacityEffect;
    m_bar.setGraphicsEffect(effect); // owns it
    auto* fading = new QPropertyAnimation(effect, "opacity", effect);
    fading->setDuration(kFades);
    fading->setStartValue(1.0);
    fading->setEndValue(0.0);
    connect(fading, &QPropertyAnimation::finished, this, &PointerFade::hide, Qt::QueuedConnection);
    fading->start();
}

void PointerFade::hide()
{
    if (!m_active || m_stays.isActive()) // The pointer moved in the last moment.
        return;
    m_bar.hide();
    m_picture.setCursor(Qt::BlankCursor);
    stopFading();
}

void PointerFade::stopFading()
{
    m_bar.setGraphicsEffect(nullptr); // with its animation
}

} // namespace studio::ui
