// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/PlanService.h"

#include "core/jobs/FilmJob.h"
#include "core/media/Waveform.h"
#include "core/pipeline/CheckpointShape.h"
#include "core/pipeline/DeviceChoice.h"
#include "ui/services/Background.h"
#include "ui/services/PlanMaker.h"
#include "ui/services/Text.h"

#include <QPointer>
#include <QThreadPool>
#include <QTimer>

#include <algorithm>
#include <stop_token>
#include <utility>

namespace studio::ui {
namespace {

constexpr int kPause = 100; // ms after the last change
constexpr int kPatience = 250; // ms until the card says that it is planning
constexpr int64_t kMemoryStep = int64_t{1} << 28; // Smaller changes of free memory don't start a new plan.

// Whether two samples differ enough for a new plan; samples come twice a second.
bool differs(const telemetry::MachineSample& a, const telemetry::MachineSample& b)
{
    const auto step
        = [](const telemetry::Metric<int64_t>& metric) { return metric.value ? *metric.value / kMemoryStep : -1; };
    return a.ramTotal != b.ramTotal || a.vramTotal != b.vramTotal || step(a.ramUsed) != step(b.ramUsed)
        || step(a.swapUsed) != step(b.swapUsed);
}

// Caches the shape of the last checkpoint. For the planning thread.
class ShapeCache {
public:
    Result<pipeline::ModelShape> operator()(const ModelPlace& place, const CheckpointNames& names)
    {
        if (!m_shape || m_place != place || m_names != names) {
            m_place = place;
            m_names = names;
            Result<pipeline::ModelShape> read = pipeline::readCheckpointShape(place, names);
            if (!read) {
                m_shape.reset();
                return read;
            }
            m_shape = std::move(*read);
        }
        return *m_shape;
    }

private:
    ModelPlace m_place;
    CheckpointNames m_names;
    std::optional<pipeline::ModelShape> m_shape;
};

// Likewise for the driver's facts about a device.
class DeviceCache {
public:
    const pipeline::DeviceChoice& choice(const std::string& device)
    {
        if (m_device != device) {
            m_device = device;
            const Result<pipeline::DeviceChoice> found = pipeline::chooseDevice(device);
            m_choice = found ? *found : pipeline::DeviceChoice();
        }
        return m_choice;
    }

private:
    std::string m_device;
    pipeline::DeviceChoice m_choice;
};

// Which blocks of the last voice are silent; none are known if it can't be read, which is said elsewhere. Likewise.
class SilenceCache {
public:
    std::vector<bool> operator()(const PlanVoice& voice, const std::stop_token& stop)
    {
        if (m_voice != voice) {
            m_silent.clear();
            jobs::FilmOrder order;
            order.voice = voice.file;
            order.voiceTrack = voice.track;
            order.trim = voice.trim;
            order.level = voice.level;
            if (const Result<media::Voice> read = jobs::voiceOf(order, stop)) {
                if (const auto silent = jobs::silentBlocks(read->samples))
                    m_silent = *silent;
            }
            m_voice = voice;
        }
        return m_silent;
    }

private:
    std::optional<PlanVoice> m_voice;
    std::vector<bool> m_silent;
};

bool isShorterInSilence(const PlanQuestion& question)
{
    return question.settings.silentSteps > 0
        || std::any_of(question.alternatives.begin(), question.alternatives.end(),
                       [](const PlanAlternative& each) { return each.settings.silentSteps > 0; });
}

// Makes the question that of the scene, by its files. None: they can't be read.
std::optional<jobs::VoiceFacts> ask(PlanQuestion& question, const project::Scene& scene, const std::stop_token& stop)
{
    question.settings = scene.settings;
    question.voice = planVoice(scene);
    question.films = 1;
    question.length.reset();
    const Result<jobs::PortraitFacts> portrait = jobs::portraitFacts(scene.portrait, scene.crop, scene.settings.area());
    const Result<media::Waveform> sound = media::readWaveform(scene.voice, stop, {.track = scene.voiceTrack});
    if (!portrait || !sound)
        return {};
    const jobs::VoiceFacts voice = jobs::voiceFacts(*sound, scene.trim, scene.settings.clips);
    question.length = pipeline::FilmLength{.clips = voice.clips, .frames = voice.frames, .samples = voice.samples};
    question.width = portrait->outputWidth;
    question.height = portrait->outputHeight;
    return voice;
}

} // namespace

PlanVoice planVoice(const project::Scene& scene)
{
    return {.file = scene.voice,
            .track = scene.voiceTrack,
            .trim = scene.trim,
            .level = scene.voiceLevel,
            .people = static_cast<int>(scene.people.size())};
}

struct PlanService::Private {
    PlanState planned(PlanQuestion asking) // on the planning thread
    {
        asking.machine = machineOf(asking.sample, devices.choice(asking.models.device));
        if (asking.length && !asking.voice.file.empty() && isShorterInSilence(asking))
            asking.silent = silences(asking.voice, stop.get_token());
        PlanState state = makePlan(asking, std::ref(shapes));
        state.prices = prices(asking, state.plan);
        state.int8Decoder = devices.choice(asking.models.device).int8Decoder;
        return state;
    }

