// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PromptLane.h"

#include "ui/widgets/PaintText.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <utility>

namespace studio::ui {
namespace {

constexpr double kDiamond = 6; // px from its middle to a corner
constexpr double kReach = 8; // px
constexpr double kLeastText = 24; // px of a box

QPolygonF diamond(QPointF middle)
{
    return QPolygonF({middle + QPointF(0, -kDiamond), middle + QPointF(kDiamond, 0), middle + QPointF(0, kDiamond),
                      middle + QPointF(-kDiamond, 0)});
}

// Of all that lie behind the film's end.
QPointF lateMiddle(const LaneScale& scale)
{
    return {scale.place.right() + PromptLane::kRoom / 2 - 1, scale.place.center().y()};
}

} // namespace

void PromptLane::setState(PromptLaneState state, int blocks)
{
    m_state = std::move(state);
    m_blocks = blocks;
    if (m_selected && !beginningAt(*m_selected)) {
        m_selected.reset();
        m_target.reset();
    }
}

const TimelinePrompt* PromptLane::beginningAt(int block) const
{
    const auto found = std::ranges::find(m_state.prompts, block, &TimelinePrompt::block);
    return found == m_state.prompts.end() ? nullptr : &*found;
}

QString PromptLane::promptAt(int block) const
{
    QString now = m_state.first;
    for (const TimelinePrompt& each : m_state.prompts) {
        if (each.block <= block && !each.prompt.isEmpty())
            now = each.prompt;
    }
    return now;
}

std::optional<int> PromptLane::diamondAt(const QPointF& position, const LaneScale& scale) const
{
    if (position.y() < scale.place.top() || position.y() > scale.place.bottom())
        return std::nullopt;
    std::optional<int> nearest;
    double least = kReach;
    for (const TimelinePrompt& each : m_state.prompts) {
        const double x = isLate(each.block) ? lateMiddle(scale).x() : scale.x(each.block);
        const double away = std::abs(position.x() - x);
        // Of the late ones, which lie one above the other, the one behind the selected one.
        const bool isNext = nearest && isLate(each.block) && away == least && m_selected == nearest;
        if ((away < least || isNext) && (isLate(each.block) || x >= scale.place.left() - 1)) {
            least = away;
            nearest = each.block;
        }
    }
    return nearest;
}

void PromptLane::select(std::optional<int> block)
{
    m_selected = block && beginningAt(*block) ? block : std::nullopt;
}

void PromptLane::step(int direction)
{
    const std::vector<TimelinePrompt>& all = m_state.prompts;
    if (all.empty())
        return;
    const auto last = static_cast<int>(all.size()) - 1;
    int index = direction > 0 ? 0 : last;
    for (int i = 0; m_selected && i <= last; ++i) {
        if (all[static_cast<size_t>(i)].block == *m_selected)
            index = std::clamp(i + direction, 0, last);
    }
    m_selected = all[static_cast<size_t>(index)].block;
}

void PromptLane::beginDrag(int block)
{
    select(block);
    m_target = m_selected;
}

bool PromptLane::canMoveTo(int block) const
{
    return m_selected && !beginningAt(*m_selected)->prompt.isEmpty() && block >= 1 && block < m_blocks
        && (block == *m_selected || !beginningAt(block));
}

bool PromptLane::dragTo(int block)
{
    if (!m_target || block == *m_target || !canMoveTo(block))
        return false;
    m_target = block;
    return true;
}

std::optional<int> PromptLane::endDrag()
{
    const std::optional<int> target = std::exchange(m_target, std::nullopt);
    return target == m_selected ? std::nullopt : target;
}

std::vector<TimelinePrompt> PromptLane::shown() const
{
    std::vector<TimelinePrompt> all = m_state.prompts;
    if (m_target && m_selected) {
        std::ranges::find(all, *m_selected, &TimelinePrompt::block)->block = *m_target;
        std::ranges::sort(all, {}, &TimelinePrompt::block);
    }
    return all;
}

void PromptLane::draw(QPainter& painter, const Theme& theme, const LaneScale& scale) const
{
    painter.save();
    painter.setClipRect(scale.place.adjusted(-kDiamond - 1, 0, kRoom, 0));
    drawBoxes(painter, theme, scale);
    drawDiamonds(painter, theme, scale);
    painter.restore();
}

void PromptLane::drawBoxes(QPainter& painter, const Theme& theme, const LaneScale& scale) const
{
    const std::vector<TimelinePrompt> all = shown();
    const std::optional<int> chosen = m_target ? m_target : m_selected;
    double from = 0;
    QString words = m_state.first;
    bool isChosen = false;
    const auto box = [&](double until) {
        const double left = std::max(scale.place.left(), scale.x(from));
        const double right = std::min(scale.place.right(), scale.x(until));
        if (right - left < 1)
            return;
        const QRectF place(left + 0.5, scale.place.top() + 0.5, right - left - 1, scale.place.height() - 1);
        painter.setBrush(theme.color(Token::Raised));
        painter.setPen(QPen(theme.color(isChosen ? Token::Accent : Token::Line), isChosen ? 1.5 : 1));
        painter.drawRoundedRect(place, 3, 3);
        const QRectF text = place.adjusted(9, 0, -9, 0);
        if (text.width() >= kLeastText)
            paintText(painter, text, words.simplified(),
                      {theme.color(isChosen ? Token::Text : Token::TextSoft), theme.font(TextSize::Small),
                       Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideRight});
    };
    for (const TimelinePrompt& each : all) {
        if (each.block >= scale.length)
            break;
        if (each.prompt.isEmpty())
            continue;
        box(each.block);
        from = each.block;
        words = each.prompt;
        isChosen = chosen == each.block;
    }
    box(scale.length);
}

void PromptLane::drawDiamonds(QPainter& painter, const Theme& theme, const LaneScale& scale) const
{
    const std::optional<int> chosen = m_target ? m_target : m_selected;
    const double middle = scale.place.center().y();
    for (const TimelinePrompt& each : shown()) {
        const bool late = isLate(each.block);
        const QPointF at = late ? lateMiddle(scale) : QPointF(scale.x(each.block), middle);
        if (!late && (at.x() < scale.place.left() - 1 || at.x() > scale.place.right() + 1))
            continue;
        const bool isChosen = chosen == each.block;
        const QColor colour = theme.color(isChosen ? Token::Accent : late ? Token::Mark : Token::Text);
        const bool hollow = late || each.prompt.isEmpty();
        painter.setBrush(hollow ? QBrush(theme.color(Token::Panel)) : QBrush(colour));
        painter.setPen(QPen(hollow ? colour : theme.color(Token::Panel), 1.5));
        painter.drawPolygon(diamond(at));
    }
}

} // namespace studio::ui
