// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"

#include <QAbstractListModel>
#include <QDateTime>

#include <optional>
#include <vector>

namespace studio::ui {

// The queue's jobs for a list with drag and drop. A drop only emits moveWished(); the queue moves the job and reports
// its new state.
class QueueModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        JobRole = Qt::UserRole, // jobs::Job
        IdRole, // qint64
        StateRole, // int of jobs::JobState
        EndTimeRole, // QDateTime; invalid where it isn't known
        SecondsRole, // of rendering, as promised; invalid where it isn't known
        VramRole, // bytes, as promised
        ProgressRole, // 0 to 1, of the running one
    };

    explicit QueueModel(QObject* parent = nullptr);

    void setState(const jobs::QueueState& state);
    void setProgress(const jobs::JobProgress& progress);

    // Number and rendering time of the jobs that run or wait; their end, if none of them waits for the queue's start.
    struct Total {
        int jobs = 0;
        std::optional<double> seconds;
        std::optional<QDateTime> end;
    };
    [[nodiscard]] Total total() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

Q_SIGNALS:
    void moveWished(qint64 job, int index); // among the jobs that are not running

private:
    void removeMissing(const std::vector<jobs::Job>& wanted);
    void reorder(const std::vector<jobs::Job>& wanted);
    void insertNew(const std::vector<jobs::Job>& wanted);
    [[nodiscard]] std::vector<std::optional<double>> remaining() const; // seconds of each job that will run

    jobs::QueueState m_state;
    jobs::JobProgress m_progress;
};

} // namespace studio::ui
