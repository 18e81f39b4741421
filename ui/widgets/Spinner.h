// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

#include <QBasicTimer>

namespace studio::ui {

// A small turning arc for work of unknown length; three still dots where motion is reduced. Turns only while visible.
class Spinner : public PaintedWidget {
    Q_OBJECT

public:
    explicit Spinner(const Theme& theme, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::Animation; } // has no value

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    void startOrStop();

    QBasicTimer m_timer;
    int m_angle = 0; // degrees
};

} // namespace studio::ui
