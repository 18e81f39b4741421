// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"
#include "ui/services/ComparedFilms.h"

#include <QWidget>

#include <array>
#include <vector>

namespace studio::ui {

class Chip;
class ElidedLabel;
class Theme;

// A setting that two takes have different values of, or what was measured of them.
struct CompareRow {
    QString name; // "Steps"
    std::array<QString, 2> values; // "4", "6"
    bool usable = true; // it is a setting

    bool operator==(const CompareRow&) const = default;
};

struct CompareStripState {
    struct Side {
        QString name; // "Take 7"
        QString detail; // "Standard · 0:30.2"
        bool starred = false;

        bool operator==(const Side&) const = default;
    };
    std::array<Side, 2> sides;
    std::vector<CompareRow> rows; // the most telling first
    int equal = 0; // number of settings that don't differ
    bool otherVoice = false; // the voices differ, so that one is chosen
    CompareSide sound = CompareSide::A;

    bool operator==(const CompareStripState&) const = default;
};

// Both takes and what differs between them, below the transport. A low strip says only how much differs.
class CompareStrip : public QWidget {
    Q_OBJECT

public:
    explicit CompareStrip(const Theme& theme);
    void setState(const CompareStripState& state);
    enum class Height { Full, Low };
    void setHeight(Height height);

Q_SIGNALS:
    void starPressed(studio::ui::CompareSide side);
    void soundPressed(studio::ui::CompareSide side);
    void valuePressed(size_t row, studio::ui::CompareSide side);
    void allPressed(); // to see all that differs

private:
    class ValueButton;
    struct SideParts {
        Chip* letter;
        ElidedLabel* name;
        ElidedLabel* detail;
        QToolButton* sound;
        QToolButton* star;
    };
    struct RowParts {
        QWidget* line;
        ElidedLabel* name;
        std::array<ValueButton*, 2> buttons; // of a setting
        std::array<ElidedLabel*, 2> labels; // of what was measured
    };

    [[nodiscard]] QWidget* buildSide(CompareSide side);
    [[nodiscard]] QWidget* buildDifferences();
    void showHeight();
    void showState();
    void showSide(CompareSide side);
    void showRow(size_t row);

    static constexpr size_t kRows = 3;

    const Theme& m_theme;
    Texts m_texts;
    CompareStripState m_state;
    Height m_height = Height::Full;
    std::array<SideParts, 2> m_sides{};
    std::array<RowParts, kRows> m_rows{};
    QLabel* m_heading;
    QPushButton* m_more;
    ElidedLabel* m_equal;
};

} // namespace studio::ui
