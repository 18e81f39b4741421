// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/PressGuard.h"

#include <QTimer>

namespace studio::ui {
namespace {

constexpr int kMoment = 1000; // ms: slower double presses are meant

} // namespace

PressGuard::PressGuard(const char* objectName, QObject* parent)
    : QObject(parent)
    , m_timer(new QTimer(this))
{
    m_timer->setObjectName(QLatin1String(objectName));
    m_timer->setSingleShot(true);
    m_timer->setInterval(kMoment);
}

void PressGuard::begin()
{
    m_timer->start();
}

bool PressGuard::isActive() const
{
    return m_timer->isActive();
}

} // namespace studio::ui
