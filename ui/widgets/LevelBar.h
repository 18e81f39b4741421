// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

#include <optional>

namespace studio::ui {

struct LevelState {
    std::optional<double> loudness; // in LUFS; none: it can't be measured
    std::optional<double> peak; // in decibels relative to full scale
    QString words; // both, for assistive technology
};

// How loud a sound is, from -60 to 0: a bar to its loudness, a line at its peak, and a box where speech usually is.
class LevelBar : public PaintedWidget {
    Q_OBJECT

public:
    explicit LevelBar(const Theme& theme, QWidget* parent = nullptr);

    void setState(const LevelState& state);
    // Where a level is on the bar.
    [[nodiscard]] double toX(double decibels) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {theme().px(160), sizeHint().height()}; }
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::ProgressBar; }
    [[nodiscard]] QString accessibleText() const override { return m_state.words; }
    [[nodiscard]] std::vector<AccessibleRange> accessibleRanges() const override;

protected:
    void draw(QPainter& painter, const QRectF& area) override;

private:
    LevelState m_state;
};

} // namespace studio::ui
