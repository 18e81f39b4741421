// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Theme.h"

#include <QFrame>
#include <QStringList>

#include <vector>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace studio::ui {

class FlowLayout;

struct MessageState {
    Tone tone = Tone::Bad; // Bad, Warn or Ok
    QString code; // "STORE-02"
    QString what; // a whole sentence, bold
    QString why; // one or two lines
    QStringList buttons; // best first
    QString details; // log excerpt; empty: no Details button
    int number = 1; // "1 of 3" if others wait
    int count = 1;
};

// What happened, why, and buttons with remedies. Not modal; takes the focus only in takeFocus(). The view under it sets
// its geometry.
class MessageBar : public QFrame {
    Q_OBJECT

public:
    explicit MessageBar(const Theme& theme, QWidget* parent = nullptr);

    void setState(const MessageState& state);
    [[nodiscard]] const MessageState& state() const { return m_state; }
    // Focuses the first button (Alt+M).
    void takeFocus();

Q_SIGNALS:
    void actionTriggered(int button);
    void dismissed();
    void nextRequested();
    void copyRequested(const QString& text); // code, sentences and details

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void retranslate();
    void showIcon();
    [[nodiscard]] QString wholeText() const;

    const Theme& m_theme;
    MessageState m_state;
    QLabel* m_icon;
    QLabel* m_what;
    QLabel* m_why;
    QLabel* m_code;
    QPushButton* m_next;
    QPushButton* m_detailsButton;
    QPushButton* m_copyButton;
    QPlainTextEdit* m_details;
    QToolButton* m_close;
    FlowLayout* m_actions;
    std::vector<QPushButton*> m_buttons;
};

} // namespace studio::ui
