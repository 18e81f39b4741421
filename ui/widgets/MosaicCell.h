// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

#include <QImage>

namespace studio::ui {

// One of several takes.
struct MosaicCellState {
    QString name; // "Take 10 · seed 1187"
    QSize size; // of its film, in pixels
    bool isStarred = false;
    bool isOver = false; // It stands on its last frame, dimmed.

    bool operator==(const MosaicCellState&) const = default;
};

// A picture of MosaicView with its number and name. A press outlines it.
class MosaicCell : public PaintedWidget {
    Q_OBJECT

public:
    MosaicCell(const Theme& theme, size_t index, QWidget* parent);

    void setState(const MosaicCellState& state);
    [[nodiscard]] const MosaicCellState& state() const { return m_state; }
    enum class Outline { None, Shown };
    void setOutline(Outline outline); // Shown: its sound is heard.
    void setPicture(const QImage& image); // in screen pixels, if it is to be sharp
    [[nodiscard]] const QImage& picture() const { return m_image; }
    [[nodiscard]] bool isOutlined() const { return m_outline == Outline::Shown; }

    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::ListItem; }
    [[nodiscard]] QString accessibleText() const override;
    void addAccessibleState(QAccessible::State& state) const override;
    [[nodiscard]] bool canBePressed() const override { return true; }
    void press() override { Q_EMIT pressed(); }

Q_SIGNALS:
    void pressed();
    void turned(); // double click
    void menuRequested(const QPoint& position);

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void drawName(QPainter& painter, const QRectF& area) const;

    size_t m_index;
    MosaicCellState m_state;
    Outline m_outline = Outline::None;
    QImage m_image;
};

} // namespace studio::ui
