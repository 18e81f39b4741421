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
    void setOpen(bool open);

    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::Button; }
    void addAccessibleState(QAccessible::State& state) const override;
    [[nodiscard]] bool canBePressed() const override { return true; }
    void press() override { Q_EMIT toggled(); }

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

private:
    bool m_open = false;
};

} // namespace studio::ui
