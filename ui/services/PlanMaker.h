// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/PlanService.h"

#include <functional>

namespace studio::ui {

// All that a plan is made of, as values.
struct PlanQuestion {
    project::RenderSettings settings;
    std::optional<int64_t> frames; // of the film; nothing: an input is missing
    int64_t clips = 0;
    int width = 0;
    int height = 0;
    jobs::ModelPlaces models;
    telemetry::MachineSample machine;
    std::vector<project::Take> takes; // newest first
    std::optional<project::Take> measured; // a film that was made for its figures; counts until a take is finished
    std::filesystem::path takesFolder;
};

// How fast this machine has made films of a model, from a finished take; per frame.
struct MeasuredRates {
    double fixedSeconds = 0; // loading, text and voice
    double imageSecondsPerPixel = 0; // of one frame: the portrait
    double ditSecondsPerPixelStep = 0;
    double vaeSecondsPerPixel = 0; // with the frames that are decoded beforehand
    std::optional<int64_t> peakRam; // of a film of the size, steps and frames of the take
    int width = 0;
    int height = 0;
    int steps = 0;
    int64_t frames = 0;
    double bytesPerPixel = 0; // of the MP4; 0: not known
};

// From the take of this model whose frames are the nearest in size. Nothing where none was finished: then time isn't
// known, and isn't guessed.
[[nodiscard]] std::optional<MeasuredRates> measuredRates(const std::vector<project::Take>& takes,
                                                         const project::RenderSettings& settings, int64_t pixels);

// Gives the shape of the real model's checkpoint; reading it takes a moment, so whoever calls often keeps it.
using ShapeReader = std::function<Result<pipeline::ModelShape>(const std::filesystem::path& checkpoint)>;

// The contract card's answer. Reads file sizes and the disk's free space; not for the GUI thread.
[[nodiscard]] PlanState makePlan(const PlanQuestion& question, const ShapeReader& readShape);

} // namespace studio::ui
