// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/CompareView.h"

#include "ui/widgets/CompareNames.h"
#include "ui/widgets/PaintText.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace studio::ui {
namespace {

constexpr double kGap = 4; // between pictures side by side
constexpr double kLeastShare = 0.25; // of the width, for one of two pictures side by side

constexpr QColor kDim(8, 9, 12, 120); // over pictures, in both schemes

} // namespace

CompareView::CompareView(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
    , m_line(theme)
    , m_names(new CompareNames(theme, *this))
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    retranslate();
}

void CompareView::retranslate()
{
    setAccessibleName(tr("Comparison"));
    m_names->retranslate();
}

QMenu& CompareView::menu(CompareSide side) const
{
    return m_names->menu(side);
}

void CompareView::setState(const CompareViewState& state)
{
    if (state == m_state)
        return;
    const bool otherLayout = state.mode != m_state.mode;
    m_state = state;
    m_names->setWords(state.names);
    if (otherLayout)
        fit();
    placeNames();
    update();
}

void CompareView::setPicture(Picture which, const QImage& image, QSize source)
{
    Shown& shown = m_pictures[static_cast<size_t>(which)];
    const QSize size = source.isEmpty() ? image.size() : source;
    const bool otherSize = std::exchange(shown.source, size) != size;
    shown.image = image;
    if (otherSize)
        refit();
    update();
}

void CompareView::swapPictures()
{
    std::swap(m_pictures[0], m_pictures[1]);
    refit();
}

void CompareView::clear()
{
    m_pictures = {};
    m_targets = {};
    update();
}

void CompareView::setBlackAround(bool black)
{
    m_blackAround = black;
    update();
}

QRectF CompareView::area(CompareSide side) const
{
    const QRectF whole(rect());
    if (m_state.mode != CompareMode::SideBySide)
        return whole;
    // As wide as it takes to make both of the same height.
    const auto aspect = [this](size_t i) {
        const QSize size = m_pictures[i].source;
        return size.isEmpty() ? 1.0 : static_cast<double>(size.width()) / size.height();
    };
    const double share = std::clamp(aspect(0) / (aspect(0) + aspect(1)), kLeastShare, 1 - kLeastShare);
    const double first = std::round((whole.width() - kGap) * share);
    return side == CompareSide::A ? QRectF(0, 0, first, whole.height())
                                  : QRectF(first + kGap, 0, whole.width() - first - kGap, whole.height());
}

// What is seen of a side: in Difference, that of A is what differs.
const CompareView::Shown& CompareView::picture(CompareSide side) const
{
    const bool differs = m_state.mode == CompareMode::Difference && side == CompareSide::A;
    return m_pictures[static_cast<size_t>(differs ? Picture::Difference : static_cast<Picture>(side))];
}

QRectF CompareView::pictureRect(CompareSide side) const
{
    return m_fit.rectIn(area(side), picture(side).source, devicePixelRatioF());
}

QSize CompareView::targetSize(CompareSide side) const
{
    return m_fit.targetIn(area(side), picture(side).source, devicePixelRatioF());
}

QRectF CompareView::bounds() const
{
    return pictureRect(CompareSide::A).united(pictureRect(CompareSide::B)) & QRectF(rect());
}

CompareSide CompareView::sideAt(const QPointF& position) const
{
    switch (m_state.mode) {
    case CompareMode::Wipe: return m_line.isOverA(position, bounds()) ? CompareSide::A : CompareSide::B;
    case CompareMode::SideBySide: return position.x() < area(CompareSide::B).left() ? CompareSide::A : CompareSide::B;
    case CompareMode::Ab: return m_state.shown;
    case CompareMode::Difference: break;
    }
    return CompareSide::B;
}

void CompareView::setZoom(std::optional<double> zoom)
{
    if (std::exchange(m_fit.zoom, zoom) == zoom)
        return;
    refit();
}

