// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PeopleView.h"

#include "ui/widgets/PaintText.h"

#include <QDragEnterEvent>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QUrl>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace studio::ui {
namespace {

constexpr double kReach = 8; // px around an edge
constexpr double kStep = 0.01;
constexpr double kLargeStep = 0.05;
constexpr size_t kRanges = 4; // of a person's area

// Always over the picture, in both schemes.
constexpr QColor kVeil(8, 9, 12, 170);
constexpr QColor kFace(255, 255, 255, 220);
constexpr QColor kOnColor(8, 9, 12);
constexpr std::array kColors
    = {QColor(94, 214, 196), QColor(255, 190, 84),  QColor(255, 140, 170), QColor(120, 190, 255),
       QColor(178, 224, 98), QColor(200, 166, 255), QColor(255, 158, 104), QColor(226, 226, 226)};

// Within the picture; of one that is too large as much as fits.
QRectF inside(QRectF area)
{
    area.setSize({std::min(area.width(), 1.0), std::min(area.height(), 1.0)});
    area.moveTo(std::clamp(area.left(), 0.0, 1 - area.width()), std::clamp(area.top(), 0.0, 1 - area.height()));
    return area;
}

QPointF inside(const QPointF& point)
{
    return {std::clamp(point.x(), 0.0, 1.0), std::clamp(point.y(), 0.0, 1.0)};
}

// Where there is no room between both, the least.
double bounded(double value, double least, double most)
{
    return most < least ? least : std::clamp(value, least, most);
}

// The only file of a drag; empty: none, or several.
QString fileOf(const QMimeData& data)
{
    const QList<QUrl> urls = data.urls();
    return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

} // namespace

QColor personColor(size_t person)
{
    return kColors[person % kColors.size()];
}

PeopleView::PeopleView(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAcceptDrops(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PeopleView::setState(const PeopleViewState& state)
{
    const bool isOther = state.areas != m_state.areas || state.current != m_state.current;
    if (m_drag && state.areas.size() != m_state.areas.size())
        m_drag.reset();
    m_state = state;
    update();
    if (isOther)
        announceValue();
}

QSize PeopleView::sizeHint() const
{
    return {theme().px(460), theme().px(320)};
}

QRectF PeopleView::pictureRect() const
{
    if (m_state.picture.isNull())
        return {};
    const QSizeF fitted = QSizeF(m_state.picture.size()).scaled(QSizeF(size()), Qt::KeepAspectRatio);
    return {(width() - fitted.width()) / 2, (height() - fitted.height()) / 2, fitted.width(), fitted.height()};
}

bool PeopleView::hasPerson(const QRectF& face) const
{
    return std::ranges::any_of(m_state.areas, [&](const QRectF& area) { return area.contains(face.center()); });
}

QString PeopleView::accessibleText() const
{
    if (m_state.areas.empty())
        return tr("Nobody is marked.");
    const QString count = tr("%n people are marked.", nullptr, static_cast<int>(m_state.areas.size()));
    return m_state.current < 0 ? count : tr("%1 Chosen: person %2.").arg(count).arg(m_state.current + 1);
}

std::vector<AccessibleRange> PeopleView::accessibleRanges() const
{
    std::vector<AccessibleRange> ranges;
    const auto add = [&ranges](const QString& name, double share, double least, double most) {
        ranges.push_back({name, tr("%1 %").arg(std::lround(share * 100)), share * 100, least * 100, most * 100, 1});
    };
    for (size_t i = 0; i < m_state.areas.size(); ++i) {
        const QRectF& area = m_state.areas[i];
        const auto number = static_cast<int>(i) + 1;
        add(tr("Person %1, left edge").arg(number), area.left(), 0, 1 - area.width());
        add(tr("Person %1, upper edge").arg(number), area.top(), 0, 1 - area.height());
        add(tr("Person %1, width").arg(number), area.width(), kLeastSide, 1 - area.left());
        add(tr("Person %1, height").arg(number), area.height(), kLeastSide, 1 - area.top());
    }
    return ranges;
}

void PeopleView::setAccessibleRange(size_t index, double value)
{
    const size_t person = index / kRanges;
    if (person >= m_state.areas.size())
        return;
    QRectF area = m_state.areas[person];
    const double share = value / 100;
    switch (index % kRanges) {
    case 0: area.moveLeft(share); break;
    case 1: area.moveTop(share); break;
    case 2: area.setWidth(bounded(share, kLeastSide, 1 - area.left())); break;
    default: area.setHeight(bounded(share, kLeastSide, 1 - area.top()));
    }
    edit(static_cast<int>(person), inside(area));
}

void PeopleView::draw(QPainter& painter, const QRectF& area)
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
    QPainterPath veil;
    veil.addRect(picture);
    veil.addRect(toPixels(m_state.kept));
    painter.fillPath(veil, kVeil);
    drawFaces(painter);
    for (size_t i = 0; i < m_state.areas.size(); ++i) {
        if (static_cast<int>(i) != m_state.current)
            drawPerson(painter, i);
    }
    if (m_state.current >= 0 && m_state.current < static_cast<int>(m_state.areas.size()))
        drawPerson(painter, static_cast<size_t>(m_state.current));
    if (m_drag && m_drag->grip.person < 0 && m_drag->moved)
        drawArea(painter, m_drag->area, personColor(m_state.areas.size()), true);
}

void PeopleView::drawFaces(QPainter& painter) const
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(kFace, 1.5, Qt::DashLine));
    const double plus = theme().px(18);
    for (const QRectF& face : m_state.faces) {
        if (hasPerson(face))
            continue;
        const QRectF box = toPixels(face);
        painter.drawRoundedRect(box, 4, 4);
        QRectF mark(0, 0, plus, plus);
        mark.moveCenter(box.center());
        theme().paintGlyph(painter, Glyph::Plus, mark, kFace);
    }
}

