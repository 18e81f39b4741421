// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

#include <optional>

namespace studio::ui {

struct ContractBarState {
    double share = 0; // Need against budget; over 1 the excess is hatched behind a notch.
    Tone tone = Tone::Ok;
    std::optional<double> promised; // The promise as a triangle, while and after a take is made.
    QString words; // "14.2 of 16 GB", for assistive technology
    bool known = true; // False: only the track.
};

// Need against budget in the contract card.
class ContractBar : public PaintedWidget {
    Q_OBJECT

public:
    explicit ContractBar(const Theme& theme, QWidget* parent = nullptr);

    void setState(const ContractBarState& state);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::ProgressBar; }
    [[nodiscard]] QString accessibleText() const override { return m_state.words; }
    [[nodiscard]] std::vector<AccessibleRange> accessibleRanges() const override;

protected:
    void draw(QPainter& painter, const QRectF& area) override;

private:
    ContractBarState m_state;
};

} // namespace studio::ui
