// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/ComparedFilms.h"

#include <QKeySequence>
#include <QObject>
#include <QTimer>

namespace studio::ui {

// Which of two takes is seen, where it is one of them: B, and the other one as long as a key is held. After two taps,
// or a press without the key, the other one stays.
class CompareTurn : public QObject {
    Q_OBJECT

public:
    explicit CompareTurn(Qt::Key key, QObject* parent = nullptr);

    // Watches the application's keys from now on, or no more.
    void begin();
    void end();
    void toB();
    void press(); // the key's action
    [[nodiscard]] CompareSide seen() const { return m_holds ? other(m_kept) : m_kept; }
    [[nodiscard]] int presses() const { return m_presses; } // in this session

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Qt::Key m_key;
    CompareSide m_kept = CompareSide::B;
    bool m_isDown = false;
    bool m_holds = false;
    QTimer m_tap; // runs while another press is a second tap
    int m_presses = 0;
};

} // namespace studio::ui
