// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/TakesPresenter.h"

#include "core/jobs/TakeForecast.h"
#include "core/media/VoiceReader.h"
#include "core/pipeline/FilmLength.h"
#include "core/settings/Settings.h"
#include "ui/common/Actions.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/TurnWords.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/NameDialog.h"
#include "ui/dialogs/ReportDialog.h"
#include "ui/models/ExportModel.h"
#include "ui/models/PresetModel.h"
#include "ui/models/QueueModel.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/ContractWords.h"
#include "ui/panels/PressGuard.h"
#include "ui/panels/TakesFilter.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/FolderOffer.h"
#include "ui/presenters/JobPlans.h"
#include "ui/presenters/JobQuestions.h"
#include "ui/presenters/JobRows.h"
#include "ui/presenters/TakeCommands.h"
#include "ui/presenters/TakeRows.h"
#include "ui/presenters/WindowRules.h"
#include "ui/services/Folders.h"
#include "ui/services/InputService.h"
#include "ui/services/RenderService.h"
#include "ui/services/Thumbnails.h"
#include "ui/widgets/JobDelegate.h"
#include "ui/widgets/PaintText.h"
#include "ui/widgets/TakeDelegate.h"

#include <QAction>
#include <QApplication>
#include <QFileInfo>
#include <QListView>
#include <QLocale>
#include <QMenu>

#include <algorithm>
#include <memory>
#include <utility>

