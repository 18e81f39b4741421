// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/ExportModel.h"

#include <algorithm>
#include <iterator>

namespace studio::ui {

std::optional<int> ExportModel::rowOf(int id) const
{
    const auto found = std::find_if(m_jobs.begin(), m_jobs.end(), [id](const ExportJob& job) { return job.id == id; });
    return found != m_jobs.end() ? std::optional(static_cast<int>(std::distance(m_jobs.begin(), found))) : std::nullopt;
}

void ExportModel::update(const ExportJob& job)
{
    const std::optional<int> row = rowOf(job.id);
    if (job.state == ExportState::Cancelled) {
        if (row)
            removeRow(*row);
    } else if (row) {
        m_jobs[static_cast<size_t>(*row)] = job;
        Q_EMIT dataChanged(index(*row), index(*row));
    } else {
        beginInsertRows({}, rowCount(), rowCount());
        m_jobs.push_back(job);
        endInsertRows();
    }
}

void ExportModel::remove(int id)
{
    const std::optional<int> row = rowOf(id);
    if (row && !m_jobs[static_cast<size_t>(*row)].isAtWork())
        removeRow(*row);
}

void ExportModel::removeRow(int row)
{
    beginRemoveRows({}, row, row);
    m_jobs.erase(m_jobs.begin() + row);
    endRemoveRows();
}

int ExportModel::atWork() const
{
    return static_cast<int>(
        std::count_if(m_jobs.begin(), m_jobs.end(), [](const ExportJob& job) { return job.isAtWork(); }));
}

int ExportModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_jobs.size());
}

QVariant ExportModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || role != ExportRole)
        return {};
    return QVariant::fromValue(m_jobs[static_cast<size_t>(index.row())]);
}

Qt::ItemFlags ExportModel::flags(const QModelIndex& index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

} // namespace studio::ui
