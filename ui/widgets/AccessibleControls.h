// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>

class QWidget;

namespace studio::ui {

// Makes Qt's combo boxes and tab bars say to assistive technology what they are for, and which tab is selected: Qt 6.4
// names them by what they show. Before the first of them is made.
void installAccessibleControls();

// What a widget that only holds others is for assistive technology, which passes over those without a role. In the
// widget's constructor; its accessible name says which one it is.
void setAccessibleRole(QWidget& widget, QAccessible::Role role);

} // namespace studio::ui
