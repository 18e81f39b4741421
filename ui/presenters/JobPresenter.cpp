// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/JobPresenter.h"

#include "core/jobs/ProgressMeter.h"
#include "core/settings/Settings.h"
#include "ui/common/Actions.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/ContractWords.h"
#include "ui/panels/JobStrip.h"
#include "ui/presenters/JobQuestions.h"
#include "ui/presenters/TaskbarProgress.h"
#include "ui/services/Background.h"
#include "ui/services/Folders.h"
#include "ui/services/RenderService.h"
#include "ui/services/TelemetryService.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/PaintText.h"

#include <QAction>
#include <QApplication>
#include <QStorageInfo>
#include <QSystemTrayIcon>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <utility>

namespace studio::ui {
namespace {

// The disk of a failed take.
struct TakeDisk {
    QString name;
    qint64 free = 0; // bytes
    std::optional<int64_t> toCome; // estimated bytes of the rest of the film
};

TakeDisk readDisk(const project::Take& take, const QString& takesFolder)
{
    const QStorageInfo disk(takesFolder);
    TakeDisk found{.name = disk.displayName(), .free = disk.bytesAvailable(), .toCome = {}};
    std::error_code failed;
    const uintmax_t made = std::filesystem::file_size(take.movie, failed);
    if (!failed && take.framesMade > 0)
        found.toCome = std::llround(static_cast<double>(made) / static_cast<double>(take.framesMade)
                                    * static_cast<double>(take.framesTotal - take.framesMade));
    return found;
}

bool makesFirstFrames(const jobs::JobProgress& progress)
{
    return progress.shownStage() == jobs::JobStage::Frames && progress.frames == 0 && progress.forwardsToFrames > 0;
}

constexpr QLatin1String kTakeEnded("take ended"); // its message
constexpr int kArmedFor = 2000; // ms between the two presses of Esc

int stageOf(jobs::JobStage stage)
{
    switch (stage) {
    case jobs::JobStage::Inputs:
    case jobs::JobStage::Load: return 0;
    case jobs::JobStage::Text: return 1;
    case jobs::JobStage::Audio: return 2;
    case jobs::JobStage::Image: return 3;
    case jobs::JobStage::Frames: return 4;
    case jobs::JobStage::Encode: return 5;
    }
    return 0;
}

} // namespace

JobPresenter::JobPresenter(const WindowContext& context, JobStrip& panel, const Actions& actions,
                           MessageCentre& messages, JobQuestions& questions, QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_panel(panel)
    , m_actions(actions)
    , m_messages(messages)
    , m_questions(questions)
    , m_window(window)
    , m_armed(new QTimer(this))
{
    m_armed->setSingleShot(true);
    m_armed->setInterval(kArmedFor);
    connect(m_armed, &QTimer::timeout, this, &JobPresenter::show);
    connect(&panel, &JobStrip::whyWanted, this, &JobPresenter::showWhy);
    connect(&m_context.telemetry, &TelemetryService::sampled, this, [this](const telemetry::MachineSample& sample) {
        if (m_context.renderer.isRunning())
            m_others.add(sample);
    });
    connect(&panel, &JobStrip::continueWanted, this, [this] {
        if (m_last)
            Q_EMIT continueWanted(*m_last);
    });
    connect(&panel, &JobStrip::answered, &questions, &JobQuestions::answer);
    connect(&questions, &JobQuestions::changed, this, &JobPresenter::show);
    const RenderService& renderer = m_context.renderer;
    connect(&renderer, &RenderService::stateChanged, this, [this](const jobs::QueueState& state) {
        if (state.take && state.run != jobs::RunState::Idle)
            m_last = state.take;
        if (const jobs::Job* const running = state.running()) {
            m_promised = running->stages;
            if (std::exchange(m_job, running->id) != running->id) {
                m_others = {};
                m_others.add(m_context.telemetry.latest());
            }
        }
        Q_EMIT stateChanged();
    });
    connect(&renderer, &RenderService::progressed, this, [this](const jobs::JobProgress& progress) {
        if (m_app.stage != progress.shownStage() || m_app.take != progress.take
            || m_app.firstFrames != makesFirstFrames(progress))
            Q_EMIT stateChanged(); // The strip's title contains the stage.
        show();
        TaskbarProgress::show(progress.part(), TaskbarProgress::Visible::Yes);
        Q_EMIT titleChanged();
    });
    connect(&renderer, &RenderService::ticked, this, &JobPresenter::show);
    connect(&renderer, &RenderService::takeEnded, this, &JobPresenter::takeEnded);
    connect(&m_context.takes, &QAbstractItemModel::rowsRemoved, this, [this] {
        if (m_last && !m_last->movie.empty() && !m_context.takes.byNumber(m_last->number))
            m_last.reset(); // A removed take has no status.
        Q_EMIT stateChanged();
    });
    connectActions();
    if (const std::filesystem::path kept = renderer.state().unreadable; !kept.empty()) {
        QMetaObject::invokeMethod( // after the window's other parts are constructed
            this,
            [this, kept] {
                m_messages.show(QStringLiteral("queue"), MessageId::QueueUnreadable,
                                {{QStringLiteral("file"), words::text(kept.filename())}}, words::text(kept));
            },
            Qt::QueuedConnection);
    }
}

JobPresenter::~JobPresenter() = default;

void JobPresenter::connectActions()
{
    const auto on = [this](ActionId id, auto&& act) { connect(m_actions[id], &QAction::triggered, this, act); };
    on(ActionId::PauseResume, [this] {
        jobs::RenderQueue& queue = m_context.renderer.queue();
        m_context.renderer.state().run == jobs::RunState::Paused ? queue.resume() : queue.pause();
    });
    on(ActionId::StopAndKeep, [this] { stopAndKeep(); });
}

void JobPresenter::stopAndKeep()
{
    m_armed->stop();
    m_context.renderer.queue().stop();
}

void JobPresenter::contribute(AppState& state) const
{
    const jobs::QueueState& queue = m_context.renderer.state();
    switch (queue.run) {
    case jobs::RunState::Idle:
        if (m_last) {
            state.job = m_last->state == project::TakeState::Finished ? JobPhase::Finished
                : m_last->state == project::TakeState::Failed         ? JobPhase::Failed
                : m_last->state == project::TakeState::Stopped        ? JobPhase::Stopped
                                                                      : JobPhase::Idle;
        }
        break;
    case jobs::RunState::Starting: state.job = JobPhase::Loading; break;
    case jobs::RunState::Rendering: state.job = JobPhase::Rendering; break;
    case jobs::RunState::Pausing: state.job = JobPhase::Pausing; break;
    case jobs::RunState::Paused: state.job = JobPhase::Paused; break;
    case jobs::RunState::Stopping: state.job = JobPhase::Stopping; break;
    }
    const jobs::JobProgress& progress = m_context.renderer.progress();
    state.deviceIsFree = queue.deviceIsFree;
    state.stage = progress.shownStage();
    state.firstFrames = makesFirstFrames(progress);
    if (state.job == JobPhase::Rendering && state.stage == jobs::JobStage::Load)
        state.job = JobPhase::Loading;
    state.overdue = m_last && m_last->report.promisedSeconds
        && keptTime(*m_last->report.promisedSeconds, m_last->report.totalSeconds) == Kept::No;
    state.take = queue.run != jobs::RunState::Idle ? progress.take : m_last ? m_last->number : 0;
}

QString JobPresenter::framesWords() const
{
    const jobs::JobProgress& progress = m_context.renderer.progress();
    if (progress.shownStage() == jobs::JobStage::Load && progress.prepared < progress.preparing)
        return tr("%1 of %2 GB", "loaded, all")
            .arg(words::gigabytes(progress.prepared), words::gigabytes(progress.preparing));
    if (progress.stage == jobs::JobStage::Audio && progress.voiceSeconds > 0)
        return tr("%1 of %2", "times")
            .arg(clockText(progress.stageShare * progress.voiceSeconds, ClockTenths::Hidden),
                 clockText(progress.voiceSeconds, ClockTenths::Hidden));
    if (progress.stage != jobs::JobStage::Frames && progress.stageShare > 0)
        return tr("%1 %").arg(static_cast<int>(std::floor(progress.stageShare * 100)));
    if (m_app.job == JobPhase::Rendering && makesFirstFrames(progress))
        return tr("%1 of %2 steps", "of the first frames").arg(progress.forward).arg(progress.forwardsToFrames);
    if (m_app.job == JobPhase::Paused && progress.framesTotal > 0)
        return safeWords(progress.frames, progress.framesTotal);
    return progress.framesTotal > 0 ? tr("%1 of %2 frames").arg(progress.frames).arg(progress.framesTotal) : QString();
}

// "1:02 of 9:14 safe"
QString JobPresenter::safeWords(int64_t made, int64_t all)
{
    if (all <= 0)
        return {};
    const auto time = [](int64_t frames) { return clockText(static_cast<double>(frames) / kFramesPerSecond); };
    return tr("%1 of %2 safe", "times").arg(time(made), time(all));
}

QString JobPresenter::keptWords(double promised, double taken)
{
    switch (keptTime(promised, taken)) {
    case Kept::Yes: return tr("promise kept");
    case Kept::About: return tr("about as promised");
    case Kept::No: break;
    }
    return tr("%1 more", "duration").arg(words::duration(taken - promised));
}

QString JobPresenter::timeWords() const
{
    const jobs::JobProgress& progress = m_context.renderer.progress();
    const QString gone = clockText(m_context.renderer.secondsGone(), ClockTenths::Hidden);
    if (m_app.job == JobPhase::Paused)
        return tr("%1 elapsed · paused").arg(gone);
    if (m_app.job == JobPhase::Pausing || m_app.job == JobPhase::Stopping)
        return tr("%1 elapsed").arg(gone);
    // The report's, less what has gone by since.
    const double left
        = progress.secondsLeft.value_or(0) - std::max(0.0, m_context.renderer.secondsGone() - progress.elapsedSeconds);
    const QString leftWords = left >= 0.5 ? clockText(left, ClockTenths::Hidden) : QStringLiteral("–");
    return tr("%1 elapsed · %2 left").arg(gone, leftWords);
}

void JobPresenter::setState(const AppState& state)
{
    m_app = state;
    show();
}

void JobPresenter::show()
{
    m_questions.review();
    const jobs::JobProgress& progress = m_context.renderer.progress();
    const StripTitle title = stripTitle(m_app);
    JobStripState state;
    state.glyph = title.glyph;
    state.token = title.token;
    state.title = title.words;
    state.paused = m_app.job == JobPhase::Paused;
    state.stopArmed = m_armed->isActive();
    state.why = m_app.job == JobPhase::Finished && m_app.overdue;
    state.question = m_questions.question();
    state.answers = m_questions.answers();
    if (m_app.busy()) {
        state.stage = stageOf(progress.stage);
        state.stagePart = progress.stage == jobs::JobStage::Frames
            ? jobs::framesPart(progress.forward, progress.forwards, progress.frames, progress.framesTotal)
            : progress.stageShare;
        const bool still = m_app.job != JobPhase::Rendering && m_app.job != JobPhase::Loading;
        state.stageTone = still ? Tone::Warn : Tone::Busy;
        state.part = progress.part();
        state.framesShort = framesWords();
        state.frames = state.framesShort;
        if (m_app.job == JobPhase::Rendering && m_app.firstFrames)
            state.frames = tr("%1 · nothing to show yet", "steps").arg(state.framesShort);
        else if (m_app.job == JobPhase::Rendering && progress.blocks > 0)
            state.frames = tr("block %1 of %2 · %3", "blocks, frames")
                               .arg(std::min(progress.block + 1, progress.blocks))
                               .arg(progress.blocks)
                               .arg(state.framesShort);
        state.time = timeWords();
    } else if (m_last && m_app.job != JobPhase::Idle) {
        const bool finished = m_app.job == JobPhase::Finished;
        state.continues = !m_last->canGoOn() ? JobStripState::Continues::No
            : finished                       ? JobStripState::Continues::Voice
                                             : JobStripState::Continues::Take;
        const double taken = m_last->report.totalSeconds;
        const std::optional<double>& promised = m_last->report.promisedSeconds;
        state.stage = finished ? 6 : 4;
        state.stageTone = Tone::Warn;
        const auto total = static_cast<double>(std::max<int64_t>(1, m_last->framesTotal));
        state.part = state.stagePart = finished ? 1 : static_cast<double>(m_last->framesMade) / total;
        state.frames = !finished ? safeWords(m_last->framesMade, m_last->framesTotal)
            : promised           ? tr("%1 · %2 promised", "times")
                             .arg(clockText(taken, ClockTenths::Hidden), clockText(*promised, ClockTenths::Hidden))
                       : tr("%1 frames in %2").arg(m_last->framesMade).arg(words::duration(taken));
        state.framesShort = state.frames;
        if (finished && promised)
            state.time = keptWords(*promised, taken);
    }
    m_panel.setState(state);
}

bool JobPresenter::escapeStops()
{
    if (!m_actions[ActionId::StopAndKeep]->isEnabled())
        return false;
    if (m_armed->isActive()) {
        stopAndKeep();
    } else {
        m_armed->start();
    }
    show();
    return true;
}

QString JobPresenter::titlePart() const
{
    if (!m_app.busy())
        return {};
    const auto percent = static_cast<int>(std::floor(m_context.renderer.progress().part() * 100));
    return m_app.take > 0 ? tr("%1 % · Take %2", "percent, number").arg(percent).arg(m_app.take)
                          : tr("%1 %").arg(percent);
}

void JobPresenter::showWhy()
{
    if (!m_last)
        return;
    auto* dialog = new LateDialog({.take = *m_last, .promised = m_promised, .others = m_others}, &m_window);
    dialog->show();
}

void JobPresenter::takeEnded(const project::Take& take)
{
    m_last = take;
    TaskbarProgress::show(0, TaskbarProgress::Visible::No);
    if (take.state == project::TakeState::Failed && take.error) {
        const QString takes = Folders::of(m_context.settings).takes;
        inBackground(
            this, [take, takes] { return readDisk(take, takes); },
            [this, take, takes](const TakeDisk& disk) {
                const QString need = disk.toCome ? words::bytes(*disk.toCome) : tr("more");
                takeFailed(take,
                           {{QStringLiteral("folder"), takes},
                            {QStringLiteral("disk"), disk.name},
                            {QStringLiteral("free"), words::bytes(disk.free)},
                            {QStringLiteral("need"), need}});
            });
    } else {
        m_messages.withdraw(kTakeEnded);
        if (take.state == project::TakeState::Stopped && take.movie.empty())
            sayHeld();
        if (take.state == project::TakeState::Finished)
            notify(tr("%1 is finished").arg(words::takeName(take)),
                   tr("%1 of film in %2.", "length, time")
                       .arg(clockText(take.seconds()), words::duration(take.report.totalSeconds)));
    }
    Q_EMIT stateChanged();
}

// A job that was stopped before its first frame has become no take.
void JobPresenter::sayHeld()
{
    jobs::RenderQueue& queue = m_context.renderer.queue();
    const auto isHeld = [&queue, id = m_job] {
        const std::vector<jobs::Job> jobs = queue.state().jobs;
        return std::any_of(jobs.begin(), jobs.end(),
                           [id](const jobs::Job& job) { return job.id == id && job.state == jobs::JobState::Held; });
    };
    if (isHeld()) // It wasn't removed.
        m_questions.offer(tr("Stopped before the first picture. The job is in the queue, on hold."),
                          {{tr("Render it after all"),
                            [&queue, id = m_job] {
                                queue.setHeld(id, false);
                                queue.start();
                            }},
                           {tr("OK")}},
                          isHeld);
}

void JobPresenter::takeFailed(const project::Take& take, MessageValues values)
{
    const Error& error = *take.error;
    const QString made = clockText(take.seconds());
    const QString all = clockText(static_cast<double>(take.framesTotal) / take.frameRate);
    values.insert({{QStringLiteral("n"), QString::number(take.number)},
                   {QStringLiteral("safe"),
                    take.framesMade > 0 ? tr("%1 of %2 are safe and can be played.", "times").arg(made, all)
                                        : tr("Not a second of it was made yet.")},
                   {QStringLiteral("file"), words::fileName(error.subject)},
                   {QStringLiteral("codec"), QStringLiteral("H.264")},
                   {QStringLiteral("message"), QString::fromStdString(error.detail).section(QLatin1Char('\n'), 0, 0)}});
    const auto press = [this](ActionId id) { return [this, id] { m_actions[id]->trigger(); }; };
    const bool isBegun = take.number > 0;
    const MessageId id = isBegun ? messageOf(error.code, ErrorSubject::Take) : MessageId::NotWritable;
    m_messages.showError(kTakeEnded, id, {error.code, error.subject, error.subject + "\n" + error.detail}, values,
                         {{Remedy::CopyDiagnostics, press(ActionId::CopyDiagnostics)},
                          {Remedy::ShowPlan, press(ActionId::PlanDetails)},
                          {Remedy::ChooseFolder, [this] { Q_EMIT settingsWanted(SettingsPage::Files); }},
                          {Remedy::ContinueTake, [this, take] { Q_EMIT continueWanted(take); }},
                          {Remedy::DeleteOldTakes, press(ActionId::ShowTakesFolder)},
                          {Remedy::ShowMissing, [this] { Q_EMIT settingsWanted(SettingsPage::Model); }},
                          {Remedy::UseDemoModel, [this] { Q_EMIT demoModelWanted(); }}});
    notify(isBegun ? tr("%1 failed").arg(words::takeName(take)) : tr("No take was begun"), message(id, values).what);
}

void JobPresenter::notify(const QString& title, const QString& text)
{
    if (m_window.isActiveWindow() || !m_context.settings.get(settings::kNotifications)
        || !QSystemTrayIcon::isSystemTrayAvailable())
        return;
    if (!m_tray) {
        m_tray = new QSystemTrayIcon(Theme::applicationIcon(), this);
        connect(m_tray, &QSystemTrayIcon::messageClicked, this, [this] {
            m_window.raise();
            m_window.activateWindow();
            m_tray->hide();
        });
    }
    m_tray->show();
    m_tray->showMessage(title, text, Theme::applicationIcon());
}

} // namespace studio::ui
