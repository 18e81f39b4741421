// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/Models.h"

#include "core/base/Json.h"

#include <nlohmann/json.hpp>

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
        if (json.contains("lightDecoder"))
            demo.lightDecoder = path("lightDecoder");
        demo.scene.portrait = path("portrait");
        demo.scene.voice = path("voice");
        demo.scene.prompt = json.at("prompt").get<std::string>();
        demo.scene.settings.model = kDemoModel;
        demo.scene.settings.steps = boundedNumber(json, "steps", 1, 1000);
        demo.scene.settings.seed = static_cast<uint64_t>(requiredWholeNumber(json.at("seed")));
        const auto size = json.at("size").get<std::string>();
        const size_t times = size.find('*');
        demo.scene.settings.width = std::stoi(size);
        demo.scene.settings.height = std::stoi(size.substr(times + 1));
        for (const nlohmann::json& face : json.at("faces")) {
            demo.faces.push_back({.name = face.at("name").get<std::string>(),
                                  .file = folder / face.at("file").get<std::string>(),
                                  .prompt = face.at("prompt").get<std::string>()});
        }
        for (const nlohmann::json& voice : json.at("voices")) {
            demo.voices.push_back({.title = voice.at("title").get<std::string>(),
                                   .language = voice.at("language").get<std::string>(),
                                   .file = folder / voice.at("file").get<std::string>()});
        }
        return demo;
    } catch (const std::exception& error) {
        return errorOf(error, ErrorCode::CheckpointDamaged, file.string());
    }
}

ModelPlace ModelPlaces::place(const std::string& model) const
{
    const auto found = folders.find(model);
    return found == folders.end() ? ModelPlace{} : found->second;
}

RenderSpec renderSpec(const ModelPlaces& places, const project::RenderSettings& settings)
{
    RenderSpec spec = settings;
    if (spec.decoder == PictureDecoder::Light && places.place(settings.model).lightDecoder.empty())
        spec.decoder = PictureDecoder::Vae;
    const ModelEntry* const model = places.catalogue.find(settings.model);
    if (model && model->runsOn == RunsOn::Gpu) {
        spec.memory.lanes = places.lanes;
        if (places.eightBits != EightBits::None && places.fp8Attention)
            spec.memory.attention = NumberFormat::Fp8;
    }
    return spec;
}

} // namespace studio::jobs
