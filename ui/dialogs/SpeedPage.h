// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

class QVBoxLayout;

namespace studio::ui {

struct WindowContext;

// What computes the real model, and how exactly; and how fast this machine was measured to be.
class SpeedPage : public QWidget {
    Q_OBJECT

public:
    explicit SpeedPage(const WindowContext& context);

Q_SIGNALS:
    void changed(); // the settings say what

private:
    void addMeasuring(const WindowContext& context, QVBoxLayout& column);

    Texts m_texts;
};

} // namespace studio::ui
