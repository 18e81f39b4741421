// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/TakesWiring.h"

#include "core/media/Thumbnail.h"
#include "core/settings/Settings.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/NameDialog.h"
#include "ui/dialogs/ReportDialog.h"
#include "ui/models/PresetModel.h"
#include "ui/models/QueueModel.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/JobStrip.h"
#include "ui/panels/TakesPanel.h"
#include "ui/panels/Words.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/JobDelegate.h"
#include "ui/widgets/TakeDelegate.h"
#include "ui/window/ExportWiring.h"
#include "ui/window/JobWiring.h"
#include "ui/window/ListRows.h"
#include "ui/window/MainWindow.h"
#include "ui/window/MessageCentre.h"
#include "ui/window/PlayerWiring.h"
#include "ui/window/RenderWiring.h"
#include "ui/window/SceneWiring.h"

#include <QAction>
#include <QApplication>
#include <QDesktopServices>
#include <QFileInfo>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QPointer>
#include <QThreadPool>
#include <QUrl>

namespace studio::ui {

TakesWiring::TakesWiring(MainWindow& window)
    : QObject(&window)
    , m_window(window)
    , m_takeRows(new TakeRows(this))
    , m_jobRows(new JobRows(window.context().queue, window.exportWiring().model(), window.context().takes, this))
    , m_jobDelegate(new JobDelegate(window.context().theme, this))
{
    const WindowContext& context = window.context();
    m_takeRows->setSourceModel(&context.takes);
    window.takesPanel().setLists({.takes = m_takeRows,
                                  .takeDelegate = new TakeDelegate(context.theme, this),
                                  .jobs = m_jobRows,
                                  .jobDelegate = m_jobDelegate});
    connect(&window.takesPanel(), &TakesPanel::selectionChanged, &window, &MainWindow::refreshSoon);
    for (QAbstractItemModel* model :
         {static_cast<QAbstractItemModel*>(&context.takes), static_cast<QAbstractItemModel*>(m_jobRows)}) {
        connect(model, &QAbstractItemModel::modelReset, this, &TakesWiring::show);
        connect(model, &QAbstractItemModel::rowsInserted, this, &TakesWiring::show);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &TakesWiring::show);
        connect(model, &QAbstractItemModel::dataChanged, this, &TakesWiring::show);
    }
    connect(&window, &MainWindow::languageChanged, this, &TakesWiring::show);
    connectTakes();
    connectJobs();
    context.takes.setFolder(window.renderWiring().takesFolder());
    context.queue.setState(context.renderer.state());
    show();
}

