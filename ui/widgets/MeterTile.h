// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

#include <optional>

namespace studio::ui {

struct MeterState {
    QString title; // "VRAM"
    QString value; // "13.9"; "–" where there is none at the moment
    QString unit; // "of 24 GB", "%", "GB/s"
    QString shortUnit; // "GB", for narrow tiles; empty: the same
    std::vector<float> history; // oldest first, 0 ... 1 of the whole machine; the newest is at the right edge
    size_t capacity = 120; // samples that fill the width: 60 s at 2 Hz
    std::optional<double> budget; // 0 ... 1, a dashed line
    Tone tone = Tone::Neutral; // Warn, Bad: colour and icon
    QString missing; // "not told by driver": why there is no such metric; then nothing else is shown
    QString tip; // peak, mean, device; or why it is missing
};

// One metric of the strip: name, value and a minute of history. A metric that doesn't exist shows why, never a zero.
class MeterTile : public PaintedWidget {
    Q_OBJECT

public:
    explicit MeterTile(const Theme& theme, QWidget* parent = nullptr);

    void setState(MeterState state);

    enum class Units { Full, Short };
    // The same for all tiles of a strip: Short if one of them is narrower than 150 px.
    void setUnits(Units units);
    static constexpr int kFullUnitsFrom = 150;

    void setPressable(bool pressable); // by keys and assistive technology; a click is told always

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::ListItem; }
    [[nodiscard]] QString accessibleText() const override;
    [[nodiscard]] bool canBePressed() const override { return m_pressable; }
    void press() override { Q_EMIT clicked(); }

Q_SIGNALS:
    void clicked();

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void drawCurve(QPainter& painter, const QRectF& area) const;

    MeterState m_state;
    Units m_units = Units::Full;
    bool m_pressable = false;
};

} // namespace studio::ui
