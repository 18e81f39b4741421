// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/VideoView.h"

#include "ui/widgets/PaintText.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace studio::ui {
namespace {

constexpr double kSquarePixels = 3; // zoom from which on pixels are drawn as squares
constexpr std::array kZooms = {0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 8.0};
constexpr int kMessageMargin = 12;
constexpr int kMessageWidest = 760;
constexpr int kBarWidest = 960;

// Over pictures, in both schemes.
constexpr QColor kDim(8, 9, 12, 90);
constexpr QColor kPlate(12, 13, 16, 215);

} // namespace

VideoView::VideoView(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setAccessibleName(tr("Picture"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void VideoView::setState(const VideoState& state)
{
    m_state = state;
    if (m_welcome != nullptr)
        m_welcome->setVisible(state.mode == VideoState::Mode::Empty);
    if (m_crop != nullptr)
        m_crop->setVisible(state.mode == VideoState::Mode::Crop);
    const bool isCovered = (m_welcome != nullptr && state.mode == VideoState::Mode::Empty)
        || (m_crop != nullptr && state.mode == VideoState::Mode::Crop);
    setFocusPolicy(isCovered ? Qt::ClickFocus : Qt::StrongFocus); // Tab goes to the page instead.
    update();
}

void VideoView::setFrame(const QImage& image, QSize source)
{
    const QSize size = source.isEmpty() ? image.size() : source;
    const bool otherSize = size != m_source;
    m_image = image;
    m_source = size;
    if (otherSize) {
        clampPan();
        tellTarget();
    }
    update();
}

void VideoView::setZoom(Zoom zoom)
{
    if (zoom == m_zoom)
        return;
    m_zoom = zoom;
    clampPan();
    tellTarget();
    update();
    Q_EMIT zoomChanged(zoom);
}

void VideoView::zoomStep(int direction)
{
    const QRectF picture = pictureRect();
    if (picture.isEmpty())
        return;
    const double now = picture.width() * devicePixelRatioF() / m_source.width();
    if (direction > 0) {
        const auto* const next = std::find_if(kZooms.begin(), kZooms.end(), [&](double z) { return z > now * 1.01; });
        setZoom(next == kZooms.end() ? kZooms.back() : *next);
    } else {
        const auto next = std::find_if(kZooms.rbegin(), kZooms.rend(), [&](double z) { return z < now * 0.99; });
        setZoom(next == kZooms.rend() ? kZooms.front() : *next);
    }
}

QRectF VideoView::pictureRect() const
{
    if (m_source.isEmpty())
        return {};
    QSizeF shown(m_source);
    if (m_zoom)
        shown *= *m_zoom / devicePixelRatioF();
    else
        shown.scale(QSizeF(size()), Qt::KeepAspectRatio);
    const double ratio = devicePixelRatioF();
    // Aligned to screen pixels, so that a 1:1 picture isn't interpolated.
    const auto snapped = [ratio](double x) { return std::round(x * ratio) / ratio; };
    return {snapped((width() - shown.width()) / 2 + m_pan.x()), snapped((height() - shown.height()) / 2 + m_pan.y()),
            snapped(shown.width()), snapped(shown.height())};
}

QSize VideoView::targetSize() const
{
    const QRectF picture = pictureRect();
    const QSize target = (picture.size() * devicePixelRatioF()).toSize();
    if (picture.isEmpty() || showsSquares() || (m_zoom && *m_zoom > 1))
        return {};
    return target;
}

// Only a zoom chosen by the user shows square pixels; Fit is smooth.
bool VideoView::showsSquares() const
{
    return m_zoom && *m_zoom >= kSquarePixels;
}

void VideoView::setMessage(QWidget* bar)
{
    m_message = bar;
    bar->setParent(this);
    bar->installEventFilter(this);
    layOut();
}

void VideoView::setWelcome(QWidget* page)
{
    m_welcome = page;
    page->setParent(this);
    page->setVisible(m_state.mode == VideoState::Mode::Empty);
    layOut();
}

void VideoView::setCrop(QWidget* page)
{
    m_crop = page;
    page->setParent(this);
    page->setVisible(m_state.mode == VideoState::Mode::Crop);
    layOut();
}

void VideoView::setBar(QWidget* bar)
{
    m_bar = bar;
    if (bar == nullptr)
        return;
    bar->setParent(this);
    bar->show();
    layOut();
}

void VideoView::setBlackAround(bool black)
{
    m_blackAround = black;
    update();
}

QSize VideoView::sizeHint() const
{
    return {theme().px(640), theme().px(360)};
}

QSize VideoView::minimumSizeHint() const
{
    return {theme().px(320), theme().px(180)};
}

void VideoView::draw(QPainter& painter, const QRectF& area)
{
    painter.fillRect(area, m_blackAround ? QColor(Qt::black) : theme().color(Token::Viewport));
    const QRectF picture = pictureRect();
    if (m_state.mode != VideoState::Mode::Empty && !m_image.isNull()) {
        const bool asItIs = m_image.size() == (picture.size() * devicePixelRatioF()).toSize();
        painter.setRenderHint(QPainter::SmoothPixmapTransform, !asItIs && !showsSquares());
        painter.drawImage(picture, m_image);
        if (m_state.mode == VideoState::Mode::Ready)
            painter.fillRect(picture, kDim);
    }
    if (!m_state.note.isEmpty()) {
        const double bottom = picture.isEmpty() ? area.bottom() : std::min(picture.bottom(), area.bottom());
        drawPlate(painter, m_state.note, bottom - theme().px(18));
    }
    if (!m_state.dragWords.isEmpty()) {
        const double inset = 3;
        painter.setBrush(theme().color(Token::AccentFill, 0.22));
        painter.setPen(QPen(theme().color(Token::Accent), 2, Qt::DashLine));
        painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), 8, 8);
        drawPlate(painter, m_state.dragWords, area.center().y() + theme().px(17));
    }
}

// Draws white text on a dark plate, centred, with its lower edge at `bottom`.
void VideoView::drawPlate(QPainter& painter, const QString& words, double bottom) const
{
    const QFont font = theme().font();
    const double padding = theme().px(14);
    const double width = std::min(QFontMetricsF(font).horizontalAdvance(words) + 2 * padding, this->width() - 16.0);
    const double height = theme().px(34);
    const QRectF plate(std::round((this->width() - width) / 2), std::round(bottom - height), width, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(kPlate);
    painter.drawRoundedRect(plate, 8, 8);
    paintText(painter, plate.adjusted(padding / 2, 0, -padding / 2, 0), words,
              {Qt::white, font, Qt::AlignCenter, Qt::ElideRight});
}

bool VideoView::event(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        setAccessibleName(tr("Picture"));
    if (event->type() == QEvent::LayoutRequest)
        layOut();
    return PaintedWidget::event(event);
}

void VideoView::resizeEvent(QResizeEvent* event)
{
    PaintedWidget::resizeEvent(event);
    layOut();
    clampPan();
    tellTarget();
}

void VideoView::layOut()
{
    if (m_welcome != nullptr)
        m_welcome->setGeometry(rect());
    if (m_crop != nullptr)
        m_crop->setGeometry(rect());
    if (m_bar != nullptr) {
        const int width = std::min(this->width() - 2 * kMessageMargin, theme().px(kBarWidest));
        const int height = m_bar->sizeHint().height();
        m_bar->setGeometry((this->width() - width) / 2, this->height() - height - kMessageMargin, width, height);
        m_bar->raise();
    }
    if (m_message == nullptr)
        return;
    const int width = std::min(this->width() - 2 * kMessageMargin, theme().px(kMessageWidest));
    const int height
        = m_message->hasHeightForWidth() ? m_message->heightForWidth(width) : m_message->sizeHint().height();
    m_message->setGeometry((this->width() - width) / 2, kMessageMargin, width, height);
    m_message->raise();
}

QSizeF VideoView::beyond() const
{
    if (!m_zoom)
        return {0, 0};
    const QSizeF shown = QSizeF(m_source) * *m_zoom / devicePixelRatioF();
    return {std::max(0.0, (shown.width() - width()) / 2), std::max(0.0, (shown.height() - height()) / 2)};
}

bool VideoView::canPan() const
{
    const QSizeF most = beyond();
    return most.width() > 0 || most.height() > 0;
}

void VideoView::panStep(int right, int down)
{
    const QPointF before = m_pan;
    m_pan -= QPointF(right * width() / 8.0, down * height() / 8.0);
    clampPan();
    if (m_pan != before)
        update();
}

void VideoView::clampPan()
{
    const QSizeF most = beyond();
    m_pan = {std::clamp(m_pan.x(), -most.width(), most.width()), std::clamp(m_pan.y(), -most.height(), most.height())};
    if (std::exchange(m_couldPan, canPan()) != m_couldPan)
        Q_EMIT canPanChanged();
}

void VideoView::tellTarget()
{
    const QSize target = targetSize();
    if (target == m_toldTarget)
        return;
    m_toldTarget = target;
    Q_EMIT targetSizeChanged(target);
}

void VideoView::wheelEvent(QWheelEvent* event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        event->ignore();
        return;
    }
    if (event->angleDelta().y() != 0)
        zoomStep(event->angleDelta().y() > 0 ? 1 : -1);
    event->accept();
}

void VideoView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = event->position();
    m_panned = false;
}

void VideoView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_pressed || !m_zoom)
        return;
    const QPointF before = m_pan;
    m_pan += event->position() - *m_pressed;
    m_pressed = event->position();
    clampPan();
    if (m_pan == before)
        return;
    m_panned = true;
    setCursor(Qt::ClosedHandCursor);
    update();
}

void VideoView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_pressed)
        return;
    m_pressed.reset();
    unsetCursor();
    if (!m_panned)
        Q_EMIT clicked();
}

void VideoView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT doubleClicked();
}

} // namespace studio::ui
