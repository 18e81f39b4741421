// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/VoiceWaveformView.h"

#include "ui/widgets/PaintText.h"
#include "ui/widgets/TimeRuler.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr double kHandleReach = 6; // px to either side
constexpr double kSnapReach = 6; // px
constexpr double kPitch = 3; // px from bar to bar
constexpr double kShortestVisible = 0.2; // s
constexpr double kKeyStep = 0.1; // s
constexpr double kZoomStep = 1.25;
constexpr int kRulerHeight = 16;

} // namespace

VoiceWaveformView::VoiceWaveformView(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setAccessibleName(tr("Voice waveform"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void VoiceWaveformView::setState(const WaveformState& state)
{
    const bool otherVoice = state.voice != m_state.voice;
    const bool otherTrim = state.trim != m_state.trim;
    const TimeRange dragged = m_state.trim;
    m_state = state;
    if (otherVoice) {
        m_drag = Part::None;
        m_visible = {0, seconds()};
        m_playhead.reset();
    } else if (m_drag == Part::Start || m_drag == Part::End) {
        m_state.trim = dragged; // During a drag an outdated state must not move the handle.
    }
    update();
    if (otherTrim)
        announceValue();
}

void VoiceWaveformView::setPlayhead(std::optional<double> at)
{
    if (at == m_playhead)
        return;
    m_playhead = at;
    update();
}

void VoiceWaveformView::setVisibleRange(TimeRange range)
{
    const double length = std::clamp(range.length(), std::min(kShortestVisible, seconds()), seconds());
    const double start = std::clamp(range.start, 0.0, seconds() - length);
    m_visible = {start, start + length};
    update();
}

double VoiceWaveformView::toX(double at) const
{
    return m_visible.length() > 0 ? (at - m_visible.start) / m_visible.length() * width() : 0;
}

double VoiceWaveformView::toSeconds(double x) const
{
    return width() > 0 ? m_visible.start + x / width() * m_visible.length() : 0;
}

QSize VoiceWaveformView::sizeHint() const
{
    return {theme().px(240), theme().px(96)};
}

QString VoiceWaveformView::accessibleText() const
{
    return tr("From %1 to %2 of %3")
        .arg(clockText(m_state.trim.start), clockText(m_state.trim.end), clockText(seconds()));
}

std::vector<AccessibleRange> VoiceWaveformView::accessibleRanges() const
{
    return {{tr("Start of the voice"), clockText(m_state.trim.start), m_state.trim.start, 0, seconds(), kKeyStep},
            {tr("End of the voice"), clockText(m_state.trim.end), m_state.trim.end, 0, seconds(), kKeyStep},
            {tr("Playhead"), clockText(m_playhead.value_or(0)), m_playhead.value_or(0), 0, seconds(), kKeyStep}};
}

void VoiceWaveformView::setAccessibleRange(size_t index, double value)
{
    if (index == 2)
        Q_EMIT scrubbed(std::clamp(value, 0.0, seconds()));
    else
        edit(trimmed(index == 0 ? Part::Start : Part::End, value));
}

QRectF VoiceWaveformView::waveRect() const
{
    return QRectF(rect()).adjusted(0, 0, 0, -theme().px(kRulerHeight));
}

void VoiceWaveformView::draw(QPainter& painter, const QRectF& area)
{
    QPainterPath corners;
    corners.addRoundedRect(area, 5, 5);
    painter.setClipPath(corners);
    painter.fillRect(area, theme().color(Token::Raised));
    const QRectF wave = waveRect();
    const double low = std::clamp(toX(m_state.trim.start), 0.0, area.width());
    const double high = std::clamp(toX(m_state.trim.end), 0.0, area.width());
    if (seconds() > 0) {
        painter.fillRect(QRectF(0, wave.top(), low, wave.height()), theme().color(Token::Window));
        painter.fillRect(QRectF(high, wave.top(), area.width() - high, wave.height()), theme().color(Token::Window));

        const double middle = wave.center().y();
        const double most = wave.height() / 2 - 5;
        QPen inside(theme().color(m_state.isPale    ? Token::VoiceDim
                                      : isEnabled() ? Token::Voice
                                                    : Token::Mark),
                    2, Qt::SolidLine, Qt::RoundCap);
        QPen outside(theme().color(Token::VoiceDim), 2, Qt::SolidLine, Qt::RoundCap);
        for (double x = kPitch / 2; x < area.width(); x += kPitch) {
            const double half
                = std::max(0.5, most * m_state.voice->height(toSeconds(x - kPitch / 2), toSeconds(x + kPitch / 2)));
            painter.setPen(x >= low && x <= high ? inside : outside);
            painter.drawLine(QPointF(x, middle - half), QPointF(x, middle + half));
        }
        drawRuler(painter, wave);
        drawHandle(painter, toX(m_state.trim.start), 1, wave);
        drawHandle(painter, toX(m_state.trim.end), -1, wave);
    }
    painter.setPen(QPen(theme().color(Token::Line), 1));
    painter.drawLine(QPointF(0, wave.bottom() + 0.5), QPointF(area.right(), wave.bottom() + 0.5));
    if (m_playhead && seconds() > 0) {
        const double x = std::clamp(toX(*m_playhead), 1.0, area.width() - 1);
        painter.fillRect(QRectF(x - 1, wave.top(), 2, wave.height() + 4), theme().color(Token::Text));
    }
}

void VoiceWaveformView::drawHandle(QPainter& painter, double x, int side, const QRectF& wave) const
{
    if (x < -kHandleReach || x > width() + kHandleReach)
        return;
    x = std::clamp(x, 1.0, width() - 1.0);
    const double middle = wave.center().y();
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Token::Text));
    painter.drawRect(QRectF(x - 1, wave.top(), 2, wave.height()));
    painter.drawRoundedRect(QRectF(side > 0 ? x - 1 : x - 7, middle - 9, 8, 18), 2, 2);
    painter.setPen(QPen(theme().color(Token::Raised), 1));
    painter.drawLine(QPointF(x + 3.5 * side, middle - 4), QPointF(x + 3.5 * side, middle + 4));
}

void VoiceWaveformView::drawRuler(QPainter& painter, const QRectF& wave) const
{
    const QFont font = theme().font(TextSize::Tiny);
    const ClockTenths tenths = m_visible.length() < 3 ? ClockTenths::Shown : ClockTenths::Hidden;
    const double step = rulerStep(m_visible.length(), width(), numbersWidth(clockText(seconds(), tenths), font) + 34);
    for (const double at : rulerTimes(m_visible.start, m_visible.end, step)) {
        const double x = std::floor(toX(at)) + 0.5;
        painter.setPen(QPen(theme().color(Token::Mark), 1));
        painter.drawLine(QPointF(x, wave.bottom()), QPointF(x, wave.bottom() + 4));
        const QString words = clockText(at, tenths);
        if (x + 4 + numbersWidth(words, font) < width()) {
            paintNumbers(painter, {x + 4, wave.bottom() + 1, 60, height() - wave.bottom() - 1}, words,
                         {theme().color(Token::TextFaint), font});
        }
    }
}

VoiceWaveformView::Part VoiceWaveformView::partAt(const QPointF& position) const
{
    if (seconds() <= 0)
        return Part::None;
    if (waveRect().contains(position)) {
        // At the widget's ends the reach is shifted inwards.
        const double start = std::clamp(toX(m_state.trim.start), kHandleReach, width() - kHandleReach);
        const double end = std::clamp(toX(m_state.trim.end), kHandleReach, width() - kHandleReach);
        const double toStart = std::abs(position.x() - start);
        const double toEnd = std::abs(position.x() - end);
        if (std::min(toStart, toEnd) <= kHandleReach)
            return toStart <= toEnd ? Part::Start : Part::End;
    }
    return Part::Body;
}

TimeRange VoiceWaveformView::trimmed(Part part, double to) const
{
    TimeRange trim = m_state.trim;
    const double shortest = std::min(m_state.shortest, seconds());
    if (part == Part::Start)
        trim.start = std::clamp(to, 0.0, std::max(0.0, trim.end - shortest));
    else if (part == Part::End)
        trim.end = std::clamp(to, std::min(seconds(), trim.start + shortest), seconds());
    return trim;
}

void VoiceWaveformView::dragTo(const QPointF& position, Qt::KeyboardModifiers modifiers)
{
    double at = std::clamp(toSeconds(position.x()), 0.0, seconds());
    if (m_drag == Part::Body) {
        Q_EMIT scrubbed(at);
        return;
    }
    if (!modifiers.testFlag(Qt::AltModifier))
        at = m_state.voice->snapToSilence(at, kSnapReach / width() * m_visible.length());
    const TimeRange trim = trimmed(m_drag, at);
    if (trim == m_state.trim)
        return;
    m_state.trim = trim;
    update();
    Q_EMIT trimChanged(trim);
}

void VoiceWaveformView::edit(const TimeRange& trim)
{
    if (trim == m_state.trim)
        return;
    m_state.trim = trim;
    update();
    announceValue();
    Q_EMIT trimChanged(trim);
    Q_EMIT trimEdited(trim);
}

void VoiceWaveformView::zoom(double factor, double atSeconds)
{
    const double length = std::clamp(m_visible.length() / factor, std::min(kShortestVisible, seconds()), seconds());
    const double share = m_visible.length() > 0 ? (atSeconds - m_visible.start) / m_visible.length() : 0;
    setVisibleRange({atSeconds - share * length, atSeconds - share * length + length});
}

bool VoiceWaveformView::event(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        setAccessibleName(tr("Voice waveform"));
    if (event->type() == QEvent::ShortcutOverride) {
        // Overrides the player's keys while this widget has the focus.
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_I:
        case Qt::Key_O:
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Home:
        case Qt::Key_End:
        case Qt::Key_Plus:
        case Qt::Key_Minus:
            if (static_cast<QKeyEvent*>(event)->modifiers() == Qt::NoModifier)
                event->accept();
            break;
        default: break;
        }
    }
    return PaintedWidget::event(event);
}

