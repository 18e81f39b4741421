// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/BlockTimeline.h"

#include "ui/widgets/PaintText.h"
#include "ui/widgets/TimeRuler.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr double kSideMargin = 12; // px, as the transport below
constexpr double kUpperMargin = 14; // loop, branch and error marks
constexpr double kLowerMargin = 18; // ticks and times
constexpr double kLaneGap = 4; // above the lane of the prompts
constexpr double kHeight = 64; // without that lane
constexpr double kNarrowCell = 5; // px: below, equal neighbours are one run
constexpr double kVoicePitch = 3; // px
constexpr double kMark = 14; // px, of a glyph above the cells
constexpr double kFlawLine = 3; // px
constexpr double kLoopReach = 8; // px
constexpr double kFewestBlocks = 4; // minimum in view
constexpr double kZoomStep = 1.3;
constexpr double kPage = 0.8; // of what is in view
constexpr double kLeastSeekStep = 0.04;

} // namespace

BlockTimeline::BlockTimeline(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, &BlockTimeline::invalidate);
}

void BlockTimeline::setState(TimelineState state)
{
    const double lengthBefore = length();
    const int before = m_state.made;
    m_state = std::move(state);
    m_lane.setState(m_lane.state(), m_state.blocks);
    fillCells();
    const bool isOther = length() != lengthBefore;
    if (isOther)
        m_visible = {0, length()};
    invalidate();
    if (isOther)
        Q_EMIT lengthChanged();
    if (before != m_state.made)
        announceValue();
}

void BlockTimeline::setPrompts(PromptLaneState prompts)
{
    if (!std::exchange(m_isLaneOpen, true))
        updateGeometry();
    else if (prompts == m_lane.state())
        return;
    m_lane.setState(std::move(prompts), m_state.blocks);
    fillCells();
    invalidate();
    announceValue();
}

void BlockTimeline::setLaneShown(bool shown)
{
    if (std::exchange(m_isLaneHidden, !shown) == !shown)
        return;
    updateGeometry();
    invalidate();
}

void BlockTimeline::selectPrompt(std::optional<int> block)
{
    m_lane.select(block);
    showSelectedPrompt();
}

void BlockTimeline::fillCells()
{
    m_cells.assign(static_cast<size_t>(std::max(0, m_state.blocks)), Cell::Waiting);
    const auto all = static_cast<int>(m_cells.size());
    const int stale = m_lane.state().staleFrom.value_or(all);
    for (int block = 0; block < std::min(m_state.made, all); ++block)
        m_cells[static_cast<size_t>(block)] = block < stale ? Cell::Made : Cell::Stale;
    for (const TimelineLane& lane : m_state.lanes) {
        if (lane.block >= 0 && lane.block < all)
            m_cells[static_cast<size_t>(lane.block)] = Cell::Lane;
    }
    for (const int block : m_state.failed) {
        if (block >= 0 && block < all)
            m_cells[static_cast<size_t>(block)] = Cell::Failed;
    }
}

void BlockTimeline::setPlayhead(std::optional<double> at)
{
    if (at == m_playhead)
        return;
    m_playhead = at;
    update();
}

void BlockTimeline::setLoop(std::optional<TimeRange> loop)
{
    if (m_drag == Drag::LoopStart || m_drag == Drag::LoopEnd || loop == m_loop)
        return;
    m_loop = loop;
    update();
}

void BlockTimeline::setVisibleBlocks(Span span)
{
    const double all = length();
    const double count = std::clamp(span.count, std::min(kFewestBlocks, all), all);
    m_visible = {std::clamp(span.first, 0.0, all - count), count};
    invalidate();
}

void BlockTimeline::showAll()
{
    setVisibleBlocks({0, length()});
}

double BlockTimeline::length() const
{
    const double whole = m_state.blocks;
    return m_state.seconds > 0 ? std::min(whole, m_state.seconds / m_state.blockSeconds) : whole;
}

QRectF BlockTimeline::cellsRect() const
{
    const auto scaled = [this](double length) { return static_cast<double>(theme().px(length)); };
    const double lane = hasLane() ? kLaneGap + PromptLane::height() : 0;
    return QRectF(rect()).adjusted(scaled(kSideMargin), scaled(kUpperMargin), -scaled(kSideMargin),
                                   -scaled(kLowerMargin + lane));
}

