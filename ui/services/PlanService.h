// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/Models.h"
#include "core/pipeline/FilmLength.h"
#include "core/pipeline/Planner.h"
#include "core/project/Scene.h"
#include "core/project/Take.h"
#include "core/telemetry/Telemetry.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace studio::ui {

enum class PlanTone {
    None, // Nothing to plan yet: an input is missing.
    Fits,
    Tight,
    DoesNotFit,
};

// Why it is tight or doesn't fit; the window has the sentence.
enum class PlanReason {
    None,
    Vram, // more than the budget
    Ram, // more than the budget or the machine
    NoGpu, // the model needs one
    UnknownModel, // settings.model isn't in the catalogue: a newer program's scene
    ModelMissing, // its checkpoint isn't set up, or can't be read: see error
    RamLeft, // less than 2 GB stay free
    VramLeft, // less than 5 % of the card stay free
    Swap, // the machine is swapping
    DiskFull, // the film doesn't fit on the disk
    DiskLeft, // less than twice the film stays free
    Long, // more than four hours
};

// A setting that would fit, and what it costs.
struct PlanSuggestion {
    project::RenderSettings settings; // the wanted ones with as little changed as possible
    int64_t vram = 0;
    int64_t ram = 0;
    std::optional<double> seconds{};
};

// The price of a render. Bytes and seconds; what isn't known is left out.
struct PlanState {
    bool planning = false; // a newer one is on its way (for more than 250 ms); the figures are those of before
    PlanTone tone = PlanTone::None;
    PlanReason reason = PlanReason::None;
    std::optional<Error> error;
    std::optional<int64_t> vram; // none on a processor
    std::optional<int64_t> vramBudget;
    std::optional<int64_t> ram;
    std::optional<int64_t> ramBudget;
    std::optional<double> seconds; // by what was measured of the same model, or nothing
    std::optional<double> framesPerSecond;
    std::optional<int64_t> disk; // of the film
    std::optional<int64_t> diskFree;
    std::optional<int64_t> ramLeft; // of the machine
    std::optional<PlanSuggestion> suggestion;
    std::optional<pipeline::Plan> plan; // the whole of it, where a GPU is planned for
    project::RenderSettings settings; // planned for
    std::string modelTitle; // of the model; empty if it is unknown
};

// Plans the next render off the GUI thread, 100 ms after the last change.
class PlanService : public QObject {
    Q_OBJECT

public:
    explicit PlanService(QObject* parent = nullptr);
    ~PlanService() override;

    // What the plan depends on. Each call that changes something starts the 100 ms anew.
    void setSettings(const project::RenderSettings& settings);
    // Of the film: its length (nothing: not known yet) and its size.
    void setFilm(const std::optional<pipeline::FilmLength>& length, int width, int height);
    void setModels(const jobs::ModelPlaces& models);
    void setMachine(const telemetry::MachineSample& sample);
    // Finished takes of this machine, to know its speed from.
    void setTakes(const std::vector<project::Take>& takes);
    // What stands in for them until there is one.
    void setMeasured(const project::Take& take);
    void setTakesFolder(const QString& folder);

    [[nodiscard]] const PlanState& state() const { return m_state; }

Q_SIGNALS:
    void planned(const studio::ui::PlanState& state);

private:
    struct Private;

    void plan();
    template<typename T>
    void change(T& value, const T& wanted);

    PlanState m_state;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