void VoiceWaveformView::resizeEvent(QResizeEvent* event)
{
    PaintedWidget::resizeEvent(event);
    update();
}

void VoiceWaveformView::wheelEvent(QWheelEvent* event)
{
    if (seconds() <= 0)
        return;
    const QPoint turned = event->angleDelta();
    const double notches = (turned.y() != 0 ? turned.y() : turned.x()) / 120.0;
    if (event->modifiers().testFlag(Qt::ShiftModifier) || turned.y() == 0) {
        const double by = -notches * m_visible.length() / 8;
        setVisibleRange({m_visible.start + by, m_visible.end + by});
    } else {
        zoom(std::pow(kZoomStep, notches), toSeconds(event->position().x()));
    }
    event->accept();
}

void VoiceWaveformView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_drag = partAt(event->position());
    m_before = m_state.trim;
    if (m_drag == Part::Body)
        dragTo(event->position(), event->modifiers());
}

void VoiceWaveformView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag != Part::None) {
        dragTo(event->position(), event->modifiers());
        return;
    }
    const Part part = partAt(event->position());
    setCursor(part == Part::Start || part == Part::End ? Qt::SizeHorCursor : Qt::ArrowCursor);
}

void VoiceWaveformView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_drag == Part::None)
        return;
    m_drag = Part::None;
    if (m_before != m_state.trim) {
        announceValue();
        Q_EMIT trimEdited(m_state.trim);
    }
}