void PeopleView::drawArea(QPainter& painter, const QRectF& area, const QColor& color, bool isCurrent) const
{
    const QRectF box = toPixels(area).adjusted(1, 1, -1, -1);
    QColor fill = color;
    fill.setAlphaF(isCurrent ? 0.12F : 0.05F);
    painter.setBrush(fill);
    painter.setPen(QPen(kOnColor, isCurrent ? 5 : 4)); // seen on a picture of the same colour, too
    painter.drawRoundedRect(box, 4, 4);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, isCurrent ? 3 : 2));
    painter.drawRoundedRect(box, 4, 4);
}

void PeopleView::drawPerson(QPainter& painter, size_t person) const
{
    const bool isDragged = m_drag && m_drag->grip.person == static_cast<int>(person);
    const QRectF area = isDragged ? m_drag->area : m_state.areas[person];
    const QColor color = personColor(person);
    drawArea(painter, area, color, static_cast<int>(person) == m_state.current);

    const QString number = QString::number(person + 1);
    const QString name = m_state.names.value(static_cast<qsizetype>(person));
    const QString words = name.isEmpty() ? number : tr("%1 · %2", "number of a person, their voice").arg(number, name);
    const QFont font = theme().font(TextSize::Small, QFont::DemiBold);
    const QRectF box = toPixels(area);
    const double wanted = QFontMetricsF(font).horizontalAdvance(words) + 12;
    const double least = QFontMetricsF(font).horizontalAdvance(number) + 12;
    const QRectF plate(box.left(), box.top(), std::min(wanted, std::max(least, box.width())), theme().px(18));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(plate, 3, 3);
    paintText(painter, plate.adjusted(5, 0, -5, 0), plate.width() < wanted && box.width() < 3 * least ? number : words,
              {kOnColor, font, Qt::AlignVCenter | Qt::AlignLeft, Qt::ElideMiddle});
}

