// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/TakesTree.h"

#include <QHash>
#include <QHoverEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QPolygonF>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr int kMargin = 6; // around all tiles
constexpr int kBetweenLanes = 2;
constexpr int kBetweenColumns = 30; // where the lines are

} // namespace

TakesTree::TakesTree(const Theme& theme, QWidget* parent)
    : QListView(parent)
    , m_theme(theme)
{
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setDragDropMode(QAbstractItemView::DragOnly);
    setUniformItemSizes(true);
    viewport()->setAttribute(Qt::WA_Hover);
}

void TakesTree::setModel(QAbstractItemModel* model)
{
    if (this->model())
        disconnect(this->model(), nullptr, this, nullptr);
    QListView::setModel(model);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(model, signal, this, &TakesTree::changed);
    connect(model, &QAbstractItemModel::modelReset, this, &TakesTree::changed);
    connect(model, &QAbstractItemModel::layoutChanged, this, &TakesTree::changed);
    changed();
}

void TakesTree::changed()
{
    m_isStale = true;
    scheduleDelayedItemsLayout();
}

const TakesTree::Layout& TakesTree::layout() const
{
    // A slot may ask between a change of the model and changed().
    if (model() && (m_isStale || static_cast<int>(m_layout.places.size()) != model()->rowCount())) {
        m_layout = layOut(*model());
        m_isStale = false;
    }
    return m_layout;
}

TakesTree::Layout TakesTree::layOut(const QAbstractItemModel& model)
{
    const int count = model.rowCount();
    Layout result;
    result.places.resize(static_cast<size_t>(count));
    std::vector<TakeLink> links;
    QHash<int, int> rows; // by number
    for (int row = 0; row < count; ++row) {
        links.push_back(model.index(row, 0).data(kLinkRole).value<TakeLink>());
        rows.insert(links.back().number, row);
    }
    std::vector<std::vector<int>> madeFrom(links.size()); // newest first, as the model's rows are
    std::vector<int> roots, others;
    for (int row = 0; row < count; ++row) {
        const TakeLink& link = links[static_cast<size_t>(row)];
        const int parent = link.from > 0 ? rows.value(link.from, -1) : -1;
        result.places[static_cast<size_t>(row)] = {.lane = -1, .column = 0, .parent = parent, .origin = link.origin};
        if (parent >= 0)
            madeFrom[static_cast<size_t>(parent)].push_back(row);
        (parent >= 0 ? others : roots).push_back(row);
    }
    const auto place = [&](int root) {
        std::vector<int> next{root};
        while (!next.empty()) {
            const int row = next.back();
            next.pop_back();
            Place& here = result.places[static_cast<size_t>(row)];
            if (here.lane >= 0)
                continue;
            const bool isFirst = row != root && madeFrom[static_cast<size_t>(here.parent)].back() == row;
            here.column = row == root ? 0 : result.places[static_cast<size_t>(here.parent)].column + 1;
            if (!isFirst)
                result.lanes.push_back(static_cast<int>(result.order.size()));
            here.lane = static_cast<int>(result.lanes.size()) - 1;
            result.columns = std::max(result.columns, here.column + 1);
            result.order.push_back(row);
            const std::vector<int>& from = madeFrom[static_cast<size_t>(row)];
            next.insert(next.end(), from.begin(), from.end()); // The oldest is next.
        }
    };
    for (const int row : roots)
        place(row);
    for (const int row : others) { // of files that name each other
        if (result.places[static_cast<size_t>(row)].lane >= 0)
            continue;
        result.places[static_cast<size_t>(row)].parent = -1;
        place(row);
    }
    result.lanes.push_back(count);
    return result;
}

QSize TakesTree::tile() const
{
    QStyleOptionViewItem option;
    option.decorationSize = iconSize();
    return itemDelegate()->sizeHint(option, {});
}

QSize TakesTree::cell() const
{
    return tile() + QSize(m_theme.px(kBetweenColumns), m_theme.px(kBetweenLanes));
}

QRect TakesTree::rectOf(const Place& place) const
{
    const QSize step = cell();
    return {QPoint(kMargin + place.column * step.width() - horizontalOffset(),
                   kMargin + place.lane * step.height() - verticalOffset()),
            tile()};
}

