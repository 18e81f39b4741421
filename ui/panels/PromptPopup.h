// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QFrame>
#include <QString>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace studio::ui {

// Edits the prompt that begins at a time of the film. It lies over the window, not in one of its own, and hides itself
// when it is done: Return, the button or a click beside it accept the text, cancel() doesn't.
class PromptPopup : public QFrame {
    Q_OBJECT

public:
    // `window`: its parent.
    PromptPopup(const Theme& theme, QWidget& window);

    struct State {
        QString time; // from which the prompt is used: "0:14.4"
        QString prompt;
        QString note; // what is to be known of it; may be empty
        bool isNew = false; // It can't be removed yet.
    };
    // Opens it above `at`, a point of the window, with the focus in the text.
    void open(const State& state, const QPoint& at);
    // What is wrong with the text; empty: nothing.
    void setProblem(const QString& words);
    // False: it wasn't open.
    bool cancel();
    // Accepts the text, if it is open.
    void accept();

Q_SIGNALS:
    void edited(const QString& prompt);
    void accepted(const QString& prompt); // trimmed; may be the same, or empty
    void removed();
    void closed(); // in any way, after the others

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void close();
    void place();

    const Theme& m_theme;
    Texts m_texts;
    State m_state;
    QPoint m_at;
    QString m_problem;
    QLabel* m_title;
    QPlainTextEdit* m_edit;
    QLabel* m_note;
    QPushButton* m_remove;
    QPushButton* m_done;
};

} // namespace studio::ui