void VoiceWaveformView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        setVisibleRange({0, seconds()});
}

void VoiceWaveformView::keyPressEvent(QKeyEvent* event)
{
    const double at = m_playhead.value_or(m_state.trim.start);
    const auto scrub = [&](double to) { Q_EMIT scrubbed(std::clamp(to, 0.0, seconds())); };
    switch (event->key()) {
    case Qt::Key_Left: scrub(at - kKeyStep); break;
    case Qt::Key_Right: scrub(at + kKeyStep); break;
    case Qt::Key_Home: scrub(m_state.trim.start); break;
    case Qt::Key_End: scrub(m_state.trim.end); break;
    case Qt::Key_I: edit(trimmed(Part::Start, at)); break;
    case Qt::Key_O: edit(trimmed(Part::End, at)); break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoom(kZoomStep, at); break;
    case Qt::Key_Minus: zoom(1 / kZoomStep, at); break;
    case Qt::Key_Escape:
        if (m_drag == Part::Start || m_drag == Part::End) {
            m_drag = Part::None;
            m_state.trim = m_before;
            update();
            Q_EMIT trimChanged(m_state.trim);
            break;
        }
        PaintedWidget::keyPressEvent(event);
        break;
    default: PaintedWidget::keyPressEvent(event);
    }
}

} // namespace studio::ui
