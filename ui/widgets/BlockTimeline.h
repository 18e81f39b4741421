// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/WaveformPyramid.h"
#include "ui/widgets/PaintedWidget.h"
#include "ui/widgets/PromptLane.h"

#include <QPixmap>

#include <optional>

namespace studio::ui {

// A block that is being made, and how many of its steps are done.
struct TimelineLane {
    int block = 0;
    int step = 0;
    bool operator==(const TimelineLane&) const = default;
};

// Blocks that aren't as they should be, one after the other.
struct TimelineMark {
    int block = 0; // the first one
    int blocks = 1;
    QString words; // what is wrong
    bool operator==(const TimelineMark&) const = default;
};

struct TimelineState {
    int blocks = 0; // 0: there is nothing to show
    double seconds = 0; // of the film, where its last block is not whole; 0: whole blocks
    double blockSeconds = 0.48; // 12 frames at 25 per second
    int made = 0; // blocks from the start that can be played
    std::vector<TimelineLane> lanes;
    int steps = 4; // of a block
    std::vector<int> failed; // ascending
    std::vector<TimelineMark> marks{}; // by block; they don't overlap
    std::optional<int> branch; // re-rolled from this block
    std::vector<float> secondsPerBlock; // rendering time of the first blocks, as far as known
    std::shared_ptr<const WaveformPyramid> voice;
    double voiceStart = 0; // where in the voice the take begins, in seconds
    QString emptyWords; // instead of blocks
};

// The blocks of a take (made, being made with a stair per lane, waiting, failed), with the voice drawn across them.
// The last cell ends with the film. Marks are lines at the feet of their cells, and a sign above the first, which goes
// there when it is clicked. Click and drag scrub; the wheel, + and - zoom, Shift and the wheel scroll; the
// loop's ends above the cells can be dragged. Below 5 px per block, neighbours of the same state are painted as one.
// Below the cells is the lane of the prompts: a click on a diamond, or Return, opens it, a drag or Ctrl+Shift and an
// arrow moves it, Delete removes it; a double click beside it wants a new one; Ctrl+Up and Ctrl+Down go from one to the
// next.
class BlockTimeline : public PaintedWidget {
    Q_OBJECT

public:
    explicit BlockTimeline(const Theme& theme, QWidget* parent = nullptr);

    void setState(TimelineState state);
    // In seconds of the take. Cheap: the cells are not painted again.
    void setPlayhead(std::optional<double> seconds);
    void setLoop(std::optional<TimeRange> loop);
    // Opens the lane of the prompts, too.
    void setPrompts(PromptLaneState prompts);
    // Hides the lane where there is no room for it.
    void setLaneShown(bool shown);

    [[nodiscard]] const TimelineState& state() const { return m_state; }
    [[nodiscard]] const PromptLaneState& prompts() const { return m_lane.state(); }
    // The block at whose beginning the selected change lies.
    [[nodiscard]] std::optional<int> selectedPrompt() const { return m_lane.selected(); }
    void selectPrompt(std::optional<int> block);
    // The block of the playhead; none without one.
    [[nodiscard]] std::optional<int> playheadBlock() const;
    // Blocks that are in view, with fractions.
    struct Span {
        double first = 0;
        double count = 0;
    };
    [[nodiscard]] Span visibleBlocks() const { return m_visible; }
    void setVisibleBlocks(Span span);
    void showAll();
    // Where the cells lie.
    [[nodiscard]] QRectF cellsRect() const;
    // Where the lane of the prompts lies, below the cells; of no height if it isn't there.
    [[nodiscard]] QRectF laneRect() const;
    // None outside the cells.
    [[nodiscard]] std::optional<int> blockAt(double x) const;
    [[nodiscard]] double toX(double seconds) const;
    // Not clamped to the take.
    [[nodiscard]] double toSeconds(double x) const;
    // The mark that the block belongs to; null for none.
    [[nodiscard]] const TimelineMark* markAt(int block) const;
    // A block's tooltip.
    [[nodiscard]] QString describe(int block) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::Slider; }
    [[nodiscard]] QString accessibleText() const override;
    [[nodiscard]] std::vector<AccessibleRange> accessibleRanges() const override;
    void setAccessibleRange(size_t index, double value) override;

Q_SIGNALS:
    void scrubStarted();
    void scrubbed(double seconds); // within the take, also beyond the blocks made
    void scrubEnded();
    void loopChanged(const TimeRange& loop);
    void markChosen(int block); // the first one of a mark
    void lengthChanged();
    void promptWanted(int block); // to be edited, or a new one there
    void promptMoved(int from, int to);
    void promptRemoved(int block);
    void menuRequested(const QPoint& globalPosition, int block);

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Cell : unsigned char { Waiting, Made, Stale, Lane, Failed };
    enum class Drag { None, Playhead, LoopStart, LoopEnd, Prompt };

    [[nodiscard]] double cellWidth() const;
    [[nodiscard]] double length() const; // of the film, in blocks
    [[nodiscard]] double seconds() const { return length() * m_state.blockSeconds; }
    [[nodiscard]] Cell cell(int block) const { return m_cells[static_cast<size_t>(block)]; }
    [[nodiscard]] int stepOf(int block) const;
    [[nodiscard]] Drag dragAt(const QPointF& position) const;
    [[nodiscard]] QRectF signOf(const TimelineMark& mark) const;
    // The mark whose sign is there.
    [[nodiscard]] const TimelineMark* signAt(const QPointF& position) const;
    [[nodiscard]] bool isLaneShown() const { return m_isLaneOpen && !m_isLaneHidden; }
    [[nodiscard]] bool hasLane() const { return isLaneShown() && m_state.blocks > 0; }
    [[nodiscard]] LaneScale laneScale() const;
    void fillCells();
    void dragTo(double x);
    void dropPrompt();
    bool promptKey(const QKeyEvent& event); // false: it is none of the lane's
    void showSelectedPrompt(); // and scrolls to it
    [[nodiscard]] QString describePrompt(const TimelinePrompt& prompt) const;
    void invalidate();
    void zoom(double factor, double at); // so many times larger; block `at`, with fractions, keeps its place

    void drawLayer(QPainter& painter) const;
    void drawCells(QPainter& painter, const QRectF& cells) const;
    void drawCell(QPainter& painter, const QRectF& box, Cell kind, int block) const;
    void drawVoice(QPainter& painter, const QRectF& cells) const;
    void drawRuler(QPainter& painter, const QRectF& cells) const;
    void drawMarks(QPainter& painter, const QRectF& cells) const;
    void drawFlaws(QPainter& painter, const QRectF& cells) const;
    void drawLoop(QPainter& painter, const QRectF& cells) const;

    TimelineState m_state;
    PromptLane m_lane;
    bool m_isLaneOpen = false;
    bool m_isLaneHidden = false;
    std::vector<Cell> m_cells; // of every block
    Span m_visible;
    std::optional<double> m_playhead;
    std::optional<TimeRange> m_loop;
    Drag m_drag = Drag::None;
    QPixmap m_layer; // all but loop and playhead; null: to be painted
};

} // namespace studio::ui
