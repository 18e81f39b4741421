// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <functional>

class QLineEdit;
class QPushButton;

namespace studio::ui {

// Asks for a name.
class NameDialog : public QDialog {
    Q_OBJECT

public:
    // Returns at once; `named` is called with a name that isn't empty. `note`: says what gets the name; may be empty.
    static void ask(QWidget& parent, const QString& title, const QString& caption, const QString& name,
                    const std::function<void(const QString& name)>& named, const QString& note = {});

private:
    NameDialog(QWidget& parent, const QString& title, const QString& caption, const QString& name, const QString& note);

    QLineEdit* m_name;
    QPushButton* m_ok;
};

} // namespace studio::ui
