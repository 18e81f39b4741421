// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/MeasuredFilms.h"

#include "core/base/Json.h"
#include "core/jobs/TakeForecast.h"
#include "core/project/AtomicFile.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace studio::render {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kVersion = 1;
constexpr size_t kMostFilms = 200;

struct StageSeconds {
    const char* name;
    double project::TakeReport::*seconds;
};
constexpr std::array kStages{StageSeconds{"load", &project::TakeReport::loadSeconds},
                             StageSeconds{"text", &project::TakeReport::textSeconds},
                             StageSeconds{"audio", &project::TakeReport::audioSeconds},
                             StageSeconds{"image", &project::TakeReport::imageSeconds},
                             StageSeconds{"dit", &project::TakeReport::ditSeconds},
                             StageSeconds{"vae", &project::TakeReport::vaeSeconds}};

template<typename Value>
json orNull(const std::optional<Value>& value)
{
    return value ? json(*value) : json();
}

bool isOnCpu(const Arguments& arguments)
{
    return arguments.computer == "cpu";
}

// The properties that a film and its prediction must share.
json kindOf(const Arguments& arguments)
{
    const pipeline::ModelOptions& model = arguments.model;
    const RenderSpec& spec = arguments.order.spec;
    const MemorySettings& memory = spec.memory;
    std::error_code failed;
    const fs::path checkpoint = fs::weakly_canonical(model.checkpoint, failed);
    json kind{{"model", (failed ? model.checkpoint : checkpoint).string()},
              {"device", arguments.computer},
              {"engine", pipeline::engineDescription()},
              {"precision", orNull(model.precision)},
              {"eight_bits", model.eightBits},
              {"text_on_cpu", model.textOnCpu},
              {"semantics", spec.semantics},
              {"schedule", spec.schedule},
              {"vram", {memory.vram.bytes, memory.vram.share}},
              {"ram", {memory.ram.bytes, memory.ram.share}},
              {"offload", memory.offload},
              {"kv_tier", orNull(memory.kvTier)},
              {"kv", orNull(memory.kv)},
              {"attention", memory.attention},
              {"decoder", spec.decoder},
              {"lanes", memory.lanes}};
    if (spec.windowBlocks != kWindowBlocks) // Films of older programs know only that.
        kind["window"] = spec.windowBlocks;
    if (spec.silentSteps > 0)
        kind["silent_steps"] = spec.silentSteps;
    return kind;
}

// A film in the form for jobs::takeRates(); nullopt for a damaged entry.
std::optional<project::Take> takeOf(const json& film, const project::RenderSettings& settings)
{
    const auto whole = [&](const char* name, int64_t most) -> std::optional<int64_t> {
        const auto found = film.find(name);
        const std::optional<int64_t> value = found == film.end() ? std::nullopt : wholeNumber(*found);
        return value && *value > 0 && *value <= most ? value : std::nullopt;
    };
    constexpr int64_t kMost = 1 << 24;
    const std::optional<int64_t> width = whole("width", kMost), height = whole("height", kMost),
                                 steps = whole("steps", kMost), frames = whole("frames", int64_t{1} << 40);
    const auto seconds = film.find("seconds");
    if (!width || !height || !steps || !frames || seconds == film.end() || !seconds->is_object())
        return {};
    project::Take take;
    take.state = project::TakeState::Finished;
    take.scene.settings = settings;
    take.scene.settings.steps = static_cast<int>(*steps);
    take.width = static_cast<int>(*width);
    take.height = static_cast<int>(*height);
    take.framesMade = *frames;
    take.report.shortBlocks = whole("short_blocks", kMost).value_or(0);
    take.scene.settings.clips = 1; // Whether the film used its whole voice isn't recorded.
    for (const StageSeconds& stage : kStages) {
        const auto value = seconds->find(stage.name);
        if (value == seconds->end() || !value->is_number())
            return {};
        const auto number = value->get<double>();
        if (!std::isfinite(number) || number < 0)
            return {};
        take.report.*(stage.seconds) = number;
    }
    return take;
}