    QThreadPool pool; // one thread, which alone uses the caches
    ShapeCache shapes;
    DeviceCache devices;
    SilenceCache silences;
    QTimer pause;
    QTimer patience;
    PlanQuestion question;
    int asked = 0;
    std::stop_source stop; // at the end
};

PlanService::PlanService(QObject* parent)
    : QObject(parent)
    , m_d(std::make_unique<Private>())
{
    m_d->pool.setMaxThreadCount(1);
    m_d->pause.setSingleShot(true);
    m_d->pause.setInterval(kPause);
    m_d->patience.setSingleShot(true);
    m_d->patience.setInterval(kPatience);
    connect(&m_d->pause, &QTimer::timeout, this, &PlanService::plan);
    connect(&m_d->patience, &QTimer::timeout, this, [this] {
        m_state.planning = true;
        Q_EMIT planned(m_state);
    });
}

PlanService::~PlanService()
{
    m_d->stop.request_stop();
    m_d->pool.waitForDone();
}

void PlanService::plan()
{
    const int asked = ++m_d->asked;
    m_d->patience.start();
    inBackground(
        m_d->pool, this, [d = m_d.get(), question = m_d->question] { return d->planned(question); },
        [this, asked](PlanState state) {
            if (asked != m_d->asked)
                return;
            m_d->patience.stop();
            m_state = std::move(state);
            Q_EMIT planned(m_state);
        });
}

void PlanService::planScene(const project::Scene& scene, QObject* receiver, std::function<void(const ScenePlan&)> done)
{
    inBackground(
        m_d->pool, this,
        [d = m_d.get(), question = m_d->question, scene, stop = m_d->stop.get_token()]() mutable {
            ScenePlan answer;
            answer.voice = ask(question, scene, stop);
            answer.pixels = answer.voice ? int64_t{question.width} * question.height : 0;
            answer.plan = d->planned(std::move(question));
            return answer;
        },
        [guard = QPointer<QObject>(receiver), done = std::move(done)](const ScenePlan& answer) {
            if (guard)
                done(answer);
        });
}

void PlanService::forecast(const std::vector<jobs::Job>& jobs, QObject* receiver,
                           std::function<void(const std::map<jobs::JobId, jobs::StageTimes>&)> done)
{
    inBackground(
        m_d->pool, this, [question = m_d->question, jobs] { return forecasts(question, jobs); },
        [guard = QPointer<QObject>(receiver),
         done = std::move(done)](const std::map<jobs::JobId, jobs::StageTimes>& found) {
            if (guard)
                done(found);
        });
}

template<typename T>
bool PlanService::change(T& value, const T& wanted)
{
    if (value == wanted)
        return false;
    value = wanted;
    m_d->pause.start();
    return true;
}

void PlanService::setSettings(const project::RenderSettings& settings)
{
    change(m_d->question.settings, settings);
}

void PlanService::setFilm(const std::optional<pipeline::FilmLength>& length, int width, int height)
{
    change(m_d->question.length, length);
    change(m_d->question.width, width);
    change(m_d->question.height, height);
}

void PlanService::setVoice(const PlanVoice& voice)
{
    change(m_d->question.voice, voice);
}

void PlanService::setFilms(int count)
{
    change(m_d->question.films, count);
}

void PlanService::setAlternatives(const std::vector<PlanAlternative>& alternatives, media::Size cropped)
{
    change(m_d->question.alternatives, alternatives);
    change(m_d->question.cropped, cropped);
}

void PlanService::setModels(const jobs::ModelPlaces& models)
{
    change(m_d->question.models, models);
}

void PlanService::setMachine(const telemetry::MachineSample& sample)
{
    if (!differs(m_d->question.sample, sample))
        return;
    m_d->question.sample = sample;
    if (!m_d->pause.isActive()) // A sample must not delay a plan that is already due.
        m_d->pause.start();
}

void PlanService::setTakes(const std::vector<project::Take>& takes)
{
    if (change(m_d->question.takes, takes))
        Q_EMIT speedChanged();
}

void PlanService::setMeasured(const project::Take& take)
{
    if (change(m_d->question.measured, std::optional(take)))
        Q_EMIT speedChanged();
}

void PlanService::setTakesFolder(const QString& folder)
{
    change(m_d->question.takesFolder, toPath(folder));
}

} // namespace studio::ui
