// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PortraitCropView.h"

#include "ui/widgets/PaintText.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <utility>

namespace studio::ui {
namespace {

constexpr double kCornerReach = 14; // px around a corner
constexpr double kEdgeReach = 8; // px around an edge
constexpr double kStep = 0.01;
constexpr double kLargeStep = 0.05;
constexpr double kResizeStep = 1.03;
constexpr double kSnap = 6; // px
constexpr double kLongest = 3; // sides of a free shape, the long one by the short one

// Always over the picture, in both schemes.
constexpr QColor kVeil(8, 9, 12, 150);
constexpr QColor kFrame(255, 255, 255, 235);
constexpr QColor kThirds(255, 255, 255, 110);
constexpr QColor kFace(94, 214, 196);
constexpr QColor kOnFace(8, 9, 12);

} // namespace

PortraitCropView::PortraitCropView(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setAccessibleName(tr("Portrait crop"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void PortraitCropView::setState(const CropState& state)
{
    const bool otherCrop = state.crop != m_state.crop;
    if (m_drag && state.pictureSize != m_state.pictureSize)
        m_drag.reset();
    const QRectF dragged = m_state.crop;
    m_state = state;
    if (m_drag)
        m_state.crop = dragged; // During a drag an outdated state must not move the frame.
    update();
    if (otherCrop)
        announceValue();
}

void PortraitCropView::showCrop(const QRectF& crop)
{
    if (m_drag || crop == m_state.crop)
        return;
    m_state.crop = crop;
    update();
}

double PortraitCropView::zoom() const
{
    const QRectF& crop = m_state.crop;
    return crop.isEmpty() ? 1 : std::max(1.0, std::min(1 / crop.width(), 1 / crop.height()));
}

void PortraitCropView::setZoom(double zoom)
{
    if (zoom > 0 && !m_drag)
        edit(scaled(m_state.crop, this->zoom() / zoom));
}

void PortraitCropView::setShape(double aspect)
{
    if (aspect <= 0 || m_state.pictureSize.isEmpty() || m_drag)
        return;
    const double zoom = this->zoom();
    m_state.aspect = aspect;
    const double shares = shareAspect();
    const double width = std::max(std::min(1.0, shares) / zoom, minimumWidth());
    QRectF crop(0, 0, width, width / shares);
    crop.moveCenter(m_state.crop.center());
    edit(moved(crop, {0, 0}));
}

void PortraitCropView::editCrop(const QRectF& crop)
{
    if (!m_drag)
        edit(moved(crop, {0, 0}));
}

bool PortraitCropView::cancelDrag()
{
    if (!m_drag)
        return false;
    m_state.crop = m_drag->crop;
    m_drag.reset();
    m_pressed = false;
    update();
    Q_EMIT cropChanged(m_state.crop);
    return true;
}

QSize PortraitCropView::sizeHint() const
{
    return {theme().px(240), theme().px(168)};
}

QRectF PortraitCropView::pictureRect() const
{
    if (m_state.picture.isNull())
        return {};
    const QSizeF fitted = QSizeF(m_state.picture.size()).scaled(QSizeF(size()), Qt::KeepAspectRatio);
    return {(width() - fitted.width()) / 2, (height() - fitted.height()) / 2, fitted.width(), fitted.height()};
}

QString PortraitCropView::accessibleText() const
{
    const QSize kept(static_cast<int>(std::lround(m_state.crop.width() * m_state.pictureSize.width())),
                     static_cast<int>(std::lround(m_state.crop.height() * m_state.pictureSize.height())));
    return tr("%1 × %2 pixels are kept.").arg(kept.width()).arg(kept.height());
}

std::vector<AccessibleRange> PortraitCropView::accessibleRanges() const
{
    const QRectF& crop = m_state.crop;
    const auto percent = [](double share) { return tr("%1 %").arg(std::lround(share * 100)); };
    return {{tr("Crop, left edge"), percent(crop.left()), crop.left() * 100, 0, (1 - crop.width()) * 100, 1},
            {tr("Crop, upper edge"), percent(crop.top()), crop.top() * 100, 0, (1 - crop.height()) * 100, 1},
            {tr("Crop, width"), percent(crop.width()), crop.width() * 100, minimumWidth() * 100, 100, 1}};
}

void PortraitCropView::setAccessibleRange(size_t index, double value)
{
    const QRectF& crop = m_state.crop;
    if (index == 0)
        edit(moved(crop, {value / 100 - crop.left(), 0}));
    else if (index == 1)
        edit(moved(crop, {0, value / 100 - crop.top()}));
    else if (crop.width() > 0)
        edit(scaled(crop, value / 100 / crop.width()));
}

void PortraitCropView::draw(QPainter& painter, const QRectF& area)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Token::Viewport));
    painter.drawRoundedRect(area, 4, 4);
    const QRectF picture = pictureRect();
    if (picture.isEmpty())
        return;
    QPainterPath corners;
    corners.addRoundedRect(area, 4, 4);
    painter.setClipPath(corners);
    painter.drawImage(picture, m_state.picture);
    const QRectF kept = keptRect();
    QPainterPath veil;
    veil.addRect(picture);
    veil.addRect(kept);
    painter.fillPath(veil, isEnabled() ? kVeil : QColor(8, 9, 12, 190));

    painter.setBrush(Qt::NoBrush);
    if (m_state.large)
        drawFaces(painter, picture);
    if (m_drag || m_state.large) {
        painter.setPen(QPen(kThirds, 1));
        for (const int i : {1, 2}) {
            const double x = kept.left() + kept.width() * i / 3;
            const double y = kept.top() + kept.height() * i / 3;
            painter.drawLine(QPointF(x, kept.top()), QPointF(x, kept.bottom()));
            painter.drawLine(QPointF(kept.left(), y), QPointF(kept.right(), y));
        }
    }
    // The frame is drawn inside the kept part, so that it is complete at the picture's border.
    const QRectF frame = kept.adjusted(0.75, 0.75, -0.75, -0.75);
    painter.setPen(QPen(kFrame, 1.5, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(frame);
    const double arm = std::min({10.0, frame.width() / 3, frame.height() / 3});
    painter.setPen(QPen(Qt::white, 3, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    const QRectF mark = kept.adjusted(1.5, 1.5, -1.5, -1.5);
    for (const auto& [corner, sx, sy] :
         {std::tuple{mark.topLeft(), 1, 1}, std::tuple{mark.topRight(), -1, 1}, std::tuple{mark.bottomLeft(), 1, -1},
          std::tuple{mark.bottomRight(), -1, -1}}) {
        painter.drawPolyline(QPolygonF({corner + QPointF(arm * sx, 0), corner, corner + QPointF(0, arm * sy)}));
    }
    if (m_state.large && frame.width() > 6 * arm && frame.height() > 6 * arm) {
        const QPointF along(arm, 0);
        const QPointF down(0, arm);
        const QPointF middle = mark.center();
        for (const double y : {mark.top(), mark.bottom()})
            painter.drawLine(QPointF(middle.x(), y) - along, QPointF(middle.x(), y) + along);
        for (const double x : {mark.left(), mark.right()})
            painter.drawLine(QPointF(x, middle.y()) - down, QPointF(x, middle.y()) + down);
    }
}

void PortraitCropView::drawFaces(QPainter& painter, const QRectF& picture) const
{
    const QFont font = theme().font(TextSize::Small);
    const double height = theme().px(18);
    int number = 0;
    for (const QRectF& face : m_state.faces) {
        const QRectF box(picture.left() + face.left() * picture.width(), picture.top() + face.top() * picture.height(),
                         face.width() * picture.width(), face.height() * picture.height());
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(kFace, 2, Qt::DashLine));
        painter.drawRoundedRect(box, 4, 4);
        const QString words = tr("Face %1").arg(++number);
        const QRectF plate(box.left(), box.top() - height, QFontMetricsF(font).horizontalAdvance(words) + 12, height);
        painter.setPen(Qt::NoPen);
        painter.setBrush(kFace);
        painter.drawRoundedRect(plate, 3, 3);
        paintText(painter, plate, words, {kOnFace, font, Qt::AlignCenter, Qt::ElideRight});
    }
    painter.setBrush(Qt::NoBrush);
}

bool PortraitCropView::event(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        setAccessibleName(tr("Portrait crop"));
    return PaintedWidget::event(event);
}

void PortraitCropView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_state.picture.isNull())
        return;
    m_pressed = true;
    const auto grip = gripAt(event->position());
    if (!grip)
        return;
    m_drag = Drag{*grip, toShares(event->position()), m_state.crop};
    update();
}

void PortraitCropView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_drag) {
        updateCursor(event->position());
        return;
    }
    const QPointF pointer = toShares(event->position());
    const Qt::KeyboardModifiers keys = event->modifiers();
    const bool snaps = m_state.large && !keys.testFlag(Qt::ControlModifier);
    QRectF crop;
    if (m_drag->grip.inside) {
        const QRectF wanted = m_drag->crop.translated(pointer - m_drag->from);
        crop = moved(snaps ? snapped(wanted) : wanted, {0, 0});
    } else {
        crop = resized(m_drag->crop, m_drag->grip, snaps ? snapped(pointer) : pointer,
                       {.anyShape = keys.testFlag(Qt::ShiftModifier), .fromMiddle = keys.testFlag(Qt::AltModifier)});
    }
    if (crop == m_state.crop)
        return;
    m_state.crop = crop;
    update();
    Q_EMIT cropChanged(crop);
}

