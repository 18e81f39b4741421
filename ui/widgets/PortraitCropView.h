// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"

#include <QImage>

#include <optional>

namespace studio::ui {

struct CropState {
    QImage picture; // the whole portrait, reduced to about 1000 px
    QSize pictureSize; // of the file, in pixels
    QRectF crop{0, 0, 1, 1}; // the kept part, in shares of the picture
    double aspect = 0; // width / height of the crop in pixels; 0: free
    int minimumSide = 1; // of the crop, in the file's pixels
    bool large = false; // always shows the thirds and the faces, and snaps
    std::vector<QRectF> faces{}; // in shares of the picture
};

// The whole portrait, dimmed outside the crop. Drag inside to move, edges and corners to resize: in the film's shape,
// with Shift in any, with Alt from the middle. A large view snaps to the picture's edges and middle, unless Ctrl is
// held. Arrows move by 1 %, with Shift by 5 %, + and - resize; a double click requests a reset, Esc cancels a drag.
class PortraitCropView : public PaintedWidget {
    Q_OBJECT

public:
    explicit PortraitCropView(const Theme& theme, QWidget* parent = nullptr);

    void setState(const CropState& state);
    [[nodiscard]] QRectF crop() const { return m_state.crop; }
    // As it is dragged in another view; emits nothing.
    void showCrop(const QRectF& crop);
    // How many times larger the crop could be in its shape; from 1.
    [[nodiscard]] double zoom() const;
    // Edits the crop: around its middle, as far as the picture and the least side allow.
    void setZoom(double zoom);
    // Edits the crop: width / height in pixels, with the same middle and zoom.
    void setShape(double aspect);
    void editCrop(const QRectF& crop);
    // Puts the crop back as it was before the drag; false: nothing is dragged.
    bool cancelDrag();
    // Where the picture lies in the widget.
    [[nodiscard]] QRectF pictureRect() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::Grouping; }
    [[nodiscard]] QString accessibleText() const override;
    [[nodiscard]] std::vector<AccessibleRange> accessibleRanges() const override;
    void setAccessibleRange(size_t index, double value) override;

Q_SIGNALS:
    void cropChanged(const QRectF& crop); // While it is dragged.
    void cropEdited(const QRectF& crop); // Once a drag or key is done: one step of undo.
    void resetRequested();
    void clicked(); // anywhere, without a drag
    void accepted(); // Enter, in a large view

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    [[nodiscard]] double ringRadius() const override { return 4; }
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    // Which sides of the crop follow the pointer; all four: it moves.
    struct Grip {
        int horizontal = 0; // -1 left, 1 right
        int vertical = 0; // -1 top, 1 bottom
        bool inside = false;
    };
    struct Freedom {
        bool anyShape = false;
        bool fromMiddle = false; // both sides move
    };
    struct Drag {
        Grip grip;
        QPointF from; // pointer, in shares of the picture
        QRectF crop;
    };

    [[nodiscard]] std::optional<Grip> gripAt(const QPointF& position) const;
    [[nodiscard]] QPointF toShares(const QPointF& position) const;
    [[nodiscard]] QRectF keptRect() const;
    [[nodiscard]] QRectF resized(const QRectF& crop, const Grip& dragged, QPointF pointer, Freedom freedom) const;
    [[nodiscard]] QRectF snapped(QRectF crop) const;
    [[nodiscard]] QPointF snapped(QPointF pointer) const;
    [[nodiscard]] QRectF moved(QRectF crop, QPointF by) const;
    [[nodiscard]] QRectF scaled(const QRectF& crop, double factor) const;
    [[nodiscard]] double shareAspect() const; // width / height in shares
    [[nodiscard]] double minimumWidth() const; // in shares, of the film's shape
    [[nodiscard]] QSizeF leastSides() const; // in shares, of any shape
    void edit(const QRectF& crop);
    void drawFaces(QPainter& painter, const QRectF& picture) const;
    void updateCursor(const QPointF& position);

    CropState m_state;
    std::optional<Drag> m_drag;
    bool m_pressed = false;
};

} // namespace studio::ui
