// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/ModelStates.h"

#include <QFrame>

#include <vector>

class QProgressBar;
class QVBoxLayout;

namespace studio::ui {

class Chip;
class ElidedLabel;
class FetchLines;
class GlyphLabel;
class PartRow;
class SetHead;
class Theme;

// One set of a model's parts: its head, which opens and closes the card, and a row for each part.
class ModelSetCard : public QFrame {
    Q_OBJECT

public:
    explicit ModelSetCard(const Theme& theme);
    void setState(const ModelSetState& state);
    void focusHead(Qt::FocusReason reason);

Q_SIGNALS:
    void openWanted(bool open);
    void useWanted();
    void neighbourWanted(int step); // -1: the card above, 1: the one below
    void takeWanted(studio::ModelPart part); // a file for this part
    void folderWanted(const QString& path); // shown by the file manager, with this file in it
    void forgetWanted();
    void hashesWanted(); // to be checked
    void hashesStopWanted();

private:
    const Theme& m_theme;
    Texts m_texts;
    ModelSetState m_state;
    SetHead* m_head;
    GlyphLabel* m_chevron;
    QLabel* m_title;
    Chip* m_format;
    Chip* m_finest;
    ElidedLabel* m_place;
    QLabel* m_reason;
    Chip* m_inUse;
    QPushButton* m_use;
    QWidget* m_body;
    QLabel* m_note;
    QVBoxLayout* m_rows;
    std::vector<PartRow*> m_parts;
    FetchLines* m_fetches;
    QPushButton* m_hashes;
    QProgressBar* m_hashBar;
    QLabel* m_hashWords;
    QPushButton* m_hashStop;
    QPushButton* m_forget;
    QPushButton* m_show;
};

} // namespace studio::ui
