// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/PromptPopup.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

constexpr int kWidth = 360;
constexpr int kTextHeight = 84;
constexpr int kDistance = 6; // above the point that it belongs to

} // namespace

PromptPopup::PromptPopup(const Theme& theme, QWidget& window)
    : QFrame(&window)
    , m_theme(theme)
    , m_texts(*this)
    , m_title(makeLabel(LabelRole::Section, "promptPopupTitle"))
    , m_edit(new QPlainTextEdit)
    , m_note(makeLabel(LabelRole::Warn, "promptPopupNote"))
    , m_remove(makeButton("promptPopupRemoveButton", ButtonRole::Flat))
    , m_done(makeButton("promptPopupDoneButton", ButtonRole::Primary))
{
    setObject(*this, "promptPopup");
    setProperty("role", QStringLiteral("popup"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleRole(*this, QAccessible::Grouping);
    setObject(*m_edit, "promptPopupTextEdit");
    m_edit->setTabChangesFocus(true);
    m_edit->setFixedHeight(theme.px(kTextHeight));
    m_note->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_edit);
    column->addWidget(m_note);
    column->addLayout(makeRow({m_remove, Stretch(), m_done}));
    hide();
    m_texts.add([this] {
        m_title->setText(tr("Prompt from %1 on", "time").arg(m_state.time));
        setAccessibleName(m_title->text());
        m_edit->setAccessibleName(m_title->text());
        m_edit->setPlaceholderText(tr("What the person does from here on"));
        m_remove->setText(tr("Remove"));
        m_remove->setAccessibleName(tr("Remove this prompt"));
        m_done->setText(tr("Done"));
        m_done->setAccessibleName(m_done->text());
    });
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        if (isVisible())
            Q_EMIT edited(m_edit->toPlainText());
    });
    connect(m_done, &QPushButton::clicked, this, &PromptPopup::accept);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT removed();
        close();
    });
}

void PromptPopup::open(const State& state, const QPoint& at)
{
    m_state = state;
    m_title->setText(tr("Prompt from %1 on", "time").arg(state.time));
    setAccessibleName(m_title->text());
    m_edit->setAccessibleName(m_title->text());
    m_edit->setPlainText(state.prompt);
    m_remove->setVisible(!state.isNew);
    m_at = at;
    m_problem.clear();
    place();
    show();
    raise();
    m_edit->selectAll();
    m_edit->setFocus(Qt::PopupFocusReason);
    qApp->installEventFilter(this);
    Q_EMIT edited(state.prompt);
}

void PromptPopup::setProblem(const QString& words)
{
    if (std::exchange(m_problem, words) != words)
        place();
}

// Its height follows from the words below the text.
void PromptPopup::place()
{
    const bool isBoth = !m_state.note.isEmpty() && !m_problem.isEmpty();
    m_note->setText(m_state.note % (isBoth ? QStringLiteral("\n") : QString()) % m_problem);
    m_note->setVisible(!m_note->text().isEmpty());
    const QWidget& window = *parentWidget();
    const int width = std::min(m_theme.px(kWidth), window.width());
    setFixedWidth(width);
    adjustSize();
    move(std::clamp(m_at.x() - width / 2, 0, window.width() - width),
         std::max(0, m_at.y() - height() - m_theme.px(kDistance)));
}

void PromptPopup::close()
{
    hide();
    qApp->removeEventFilter(this);
    Q_EMIT closed();
}

bool PromptPopup::cancel()
{
    if (!isVisible())
        return false;
    close();
    return true;
}

void PromptPopup::accept()
{
    if (!isVisible())
        return;
    hide(); // What follows may open it again.
    qApp->removeEventFilter(this);
    Q_EMIT accepted(m_edit->toPlainText().trimmed());
    Q_EMIT closed();
}

bool PromptPopup::eventFilter(QObject* watched, QEvent* event)
{
    const auto* const widget = qobject_cast<QWidget*>(watched);
    const bool isPress = event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick;
    if (isPress && widget && isVisible() && widget->window() == window() && widget != this && !isAncestorOf(widget)) {
        accept();
        return false;
    }
    if (watched != m_edit || (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress))
        return QFrame::eventFilter(watched, event);
    const auto* const key = static_cast<QKeyEvent*>(event);
    const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!isReturn || key->modifiers() == Qt::ShiftModifier) // A line more.
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::ShortcutOverride)
        event->accept(); // Ctrl+Return is Render's elsewhere: it would render without this text.
    else
        accept();
    return true;
}

} // namespace studio::ui
