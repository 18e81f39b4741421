// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/MessageBar.h"

#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/FlowLayout.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace studio::ui {
namespace {

QString toneName(Tone tone)
{
    return tone == Tone::Warn ? QStringLiteral("warn")
        : tone == Tone::Ok    ? QStringLiteral("ok")
                              : QStringLiteral("bad");
}

QLabel* sentence(const QString& role, const QString& name, QWidget* parent)
{
    auto* const label = new QLabel(parent);
    label->setObjectName(name);
    label->setProperty("role", role);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::NoFocus);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QPushButton* flatButton(const QString& name, QWidget* parent)
{
    auto* const button = new QPushButton(parent);
    button->setObjectName(name);
    button->setProperty("role", QStringLiteral("flat"));
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

MessageBar::MessageBar(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_what(sentence(QStringLiteral("title"), QStringLiteral("messageWhatLabel"), this))
    , m_why(sentence(QStringLiteral("soft"), QStringLiteral("messageWhyLabel"), this))
    , m_code(new QLabel(this))
    , m_next(flatButton(QStringLiteral("messageNextButton"), this))
    , m_detailsButton(flatButton(QStringLiteral("messageDetailsButton"), this))
    , m_copyButton(flatButton(QStringLiteral("messageCopyButton"), this))
    , m_details(new QPlainTextEdit(this))
    , m_close(new QToolButton(this))
    , m_actions(new FlowLayout(8))
{
    setObjectName(QStringLiteral("messageBar"));
    setAccessibleRole(*this, QAccessible::AlertMessage);
    m_code->setObjectName(QStringLiteral("messageCodeLabel"));
    m_code->setProperty("role", QStringLiteral("hint"));
    m_details->setObjectName(QStringLiteral("messageDetailsTextEdit"));
    m_details->setReadOnly(true);
    m_details->setFixedHeight(theme.px(96));
    m_details->setTabChangesFocus(true);
    m_details->hide();
    m_copyButton->hide();
    m_detailsButton->setCheckable(true);
    m_close->setObjectName(QStringLiteral("messageCloseButton"));
    m_close->setIcon(theme.icon(Glyph::Cancel));
    m_close->setIconSize(QSize(theme.px(16), theme.px(16)));
    m_close->setFocusPolicy(Qt::TabFocus);

    auto* const quiet = new QWidget(this);
    auto* const quietRow = new QHBoxLayout(quiet);
    quietRow->setContentsMargins(0, 0, 0, 0);
    quietRow->setSpacing(6);
    for (QWidget* const widget : std::initializer_list<QWidget*>{m_code, m_next, m_copyButton, m_detailsButton})
        quietRow->addWidget(widget);
    m_actions->insertWidget(0, quiet);
    auto* const column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(m_what);
    column->addWidget(m_why);
    column->addSpacing(6);
    column->addLayout(m_actions);
    column->addWidget(m_details);
    auto* const box = new QHBoxLayout(this);
    box->setContentsMargins(14, 12, 8, 12);
    box->setSpacing(10);
    box->addWidget(m_icon, 0, Qt::AlignTop);
    box->addLayout(column, 1);
    box->addWidget(m_close, 0, Qt::AlignTop);

    connect(m_close, &QToolButton::clicked, this, &MessageBar::dismissed);
    connect(m_next, &QPushButton::clicked, this, &MessageBar::nextRequested);
    connect(m_copyButton, &QPushButton::clicked, this, [this] { Q_EMIT copyRequested(wholeText()); });
    connect(m_detailsButton, &QPushButton::toggled, this, [this](bool shown) {
        m_details->setVisible(shown);
        m_copyButton->setVisible(shown);
        updateGeometry();
    });
    connect(&theme, &Theme::changed, this, &MessageBar::showIcon);
    retranslate();
}

void MessageBar::setState(const MessageState& state)
{
    const bool other = state.code != m_state.code || state.what != m_state.what;
    m_state = state;
    setProperty("tone", toneName(state.tone));
    style()->unpolish(this);
    style()->polish(this);
    showIcon();
    m_what->setText(state.what);
    m_why->setText(state.why);
    m_why->setVisible(!state.why.isEmpty());
    m_code->setText(state.code);
    m_details->setPlainText(state.details);
    m_detailsButton->setVisible(!state.details.isEmpty());
    if (other)
        m_detailsButton->setChecked(false);
    // Existing buttons are reused, since one may be under the pointer.
    while (m_buttons.size() < static_cast<size_t>(state.buttons.size())) {
        const auto index = static_cast<int>(m_buttons.size());
        auto* const button = new QPushButton(this);
        button->setObjectName(QStringLiteral("messageActionButton%1").arg(index + 1));
        button->setFocusPolicy(Qt::TabFocus);
        if (index == 0)
            button->setProperty("role", QStringLiteral("primary"));
        connect(button, &QPushButton::clicked, this, [this, index] { Q_EMIT actionTriggered(index); });
        m_actions->insertWidget(index, button);
        m_buttons.push_back(button);
    }
    for (size_t i = 0; i < m_buttons.size(); ++i) {
        const bool shown = i < static_cast<size_t>(state.buttons.size());
        m_buttons[i]->setVisible(shown);
        if (shown)
            m_buttons[i]->setText(state.buttons.at(static_cast<qsizetype>(i)));
    }
    retranslate();
    updateGeometry();
    if (other && isVisible()) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void MessageBar::takeFocus()
{
    if (!m_buttons.empty() && m_buttons.front()->isVisible())
        m_buttons.front()->setFocus(Qt::ShortcutFocusReason);
    else
        m_close->setFocus(Qt::ShortcutFocusReason);
}

void MessageBar::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void MessageBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT dismissed();
    else
        QFrame::keyPressEvent(event);
}

void MessageBar::retranslate()
{
    setAccessibleName(m_state.what.isEmpty() ? tr("Message") : m_state.what);
    setAccessibleDescription(m_state.why);
    m_details->setAccessibleName(tr("Details of the message"));
    m_detailsButton->setText(tr("Details"));
    m_copyButton->setText(tr("Copy"));
    m_close->setToolTip(tr("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss"));
    m_next->setVisible(m_state.count > 1);
    m_next->setText(tr("%1 of %2").arg(m_state.number).arg(m_state.count));
    m_next->setToolTip(tr("Show the next message"));
    m_next->setAccessibleName(m_next->toolTip());
    m_detailsButton->setAccessibleName(m_detailsButton->text());
    m_copyButton->setAccessibleName(m_copyButton->text());
}

void MessageBar::showIcon()
{
    m_icon->setPixmap(m_theme.pixmap(Theme::glyph(m_state.tone), m_theme.px(20),
                                     m_theme.color(Theme::token(m_state.tone)), devicePixelRatioF()));
}

QString MessageBar::wholeText() const
{
    return m_state.code + u'\n' + m_state.what + u'\n' + m_state.why + u'\n' + m_state.details;
}

} // namespace studio::ui
