// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/Models.h"
#include "core/pipeline/WeightPreparation.h"

#include <QElapsedTimer>
#include <QObject>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace studio::settings {
class Settings;
}

namespace studio::ui {

class RenderService;

// The prepared weights of the model that the next render is made with.
struct PreparationState {
    enum class Phase {
        None, // nothing to prepare: no model on a GPU, or its files can't be used; or not known yet
        Missing,
        Running,
        Stopping, // after the present layer
        Ready,
    } phase
        = Phase::None;
    std::filesystem::path file{};
    int64_t bytes = 0; // of the file
    int64_t diskFree = 0;
    int64_t done = 0; // while Running
    std::optional<double> seconds{}; // if Missing, that it takes, as measured before; while Running, that are left
    std::optional<Error> error{}; // of the last attempt
};

// Who looks and prepares: the engine, or a test's stand-in.
struct PreparationEngine {
    std::function<Result<pipeline::PreparedFile>(const pipeline::ModelOptions&)> look = pipeline::preparedFile;
    std::function<Status(const pipeline::ModelOptions&, const pipeline::PrepareProgress&, const std::stop_token&)>
        prepare = pipeline::prepareWeights;
};

// Prepares weights in the background. A take of the same model that begins stops it, and prepares them itself.
class WeightPreparer : public QObject {
    Q_OBJECT

public:
    WeightPreparer(settings::Settings& settings, RenderService& renderer, PreparationEngine engine = {},
                   QObject* parent = nullptr);
    ~WeightPreparer() override; // stops, and waits for the present layer

    // The model of the next render. Another one than before stops a preparation.
    void setModel(const jobs::ModelPlaces& places, const std::string& id);
    // Looks for the file again. It does so by itself for another model, and when a preparation or a take has ended.
    void look();
    // If Missing, and no take is running.
    void prepare();
    void stop();

    [[nodiscard]] const PreparationState& state() const { return m_state; }

Q_SIGNALS:
    void changed();

private:
    struct Private;

    void takesChanged();
    void looked(const Result<pipeline::PreparedFile>& file);
    void progressed(int64_t done, int64_t all);
    void ended(const Status& outcome);
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] std::optional<double> expectedSeconds() const;

    settings::Settings& m_settings;
    RenderService& m_renderer;
    PreparationState m_state;
    QElapsedTimer m_time; // of the preparation
    bool m_takes = false; // a take was running
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
