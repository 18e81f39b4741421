// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/ListRows.h"

#include "ui/models/QueueModel.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/Words.h"
#include "ui/widgets/JobDelegate.h"
#include "ui/widgets/PaintText.h"
#include "ui/widgets/TakeDelegate.h"

#include <QLocale>

namespace studio::ui {

void TakeRows::setExporting(int take, double part)
{
    if (part < 0)
        m_exporting.remove(take);
    else
        m_exporting.insert(take, part);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

QVariant TakeRows::data(const QModelIndex& index, int role) const
{
    if (role != TakeDelegate::kRole && role != Qt::AccessibleTextRole)
        return QIdentityProxyModel::data(index, role);
    const auto take = QIdentityProxyModel::data(index, TakeModel::TakeRole).value<project::Take>();
    TakeRow row;
    row.thumbnail = QIdentityProxyModel::data(index, TakeModel::ThumbnailRole).value<QImage>();
    row.name = words::takeName(take);
    row.length = clockText(take.seconds());
    row.draft = take.scene.preset == "quick-preview";
    row.starred = take.star;
    row.preset = words::presetName(take.scene.preset);
    switch (take.state) {
    case project::TakeState::Rendering:
        row.state = TakeRow::State::Rendering;
        row.share = QIdentityProxyModel::data(index, TakeModel::ProgressRole).toDouble();
        break;
    case project::TakeState::Finished: row.state = TakeRow::State::Finished; break;
    case project::TakeState::Stopped: row.state = TakeRow::State::Stopped; break;
    case project::TakeState::Failed: row.state = TakeRow::State::Failed; break;
    }
    if (m_exporting.contains(take.number))
        row.share = m_exporting.value(take.number);
    if (role == Qt::AccessibleTextRole)
        return TakeDelegate::text(row);
    return QVariant::fromValue(row);
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
        return QIdentityProxyModel::data(index, role);
    const auto job = QIdentityProxyModel::data(index, QueueModel::JobRole).value<jobs::Job>();
    const QVariant seconds = QIdentityProxyModel::data(index, QueueModel::SecondsRole);
    const QDateTime end = QIdentityProxyModel::data(index, QueueModel::EndTimeRole).toDateTime();
    const QString ends = end.isValid()
        ? tr("ends %1", "time of day").arg(QLocale().toString(end.time(), QLocale::ShortFormat))
        : QString();
    JobRow row;
    row.thumbnail = m_thumbnails.value(words::text(job.scene.portrait));
    row.name = QString::fromStdString(job.sceneName);
    row.origin = job.finalOf == 0 ? QString() : tr("final of take %1").arg(job.finalOf);
    row.voice = words::fileName(job.scene.voice);
    row.preset = words::presetName(job.scene.preset);
    row.detail = words::settings(job.scene.settings, job.scene.settings.clips);
    row.time = seconds.isValid() ? words::duration(seconds.toDouble()) : QStringLiteral("–");
    const QVariant vram = QIdentityProxyModel::data(index, QueueModel::VramRole);
    row.memory = vram.isValid() ? words::bytes(vram.toLongLong()) : QString();
    switch (job.state) {
    case jobs::JobState::Running:
        row.state = JobRow::State::Running;
        row.share = QIdentityProxyModel::data(index, QueueModel::ProgressRole).toDouble();
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
    if (role == Qt::AccessibleTextRole)
        return JobDelegate::text(row);
    return QVariant::fromValue(row);
}

} // namespace studio::ui