void TakesWiring::connectTakes()
{
    const WindowContext& context = m_window.context();
    const auto on
        = [this](ActionId id, auto&& act) { connect(m_window.actions()[id], &QAction::triggered, this, act); };
    const auto withTake = [this](auto&& act) {
        return [this, act] {
            if (const std::optional<project::Take> take = currentTake())
                act(*take);
        };
    };
    connect(&m_window.takesPanel(), &TakesPanel::takeActivated, this, [this](const QModelIndex& index) {
        m_window.playerWiring().playTake(index.data(TakeModel::NumberRole).toInt());
    });
    on(ActionId::PlayTake,
       withTake([this](const project::Take& take) { m_window.playerWiring().playTake(take.number); }));
    on(ActionId::UseTakeSettings, withTake([this](const project::Take& take) { useSettings(take); }));
    on(ActionId::StarTake, [this] {
        for (const project::Take& take : selectedTakes()) {
            if (const Status done = m_window.context().takes.setStar(take.number, !take.star); !done)
                storeFailed(done.error());
        }
    });
    on(ActionId::RenameTake, withTake([this](const project::Take& take) {
           NameDialog::ask(m_window, tr("Rename take"), tr("Name of the take"), words::takeName(take),
                           [this, number = take.number](const QString& name) {
                               if (const Status done = m_window.context().takes.rename(number, name); !done)
                                   storeFailed(done.error());
                           });
       }));
    on(ActionId::TrashTake, [this] {
        for (const project::Take& take : selectedTakes()) {
            if (const Status done = m_window.context().takes.remove(take.number); !done) {
                storeFailed(done.error());
                continue;
            }
            // Until the program ends it can come back.
            m_window.jobWiring().offer(tr("%1 is in the trash.").arg(words::takeName(take)), {tr("Undo")}, [this](int) {
                if (const Status back = m_window.context().takes.restoreLast(); !back)
                    storeFailed(back.error());
            });
        }
    });
    on(ActionId::ShowTakeInFolder, withTake([](const project::Take& take) {
           QDesktopServices::openUrl(QUrl::fromLocalFile(words::text(take.movie.parent_path())));
       }));
    on(ActionId::ShowTakesFolder,
       [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_window.renderWiring().takesFolder())); });
    on(ActionId::TakeReport,
       withTake([this](const project::Take& take) { (new ReportDialog(take, &m_window))->show(); }));
    on(ActionId::RenderFinal, [this] {
        QMenu& menu = m_window.takesPanel().finalMenu();
        menu.popup(m_window.takesPanel().mapToGlobal(QPoint(m_window.takesPanel().width() / 2, 0)));
    });
    QMenu& menu = m_window.takesPanel().finalMenu();
    connect(&menu, &QMenu::aboutToShow, this, [this, &menu] { m_window.renderWiring().fillFinalMenu(menu); });
    connect(&m_window.renderWiring(), &RenderWiring::finalWanted, this, &TakesWiring::addFinals);
    connect(&context.takes, &TakeModel::failed, this, &TakesWiring::storeFailed);
    connect(&context.renderer, &RenderService::takeEnded, &context.takes, &TakeModel::takeEnded);
    connect(&context.exporter, &ExportService::jobChanged, m_takeRows,
            [this](const ExportJob& job) { m_takeRows->setExporting(job.take, job.isAtWork() ? job.part : -1); });
    connect(&context.renderer, &RenderService::progressed, this, [this](const jobs::JobProgress& progress) {
        showRunning();
        m_window.context().queue.setProgress(progress);
    });
}

// The take that is made, as far as it is.
void TakesWiring::showRunning()
{
    const RenderService& renderer = m_window.context().renderer;
    const jobs::JobProgress& progress = renderer.progress();
    std::optional<project::Take> take = renderer.state().take;
    if (take && take->number == progress.take) {
        take->framesMade = progress.frames;
        take->framesTotal = progress.framesTotal;
    }
    m_window.context().takes.setRunning(take, progress.part());
}

