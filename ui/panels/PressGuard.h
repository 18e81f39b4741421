// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QTimer;

namespace studio::ui {

// After a press that changes what its button means, presses do nothing for a moment: the second one of a double click
// was not meant for what the button has become.
class PressGuard : public QObject {
    Q_OBJECT

public:
    // The timer gets the name, for tests.
    PressGuard(const char* objectName, QObject* parent);

    void begin();
    [[nodiscard]] bool isActive() const;

private:
    QTimer* m_timer;
};

} // namespace studio::ui
