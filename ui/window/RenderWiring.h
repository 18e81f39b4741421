// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "core/project/Preset.h"
#include "ui/panels/ContractWords.h"
#include "ui/services/PlanService.h"

#include <QObject>

class QMenu;

namespace studio::ui {

class MainWindow;
class PressGuard;
struct AppState;

// What it costs: settings, presets, the plan and its card, and what Render puts into the queue.
class RenderWiring : public QObject {
    Q_OBJECT

public:
    explicit RenderWiring(MainWindow& window);

    void contribute(AppState& state) const;
    void show();
    // The preset's values, as far as the settings' model can take them.
    [[nodiscard]] static project::RenderSettings withPreset(const project::PresetValues& values,
                                                            project::RenderSettings settings);
    // A job of these inputs and settings with what the plan promises for them.
    [[nodiscard]] jobs::Job jobOf(const project::Scene& scene) const;
    // From settings and telemetry, to the queue, the planner and the tokenizer. After a change of model or folders.
    void applyModels();
    // Presets for finals: at the takes' button and in the menu.
    void fillFinalMenu(QMenu& menu);
    // The real model's folder was checked and is to be used from now on.
    void useModel(const QString& checkpoint, const QString& lora);
    void useDemoModel();

Q_SIGNALS:
    void finalWanted(const QString& preset);

private:
    void connectActions();
    // `text` is what undo shows.
    void changeSettings(const project::RenderSettings& wanted, const QString& text);
    void connectPanel();
    void connectPresets();
    void showContract();
    void planAgain();
    enum class Order { RenderNow, Queue };
    void order(Order what);
    void carryOut();
    void newSeed();
    void presetFailed(const Error& error);
    [[nodiscard]] std::optional<PromiseState> promise() const;
    [[nodiscard]] jobs::ModelPlaces places() const;

    MainWindow& m_window;
    int64_t m_ram = 0; // of the machine
    bool m_gpu = false; // the queue and the planner know of one
    project::ModelChoice m_model = project::ModelChoice::Demo; // that the planner and the tokenizer were told
    std::optional<project::Take> m_take; // the running one, or the last
    std::optional<project::Scene> m_taken; // the scene that it was ordered with
    project::TakeReport m_promise;
    int64_t m_peakVram = 0, m_peakRam = 0; // while it is made
    // Ordered while the price was not known yet. Each is made as it was on the screen then.
    struct Wish {
        Order what;
        project::Scene scene;
    };
    std::vector<Wish> m_wishes;
    PressGuard* m_guard; // after Render, whose button becomes "Add to queue"
};

} // namespace studio::ui
