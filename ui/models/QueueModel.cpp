// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/QueueModel.h"

#include <QDataStream>
#include <QIODevice>
#include <QMimeData>

#include <algorithm>
#include <iterator>

namespace studio::ui {
namespace {

const QString& mimeType()
{
    static const QString kType = QStringLiteral("application/x-live-avatar-job");
    return kType;
}

// -1: none.
int rowOf(const std::vector<jobs::Job>& jobs, jobs::JobId id)
{
    const auto found = std::find_if(jobs.begin(), jobs.end(), [id](const jobs::Job& job) { return job.id == id; });
    return found != jobs.end() ? static_cast<int>(std::distance(jobs.begin(), found)) : -1;
}

} // namespace

QueueModel::QueueModel(QObject* parent)
    : QAbstractListModel(parent)
{
}

// By rows, so that views keep selection and scroll position.
void QueueModel::setState(const jobs::QueueState& state)
{
    removeMissing(state.jobs);
    reorder(state.jobs);
    insertNew(state.jobs);
    m_state = state;
    if (!m_state.jobs.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void QueueModel::removeMissing(const std::vector<jobs::Job>& wanted)
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        const auto job = m_state.jobs.begin() + row;
        if (rowOf(wanted, job->id) >= 0)
            continue;
        beginRemoveRows({}, row, row);
        m_state.jobs.erase(job);
        endRemoveRows();
    }
}

// All of these are wanted. A change of layout, since a proxy that joins tables doesn't pass moves on.
void QueueModel::reorder(const std::vector<jobs::Job>& wanted)
{
    const auto isBefore
        = [&wanted](const jobs::Job& a, const jobs::Job& b) { return rowOf(wanted, a.id) < rowOf(wanted, b.id); };
    if (std::is_sorted(m_state.jobs.begin(), m_state.jobs.end(), isBefore))
        return;
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    const std::vector<jobs::Job> old = m_state.jobs;
    std::sort(m_state.jobs.begin(), m_state.jobs.end(), isBefore);
    QModelIndexList after;
    for (const QModelIndex& each : before)
        after.append(index(rowOf(m_state.jobs, old[static_cast<size_t>(each.row())].id)));
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

void QueueModel::insertNew(const std::vector<jobs::Job>& wanted)
{
    for (int row = 0; row < static_cast<int>(wanted.size()); ++row) {
        const jobs::Job& job = wanted[static_cast<size_t>(row)];
        if (row < rowCount() && m_state.jobs[static_cast<size_t>(row)].id == job.id)
            continue;
        beginInsertRows({}, row, row);
        m_state.jobs.insert(m_state.jobs.begin() + row, job);
        endInsertRows();
    }
}

void QueueModel::setProgress(const jobs::JobProgress& progress)
{
    m_progress = progress;
    if (m_state.running())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1)); // The end times of later jobs change, too.
}

std::vector<std::optional<double>> QueueModel::remaining() const
{
    std::vector<std::optional<double>> seconds;
    for (const jobs::Job& job : m_state.jobs) {
        if (job.state == jobs::JobState::Running && m_progress.job == job.id && m_progress.secondsLeft)
            seconds.push_back(m_progress.secondsLeft);
        else if (job.state == jobs::JobState::Held)
            seconds.emplace_back();
        else
            seconds.push_back(job.promise.promisedSeconds);
    }
    return seconds;
}

QueueModel::Total QueueModel::total() const
{
    Total total{.jobs = 0, .seconds = 0.0, .end = {}};
    const auto seconds = remaining();
    for (size_t i = 0; i < m_state.jobs.size(); ++i) {
        if (m_state.jobs[i].state == jobs::JobState::Held)
            continue;
        ++total.jobs;
        total.seconds = total.seconds && seconds[i] ? std::optional(*total.seconds + *seconds[i]) : std::nullopt;
    }
    if (total.jobs == 0)
        total.seconds.reset();
    if (total.seconds && m_state.waitingForStart() == 0)
        total.end = QDateTime::currentDateTime().addSecs(static_cast<qint64>(*total.seconds));
    return total;
}

int QueueModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_state.jobs.size());
}

QVariant QueueModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto row = static_cast<size_t>(index.row());
    const jobs::Job& job = m_state.jobs[row];
    switch (role) {
    case Qt::DisplayRole: return QString::fromStdString(job.sceneName);
    case JobRole: return QVariant::fromValue(job);
    case IdRole: return QVariant::fromValue<qint64>(job.id);
    case StateRole: return static_cast<int>(job.state);
    case ProgressRole:
        return job.state == jobs::JobState::Running && m_progress.job == job.id ? m_progress.part() : 0.0;
    case VramRole:
        return job.promise.promisedVram ? QVariant::fromValue<qint64>(*job.promise.promisedVram) : QVariant();
    case SecondsRole: {
        const std::optional<double> seconds = remaining()[row];
        return seconds ? QVariant(*seconds) : QVariant();
    }
    case EndTimeRole: {
        if (!m_state.isUnderWay(job)) // Nobody knows when it will begin.
            return QDateTime();
        double sum = 0;
        const auto seconds = remaining();
        for (size_t i = 0; i <= row; ++i) {
            if (!m_state.isUnderWay(m_state.jobs[i]))
                continue;
            if (!seconds[i])
                return QDateTime();
            sum += *seconds[i];
        }
        return QDateTime::currentDateTime().addSecs(static_cast<qint64>(sum));
    }
    default: return {};
    }
}

QHash<int, QByteArray> QueueModel::roleNames() const
{
    return {{JobRole, "job"},         {IdRole, "jobId"},  {StateRole, "state"},      {EndTimeRole, "endTime"},
            {SecondsRole, "seconds"}, {VramRole, "vram"}, {ProgressRole, "progress"}};
}

Qt::ItemFlags QueueModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled; // Between the rows.
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    const bool running = m_state.jobs[static_cast<size_t>(index.row())].state == jobs::JobState::Running;
    return running ? flags : flags | Qt::ItemIsDragEnabled;
}

Qt::DropActions QueueModel::supportedDropActions() const
{
    return Qt::MoveAction;
}

QStringList QueueModel::mimeTypes() const
{
    return {mimeType()};
}

QMimeData* QueueModel::mimeData(const QModelIndexList& indexes) const
{
    if (indexes.isEmpty())
        return nullptr;
    QByteArray bytes;
    QDataStream(&bytes, QIODevice::WriteOnly) << indexes.first().data(IdRole).toLongLong();
    auto* const data = new QMimeData; // The view takes ownership.
    data->setData(mimeType(), bytes);
    return data;
}

bool QueueModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int, const QModelIndex& parent)
{
    if (action != Qt::MoveAction || !data->hasFormat(mimeType()))
        return false;
    qint64 job = 0;
    QDataStream stream(data->data(mimeType()));
    stream >> job;
    const int from = rowOf(m_state.jobs, job);
    if (from < 0)
        return false;
    int to = row >= 0 ? row : parent.isValid() ? parent.row() : rowCount();
    if (to > from)
        --to; // Counted without the job itself.
    const int running = m_state.running() ? 1 : 0;
    Q_EMIT moveWished(job, std::max(0, to - running));
    return false; // The queue moves it: the view must not remove the row.
}

} // namespace studio::ui
