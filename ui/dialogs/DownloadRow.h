// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/DownloadStates.h"

#include <QWidget>

class QProgressBar;

namespace studio::ui {

class Chip;
class GlyphLabel;
class Theme;

// A part of a model that is downloaded: where from, how far, and what went wrong.
class DownloadRow : public QWidget {
    Q_OBJECT

public:
    explicit DownloadRow(const Theme& theme);
    void setState(const DownloadRowState& state);

Q_SIGNALS:
    void againWanted();
    void pasteWanted(); // of a token

private:
    Texts m_texts;
    DownloadRowState m_state;
    GlyphLabel* m_icon;
    QLabel* m_name;
    QPushButton* m_repository;
    Chip* m_format;
    QProgressBar* m_bar;
    QLabel* m_sizes;
    QLabel* m_words;
    QLabel* m_why;
    QPushButton* m_again;
    QPushButton* m_page;
    QPushButton* m_paste;
};

} // namespace studio::ui
