// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Spinner.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace studio::ui {
namespace {

constexpr int kTick = 40; // ms
constexpr int kTurn = 18; // degrees a tick: 0.8 s a turn

} // namespace

Spinner::Spinner(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
{
    setAccessibleName(tr("Working"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(&theme, &Theme::changed, this, &Spinner::startOrStop);
}

QSize Spinner::sizeHint() const
{
    return {theme().px(20), theme().px(20)};
}

void Spinner::draw(QPainter& painter, const QRectF& area)
{
    const double side = std::min(area.width(), area.height());
    const QRectF box(area.center().x() - side / 2 + 2.5, area.center().y() - side / 2 + 2.5, side - 5, side - 5);
    if (theme().motion() == Motion::Reduced) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().color(Token::Accent));
        for (const int i : {-1, 0, 1})
            painter.drawEllipse(QPointF(box.center().x() + i * side * 0.3, box.center().y()), side * 0.09, side * 0.09);
        return;
    }
    painter.setPen(QPen(theme().color(Token::LineStrong), 2.2));
    painter.drawEllipse(box);
    painter.setPen(QPen(theme().color(Token::Accent), 2.2, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(box, (90 - m_angle) * 16, -100 * 16);
}

void Spinner::showEvent(QShowEvent* event)
{
    PaintedWidget::showEvent(event);
    startOrStop();
}

void Spinner::hideEvent(QHideEvent* event)
{
    PaintedWidget::hideEvent(event);
    startOrStop();
}

void Spinner::changeEvent(QEvent* event)
{
    PaintedWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        setAccessibleName(tr("Working"));
}

void Spinner::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_timer.timerId())
        return;
    m_angle = (m_angle + kTurn) % 360;
    update();
}

void Spinner::startOrStop()
{
    if (isVisible() && theme().motion() == Motion::Full)
        m_timer.start(kTick, this);
    else
        m_timer.stop();
}

} // namespace studio::ui
