// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Of Models.h what needs the engine.
#include "core/jobs/Models.h"
#include "core/model/CheckpointFolder.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace studio::jobs {
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

pipeline::ModelOptions modelOptions(const ModelPlaces& places, project::ModelChoice model)
{
    if (model == project::ModelChoice::Demo)
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
