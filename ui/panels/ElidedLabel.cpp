// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/ElidedLabel.h"

#include <QEvent>

namespace studio::ui {

ElidedLabel::ElidedLabel(LabelRole role, const char* objectName, Qt::TextElideMode mode)
    : m_mode(mode)
{
    setRole(*this, role);
    setTextFormat(Qt::PlainText);
    if (objectName)
        setObject(*this, objectName);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
}

void ElidedLabel::setWords(const QString& words, const QString& shorter)
{
    if (m_words == words && m_shorter == shorter)
        return;
    m_words = words;
    m_shorter = shorter;
    setAccessibleName(words);
    updateGeometry();
    fit();
}

void ElidedLabel::setElide(Qt::TextElideMode mode)
{
    m_mode = mode;
    fit();
}

void ElidedLabel::setMore(const QString& more)
{
    m_more = more;
    fit();
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_words) + 2, fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {20, fontMetrics().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    fit();
}

void ElidedLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
}

void ElidedLabel::fit()
{
    const bool isTooWide = !m_shorter.isEmpty() && fontMetrics().horizontalAdvance(m_words) > width();
    const QString shown = fontMetrics().elidedText(isTooWide ? m_shorter : m_words, m_mode, width());
    if (shown != text())
        setText(shown);
    setToolTip(!m_more.isEmpty() ? m_more : shown == m_words ? QString() : m_words);
}

} // namespace studio::ui
