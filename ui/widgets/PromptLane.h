// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Theme.h"

#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

class QPainter;

namespace studio::ui {

// What changes at the beginning of a block.
struct TimelinePrompt {
    int block = 0;
    QString prompt; // from there on; empty: the one before goes on
    QString seed; // "seed 99": another one from there on; empty: the same
    bool operator==(const TimelinePrompt&) const = default;
};

struct PromptLaneState {
    QString first; // the prompt that the film begins with; may be empty
    std::vector<TimelinePrompt> prompts{}; // ascending; those behind the film's end are kept, but not used
    std::optional<int> staleFrom; // made blocks from here on have another prompt than is shown
    bool operator==(const PromptLaneState&) const = default;
};

// Where blocks lie in a lane.
struct LaneScale {
    QRectF place;
    double first = 0; // the first block in view, with a fraction
    double blockWidth = 0; // px
    double length = 0; // of the film, in blocks

    [[nodiscard]] double x(double block) const { return place.left() + (block - first) * blockWidth; }
};

// The lane of the block timeline that shows the prompts: a box for each, and a diamond where it begins. One that is
// dragged is drawn where it would come to lie. Diamonds behind the film's end are a faint one at the right of the lane.
class PromptLane {
public:
    [[nodiscard]] static double height() { return 22; } // px, before scaling
    static constexpr double kRoom = 14; // px at the right of the place, for the late ones

    void setState(PromptLaneState state, int blocks);
    [[nodiscard]] const PromptLaneState& state() const { return m_state; }

    // The block whose diamond is there.
    [[nodiscard]] std::optional<int> diamondAt(const QPointF& position, const LaneScale& scale) const;
    // The prompt that a block is made with, empty for none; and what begins there, null for nothing.
    [[nodiscard]] QString promptAt(int block) const;
    [[nodiscard]] const TimelinePrompt* beginningAt(int block) const;
    [[nodiscard]] bool isLate(int block) const { return block >= m_blocks; }

    [[nodiscard]] std::optional<int> selected() const { return m_selected; }
    void select(std::optional<int> block);
    // Selects the next one (1) or the one before (-1); the first or the last if none is selected.
    void step(int direction);

    // A drag of the selected one. dragTo() says whether anything moved; endDrag() returns where it went, if anywhere.
    void beginDrag(int block);
    bool dragTo(int block);
    [[nodiscard]] std::optional<int> endDrag();
    [[nodiscard]] bool isDragging() const { return m_target.has_value(); }
    // Whether the selected prompt may begin there: behind the first block, before the end, and where nothing else
    // changes. Another seed stays where it is.
    [[nodiscard]] bool canMoveTo(int block) const;

    void draw(QPainter& painter, const Theme& theme, const LaneScale& scale) const;

private:
    [[nodiscard]] std::vector<TimelinePrompt> shown() const; // as they would be after the drag
    void drawBoxes(QPainter& painter, const Theme& theme, const LaneScale& scale) const;
    void drawDiamonds(QPainter& painter, const Theme& theme, const LaneScale& scale) const;

    PromptLaneState m_state;
    int m_blocks = 0;
    std::optional<int> m_selected; // its block
    std::optional<int> m_target; // of a drag
};

} // namespace studio::ui