QRectF BlockTimeline::laneRect() const
{
    const QRectF cells = cellsRect();
    if (!hasLane())
        return {cells.bottomLeft(), QSizeF(cells.width(), 0)};
    return {cells.left(), cells.bottom() + theme().px(kLaneGap), cells.width(),
            static_cast<double>(theme().px(PromptLane::height()))};
}

LaneScale BlockTimeline::laneScale() const
{
    return {.place = laneRect(), .first = m_visible.first, .blockWidth = cellWidth(), .length = length()};
}

std::optional<int> BlockTimeline::playheadBlock() const
{
    if (!m_playhead || m_state.blocks == 0)
        return std::nullopt;
    return std::clamp(static_cast<int>(*m_playhead / m_state.blockSeconds), 0, m_state.blocks - 1);
}

double BlockTimeline::cellWidth() const
{
    return m_visible.count > 0 ? cellsRect().width() / m_visible.count : 0;
}

std::optional<int> BlockTimeline::blockAt(double x) const
{
    const QRectF cells = cellsRect();
    if (m_state.blocks == 0 || x < cells.left() || x >= cells.right())
        return std::nullopt;
    const auto block = static_cast<int>(std::floor(m_visible.first + (x - cells.left()) / cellWidth()));
    return std::clamp(block, 0, m_state.blocks - 1);
}

double BlockTimeline::toX(double at) const
{
    return cellsRect().left() + (at / m_state.blockSeconds - m_visible.first) * cellWidth();
}

double BlockTimeline::toSeconds(double x) const
{
    const double cell = cellWidth();
    return cell > 0 ? (m_visible.first + (x - cellsRect().left()) / cell) * m_state.blockSeconds : 0;
}

int BlockTimeline::stepOf(int block) const
{
    const auto lane = std::find_if(m_state.lanes.begin(), m_state.lanes.end(),
                                   [block](const TimelineLane& candidate) { return candidate.block == block; });
    return lane == m_state.lanes.end() ? 0 : lane->step;
}

const TimelineMark* BlockTimeline::markAt(int block) const
{
    const auto mark = std::ranges::find_if(m_state.marks, [block](const TimelineMark& candidate) {
        return block >= candidate.block && block < candidate.block + candidate.blocks;
    });
    return mark == m_state.marks.end() ? nullptr : &*mark;
}

QRectF BlockTimeline::signOf(const TimelineMark& mark) const
{
    const double side = kMark;
    return {toX(mark.block * m_state.blockSeconds), 0, side, side};
}

const TimelineMark* BlockTimeline::signAt(const QPointF& position) const
{
    const auto mark = std::ranges::find_if(
        m_state.marks, [&](const TimelineMark& candidate) { return signOf(candidate).contains(position); });
    return mark == m_state.marks.end() ? nullptr : &*mark;
}

QString BlockTimeline::describe(int block) const
{
    if (block < 0 || block >= m_state.blocks)
        return {};
    QStringList words{tr("Block %1").arg(block + 1), clockText(block * m_state.blockSeconds)};
    switch (cell(block)) {
    case Cell::Waiting: words << tr("waiting"); break;
    case Cell::Made: words << tr("made"); break;
    case Cell::Stale: words << tr("made with the earlier prompt"); break;
    case Cell::Lane: words << tr("step %1 of %2").arg(stepOf(block)).arg(m_state.steps); break;
    case Cell::Failed: words << tr("failed"); break;
    }
    const auto index = static_cast<size_t>(block);
    if (index < m_state.secondsPerBlock.size() && m_state.secondsPerBlock[index] > 0)
        words << tr("%1 s").arg(double{m_state.secondsPerBlock[index]}, 0, 'f', 1);
    if (const QString prompt = m_lane.promptAt(block); !m_lane.state().prompts.empty() && !prompt.isEmpty())
        words << tr("prompt: %1").arg(prompt.simplified());
    const TimelineMark* const mark = markAt(block);
    return words.join(QStringLiteral(" · ")) + (mark ? QLatin1Char('\n') + mark->words : QString());
}

QString BlockTimeline::describePrompt(const TimelinePrompt& prompt) const
{
    QStringList words{clockText(prompt.block * m_state.blockSeconds)};
    if (!prompt.prompt.isEmpty())
        words << prompt.prompt.simplified();
    if (!prompt.seed.isEmpty())
        words << prompt.seed;
    if (m_lane.isLate(prompt.block))
        words << tr("behind the film’s end, so it isn’t used");
    return words.join(QStringLiteral(" · "));
}

