// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/ExportService.h"

#include <QAbstractListModel>

#include <optional>
#include <vector>

namespace studio::ui {

// The exports of this session, oldest first. Finished and failed ones stay until they are removed; cancelled ones
// vanish at once.
class ExportModel : public QAbstractListModel {
    Q_OBJECT

public:
    // ExportJob; distinct from QueueModel's roles, since JobRows shows both
    enum Role { ExportRole = Qt::UserRole + 200 };

    using QAbstractListModel::QAbstractListModel;

    // Adds the job, or replaces the one with its id.
    void update(const ExportJob& job);
    // Removes a job that is neither waiting nor running.
    void remove(int id);
    [[nodiscard]] int atWork() const; // waiting and running

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    [[nodiscard]] std::optional<int> rowOf(int id) const;
    void removeRow(int row);

    std::vector<ExportJob> m_jobs;
};

} // namespace studio::ui
