// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/InputFacts.h"
#include "core/jobs/Models.h"
#include "core/jobs/RenderQueue.h"
#include "core/jobs/TakeForecast.h"
#include "core/pipeline/FilmLength.h"
#include "core/pipeline/Planner.h"
#include "core/project/Scene.h"
#include "core/project/Take.h"
#include "core/telemetry/Telemetry.h"

#include <QObject>
#include <QString>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace studio::ui {

enum class PlanTone {
    None, // Nothing to plan yet: an input is missing.
    Fits,
    Tight,
    DoesNotFit,
};

// Why a plan is tight or doesn't fit.
enum class PlanReason {
    None,
    Vram, // more than the budget
    Ram, // more than the budget or the machine
    NoGpu, // the model needs one
    UnknownModel, // settings.model isn't in the catalogue: a newer program's scene
    ModelMissing, // its checkpoint isn't set up, or can't be read: see error
    RamLeft, // less than 2 GB stay free
    VramLeft, // less than 5 % of the GPU's memory stay free
    Swap, // the machine is swapping
    DiskFull, // the film doesn't fit on the disk
    DiskLeft, // less than twice of what is written stays free
    Long, // more than four hours
};

// Settings that would fit, with their memory in bytes and their time.
struct PlanSuggestion {
    project::RenderSettings settings; // the wanted ones with the least changes
    int64_t vram = 0;
    int64_t ram = 0;
    std::optional<double> seconds{};
};

// Another choice for the next film, which is priced beside the plan.
struct PlanAlternative {
    std::string id;
    project::RenderSettings settings;

    bool operator==(const PlanAlternative&) const = default;
};

// The part of a voice that is planned for, as the film's settings have it.
struct PlanVoice {
    std::filesystem::path file;
    int track = 0;
    project::Trim trim;
    VoiceLevel level;
    int people = 0; // who speak: Scene::people

    bool operator==(const PlanVoice&) const = default;
};
[[nodiscard]] PlanVoice planVoice(const project::Scene& scene);

// What a render needs, in bytes and seconds; none: unknown.
struct PlanState {
    bool planning = false; // a new plan has been under way for 250 ms; these are the old figures
    PlanTone tone = PlanTone::None;
    PlanReason reason = PlanReason::None;
    std::optional<Error> error;
    std::optional<int64_t> vram; // none on a CPU
    std::optional<int64_t> vramBudget;
    std::optional<int64_t> ram;
    std::optional<int64_t> ramBudget;
    std::optional<double> seconds; // from measured films of the same model
    std::optional<double> expectedSeconds{}; // by what is known of this kind of GPU, where no film was measured
    jobs::StageTimes stages{}; // of `seconds`
    std::optional<double> framesPerSecond;
    // Of all films that are ordered at once, estimated until a take of the model is finished, and of their journals.
    std::optional<int64_t> disk;
    int64_t diskAtLeast = 0; // of these films, needed for certain
    std::optional<int64_t> diskFree;
    std::optional<int64_t> ramLeft; // of the machine
    std::optional<PlanSuggestion> suggestion;
    std::optional<pipeline::Plan> plan; // the whole plan, if it is for a GPU
    project::RenderSettings settings; // that this is the plan for
    std::string modelTitle; // empty: the model is unknown
    std::map<std::string, double> prices{}; // seconds of the alternatives, by id; those that are known
    std::optional<bool> int8Decoder{}; // whether the GPU can decode in 8 bits
    int64_t silentBlocks = 0; // of the film, if they take fewer steps; 0: none, or unknown
};

// A scene's film and its plan.
struct ScenePlan {
    std::optional<jobs::VoiceFacts> voice; // none: the portrait or the voice can't be read
    int64_t pixels = 0; // of a frame; likewise 0
    PlanState plan;
};

// Plans the next render off the GUI thread, 100 ms after the last change.
class PlanService : public QObject {
    Q_OBJECT

public:
    explicit PlanService(QObject* parent = nullptr);
    ~PlanService() override;

    // The inputs of the plan. Each change restarts the 100 ms.
    void setSettings(const project::RenderSettings& settings);
    // The film's length (none: not known yet) and its size in pixels.
    void setFilm(const std::optional<pipeline::FilmLength>& length, int width, int height);
    void setVoice(const PlanVoice& voice); // read where blocks in which nothing is said take fewer steps
    void setFilms(int count); // that are ordered at once, with other seeds
    // Others to price for the same portrait and voice. `cropped`: size of the portrait's crop.
    void setAlternatives(const std::vector<PlanAlternative>& alternatives, media::Size cropped);
    void setModels(const jobs::ModelPlaces& models);
    void setMachine(const telemetry::MachineSample& sample);
    // Finished takes of this machine, from which its speed is known.
    void setTakes(const std::vector<project::Take>& takes);
    // Stands in for a finished take until there is one.
    void setMeasured(const project::Take& take);
    void setTakesFolder(const QString& folder);

    [[nodiscard]] const PlanState& state() const { return m_state; }

    // Plans another scene, whose portrait and voice are read for it; the models, the machine and the takes are those of
    // the next render. Several scenes are planned in their order. `done` is called later, or never if `receiver` or the
    // service is destroyed before.
    void planScene(const project::Scene& scene, QObject* receiver, std::function<void(const ScenePlan&)> done);

    // Forecasts queued jobs by the takes that are known now: forecasts(). `done` as planScene()'s.
    void forecast(const std::vector<jobs::Job>& jobs, QObject* receiver,
                  std::function<void(const std::map<jobs::JobId, jobs::StageTimes>&)> done);

Q_SIGNALS:
    void planned(const studio::ui::PlanState& state);
    void speedChanged(); // The takes or the measured one are other ones: so may be forecasts.

private:
    struct Private;

    void plan();
    template<typename T>
    bool change(T& value, const T& wanted); // whether it differed

    PlanState m_state;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
