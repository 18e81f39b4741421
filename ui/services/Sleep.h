// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QObject;

namespace studio::ui {

// Puts the machine to sleep. Returns at once; calls back on the GUI thread unless the context is destroyed: with why it
// stays awake, or with nothing when it sleeps, or has slept.
using PutToSleep = std::function<void(QObject* context, std::function<void(const QString& problem)> done)>;

// By the system's logind, which may ask for a password.
void sleepByLogind(QObject* context, std::function<void(const QString& problem)> done);

} // namespace studio::ui
