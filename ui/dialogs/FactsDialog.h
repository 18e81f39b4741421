// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/Parts.h"

#include <QDialog>

class QFormLayout;
class QVBoxLayout;

namespace studio::ui {

// Figures under headings, to be read, selected and copied.
class FactsDialog : public QDialog {
    Q_OBJECT

public:
    FactsDialog(const char* objectName, const QString& title, QWidget* parent);

protected:
    void addHeading(const QString& words);
    // Facts without a value are left out.
    void addFact(const QString& caption, const QString& value);
    // A button beside Close.
    QPushButton* addButton(const char* objectName, const QString& words);

private:
    QVBoxLayout* m_column;
    QFormLayout* m_form;
    QHBoxLayout* m_buttons;
};

} // namespace studio::ui