// Newest first.
std::vector<json> readFilms(const fs::path& file)
{
    const Result<json> read = file.empty() ? Result<json>(json::object()) : readJsonObject<json>(file);
    if (!read || read->value("version", json()) != kVersion)
        return {};
    const auto films = read->find("films");
    if (films == read->end() || !films->is_array())
        return {};
    std::vector<json> known;
    for (const json& film : *films) {
        if (film.is_object() && takeOf(film, {}))
            known.push_back(film);
    }
    return known;
}

project::RenderSettings settingsOf(const Arguments& arguments)
{
    project::RenderSettings settings;
    static_cast<RenderSpec&>(settings) = arguments.order.spec;
    return settings;
}

// Films that predict the requested one, newest first.
std::vector<project::Take> measuredTakes(const Arguments& arguments)
{
    if (arguments.computer.empty() || arguments.model.checkpoint.empty())
        return {};
    const json kind = kindOf(arguments);
    std::vector<project::Take> takes;
    for (const json& film : readFilms(arguments.measured)) {
        if (film.value("kind", json()) == kind)
            takes.push_back(*takeOf(film, settingsOf(arguments)));
    }
    return takes;
}

} // namespace

bool isFilmMeasured(const Arguments& arguments)
{
    return !measuredTakes(arguments).empty();
}

std::optional<double> expectedSeconds(const Arguments& arguments, const FilmExtent& extent)
{
    if (extent.length.frames <= 0)
        return {};
    const project::RenderSettings settings = settingsOf(arguments);
    const std::vector<project::Take> takes = measuredTakes(arguments);
    const int64_t pixels = int64_t{extent.width} * extent.height;
    const std::optional<jobs::TakeRates> rates = jobs::takeRates(takes, settings, pixels);
    if (!rates)
        return {};
    // On a GPU copies may bind, and then silence saves nothing: films are expected to have as much of it as those
    // before.
    const int64_t silent = isOnCpu(arguments) ? extent.length.silentBlocks : 0;
    return jobs::filmSeconds(*rates, settings, pixels, extent.length.frames, silent);
}

Status rememberFilm(const Arguments& arguments, const jobs::FilmReport& report)
{
    if (arguments.measured.empty() || report.frames < jobs::kMeasurableFrames)
        return kDone;
    const project::TakeReport take = jobs::takeReport({}, report);
    json seconds;
    for (const StageSeconds& stage : kStages)
        seconds[stage.name] = take.*(stage.seconds);
    json film{{"kind", kindOf(arguments)},           {"width", report.width},   {"height", report.height},
              {"steps", arguments.order.spec.steps}, {"frames", report.frames}, {"seconds", std::move(seconds)}};
    if (isOnCpu(arguments) && take.shortBlocks > 0)
        film["short_blocks"] = take.shortBlocks;
    std::vector<json> films = readFilms(arguments.measured);
    const auto isReplaced = [&](const json& old) {
        return old.value("kind", json()) == film["kind"] && old["width"] == film["width"]
            && old["height"] == film["height"];
    };
    std::erase_if(films, isReplaced);
    films.insert(films.begin(), film);
    films.resize(std::min(films.size(), kMostFilms));
    std::error_code failed; // The write reports errors.
    fs::create_directories(arguments.measured.parent_path(), failed);
    const json all{{"version", kVersion}, {"films", films}};
    return project::writeFileAtomically(arguments.measured,
                                        all.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

std::string durationText(double seconds)
{
    constexpr int64_t kMinute = 60;
    constexpr int64_t kHour = 3600;
    const auto whole = std::max<int64_t>(1, std::llround(seconds));
    const auto two = [](int64_t first, const char* unit, int64_t second, const char* smaller) {
        return "about " + std::to_string(first) + unit + (second > 0 ? " " + std::to_string(second) + smaller : "");
    };
    if (whole < kMinute)
        return two(whole, " s", 0, "");
    if (whole < kHour)
        return two(whole / kMinute, " min", whole % kMinute, " s");
    return two(whole / kHour, " h", whole % kHour / kMinute, " min");
}

} // namespace studio::render
