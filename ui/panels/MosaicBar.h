// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QWidget>

#include <vector>

namespace studio::ui {

class Actions;
class ElidedLabel;
class Theme;

struct MosaicBarState {
    QString title; // "4 takes in step"
    size_t takes = 0;

    bool operator==(const MosaicBarState&) const = default;
};

// Which of several takes are seen: in the place and height of the player's header.
class MosaicBar : public QWidget {
    Q_OBJECT

public:
    MosaicBar(const Theme& theme, const Actions& actions);
    void setState(const MosaicBarState& state);

private:
    Texts m_texts;
    MosaicBarState m_state;
    ElidedLabel* m_title;
    ElidedLabel* m_hint;
    std::vector<QToolButton*> m_alone; // one for each take
};

} // namespace studio::ui