namespace studio::ui {
namespace {

// Why a take can't be laid over the video that its portrait is from; empty: it can.
QString dubProblem(const project::Take& take)
{
    const std::string suffix = QFileInfo(words::text(take.scene.portrait)).suffix().toLower().toStdString();
    if (std::find(media::kVideoSuffixes.begin(), media::kVideoSuffixes.end(), suffix) == media::kVideoSuffixes.end())
        return TakesPresenter::tr("This take's portrait is a picture: only one from a video can be laid over it.");
    return take.state == project::TakeState::Rendering ? TakesPresenter::tr("This take is being made.")
        : take.framesMade == 0                         ? TakesPresenter::tr("This take has no film.")
                                                       : QString();
}

} // namespace

TakesPresenter::TakesPresenter(const WindowContext& context, TakesPanel& panel, const Actions& actions,
                               MessageCentre& messages, JobQuestions& questions, QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_panel(panel)
    , m_actions(actions)
    , m_messages(messages)
    , m_questions(questions)
    , m_window(window)
    , m_takeRows(new TakeRows(context.presets, context.models, this))
    , m_jobRows(new JobRows(context.queue, context.exports, context.takes, context.presets, context.models, this))
    , m_jobDelegate(new JobDelegate(m_context.theme, this))
    , m_guard(new PressGuard("startGuardTimer", this))
{
    m_takeRows->setSourceModel(&m_context.takes);
    m_panel.setLists({.takes = m_takeRows,
                      .takeDelegate = new TakeDelegate(m_context.theme, this),
                      .jobs = m_jobRows,
                      .jobDelegate = m_jobDelegate});
    connect(&m_panel, &TakesPanel::selectionChanged, this, &TakesPresenter::stateChanged);
    connect(&m_panel.filter(), &TakesFilter::changed, m_takeRows, &TakeRows::setFilter);
    for (QAbstractItemModel* model :
         {static_cast<QAbstractItemModel*>(&m_context.takes), static_cast<QAbstractItemModel*>(m_jobRows)}) {
        connect(model, &QAbstractItemModel::modelReset, this, &TakesPresenter::show);
        connect(model, &QAbstractItemModel::rowsInserted, this, &TakesPresenter::show);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &TakesPresenter::show);
        connect(model, &QAbstractItemModel::dataChanged, this, &TakesPresenter::show);
    }
    connectTakes();
    connectJobs();
    m_context.takes.setFolder(Folders::of(m_context.settings).takes);
    m_context.queue.setState(m_context.renderer.state());
    readThumbnails();
    show();
}

void TakesPresenter::setShownTake(int number)
{
    m_shownTake = number;
    m_takeRows->setShown(number);
    // One alone that is selected is the one in the player, also after that went on to the running take by itself: what
    // is renamed, starred or thrown away is what is seen.
    const std::vector<project::Take> selected = selectedTakes();
    const QModelIndex shown = m_context.takes.indexOf(number);
    if (selected.size() == 1 && selected.front().number != number && shown.isValid())
        m_panel.markTake(m_takeRows->mapFromSource(shown));
}

void TakesPresenter::setTakesBeside(const QList<int>& numbers)
{
    m_takeRows->setBeside(numbers);
    if (!numbers.isEmpty())
        mark(m_shownTake);
}

void TakesPresenter::openMenuOf(int number, const QPoint& position)
{
    mark(number);
    m_panel.openTakeMenu(position);
    if (m_context.takes.byNumber(m_shownTake))
        mark(m_shownTake);
}

void TakesPresenter::mark(int number)
{
    const QModelIndex take = m_context.takes.indexOf(number);
    if (take.isValid())
        m_panel.markTake(m_takeRows->mapFromSource(take));
}

void TakesPresenter::connectTakes()
{
    const auto on = [this](ActionId id, auto&& act) { connect(m_actions[id], &QAction::triggered, this, act); };
    const auto withTake = [this](auto&& act) {
        return [this, act] {
            if (const std::optional<project::Take> take = currentTake())
                act(*take);
        };
    };
    connect(&m_panel, &TakesPanel::takeActivated, this,
            [this](const QModelIndex& index) { Q_EMIT playWanted(index.data(TakeModel::NumberRole).toInt()); });
    on(ActionId::PlayTake, withTake([this](const project::Take& take) { Q_EMIT playWanted(take.number); }));
    on(ActionId::ContinueTake, [this] {
        if (const std::optional<project::Take> take = takeToContinue())
            continueTake(*take);
    });
    on(ActionId::BranchTake, [this] { branchTake(); });
    on(ActionId::UseTakeSettings, withTake([this](const project::Take& take) { useSettings(take); }));
    on(ActionId::StarTake, [this] {
        for (const project::Take& take : selectedTakes()) {
            if (const Status done = m_context.takes.setStar(take.number, !take.star); !done)
                storeFailed(done.error());
        }
    });
    on(ActionId::RenameTake, withTake([this](const project::Take& take) {
           NameDialog::ask(m_window, tr("Rename take"), tr("Name of the take"), words::takeName(take),
                           [this, number = take.number](const QString& name) {
                               if (const Status done = m_context.takes.rename(number, name); !done)
                                   storeFailed(done.error());
                           });
       }));
    on(ActionId::TrashTake, [this] { trashTakes(); });
    on(ActionId::FindTakes, [this] {
        m_panel.setTab(TakesTab::Takes);
        m_panel.filter().open();
    });
    connect(&m_context.takes, &TakeModel::restored, this, &TakesPresenter::takesRestored);
    connect(&m_context.takes, &TakeModel::restoreFailed, this, [this](const Error& error) {
        const bool gone = error.code == ErrorCode::FileMissing;
        m_messages.showError(QStringLiteral("take"), gone ? MessageId::TakeNotInTrash : MessageId::NotWritable, error,
                             {{QStringLiteral("folder"), Folders::of(m_context.settings).takes}});
    });
    on(ActionId::ShowTakeInFolder, withTake([this](const project::Take& take) { showFolderOf(take); }));
    on(ActionId::ShowTakesFolder, [this] { showFolderOrSay(Folders::of(m_context.settings).takes, m_questions); });
    on(ActionId::TakeReport, withTake([this](const project::Take& take) {
           auto* report
               = new ReportDialog(take, presetWords(take.scene, m_context.presets, m_context.models), &m_window);
           connect(report, &ReportDialog::folderWanted, this, [this, take] { showFolderOf(take); });
           report->show();
       }));
    on(ActionId::Export, withTake([this](const project::Take& take) { Q_EMIT exportWanted(take); }));
    on(ActionId::ExportAgain, withTake([this](const project::Take& take) { Q_EMIT exportAgainWanted(take); }));
    on(ActionId::DubTake, withTake([this](const project::Take& take) { Q_EMIT dubWanted(take); }));
    on(ActionId::RenderFinal, [this] {
        QMenu& menu = m_panel.finalMenu();
        menu.popup(m_panel.mapToGlobal(QPoint(m_panel.width() / 2, 0)));
    });
    QMenu& menu = m_panel.finalMenu();
    connect(&menu, &QMenu::aboutToShow, this, [this, &menu] { fillFinalMenu(menu); });
    connect(&m_context.takes, &TakeModel::failed, this, &TakesPresenter::storeFailed);
    m_rescued.emplace();
    connect(&m_context.takes, &TakeModel::recovered, this, [this](const std::vector<project::Take>& rescued) {
        if (m_rescued)
            m_rescued = rescued;
    });
    connect(&m_context.takes, &TakeModel::loaded, this, &TakesPresenter::sayInterrupted);
    // A single selected take is shown in the player and used by Export.
    connect(&m_panel, &TakesPanel::takesPicked, this, [this] {
        const std::vector<project::Take> selected = selectedTakes();
        if (selected.size() == 1)
            Q_EMIT showWanted(selected.front().number);
    });
    connect(&m_context.renderer, &RenderService::takeEnded, &m_context.takes, &TakeModel::takeEnded);
    connect(&m_context.exporter, &ExportService::jobChanged, m_takeRows, [this](const ExportJob& job) {
        const double part = job.isAtWork() ? job.part : -1;
        m_takeRows->setExporting(job.take, part);
        for (const jobs::JoinedPart& joined : job.join ? job.join->parts : std::vector<jobs::JoinedPart>())
            m_takeRows->setExporting(joined.take.number, part);
        Q_EMIT stateChanged();
    });
    connect(&m_context.renderer, &RenderService::progressed, this, [this](const jobs::JobProgress& progress) {
        showRunning();
        m_context.queue.setProgress(progress);
    });
}

// Shows the running take in the list.
void TakesPresenter::showRunning()
{
    const RenderService& renderer = m_context.renderer;
    const jobs::JobProgress& progress = renderer.progress();
    std::optional<project::Take> take = renderer.state().take;
    if (take && take->number == progress.take) {
        take->framesMade = progress.frames;
        take->framesTotal = progress.framesTotal;
    }
    m_context.takes.setRunning(take, progress.part());
}

void TakesPresenter::connectJobs()
{
    const auto on = [this](ActionId id, auto&& act) { connect(m_actions[id], &QAction::triggered, this, act); };
    jobs::RenderQueue& queue = m_context.renderer.queue();
    const auto idOf = [](const QModelIndex& index) { return index.data(QueueModel::IdRole).toLongLong(); };
    const auto withJob = [this](auto&& act) {
        return [this, act] {
            if (const std::optional<jobs::Job> job = currentJob())
                act(*job);
        };
    };
    connect(&m_context.renderer, &RenderService::stateChanged, this, [this](const jobs::QueueState& state) {
        m_context.queue.setState(state);
        m_takeRows->setRun(state.run);
        showRunning();
        m_actions[ActionId::StopAfterTake]->setChecked(state.stopAfter);
        readThumbnails();
        show();
        Q_EMIT stateChanged();
    });
    connect(&m_context.queue, &QueueModel::moveWished, this,
            [&queue](qint64 job, int index) { queue.move(job, index); });
    connect(m_jobDelegate, &JobDelegate::removeClicked, this, &TakesPresenter::removeJob);
    connect(m_jobDelegate, &JobDelegate::folderClicked, this, [this](const QModelIndex& index) {
        Q_EMIT exportFolderWanted(index.data(ExportModel::ExportRole).value<ExportJob>());
    });
    connect(&m_context.exports, &QAbstractItemModel::rowsInserted, this,
            [this] { m_panel.jobsView().scrollToBottom(); }); // Scrolls to the new export.
    connect(m_jobRows, &JobRows::takesDropped, this, &TakesPresenter::addAgain);
    connect(m_jobDelegate, &JobDelegate::holdClicked, this, [&queue, idOf](const QModelIndex& index) {
        const auto job = index.data(QueueModel::JobRole).value<jobs::Job>();
        queue.setHeld(idOf(index), job.state != jobs::JobState::Held);
    });
    connect(&m_panel, &TakesPanel::jobActivated, this, [this](const QModelIndex& index) {
        const QVariant exported = index.data(ExportModel::ExportRole);
        if (exported.isValid())
            Q_EMIT exportFolderWanted(exported.value<ExportJob>());
        else
            editJob(index);
    });
    on(ActionId::StopAfterTake, [this, &queue](bool checked) {
        if (m_guard->isActive())
            m_actions[ActionId::StopAfterTake]->setChecked(!checked);
        else
            queue.setStopAfter(checked);
    });
    on(ActionId::StartQueue, [this, &queue] {
        m_guard->begin();
        queue.start();
    });
    on(ActionId::EditJob, [this] { editJob(m_panel.currentJob()); });
    on(ActionId::HoldJob,
       withJob([&queue](const jobs::Job& job) { queue.setHeld(job.id, job.state != jobs::JobState::Held); }));
    on(ActionId::DuplicateJob, withJob([&queue](const jobs::Job& job) { queue.duplicate(job.id); }));
    on(ActionId::RemoveJob, [this] { removeJob(m_panel.currentJob()); });
    on(ActionId::ShowExportInFolder,
       [this] { Q_EMIT exportFolderWanted(m_panel.currentJob().data(ExportModel::ExportRole).value<ExportJob>()); });
    const auto move = [this, &queue](int step) {
        const std::optional<jobs::Job> job = currentJob();
        if (!job || job->state == jobs::JobState::Running)
            return;
        const int place = placeOf(queue.state(), job->id) + step;
        if (place >= 0)
            queue.move(job->id, place);
    };
    on(ActionId::MoveJobUp, [move] { move(-1); });
    on(ActionId::MoveJobDown, [move] { move(1); });
}

void TakesPresenter::showFolderOf(const project::Take& take)
{
    showFolderOrSay(words::text(take.movie.parent_path()), m_questions);
}

// Removes all selected takes in one undo step.
void TakesPresenter::trashTakes()
{
    std::vector<int> numbers;
    for (const project::Take& take : selectedTakes())
        numbers.push_back(take.number);
    if (numbers.empty())
        return;
    TakeModel& takes = m_context.takes;
    const int row = m_panel.selectedTakes().first().row();
    const bool wasShown = std::find(numbers.begin(), numbers.end(), m_shownTake) != numbers.end();
    const QString name = numbers.size() == 1 ? words::takeName(*takes.byNumber(numbers.front())) : QString();
    const auto count = static_cast<int>(numbers.size());
    const Result<TakeModel::Deletion> deletion = takes.remove(numbers);
    if (!deletion) {
        storeFailed(deletion.error());
        return;
    }
    if (wasShown && !takes.byNumber(m_shownTake)) // Takes beside it may have come in its place.
        showNeighbour(row);
    auto* const command = new DeleteTakes(
        takes, *deletion, name.isEmpty() ? tr("Delete %n take(s)", nullptr, count) : tr("Delete %1").arg(name));
    offerUndo(name.isEmpty() ? tr("%n take(s) are in the trash.", nullptr, count) : tr("%1 is in the trash.").arg(name),
              command, [&takes, deleted = *deletion] { takes.restore(deleted); });
}

// The take that came up in the place of the one that was in the player.
void TakesPresenter::showNeighbour(int row)
{
    const QModelIndex next = m_takeRows->index(std::min(row, m_takeRows->rowCount() - 1), 0);
    if (!next.isValid())
        return;
    m_panel.selectTake(next);
    Q_EMIT showWanted(next.data(TakeModel::NumberRole).toInt());
}

// Pushes the command and offers to undo only this step, whatever is done meanwhile; `bringBack` does so when it isn't
// the last one any more.
void TakesPresenter::offerUndo(const QString& said, QUndoCommand* command, const std::function<void()>& bringBack)
{
    QUndoStack& undo = m_context.scene.undoStack();
    undo.push(command);
    m_questions.offer(said, {{tr("Undo"), [&undo, command, bringBack] {
                                  for (int i = 0; i < undo.count(); ++i) {
                                      if (undo.command(i) != command)
                                          continue;
                                      if (i == undo.index() - 1) {
                                          undo.undo();
                                          return;
                                      }
                                      command->setObsolete(true);
                                  }
                                  bringBack();
                              }}});
}

// Once, with the first list: reports the take that a killed program was making.
void TakesPresenter::sayInterrupted()
{
    const std::optional<std::vector<project::Take>> rescued = std::exchange(m_rescued, std::nullopt);
    if (!rescued)
        return;
    const std::vector<jobs::Job>& waiting = m_context.renderer.state().jobs;
    const bool isOnHold
        = std::any_of(waiting.begin(), waiting.end(), [](const jobs::Job& job) { return job.interrupted; });
    if (rescued->empty() && !isOnHold)
        return;
    const auto goesOn
        = std::find_if(rescued->begin(), rescued->end(), [](const project::Take& take) { return take.canGoOn(); });
    if (goesOn != rescued->end()) { // The newest one: a program makes one at a time.
        const QString made = clockText(goesOn->seconds());
        const double whole = static_cast<double>(goesOn->framesTotal) / goesOn->frameRate;
        m_messages.show(
            QStringLiteral("interrupted"), MessageId::TakeInterrupted,
            {{QStringLiteral("n"), QString::number(goesOn->number)},
             {QStringLiteral("made"), whole > 0 ? tr("%1 of %2", "times").arg(made, clockText(whole)) : made}},
            {}, {{Remedy::ContinueTake, [this, take = *goesOn] { continueTake(take); }}});
        return;
    }
    QStringList kept;
    for (const project::Take& take : *rescued) {
        const double whole = static_cast<double>(take.framesTotal) / take.frameRate;
        kept.append(whole > 0 ? tr("%1: %2 of %3 are safe and can be played.", "take, times")
                                    .arg(words::takeName(take), clockText(take.seconds()), clockText(whole))
                              : tr("%1: %2 are safe and can be played.", "take, time")
                                    .arg(words::takeName(take), clockText(take.seconds())));
    }
    if (rescued->empty())
        kept.append(tr("Not a second of it was made yet."));
    if (isOnHold)
        kept.append(tr("Its job is in the queue, on hold; taken off hold it is made again from the start."));
    m_messages.show(QStringLiteral("interrupted"), MessageId::EndedDuringTake,
                    {{QStringLiteral("kept"), kept.join(QLatin1Char(' '))}});
}

void TakesPresenter::takesRestored(const std::vector<std::pair<int, int>>& numbers)
{
    m_questions.withdrawOffer();
    for (const auto& [now, before] : numbers) {
        if (now != before)
            m_questions.offer(tr("Take %1 is back as take %2, since a newer take has its number.").arg(before).arg(now),
                              {{tr("OK")}});
    }
    const QModelIndex index = m_context.takes.indexOf(numbers.front().first);
    if (index.isValid())
        m_panel.selectTake(m_takeRows->mapFromSource(index));
}

void TakesPresenter::storeFailed(const Error& error)
{
    m_messages.showError(QStringLiteral("take"), MessageId::NotWritable, error,
                         {{QStringLiteral("folder"), Folders::of(m_context.settings).takes}});
}

// At the takes' button and in the menu.
void TakesPresenter::fillFinalMenu(QMenu& menu)
{
    menu.clear();
    for (const project::Preset& preset : m_context.presets.list().presets()) {
        const QString id = QString::fromStdString(preset.id);
        connect(menu.addAction(m_context.presets.displayName(id)), &QAction::triggered, this,
                [this, id] { addFinals(id); });
    }
}

void TakesPresenter::addFinals(const QString& presetId)
{
    const project::Preset* preset = m_context.presets.find(presetId);
    if (!preset)
        return;
    std::vector<jobs::Job> finals;
    for (const project::Take& take : selectedTakes()) {
        if (!take.parts.empty()) // No render makes what was cut or joined.
            continue;
        jobs::Job job;
        job.scene = take.scene; // with its seed, crop, trim and prompt
        job.scene.settings = withPreset(preset->values, take.scene.settings, m_context.models);
        job.scene.preset = preset->id;
        job.sceneName = take.sceneName;
        job.finalOf = take.number;
        finals.push_back(std::move(job));
    }
    planJobs(m_context.planner, std::move(finals), this,
             [this, values = preset->values](std::vector<PlannedJob> planned) {
                 std::vector<jobs::Job> fitting;
                 for (PlannedJob& each : planned) {
                     if (each.plan.tone == PlanTone::DoesNotFit) {
                         m_questions.offer(planProblem(each.plan), {{tr("OK")}});
                         continue;
                     }
                     project::RenderSettings& settings = each.job.scene.settings;
                     settings = withPreset(values, settings, m_context.models, each.voice); // The voice is known now.
                     fitting.push_back(std::move(each.job));
                 }
                 if (fitting.empty())
                     return;
                 orderNow(m_context.renderer, m_questions, std::move(fitting));
                 m_panel.setTab(TakesTab::Queue);
             });
}

// The same inputs and settings, once more.
void TakesPresenter::addAgain(const QList<int>& numbers)
{
    std::vector<jobs::Job> again;
    for (const int number : numbers) {
        const project::Take* take = m_context.takes.byNumber(number);
        if (!take || !take->parts.empty()) // No render makes what was cut or joined.
            continue;
        jobs::Job job;
        job.scene = take->scene;
        job.sceneName = take->sceneName;
        again.push_back(std::move(job));
    }
    planJobs(m_context.planner, std::move(again), this, [this](std::vector<PlannedJob> planned) {
        for (PlannedJob& each : planned)
            m_context.renderer.queue().add(std::move(each.job));
    });
}

void TakesPresenter::removeJob(const QModelIndex& index)
{
    const QVariant exported = index.data(ExportModel::ExportRole);
    if (exported.isValid())
        Q_EMIT exportRemovalWanted(exported.value<ExportJob>());
    if (exported.isValid() || !index.isValid())
        return;
    jobs::RenderQueue& queue = m_context.renderer.queue();
    const jobs::QueueState state = queue.state();
    const jobs::JobId id = index.data(QueueModel::IdRole).toLongLong();
    const auto job
        = std::find_if(state.jobs.begin(), state.jobs.end(), [id](const jobs::Job& each) { return each.id == id; });
    queue.remove(id);
    if (job == state.jobs.end() || job->state == jobs::JobState::Running) // A running one is stopped and kept.
        return;
    const QString name = words::quoted(QString::fromStdString(job->sceneName));
    const int place = placeOf(state, id);
    offerUndo(tr("Job %1 is out of the queue.").arg(name),
              new RemoveJob(queue, *job, place, tr("Remove job %1").arg(name)),
              [&queue, job = *job, place] { queue.add(job, place); });
}

void TakesPresenter::continueTake(const project::Take& take)
{
    if (!take.canGoOn())
        return;
    const bool becomesLonger = take.state == project::TakeState::Finished;
    project::Scene scene = take.scene;
    if (becomesLonger)
        scene.settings.clips = 0; // as many as its voice needs
    jobs::RenderQueue& queue = m_context.renderer.queue();
    for (const jobs::Job& job : queue.state().jobs) {
        if (job.continues != take.movie || job.scene != scene)
            continue;
        if (job.state == jobs::JobState::Running)
            return;
        queue.remove(job.id); // on hold since the take failed, or the program was killed
    }
    jobs::Job job;
    job.scene = std::move(scene);
    job.sceneName = take.sceneName;
    job.finalOf = take.finalOf;
    job.parent = take.parent;
    job.branchBlock = take.branchBlock;
    job.continues = take.movie;
    job.promise.promisedVram = take.report.promisedVram;
    job.promise.promisedRam = take.report.promisedRam;
    job.pixels = int64_t{take.width} * take.height;
    if (!becomesLonger) {
        job.film.frames = take.framesTotal;
        if (const auto rates = jobs::takeRates(m_context.takes.takes(), take.scene.settings, job.pixels))
            job.stages = jobs::stageTimes(*rates, take.scene.settings, job.pixels, take.framesTotal);
    }
    orderNow(m_context.renderer, m_questions, {std::move(job)});
}

void TakesPresenter::branchTake()
{
    const std::optional<project::Take> take = takeToBranch();
    if (!take)
        return;
    jobs::Job job = branchOf(*take, m_context.player.frame(), m_context.scene.scene(), m_promptsShown);
    const ReferenceCompat& compat = take->scene.settings.compat;
    const bool isKept = !take->journal.empty();
    const int64_t made = take->framesTotal - (isKept ? pipeline::firstFrameOf(job.branchBlock, compat) : 0);
    if (const auto rates = jobs::takeRates(m_context.takes.takes(), job.scene.settings, job.pixels))
        job.stages = jobs::stageTimes(*rates, job.scene.settings, job.pixels, made);
    const QString from = words::blockTime(job.branchBlock, compat);
    const auto blocks = static_cast<int>((made + kFramesPerBlock - 1) / kFramesPerBlock);
    m_questions.offer(isKept ? tr("Only the %n blocks from %1 on are made anew.", nullptr, blocks).arg(from)
                             : tr("All of it is made again, as nothing is kept that it could branch from; it changes "
                                  "from %1 on.")
                                   .arg(from),
                      {});
    orderNow(m_context.renderer, m_questions, {std::move(job)});
}

void TakesPresenter::useSettings(const project::Take& take)
{
    m_context.scene.adopt(take.scene, tr("Use settings of %1").arg(words::takeName(take)));
}

void TakesPresenter::editJob(const QModelIndex& index)
{
    const auto job = index.data(QueueModel::JobRole).value<jobs::Job>();
    if (!index.isValid() || job.state == jobs::JobState::Running)
        return;
    const QString name = words::quoted(QString::fromStdString(job.sceneName));
    const QString question = tr("You are editing job %1 of the queue.").arg(name);
    if (m_questions.isAsked(question)) // The job is in the panels already.
        return;
    SceneController& scene = m_context.scene;
    const auto leave = [name, back = scene.wayBack()] { back(tr("End editing job %1").arg(name)); };
    const auto save = [this, id = job.id, leave] {
        const SceneController& controller = m_context.scene;
        m_context.renderer.queue().replace(
            id, jobOf(controller.scene(), controller.name(), m_context.planner.state(), orderedFilm(m_context.inputs)));
        leave();
    };
    const auto stillWaits = [this, id = job.id] {
        const std::vector<jobs::Job>& all = m_context.renderer.state().jobs;
        return std::any_of(all.begin(), all.end(), [id](const jobs::Job& other) {
            return other.id == id && other.state != jobs::JobState::Running;
        });
    };
    m_editing = question;
    scene.adopt(job.scene, tr("Edit job %1").arg(name));
    m_questions.ask({.words = question,
                     .answers = {{tr("Save job"), save}},
                     .stay = {tr("Discard changes"), leave},
                     .applies = stillWaits});
}

bool TakesPresenter::isEditingJob() const
{
    return !m_editing.isEmpty() && m_questions.isAsked(m_editing);
}

void TakesPresenter::endEditing(Edited what)
{
    m_questions.answerAsked(m_editing, what == Edited::Saved ? 0 : 1);
}

// Pictures of waiting jobs, read in the background once per portrait.
void TakesPresenter::readThumbnails()
{
    for (const jobs::Job& job : m_context.renderer.state().jobs) {
        const QString portrait = words::text(job.scene.portrait);
        if (m_jobRows->hasThumbnail(portrait))
            continue;
        m_jobRows->setThumbnail(portrait, {});
        readPictureThumbnail(job.scene.portrait, 192, m_jobRows, [rows = m_jobRows, portrait](const QImage& picture) {
            rows->setThumbnail(portrait, picture);
        });
    }
}

std::vector<project::Take> TakesPresenter::selectedTakes() const
{
    std::vector<project::Take> takes;
    for (const QModelIndex& index : m_panel.selectedTakes())
        takes.push_back(index.data(TakeModel::TakeRole).value<project::Take>());
    return takes;
}

std::optional<project::Take> TakesPresenter::currentTake() const
{
    const QModelIndex index = m_panel.currentTake();
    if (index.isValid())
        return index.data(TakeModel::TakeRole).value<project::Take>();
    const project::Take* shown = m_context.takes.byNumber(m_shownTake);
    return shown ? std::optional(*shown) : std::nullopt;
}

std::optional<project::Take> TakesPresenter::takeToContinue() const
{
    const auto continues
        = [](const project::Take& take) { return take.state != project::TakeState::Rendering && take.canGoOn(); };
    const std::optional<project::Take> current = currentTake();
    if (current && continues(*current))
        return current;
    const project::Take* const shown = m_context.takes.byNumber(m_shownTake);
    return shown && continues(*shown) ? std::optional(*shown) : std::nullopt;
}

std::optional<project::Take> TakesPresenter::takeToBranch() const
{
    const project::Take* const shown = m_context.takes.byNumber(m_shownTake);
    const bool canBe
        = shown && shown->parts.empty() && shown->state != project::TakeState::Rendering && shown->framesMade > 0;
    return canBe ? std::optional(*shown) : std::nullopt;
}

std::optional<jobs::Job> TakesPresenter::currentJob() const
{
    const QVariant job = m_panel.currentJob().data(QueueModel::JobRole);
    return job.isValid() ? std::optional(job.value<jobs::Job>()) : std::nullopt;
}

void TakesPresenter::show()
{
    const QueueModel::Total total = m_context.queue.total();
    TakesState state;
    state.takes = static_cast<int>(m_context.takes.takes().size());
    const int exports = m_context.exports.atWork();
    state.jobs = m_context.queue.rowCount() + exports;
    const jobs::QueueState& queue = m_context.renderer.state();
    const bool runs = queue.started || queue.run != jobs::RunState::Idle;
    if (const int unstarted = queue.waitingForStart(); runs && unstarted > 0) { // behind those of renderNow()
        state.total = tr("%n job(s) wait until the queue is started", nullptr, unstarted);
        state.totalShort = tr("%n job(s) wait", nullptr, unstarted);
        if (total.jobs - unstarted > 1) {
            const QString running = tr("%n job(s) run", nullptr, total.jobs - unstarted);
            for (QString* line : {&state.total, &state.totalShort})
                *line = QString(running % QStringLiteral(" · ") % *line);
        }
    } else if (total.jobs > 0) {
        const QString jobs = tr("%n job(s)", nullptr, total.jobs);
        state.total = runs ? tr("%n job(s) run", nullptr, total.jobs) : tr("%n job(s) wait", nullptr, total.jobs);
        state.totalShort = jobs;
        if (total.seconds) {
            const QString time = words::duration(*total.seconds);
            state.total = total.end
                ? tr("%1 · about %2 · done at %3", "jobs, time, time of day")
                      .arg(state.total, time, QLocale().toString(total.end->time(), QLocale::ShortFormat))
                : tr("%1 · about %2", "jobs, time").arg(state.total, time);
            state.totalShort = tr("%1 · %2", "jobs, time").arg(jobs, time);
        }
    }
    if (exports > 0) { // Exports run independently of takes.
        const QString words = tr("%n export(s)", nullptr, exports);
        for (QString* line : {&state.total, &state.totalShort})
            *line = line->isEmpty() ? words : QString(words % QStringLiteral(" · ") % *line);
    }
    const QString after = m_actions[ActionId::WhenDoneClose]->isChecked() ? tr("then the program closes")
        : m_actions[ActionId::WhenDoneSleep]->isChecked()                 ? tr("then the machine sleeps")
                                                                          : QString();
    if (!after.isEmpty()) {
        for (QString* line : {&state.total, &state.totalShort})
            *line = line->isEmpty() ? after : QString(*line % QStringLiteral(" · ") % after);
    }
    m_panel.setState(state);
}

void TakesPresenter::contribute(AppState& state) const
{
    const std::vector<project::Take> selected = selectedTakes();
    state.selectedTakes = static_cast<int>(selected.size());
    for (const project::Take& take : selected) {
        state.selectedTakeExports = state.selectedTakeExports || m_takeRows->isExporting(take.number);
        state.selectedTakeRuns = state.selectedTakeRuns || take.state == project::TakeState::Rendering;
        state.selectedDrafts += take.state == project::TakeState::Rendering || !take.parts.empty() ? 0 : 1;
    }
    const std::optional<project::Take> current = currentTake();
    state.selectedTakeEndedEarly
        = current && (current->state == project::TakeState::Stopped || current->state == project::TakeState::Failed);
    state.selectedTakeJoined = current && !current->parts.empty();
    state.dubProblem = current ? dubProblem(*current) : QString();
    state.takeContinues = takeToContinue().has_value();
    state.takeBranches = takeToBranch().has_value();
    if (const std::optional<jobs::Job> job = currentJob()) {
        state.jobSelected = true;
        state.jobRuns = job->state == jobs::JobState::Running;
    }
    const jobs::QueueState& queue = m_context.renderer.state();
    state.waitingJobs = queue.waitingForStart();
    state.queueStarted = queue.started;
    state.stopAfter = queue.stopAfter;
}

} // namespace studio::ui
