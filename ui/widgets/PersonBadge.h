// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

namespace studio::ui {

// The number of a person who speaks, in their colour.
class PersonBadge : public PaintedWidget {
    Q_OBJECT

public:
    // `person`: from 0.
    PersonBadge(const Theme& theme, size_t person, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::StaticText; }

protected:
    void draw(QPainter& painter, const QRectF& area) override;

private:
    size_t m_person;
};

} // namespace studio::ui