void PeopleView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !pictureRect().contains(event->position()))
        return;
    const std::optional<Grip> grip = gripAt(event->position());
    if (!grip && !canAdd())
        return;
    m_drag = Drag{.grip = grip.value_or(Grip()), .from = inside(toShares(event->position())), .before = {}, .area = {}};
    if (grip) {
        m_drag->before = m_drag->area = m_state.areas[static_cast<size_t>(grip->person)];
        choose(grip->person);
    }
    update();
}

void PeopleView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_drag) {
        updateCursor(event->position());
        return;
    }
    m_drag->area = dragged(*m_drag, inside(toShares(event->position())));
    m_drag->moved = true;
    update();
}

void PeopleView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_drag)
        return;
    const Drag drag = *std::exchange(m_drag, std::nullopt);
    update();
    updateCursor(event->position());
    if (drag.grip.person >= 0) {
        if (drag.area != drag.before)
            edit(drag.grip.person, drag.area);
        return;
    }
    // A hand that trembles on a face draws nothing.
    if (drag.area.width() >= kLeastSide && drag.area.height() >= kLeastSide)
        Q_EMIT areaDrawn(drag.area);
    else if (const int face = freeFaceAt(event->position()); face >= 0)
        Q_EMIT facePressed(face);
}

void PeopleView::keyPressEvent(QKeyEvent* event)
{
    const auto count = static_cast<int>(m_state.areas.size());
    const int current = m_state.current;
    if (event->key() == Qt::Key_Escape && m_drag) {
        m_drag.reset();
        update();
        return;
    }
    if (count > 0 && (event->key() == Qt::Key_PageDown || event->key() == Qt::Key_PageUp)) {
        const bool isNext = event->key() == Qt::Key_PageDown;
        choose(current < 0 ? (isNext ? 0 : count - 1) : (current + (isNext ? 1 : count - 1)) % count);
        return;
    }
    if (current < 0 || current >= count || m_drag) {
        PaintedWidget::keyPressEvent(event);
        return;
    }
    const double step = event->modifiers().testFlag(Qt::ControlModifier) ? kLargeStep : kStep;
    QPointF by;
    switch (event->key()) {
    case Qt::Key_Left: by = {-step, 0}; break;
    case Qt::Key_Right: by = {step, 0}; break;
    case Qt::Key_Up: by = {0, -step}; break;
    case Qt::Key_Down: by = {0, step}; break;
    case Qt::Key_Delete:
    case Qt::Key_Backspace: Q_EMIT removePressed(current); return;
    default: PaintedWidget::keyPressEvent(event); return;
    }
    QRectF area = m_state.areas[static_cast<size_t>(current)];
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        area.setWidth(bounded(area.width() + by.x(), kLeastSide, 1 - area.left()));
        area.setHeight(bounded(area.height() + by.y(), kLeastSide, 1 - area.top()));
    } else {
        area.translate(by);
    }
    edit(current, inside(area));
}

void PeopleView::dragEnterEvent(QDragEnterEvent* event)
{
    if (!fileOf(*event->mimeData()).isEmpty()) // Anywhere: who refuses it isn't told where it goes.
        event->acceptProposedAction();
}

void PeopleView::dragMoveEvent(QDragMoveEvent* event)
{
    event->setAccepted(personAt(event->position()) >= 0);
}

void PeopleView::dropEvent(QDropEvent* event)
{
    const int person = personAt(event->position());
    const QString file = fileOf(*event->mimeData());
    if (person < 0 || file.isEmpty())
        return;
    event->acceptProposedAction();
    Q_EMIT fileDropped(person, file);
}

QPointF PeopleView::toShares(const QPointF& position) const
{
    const QRectF picture = pictureRect();
    return {(position.x() - picture.left()) / picture.width(), (position.y() - picture.top()) / picture.height()};
}

QRectF PeopleView::toPixels(const QRectF& shares) const
{
    const QRectF picture = pictureRect();
    return {picture.left() + shares.left() * picture.width(), picture.top() + shares.top() * picture.height(),
            shares.width() * picture.width(), shares.height() * picture.height()};
}

