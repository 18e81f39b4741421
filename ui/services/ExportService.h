// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/MovieExport.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace studio::ui {

enum class ExportState { Waiting, Running, Finished, Failed, Cancelled };

// An export on its way or done.
struct ExportJob {
    int id = 0;
    int take = 0; // its number
    media::ExportOrder order;
    bool poster = false; // a picture of the first frame beside it
    ExportState state = ExportState::Waiting;
    double part = 0; // 0 to 1
    std::optional<media::ExportSummary> summary;
    std::optional<Error> error;

    [[nodiscard]] bool isAtWork() const { return state == ExportState::Waiting || state == ExportState::Running; }
};

// Exports one after the other in a background thread. Where a poster can't be made although the film was, the job has
// failed with the film in its place.
class ExportService : public QObject {
    Q_OBJECT

public:
    explicit ExportService(QObject* parent = nullptr);
    ~ExportService() override; // cancels

    // What this FFmpeg offers; probed in the background, empty until encodersFound().
    [[nodiscard]] const std::vector<media::VideoEncoder>& videoEncoders() const { return m_video; }
    [[nodiscard]] const std::vector<media::AudioCodec>& audioEncoders() const { return m_audio; }

    int add(ExportJob job);
    void cancel(int id);
    // Of this session, oldest first.
    [[nodiscard]] const std::vector<ExportJob>& jobs() const { return m_jobs; }
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    void encodersFound();
    void jobChanged(const studio::ui::ExportJob& job);

private:
    struct Private;
    template<typename Change>
    void update(int id, Change change);

    std::vector<media::VideoEncoder> m_video;
    std::vector<media::AudioCodec> m_audio;
    std::vector<ExportJob> m_jobs;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
