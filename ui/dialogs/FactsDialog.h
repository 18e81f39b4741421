// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QDialog>

#include <functional>

class QFormLayout;
class QScrollArea;

namespace studio::ui {

// Figures under headings, to be read, selected and copied.
class FactsDialog : public QDialog {
    Q_OBJECT

public:
    FactsDialog(const char* objectName, QWidget* parent);

protected:
    // Calls tell() now and after every change of language; it sets the title and adds all facts.
    void setFacts(const std::function<void()>& tell);
    void setTitle(const QString& words);
    void addHeading(const QString& words);
    // Facts without a value are left out.
    void addFact(const QString& caption, const QString& value);
    // A button beside Close.
    QPushButton* addButton(const char* objectName, const std::function<QString()>& words);

private:
    Texts m_texts;
    QLabel* m_heading;
    QScrollArea* m_scroll;
    QFormLayout* m_form = nullptr; // content of m_scroll
    QHBoxLayout* m_buttons;
};

} // namespace studio::ui
