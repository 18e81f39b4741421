// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QFrame>
#include <QString>

#include <array>
#include <optional>

class QGridLayout;

namespace studio::ui {

class Actions;
class ContractBar;
class GlyphLabel;
class Theme;

// One line of the card: a resource.
struct ContractLine {
    bool shown = true;
    QString value; // "14.2 of 16 GB", "about 3 min 40 s · 4.6 fps"
    bool barred = true; // false: `value` takes the bar's place
    bool known = true; // false: the bar is empty
    double share = 0; // needed or measured, over the budget; may exceed 1
    std::optional<double> promised; // the planned share, a mark while a take is measured
    Tone tone = Tone::Ok;

    bool operator==(const ContractLine&) const = default;
};

enum class ContractPart { Vram, Ram, Time, Disk };

// Planned memory and time of the next take, or the running take's against its plan.
struct ContractState {
    Tone tone = Tone::Neutral;
    QString head;
    std::array<ContractLine, 4> lines; // by ContractPart
    QString reason; // one sentence; two lines are reserved
    QString instead; // text of the button that applies the suggestion; empty: none
    bool dimmed = false; // outdated figures: a new plan is being made

    bool operator==(const ContractState&) const = default;
};

// The card above Render. It grows upwards into free space, so that Render never moves.
class ContractCard : public QFrame {
    Q_OBJECT

public:
    ContractCard(const Theme& theme, Actions& actions);
    void setState(const ContractState& state);
    void setCompact(bool compact); // no room is kept for a reason
    [[nodiscard]] const ContractState& state() const { return m_state; }

Q_SIGNALS:
    void insteadPressed();

private:
    struct Line {
        QLabel* caption = nullptr;
        ContractBar* bar = nullptr;
        QLabel* value = nullptr; // beside the bar
        QLabel* words = nullptr; // in the place of both
    };

    void showLine(Line& line, const ContractLine& state);

    const Theme& m_theme;
    Texts m_texts;
    ContractState m_state;
    bool m_compact = false;
    GlyphLabel* m_icon;
    QLabel* m_head;
    QToolButton* m_details;
    std::array<Line, 4> m_lines;
    QLabel* m_reason;
    QPushButton* m_instead;
};

} // namespace studio::ui
