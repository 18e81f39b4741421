// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

namespace studio::ui {

class Actions;
class Theme;

// What the player shows as long as there is no picture.
class WelcomePage : public QWidget {
    Q_OBJECT

public:
    WelcomePage(const Theme& theme, Actions& actions);

private:
    Texts m_texts;
};

} // namespace studio::ui
