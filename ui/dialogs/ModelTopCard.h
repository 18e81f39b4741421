// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/ModelStates.h"

#include <QFrame>

#include <map>

namespace studio::ui {

class FetchLines;
class GlyphLabel;
class Spinner;
class Theme;

// The sentence about the model on this computer, and what can be done about it.
class ModelTopCard : public QFrame {
    Q_OBJECT

public:
    explicit ModelTopCard(const Theme& theme);
    void setState(const ModelTopState& state);

Q_SIGNALS:
    void pressed(studio::ui::TopButton button);

private:
    Texts m_texts;
    GlyphLabel* m_icon;
    Spinner* m_spinner;
    QLabel* m_what;
    QLabel* m_why;
    std::map<TopButton, QPushButton*> m_buttons;
    FetchLines* m_fetches;
};

} // namespace studio::ui