void CompareView::zoomStep(int direction)
{
    const CompareSide side = m_state.mode == CompareMode::Ab ? m_state.shown : CompareSide::A;
    const QRectF place = pictureRect(side);
    if (!place.isEmpty())
        setZoom(PictureFit::next(direction, place, picture(side).source, devicePixelRatioF()));
}

QSizeF CompareView::beyond() const
{
    QSizeF most(0, 0);
    for (const CompareSide side : {CompareSide::A, CompareSide::B})
        most = most.expandedTo(m_fit.beyond(area(side), picture(side).source, devicePixelRatioF()));
    return most;
}

bool CompareView::canPan() const
{
    return beyond() != QSizeF(0, 0);
}

void CompareView::panStep(int right, int down)
{
    const QRectF part = area(CompareSide::B);
    m_fit.pan -= QPointF(right * part.width() / 8, down * part.height() / 8);
    refit();
}

void CompareView::refit()
{
    fit();
    placeNames();
    update();
}

// Keeps both pictures in view, and tells what changed by that.
void CompareView::fit()
{
    const QSizeF most = beyond();
    m_fit.pan = {std::clamp(m_fit.pan.x(), -most.width(), most.width()),
                 std::clamp(m_fit.pan.y(), -most.height(), most.height())};
    const bool can = canPan();
    if (std::exchange(m_couldPan, can) != can)
        Q_EMIT canPanChanged();
    for (const CompareSide side : {CompareSide::A, CompareSide::B}) {
        const QSize target = targetSize(side);
        if (std::exchange(m_targets[index(side)], target) != target)
            Q_EMIT targetSizeChanged(side, target);
    }
}

void CompareView::setWipe(double share)
{
    m_line.setShare(share);
    announceValue();
    update();
}

void CompareView::moveLine(const QPointF& position, WipeLine::Way way)
{
    const bool turned = way != m_line.way();
    m_line.move(position, way, bounds());
    announceValue();
    update();
    if (!turned)
        return;
    placeNames();
    Q_EMIT lineTurned();
}

// Over the upper corners of the pictures; B of a line that lies across, over the lower one.
void CompareView::placeNames()
{
    using Corner = CompareNames::Corner;
    const bool inTurn = m_state.mode == CompareMode::Ab;
    const bool differs = m_state.mode == CompareMode::Difference;
    std::array<CompareNames::Place, 2> places;
    for (const CompareSide side : {CompareSide::A, CompareSide::B})
        places[index(side)] = {.isShown = !inTurn || side == m_state.shown,
                               .view = area(side),
                               .picture = pictureRect(differs ? CompareSide::A : side)};
    if (m_state.mode == CompareMode::Wipe)
        places[1].corner = m_line.way() == WipeLine::Way::Across ? Corner::RightBelow : Corner::Right;
    else if (differs)
        places[1].corner = Corner::Right;
    m_names->place(places);
}

void CompareView::draw(QPainter& painter, const QRectF& area)
{
    painter.fillRect(area, m_blackAround ? QColor(Qt::black) : theme().color(Token::Viewport));
    switch (m_state.mode) {
    case CompareMode::Wipe:
        drawPicture(painter, CompareSide::A, m_line.partOfA(area, bounds()));
        drawPicture(painter, CompareSide::B, m_line.partOfB(area, bounds()));
        m_line.draw(painter, bounds());
        break;
    case CompareMode::SideBySide:
        for (const CompareSide side : {CompareSide::A, CompareSide::B})
            drawPicture(painter, side, this->area(side));
        break;
    case CompareMode::Difference: drawPicture(painter, CompareSide::A, area); break;
    case CompareMode::Ab: drawPicture(painter, m_state.shown, area); break;
    }
    if (m_state.note.isEmpty())
        return;
    const double bottom = bounds().isEmpty() ? area.bottom() : bounds().bottom();
    paintPlate(painter, theme(), m_state.note, {.view = area, .bottom = bottom - theme().px(18)});
}

