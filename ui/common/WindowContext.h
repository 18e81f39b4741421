// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/Models.h"
#include "ui/services/PlanMaker.h"
#include "ui/services/Sleep.h"

#include <QString>

#include <functional>
#include <memory>

namespace studio::settings {
class Settings;
}

namespace studio::ui {

class CheckpointService;
class DemoGallery;
class DownloadService;
class DropReader;
class ExportModel;
class ExportService;
class FileWorker;
class HashService;
class InputService;
class Languages;
class ModelFinder;
class PlanService;
class PlaybackClock;
class PlayerController;
class PresetModel;
class QueueModel;
class RenderService;
class SceneController;
class SpeedController;
class TakeModel;
class TakeScorer;
class TelemetryService;
class Theme;
class VoicePlayer;
class WeightPreparer;

// The objects that the window uses. They are created at the program's start and outlive the window.
struct WindowContext {
    Theme& theme;
    Languages& languages;
    settings::Settings& settings;
    FileWorker& files;
    SceneController& scene;
    InputService& inputs;
    PlanService& planner;
    RenderService& renderer;
    SpeedController& speed;
    ExportService& exporter;
    TelemetryService& telemetry;
    CheckpointService& checkpoints;
    ModelFinder& finder;
    WeightPreparer& preparer;
    DownloadService& downloads;
    HashService& hashes;
    PlayerController& player;
    VoicePlayer& voice;
    DropReader& drops;
    TakeModel& takes;
    TakeScorer& scorer;
    QueueModel& queue;
    ExportModel& exports;
    PresetModel& presets;
    DemoGallery& gallery;
    ModelCatalogue models;
    jobs::DemoScene demo;
    QString dataFolder; // the program's own files
    std::function<std::unique_ptr<PlaybackClock>()> makeClock{}; // for a player of its own
    PutToSleep putToSleep{}; // empty: it can't be
    FreeSpaceReader freeSpace = ui::freeSpace; // for exports
};

} // namespace studio::ui
