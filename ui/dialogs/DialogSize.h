// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QSize;
class QWidget;

namespace studio::ui {

// Gives a dialog this size, or as much of it as its screen has room for below a title bar.
void resizeToScreen(QWidget& dialog, const QSize& size);

} // namespace studio::ui
