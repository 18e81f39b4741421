// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/ExportPresenter.h"

#include "core/settings/Settings.h"
#include "ui/common/Actions.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/TakeWords.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/dialogs/ExportDialog.h"
#include "ui/models/ExportModel.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/FolderOffer.h"
#include "ui/presenters/JobQuestions.h"
#include "ui/presenters/WindowRules.h"
#include "ui/services/Folders.h"
#include "ui/services/InputService.h"
#include "ui/services/RenderService.h"

#include <QAction>

namespace studio::ui {
namespace {

constexpr QLatin1String kExportFailed("export"); // its message

} // namespace

ExportPresenter::ExportPresenter(const WindowContext& context, const TakesPanel& takes, const Actions& actions,
                                 MessageCentre& messages, JobQuestions& questions, QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_takes(takes)
    , m_actions(actions)
    , m_messages(messages)
    , m_questions(questions)
    , m_window(window)
{
    const ExportService& exporter = m_context.exporter;
    connect(&exporter, &ExportService::jobChanged, this, &ExportPresenter::changed);
    for (const ExportJob& job : exporter.jobs())
        m_context.exports.update(job);
}

void ExportPresenter::exportTake(const project::Take& chosen)
{
    project::Take take = chosen;
    if (take.state == project::TakeState::Rendering) // A running take is exported as far as it is made.
        take.framesMade = m_context.renderer.frames()->count();
    auto* dialog = new ExportDialog(m_context, take,
                                    m_context.inputs.waveformOf(take.scene.voice, take.scene.voiceTrack), &m_window);
    connect(dialog, &ExportDialog::exportWanted, this, [this](const ExportJob& job) {
        begin(job);
        Q_EMIT stateChanged();
    });
    dialog->addAction(m_actions[ActionId::Help]); // its key works there, too
    dialog->open();
}

void ExportPresenter::exportAgain(const project::Take& take)
{
    const settings::Settings& settings = m_context.settings;
    const std::optional<ExportChoices> last = lastExport(settings);
    const media::ExportFormat* const format = last ? media::findExportFormat(last->format) : nullptr;
    if (!format)
        return;
    media::OfferedFormat offered{
        .format = format, .video = format->video.empty() ? nullptr : &format->video.front(), .sounds = format->sounds};
    for (const media::OfferedFormat& found : m_context.exporter.formats())
        offered = found.format == format ? found : offered;
    ExportJob job;
    job.take = take.number;
    job.poster = settings.get(settings::kExportPoster) && format->kind != media::FormatKind::Pictures;
    job.order = orderOf(*last, offered, take);
    job.order.finish.notesAi = format->holdsComment && settings.get(settings::kExportAiNote);
    if (format->holdsComment)
        job.order.comment = ExportDialog::comment(take, settings);
    if (format->holdsFiles)
        job.order.files = ExportDialog::files(take, settings);
    job.order.target = words::path(settings.get(settings::kExportFolder)) / take.movie.stem();
    job.order.target += format->suffix;
    begin(job);
}

void ExportPresenter::dub(const project::Take& take)
{
    ExportJob job;
    job.take = take.number;
    job.order.target = words::path(exportFolder(m_context.settings)) / take.movie.stem();
    job.order.target += words::path(tr(" over its video", "end of a file's name") + QStringLiteral(".mp4"));
    job.dub = jobs::DubOrder{.film = take.movie, .video = take.scene.portrait, .target = job.order.target};
    begin(job);
}

void ExportPresenter::begin(const ExportJob& job)
{
    m_messages.withdraw(kExportFailed); // of an earlier one
    m_context.exporter.add(job);
}

void ExportPresenter::beginAgain(const ExportJob& job)
{
    m_context.exports.remove(job.id);
    begin(job);
}

void ExportPresenter::remove(const ExportJob& job)
{
    if (job.isAtWork()) {
        m_context.exporter.cancel(job.id);
        return;
    }
    m_context.exports.remove(job.id);
    if (job.state == ExportState::Failed)
        m_messages.withdraw(kExportFailed);
}

void ExportPresenter::showInFolder(const ExportJob& job)
{
    if (job.summary)
        showFolderOrSay(words::text(job.summary->path.parent_path()), m_questions);
}

void ExportPresenter::changed(const ExportJob& job)
{
    m_context.exports.update(job);
    Q_EMIT stateChanged();
    if (job.join && job.state == ExportState::Finished) {
        joined(job);
    } else if (job.dubbed && job.state == ExportState::Finished) {
        dubbed(job);
    } else if (job.state == ExportState::Finished && job.summary) {
        m_questions.offer(tr("Exported: %1").arg(words::quoted(words::fileName(job.summary->path))),
                          {{tr("Show in folder"), [this, job] { showInFolder(job); }}});
    } else if (job.state == ExportState::Failed && job.error) {
        failed(job, *job.error);
    }
}

// The take is where the other takes are, and its line in the queue has done its work.
void ExportPresenter::joined(const ExportJob& job)
{
    const project::Take take = *job.made;
    m_context.exports.remove(job.id);
    if (job.join->folder == words::path(Folders::of(m_context.settings).takes))
        m_context.takes.takeEnded(take);
    m_questions.offer(
        tr("%1 is made: %2.", "take, what it was made from").arg(words::takeName(take), words::madeFrom(take.parts)),
        {{tr("Show it"), [this, number = take.number] { Q_EMIT showWanted(number); }}});
}

void ExportPresenter::dubbed(const ExportJob& job)
{
    const jobs::DubReport& report = *job.dubbed;
    // The file's name is in the queue: what the artist has to look at must not be cut off.
    QStringList said{tr("The take is laid over its video.")};
    if (report.unchanged > 0)
        said << tr("Its face wasn't found again in %1 of %2 frames: these are the video's.")
                    .arg(report.unchanged)
                    .arg(report.frames);
    if (report.standing > 0)
        said << tr("The video's end stands for the last %n frame(s).", nullptr, static_cast<int>(report.standing));
    m_questions.offer(said.join(QLatin1Char(' ')), {{tr("Show in folder"), [this, job] { showInFolder(job); }}});
}

void ExportPresenter::dubFailed(const ExportJob& job, const Error& error)
{
    const auto again = [this, job] { beginAgain(job); };
    const QString detail = QString::fromStdString(error.detail);
    const QString reason = error.code != ErrorCode::BadOption ? tr("“%1”.").arg(detail.section(QLatin1Char('\n'), 0, 0))
        : error.subject == "video"
        ? tr("The take doesn't begin with this video's first picture: the video was changed, or the take was cut.")
        : tr("In the part of the video's first picture that the take shows, no whole face was found.");
    m_messages.show(kExportFailed, MessageId::DubFailed,
                    {{QStringLiteral("file"), words::fileName(job.dub->video)}, {QStringLiteral("reason"), reason}},
                    detail, {{Remedy::TryAgain, again}, {Remedy::CopyDiagnostics, [this] {
                                                             m_actions[ActionId::CopyDiagnostics]->trigger();
                                                         }}});
}

void ExportPresenter::joinFailed(const ExportJob& job, const Error& error)
{
    const auto again = [this, job] { beginAgain(job); };
    m_messages.show(
        kExportFailed, MessageId::JoinFailed,
        {{QStringLiteral("file"), words::fileName(error.subject)},
         {QStringLiteral("message"), QString::fromStdString(error.detail).section(QLatin1Char('\n'), 0, 0)}},
        QString::fromStdString(error.detail),
        {{Remedy::TryAgain, again},
         {Remedy::CopyDiagnostics, [this] { m_actions[ActionId::CopyDiagnostics]->trigger(); }}});
}

void ExportPresenter::failed(const ExportJob& job, const Error& error)
{
    const auto again = [this, job] { beginAgain(job); };
    const QString detail = QString::fromStdString(error.detail);
    switch (error.code) {
    case ErrorCode::NotWritable:
    case ErrorCode::DiskFull:
        m_messages.showError(
            kExportFailed, MessageId::NotWritable, error,
            {{QStringLiteral("folder"), words::text(job.join ? job.join->folder : job.order.target.parent_path())}},
            {{Remedy::TryAgain, again}});
        return;
    case ErrorCode::FileMissing:
    case ErrorCode::FileUnreadable:
        m_messages.showError(kExportFailed, MessageId::FileUnreadable, error,
                             {{QStringLiteral("file"), words::fileName(error.subject)}}, {{Remedy::TryAgain, again}});
        return;
    default: break;
    }
    if (job.join) {
        joinFailed(job, error);
        return;
    }
    if (job.dub) {
        dubFailed(job, error);
        return;
    }
    const media::ExportFormat* const format = media::findExportFormat(job.order.format);
    const QString codec = words::text(!format                         ? std::string_view(job.order.format)
                                          : format->videoName.empty() ? format->name
                                                                      : format->videoName);
    const media::ExportFormat& usual = media::exportFormats().front();
    Remedies remedies{{Remedy::TryAgain, again},
                      {Remedy::CopyDiagnostics, [this] { m_actions[ActionId::CopyDiagnostics]->trigger(); }}};
    if (job.order.format != usual.id) {
        remedies[Remedy::TryH264] = [this, job, &usual] {
            ExportJob other = job;
            other.order.format = usual.id;
            other.order.target.replace_extension(usual.suffix);
            other.order.quality.reset();
            other.order.audio.reset();
            beginAgain(other);
        };
    }
    m_messages.show(
        kExportFailed, MessageId::ExportFailed,
        {{QStringLiteral("codec"), codec}, {QStringLiteral("message"), detail.section(QLatin1Char('\n'), 0, 0)}},
        detail, remedies);
}

void ExportPresenter::contribute(AppState& state) const
{
    const std::optional<ExportChoices> last = lastExport(m_context.settings);
    state.exportedBefore = last && media::findExportFormat(last->format);
    const QModelIndex index = m_takes.currentJob();
    const QVariant selected = index.data(ExportModel::ExportRole);
    state.exportSelected = selected.isValid();
    state.exportDone = selected.isValid() && selected.value<ExportJob>().state == ExportState::Finished;
}

} // namespace studio::ui
