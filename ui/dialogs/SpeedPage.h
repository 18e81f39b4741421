// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

class QVBoxLayout;

namespace studio::ui {

struct WindowContext;

// Settings page: device, parallel steps and precision of models on a GPU; this machine's measured speed.
class SpeedPage : public QWidget {
    Q_OBJECT

public:
    explicit SpeedPage(const WindowContext& context);

Q_SIGNALS:
    void changed(); // one of the settings

private:
    void addMeasuring(const WindowContext& context, QVBoxLayout& column);

    Texts m_texts;
};

} // namespace studio::ui