QSize BlockTimeline::sizeHint() const
{
    return {theme().px(480), theme().px(kHeight + (isLaneShown() ? kLaneGap + PromptLane::height() : 0))};
}

QSize BlockTimeline::minimumSizeHint() const
{
    return {theme().px(160), sizeHint().height()};
}

QString BlockTimeline::accessibleText() const
{
    if (m_state.blocks == 0)
        return m_state.emptyWords;
    const int block = playheadBlock().value_or(0);
    const auto words = [&]() -> QString {
        switch (cell(block)) {
        case Cell::Waiting: return tr("Block %1 of %2, waiting").arg(block + 1).arg(m_state.blocks);
        case Cell::Lane: return tr("Block %1 of %2, being made").arg(block + 1).arg(m_state.blocks);
        case Cell::Failed: return tr("Block %1 of %2, failed").arg(block + 1).arg(m_state.blocks);
        case Cell::Stale: return tr("Block %1 of %2, made with the earlier prompt").arg(block + 1).arg(m_state.blocks);
        case Cell::Made: break;
        }
        if (const TimelineMark* const mark = markAt(block))
            return tr("Block %1 of %2, made. %3").arg(block + 1).arg(m_state.blocks).arg(mark->words);
        return tr("Block %1 of %2, made").arg(block + 1).arg(m_state.blocks);
    }();
    if (m_lane.state().prompts.empty())
        return words;
    return tr("%1. Prompt: %2", "words about a block").arg(words, m_lane.promptAt(block).simplified());
}

std::vector<AccessibleRange> BlockTimeline::accessibleRanges() const
{
    std::vector<AccessibleRange> ranges{
        {accessibleName(), accessibleText(), m_playhead.value_or(0), 0, seconds(), kLeastSeekStep}};
    for (const TimelinePrompt& each : m_lane.state().prompts) {
        ranges.push_back({tr("Prompt from a time on"), describePrompt(each), each.block * m_state.blockSeconds, 0,
                          std::max(seconds(), each.block * m_state.blockSeconds), m_state.blockSeconds});
    }
    return ranges;
}

void BlockTimeline::setAccessibleRange(size_t index, double value)
{
    if (index == 0) {
        Q_EMIT scrubbed(std::clamp(value, 0.0, seconds()));
        return;
    }
    const int from = m_lane.state().prompts[index - 1].block;
    const auto to = static_cast<int>(std::lround(value / m_state.blockSeconds));
    m_lane.select(from);
    if (to != from && m_lane.canMoveTo(to))
        Q_EMIT promptMoved(from, to);
}

void BlockTimeline::invalidate()
{
    m_layer = QPixmap();
    update();
}

void BlockTimeline::draw(QPainter& painter, const QRectF& area)
{
    const double ratio = pixelRatio(painter);
    if (m_layer.isNull() || m_layer.devicePixelRatio() != ratio) {
        m_layer = QPixmap((area.size() * ratio).toSize());
        m_layer.setDevicePixelRatio(ratio);
        m_layer.fill(Qt::transparent);
        QPainter layer(&m_layer);
        layer.setRenderHint(QPainter::Antialiasing);
        drawLayer(layer);
    }
    painter.drawPixmap(QPointF(0, 0), m_layer);
    if (m_state.blocks == 0)
        return;

    const QRectF cells = cellsRect();
    if (hasLane())
        m_lane.draw(painter, theme(), laneScale());
    if (m_loop)
        drawLoop(painter, cells);
    if (m_playhead) {
        const double x = toX(*m_playhead);
        if (x < cells.left() - 1 || x > cells.right() + 1)
            return;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(Token::Text));
        const double top = cells.top() - 11;
        painter.drawPolygon(QPolygonF({{x - 6, top}, {x + 6, top}, {x + 6, top + 5}, {x, top + 11}, {x - 6, top + 5}}));
        painter.drawRect(QRectF(x - 1, cells.top() - 2, 2, laneRect().bottom() - cells.top() + 3));
    }
}

