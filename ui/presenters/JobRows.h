// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "core/jobs/TakeJoin.h"
#include "core/spec/ModelCatalogue.h"
#include "ui/widgets/JobDelegate.h"

#include <QConcatenateTablesProxyModel>
#include <QHash>
#include <QImage>

namespace studio::ui {

class ExportModel;
struct ExportJob;
class PresetModel;
class QueueModel;
class TakeModel;

// Converts the queue's jobs, then the exports, to JobRow for JobDelegate. The queue's jobs are reordered by dragging;
// takes can be dropped here.
class JobRows : public QConcatenateTablesProxyModel {
    Q_OBJECT

public:
    // Borrows everything.
    JobRows(QueueModel& queue, ExportModel& exports, const TakeModel& takes, const PresetModel& presets,
            const ModelCatalogue& models, QObject* parent = nullptr);
    // Thumbnails of the jobs' portraits by path, added by the caller that reads them.
    void setThumbnail(const QString& portrait, const QImage& picture);
    [[nodiscard]] bool hasThumbnail(const QString& portrait) const { return m_thumbnails.contains(portrait); }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                       const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

Q_SIGNALS:
    void takesDropped(const QList<int>& numbers);

private:
    [[nodiscard]] static QString lengthWords(const jobs::Job& job);
    // "continues take 7", "final of take 3", or empty.
    [[nodiscard]] QString originWords(const jobs::Job& job) const;
    [[nodiscard]] JobRow renderRow(const QModelIndex& source) const;
    [[nodiscard]] JobRow exportRow(const QModelIndex& source) const;
    // What it is, for exportRow(). `take`: the exported one, if it is in the list.
    void nameExport(const ExportJob& job, const project::Take* take, JobRow& row) const;
    void nameJoin(const jobs::TakeJoin& join, JobRow& row) const;

    QueueModel& m_queue;
    ExportModel& m_exports;
    const TakeModel& m_takes;
    const PresetModel& m_presets;
    const ModelCatalogue& m_models;
    QHash<QString, QImage> m_thumbnails;
};

} // namespace studio::ui
