// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PersonBadge.h"

#include "ui/widgets/PaintText.h"
#include "ui/widgets/PeopleView.h"

#include <QPainter>

namespace studio::ui {

PersonBadge::PersonBadge(const Theme& theme, size_t person, QWidget* parent)
    : PaintedWidget(theme, parent)
    , m_person(person)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize PersonBadge::sizeHint() const
{
    return {theme().px(22), theme().px(22)};
}

void PersonBadge::draw(QPainter& painter, const QRectF& area)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(personColor(m_person));
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 4, 4);
    paintText(painter, area, QString::number(m_person + 1),
              {QColor(8, 9, 12), theme().font(TextSize::Small, QFont::DemiBold), Qt::AlignCenter});
}

} // namespace studio::ui
