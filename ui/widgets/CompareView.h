// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/ComparedFilms.h"
#include "ui/widgets/PaintedWidget.h"
#include "ui/widgets/PictureFit.h"
#include "ui/widgets/WipeLine.h"

#include <QImage>

#include <array>

class QMenu;

namespace studio::ui {

class CompareNames;

struct CompareViewState {
    CompareMode mode = CompareMode::Wipe;
    CompareSide shown = CompareSide::B; // with CompareMode::Ab
    std::array<QString, 2> names; // "A · Take 7"
    std::array<bool, 2> ended{}; // stands on its last frame, and is dimmed
    QString note; // on a plate over the lower edge

    bool operator==(const CompareViewState&) const = default;
};

// Two pictures of the same time: one over the other with a line to wipe (A left of it or above), side by side, what
// differs, or one of both. They zoom and move together. A drag moves the line; of enlarged pictures it moves these,
// unless it begins at the line. With Shift the line lies across; a double click puts it in the middle.
class CompareView : public PaintedWidget {
    Q_OBJECT

public:
    enum class Picture { A, B, Difference };

    explicit CompareView(const Theme& theme, QWidget* parent = nullptr);

    void setState(const CompareViewState& state);
    // `source`: the film's size in pixels, if the image was scaled to targetSize(). A null image: none.
    void setPicture(Picture which, const QImage& image, QSize source);
    void swapPictures(); // A and B
    void clear();
    // The name of a side, over its picture, opens its menu.
    [[nodiscard]] QMenu& menu(CompareSide side) const;

    void setZoom(std::optional<double> zoom);
    [[nodiscard]] std::optional<double> zoom() const { return m_fit.zoom; }
    void zoomStep(int direction); // 1: larger, -1: smaller
    [[nodiscard]] bool canPan() const;
    void panStep(int right, int down); // as VideoView

    [[nodiscard]] const WipeLine& line() const { return m_line; }
    void setWipe(double share); // moves the line

    // Where it lies in the widget; in SideBySide in its half.
    [[nodiscard]] QRectF pictureRect(CompareSide side) const;
    // The size in screen pixels at which it is shown, as VideoView.
    [[nodiscard]] QSize targetSize(CompareSide side) const;

    void setBlackAround(bool black); // as VideoView

    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::Graphic; }
    [[nodiscard]] QString accessibleText() const override;
    [[nodiscard]] std::vector<AccessibleRange> accessibleRanges() const override;
    void setAccessibleRange(size_t index, double value) override;

Q_SIGNALS:
    void targetSizeChanged(studio::ui::CompareSide side, QSize size);
    void canPanChanged();
    void lineTurned(); // upright or across
    void clicked();
    void doubleClicked(); // not with a line
    void menuRequested(studio::ui::CompareSide side, const QPoint& position);

protected:
    void draw(QPainter& painter, const QRectF& area) override;
    [[nodiscard]] double ringRadius() const override { return 0; }
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum class Drag { None, Pressed, Line, Pictures };
    struct Shown {
        QImage image;
        QSize source;
    };

    [[nodiscard]] static size_t index(CompareSide side) { return static_cast<size_t>(side); }
    [[nodiscard]] const Shown& picture(CompareSide side) const;
    [[nodiscard]] QRectF area(CompareSide side) const;
    [[nodiscard]] QSizeF beyond() const; // how far the larger one can be moved to either side
    [[nodiscard]] QRectF bounds() const; // of both pictures, as far as they are in view
    [[nodiscard]] CompareSide sideAt(const QPointF& position) const;
    void moveLine(const QPointF& position, WipeLine::Way way);
    void drawPicture(QPainter& painter, CompareSide side, const QRectF& clip) const;
    void retranslate();
    void placeNames();
    void fit(); // after a change of size, picture or zoom
    void refit(); // and shows it
    void updateCursor(const QPointF& position);

    CompareViewState m_state;
    std::array<Shown, 3> m_pictures; // by Picture
    PictureFit m_fit;
    WipeLine m_line;
    Drag m_drag = Drag::None;
    QPointF m_from; // the pointer's last place
    bool m_couldPan = false;
    bool m_blackAround = false;
    std::array<QSize, 2> m_targets;
    CompareNames* m_names;
};

} // namespace studio::ui
