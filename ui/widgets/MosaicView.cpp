// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/MosaicView.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>

#include <utility>

namespace studio::ui {

MosaicView::MosaicView(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setAccessibleName(tr("Takes in step"));
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true); // for the bar that hides in full screen
    for (size_t i = 0; i < kMost; ++i) {
        auto* const cell = new MosaicCell(theme, i, this);
        cell->hide();
        connect(cell, &MosaicCell::pressed, this, [this, i] { Q_EMIT outlineWanted(i); });
        connect(cell, &MosaicCell::turned, this, [this, i] { Q_EMIT turned(i); });
        connect(cell, &MosaicCell::menuRequested, this,
                [this, i](const QPoint& position) { Q_EMIT menuRequested(i, position); });
        m_cells.push_back(cell);
    }
}

void MosaicView::setState(const MosaicViewState& state)
{
    if (state == m_state)
        return;
    m_state = state;
    for (size_t i = 0; i < m_cells.size(); ++i) {
        const bool isThere = i < m_state.cells.size();
        m_cells[i]->setState(isThere ? m_state.cells[i] : MosaicCellState());
        // Alone it needs no outline.
        const bool isOutlined = i == m_state.outlined && !m_state.isAlone;
        m_cells[i]->setOutline(isThere && isOutlined ? MosaicCell::Outline::Shown : MosaicCell::Outline::None);
        if (!isThere)
            m_cells[i]->setPicture({});
    }
    layOut();
    announceValue();
    update();
}

void MosaicView::setPicture(size_t cell, const QImage& image)
{
    if (cell < m_state.cells.size())
        m_cells[cell]->setPicture(image);
}

void MosaicView::setBlackAround(bool black)
{
    m_blackAround = black;
    update();
}

void MosaicView::layOut()
{
    std::vector<QSize> shapes;
    for (const MosaicCellState& each : m_state.cells)
        shapes.push_back(each.size);
    m_layout = MosaicLayout::of(size(), shapes);
    for (size_t i = 0; i < m_cells.size(); ++i) {
        const bool isSeen = i < m_state.cells.size() && (!m_state.isAlone || i == m_state.outlined);
        if (isSeen)
            m_cells[i]->setGeometry(m_state.isAlone ? MosaicLayout::of(size(), {shapes[i]}).places.front()
                                                    : m_layout.places[i]);
        m_cells[i]->setVisible(isSeen);
    }
    std::vector<QSize> now = sizes();
    if (std::exchange(m_told, now) != now)
        Q_EMIT sizesChanged();
}

std::vector<QSize> MosaicView::sizes() const
{
    std::vector<QSize> sizes;
    for (size_t i = 0; i < m_state.cells.size(); ++i)
        sizes.push_back(m_cells[i]->isHidden() ? QSize() : (QSizeF(m_cells[i]->size()) * devicePixelRatioF()).toSize());
    return sizes;
}

void MosaicView::draw(QPainter& painter, const QRectF& area)
{
    painter.fillRect(area, m_blackAround ? QColor(Qt::black) : theme().color(Token::Viewport));
}

QString MosaicView::accessibleText() const
{
    if (m_state.outlined >= m_state.cells.size())
        return {};
    const QString& name = m_state.cells[m_state.outlined].name;
    const auto count = static_cast<int>(m_state.cells.size());
    return m_state.isAlone ? tr("%1 alone, of %n take(s)", "a take", count).arg(name)
                           : tr("%n take(s), %1 is outlined", "a take", count).arg(name);
}

bool MosaicView::event(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        setAccessibleName(tr("Takes in step"));
    return PaintedWidget::event(event);
}

void MosaicView::resizeEvent(QResizeEvent* event)
{
    PaintedWidget::resizeEvent(event);
    layOut();
}

void MosaicView::keyPressEvent(QKeyEvent* event)
{
    const int key = event->key();
    const int right = key == Qt::Key_Right ? 1 : key == Qt::Key_Left ? -1 : 0;
    const int down = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
    if (right == 0 && down == 0) {
        PaintedWidget::keyPressEvent(event);
        return;
    }
    if (const size_t to = m_layout.beside(m_state.outlined, right, down); to != m_state.outlined)
        Q_EMIT outlineWanted(to);
}

void MosaicView::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() != QContextMenuEvent::Mouse && m_state.outlined < m_state.cells.size())
        Q_EMIT menuRequested(m_state.outlined, event->globalPos());
}

} // namespace studio::ui
