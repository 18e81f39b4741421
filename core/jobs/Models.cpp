// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/Models.h"

#include "core/base/Json.h"
#include "core/model/CheckpointFolder.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace studio::jobs {
namespace fs = std::filesystem;

Result<DemoScene> findDemoScene()
{
    std::error_code code;
    const fs::path bin = fs::read_symlink("/proc/self/exe", code).parent_path();
    for (const char* place : {"../share/live-avatar-studio/demo", "../../resources/demo", "../../../resources/demo"}) {
        const fs::path folder = (bin / place).lexically_normal();
        if (fs::exists(folder / "demo.json", code))
            return readDemoScene(folder);
    }
    return Error{ErrorCode::FileMissing, "resources/demo/demo.json",
                 "the demo scene was looked for beside the program, " + bin.string()};
}

Result<DemoScene> readDemoScene(const fs::path& folder)
{
    const fs::path file = folder / "demo.json";
    const Result<nlohmann::json> read = readJsonObject<nlohmann::json>(file);
    if (!read)
        return read.error();
    try {
        const nlohmann::json& json = *read;
        const auto path = [&](const char* key) { return folder / json.at(key).get<std::string>(); };
        DemoScene demo{.checkpoint = path("checkpoint"), .lora = path("lora"), .scene = {}};
        demo.scene.portrait = path("portrait");
        demo.scene.voice = path("voice");
        demo.scene.prompt = json.at("prompt").get<std::string>();
        demo.scene.settings.model = project::ModelChoice::Demo;
        demo.scene.settings.steps = json.at("steps").get<int>();
        demo.scene.settings.seed = json.at("seed").get<uint64_t>();
        const auto size = json.at("size").get<std::string>();
        const size_t times = size.find('*');
        demo.scene.settings.width = std::stoi(size);
        demo.scene.settings.height = std::stoi(size.substr(times + 1));
        return demo;
    } catch (const std::exception& error) {
        return Error{ErrorCode::CheckpointDamaged, file.string(), error.what()};
    }
}

namespace {

// What the demo model was trained for (resources/demo); the first is its best.
constexpr std::array<pipeline::FilmSize, 3> kDemoSizes{{{128, 128}, {192, 192}, {256, 256}}};
constexpr pipeline::FilmSize kStandardSize{688, 368}; // of the real model

int64_t area(const pipeline::FilmSize& size)
{
    return int64_t{size.width} * size.height;
}

} // namespace

std::span<const pipeline::FilmSize> filmSizes(project::ModelChoice model)
{
    return model == project::ModelChoice::Demo ? std::span<const pipeline::FilmSize>(kDemoSizes)
                                               : pipeline::offeredSizes();
}

project::RenderSettings fitted(project::RenderSettings settings)
{
    const std::span<const pipeline::FilmSize> sizes = filmSizes(settings.model);
    const bool demo = settings.model == project::ModelChoice::Demo;
    const auto [smallest, largest] = std::minmax_element(
        sizes.begin(), sizes.end(), [](const auto& a, const auto& b) { return area(a) < area(b); });
    const double wanted = static_cast<double>(settings.width) * settings.height;
    pipeline::FilmSize size = demo ? kDemoSizes[0] : kStandardSize;
    if (wanted >= static_cast<double>(area(*smallest)) && wanted <= static_cast<double>(area(*largest))) {
        const auto distance = [wanted](const pipeline::FilmSize& each) {
            return std::abs(std::log(wanted / static_cast<double>(area(each))));
        };
        size = *std::min_element(sizes.begin(), sizes.end(),
                                 [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
    }
    settings.width = size.width;
    settings.height = size.height;
    if (demo)
        settings.memory.offload = Offload::Automatic; // It has nothing to keep on a GPU.
    return settings;
}

RenderSpec renderSpec(const ModelPlaces& places, const project::RenderSettings& settings)
{
    RenderSpec spec = settings;
    if (settings.model != project::ModelChoice::Demo) {
        spec.memory.lanes = places.lanes;
        if (places.fp8 && places.fp8Attention)
            spec.memory.attention = NumberFormat::Fp8;
    }
    return spec;
}

pipeline::ModelOptions modelOptions(const ModelPlaces& places, const project::RenderSettings& settings)
{
    if (settings.model == project::ModelChoice::Demo)
        return {.checkpoint = places.demoCheckpoint,
                .lora = places.demoLora,
                .loraAlpha = {},
                .device = "cpu",
                .precision = {},
                .promptCache = places.promptCache};
    return {.checkpoint = places.checkpoint,
            .lora = places.lora.empty() ? model::loraBeside(places.checkpoint) : places.lora,
            .loraAlpha = {},
            .device = places.device,
            .precision = {},
            .fp8 = places.fp8,
            .promptCache = places.promptCache,
            .slabCache = places.slabCache};
}

} // namespace studio::jobs
