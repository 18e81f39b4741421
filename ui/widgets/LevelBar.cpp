// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/LevelBar.h"

#include "ui/widgets/PaintText.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr double kLowest = -60;
constexpr double kUsualLow = -20; // of speech
constexpr double kUsualHigh = -14;
constexpr double kMargin = 12; // px: half a label of the scale
constexpr double kBarHeight = 12; // px

} // namespace

LevelBar::LevelBar(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void LevelBar::setState(const LevelState& state)
{
    m_state = state;
    update();
    announceValue();
}

double LevelBar::toX(double decibels) const
{
    const double margin = kMargin * theme().fontScale();
    const double share = (std::clamp(decibels, kLowest, 0.0) - kLowest) / -kLowest;
    return margin + share * (width() - 2 * margin);
}

QSize LevelBar::sizeHint() const
{
    return {theme().px(320), theme().px(34)};
}

std::vector<AccessibleRange> LevelBar::accessibleRanges() const
{
    return {{accessibleName(), m_state.words, m_state.loudness.value_or(kLowest), kLowest, 0, 0}};
}

void LevelBar::draw(QPainter& painter, const QRectF& area)
{
    const double scale = theme().fontScale();
    const QRectF bar(toX(kLowest), area.top() + 3 * scale, toX(0) - toX(kLowest), kBarHeight * scale);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Token::Line));
    painter.drawRoundedRect(bar, 2, 2);
    const QRectF usual(toX(kUsualLow), bar.top() - 2 * scale, toX(kUsualHigh) - toX(kUsualLow),
                       bar.height() + 4 * scale);
    painter.setBrush(theme().color(Token::OkSoft));
    painter.drawRoundedRect(usual, 2, 2);
    if (m_state.loudness) {
        painter.setBrush(theme().color(Token::Voice));
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), toX(*m_state.loudness) - bar.left(), bar.height()), 2, 2);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().color(Token::Ok), 1.4 * scale));
    painter.drawRoundedRect(usual, 2, 2);
    if (m_state.peak) {
        painter.fillRect(QRectF(toX(*m_state.peak) - scale, bar.top() - scale, 2 * scale, bar.height() + 2 * scale),
                         theme().color(Token::Text));
    }
    const QFont font = theme().font(TextSize::Tiny);
    for (double at = kLowest; at <= 0; at += 10) {
        const double x = std::floor(toX(at)) + 0.5;
        painter.setPen(QPen(theme().color(Token::Mark), 1));
        painter.drawLine(QPointF(x, usual.bottom() + 1), QPointF(x, usual.bottom() + 1 + 3 * scale));
        const QString words = (at < 0 ? QStringLiteral("\u2212") : QString()) % QString::number(std::abs(at));
        paintText(painter,
                  {x - 20 * scale, usual.bottom() + 3 * scale, 40 * scale, area.bottom() - usual.bottom() - 3 * scale},
                  words, {theme().color(Token::TextFaint), font, Qt::AlignHCenter | Qt::AlignVCenter});
    }
}

} // namespace studio::ui
