// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Json.h"
#include "core/model/WeightsSearch.h"

#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <sstream>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostBytes = size_t{1} << 20; // of the file; people's have one kilobyte

// As a shell would: "~/ComfyUI".
fs::path expanded(const std::string& path)
{
    const char* const home = std::getenv("HOME");
    return path.starts_with("~/") && home ? fs::path(home) / path.substr(2) : fs::path(path);
}

std::string trimmed(const std::string& line)
{
    const size_t first = line.find_first_not_of(" \t\r");
    return first == std::string::npos ? std::string() : line.substr(first, line.find_last_not_of(" \t\r") + 1 - first);
}

} // namespace

std::vector<fs::path> extraModelFolders(const fs::path& yamlFile)
{
    const Result<std::string> text = readTextFile(yamlFile, kMostBytes);
    if (!text)
        return {};
    std::vector<fs::path> folders;
    try {
        const YAML::Node all = YAML::Load(*text);
        if (!all.IsMap())
            return {};
        for (const auto& program : all) { // "comfyui", "a111", or what people call them
            const YAML::Node& paths = program.second;
            if (!paths.IsMap())
                continue;
            const YAML::Node base = paths["base_path"];
            const fs::path root = yamlFile.parent_path()
                / (base && base.IsScalar() ? expanded(trimmed(base.as<std::string>())) : fs::path());
            for (const std::string& kind : comfyFolders()) {
                const YAML::Node value = paths[kind];
                if (!value || !value.IsScalar())
                    continue;
                std::istringstream lines(value.as<std::string>()); // several folders are one a line
                for (std::string line; std::getline(lines, line);) {
                    if (const std::string path = trimmed(line); !path.empty())
                        folders.push_back((root / expanded(path)).lexically_normal());
                }
            }
        }
    } catch (const YAML::Exception&) {
        return {};
    }
    return folders;
}

} // namespace studio::model
