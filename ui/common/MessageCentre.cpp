// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/MessageCentre.h"

#include "ui/widgets/MessageBar.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>

#include <algorithm>

namespace studio::ui {

MessageCentre::MessageCentre(MessageBar& bar, QObject* parent)
    : QObject(parent)
    , m_bar(bar)
{
    connect(&bar, &MessageBar::actionTriggered, this, &MessageCentre::act);
    connect(&bar, &MessageBar::dismissed, this, &MessageCentre::dismiss);
    connect(&bar, &MessageBar::nextRequested, this, [this] {
        m_current = (m_current + 1) % m_notices.size();
        showCurrent();
    });
    connect(&bar, &MessageBar::copyRequested, this,
            [](const QString& text) { QApplication::clipboard()->setText(text); });
}

void MessageCentre::show(const QString& cause, MessageId id, const MessageValues& values, const QString& detail,
                         Remedies remedies)
{
    show({.cause = cause, .id = id, .values = values, .detail = detail, .remedies = std::move(remedies), .error = {}});
}

void MessageCentre::showError(const QString& cause, MessageId id, const Error& error, const MessageValues& values,
                              Remedies remedies)
{
    show({.cause = cause,
          .id = id,
          .values = values,
          .detail = QString::fromStdString(error.detail),
          .remedies = std::move(remedies),
          .error = error});
}

void MessageCentre::show(Notice notice)
{
    const auto same = find(notice.cause);
    if (same != m_notices.end())
        *same = std::move(notice);
    else
        m_notices.push_back(std::move(notice));
    showCurrent();
    QAccessibleEvent alert(&m_bar, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

std::vector<MessageCentre::Notice>::iterator MessageCentre::find(const QString& cause)
{
    return std::find_if(m_notices.begin(), m_notices.end(),
                        [&cause](const Notice& notice) { return notice.cause == cause; });
}

bool MessageCentre::has(const QString& cause) const
{
    return std::any_of(m_notices.begin(), m_notices.end(),
                       [&cause](const Notice& notice) { return notice.cause == cause; });
}

void MessageCentre::update(const QString& cause, const MessageValues& values)
{
    if (const auto found = find(cause); found != m_notices.end()) {
        found->values = values;
        showCurrent();
    }
}

void MessageCentre::raise(const QString& cause)
{
    if (const auto found = find(cause); found != m_notices.end()) {
        m_current = static_cast<size_t>(found - m_notices.begin());
        showCurrent();
    }
}

void MessageCentre::withdraw(const QString& cause)
{
    const auto gone = find(cause);
    if (gone == m_notices.end())
        return;
    const auto index = static_cast<size_t>(gone - m_notices.begin());
    m_notices.erase(gone);
    if (index < m_current || m_current == m_notices.size())
        m_current = m_current > 0 ? m_current - 1 : 0;
    showCurrent();
}

void MessageCentre::dismiss()
{
    if (!m_notices.empty())
        withdraw(QString(m_notices[m_current].cause)); // a copy: withdraw() destroys the notice with the original
}

void MessageCentre::takeFocus()
{
    if (!m_notices.empty())
        m_bar.takeFocus();
}

bool MessageCentre::hasFocus() const
{
    const QWidget* focus = QApplication::focusWidget();
    return focus && m_bar.isAncestorOf(focus);
}

void MessageCentre::retranslate()
{
    showCurrent();
}

void MessageCentre::showCurrent()
{
    m_buttons.clear();
    m_bar.setVisible(!m_notices.empty());
    if (m_notices.empty()) {
        Q_EMIT shownChanged();
        return;
    }
    const Notice& notice = m_notices[m_current];
    MessageValues values = notice.values;
    if (notice.error)
        values.insert(QStringLiteral("reason"), reasonWords(*notice.error));
    const Message message = ui::message(notice.id, values);
    QStringList words;
    for (const RemedyButton& button : message.buttons) {
        if (!notice.remedies.contains(button.remedy) && button.remedy != Remedy::Dismiss
            && button.remedy != Remedy::NotNow)
            continue;
        m_buttons.push_back(button.remedy);
        words.append(button.words);
    }
    m_bar.setState({.tone = message.tone,
                    .code = message.code,
                    .what = message.what,
                    .why = message.why,
                    .buttons = words,
                    .details = notice.detail,
                    .number = static_cast<int>(m_current) + 1,
                    .count = static_cast<int>(m_notices.size())});
    Q_EMIT shownChanged();
}

void MessageCentre::act(int button)
{
    if (m_notices.empty() || button < 0 || static_cast<size_t>(button) >= m_buttons.size())
        return;
    const Notice notice = m_notices[m_current];
    const auto remedy = notice.remedies.find(m_buttons[static_cast<size_t>(button)]);
    withdraw(notice.cause);
    if (remedy != notice.remedies.end())
        remedy->second();
}

} // namespace studio::ui