void PortraitCropView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !std::exchange(m_pressed, false))
        return;
    const bool changed = m_drag && m_drag->crop != m_state.crop;
    m_drag.reset();
    update();
    updateCursor(event->position());
    if (changed) {
        announceValue();
        Q_EMIT cropEdited(m_state.crop);
    } else {
        Q_EMIT clicked();
    }
}

void PortraitCropView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && !m_state.picture.isNull())
        Q_EMIT resetRequested();
}

void PortraitCropView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && cancelDrag())
        return;
    if (m_state.picture.isNull()) {
        PaintedWidget::keyPressEvent(event);
        return;
    }
    if (m_state.large && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        Q_EMIT accepted();
        return;
    }
    const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? kLargeStep : kStep;
    switch (event->key()) {
    case Qt::Key_Left: edit(moved(m_state.crop, {-step, 0})); break;
    case Qt::Key_Right: edit(moved(m_state.crop, {step, 0})); break;
    case Qt::Key_Up: edit(moved(m_state.crop, {0, -step})); break;
    case Qt::Key_Down: edit(moved(m_state.crop, {0, step})); break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: edit(scaled(m_state.crop, kResizeStep)); break;
    case Qt::Key_Minus: edit(scaled(m_state.crop, 1 / kResizeStep)); break;
    default: PaintedWidget::keyPressEvent(event);
    }
}

