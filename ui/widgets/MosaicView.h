// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/MosaicCell.h"
#include "ui/widgets/MosaicLayout.h"

#include <vector>

namespace studio::ui {

struct MosaicViewState {
    std::vector<MosaicCellState> cells;
    size_t outlined = 0;
    bool isAlone = false; // The outlined one is all that is seen.

    bool operator==(const MosaicViewState&) const = default;
};

// Several takes at the same time, in rows, as large as the view allows. A click or an arrow key outlines one, a double
// click shows it alone, or all again.
class MosaicView : public PaintedWidget {
    Q_OBJECT

public:
    static constexpr size_t kMost = 9; // as there are keys

    explicit MosaicView(const Theme& theme, QWidget* parent = nullptr);

    void setState(const MosaicViewState& state);
    void setPicture(size_t cell, const QImage& image);
    [[nodiscard]] MosaicCell& cell(size_t index) const { return *m_cells[index]; }
    void setBlackAround(bool black); // as VideoView

    // The sizes in screen pixels at which the takes are shown; empty: it isn't seen.
    [[nodiscard]] std::vector<QSize> sizes() const;

    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::List; }
    [[nodiscard]] QString accessibleText() const override;

Q_SIGNALS:
    void sizesChanged();
    void outlineWanted(size_t cell);
    void turned(size_t cell); // alone, or all again
    void menuRequested(size_t cell, const QPoint& position);

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    [[nodiscard]] double ringRadius() const override { return 0; }
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void layOut();

    MosaicViewState m_state;
    MosaicLayout m_layout; // of all, also while one is seen alone
    std::vector<MosaicCell*> m_cells;
    std::vector<QSize> m_told; // sizes()
    bool m_blackAround = false;
};

} // namespace studio::ui
