// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spec/ModelCatalogue.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace studio {
namespace {

// The models of this program, in the order of the window's list. See the recipe in core/README.md.
std::vector<ModelEntry> knownModels()
{
    ModelEntry demo;
    demo.id = kDemoModel;
    demo.title = "Demo";
    demo.source = ModelSource::Program;
    demo.runsOn = RunsOn::Processor;
    demo.sizes = {{128, 128}, {192, 192}, {256, 256}}; // that it was trained for (resources/demo)
    demo.standardSize = {128, 128}; // its best

    ModelEntry liveAvatar;
    liveAvatar.id = kLiveAvatarModel;
    liveAvatar.title = "Live Avatar 14B";
    liveAvatar.settingsGroup = "model"; // from when it was the only one

    return {demo, liveAvatar};
}

} // namespace

std::map<std::string, uint64_t> CheckpointNames::publishedBytes()
{
    return {
        {"diffusion_pytorch_model.safetensors.index.json", 113'000},
        {"diffusion_pytorch_model-00001-of-00004.safetensors", 9'970'000'000},
        {"diffusion_pytorch_model-00002-of-00004.safetensors", 9'890'000'000},
        {"diffusion_pytorch_model-00003-of-00004.safetensors", 9'960'000'000},
        {"diffusion_pytorch_model-00004-of-00004.safetensors", 2'770'000'000},
        {"models_t5_umt5-xxl-enc-bf16.pth", 11'400'000'000},
        {"Wan2.1_VAE.pth", 508'000'000},
        {"google/umt5-xxl/tokenizer.json", 16'800'000},
        {"google/umt5-xxl/spiece.model", 4'550'000},
        {"wav2vec2-large-xlsr-53-english/model.safetensors", 1'262'000'000},
        {"liveavatar.safetensors", 1'350'000'000}, // rank 128 in bf16
    };
}

uint64_t CheckpointNames::totalBytes() const
{
    return std::accumulate(bytes.begin(), bytes.end(), uint64_t{0},
                           [](uint64_t sum, const auto& file) { return sum + file.second; });
}

// Those of the reference and the field.
std::vector<FilmSize> ModelEntry::familySizes()
{
    return {{1280, 720}, {1024, 704}, {832, 480}, {720, 400}, {704, 384}, {688, 368}, {384, 256}};
}

ModelCatalogue::ModelCatalogue()
    : ModelCatalogue(knownModels())
{
}

ModelCatalogue::ModelCatalogue(std::vector<ModelEntry> entries)
    : m_entries(std::make_shared<const std::vector<ModelEntry>>(std::move(entries)))
{
}

const ModelEntry* ModelCatalogue::find(std::string_view id) const
{
    const auto found
        = std::find_if(m_entries->begin(), m_entries->end(), [&](const ModelEntry& entry) { return entry.id == id; });
    return found == m_entries->end() ? nullptr : &*found;
}

const ModelEntry& ModelCatalogue::ofProgram() const
{
    return *std::find_if(m_entries->begin(), m_entries->end(),
                         [](const ModelEntry& entry) { return entry.source == ModelSource::Program; });
}

std::vector<ModelEntry> ModelCatalogue::ofFolders() const
{
    std::vector<ModelEntry> found;
    std::copy_if(m_entries->begin(), m_entries->end(), std::back_inserter(found),
                 [](const ModelEntry& entry) { return entry.source == ModelSource::Folder; });
    return found;
}

} // namespace studio
