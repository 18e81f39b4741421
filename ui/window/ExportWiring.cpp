// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/ExportWiring.h"

#include "ui/common/MessageCentre.h"
#include "ui/common/Words.h"
#include "ui/dialogs/ExportDialog.h"
#include "ui/panels/TakesPanel.h"
#include "ui/services/RenderService.h"
#include "ui/window/JobWiring.h"
#include "ui/window/MainWindow.h"
#include "ui/window/SceneWiring.h"
#include "ui/window/TakesWiring.h"

#include <QAction>
#include <QDesktopServices>
#include <QUrl>

namespace studio::ui {

ExportWiring::ExportWiring(MainWindow& window)
    : QObject(&window)
    , m_window(window)
{
    const auto withTake = [this](ActionId id, auto act) {
        connect(m_window.actions()[id], &QAction::triggered, this, [this, act] {
            if (const std::optional<project::Take> take = m_window.takesWiring().currentTake())
                (this->*act)(*take);
        });
    };
    withTake(ActionId::Export, &ExportWiring::exportTake);
    withTake(ActionId::ExportAgain, &ExportWiring::exportAgain);
    const ExportService& exporter = window.context().exporter;
    connect(&exporter, &ExportService::jobChanged, this, &ExportWiring::changed);
    for (const ExportJob& job : exporter.jobs())
        m_model.update(job);
}

void ExportWiring::exportTake(const project::Take& chosen)
{
    project::Take take = chosen;
    if (take.state == project::TakeState::Rendering) // What is made of it by now.
        take.framesMade = m_window.context().renderer.frames()->count();
    auto* dialog
        = new ExportDialog(m_window.context(), take, m_window.sceneWiring().waveformOf(take.scene.voice), &m_window);
    connect(dialog, &ExportDialog::exportWanted, this, [this](const ExportJob& job) {
        m_last = job;
        m_window.context().exporter.add(job);
        m_window.refreshSoon();
    });
    dialog->open();
}

void ExportWiring::exportAgain(const project::Take& take)
{
    if (!m_last)
        return;
    ExportJob job = *m_last;
    const std::filesystem::path extension = job.order.target.extension();
    job.id = 0;
    job.take = take.number;
    job.order.movie = take.movie;
    job.order.begin = 0;
    job.order.end.reset();
    job.order.comment = ExportDialog::comment(take, m_window.context().settings);
    job.order.files.clear();
    if (job.order.kind == media::ExportKind::Mp4)
        job.order.files = ExportDialog::files(take, m_window.context().settings);
    job.order.target = job.order.target.parent_path() / take.movie.stem();
    job.order.target += extension;
    m_window.context().exporter.add(job);
}

void ExportWiring::remove(const ExportJob& job)
{
    if (job.isAtWork())
        m_window.context().exporter.cancel(job.id);
    else
        m_model.remove(job.id);
}

void ExportWiring::showInFolder(const ExportJob& job)
{
    if (job.summary)
        QDesktopServices::openUrl(QUrl::fromLocalFile(words::text(job.summary->path.parent_path())));
}

void ExportWiring::changed(const ExportJob& job)
{
    m_model.update(job);
    m_window.refreshSoon();
    if (job.state == ExportState::Finished && job.summary) {
        m_window.jobWiring().offer(tr("Exported: %1").arg(words::quoted(words::fileName(job.summary->path))),
                                   {tr("Show in folder")}, [job](int) { showInFolder(job); });
    } else if (job.state == ExportState::Failed && job.error) {
        failed(job, *job.error);
    }
}

void ExportWiring::failed(const ExportJob& job, const Error& error)
{
    const auto again = [this, job] {
        m_model.remove(job.id);
        m_window.context().exporter.add(job);
    };
    MessageCentre& messages = m_window.messages();
    const QString cause = QStringLiteral("export");
    const QString detail = QString::fromStdString(error.detail);
    switch (error.code) {
    case ErrorCode::NotWritable:
    case ErrorCode::DiskFull:
        messages.showError(cause, QStringLiteral("STORE-03"), error,
                           {{QStringLiteral("folder"), words::text(job.order.target.parent_path())}},
                           {{Remedy::TryAgain, again}});
        return;
    case ErrorCode::FileMissing:
    case ErrorCode::FileUnreadable:
        messages.showError(cause, QStringLiteral("IN-06"), error,
                           {{QStringLiteral("file"), words::fileName(error.subject)}}, {{Remedy::TryAgain, again}});
        return;
    default: break;
    }
    const QString codec = job.order.video == media::VideoCodec::H264 ? QStringLiteral("H.264")
        : job.order.video == media::VideoCodec::H265                 ? QStringLiteral("H.265")
                                                                     : QStringLiteral("AV1");
    Remedies remedies{{Remedy::TryAgain, again},
                      {Remedy::CopyDiagnostics, [this] { m_window.actions()[ActionId::CopyDiagnostics]->trigger(); }}};
    if (job.order.video != media::VideoCodec::H264) {
        remedies[Remedy::TryH264] = [this, job] {
            m_model.remove(job.id);
            ExportJob other = job;
            other.order.video = media::VideoCodec::H264;
            other.order.crf.reset();
            m_window.context().exporter.add(other);
        };
    }
    messages.show(
        cause, QStringLiteral("EXP-01"),
        {{QStringLiteral("codec"), codec}, {QStringLiteral("message"), detail.section(QLatin1Char('\n'), 0, 0)}},
        detail, remedies);
}

void ExportWiring::contribute(AppState& state) const
{
    state.exportedBefore = m_last.has_value();
    const QModelIndex index = m_window.takesPanel().currentJob();
    const QVariant selected = index.data(ExportModel::ExportRole);
    state.exportSelected = selected.isValid();
    state.exportDone = selected.isValid() && selected.value<ExportJob>().state == ExportState::Finished;
}

} // namespace studio::ui
