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

// A value that assistive technology may read and set: a widget's only one, or one of several.
struct AccessibleRange {
    QString name;
    QString text; // The value in words.
    double value = 0;
    double minimum = 0;
    double maximum = 0;
    double step = 0; // 0: can only be read.
};

// Base class of widgets painted with the theme: antialiased, repainted when the theme changes, with a focus ring if the
// keyboard moved the focus here. Subclasses describe themselves to assistive technology.
class PaintedWidget : public QWidget {
    Q_OBJECT

public:
    explicit PaintedWidget(const Theme& theme, QWidget* parent = nullptr);

    [[nodiscard]] const Theme& theme() const { return m_theme; }

    // Role and text for assistive technology; the accessible name is QWidget's.
    [[nodiscard]] virtual QAccessible::Role accessibleRole() const { return QAccessible::Graphic; }
    [[nodiscard]] virtual QString accessibleText() const { return {}; }
    // The widget's value, or the values of its parts (then it is a group and each part a slider).
    [[nodiscard]] virtual std::vector<AccessibleRange> accessibleRanges() const { return {}; }
    virtual void setAccessibleRange(size_t index, double value);
    // Adds to what every widget says of itself, such as expanded.
    virtual void addAccessibleState(QAccessible::State& state) const;
    // What a press by assistive technology does, where it does anything.
    [[nodiscard]] virtual bool canBePressed() const { return false; }
    virtual void press();

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
