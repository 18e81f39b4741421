// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"
#include "ui/services/ComparedFilms.h"

#include <QWidget>

#include <array>

namespace studio::ui {

class Actions;
class ElidedLabel;
class Theme;

struct CompareBarState {
    QString title; // "Take 7 and Take 9"
    CompareMode mode = CompareMode::Wipe;

    bool operator==(const CompareBarState&) const = default;
};

// What is compared, and how: in the place and height of the player's header.
class CompareBar : public QWidget {
    Q_OBJECT

public:
    CompareBar(const Theme& theme, const Actions& actions);
    void setState(const CompareBarState& state);
    [[nodiscard]] QString title() const { return m_state.title; }

Q_SIGNALS:
    void modeChosen(studio::ui::CompareMode mode);

private:
    void showState();

    Texts m_texts;
    CompareBarState m_state;
    ElidedLabel* m_title;
    ElidedLabel* m_hint;
    std::array<QToolButton*, 4> m_modes{}; // in the order of CompareMode
};

} // namespace studio::ui
