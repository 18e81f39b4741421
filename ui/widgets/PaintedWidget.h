// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/Theme.h"

#include <QAccessible>
#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace studio::ui {

// A value that assistive technology may read and set: one of a widget's own, or one of several in it.
struct AccessibleRange {
    QString name;
    QString text; // The value in words.
    double value = 0;
    double minimum = 0;
    double maximum = 0;
    double step = 0; // 0: can only be read.
};

// A widget that paints itself with the theme: smooth, repainted when the theme changes, with the focus ring inside it
// where the keyboard put it there, and described to assistive technology by its subclass.
class PaintedWidget : public QWidget {
    Q_OBJECT

public:
    explicit PaintedWidget(const Theme& theme, QWidget* parent = nullptr);

    [[nodiscard]] const Theme& theme() const { return m_theme; }

    // What it is and says; the accessible name is QWidget's.
    [[nodiscard]] virtual QAccessible::Role accessibleRole() const { return QAccessible::Graphic; }
    [[nodiscard]] virtual QString accessibleText() const { return {}; }
    // Its value, or the values of its parts (then it is a group and each part a slider).
    [[nodiscard]] virtual std::vector<AccessibleRange> accessibleRanges() const { return {}; }
    virtual void setAccessibleRange(size_t index, double value);

protected:
    virtual void draw(QPainter& painter, const QRectF& area) = 0;
    // Radius of the focus ring.
    [[nodiscard]] virtual double ringRadius() const { return 5; }

    // Tells assistive technology that the value or the words changed.
    void announceValue();

    void paintEvent(QPaintEvent* event) final;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    const Theme& m_theme;
    bool m_showRing = false;
};

} // namespace studio::ui
