// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

namespace studio::ui {

// The head of a set's card: a button for the mouse, keys and screen readers that has labels and buttons in it.
class SetHead : public PaintedWidget {
    Q_OBJECT

public:
    explicit SetHead(const Theme& theme);

    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::Button; }

Q_SIGNALS:
    void toggled(); // a click, Space
    void opened(); // Right
    void closed(); // Left
    void entered(); // Enter
    void moved(int step); // Up, Down

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    [[nodiscard]] double ringRadius() const override { return 8; }
};

} // namespace studio::ui