void BlockTimeline::drawLayer(QPainter& painter) const
{
    const QRectF cells = cellsRect();
    if (m_state.blocks == 0) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().color(Token::LineStrong), 1, Qt::DashLine));
        painter.drawRoundedRect(cells.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        paintText(painter, cells, m_state.emptyWords,
                  {theme().color(Token::TextFaint), theme().font(TextSize::Small), Qt::AlignCenter, Qt::ElideRight});
        return;
    }
    painter.save();
    painter.setClipRect(QRectF(cells.left() - 1, 0, cells.width() + 2, cells.bottom() + 1));
    drawCells(painter, cells);
    drawVoice(painter, cells);
    drawFlaws(painter, cells);
    drawMarks(painter, cells);
    painter.restore();
    drawRuler(painter, cells);
}

void BlockTimeline::drawCells(QPainter& painter, const QRectF& cells) const
{
    const double width = cellWidth();
    const bool narrow = width < kNarrowCell;
    const double gap = narrow ? 0 : 1;
    const int first = std::max(0, static_cast<int>(std::floor(m_visible.first)));
    const int end = std::min(m_state.blocks, static_cast<int>(std::ceil(m_visible.first + m_visible.count)));
    for (int block = first; block < end;) {
        const Cell kind = cell(block);
        int next = block + 1;
        if (narrow && kind != Cell::Lane) {
            while (next < end && cell(next) == kind)
                ++next;
        }
        const double until = std::min(length(), static_cast<double>(next));
        QRectF box(cells.left() + (block - m_visible.first) * width, cells.top(),
                   std::max(0.0, (until - block) * width - gap), cells.height());
        if (narrow && (kind == Cell::Failed || kind == Cell::Lane))
            box.setWidth(std::max(box.width(), 2.0)); // Never too thin to be seen.
        drawCell(painter, box, kind, block);
        block = next;
    }
}

void BlockTimeline::drawCell(QPainter& painter, const QRectF& box, Cell kind, int block) const
{
    painter.setPen(Qt::NoPen);
    if (box.width() < kNarrowCell && kind != Cell::Lane) { // Too thin for corners and hatching.
        painter.fillRect(box,
                         kind == Cell::Waiting ? theme().color(Token::Raised)
                             : kind == Cell::Failed
                             ? theme().color(Token::Bad)
                             : theme().color(Token::AccentFill, kind == Cell::Made ? 0.42 : 0.18));
        return;
    }
    switch (kind) {
    case Cell::Made:
    case Cell::Stale:
        painter.setBrush(theme().color(Token::AccentFill, kind == Cell::Made ? 0.42 : 0.18));
        painter.drawRoundedRect(box, 2, 2);
        return;
    case Cell::Failed:
        painter.setBrush(theme().color(Token::BadSoft));
        painter.drawRoundedRect(box, 2, 2);
        painter.setBrush(QBrush(theme().color(Token::Bad), Qt::BDiagPattern));
        painter.drawRoundedRect(box, 2, 2);
        return;
    case Cell::Waiting:
    case Cell::Lane: break;
    }
    if (box.width() > 2) {
        painter.setBrush(theme().color(Token::Raised));
        painter.setPen(QPen(theme().color(Token::LineStrong), 1));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    }
    if (kind == Cell::Lane && m_state.steps > 0) {
        // The last step is not the end: only a made block is full.
        const double height = box.height() * std::min(stepOf(block), m_state.steps) / m_state.steps;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(Token::Accent));
        painter.drawRoundedRect(QRectF(box.left(), box.bottom() - height, box.width(), height), 2, 2);
    }
}

void BlockTimeline::drawVoice(QPainter& painter, const QRectF& cells) const
{
    if (!m_state.voice)
        return;
    const double middle = cells.center().y();
    const double most = cells.height() / 2 - 3;
    std::vector<QRectF> made; // drawn at once: setting a pen or brush costs more than a bar
    std::vector<QRectF> waiting;
    for (double x = cells.left() + kVoicePitch / 2; x < cells.right(); x += kVoicePitch) {
        const auto block = blockAt(x);
        if (!block || cell(*block) == Cell::Lane || cell(*block) == Cell::Failed)
            continue;
        const double from = m_state.voiceStart + toSeconds(x - kVoicePitch / 2);
        const double to = m_state.voiceStart + toSeconds(x + kVoicePitch / 2);
        const double half = most * m_state.voice->height(from, to);
        if (half >= 0.6)
            (cell(*block) == Cell::Waiting ? waiting : made).emplace_back(x - 0.9, middle - half, 1.8, 2 * half);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Token::Voice));
    painter.drawRects(made.data(), static_cast<int>(made.size()));
    painter.setBrush(theme().color(Token::Mark, 0.55));
    painter.drawRects(waiting.data(), static_cast<int>(waiting.size()));
}

