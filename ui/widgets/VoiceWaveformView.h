// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/WaveformPyramid.h"
#include "ui/widgets/PaintedWidget.h"

#include <optional>

namespace studio::ui {

struct WaveformState {
    std::shared_ptr<const WaveformPyramid> voice; // null while it is read
    TimeRange trim; // what is used, in seconds
    double shortest = 0; // of the trim, in seconds: one block
    bool isPale = false; // it isn't what would be used now
};

// A voice over time. The wheel zooms at the pointer, Shift and the wheel scroll; a drag on the ruler or the curve
// scrubs; the handles trim and snap to silence, with Alt they don't. Keys: arrows scrub, I and O trim at the playhead,
// + and - zoom, Home and End go to the ends of the trim.
class VoiceWaveformView : public PaintedWidget {
    Q_OBJECT

public:
    explicit VoiceWaveformView(const Theme& theme, QWidget* parent = nullptr);

    void setState(const WaveformState& state);
    // In seconds of the file; none while nothing plays.
    void setPlayhead(std::optional<double> seconds);

    [[nodiscard]] TimeRange trim() const { return m_state.trim; }
    [[nodiscard]] TimeRange visibleRange() const { return m_visible; }
    void setVisibleRange(TimeRange range);
    [[nodiscard]] double toX(double seconds) const;
    [[nodiscard]] double toSeconds(double x) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::Grouping; }
    [[nodiscard]] QString accessibleText() const override;
    [[nodiscard]] std::vector<AccessibleRange> accessibleRanges() const override;
    void setAccessibleRange(size_t index, double value) override;

Q_SIGNALS:
    void trimChanged(const TimeRange& trim); // While it is dragged.
    void trimEdited(const TimeRange& trim); // Once a drag or key is done: one step of undo.
    void scrubbed(double seconds);

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Part { None, Start, End, Body };

    [[nodiscard]] double seconds() const { return m_state.voice ? m_state.voice->seconds() : 0; }
    [[nodiscard]] QRectF waveRect() const;
    [[nodiscard]] Part partAt(const QPointF& position) const;
    [[nodiscard]] TimeRange trimmed(Part part, double to) const;
    void dragTo(const QPointF& position, Qt::KeyboardModifiers modifiers);
    void edit(const TimeRange& trim);
    void zoom(double factor, double atSeconds);
    void drawHandle(QPainter& painter, double x, int side, const QRectF& wave) const;
    void drawRuler(QPainter& painter, const QRectF& wave) const;

    WaveformState m_state;
    std::optional<double> m_playhead;
    TimeRange m_visible;
    Part m_drag = Part::None;
    TimeRange m_before; // the trim when the drag began
};

} // namespace studio::ui
