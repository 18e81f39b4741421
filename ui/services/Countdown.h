// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace studio::ui {

// Counts seconds down to zero.
class Countdown : public QObject {
    Q_OBJECT

public:
    explicit Countdown(QObject* parent);
    void start(int seconds);
    void stop();
    [[nodiscard]] bool isRunning() const { return m_timer.isActive(); }
    [[nodiscard]] int left() const { return m_left; }
    // A second has gone by: the timer's call, or a test's.
    void tick();

Q_SIGNALS:
    void ticked();
    void ended();

private:
    QTimer m_timer;
    int m_left = 0;
};

} // namespace studio::ui
