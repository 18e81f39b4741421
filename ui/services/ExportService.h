// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/DubbedFilm.h"
#include "core/jobs/TakeJoin.h"
#include "core/media/MovieExport.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace studio::ui {

enum class ExportState { Waiting, Running, Finished, Failed, Cancelled };

// An export: waiting, running or done. Or a take that is made of others without a render, or laid over its video.
struct ExportJob {
    int id = 0;
    int take = 0; // its number; of a join: of the first one
    std::optional<jobs::TakeJoin> join{}; // instead of the order
    std::optional<project::Take> made{}; // by a join that is finished
    std::optional<jobs::DubOrder> dub{}; // likewise; under the first free name
    std::optional<jobs::DubReport> dubbed{}; // by one that is finished
    media::ExportOrder order;
    bool poster = false; // also write the first frame as a picture
    ExportState state = ExportState::Waiting;
    double part = 0; // 0 to 1
    std::optional<media::ExportSummary> summary;
    std::optional<Error> error;

    [[nodiscard]] bool isAtWork() const { return state == ExportState::Waiting || state == ExportState::Running; }
};

// Runs exports, joins and dubs one after the other on a background thread. If only the poster fails, the job is Failed
// and the film stays.
class ExportService : public QObject {
    Q_OBJECT

public:
    explicit ExportService(QObject* parent = nullptr);
    ~ExportService() override; // cancels all jobs

    // The formats that this machine can write; empty until formatsFound().
    [[nodiscard]] const std::vector<media::OfferedFormat>& formats() const { return m_formats; }

    int add(ExportJob job);
    void cancel(int id);
    // Of this session, oldest first.
    [[nodiscard]] const std::vector<ExportJob>& jobs() const { return m_jobs; }
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    void formatsFound();
    void jobChanged(const studio::ui::ExportJob& job);
    void progressed(int id, double part); // from the exporting thread, for jobChanged()

private:
    struct Private;
    template<typename Change>
    void update(int id, Change change);

    std::vector<media::OfferedFormat> m_formats;
    std::vector<ExportJob> m_jobs;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
