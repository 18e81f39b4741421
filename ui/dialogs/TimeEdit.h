// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

#include <optional>

namespace studio::ui {

// The time that somebody typed, in seconds: "1:02:03.4", "0:12.40", "12.4", "12,4", or "310f" in frames of a film.
// Nullopt for anything else.
[[nodiscard]] std::optional<double> typedTime(const QString& text);
// "0:12.40".
[[nodiscard]] QString timeText(double seconds);

// A time that can be typed. Enter and leaving the field take it; text that is no time has a red outline and is never
// taken, Esc brings the old time back. Up and Down change it by 0.01 s, with Shift by 0.1 s.
class TimeEdit : public QLineEdit {
    Q_OBJECT

public:
    explicit TimeEdit(const char* objectName);

    [[nodiscard]] double seconds() const { return m_seconds; }
    // While somebody types, the text stays.
    void setSeconds(double seconds);
    // Takes what was typed. False: it is no time; then it stays.
    bool take();

Q_SIGNALS:
    void edited(double seconds);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void showTime();
    void showWrong(bool wrong);
    double m_seconds = 0;
    bool m_typing = false;
};

} // namespace studio::ui