void BlockTimeline::drawRuler(QPainter& painter, const QRectF& cells) const
{
    const double shown = m_visible.count * m_state.blockSeconds;
    const double start = m_visible.first * m_state.blockSeconds;
    const double top = laneRect().bottom();
    const QFont font = theme().font(TextSize::Tiny);
    const ClockTenths tenths = shown < 5 ? ClockTenths::Shown : ClockTenths::Hidden;
    const double step = rulerStep(shown, cells.width(), numbersWidth(clockText(seconds(), tenths), font) + 60);
    for (const double at : rulerTimes(start, start + shown, step)) {
        const double x = std::floor(toX(at)) + 0.5;
        painter.setPen(QPen(theme().color(Token::Mark), 1));
        painter.drawLine(QPointF(x, top + 3), QPointF(x, top + 9));
        const QString words = clockText(at, tenths);
        if (x + 4 + numbersWidth(words, font) > cells.right())
            continue;
        paintNumbers(painter, {x + 4, top + 4, 80, static_cast<double>(theme().px(13))}, words,
                     {theme().color(Token::TextFaint), font});
    }
}

void BlockTimeline::drawMarks(QPainter& painter, const QRectF& cells) const
{
    const double width = cellWidth();
    if (m_state.branch) {
        const double x = cells.left() + (*m_state.branch - m_visible.first) * width - 0.5;
        painter.setPen(QPen(theme().color(Token::Warn), 2, Qt::DashLine));
        painter.drawLine(QPointF(x, cells.top() - 1), QPointF(x, cells.bottom() + 1));
        theme().paintGlyph(painter, Glyph::Branch, {x - kMark / 2, 0, kMark, kMark}, theme().color(Token::Warn));
    }
    // Overlapping marks are drawn once.
    double last = -kMark;
    for (const int block : m_state.failed) {
        const double x = cells.left() + (block + 0.5 - m_visible.first) * width;
        if (x < last + kMark || x < cells.left() || x > cells.right())
            continue;
        last = x;
        theme().paintGlyph(painter, Glyph::Error, {x - kMark / 2, 0, kMark, kMark}, theme().color(Token::Bad));
    }
}

void BlockTimeline::drawFlaws(QPainter& painter, const QRectF& cells) const
{
    double last = -kMark; // Overlapping signs are drawn once.
    for (const TimelineMark& mark : m_state.marks) {
        const QRectF sign = signOf(mark);
        const double end = std::min(toX((mark.block + mark.blocks) * m_state.blockSeconds), toX(seconds()));
        if (end < cells.left() || sign.left() > cells.right())
            continue;
        painter.fillRect(
            QRectF(sign.left(), cells.bottom() - kFlawLine, std::max(2.0, end - sign.left() - 1), kFlawLine),
            theme().color(Token::Warn));
        if (sign.left() < last + kMark || sign.left() < cells.left() - 1)
            continue;
        last = sign.left();
        theme().paintGlyph(painter, Glyph::Warning, sign, theme().color(Token::Warn));
    }
}

void BlockTimeline::drawLoop(QPainter& painter, const QRectF& cells) const
{
    const double from = std::max(cells.left(), toX(m_loop->start));
    const double to = std::min(cells.right(), toX(m_loop->end));
    if (to <= cells.left() || from >= cells.right())
        return;
    const double top = cells.top() - 10;
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Token::Accent));
    painter.drawRect(QRectF(from, top + 3, to - from, 2));
    if (toX(m_loop->start) >= cells.left() - 1)
        painter.drawPolygon(QPolygonF({{from, top}, {from + 7, top}, {from, top + 9}}));
    if (toX(m_loop->end) <= cells.right() + 1)
        painter.drawPolygon(QPolygonF({{to, top}, {to - 7, top}, {to, top + 9}}));
}

BlockTimeline::Drag BlockTimeline::dragAt(const QPointF& position) const
{
    if (m_state.blocks == 0)
        return Drag::None;
    if (hasLane() && m_lane.diamondAt(position, laneScale()))
        return Drag::Prompt;
    if (m_loop && position.y() < cellsRect().top()) {
        const double toStart = std::abs(position.x() - toX(m_loop->start));
        const double toEnd = std::abs(position.x() - toX(m_loop->end));
        if (std::min(toStart, toEnd) <= kLoopReach)
            return toStart < toEnd ? Drag::LoopStart : Drag::LoopEnd;
    }
    return Drag::Playhead;
}

