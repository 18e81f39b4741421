// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

namespace studio::ui {

struct StageState {
    static constexpr int kNone = -1;
    static constexpr int kAllDone = 6;
    int current = kNone; // 0 ... 5: Load, Text, Voice, Portrait, Frames, Encode
    double share = 0; // of the current stage, 0 ... 1
    Tone tone = Tone::Busy; // Warn while paused or stopping
};

enum class StageLabels { All, CurrentOnly };

// The stages of a take in a row: done ones have a tick, the current one a progress ring. The width is the same in every
// state, so that the bar beside it doesn't move.
class StageBar : public PaintedWidget {
    Q_OBJECT

public:
    explicit StageBar(const Theme& theme, QWidget* parent = nullptr);

    void setState(const StageState& state);
    void setLabels(StageLabels labels);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::ProgressBar; }
    [[nodiscard]] QString accessibleText() const override;
    [[nodiscard]] std::vector<AccessibleRange> accessibleRanges() const override;

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] static QStringList names();

    StageState m_state;
    StageLabels m_labels = StageLabels::All;
};

} // namespace studio::ui
