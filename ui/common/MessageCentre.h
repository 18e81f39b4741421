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

// What a message's buttons do. A button that nobody answers is left out: there are no dead ones.
using Remedies = std::map<Remedy, std::function<void()>>;

// One bar over the picture for everything that isn't about a field. At most one message is shown, newer ones wait
// behind it; it stays until it is answered, dismissed, or its cause is gone.
class MessageCentre : public QObject {
    Q_OBJECT

public:
    MessageCentre(MessageBar& bar, QObject* parent);

    // `cause` names what it is about: a new message of the same cause takes the old one's place.
    void show(const QString& cause, MessageId id, const MessageValues& values = {}, const QString& detail = {},
              Remedies remedies = {});
    // Of an error: {reason} is said in the language of the moment, and its detail is there for whoever repairs it.
    void showError(const QString& cause, MessageId id, const Error& error, const MessageValues& values = {},
                   Remedies remedies = {});
    void withdraw(const QString& cause);
    // The one that is shown.
    void dismiss();
    void takeFocus();
    [[nodiscard]] bool isShown() const { return !m_notices.empty(); }
    [[nodiscard]] bool hasFocus() const;
    // Says what is shown in the language of the moment.
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
    void showCurrent();
    void act(int button);

    MessageBar& m_bar;
    std::vector<Notice> m_notices; // oldest first
    size_t m_current = 0;
    std::vector<Remedy> m_buttons; // of the one that is shown
};

} // namespace studio::ui
