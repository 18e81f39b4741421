// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/TimeEdit.h"

#include "core/spec/RenderSpec.h"

#include <QKeyEvent>
#include <QRegularExpression>
#include <QStyle>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr double kStep = 0.01; // s
constexpr double kLargeStep = 0.1; // s

} // namespace

std::optional<double> typedTime(const QString& text)
{
    static const QRegularExpression frames(QStringLiteral("^(\\d{1,9}) ?f$"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression clock(
        QStringLiteral("^(?:(?:(\\d{1,4}):)?(\\d{1,4}):)?(\\d{1,7}(?:[.,]\\d{0,6})?) ?s?$"));
    const QString trimmed = text.trimmed();
    if (const auto match = frames.match(trimmed); match.hasMatch())
        return match.captured(1).toDouble() / kFramesPerSecond;
    const auto match = clock.match(trimmed);
    if (!match.hasMatch())
        return std::nullopt;
    const double minutes = match.captured(1).toDouble() * 60 + match.captured(2).toDouble();
    return minutes * 60 + match.captured(3).replace(u',', u'.').toDouble();
}

QString timeText(double seconds)
{
    const auto hundredths = static_cast<int64_t>(std::llround(std::max(0.0, seconds) * 100));
    return QStringLiteral("%1:%2.%3")
        .arg(hundredths / 6000)
        .arg(hundredths / 100 % 60, 2, 10, QLatin1Char('0'))
        .arg(hundredths % 100, 2, 10, QLatin1Char('0'));
}

TimeEdit::TimeEdit(const char* objectName)
{
    setObjectName(QLatin1String(objectName));
    showTime();
    connect(this, &QLineEdit::textEdited, this, [this](const QString& typed) {
        m_typing = true;
        showWrong(!typedTime(typed));
    });
}

void TimeEdit::setSeconds(double seconds)
{
    m_seconds = seconds;
    if (!m_typing)
        showTime();
}

void TimeEdit::showTime()
{
    m_typing = false;
    setText(timeText(m_seconds));
    showWrong(false);
}

void TimeEdit::showWrong(bool wrong)
{
    if (property("wrong").toBool() == wrong)
        return;
    setProperty("wrong", wrong);
    style()->unpolish(this); // Makes the style sheet re-evaluate the property.
    style()->polish(this);
}

bool TimeEdit::take()
{
    if (!m_typing)
        return true;
    const std::optional<double> typed = typedTime(text());
    if (!typed)
        return false;
    m_typing = false;
    Q_EMIT edited(*typed); // Its receiver may bound the time and calls setSeconds().
    showTime();
    return true;
}

void TimeEdit::keyPressEvent(QKeyEvent* event)
{
    const int direction = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
    if (direction != 0) {
        const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? kLargeStep : kStep;
        if (take())
            Q_EMIT edited(std::max(0.0, m_seconds + direction * step));
        return;
    }
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && !event->modifiers().testFlag(Qt::ControlModifier)) {
        (void)take(); // What is wrong stays, with its outline.
        return;
    }
    if (event->key() == Qt::Key_Escape && m_typing) {
        showTime();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void TimeEdit::focusOutEvent(QFocusEvent* event)
{
    if (!take())
        showTime();
    QLineEdit::focusOutEvent(event);
}

} // namespace studio::ui
