// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/DemoScene.h"

#include <nlohmann/json.hpp>

#include <fstream>

namespace studio::render {
namespace fs = std::filesystem;

Result<DemoScene> findDemoScene()
{
    std::error_code code;
    const fs::path bin = fs::read_symlink("/proc/self/exe", code).parent_path();
    for (const char* place : {"../share/live-avatar-studio/demo", "../../resources/demo", "../../../resources/demo"}) {
        const fs::path folder = (bin / place).lexically_normal();
        const fs::path file = folder / "demo.json";
        if (!fs::exists(file, code))
            continue;
        try {
            std::ifstream stream(file);
            const auto json = nlohmann::json::parse(stream);
            const auto path = [&](const char* key) { return folder / json.at(key).get<std::string>(); };
            return DemoScene{.checkpoint = path("checkpoint"),
                             .lora = path("lora"),
                             .portrait = path("portrait"),
                             .voice = path("voice"),
                             .prompt = json.at("prompt").get<std::string>(),
                             .size = json.at("size").get<std::string>(),
                             .steps = json.at("steps").get<int>(),
                             .seed = json.at("seed").get<uint64_t>()};
        } catch (const std::exception& error) {
            return Error{ErrorCode::CheckpointDamaged, file.string(), error.what()};
        }
    }
    return Error{ErrorCode::FileMissing, "resources/demo/demo.json",
                 "the demo scene was looked for beside the program, " + bin.string()};
}

} // namespace studio::render
