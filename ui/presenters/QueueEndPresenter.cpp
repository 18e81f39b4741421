// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/QueueEndPresenter.h"

#include "ui/common/Actions.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/WindowContext.h"
#include "ui/services/Countdown.h"
#include "ui/services/DownloadService.h"
#include "ui/services/ExportService.h"
#include "ui/services/FileWorker.h"
#include "ui/services/RenderService.h"
#include "ui/services/WeightPreparer.h"

#include <QAction>

#include <utility>

namespace studio::ui {
namespace {

constexpr int kSeconds = 60;
constexpr QLatin1String kCountsDown("queue is done"); // its message
constexpr QLatin1String kAwake("stays awake"); // likewise

MessageValues secondsLeft(const Countdown& countdown)
{
    return {{QStringLiteral("n"), QString::number(countdown.left())}};
}

} // namespace

QueueEndPresenter::QueueEndPresenter(const WindowContext& context, const Actions& actions, MessageCentre& messages,
                                     QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_actions(actions)
    , m_messages(messages)
    , m_countdown(new Countdown(this))
{
    actions[ActionId::WhenDoneSleep]->setVisible(static_cast<bool>(context.putToSleep));
    choose(Choice::Nothing);
    for (const ActionId id : {ActionId::WhenDoneNothing, ActionId::WhenDoneClose, ActionId::WhenDoneSleep})
        connect(actions[id], &QAction::toggled, this, [this](bool chosen) {
            if (!chosen)
                return;
            stop(); // What counts down is something else.
            review();
            Q_EMIT choiceChanged();
        });
    connect(&context.renderer, &RenderService::takeEnded, this, &QueueEndPresenter::takeEnded);
    connect(&context.renderer, &RenderService::stateChanged, this, &QueueEndPresenter::review);
    connect(&context.exporter, &ExportService::jobChanged, this, &QueueEndPresenter::review);
    connect(&context.downloads, &DownloadService::changed, this, &QueueEndPresenter::review);
    connect(&context.preparer, &WeightPreparer::changed, this, &QueueEndPresenter::review);
    connect(m_countdown, &Countdown::ticked, this,
            [this] { m_messages.update(kCountsDown, secondsLeft(*m_countdown)); });
    connect(m_countdown, &Countdown::ended, this, &QueueEndPresenter::act);
    connect(&messages, &MessageCentre::shownChanged, this, [this] {
        if (m_countdown->isRunning() && !m_messages.has(kCountsDown)) // "Don't", or dismissed.
            choose(Choice::Nothing);
    });
    connect(&context.files, &FileWorker::idle, this, [this] {
        if (std::exchange(m_sleepWhenWritten, false))
            sleep();
    });
}

void QueueEndPresenter::choose(Choice choice)
{
    m_actions[choice == Choice::Close       ? ActionId::WhenDoneClose
                  : choice == Choice::Sleep ? ActionId::WhenDoneSleep
                                            : ActionId::WhenDoneNothing]
        ->setChecked(true);
}

QueueEndPresenter::Choice QueueEndPresenter::choice() const
{
    return m_actions[ActionId::WhenDoneClose]->isChecked() ? Choice::Close
        : m_actions[ActionId::WhenDoneSleep]->isChecked()  ? Choice::Sleep
                                                           : Choice::Nothing;
}

void QueueEndPresenter::takeEnded(const project::Take& take)
{
    m_made = take.state == project::TakeState::Finished || (m_made && take.state != project::TakeState::Stopped);
    const jobs::QueueState& queue = m_context.renderer.state();
    if (queue.run != jobs::RunState::Idle || queue.waiting() > 0)
        return;
    // A choice that is made later is about the next queue.
    m_due = std::exchange(m_made, false) && choice() != Choice::Nothing;
    review();
}

// Starts or stops the countdown.
void QueueEndPresenter::review()
{
    const jobs::QueueState& queue = m_context.renderer.state();
    if (queue.run != jobs::RunState::Idle || queue.waiting() > 0 || choice() == Choice::Nothing)
        m_due = false;
    const bool counts = m_due && !isBusyElsewhere();
    if (counts == m_countdown->isRunning())
        return;
    if (!counts) {
        stop();
        return;
    }
    m_countdown->start(kSeconds);
    m_messages.show(kCountsDown, choice() == Choice::Close ? MessageId::QueueDoneCloses : MessageId::QueueDoneSleeps,
                    secondsLeft(*m_countdown), {}, {{Remedy::Dont, [] {}}});
    m_messages.raise(kCountsDown);
}

// Besides the queue: all that an end, or a sleep, would break off.
bool QueueEndPresenter::isBusyElsewhere() const
{
    const DownloadState download = m_context.downloads.status().state;
    const PreparationState::Phase weights = m_context.preparer.state().phase;
    return m_context.exporter.isRunning() || download == DownloadState::Listing || download == DownloadState::Loading
        || weights == PreparationState::Phase::Running || weights == PreparationState::Phase::Stopping;
}

void QueueEndPresenter::stop()
{
    m_countdown->stop();
    m_messages.withdraw(kCountsDown);
}

void QueueEndPresenter::act()
{
    const Choice chosen = choice();
    m_due = false;
    m_messages.withdraw(kCountsDown);
    choose(Choice::Nothing);
    if (chosen == Choice::Close) {
        Q_EMIT closeWanted();
        return;
    }
    Q_EMIT keepWanted();
    if (m_context.files.isBusy())
        m_sleepWhenWritten = true;
    else
        sleep();
}

void QueueEndPresenter::sleep()
{
    m_context.putToSleep(this, [this](const QString& problem) {
        if (problem.isEmpty())
            return;
        m_messages.show(kAwake, MessageId::MachineStaysAwake, {{QStringLiteral("problem"), problem}});
        m_messages.raise(kAwake);
    });
}

} // namespace studio::ui
