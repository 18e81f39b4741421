// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QSize;
class QWidget;

namespace studio::ui {

// Gives a window this size, or as much of it as its screen has room for below a title bar.
void resizeToScreen(QWidget& window, const QSize& size);

} // namespace studio::ui
