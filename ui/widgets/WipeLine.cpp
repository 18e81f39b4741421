// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/WipeLine.h"

#include "ui/theme/Theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr double kHandle = 30; // diameter
constexpr double kGlyph = 18;
constexpr QColor kEdge(12, 13, 16, 140);
constexpr QColor kInk(12, 13, 16); // on white, in both schemes

} // namespace

WipeLine::WipeLine(const Theme& theme)
    : m_theme(theme)
{
}

void WipeLine::setShare(double share)
{
    m_share = std::clamp(share, 0.0, 1.0);
}

void WipeLine::move(const QPointF& position, Way way, const QRectF& bounds)
{
    if (bounds.isEmpty())
        return;
    m_way = way;
    setShare(isUpright() ? (position.x() - bounds.left()) / bounds.width()
                         : (position.y() - bounds.top()) / bounds.height());
}

double WipeLine::place(const QRectF& bounds) const
{
    return std::round(isUpright() ? bounds.left() + m_share * bounds.width()
                                  : bounds.top() + m_share * bounds.height());
}

bool WipeLine::isNear(const QPointF& position, const QRectF& bounds) const
{
    return std::abs(along(position) - place(bounds)) <= m_theme.px(kHandle) / 2.0;
}

bool WipeLine::isOverA(const QPointF& position, const QRectF& bounds) const
{
    return along(position) < place(bounds);
}

QRectF WipeLine::partOfA(const QRectF& view, const QRectF& bounds) const
{
    QRectF part = view;
    if (isUpright())
        part.setRight(place(bounds));
    else
        part.setBottom(place(bounds));
    return part;
}

QRectF WipeLine::partOfB(const QRectF& view, const QRectF& bounds) const
{
    QRectF part = view;
    if (isUpright())
        part.setLeft(place(bounds));
    else
        part.setTop(place(bounds));
    return part;
}

void WipeLine::draw(QPainter& painter, const QRectF& bounds) const
{
    if (bounds.isEmpty())
        return;
    const double at = place(bounds);
    const auto bar = [&](double half) {
        return isUpright() ? QRectF(at - half, bounds.top(), 2 * half, bounds.height())
                           : QRectF(bounds.left(), at - half, bounds.width(), 2 * half);
    };
    painter.fillRect(bar(2), kEdge);
    painter.fillRect(bar(1), Qt::white);
    const double radius = m_theme.px(kHandle) / 2.0;
    painter.save();
    painter.translate(isUpright() ? QPointF(at, bounds.center().y()) : QPointF(bounds.center().x(), at));
    if (!isUpright())
        painter.rotate(90);
    painter.setPen(QPen(kEdge, 1));
    painter.setBrush(Qt::white);
    painter.drawEllipse(QPointF(0, 0), radius, radius);
    const double glyph = m_theme.px(kGlyph);
    m_theme.paintGlyph(painter, Glyph::Compare, {-glyph / 2, -glyph / 2, glyph, glyph}, kInk);
    painter.restore();
}

} // namespace studio::ui
