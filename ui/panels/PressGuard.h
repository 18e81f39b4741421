// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QTimer;

namespace studio::ui {

// Ignores presses for a second after a press that changes the button's meaning, so that a double click triggers only
// the first meaning.
class PressGuard : public QObject {
    Q_OBJECT

public:
    // `objectName` names the timer, for tests.
    PressGuard(const char* objectName, QObject* parent);

    void begin();
    [[nodiscard]] bool isActive() const;

private:
    QTimer* m_timer;
};

} // namespace studio::ui
