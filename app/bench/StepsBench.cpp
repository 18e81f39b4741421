// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Benches.h"
#include "app/bench/SeenFilm.h"
#include "core/base/Units.h"
#include "core/jobs/FilmJob.h"
#include "core/jobs/Models.h"
#include "core/model/CheckpointFolder.h"
#include "core/pipeline/DeviceChoice.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

namespace studio::bench {
namespace {

using nlohmann::ordered_json;

constexpr int kTrainedSteps = 4;

// What the films are made of: the demo's scene and model, but for what was typed.
struct Scan {
    pipeline::ModelOptions model;
    jobs::FilmOrder order;
};

Result<Scan> scanOf(const BenchOptions& options)
{
    const ScannedFilm& typed = options.film;
    const Result<jobs::DemoScene> demo = jobs::findDemoScene();
    const bool isWhole
        = !typed.checkpoint.empty() && !typed.portrait.empty() && !typed.voice.empty() && !typed.prompt.empty();
    if (!demo && !isWhole)
        return demo.error();
    Scan scan;
    scan.model.checkpoint = typed.checkpoint;
    scan.model.lora = typed.lora == "none" ? std::filesystem::path()
        : !typed.lora.empty()              ? typed.lora
        : typed.checkpoint.empty()         ? demo->lora
                                           : model::loraBeside(typed.checkpoint);
    if (demo) {
        if (typed.checkpoint.empty())
            scan.model.checkpoint = demo->checkpoint;
        scan.order.portrait = demo->scene.portrait;
        scan.order.crop = demo->scene.crop;
        scan.order.voice = demo->scene.voice;
        scan.order.trim = demo->scene.trim;
        scan.order.prompt = demo->scene.prompt;
        scan.order.spec = demo->scene.settings;
    }
    if (!typed.portrait.empty()) {
        scan.order.portrait = typed.portrait;
        scan.order.crop.reset();
    }
    if (!typed.voice.empty()) {
        scan.order.voice = typed.voice;
        scan.order.trim = {};
    }
    if (!typed.prompt.empty())
        scan.order.prompt = typed.prompt;
    RenderSpec& spec = scan.order.spec;
    if (typed.hasSize || !typed.checkpoint.empty()) {
        spec.width = options.width;
        spec.height = options.height;
    }
    spec.clips = typed.clips;
    spec.seed = typed.seed;
    if (options.vram.front() > 0)
        spec.memory.vram.bytes = bytesOfGigabytes(options.vram.front());
    const Result<pipeline::DeviceChoice> device = pipeline::chooseDevice(options.device);
    if (!device)
        return device.error();
    scan.model.device = device->device;
    if (typed.hasWeights)
        scan.model.eightBits = options.weights == NumberFormat::Int8 ? EightBits::Int8
            : options.weights == NumberFormat::Fp8                   ? EightBits::Fp8
                                                                     : EightBits::None;
    return scan;
}

ordered_json rowOf(const char* what, const RenderSpec& spec, const SeenFilm& film, const SeenFilm& wanted)
{
    std::vector<double> distances;
    for (size_t i = 0; i < film.frames.size(); ++i)
        distances.push_back(mouthDistance(film, i, wanted, i));
    const auto orNone = [](double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(); };
    return {{"film", what},
            {"steps", spec.steps},
            {"shift", spec.timestepShift},
            {"frames_dB", orNone(framesDecibels(film, wanted))},
            {"latents_dB", orNone(latentsDecibels(film, wanted))},
            {"mouth", correlation(mouthOpening(film), mouthOpening(wanted))},
            {"mouth_levels", mean(distances)},
            {"dit_s", film.ditSeconds}};
}

// Of the films with so many steps.
void markNearest(ordered_json& rows, int steps)
{
    ordered_json* nearest = nullptr;
    const auto decibels = [](const ordered_json& row) {
        return row["frames_dB"].is_null() ? HUGE_VAL : row["frames_dB"].get<double>();
    };
    for (ordered_json& row : rows) {
        if (row["film"] == "scanned" && row["steps"] == steps && (!nearest || decibels(row) > decibels(*nearest)))
            nearest = &row;
    }
    if (nearest)
        (*nearest)["nearest"] = "*";
}

} // namespace

Result<ordered_json> benchSteps(const BenchOptions& options)
{
    const Result<Scan> scan = scanOf(options);
    if (!scan)
        return scan.error();
    pipeline::RenderRequest request;
    if (const auto read = jobs::readInputs(scan->order, request); !read)
        return read.error();
    Result<pipeline::AvatarPipeline> pipeline = pipeline::AvatarPipeline::open(scan->model);
    if (!pipeline)
        return pipeline.error();
    ordered_json rows = ordered_json::array();
    std::optional<SeenFilm> wanted;
    const auto add = [&](const char* what, int steps, double shift, uint64_t seed) -> Status {
        request.steps = steps;
        request.timestepShift = shift;
        request.seed = seed;
        Result<SeenFilm> film = seenFilm(*pipeline, request);
        if (!film)
            return film.error();
        if (!wanted)
            wanted = std::move(*film);
        else
            rows.push_back(rowOf(what, request, *film, *wanted));
        std::fprintf(stderr, "%s: %d steps, shift %g\n", what, steps, shift);
        return kDone;
    };
    // Another seed's film says what a distance means.
    if (Status made = add("wanted", kTrainedSteps, kTimestepShift, request.seed); !made)
        return made.error();
    const uint64_t seed = request.seed;
    if (Status made = add("another seed", kTrainedSteps, kTimestepShift, seed + 1); !made)
        return made.error();
    for (const int steps : options.film.steps) {
        for (const double shift : options.film.shifts) {
            if (Status made = add("scanned", steps, shift, seed); !made)
                return made.error();
        }
        markNearest(rows, steps);
    }
    return rows;
}

} // namespace studio::bench
