// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Of Models.h what needs the engine.
#include "core/jobs/Models.h"
#include "core/model/CheckpointFolder.h"

#include <algorithm>
#include <cmath>

namespace studio::jobs {
namespace {

int64_t area(const FilmSize& size)
{
    return int64_t{size.width} * size.height;
}

} // namespace

project::RenderSettings fitted(project::RenderSettings settings, const ModelCatalogue& catalogue)
{
    const ModelEntry* const model = catalogue.find(settings.model);
    if (!model)
        return settings;
    const std::vector<FilmSize>& sizes = model->sizes;
    const auto [smallest, largest] = std::minmax_element(
        sizes.begin(), sizes.end(), [](const auto& a, const auto& b) { return area(a) < area(b); });
    const double wanted = static_cast<double>(settings.width) * settings.height;
    FilmSize size = model->standardSize;
    if (wanted >= static_cast<double>(area(*smallest)) && wanted <= static_cast<double>(area(*largest))) {
        const auto distance
            = [wanted](const FilmSize& each) { return std::abs(std::log(wanted / static_cast<double>(area(each)))); };
        size = *std::min_element(sizes.begin(), sizes.end(),
                                 [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
    }
    settings.width = size.width;
    settings.height = size.height;
    if (model->runsOn == RunsOn::Processor)
        settings.memory.offload = Offload::Automatic; // It has nothing to keep on a GPU.
    return settings;
}

Result<pipeline::ModelOptions> modelOptions(const ModelPlaces& places, const std::string& model)
{
    const ModelEntry* const entry = places.catalogue.find(model);
    if (!entry)
        return Error{ErrorCode::Unsupported, model, "this program doesn't know the model '" + model + "'"};
    const ModelPlace place = places.place(model);
    const bool besideCheckpoint = place.lora.empty() && entry->needsLora && !place.checkpoint.empty();
    const bool onGpu = entry->runsOn == RunsOn::Gpu;
    return pipeline::ModelOptions{.checkpoint = place.checkpoint,
                                  .lora
                                  = besideCheckpoint ? model::loraBeside(place.checkpoint, entry->files) : place.lora,
                                  .loraAlpha = {},
                                  .device = onGpu ? places.device : "cpu",
                                  .precision = {},
                                  .eightBits = onGpu ? places.eightBits : EightBits::None,
                                  .promptCache = places.promptCache,
                                  .slabCache = onGpu ? places.slabCache : std::filesystem::path(),
                                  .parts = place.parts,
                                  .lightDecoder = place.lightDecoder,
                                  .entry = *entry};
}

} // namespace studio::jobs
