// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/Countdown.h"

namespace studio::ui {

Countdown::Countdown(QObject* parent)
    : QObject(parent)
{
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &Countdown::tick);
}

void Countdown::start(int seconds)
{
    m_left = seconds;
    m_timer.start();
}

void Countdown::stop()
{
    m_timer.stop();
}

void Countdown::tick()
{
    if (!isRunning())
        return;
    if (--m_left > 0) {
        Q_EMIT ticked();
        return;
    }
    stop();
    Q_EMIT ended();
}

} // namespace studio::ui