// Of the current one first, then of the smallest: a small area within a large one can be reached.
std::optional<PeopleView::Grip> PeopleView::gripAt(const QPointF& position) const
{
    std::vector<size_t> order;
    for (size_t i = 0; i < m_state.areas.size(); ++i)
        order.push_back(i);
    std::ranges::sort(order, {}, [this](size_t i) {
        const QRectF& area = m_state.areas[i];
        return static_cast<int>(i) == m_state.current ? 0.0 : area.width() * area.height();
    });
    const auto side = [](double at, double low, double high) {
        // The nearer one, of an area that is narrower than both reaches.
        const double toLow = std::abs(at - low);
        const double toHigh = std::abs(at - high);
        return std::min(toLow, toHigh) > kReach ? 0 : toLow < toHigh ? -1 : 1;
    };
    for (const size_t i : order) {
        const QRectF box = toPixels(m_state.areas[i]);
        if (!box.adjusted(-kReach, -kReach, kReach, kReach).contains(position))
            continue;
        return Grip{static_cast<int>(i), side(position.x(), box.left(), box.right()),
                    side(position.y(), box.top(), box.bottom())};
    }
    return std::nullopt;
}

int PeopleView::personAt(const QPointF& position) const
{
    const std::optional<Grip> grip = gripAt(position);
    return grip ? grip->person : -1;
}

int PeopleView::freeFaceAt(const QPointF& position) const
{
    for (size_t i = 0; i < m_state.faces.size(); ++i) {
        if (toPixels(m_state.faces[i]).contains(position) && !hasPerson(m_state.faces[i]))
            return static_cast<int>(i);
    }
    return -1;
}

QRectF PeopleView::dragged(const Drag& drag, const QPointF& pointer) const
{
    const Grip& grip = drag.grip;
    if (grip.person < 0)
        return QRectF(drag.from, pointer).normalized();
    if (grip.horizontal == 0 && grip.vertical == 0)
        return inside(drag.before.translated(pointer - drag.from));
    QRectF area = drag.before;
    const QPointF by = pointer - drag.from;
    if (grip.horizontal < 0)
        area.setLeft(bounded(area.left() + by.x(), 0.0, area.right() - kLeastSide));
    else if (grip.horizontal > 0)
        area.setRight(bounded(area.right() + by.x(), area.left() + kLeastSide, 1.0));
    if (grip.vertical < 0)
        area.setTop(bounded(area.top() + by.y(), 0.0, area.bottom() - kLeastSide));
    else if (grip.vertical > 0)
        area.setBottom(bounded(area.bottom() + by.y(), area.top() + kLeastSide, 1.0));
    return inside(area);
}

void PeopleView::edit(int person, const QRectF& area)
{
    if (m_state.areas[static_cast<size_t>(person)] != area)
        Q_EMIT areaEdited(person, area);
}

void PeopleView::choose(int person)
{
    if (person != m_state.current)
        Q_EMIT personChosen(person);
}

void PeopleView::updateCursor(const QPointF& position)
{
    const std::optional<Grip> grip = gripAt(position);
    Qt::CursorShape shape = Qt::ArrowCursor;
    if (grip && grip->horizontal == 0 && grip->vertical == 0)
        shape = Qt::SizeAllCursor;
    else if (grip && grip->vertical == 0)
        shape = Qt::SizeHorCursor;
    else if (grip && grip->horizontal == 0)
        shape = Qt::SizeVerCursor;
    else if (grip)
        shape = grip->horizontal == grip->vertical ? Qt::SizeFDiagCursor : Qt::SizeBDiagCursor;
    else if (freeFaceAt(position) >= 0 && canAdd())
        shape = Qt::PointingHandCursor;
    else if (pictureRect().contains(position) && canAdd())
        shape = Qt::CrossCursor;
    setCursor(shape);
}

} // namespace studio::ui
