// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/DropZone.h"

#include "ui/widgets/PaintText.h"
#include "ui/widgets/Spinner.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace studio::ui {

DropZone::DropZone(const Theme& theme, QWidget* parent)
    : PaintedWidget(theme, parent)
    , m_spinner(new Spinner(theme, this))
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_spinner->hide();
}

void DropZone::setState(const DropZoneState& state)
{
    m_state = state;
    m_spinner->setVisible(state.busy);
    setAccessibleName(state.words);
    update();
}

QSize DropZone::sizeHint() const
{
    return {theme().px(240), theme().px(104)};
}

QString DropZone::accessibleText() const
{
    return m_state.dragWords.isEmpty() ? m_state.hint : m_state.dragWords;
}

void DropZone::draw(QPainter& painter, const QRectF& area)
{
    const bool dragging = !m_state.dragWords.isEmpty();
    const bool lit = dragging || underMouse();
    const QRectF box = area.adjusted(1, 1, -1, -1);
    painter.setBrush(theme().color(dragging ? Token::AccentSoft : Token::Window));
    painter.setPen(QPen(theme().color(lit ? Token::Accent : Token::Mark), 1.4, Qt::DashLine));
    painter.drawRoundedRect(box, 6, 6);

    const bool hint = !dragging && !m_state.hint.isEmpty();
    const int line = theme().px(20);
    const int glyph = theme().px(24);
    const int height = glyph + theme().px(4) + line + (hint ? theme().px(19) : 0);
    double y = area.center().y() - height / 2.0;
    const QRectF mark(area.center().x() - glyph / 2.0, y, glyph, glyph);
    if (m_state.busy)
        m_spinner->setGeometry(mark.toRect());
    else
        theme().paintGlyph(painter, m_state.glyph, mark, theme().color(dragging ? Token::Accent : Token::TextSoft));
    y += glyph + theme().px(4);
    const double margin = theme().px(8);
    paintText(painter, {area.left() + margin, y, area.width() - 2 * margin, static_cast<double>(line)},
              dragging ? m_state.dragWords : m_state.words,
              {theme().color(Token::Text), theme().font(), Qt::AlignCenter, Qt::ElideMiddle});
    if (hint) {
        paintText(painter, {area.left() + margin, y + line, area.width() - 2 * margin, theme().px(18) * 1.0},
                  m_state.hint,
                  {theme().color(Token::TextFaint), theme().font(TextSize::Small), Qt::AlignCenter, Qt::ElideRight});
    }
}

void DropZone::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT activated();
}

void DropZone::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        Q_EMIT activated();
    else
        PaintedWidget::keyPressEvent(event);
}

void DropZone::enterEvent(QEnterEvent* event)
{
    PaintedWidget::enterEvent(event);
    update();
}

void DropZone::leaveEvent(QEvent* event)
{
    PaintedWidget::leaveEvent(event);
    update();
}

} // namespace studio::ui
