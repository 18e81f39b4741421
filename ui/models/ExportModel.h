// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/ExportService.h"

#include <QAbstractListModel>

#include <optional>
#include <vector>

namespace studio::ui {

// The exports of this session, oldest first: those at work, and what became of the others until somebody clears them
// away. Cancelled ones go by themselves.
class ExportModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { ExportRole = Qt::UserRole + 200 }; // ExportJob; apart from QueueModel's, which stand in the same list

    using QAbstractListModel::QAbstractListModel;

    // A new one, or one that has changed.
    void update(const ExportJob& job);
    // Clears away one that is not at work.
    void remove(int id);
    [[nodiscard]] int atWork() const; // waiting ones too

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    [[nodiscard]] std::optional<int> rowOf(int id) const;
    void removeRow(int row);

    std::vector<ExportJob> m_jobs;
};

} // namespace studio::ui
