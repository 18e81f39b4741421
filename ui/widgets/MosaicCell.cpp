// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/MosaicCell.h"

#include "ui/widgets/PaintText.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

constexpr double kMargin = 6; // around number and name
constexpr double kPadding = 8; // beside a name
constexpr QColor kPlate(12, 13, 16, 215); // in both schemes, like the next ones
constexpr QColor kDim(8, 9, 12, 120);
constexpr QColor kEmpty(24, 25, 30);

} // namespace

MosaicCell::MosaicCell(const Theme& theme, size_t index, QWidget* parent)
    : PaintedWidget(theme, parent)
    , m_index(index)
{
    setObjectName(QStringLiteral("mosaicCell%1").arg(index + 1));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true); // for the bar that hides in full screen
}

void MosaicCell::setState(const MosaicCellState& state)
{
    if (state == m_state)
        return;
    m_state = state;
    setAccessibleName(state.name);
    announceValue();
    update();
}

void MosaicCell::setOutline(Outline outline)
{
    if (std::exchange(m_outline, outline) == outline)
        return;
    announceValue();
    update();
}

void MosaicCell::setPicture(const QImage& image)
{
    m_image = image;
    update();
}

void MosaicCell::draw(QPainter& painter, const QRectF& area)
{
    if (m_image.isNull()) {
        painter.fillRect(area, kEmpty);
    } else {
        const bool asItIs = m_image.size() == (area.size() * devicePixelRatioF()).toSize();
        painter.setRenderHint(QPainter::SmoothPixmapTransform, !asItIs);
        painter.drawImage(area, m_image);
    }
    if (m_state.isOver)
        painter.fillRect(area, kDim);
    drawName(painter, area);
    if (m_outline == Outline::None)
        return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().color(Token::Accent), 3, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5));
}

// The key that shows it alone, and beside it the name, as far as there is room.
void MosaicCell::drawName(QPainter& painter, const QRectF& area) const
{
    const double margin = theme().px(kMargin);
    const double padding = theme().px(kPadding);
    const double height = theme().px(22);
    const double star = m_state.isStarred ? theme().px(18) : 0;
    const QFont font = theme().font(TextSize::Small, QFont::DemiBold);
    const auto plate = [&painter](const QRectF& place) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(kPlate);
        painter.drawRoundedRect(place, 4, 4);
    };
    const QRectF key(margin, margin, height, height);
    plate(key);
    paintText(painter, key, QString::number(m_index + 1), {Qt::white, font, Qt::AlignCenter});
    const double left = key.right() + theme().px(4);
    const double wanted = QFontMetricsF(font).horizontalAdvance(m_state.name) + 2 * padding + star + 1;
    const QRectF place(left, margin, std::min(wanted, area.right() - margin - left), height);
    if (place.width() < star + 2 * height)
        return;
    plate(place);
    paintText(painter, place.adjusted(padding, 0, -padding - star, 0), m_state.name,
              {Qt::white, font, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight});
    if (star > 0) {
        const double side = theme().px(14);
        theme().paintGlyph(painter, Glyph::Star,
                           QRectF(place.right() - padding - side, place.center().y() - side / 2, side, side),
                           theme().color(Token::Mark));
    }
}

QString MosaicCell::accessibleText() const
{
    QStringList words{tr("Key %1").arg(m_index + 1)};
    if (m_state.isStarred)
        words << tr("with a star");
    if (m_outline == Outline::Shown)
        words << tr("outlined, its sound is heard");
    return words.join(QStringLiteral(", "));
}

void MosaicCell::addAccessibleState(QAccessible::State& state) const
{
    state.selectable = true;
    state.selected = m_outline == Outline::Shown;
}

void MosaicCell::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT pressed();
}

void MosaicCell::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT turned();
}

void MosaicCell::contextMenuEvent(QContextMenuEvent* event)
{
    Q_EMIT menuRequested(event->globalPos());
}

} // namespace studio::ui
