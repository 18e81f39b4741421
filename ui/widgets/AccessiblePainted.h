// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessibleInterface>

namespace studio::ui {

// QAccessible's factory for PaintedWidget: null for anything else.
QAccessibleInterface* makeAccessiblePainted(const QString& className, QObject* object);

} // namespace studio::ui
