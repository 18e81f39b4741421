// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

#include <QImage>
#include <QStringList>

#include <optional>
#include <vector>

namespace studio::ui {

// The colour by which a person is told from others, here and in lists; light, so that dark words can stand on it.
[[nodiscard]] QColor personColor(size_t person);

// All rectangles in shares of the picture.
struct PeopleViewState {
    QImage picture; // the whole portrait, reduced to about 1000 px
    QRectF kept{0, 0, 1, 1}; // the part that the film shows; the rest is dimmed
    std::vector<QRectF> areas; // of the people who speak
    QStringList names; // of their voices
    std::vector<QRectF> faces; // that were found
    int current = -1; // the person whom the keys move; -1: none
    size_t most = 8; // people
};

// A portrait with the areas of those who speak, numbered and coloured. Drag an area to move it, its edges and corners
// to resize it, and elsewhere to draw a new one; a click on a face that belongs to nobody adds its person. Arrows move
// the current area by 1 % of the picture, with Ctrl by 5 %; with Shift they move its right or lower edge. Page Up and
// Page Down choose another one, Delete removes it, Esc cancels a drag. A file can be dropped on an area.
class PeopleView : public PaintedWidget {
    Q_OBJECT

public:
    static constexpr double kLeastSide = 0.03; // of an area

    explicit PeopleView(const Theme& theme, QWidget* parent = nullptr);

    void setState(const PeopleViewState& state);
    [[nodiscard]] const PeopleViewState& state() const { return m_state; }
    // Where the picture lies in the widget.
    [[nodiscard]] QRectF pictureRect() const;
    // Whether a person's area has the middle of this face.
    [[nodiscard]] bool hasPerson(const QRectF& face) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 120}; }
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::Grouping; }
    [[nodiscard]] QString accessibleText() const override;
    // Left and upper edge, width and height of each person's area.
    [[nodiscard]] std::vector<AccessibleRange> accessibleRanges() const override;
    void setAccessibleRange(size_t index, double value) override;

Q_SIGNALS:
    void personChosen(int person);
    void areaEdited(int person, const QRectF& area); // once a drag or key is done
    void areaDrawn(const QRectF& area); // of a new person
    void facePressed(int face);
    void removePressed(int person);
    void fileDropped(int person, const QString& file);

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    [[nodiscard]] double ringRadius() const override { return 4; }
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    // What of a person's area follows the pointer.
    struct Grip {
        int person = -1; // -1: a new one is drawn
        int horizontal = 0; // -1 left, 1 right edge
        int vertical = 0; // -1 upper, 1 lower edge; none of both: it moves
    };
    struct Drag {
        Grip grip;
        QPointF from; // pointer, in shares
        QRectF before;
        QRectF area; // now
        bool moved = false;
    };

    [[nodiscard]] QPointF toShares(const QPointF& position) const;
    [[nodiscard]] QRectF toPixels(const QRectF& shares) const;
    [[nodiscard]] std::optional<Grip> gripAt(const QPointF& position) const;
    [[nodiscard]] int personAt(const QPointF& position) const; // -1: nobody
    [[nodiscard]] int freeFaceAt(const QPointF& position) const; // -1: none
    [[nodiscard]] bool canAdd() const { return m_state.areas.size() < m_state.most; }
    [[nodiscard]] QRectF dragged(const Drag& drag, const QPointF& pointer) const;
    void edit(int person, const QRectF& area);
    void choose(int person);
    void drawFaces(QPainter& painter) const;
    void drawPerson(QPainter& painter, size_t person) const;
    void drawArea(QPainter& painter, const QRectF& area, const QColor& color, bool isCurrent) const;
    void updateCursor(const QPointF& position);

    PeopleViewState m_state;
    std::optional<Drag> m_drag;
};

} // namespace studio::ui