std::optional<PortraitCropView::Grip> PortraitCropView::gripAt(const QPointF& position) const
{
    if (m_state.picture.isNull())
        return std::nullopt;
    const QRectF kept = keptRect();
    const auto near = [](double a, double b, double reach) { return std::abs(a - b) <= reach; };
    Grip grip;
    for (const auto& [reach, corners] : {std::pair{kCornerReach, true}, std::pair{kEdgeReach, false}}) {
        const QRectF around = kept.adjusted(-reach, -reach, reach, reach);
        if (!around.contains(position))
            continue;
        grip.horizontal = near(position.x(), kept.left(), reach) ? -1 : near(position.x(), kept.right(), reach) ? 1 : 0;
        grip.vertical = near(position.y(), kept.top(), reach) ? -1 : near(position.y(), kept.bottom(), reach) ? 1 : 0;
        if (corners ? grip.horizontal != 0 && grip.vertical != 0 : grip.horizontal != 0 || grip.vertical != 0)
            return grip;
    }
    if (!kept.contains(position))
        return std::nullopt;
    return Grip{0, 0, true};
}

QPointF PortraitCropView::toShares(const QPointF& position) const
{
    const QRectF picture = pictureRect();
    return {(position.x() - picture.left()) / picture.width(), (position.y() - picture.top()) / picture.height()};
}

QRectF PortraitCropView::keptRect() const
{
    const QRectF picture = pictureRect();
    const QRectF& crop = m_state.crop;
    return {picture.left() + crop.left() * picture.width(), picture.top() + crop.top() * picture.height(),
            crop.width() * picture.width(), crop.height() * picture.height()};
}

double PortraitCropView::shareAspect() const
{
    if (m_state.pictureSize.isEmpty())
        return 1;
    return m_state.aspect * m_state.pictureSize.height() / m_state.pictureSize.width();
}

double PortraitCropView::minimumWidth() const
{
    if (m_state.pictureSize.isEmpty())
        return 0.02;
    const double width = static_cast<double>(m_state.minimumSide) / m_state.pictureSize.width();
    const double height = static_cast<double>(m_state.minimumSide) / m_state.pictureSize.height();
    return std::min(1.0, m_state.aspect > 0 ? std::max(width, height * shareAspect()) : width);
}

QSizeF PortraitCropView::leastSides() const
{
    if (m_state.pictureSize.isEmpty())
        return {0.02, 0.02};
    return {std::min(1.0, static_cast<double>(m_state.minimumSide) / m_state.pictureSize.width()),
            std::min(1.0, static_cast<double>(m_state.minimumSide) / m_state.pictureSize.height())};
}

QRectF PortraitCropView::snapped(QRectF crop) const
{
    const QRectF picture = pictureRect();
    const double reachX = kSnap / picture.width();
    const double reachY = kSnap / picture.height();
    // How far to move so that one of these places meets its goal; 0 if none is near.
    const auto shift = [](std::initializer_list<std::pair<double, double>> pairs, double reach) {
        for (const auto& [place, goal] : pairs) {
            if (std::abs(goal - place) <= reach)
                return goal - place;
        }
        return 0.0;
    };
    crop.translate(shift({{crop.left(), 0}, {crop.right(), 1}, {crop.center().x(), 0.5}}, reachX),
                   shift({{crop.top(), 0}, {crop.bottom(), 1}, {crop.center().y(), 0.5}}, reachY));
    return crop;
}

