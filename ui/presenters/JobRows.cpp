// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/JobRows.h"

#include "ui/common/Messages.h"
#include "ui/common/TakeWords.h"
#include "ui/common/TurnWords.h"
#include "ui/common/Words.h"
#include "ui/models/ExportModel.h"
#include "ui/models/QueueModel.h"
#include "ui/models/TakeModel.h"
#include "ui/presenters/Orders.h"
#include "ui/widgets/PaintText.h"

#include <QDateTime>
#include <QLocale>
#include <QMimeData>

#include <algorithm>
#include <cmath>

namespace studio::ui {

JobRows::JobRows(QueueModel& queue, ExportModel& exports, const TakeModel& takes, const PresetModel& presets,
                 const ModelCatalogue& models, QObject* parent)
    : QConcatenateTablesProxyModel(parent)
    , m_queue(queue)
    , m_exports(exports)
    , m_takes(takes)
    , m_presets(presets)
    , m_models(models)
{
    addSourceModel(&queue);
    addSourceModel(&exports);
}

void JobRows::setThumbnail(const QString& portrait, const QImage& picture)
{
    m_thumbnails.insert(portrait, picture);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

QVariant JobRows::data(const QModelIndex& index, int role) const
{
    if (role != JobDelegate::kRole && role != Qt::AccessibleTextRole)
        return QConcatenateTablesProxyModel::data(index, role);
    const QModelIndex source = mapToSource(index);
    if (!source.isValid())
        return {};
    const JobRow row = source.model() == &m_exports ? exportRow(source) : renderRow(source);
    return role == Qt::AccessibleTextRole ? QVariant(JobDelegate::text(row)) : QVariant::fromValue(row);
}

// "whole voice, 0:30", "8 clips, 0:15": of the film that it becomes.
QString JobRows::lengthWords(const jobs::Job& job)
{
    const int64_t clips = job.film.clips > 0 ? job.film.clips : job.scene.settings.clips;
    const QString length = job.scene.settings.clips == 0 ? tr("whole voice") : words::clips(clips);
    const double seconds = static_cast<double>(job.film.frames) / kFramesPerSecond;
    return seconds > 0 ? tr("%1, %2", "length, time").arg(length, clockText(seconds, ClockTenths::Hidden)) : length;
}

QString JobRows::originWords(const jobs::Job& job) const
{
    const std::vector<project::Take>& takes = m_takes.takes();
    const auto continued = std::find_if(takes.begin(), takes.end(), [&job](const project::Take& take) {
        return take.movie == job.continues && take.canGoOn();
    });
    if (job.state != jobs::JobState::Running && !job.continues.empty() && continued != takes.end())
        return tr("continues take %1").arg(continued->number);
    if (job.parent > 0)
        return tr("branch of take %1, from %2", "take, time")
            .arg(job.parent)
            .arg(words::blockTime(job.branchBlock, job.scene.settings.compat));
    return job.finalOf == 0 ? QString() : tr("final of take %1").arg(job.finalOf);
}

JobRow JobRows::renderRow(const QModelIndex& source) const
{
    const auto job = source.data(QueueModel::JobRole).value<jobs::Job>();
    const QVariant seconds = source.data(QueueModel::SecondsRole);
    const QDateTime end = source.data(QueueModel::EndTimeRole).toDateTime();
    const QString ends = end.isValid()
        ? tr("ends %1", "time of day").arg(QLocale().toString(end.time(), QLocale::ShortFormat))
        : QString();
    JobRow row;
    row.thumbnail = m_thumbnails.value(words::text(job.scene.portrait));
    row.name = QString::fromStdString(job.sceneName);
    row.origin = originWords(job);
    row.inputs = tr("%1 + %2", "portrait, voice")
                     .arg(words::text(job.scene.portrait.stem()), words::text(job.scene.voice.stem()));
    row.preset = tr("seed %1").arg(job.scene.settings.seed) // first: versions of one scene differ in nothing else
        % QStringLiteral(" · ") % presetWords(job.scene, m_presets, m_models);
    row.detail = words::settings(job.scene.settings, 0) % QStringLiteral(" · ") % lengthWords(job);
    row.time = seconds.isValid() ? words::duration(seconds.toDouble()) : QStringLiteral("–");
    const QVariant vram = source.data(QueueModel::VramRole);
    row.memory = vram.isValid() ? words::bytes(vram.toLongLong()) : QString();
    switch (job.state) {
    case jobs::JobState::Running:
        row.state = JobRow::State::Running;
        row.share = source.data(QueueModel::ProgressRole).toDouble();
        if (seconds.isValid())
            row.time = tr("%1 left", "time").arg(clockText(seconds.toDouble(), ClockTenths::Hidden));
        row.when = ends;
        break;
    case jobs::JobState::Waiting:
        row.state = JobRow::State::Waiting;
        row.when = ends;
        break;
    case jobs::JobState::Held:
        row.state = job.error ? JobRow::State::Failed : JobRow::State::Held;
        row.when = tr("not counted");
        break;
    }
    return row;
}

JobRow JobRows::exportRow(const QModelIndex& source) const
{
    const auto job = source.data(ExportModel::ExportRole).value<ExportJob>();
    JobRow row;
    row.kind = job.join ? JobRow::Kind::Join : JobRow::Kind::Export;
    row.thumbnail = m_takes.indexOf(job.take).data(TakeModel::ThumbnailRole).value<QImage>();
    const project::Take* take = m_takes.byNumber(job.take);
    row.origin = take ? words::takeName(*take) : tr("Take %1").arg(job.take);
    if (job.join)
        nameJoin(*job.join, row);
    else
        nameExport(job, take, row);
    switch (job.state) {
    case ExportState::Running:
        row.state = JobRow::State::Running;
        row.share = job.part;
        row.time = tr("%1 %", "percent").arg(static_cast<int>(std::floor(100 * job.part)));
        break;
    case ExportState::Finished:
        row.state = JobRow::State::Finished;
        row.when = tr("in %1", "folder").arg(words::quoted(words::fileName(job.order.target.parent_path())));
        row.time = job.summary ? clockText(job.summary->seconds) : QString();
        row.memory = job.summary ? words::bytes(static_cast<int64_t>(job.summary->bytes)) : QString();
        break;
    case ExportState::Failed:
        row.state = JobRow::State::Failed;
        if (job.dub && job.error && job.error->code == ErrorCode::BadOption)
            row.when = job.error->subject == "video" ? tr("not its video") : tr("no whole face in it");
        else if (job.error)
            row.when = reasonWords(*job.error);
        break;
    case ExportState::Waiting:
    case ExportState::Cancelled: row.state = JobRow::State::Waiting; break;
    }
    return row;
}

void JobRows::nameJoin(const jobs::TakeJoin& join, JobRow& row) const
{
    const std::vector<project::TakePart> parts = join.takeParts();
    row.name = words::madeFrom(parts);
    row.origin = tr("a new take");
    row.detail = words::partLines(parts).join(QStringLiteral(" · "));
}

void JobRows::nameExport(const ExportJob& job, const project::Take* take, JobRow& row) const
{
    const media::ExportOrder& order = job.order;
    row.name = words::fileName(job.summary ? job.summary->path : order.target);
    if (job.dub) {
        row.detail = tr("over %1", "a video").arg(words::quoted(words::fileName(job.dub->video)));
        return;
    }
    if (const media::ExportFormat* const format = media::findExportFormat(order.format)) {
        row.preset = words::formatTitle(*format);
        const double rate = order.frameRate.value_or(take ? take->frameRate : 0);
        QStringList details;
        if (order.quality && !format->video.empty())
            details.append(words::quality(format->video.front().quality, *order.quality));
        if (rate > 0 && format->kind == media::FormatKind::Film)
            details.append(tr("%1 per second", "frames").arg(words::figure(rate)));
        if (take && (order.height || order.finish.changesShape()) && format->kind != media::FormatKind::Sound) {
            if (const auto layout = media::filmLayout({take->width, take->height}, order.finish, order.height))
                details.prepend(words::size(layout->film.width, layout->film.height));
        }
        row.detail = details.join(QStringLiteral(" · "));
    }
}

Qt::DropActions JobRows::supportedDropActions() const
{
    return Qt::MoveAction | Qt::CopyAction;
}

QStringList JobRows::mimeTypes() const
{
    return m_queue.mimeTypes() << TakeModel::numbersType();
}

bool JobRows::canDropMimeData(const QMimeData* data, Qt::DropAction /*action*/, int /*row*/, int /*column*/,
                              const QModelIndex& /*parent*/) const
{
    return data->hasFormat(m_queue.mimeTypes().first()) || !TakeModel::numbersIn(*data).isEmpty();
}

// A dropped take becomes the last job, whatever the position. A job dropped among the exports becomes the last job.
bool JobRows::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent)
{
    const QList<int> takes = TakeModel::numbersIn(*data);
    if (!takes.isEmpty()) {
        Q_EMIT takesDropped(takes);
        return true;
    }
    const QModelIndex source = mapToSource(parent);
    const bool onJob = source.isValid() && source.model() == &m_queue;
    const int between = row >= 0 && row < m_queue.rowCount() ? row : m_queue.rowCount();
    return m_queue.dropMimeData(data, action, onJob ? -1 : between, column, onJob ? source : QModelIndex());
}

} // namespace studio::ui
