// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "core/project/Preset.h"
#include "core/project/Take.h"
#include "core/telemetry/Telemetry.h"
#include "ui/panels/ContractWords.h"
#include "ui/panels/RenderPanel.h"
#include "ui/presenters/Orders.h"

#include <QObject>

class QWidget;

namespace studio::ui {

class Actions;
class JobQuestions;
class MessageCentre;
class PressGuard;
struct AppState;
struct WindowContext;

// The render panel: settings, presets, the plan's card, and the jobs that Render puts into the queue.
class RenderPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this and of dialogs.
    RenderPresenter(const WindowContext& context, RenderPanel& panel, const Actions& actions, MessageCentre& messages,
                    JobQuestions& questions, QWidget& window);

    void contribute(AppState& state) const;
    void setState(const AppState& state);
    void retranslate();
    // Passes the models' folders and the machine to the queue, the planner and the tokenizer. Call after a change of
    // model or folders.
    void applyModels();
    // Uses these checked files for the model from now on.
    void useModel(const QString& id, const ModelPlace& place);
    // The model's files are set up nowhere from now on. A scene with it gets the demo model.
    void forgetModel(const QString& id);
    void useDemoModel();

Q_SIGNALS:
    void stateChanged(); // availabilities may have changed
    void modelSetupWanted(const QString& id);

private:
    void show();
    void setModel(const std::string& id);
    void connectActions();
    // `text` is what undo shows.
    void changeSettings(const project::RenderSettings& wanted, const QString& text);
    [[nodiscard]] QString changeWords(const project::RenderSettings& wanted) const;
    void connectPanel();
    void connectPresets();
    void showContract();
    void planAgain();
    enum class Order { RenderNow, Queue };
    void order(Order what);
    void carryOut();
    void newSeed();
    void presetFailed(const Error& error);
    // The scene's settings with the preset's values.
    [[nodiscard]] project::RenderSettings presetSettings(const project::Preset& preset) const;
    // "688 × 368 · 4 steps · whole voice · about 3 min 40 s"
    [[nodiscard]] static QString settingsFacts(const project::RenderSettings& settings,
                                               const std::optional<double>& seconds);
    // With the present model, portrait and voice.
    [[nodiscard]] QString presetFacts(const project::Preset& preset) const;
    [[nodiscard]] std::optional<PromiseState> promise() const;
    [[nodiscard]] ModelPlace placeOf(const ModelEntry& model) const;
    [[nodiscard]] jobs::ModelPlaces places() const;
    enum class Looked { First, Again };
    void lookForGpu(Looked looked);
    void sayGpu(const telemetry::GpuSearch& found, Looked looked);

    const WindowContext& m_context;
    RenderPanel& m_panel;
    const Actions& m_actions;
    MessageCentre& m_messages;
    JobQuestions& m_questions;
    QWidget& m_window;
    bool m_busy = false; // a take is being made
    int64_t m_ram = 0; // of the machine
    RenderState::Gpu m_gpu = RenderState::Gpu::Unknown; // as queue and planner were told
    std::optional<telemetry::GpuInfo> m_card; // likewise
    std::string m_model; // id of the model given to planner and tokenizer
    std::optional<project::Take> m_take; // the running one, or the last
    jobs::JobId m_takenBy = 0; // the job that makes or made it; one that goes on with a take has a promise of its own
    std::optional<project::Scene> m_taken; // the scene that it was ordered with
    project::TakeReport m_promise;
    int64_t m_peakVram = 0, m_peakRam = 0; // bytes, of the running take
    int64_t m_ramNow = 0; // bytes, of the program
    // Orders that wait for their plan, each with the scene as it was when ordered.
    struct Wish {
        Order what;
        std::vector<project::Scene> scenes; // variations
        OrderedFilm film;
    };
    std::vector<Wish> m_wishes;
    int m_takeCount = 1; // of an order; each take has a seed of its own
    PressGuard* m_guard; // after Render, whose button becomes "Add to queue"
};

} // namespace studio::ui
