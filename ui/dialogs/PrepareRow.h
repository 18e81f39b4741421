// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

class QProgressBar;

namespace studio::ui {

struct PrepareRowState {
    QString words;
    Tone tone = Tone::Neutral;
    QString button; // "Prepare weights now (16.4 GB, about 2 min)"; empty while it is under way
    Availability canPrepare;
    double share = 0; // 0..1, while it is under way
    Availability canStop;
};

// Offers to prepare a model's weights, and shows how far that is.
class PrepareRow : public QWidget {
    Q_OBJECT

public:
    explicit PrepareRow(const Theme& theme);
    void setState(const PrepareRowState& state);

Q_SIGNALS:
    void prepareWanted();
    void stopWanted();

private:
    Texts m_texts;
    QLabel* m_words;
    QProgressBar* m_bar;
    QPushButton* m_prepare;
    QPushButton* m_stop;
};

} // namespace studio::ui
