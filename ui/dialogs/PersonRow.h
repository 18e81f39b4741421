// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

namespace studio::ui {

class ElidedLabel;

struct PersonRowState {
    QString voice; // "anna.wav", or "The film's voice"
    QString more; // its path, or what is wrong with it
    bool isOwn = false; // it isn't the film's
    bool isBad = false;
    bool isCurrent = false;

    bool operator==(const PersonRowState&) const = default;
};

// A person who speaks: number, colour and voice, and what can be done with them. A file can be dropped on it.
class PersonRow : public QWidget {
    Q_OBJECT

public:
    // `person`: from 0. Its parts' names end with its number, from 1: personChooseButton1.
    PersonRow(const Theme& theme, size_t person, QWidget* parent = nullptr);
    void setState(const PersonRowState& state);

Q_SIGNALS:
    void chosen(); // by a press or the keyboard's focus
    void voiceWanted();
    void filmVoicePressed();
    void removePressed();
    void fileDropped(const QString& file);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showState();

    const Theme& m_theme;
    int m_number; // from 1
    Texts m_texts;
    PersonRowState m_state;
    ElidedLabel* m_voice;
    QToolButton* m_choose;
    QToolButton* m_filmVoice;
    QToolButton* m_remove;
};

} // namespace studio::ui
