// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <functional>

class QLineEdit;
class QPushButton;

namespace studio::ui {

// Asks for the token of an account at a server of models.
class TokenDialog : public QDialog {
    Q_OBJECT

public:
    // `server`: its name; `note`: where the token will be kept. Returns at once; `given` is called with a token that
    // isn't empty.
    static void ask(QWidget& parent, const QString& server, const QString& note,
                    const std::function<void(const QString& token)>& given);

private:
    TokenDialog(QWidget& parent, const QString& server, const QString& note);

    QLineEdit* m_token;
    QPushButton* m_ok;
};

} // namespace studio::ui
