// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/ExportService.h"

#include "ui/services/Background.h"

#include <QThreadPool>

#include <algorithm>
#include <map>
#include <stop_token>

namespace studio::ui {
namespace {

constexpr double kProgressStep = 0.005; // finer steps are invisible

// What came of a job.
struct Made {
    media::ExportSummary summary{};
    std::optional<project::Take> take{};
    std::optional<jobs::DubReport> dub{};
};

Result<Made> joined(const jobs::TakeJoin& join, const media::ExportProgress& progress, const std::stop_token& stop)
{
    Result<project::Take> take = jobs::joinTakes(join, progress, stop);
    if (!take)
        return take.error();
    media::ExportSummary summary;
    summary.path = take->movie;
    summary.frames = take->framesMade;
    summary.seconds = take->seconds();
    summary.bytes = static_cast<uintmax_t>(take->report.movieBytes);
    return Made{.summary = std::move(summary), .take = std::move(*take)};
}

Result<Made> dubbed(const jobs::DubOrder& order, const media::ExportProgress& progress, const std::stop_token& stop)
{
    std::error_code ignored; // dubFilm() says what is wrong with the folder.
    std::filesystem::create_directories(order.target.parent_path(), ignored);
    jobs::DubOrder free = order;
    free.target = media::freePath(order.target);
    Result<jobs::DubReport> report = jobs::dubFilm(free, progress, stop);
    if (!report)
        return report.error();
    media::ExportSummary summary;
    summary.path = report->movie;
    summary.frames = report->frames;
    summary.seconds = report->seconds;
    summary.bytes = std::filesystem::file_size(report->movie, ignored);
    return Made{.summary = std::move(summary), .dub = std::move(*report)};
}

Result<Made> exported(const media::ExportOrder& order, bool poster, const media::ExportProgress& progress,
                      const std::stop_token& stop)
{
    std::error_code ignored; // exportMovie() says what is wrong with the folder.
    std::filesystem::create_directories(order.target.parent_path(), ignored);
    Result<media::ExportSummary> made = media::exportMovie(order, progress, stop);
    if (!made)
        return made.error();
    if (poster) {
        const std::filesystem::path picture = std::filesystem::path(made->path).replace_extension(".png");
        if (const auto posterMade = media::exportPoster(order.movie, picture, order.begin); !posterMade)
            return posterMade.error();
    }
    return Made{.summary = std::move(*made)};
}

} // namespace

struct ExportService::Private {
    QThreadPool pool; // one thread: one export at a time
    std::map<int, std::stop_source> stops; // of the jobs that are not done
    int nextId = 1;
};

ExportService::ExportService(QObject* parent)
    : QObject(parent)
    , m_d(std::make_unique<Private>())
{
    m_d->pool.setMaxThreadCount(1);
    const auto show = [this](int id, double part) {
        update(id, [part](ExportJob& running) {
            running.state = ExportState::Running;
            running.part = part;
        });
    };
    connect(this, &ExportService::progressed, this, show, Qt::QueuedConnection);
    inBackground(
        m_d->pool, this, [] { return media::offeredFormats(); },
        [this](std::vector<media::OfferedFormat> found) {
            m_formats = std::move(found);
            Q_EMIT formatsFound();
        });
}

ExportService::~ExportService()
{
    for (auto& [id, stop] : m_d->stops)
        stop.request_stop();
    m_d->pool.waitForDone();
}

template<typename Change>
void ExportService::update(int id, Change change)
{
    const auto job
        = std::find_if(m_jobs.begin(), m_jobs.end(), [id](const ExportJob& entry) { return entry.id == id; });
    if (job == m_jobs.end())
        return;
    change(*job);
    Q_EMIT jobChanged(ExportJob(*job)); // A copy, because a receiver may add another job.
}

bool ExportService::isRunning() const
{
    return std::any_of(m_jobs.begin(), m_jobs.end(), [](const ExportJob& job) { return job.isAtWork(); });
}

int ExportService::add(ExportJob job)
{
    job.id = m_d->nextId++;
    job.state = ExportState::Waiting;
    const int id = job.id;
    m_jobs.push_back(job);
    const std::stop_token stop = m_d->stops[id].get_token();
    Q_EMIT jobChanged(job);
    inBackground(
        m_d->pool, this,
        [this, job, stop]() -> Result<Made> {
            if (stop.stop_requested())
                return Error{ErrorCode::Cancelled, job.order.target.string(), {}};
            double told = -1;
            const auto progress = [&](double part) {
                if (part - told < kProgressStep && part < 1)
                    return;
                told = part;
                Q_EMIT progressed(job.id, part);
            };
            return job.join ? joined(*job.join, progress, stop)
                : job.dub   ? dubbed(*job.dub, progress, stop)
                            : exported(job.order, job.poster, progress, stop);
        },
        [this, id](Result<Made> made) {
            m_d->stops.erase(id);
            update(id, [&](ExportJob& done) {
                if (made) {
                    done.state = ExportState::Finished;
                    done.part = 1;
                    done.summary = std::move(made->summary);
                    done.made = std::move(made->take);
                    done.dubbed = std::move(made->dub);
                } else {
                    const bool cancelled = made.error().code == ErrorCode::Cancelled;
                    done.state = cancelled ? ExportState::Cancelled : ExportState::Failed;
                    done.error = made.error();
                }
            });
        });
    return id;
}

void ExportService::cancel(int id)
{
    if (const auto stop = m_d->stops.find(id); stop != m_d->stops.end())
        stop->second.request_stop();
}

} // namespace studio::ui
