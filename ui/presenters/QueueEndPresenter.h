// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"

#include <QObject>

namespace studio::ui {

class Actions;
class Countdown;
class MessageCentre;
struct WindowContext;

// What happens when the queue is done: nothing, the program closes, or the machine goes to sleep. It happens once,
// after a countdown that can be stopped, if the queue emptied by itself and something was rendered, and never during an
// export. The choice isn't remembered over starts.
class QueueEndPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything.
    QueueEndPresenter(const WindowContext& context, const Actions& actions, MessageCentre& messages, QObject* parent);

Q_SIGNALS:
    void choiceChanged();
    void keepWanted(); // of the scene, as at the end
    void closeWanted();

private:
    enum class Choice { Nothing, Close, Sleep };
    void choose(Choice choice);
    [[nodiscard]] Choice choice() const;
    void takeEnded(const project::Take& take);
    void review();
    [[nodiscard]] bool isBusyElsewhere() const;
    void stop();
    void act();
    void sleep();

    const WindowContext& m_context;
    const Actions& m_actions;
    MessageCentre& m_messages;
    Countdown* m_countdown;
    bool m_made = false; // a take was finished since the queue was done or stopped
    bool m_due = false; // the queue is done, and what was chosen hasn't happened yet
    bool m_sleepWhenWritten = false;
};

} // namespace studio::ui