void TakesWiring::connectJobs()
{
    const WindowContext& context = m_window.context();
    const auto on
        = [this](ActionId id, auto&& act) { connect(m_window.actions()[id], &QAction::triggered, this, act); };
    jobs::RenderQueue& queue = context.renderer.queue();
    const auto idOf = [](const QModelIndex& index) { return index.data(QueueModel::IdRole).toLongLong(); };
    const auto withJob = [this](auto&& act) {
        return [this, act] {
            if (const std::optional<jobs::Job> job = currentJob())
                act(*job);
        };
    };
    connect(&context.renderer, &RenderService::stateChanged, this, [this](const jobs::QueueState& state) {
        m_window.context().queue.setState(state);
        showRunning();
        m_window.actions()[ActionId::StopAfterTake]->setChecked(state.stopAfter);
        readThumbnails();
        show();
        m_window.refreshSoon();
    });
    connect(&context.queue, &QueueModel::moveWished, this, [&queue](qint64 job, int index) { queue.move(job, index); });
    connect(m_jobDelegate, &JobDelegate::removeClicked, this, &TakesWiring::removeJob);
    connect(m_jobDelegate, &JobDelegate::folderClicked, this, [](const QModelIndex& index) {
        ExportWiring::showInFolder(index.data(ExportModel::ExportRole).value<ExportJob>());
    });
    connect(&m_window.exportWiring().model(), &QAbstractItemModel::rowsInserted, this,
            [this] { m_window.takesPanel().jobsView().scrollToBottom(); }); // It was wished for just now.
    connect(m_jobRows, &JobRows::takesDropped, this, &TakesWiring::addAgain);
    connect(m_jobDelegate, &JobDelegate::holdClicked, this, [&queue, idOf](const QModelIndex& index) {
        const auto job = index.data(QueueModel::JobRole).value<jobs::Job>();
        queue.setHeld(idOf(index), job.state != jobs::JobState::Held);
    });
    connect(&m_window.takesPanel(), &TakesPanel::jobActivated, this, [this](const QModelIndex& index) {
        const QVariant exported = index.data(ExportModel::ExportRole);
        if (exported.isValid())
            ExportWiring::showInFolder(exported.value<ExportJob>());
        else
            editJob(index);
    });
    on(ActionId::StopAfterTake, [&queue](bool checked) { queue.setStopAfter(checked); });
    on(ActionId::StartQueue, [&queue] { queue.start(); });
    on(ActionId::EditJob, [this] { editJob(m_window.takesPanel().currentJob()); });
    on(ActionId::HoldJob,
       withJob([&queue](const jobs::Job& job) { queue.setHeld(job.id, job.state != jobs::JobState::Held); }));
    on(ActionId::DuplicateJob, withJob([&queue](const jobs::Job& job) { queue.duplicate(job.id); }));
    on(ActionId::RemoveJob, [this] { removeJob(m_window.takesPanel().currentJob()); });
    on(ActionId::ShowExportInFolder, [this] {
        ExportWiring::showInFolder(m_window.takesPanel().currentJob().data(ExportModel::ExportRole).value<ExportJob>());
    });
    const auto move = [this, &queue](int step) {
        const std::optional<jobs::Job> job = currentJob();
        if (!job || job->state == jobs::JobState::Running)
            return;
        const jobs::QueueState state = queue.state();
        int place = 0;
        for (const jobs::Job& other : state.jobs) {
            if (other.id == job->id)
                break;
            place += other.state == jobs::JobState::Running ? 0 : 1;
        }
        if (place + step >= 0)
            queue.move(job->id, place + step);
    };
    on(ActionId::MoveJobUp, [move] { move(-1); });
    on(ActionId::MoveJobDown, [move] { move(1); });
}

void TakesWiring::storeFailed(const Error& error)
{
    m_window.messages().showError(QStringLiteral("take"), QStringLiteral("STORE-03"), error,
                                  {{QStringLiteral("folder"), m_window.renderWiring().takesFolder()}});
}

void TakesWiring::addFinals(const QString& presetId)
{
    const WindowContext& context = m_window.context();
    const project::Preset* preset = context.presets.find(presetId);
    if (!preset)
        return;
    for (const project::Take& take : selectedTakes()) {
        jobs::Job job;
        job.scene = take.scene; // with its seed, crop, trim and prompt
        job.scene.settings = RenderWiring::withPreset(preset->values, take.scene.settings);
        job.scene.preset = preset->id;
        job.sceneName = take.sceneName;
        job.finalOf = take.number;
        context.renderer.queue().add(job);
    }
    m_window.takesPanel().setTab(TakesTab::Queue);
}

// The same inputs and settings, once more.
void TakesWiring::addAgain(const QList<int>& numbers)
{
    const WindowContext& context = m_window.context();
    for (const int number : numbers) {
        const project::Take* take = context.takes.byNumber(number);
        if (!take)
            continue;
        jobs::Job job;
        job.scene = take->scene;
        job.sceneName = take->sceneName;
        context.renderer.queue().add(job);
    }
}

void TakesWiring::removeJob(const QModelIndex& index)
{
    const QVariant exported = index.data(ExportModel::ExportRole);
    if (exported.isValid())
        m_window.exportWiring().remove(exported.value<ExportJob>());
    else if (index.isValid())
        m_window.context().renderer.queue().remove(index.data(QueueModel::IdRole).toLongLong());
}

void TakesWiring::useSettings(const project::Take& take)
{
    m_window.context().scene.adopt(take.scene, tr("Use settings of %1").arg(words::takeName(take)));
}

