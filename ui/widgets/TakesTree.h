// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/TakeDelegate.h"

#include <QListView>
#include <QPersistentModelIndex>

#include <utility>
#include <vector>

namespace studio::ui {

// Where a take comes from. A model gives it as a QVariant under TakesTree::kLinkRole.
struct TakeLink {
    int number = 0;
    int from = 0; // number of the take that it was made from; 0, or none of the model's: the take is a root
    TakeRow::Origin origin = TakeRow::Origin::None;
};

// The takes' tiles as trees: at the right of each take are those that were made from it, with a line to each. The first
// one is beside it, newer ones below, so that a tile stays in its row when others appear. Trees are in the model's
// order. Right goes to the first take that was made from the current one, Left to the one that it was made from, Up and
// Down to the next tiles of its column, or else of the next row. Letters don't search: they are the window's keys.
// Assistive technology reads it as a list: Qt knows only its own views.
class TakesTree : public QListView {
    Q_OBJECT

public:
    static constexpr int kLinkRole = TakeDelegate::kRole + 1;

    explicit TakesTree(const Theme& theme, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    [[nodiscard]] QRect visualRect(const QModelIndex& index) const override;
    [[nodiscard]] QModelIndex indexAt(const QPoint& point) const override;
    // As little as is needed to see all of the tile, whatever the hint.
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    void keyboardSearch(const QString& /*search*/) override { }

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    [[nodiscard]] int horizontalOffset() const override;
    [[nodiscard]] int verticalOffset() const override;
    [[nodiscard]] bool isIndexHidden(const QModelIndex& index) const override;
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
    [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void updateGeometries() override;
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    // Cells of the tiles, from 0. `parent`: the model's row; -1: a root.
    struct Place {
        int lane = -1; // counted downwards
        int column = 0;
        int parent = -1;
        TakeRow::Origin origin = TakeRow::Origin::None;
    };
    struct Layout {
        std::vector<Place> places; // by the model's rows
        std::vector<int> order; // the model's rows, lane after lane, each from the left without a gap
        std::vector<int> lanes; // of each lane the index into `order` at which it begins; and the end
        int columns = 0;
    };

    [[nodiscard]] static Layout layOut(const QAbstractItemModel& model);
    [[nodiscard]] const Layout& layout() const;
    void changed();
    [[nodiscard]] QSize tile() const;
    [[nodiscard]] QSize cell() const; // a tile with the gaps behind it
    [[nodiscard]] QRect rectOf(const Place& place) const; // of the tile, in the viewport
    [[nodiscard]] std::pair<int, int> lanesIn(const QRect& area) const; // the first, and behind the last
    [[nodiscard]] int rowAt(int lane, int column) const; // the model's; -1: no tile is there
    [[nodiscard]] int nearestRow(int lane, int column) const;
    [[nodiscard]] int rowBeyond(const Place& place, int step) const;
    void paintLine(QPainter& painter, const Place& place) const;

    const Theme& m_theme;
    mutable Layout m_layout{.places = {}, .order = {}, .lanes = {0}, .columns = 0};
    mutable bool m_isStale = true;
    QPersistentModelIndex m_hovered;
};

} // namespace studio::ui

Q_DECLARE_METATYPE(studio::ui::TakeLink)
