// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/WeightPreparer.h"

#include "core/settings/Settings.h"
#include "ui/services/Background.h"
#include "ui/services/RenderService.h"

#include <QThreadPool>

#include <algorithm>
#include <stop_token>

namespace studio::ui {
namespace {

using Phase = PreparationState::Phase;

constexpr double kNanoseconds = 1e9;

// What the file depends on.
jobs::ModelPlaces onlyOf(const jobs::ModelPlaces& places, const std::string& id)
{
    return {.catalogue = places.catalogue,
            .folders = {{id, places.place(id)}},
            .device = places.device,
            .eightBits = places.eightBits,
            .slabCache = places.slabCache};
}

bool isOnGpu(const jobs::ModelPlaces& places, const std::string& id)
{
    const ModelEntry* const model = places.catalogue.find(id);
    return model && model->runsOn == RunsOn::Gpu && places.device != "cpu" && !places.place(id).checkpoint.empty();
}

} // namespace

struct WeightPreparer::Private {
    QThreadPool pool; // one after the other
    std::stop_source stop;
    int number = 0; // of the model
    jobs::ModelPlaces places;
    std::string model; // empty: none on a GPU
    PreparationEngine engine;
};

WeightPreparer::WeightPreparer(settings::Settings& settings, RenderService& renderer, PreparationEngine engine,
                               QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_renderer(renderer)
    , m_d(std::make_unique<Private>())
{
    m_d->engine = std::move(engine);
    m_d->pool.setMaxThreadCount(1);
    connect(&renderer, &RenderService::stateChanged, this, &WeightPreparer::takesChanged);
}

WeightPreparer::~WeightPreparer()
{
    m_d->stop.request_stop();
    m_d->pool.waitForDone();
}

void WeightPreparer::setModel(const jobs::ModelPlaces& places, const std::string& id)
{
    const std::string model = isOnGpu(places, id) ? id : std::string();
    jobs::ModelPlaces own = model.empty() ? jobs::ModelPlaces{} : onlyOf(places, id);
    if (model == m_d->model && own == m_d->places)
        return;
    m_d->stop.request_stop();
    ++m_d->number;
    m_d->model = model;
    m_d->places = std::move(own);
    m_state = {};
    Q_EMIT changed();
    look();
}

void WeightPreparer::look()
{
    if (m_d->model.empty() || isRunning())
        return;
    inBackground(
        m_d->pool, this,
        [places = m_d->places, model = m_d->model, look = m_d->engine.look]() -> Result<pipeline::PreparedFile> {
            const Result<pipeline::ModelOptions> options = jobs::modelOptions(places, model);
            return options ? look(*options) : options.error();
        },
        [this, number = m_d->number](const Result<pipeline::PreparedFile>& file) {
            if (number == m_d->number && !isRunning())
                looked(file);
        });
}

void WeightPreparer::looked(const Result<pipeline::PreparedFile>& file)
{
    PreparationState state{.error = m_state.error};
    if (file) {
        state.phase = file->isReady ? Phase::Ready : Phase::Missing;
        state.file = file->path;
        state.bytes = file->bytes;
        state.diskFree = file->diskFree;
        if (file->isReady)
            state.error.reset();
    }
    m_state = std::move(state);
    m_state.seconds = expectedSeconds();
    Q_EMIT changed();
}

void WeightPreparer::prepare()
{
    if (m_state.phase != Phase::Missing || m_renderer.isRunning())
        return;
    m_state.phase = Phase::Running;
    m_state.done = 0;
    m_state.error.reset();
    m_time.start();
    m_d->stop = {};
    const auto isCurrent = [this, number = m_d->number] { return number == m_d->number; };
    inBackground(
        m_d->pool, this,
        [this, isCurrent, places = m_d->places, model = m_d->model, prepare = m_d->engine.prepare,
         stop = m_d->stop.get_token()]() -> Status {
            const Result<pipeline::ModelOptions> options = jobs::modelOptions(places, model);
            if (!options)
                return options.error();
            const auto report = [this, isCurrent](int64_t done, int64_t all) {
                QMetaObject::invokeMethod(
                    this,
                    [this, isCurrent, done, all] {
                        if (isCurrent())
                            progressed(done, all);
                    },
                    Qt::QueuedConnection);
            };
            return prepare(*options, report, stop);
        },
        [this, isCurrent](const Status& outcome) {
            if (isCurrent())
                ended(outcome);
        });
    Q_EMIT changed();
}

void WeightPreparer::stop()
{
    if (m_state.phase != Phase::Running)
        return;
    m_d->stop.request_stop();
    m_state.phase = Phase::Stopping;
    Q_EMIT changed();
}

void WeightPreparer::progressed(int64_t done, int64_t all)
{
    if (m_state.phase != Phase::Running || done <= 0)
        return;
    const double gone = static_cast<double>(m_time.nsecsElapsed()) / kNanoseconds;
    m_state.done = std::min(done, m_state.bytes);
    m_state.seconds = gone * static_cast<double>(all - done) / static_cast<double>(done);
    Q_EMIT changed();
}

void WeightPreparer::ended(const Status& outcome)
{
    const double gone = static_cast<double>(m_time.nsecsElapsed()) / kNanoseconds;
    if (outcome)
        m_settings.set(settings::kPreparedPerSecond, static_cast<double>(m_state.bytes) / gone);
    if (!outcome && outcome.error().code != ErrorCode::Cancelled)
        m_state.error = outcome.error();
    m_state.phase = outcome ? Phase::Ready : Phase::Missing;
    m_state.seconds = expectedSeconds();
    Q_EMIT changed();
    look();
}

// A take that begins reads the weights or prepares them; one that has ended has done so.
void WeightPreparer::takesChanged()
{
    const bool running = m_renderer.isRunning();
    if (running == m_takes)
        return;
    m_takes = running;
    if (!running) {
        look();
        return;
    }
    const jobs::Job* const job = m_renderer.state().running();
    if (job && job->scene.settings.model == m_d->model)
        stop();
}

bool WeightPreparer::isRunning() const
{
    return m_state.phase == Phase::Running || m_state.phase == Phase::Stopping;
}

std::optional<double> WeightPreparer::expectedSeconds() const
{
    const double rate = m_settings.get(settings::kPreparedPerSecond);
    return m_state.phase == Phase::Missing && rate > 0 ? std::optional(static_cast<double>(m_state.bytes) / rate)
                                                       : std::nullopt;
}

} // namespace studio::ui
