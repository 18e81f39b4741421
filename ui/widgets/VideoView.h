// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/PaintedWidget.h"
#include "ui/widgets/PictureFit.h"

#include <QImage>

#include <optional>

namespace studio::ui {

struct VideoState {
    enum class Mode {
        Empty, // Nothing: the welcome page lies over it.
        Ready, // The portrait as it will be used, dimmed.
        Take, // A frame of a take.
        Crop, // The page of setCrop().
        Compare, // The page of setCompare().
        Mosaic, // The page of setMosaic().
    };
    Mode mode = Mode::Empty;
    QString note; // on a plate over the lower edge: what to do, or what playback waits for
    QString dragWords; // "Let go to use ..." while a usable file hovers; else empty
};

// Shows the latest frame, letterboxed: fitted with smooth scaling, or zoomed and panned by dragging, with square pixels
// from 300 % on. Ctrl and the wheel zoom.
class VideoView : public PaintedWidget {
    Q_OBJECT

public:
    explicit VideoView(const Theme& theme, QWidget* parent = nullptr);

    void setState(const VideoState& state);
    // A frame, or the portrait in Mode::Ready. `source`: the video's size in pixels, if the image was scaled to
    // targetSize() on another thread; empty: the image's own size.
    void setFrame(const QImage& image, QSize source = {});

    // Screen pixels per image pixel; none: fit.
    using Zoom = std::optional<double>;
    void setZoom(Zoom zoom);
    [[nodiscard]] Zoom zoom() const { return m_fit.zoom; }
    void zoomStep(int direction); // 1: larger, -1: smaller; along 25, 50, 100, 200, 300, 400, 800 %

    // Whether a part of the picture isn't in view.
    [[nodiscard]] bool canPan() const;
    // Shows what lies an eighth of the view further to the right and down, or left and up.
    void panStep(int right, int down);

    // In device-independent pixels; empty without an image.
    [[nodiscard]] QRectF pictureRect() const;
    // The size in screen pixels at which the image is shown, for scaling frames beforehand. Empty if pixels are
    // magnified or there is no image.
    [[nodiscard]] QSize targetSize() const;

    // The bar lies over the picture at the view's upper edge, so that showing it doesn't move the layout.
    void setMessage(QWidget* bar);
    // Fills the view in the empty state.
    void setWelcome(QWidget* page);
    // Fills the view while the portrait is cropped.
    void setCrop(QWidget* page);
    // Fills the view while takes are compared.
    void setCompare(QWidget* page);
    // Fills the view while several takes are in step.
    void setMosaic(QWidget* page);
    // The bar lies over the picture at the view's lower edge; null: none. The view doesn't keep the one before.
    void setBar(QWidget* bar);
    // For full screen: black around the picture in both schemes.
    void setBlackAround(bool black);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QAccessible::Role accessibleRole() const override { return QAccessible::Graphic; }
    [[nodiscard]] QString accessibleText() const override { return m_state.note; }

Q_SIGNALS:
    void zoomChanged(std::optional<double> zoom);
    void targetSizeChanged(QSize size);
    void canPanChanged();
    void clicked();
    void doubleClicked();

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

private:
    void layOut();
    void clampPan();
    void setPage(QWidget*& place, QWidget* page);
    void showPages();
    [[nodiscard]] QSizeF beyond() const; // how far the picture can be moved to either side
    void tellTarget();

    VideoState m_state;
    QImage m_image;
    QSize m_source;
    PictureFit m_fit;
    std::optional<QPointF> m_pressed;
    bool m_panned = false;
    bool m_couldPan = false;
    QWidget* m_message = nullptr;
    QWidget* m_welcome = nullptr;
    QWidget* m_crop = nullptr;
    QWidget* m_compare = nullptr;
    QWidget* m_mosaic = nullptr;
    QWidget* m_bar = nullptr;
    bool m_blackAround = false;
    QSize m_toldTarget;
};

} // namespace studio::ui
