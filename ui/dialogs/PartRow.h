// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/ModelStates.h"

#include <QWidget>

class QContextMenuEvent;
class QToolButton;

namespace studio::ui {

class Chip;
class ElidedLabel;
class GlyphLabel;
class Theme;

// A part of a set: its file, kind, size and state; or what is wrong with it, why, and a button that mends it.
class PartRow : public QWidget {
    Q_OBJECT

public:
    explicit PartRow(const Theme& theme);
    void setState(const PartRowState& state);

Q_SIGNALS:
    void takeWanted(studio::ModelPart part);
    void folderWanted(const QString& path);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void showMenu(const QPoint& place);

    Texts m_texts;
    PartRowState m_state;
    GlyphLabel* m_icon;
    QLabel* m_name;
    QWidget* m_facts; // file, kind, size
    ElidedLabel* m_file;
    Chip* m_format;
    QLabel* m_size;
    QLabel* m_words;
    QWidget* m_problem; // what, why
    QLabel* m_what;
    QLabel* m_why;
    QPushButton* m_mend;
    QToolButton* m_more;
};

} // namespace studio::ui
