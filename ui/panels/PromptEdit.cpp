// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/PromptEdit.h"

#include "ui/common/TabOrder.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QTextBlock>

#include <algorithm>
#include <cmath>

namespace studio::ui {

PromptEdit::PromptEdit(QWidget* parent)
    : QPlainTextEdit(parent)
{
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setUndoRedoEnabled(false);
    connect(this, &QPlainTextEdit::textChanged, this, &PromptEdit::fit);
}

void PromptEdit::setPlace(QWidget* place)
{
    m_place = place;
    setParent(place->parentWidget());
    setTabPlace(*this, *place);
    place->installEventFilter(this);
    show();
    fit();
}

void PromptEdit::setCeiling(QWidget* ceiling)
{
    m_ceiling = ceiling;
    fit();
}

void PromptEdit::setPrompt(const QString& prompt)
{
    const QString now = toPlainText();
    if (now == prompt)
        return;
    const qsizetype shorter = std::min(now.size(), prompt.size());
    qsizetype head = 0;
    while (head < shorter && now[head] == prompt[head])
        ++head;
    if (head > 0 && now[head - 1].isHighSurrogate())
        --head;
    qsizetype tail = 0;
    while (tail < shorter - head && now[now.size() - 1 - tail] == prompt[prompt.size() - 1 - tail])
        ++tail;
    if (tail > 0 && now[now.size() - tail].isLowSurrogate())
        --tail;
    QTextCursor cursor(document());
    cursor.setPosition(static_cast<int>(head));
    cursor.setPosition(static_cast<int>(now.size() - tail), QTextCursor::KeepAnchor);
    cursor.insertText(prompt.mid(head, prompt.size() - head - tail));
    setTextCursor(cursor);
}

bool PromptEdit::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore(); // The window's actions have these keys.
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

bool PromptEdit::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_place && (event->type() == QEvent::Resize || event->type() == QEvent::Move))
        fit();
    return QPlainTextEdit::eventFilter(watched, event);
}

void PromptEdit::focusInEvent(QFocusEvent* event)
{
    QPlainTextEdit::focusInEvent(event);
    fit();
}

void PromptEdit::focusOutEvent(QFocusEvent* event)
{
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) // A menu brings the focus back.
        fit();
}

void PromptEdit::insertFromMimeData(const QMimeData* source)
{
    // Qt 6.4 asks what comes first in it, even of an empty clipboard: one whose program has ended, say.
    if (!source->formats().isEmpty())
        QPlainTextEdit::insertFromMimeData(source);
}

int PromptEdit::heightOfWords() const
{
    double words = 2 * document()->documentMargin();
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
        words += blockBoundingRect(block).height();
    return static_cast<int>(std::ceil(words)) + height() - viewport()->height();
}

void PromptEdit::fit()
{
    if (!m_place)
        return;
    QRect place = m_place->geometry();
    if (hasFocus() && m_ceiling)
        place.setTop(std::min(place.top(), std::max(m_ceiling->y(), place.bottom() + 1 - heightOfWords())));
    if (place != geometry()) {
        setGeometry(place);
        raise();
    }
}

} // namespace studio::ui
