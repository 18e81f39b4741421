// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <functional>

class QPlainTextEdit;

namespace studio::ui {

// Asks for the words that are spoken in a film, typed or pasted.
class WordsDialog : public QDialog {
    Q_OBJECT

public:
    // Returns at once; `given` is called with the words, which may be none.
    static void ask(QWidget& parent, const QString& words, const std::function<void(const QString& words)>& given);

private:
    WordsDialog(QWidget& parent, const QString& words);

    QPlainTextEdit* m_words;
};

} // namespace studio::ui