std::pair<int, int> TakesTree::lanesIn(const QRect& area) const
{
    const int height = std::max(1, cell().height());
    const auto bounded = [count = static_cast<int>(layout().lanes.size()) - 1](int lane) {
        return std::clamp(lane, 0, std::max(0, count));
    };
    const int top = area.top() + verticalOffset() - kMargin;
    const int bottom = area.bottom() + verticalOffset() - kMargin;
    return {bounded(top / height), bounded(bottom < 0 ? 0 : bottom / height + 1)};
}

int TakesTree::rowAt(int lane, int column) const
{
    const Layout& all = layout();
    if (lane < 0 || lane + 1 >= static_cast<int>(all.lanes.size()))
        return -1;
    const int begin = all.lanes[static_cast<size_t>(lane)];
    const int first = all.places[static_cast<size_t>(all.order[static_cast<size_t>(begin)])].column;
    const int index = begin + column - first;
    return column >= first && index < all.lanes[static_cast<size_t>(lane) + 1] ? all.order[static_cast<size_t>(index)]
                                                                               : -1;
}

// The tile of a lane that is nearest to a column; -1: no such lane.
int TakesTree::nearestRow(int lane, int column) const
{
    const Layout& all = layout();
    if (lane < 0 || lane + 1 >= static_cast<int>(all.lanes.size()))
        return -1;
    const auto columnOf
        = [&all](int index) { return all.places[static_cast<size_t>(all.order[static_cast<size_t>(index)])].column; };
    const int first = columnOf(all.lanes[static_cast<size_t>(lane)]);
    const int last = columnOf(all.lanes[static_cast<size_t>(lane) + 1] - 1);
    return rowAt(lane, std::clamp(column, first, last));
}

// Up or down: the next tile of the column, or else of the next lane.
int TakesTree::rowBeyond(const Place& place, int step) const
{
    const auto lanes = static_cast<int>(layout().lanes.size()) - 1;
    for (int lane = place.lane + step; lane >= 0 && lane < lanes; lane += step) {
        if (const int row = rowAt(lane, place.column); row >= 0)
            return row;
    }
    return nearestRow(place.lane + step, place.column);
}

QRect TakesTree::visualRect(const QModelIndex& index) const
{
    const std::vector<Place>& places = layout().places;
    const auto row = static_cast<size_t>(index.row());
    return index.isValid() && row < places.size() ? rectOf(places[row]) : QRect();
}

QModelIndex TakesTree::indexAt(const QPoint& point) const
{
    const QSize step = cell();
    const QPoint from = point + QPoint(horizontalOffset() - kMargin, verticalOffset() - kMargin);
    if (!model() || from.x() < 0 || from.y() < 0 || step.isEmpty())
        return {};
    const int row = rowAt(from.y() / step.height(), from.x() / step.width());
    const QModelIndex index = row >= 0 ? model()->index(row, 0) : QModelIndex();
    return visualRect(index).contains(point) ? index : QModelIndex();
}

void TakesTree::scrollTo(const QModelIndex& index, ScrollHint /*hint*/)
{
    executeDelayedItemsLayout();
    const QRect place = visualRect(index);
    if (place.isNull())
        return;
    const auto reveal = [](QScrollBar& bar, int before, int beyond) {
        const int by = before < 0 ? before : std::max(0, std::min(beyond, before));
        bar.setValue(bar.value() + by);
    };
    reveal(*horizontalScrollBar(), place.left() - kMargin, place.right() + kMargin - viewport()->width());
    reveal(*verticalScrollBar(), place.top() - kMargin, place.bottom() + kMargin - viewport()->height());
}

QModelIndex TakesTree::moveCursor(CursorAction action, Qt::KeyboardModifiers /*modifiers*/)
{
    const Layout& all = layout();
    if (all.order.empty())
        return {};
    const auto index = [this](int row) { return row >= 0 ? model()->index(row, 0) : currentIndex(); };
    if (action == MoveHome || !currentIndex().isValid())
        return index(all.order.front());
    const Place& place = all.places[static_cast<size_t>(currentIndex().row())];
    const int page = std::max(1, viewport()->height() / std::max(1, cell().height()));
    const auto lanes = static_cast<int>(all.lanes.size()) - 1;
    switch (action) {
    case MoveLeft: return index(place.parent);
    case MoveRight: return index(rowAt(place.lane, place.column + 1));
    case MoveUp: return index(rowBeyond(place, -1));
    case MoveDown: return index(rowBeyond(place, 1));
    case MovePageUp: return index(nearestRow(std::max(0, place.lane - page), place.column));
    case MovePageDown: return index(nearestRow(std::min(lanes - 1, place.lane + page), place.column));
    case MoveEnd: return index(all.order.back());
    default: return currentIndex();
    }
}