QPointF PortraitCropView::snapped(QPointF pointer) const
{
    const QRectF picture = pictureRect();
    const auto toEdge = [](double at, double reach) { return at <= reach ? 0.0 : at >= 1 - reach ? 1.0 : at; };
    return {toEdge(pointer.x(), kSnap / picture.width()), toEdge(pointer.y(), kSnap / picture.height())};
}

QRectF PortraitCropView::resized(const QRectF& crop, const Grip& dragged, QPointF pointer, Freedom freedom) const
{
    pointer = {std::clamp(pointer.x(), 0.0, 1.0), std::clamp(pointer.y(), 0.0, 1.0)};
    // The sides that move alone; 0: both move, or none.
    const Grip grip = freedom.fromMiddle ? Grip() : dragged;
    // The fixed point: the opposite edge or, across a dragged edge, the middle.
    const double holdX = grip.horizontal < 0 ? crop.right() : grip.horizontal > 0 ? crop.left() : crop.center().x();
    const double holdY = grip.vertical < 0 ? crop.bottom() : grip.vertical > 0 ? crop.top() : crop.center().y();
    const double sides = freedom.fromMiddle ? 2 : 1;
    const auto room = [](int direction, double hold) {
        return direction < 0 ? hold : direction > 0 ? 1 - hold : 2 * std::min(hold, 1 - hold);
    };
    double width
        = dragged.horizontal != 0 ? std::max(0.0, (pointer.x() - holdX) * dragged.horizontal) * sides : crop.width();
    double height
        = dragged.vertical != 0 ? std::max(0.0, (pointer.y() - holdY) * dragged.vertical) * sides : crop.height();
    const double widest = room(grip.horizontal, holdX);
    const double highest = room(grip.vertical, holdY);
    if (m_state.aspect > 0 && !freedom.anyShape) {
        const double aspect = shareAspect();
        width = dragged.horizontal == 0 ? height * aspect
            : dragged.vertical == 0     ? width
                                        : std::max(width, height * aspect);
        const double most = std::min(widest, highest * aspect);
        width = std::clamp(width, std::min(minimumWidth(), most), most);
        height = width / aspect;
    } else {
        const auto bounded
            = [](double value, double least, double most) { return std::clamp(value, std::min(least, most), most); };
        const QSizeF least = leastSides();
        const double square = m_state.pictureSize.isEmpty()
            ? 1
            : static_cast<double>(m_state.pictureSize.height()) / m_state.pictureSize.width(); // width / height
        const double wide = square * kLongest;
        const double slim = square / kLongest;
        if (dragged.horizontal == 0) {
            height = bounded(height, std::max(least.height(), width / wide), std::min(highest, width / slim));
        } else {
            height = bounded(height, least.height(), highest);
            width = bounded(width, std::max(least.width(), height * slim), std::min(widest, height * wide));
        }
    }
    const auto start = [](int direction, double hold, double length) {
        return direction < 0 ? hold - length : direction > 0 ? hold : hold - length / 2;
    };
    return {start(grip.horizontal, holdX, width), start(grip.vertical, holdY, height), width, height};
}

QRectF PortraitCropView::moved(QRectF crop, QPointF by) const
{
    crop.moveTo(std::clamp(crop.left() + by.x(), 0.0, std::max(0.0, 1 - crop.width())),
                std::clamp(crop.top() + by.y(), 0.0, std::max(0.0, 1 - crop.height())));
    return crop;
}

QRectF PortraitCropView::scaled(const QRectF& crop, double factor) const
{
    if (crop.isEmpty())
        return crop;
    const double most = std::min(1 / crop.width(), 1 / crop.height());
    factor = std::clamp(factor, std::min(minimumWidth() / crop.width(), most), most);
    QRectF result(0, 0, crop.width() * factor, crop.height() * factor);
    result.moveCenter(crop.center());
    return moved(result, {0, 0});
}

void PortraitCropView::edit(const QRectF& crop)
{
    if (crop == m_state.crop)
        return;
    m_state.crop = crop;
    update();
    announceValue();
    Q_EMIT cropChanged(crop);
    Q_EMIT cropEdited(crop);
}

void PortraitCropView::updateCursor(const QPointF& position)
{
    const auto grip = gripAt(position);
    Qt::CursorShape shape = Qt::ArrowCursor;
    if (grip && grip->inside)
        shape = Qt::SizeAllCursor;
    else if (grip && grip->vertical == 0)
        shape = Qt::SizeHorCursor;
    else if (grip && grip->horizontal == 0)
        shape = Qt::SizeVerCursor;
    else if (grip)
        shape = grip->horizontal == grip->vertical ? Qt::SizeFDiagCursor : Qt::SizeBDiagCursor;
    setCursor(shape);
}

} // namespace studio::ui
