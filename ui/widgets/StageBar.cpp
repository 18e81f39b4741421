// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/StageBar.h"

#include "ui/widgets/PaintText.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr int kStages = 6;
constexpr double kLink = 16; // the dash between two stages, with its air
constexpr double kMark = 15; // a tick, ring or dot
constexpr double kMarkAndAir = 20;

} // namespace

StageBar::StageBar(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setAccessibleName(tr("Stages"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, &QWidget::updateGeometry);
}

QStringList StageBar::names()
{
    return {tr("Load"), tr("Text"), tr("Voice"), tr("Portrait"), tr("Frames"), tr("Encode")};
}

void StageBar::setState(const StageState& state)
{
    const bool otherStage = state.current != m_state.current;
    m_state = state;
    const QString words = accessibleText();
    setToolTip(words);
    update();
    if (otherStage)
        announceValue();
}

void StageBar::setLabels(StageLabels labels)
{
    if (labels == m_labels)
        return;
    m_labels = labels;
    updateGeometry();
    update();
}

QSize StageBar::sizeHint() const
{
    const QFontMetricsF metrics(theme().font(TextSize::Small, QFont::DemiBold));
    double widest = 0;
    double all = 0;
    for (const QString& name : names()) {
        widest = std::max(widest, metrics.horizontalAdvance(name));
        all += metrics.horizontalAdvance(name);
    }
    const double scale = theme().fontScale();
    const double width = m_labels == StageLabels::All ? all + kStages * (kMarkAndAir + 4) * scale
                                                      : widest + (kMarkAndAir + 4 + (kStages - 1) * kMark) * scale;
    return {static_cast<int>(std::ceil(width + (kStages - 1) * kLink * scale)), theme().px(22)};
}

QString StageBar::accessibleText() const
{
    if (m_state.current < 0)
        return tr("Nothing has begun.");
    if (m_state.current >= kStages)
        return tr("All stages are done.");
    //: %1 is a stage such as Frames, %2 its number, %3 how many there are, %4 a percentage
    return tr("%1, stage %2 of %3, %4 %")
        .arg(names().at(m_state.current))
        .arg(m_state.current + 1)
        .arg(kStages)
        .arg(static_cast<int>(m_state.share * 100));
}

std::vector<AccessibleRange> StageBar::accessibleRanges() const
{
    return {{accessibleName(), accessibleText(), std::max(0, m_state.current) + std::clamp(m_state.share, 0.0, 1.0), 0,
             kStages, 0}};
}

void StageBar::draw(QPainter& painter, const QRectF& area)
{
    const double scale = theme().fontScale();
    const double middle = area.center().y();
    const QStringList words = names();
    const QFont plain = theme().font(TextSize::Small);
    const QFont strong = theme().font(TextSize::Small, QFont::DemiBold);
    double x = area.left();
    for (int i = 0; i < kStages; ++i) {
        const bool done = i < m_state.current;
        const bool now = i == m_state.current;
        const bool named = m_labels == StageLabels::All || now;
        const double mark = kMark * scale;
        if (done) {
            theme().paintGlyph(painter, Glyph::Check, {x, middle - mark / 2, mark, mark}, theme().color(Token::Ok));
        } else if (now) {
            const QRectF ring(x + 1.5 * scale, middle - 6 * scale, 12 * scale, 12 * scale);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme().color(Token::LineStrong), 2.4 * scale));
            painter.drawEllipse(ring);
            painter.setPen(QPen(theme().color(Theme::token(m_state.tone)), 2.4 * scale, Qt::SolidLine, Qt::FlatCap));
            painter.drawArc(ring, 90 * 16, -static_cast<int>(std::lround(std::clamp(m_state.share, 0.0, 1.0) * 5760)));
        } else if (!named) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme().color(Token::Mark), 1.4 * scale));
            painter.drawEllipse(QPointF(x + mark / 2, middle), 3.5 * scale, 3.5 * scale);
        }
        if (named) {
            const bool marked = done || now;
            const QFont& font = now ? strong : plain;
            const double width = QFontMetricsF(font).horizontalAdvance(words[i]);
            const double left = x + (marked ? kMarkAndAir : 4) * scale;
            paintText(painter, {left, area.top(), width + 4, area.height()}, words[i],
                      {theme().color(now        ? Token::Text
                                         : done ? Token::TextSoft
                                                : Token::TextFaint),
                       font});
            x = left + width + 4 * scale;
        } else {
            x += mark;
        }
        if (i + 1 < kStages) {
            painter.setPen(QPen(theme().color(Token::Mark), 1));
            const double y = std::floor(middle) + 0.5;
            painter.drawLine(QPointF(x + 4 * scale, y), QPointF(x + 11 * scale, y));
            x += kLink * scale;
        }
    }
}

void StageBar::changeEvent(QEvent* event)
{
    PaintedWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        setAccessibleName(tr("Stages"));
        updateGeometry();
        update();
    }
}

} // namespace studio::ui
