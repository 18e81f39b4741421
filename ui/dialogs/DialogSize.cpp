// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/DialogSize.h"

#include <QScreen>
#include <QStyle>
#include <QWidget>

namespace studio::ui {

void resizeToScreen(QWidget& window, const QSize& size)
{
    const int titleBar = window.style()->pixelMetric(QStyle::PM_TitleBarHeight);
    window.resize(size.boundedTo(window.screen()->availableSize() - QSize(0, titleBar)));
}

} // namespace studio::ui