int TakesTree::horizontalOffset() const
{
    return horizontalScrollBar()->value();
}

int TakesTree::verticalOffset() const
{
    return verticalScrollBar()->value();
}

bool TakesTree::isIndexHidden(const QModelIndex& /*index*/) const
{
    return false;
}

void TakesTree::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command)
{
    const QRect area = rect.normalized();
    const Layout& all = layout();
    const auto [first, end] = lanesIn(area);
    QItemSelection picked;
    for (int i = all.lanes[static_cast<size_t>(first)]; i < all.lanes[static_cast<size_t>(end)]; ++i) {
        const QModelIndex index = model()->index(all.order[static_cast<size_t>(i)], 0);
        if (visualRect(index).intersects(area))
            picked.select(index, index);
    }
    selectionModel()->select(picked, command);
}

QRegion TakesTree::visualRegionForSelection(const QItemSelection& selection) const
{
    QRegion region;
    for (const QModelIndex& index : selection.indexes())
        region += visualRect(index) & viewport()->rect();
    return region;
}

// Without QListView's, which would scroll as far as its own rows go.
void TakesTree::updateGeometries()
{
    const Layout& all = layout();
    const QSize step = cell();
    const auto lanes = static_cast<int>(all.lanes.size()) - 1;
    const QSize whole(2 * kMargin + std::max(0, all.columns - 1) * step.width() + tile().width(),
                      2 * kMargin + std::max(0, lanes) * step.height());
    const auto set = [](QScrollBar& bar, int length, int visible, int single) {
        bar.setRange(0, std::max(0, length - visible));
        bar.setPageStep(visible);
        bar.setSingleStep(std::max(1, single / 4));
    };
    set(*horizontalScrollBar(), whole.width(), viewport()->width(), step.width());
    set(*verticalScrollBar(), whole.height(), viewport()->height(), step.height());
}

bool TakesTree::viewportEvent(QEvent* event)
{
    switch (event->type()) {
    case QEvent::HoverEnter:
    case QEvent::HoverMove: m_hovered = indexAt(static_cast<QHoverEvent*>(event)->position().toPoint()); break;
    case QEvent::HoverLeave: m_hovered = QModelIndex(); break;
    default: break;
    }
    return QListView::viewportEvent(event); // It repaints what was and is below the pointer.
}

// From the take that it was made from, as high as the middle of the pictures.
void TakesTree::paintLine(QPainter& painter, const Place& place) const
{
    const QRect from = rectOf(layout().places[static_cast<size_t>(place.parent)]);
    const QRect to = rectOf(place);
    const int middle = m_theme.px(8) + iconSize().height() / 2;
    const QPointF begin(from.right() + 1, from.top() + middle + 0.5);
    const QPointF end(to.left() - 1, to.top() + middle + 0.5);
    const double bend = std::floor((begin.x() + end.x()) / 2) + 0.5;
    const double head = m_theme.px(5);
    const QColor color = m_theme.color(place.origin == TakeRow::Origin::Final ? Token::Ok : Token::TextSoft);
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(QPolygonF{begin, {bend, begin.y()}, {bend, end.y()}, {end.x() - head, end.y()}});
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(
        QPolygonF{end, {end.x() - head - 1, end.y() - head / 2 - 1}, {end.x() - head - 1, end.y() + head / 2 + 1}});
}

void TakesTree::paintEvent(QPaintEvent* event)
{
    const Layout& all = layout();
    const QRect area = event->rect();
    const auto [first, end] = lanesIn(area);
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Place& place : all.places) { // Lines pass between tiles that aren't visible.
        if (place.parent >= 0 && place.lane >= first && all.places[static_cast<size_t>(place.parent)].lane < end)
            paintLine(painter, place);
    }
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const QStyle::State plain = option.state;
    for (int i = all.lanes[static_cast<size_t>(first)]; i < all.lanes[static_cast<size_t>(end)]; ++i) {
        const QModelIndex index = model()->index(all.order[static_cast<size_t>(i)], 0);
        option.rect = visualRect(index);
        if (!option.rect.intersects(area))
            continue;
        option.state = plain;
        option.state.setFlag(QStyle::State_Selected, selectionModel()->isSelected(index));
        option.state.setFlag(QStyle::State_HasFocus, hasFocus() && index == currentIndex());
        option.state.setFlag(QStyle::State_MouseOver, index == m_hovered);
        itemDelegate()->paint(&painter, option, index);
    }
}

} // namespace studio::ui