void TakesWiring::editJob(const QModelIndex& index)
{
    const auto job = index.data(QueueModel::JobRole).value<jobs::Job>();
    if (!index.isValid() || job.state == jobs::JobState::Running)
        return;
    SceneController& scene = m_window.context().scene;
    const project::Scene before = scene.scene();
    m_edited = job.id;
    scene.adopt(job.scene, tr("Edit job"));
    m_window.jobWiring().ask(tr("Editing the job “%1”.").arg(QString::fromStdString(job.sceneName)),
                             {tr("Save"), tr("Leave")}, [this, before](int answer) {
                                 SceneController& controller = m_window.context().scene;
                                 if (answer == 0) {
                                     const jobs::Job edited = m_window.renderWiring().jobOf(controller.scene());
                                     m_window.context().renderer.queue().replace(m_edited, edited.scene,
                                                                                 edited.promise);
                                 }
                                 m_edited = 0;
                                 controller.adopt(before, tr("Leave job"));
                             });
}

// Pictures of waiting jobs, read in the background once per portrait.
void TakesWiring::readThumbnails()
{
    for (const jobs::Job& job : m_window.context().renderer.state().jobs) {
        const QString portrait = words::text(job.scene.portrait);
        if (m_jobRows->hasThumbnail(portrait))
            continue;
        m_jobRows->setThumbnail(portrait, {});
        QThreadPool::globalInstance()->start([rows = QPointer<JobRows>(m_jobRows), portrait] {
            const Result<media::Picture> read = media::pictureThumbnail(words::path(portrait), 192);
            if (!read)
                return;
            const QImage picture
                = QImage(read->rgb.data(), read->width, read->height, 3 * read->width, QImage::Format_RGB888).copy();
            QMetaObject::invokeMethod(qApp, [rows, portrait, picture] {
                if (rows)
                    rows->setThumbnail(portrait, picture);
            });
        });
    }
}

std::vector<project::Take> TakesWiring::selectedTakes() const
{
    std::vector<project::Take> takes;
    for (const QModelIndex& index : m_window.takesPanel().selectedTakes())
        takes.push_back(index.data(TakeModel::TakeRole).value<project::Take>());
    return takes;
}

std::optional<project::Take> TakesWiring::currentTake() const
{
    const QModelIndex index = m_window.takesPanel().currentTake();
    if (index.isValid())
        return index.data(TakeModel::TakeRole).value<project::Take>();
    const project::Take* shown = m_window.context().takes.byNumber(m_window.playerWiring().shownTake());
    return shown ? std::optional(*shown) : std::nullopt;
}

std::optional<jobs::Job> TakesWiring::currentJob() const
{
    const QVariant job = m_window.takesPanel().currentJob().data(QueueModel::JobRole);
    return job.isValid() ? std::optional(job.value<jobs::Job>()) : std::nullopt;
}

void TakesWiring::show()
{
    const WindowContext& context = m_window.context();
    const QueueModel::Total total = context.queue.total();
    TakesState state;
    state.takes = static_cast<int>(context.takes.takes().size());
    const int exports = m_window.exportWiring().model().atWork();
    state.jobs = context.queue.rowCount() + exports;
    if (total.jobs > 0) {
        const QString jobs = tr("%n job(s)", nullptr, total.jobs);
        state.total = tr("%n job(s) run", nullptr, total.jobs);
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
    if (exports > 0) { // They run beside the takes, whatever those do.
        const QString words = tr("%n export(s)", nullptr, exports);
        for (QString* line : {&state.total, &state.totalShort})
            *line = line->isEmpty() ? words : QString(words % QStringLiteral(" · ") % *line);
    }
    m_window.takesPanel().setState(state);
}

void TakesWiring::contribute(AppState& state) const
{
    const std::vector<project::Take> selected = selectedTakes();
    state.selectedTakes = static_cast<int>(selected.size());
    for (const project::Take& take : selected) {
        state.selectedTakeRuns = state.selectedTakeRuns || take.state == project::TakeState::Rendering;
        state.selectedDrafts += take.state == project::TakeState::Rendering ? 0 : 1;
    }
    if (const std::optional<jobs::Job> job = currentJob()) {
        state.jobSelected = true;
        state.jobRuns = job->state == jobs::JobState::Running;
    }
    state.waitingJobs = m_window.context().renderer.state().waiting();
    state.stopAfter = m_window.context().renderer.state().stopAfter;
}

} // namespace studio::ui