void BlockTimeline::dragTo(double x)
{
    const double at = std::clamp(toSeconds(x), 0.0, seconds());
    if (m_drag == Drag::Playhead) {
        Q_EMIT scrubbed(at);
        return;
    }
    if (m_drag == Drag::Prompt) {
        if (m_lane.dragTo(static_cast<int>(std::lround(toSeconds(x) / m_state.blockSeconds))))
            update();
        return;
    }
    TimeRange loop = *m_loop;
    if (m_drag == Drag::LoopStart)
        loop.start = std::min(at, loop.end - kLeastSeekStep);
    else
        loop.end = std::max(at, loop.start + kLeastSeekStep);
    if (loop == *m_loop)
        return;
    m_loop = loop;
    update();
    Q_EMIT loopChanged(loop);
}

bool BlockTimeline::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* const help = static_cast<QHelpEvent*>(event);
        const TimelineMark* const sign = signAt(help->pos());
        const auto block = sign ? std::optional(sign->block) : blockAt(help->pos().x());
        const QRectF cells = cellsRect();
        const auto diamond = hasLane() ? m_lane.diamondAt(help->pos(), laneScale()) : std::nullopt;
        if (diamond) {
            QToolTip::showText(help->globalPos(), describePrompt(*m_lane.beginningAt(*diamond)), this);
        } else if (block && laneRect().contains(help->pos()) && !m_lane.promptAt(*block).isEmpty()) {
            QToolTip::showText(help->globalPos(), m_lane.promptAt(*block).simplified(), this);
        } else if (sign) {
            QToolTip::showText(help->globalPos(), describe(*block), this, signOf(*sign).toAlignedRect());
        } else if (block && help->pos().y() >= cells.top() && help->pos().y() <= cells.bottom()) {
            const double width = cellWidth();
            const QRectF box(cells.left() + (*block - m_visible.first) * width, cells.top(), width, cells.height());
            QToolTip::showText(help->globalPos(), describe(*block), this, box.toAlignedRect());
        } else {
            QToolTip::hideText();
            event->ignore();
        }
        return true;
    }
    return PaintedWidget::event(event);
}

void BlockTimeline::resizeEvent(QResizeEvent* event)
{
    PaintedWidget::resizeEvent(event);
    invalidate();
}

void BlockTimeline::wheelEvent(QWheelEvent* event)
{
    if (m_state.blocks == 0)
        return;
    const QPoint turned = event->angleDelta();
    const double notches = (turned.y() != 0 ? turned.y() : turned.x()) / 120.0;
    if (event->modifiers().testFlag(Qt::ShiftModifier) || turned.y() == 0) {
        setVisibleBlocks({m_visible.first - notches * m_visible.count / 8, m_visible.count});
    } else {
        const double share = std::clamp((event->position().x() - cellsRect().left()) / cellsRect().width(), 0.0, 1.0);
        zoom(std::pow(kZoomStep, notches), m_visible.first + share * m_visible.count);
    }
    event->accept();
}

void BlockTimeline::zoom(double factor, double at)
{
    const double share = (at - m_visible.first) / m_visible.count;
    const double count = std::clamp(m_visible.count / factor, std::min(kFewestBlocks, length()), length());
    setVisibleBlocks({at - share * count, count});
}

void BlockTimeline::keyPressEvent(QKeyEvent* event)
{
    if (promptKey(*event))
        return;
    const int key = event->key();
    const bool larger = key == Qt::Key_Plus || key == Qt::Key_Equal;
    const bool back = key == Qt::Key_PageUp;
    if ((back || key == Qt::Key_PageDown) && m_state.blocks > 0) { // A page, less what keeps the eye.
        setVisibleBlocks({m_visible.first + (back ? -kPage : kPage) * m_visible.count, m_visible.count});
        return;
    }
    if ((!larger && key != Qt::Key_Minus) || m_state.blocks == 0) {
        PaintedWidget::keyPressEvent(event);
        return;
    }
    const double playhead = m_playhead.value_or(0) / m_state.blockSeconds;
    zoom(larger ? kZoomStep : 1 / kZoomStep, std::clamp(playhead, m_visible.first, m_visible.first + m_visible.count));
}