void CompareView::drawPicture(QPainter& painter, CompareSide side, const QRectF& clip) const
{
    const Shown& shown = picture(side);
    if (shown.image.isNull())
        return;
    const QRectF place = pictureRect(side);
    const bool asItIs = shown.image.size() == (place.size() * devicePixelRatioF()).toSize();
    painter.setClipRect(clip);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !asItIs && !m_fit.showsSquares());
    painter.drawImage(place, shown.image);
    if (m_state.ended[index(side)] && m_state.mode != CompareMode::Difference)
        painter.fillRect(place, kDim);
    painter.setClipping(false);
}

QString CompareView::accessibleText() const
{
    return m_state.mode == CompareMode::Ab
        ? m_state.names[index(m_state.shown)]
        : tr("%1, %2", "the names of two takes").arg(m_state.names[0], m_state.names[1]);
}

std::vector<AccessibleRange> CompareView::accessibleRanges() const
{
    if (m_state.mode != CompareMode::Wipe)
        return {};
    const double percent = std::round(m_line.share() * 100);
    return {{.name = tr("Line"), .text = tr("%1 %").arg(percent), .value = percent, .maximum = 100, .step = 1}};
}

void CompareView::setAccessibleRange(size_t /*index*/, double value)
{
    setWipe(value / 100);
}

bool CompareView::event(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::Polish
        || event->type() == QEvent::StyleChange)
        placeNames();
    return PaintedWidget::event(event);
}

void CompareView::resizeEvent(QResizeEvent* event)
{
    PaintedWidget::resizeEvent(event);
    refit();
}

void CompareView::wheelEvent(QWheelEvent* event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        event->ignore();
        return;
    }
    if (event->angleDelta().y() != 0)
        zoomStep(event->angleDelta().y() > 0 ? 1 : -1);
    event->accept();
}

void CompareView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_drag = Drag::Pressed;
    m_from = event->position();
}

void CompareView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag == Drag::None)
        updateCursor(event->position());
    if (m_drag == Drag::Pressed
        && (event->position() - m_from).manhattanLength() >= QApplication::startDragDistance()) {
        const bool isLine = m_state.mode == CompareMode::Wipe && (!canPan() || m_line.isNear(m_from, bounds()));
        m_drag = isLine ? Drag::Line : canPan() ? Drag::Pictures : Drag::Pressed;
        if (m_drag == Drag::Pictures)
            setCursor(Qt::ClosedHandCursor);
    }
    if (m_drag == Drag::Line) {
        moveLine(event->position(),
                 event->modifiers().testFlag(Qt::ShiftModifier) ? WipeLine::Way::Across : WipeLine::Way::Upright);
        updateCursor(event->position());
    } else if (m_drag == Drag::Pictures) {
        m_fit.pan += event->position() - m_from;
        m_from = event->position();
        refit();
    } else {
        event->ignore(); // for the bar that hides in full screen
    }
}

void CompareView::updateCursor(const QPointF& position)
{
    if (m_state.mode == CompareMode::Wipe && (m_drag == Drag::Line || m_line.isNear(position, bounds())))
        setCursor(m_line.way() == WipeLine::Way::Upright ? Qt::SplitHCursor : Qt::SplitVCursor);
    else
        unsetCursor();
}

void CompareView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_drag == Drag::None)
        return;
    const bool moved = std::exchange(m_drag, Drag::None) != Drag::Pressed;
    updateCursor(event->position());
    if (!moved)
        Q_EMIT clicked();
}

void CompareView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (m_state.mode == CompareMode::Wipe)
        setWipe(0.5);
    else
        Q_EMIT doubleClicked();
}

void CompareView::contextMenuEvent(QContextMenuEvent* event)
{
    const bool isPointed = event->reason() == QContextMenuEvent::Mouse;
    Q_EMIT menuRequested(isPointed ? sideAt(event->pos()) : CompareSide::B, event->globalPos());
}

} // namespace studio::ui
