// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Messages.h"

#include <QObject>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace studio::ui {

class MessageBar;

// The action of each button. A button without an action isn't shown.
using Remedies = std::map<Remedy, std::function<void()>>;

// Shows messages that concern no single field in one bar over the picture. One message is visible, newer ones wait. A
// message stays until it is answered, dismissed or withdrawn.
class MessageCentre : public QObject {
    Q_OBJECT

public:
    MessageCentre(MessageBar& bar, QObject* parent);

    // A new message replaces the one with the same `cause`.
    void show(const QString& cause, MessageId id, const MessageValues& values = {}, const QString& detail = {},
              Remedies remedies = {});
    // For an error: {reason} is its reason in the current language; its detail is shown under Details.
    void showError(const QString& cause, MessageId id, const Error& error, const MessageValues& values = {},
                   Remedies remedies = {});
    // Gives the message of this cause other values, and leaves alone which one is visible.
    void update(const QString& cause, const MessageValues& values);
    // Makes the message of this cause the visible one.
    void raise(const QString& cause);
    [[nodiscard]] bool has(const QString& cause) const;
    void withdraw(const QString& cause);
    // Removes the visible message.
    void dismiss();
    void takeFocus();
    [[nodiscard]] bool isShown() const { return !m_notices.empty(); }
    [[nodiscard]] bool hasFocus() const;
    // Shows the visible message in the current language.
    void retranslate();

Q_SIGNALS:
    void shownChanged();

private:
    struct Notice {
        QString cause;
        MessageId id;
        MessageValues values;
        QString detail;
        Remedies remedies;
        std::optional<Error> error;
    };

    void show(Notice notice);
    [[nodiscard]] std::vector<Notice>::iterator find(const QString& cause);
    void showCurrent();
    void act(int button);

    MessageBar& m_bar;
    std::vector<Notice> m_notices; // oldest first
    size_t m_current = 0;
    std::vector<Remedy> m_buttons; // of the visible message
};

} // namespace studio::ui
