// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/VideoView.h"

#include "ui/widgets/PaintText.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace studio::ui {
namespace {

constexpr int kMessageMargin = 12;
constexpr int kMessageWidest = 760;
constexpr int kBarWidest = 960;

constexpr QColor kDim(8, 9, 12, 90); // over the picture, in both schemes

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
    showPages();
    update();
}

// Shows the page of the mode; Tab goes to it instead.
void VideoView::showPages()
{
    using Mode = VideoState::Mode;
    const std::array<std::pair<QWidget*, Mode>, 4> pages{
        {{m_welcome, Mode::Empty}, {m_crop, Mode::Crop}, {m_compare, Mode::Compare}, {m_mosaic, Mode::Mosaic}}};
    bool isCovered = false;
    for (const auto& [page, mode] : pages) {
        if (page == nullptr)
            continue;
        page->setVisible(m_state.mode == mode);
        isCovered = isCovered || m_state.mode == mode;
    }
    setFocusPolicy(isCovered ? Qt::ClickFocus : Qt::StrongFocus);
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
    if (zoom == m_fit.zoom)
        return;
    m_fit.zoom = zoom;
    clampPan();
    tellTarget();
    update();
    Q_EMIT zoomChanged(zoom);
}

void VideoView::zoomStep(int direction)
{
    const QRectF picture = pictureRect();
    if (!picture.isEmpty())
        setZoom(PictureFit::next(direction, picture, m_source, devicePixelRatioF()));
}

QRectF VideoView::pictureRect() const
{
    return m_fit.rectIn(rect(), m_source, devicePixelRatioF());
}

QSize VideoView::targetSize() const
{
    return m_fit.targetIn(rect(), m_source, devicePixelRatioF());
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
    setPage(m_welcome, page);
}

void VideoView::setCrop(QWidget* page)
{
    setPage(m_crop, page);
}

void VideoView::setCompare(QWidget* page)
{
    setPage(m_compare, page);
}

void VideoView::setMosaic(QWidget* page)
{
    setPage(m_mosaic, page);
}

void VideoView::setPage(QWidget*& place, QWidget* page)
{
    place = page;
    page->setParent(this);
    showPages();
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
        painter.setRenderHint(QPainter::SmoothPixmapTransform, !asItIs && !m_fit.showsSquares());
        painter.drawImage(picture, m_image);
        if (m_state.mode == VideoState::Mode::Ready)
            painter.fillRect(picture, kDim);
    }
    if (!m_state.note.isEmpty()) {
        const double bottom = picture.isEmpty() ? area.bottom() : std::min(picture.bottom(), area.bottom());
        paintPlate(painter, theme(), m_state.note, {.view = area, .bottom = bottom - theme().px(18)});
    }
    if (!m_state.dragWords.isEmpty()) {
        const double inset = 3;
        painter.setBrush(theme().color(Token::AccentFill, 0.22));
        painter.setPen(QPen(theme().color(Token::Accent), 2, Qt::DashLine));
        painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), 8, 8);
        paintPlate(painter, theme(), m_state.dragWords, {.view = area, .bottom = area.center().y() + theme().px(17)});
    }
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
    for (QWidget* page : {m_welcome, m_crop, m_compare, m_mosaic}) {
        if (page != nullptr)
            page->setGeometry(rect());
    }
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
    return m_fit.beyond(rect(), m_source, devicePixelRatioF());
}

bool VideoView::canPan() const
{
    const QSizeF most = beyond();
    return most.width() > 0 || most.height() > 0;
}

void VideoView::panStep(int right, int down)
{
    const QPointF before = m_fit.pan;
    m_fit.pan -= QPointF(right * width() / 8.0, down * height() / 8.0);
    clampPan();
    if (m_fit.pan != before)
        update();
}

void VideoView::clampPan()
{
    const QSizeF most = beyond();
    m_fit.pan = {std::clamp(m_fit.pan.x(), -most.width(), most.width()),
                 std::clamp(m_fit.pan.y(), -most.height(), most.height())};
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
    if (!m_pressed || !m_fit.zoom)
        return;
    const QPointF before = m_fit.pan;
    m_fit.pan += event->position() - *m_pressed;
    m_pressed = event->position();
    clampPan();
    if (m_fit.pan == before)
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