bool BlockTimeline::promptKey(const QKeyEvent& event)
{
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const int key = event.key();
    if (m_state.blocks == 0)
        return false;
    if (modifiers == Qt::ControlModifier && (key == Qt::Key_Up || key == Qt::Key_Down)) {
        m_lane.step(key == Qt::Key_Down ? 1 : -1);
        showSelectedPrompt();
        return true;
    }
    const std::optional<int> selected = m_lane.selected();
    if (!selected)
        return false;
    const bool back = key == Qt::Key_Left;
    if (modifiers == (Qt::ControlModifier | Qt::ShiftModifier) && (back || key == Qt::Key_Right)) {
        const int to = back ? std::min(*selected, m_state.blocks) - 1 : *selected + 1;
        if (m_lane.canMoveTo(to))
            Q_EMIT promptMoved(*selected, to);
        return true;
    }
    if (modifiers != Qt::NoModifier)
        return false;
    if (key == Qt::Key_Delete || key == Qt::Key_Backspace)
        Q_EMIT promptRemoved(*selected);
    else if (key == Qt::Key_Return || key == Qt::Key_Enter)
        Q_EMIT promptWanted(*selected);
    else
        return false;
    return true;
}

void BlockTimeline::showSelectedPrompt()
{
    const std::optional<int> selected = m_lane.selected();
    if (selected && !m_lane.isLate(*selected)
        && (*selected < m_visible.first || *selected >= m_visible.first + m_visible.count))
        setVisibleBlocks({*selected - m_visible.count / 2, m_visible.count});
    update();
    announceValue();
}

void BlockTimeline::dropPrompt()
{
    const std::optional<int> from = m_lane.selected();
    const std::optional<int> to = m_lane.endDrag();
    update();
    if (from && to)
        Q_EMIT promptMoved(*from, *to);
    else if (from)
        Q_EMIT promptWanted(*from);
}

void BlockTimeline::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_drag = dragAt(event->position());
    const std::optional<int> selected = m_lane.selected();
    if (m_drag == Drag::Prompt)
        m_lane.beginDrag(*m_lane.diamondAt(event->position(), laneScale()));
    else
        m_lane.select(std::nullopt);
    if (selected != m_lane.selected())
        showSelectedPrompt();
    if (const TimelineMark* const mark = signAt(event->position()); mark && m_drag == Drag::Playhead) {
        m_drag = Drag::None;
        Q_EMIT markChosen(mark->block);
        return;
    }
    if (m_drag == Drag::Playhead) {
        Q_EMIT scrubStarted();
        dragTo(event->position().x());
    }
}

void BlockTimeline::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag != Drag::None) {
        dragTo(event->position().x());
        return;
    }
    const Drag drag = dragAt(event->position());
    setCursor(drag == Drag::LoopStart || drag == Drag::LoopEnd || drag == Drag::Prompt ? Qt::SizeHorCursor
                                                                                       : Qt::ArrowCursor);
}

void BlockTimeline::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Drag ended = std::exchange(m_drag, Drag::None);
    if (ended == Drag::Playhead)
        Q_EMIT scrubEnded();
    else if (ended == Drag::Prompt)
        dropPrompt();
}

void BlockTimeline::mouseDoubleClickEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    const std::optional<int> diamond = hasLane() ? m_lane.diamondAt(at, laneScale()) : std::nullopt;
    if (event->button() != Qt::LeftButton || !hasLane() || !laneRect().adjusted(0, 0, PromptLane::kRoom, 0).contains(at)
        || !(diamond || blockAt(at.x()))) {
        mousePressEvent(event);
        return;
    }
    m_lane.select(diamond);
    Q_EMIT promptWanted(diamond ? *diamond : *blockAt(at.x()));
}

void BlockTimeline::contextMenuEvent(QContextMenuEvent* event)
{
    auto block = blockAt(event->pos().x());
    if (event->reason() == QContextMenuEvent::Keyboard && m_state.blocks > 0)
        block = std::clamp(static_cast<int>(m_playhead.value_or(0) / m_state.blockSeconds), 0, m_state.blocks - 1);
    if (block)
        Q_EMIT menuRequested(event->globalPos(), *block);
}

} // namespace studio::ui
