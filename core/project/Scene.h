// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/project/RenderSettings.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace studio::project {

// A part of a picture, in fractions of its width and height (after its EXIF orientation), from the top left.
struct CropRect {
    double x = 0;
    double y = 0;
    double width = 1;
    double height = 1;

    bool operator==(const CropRect&) const = default;
};

// A part of a sound, in seconds.
struct Trim {
    double begin = 0;
    std::optional<double> end{}; // not given: to the end

    bool operator==(const Trim&) const = default;
};

// What a take is made of, as a person edits it.
struct Scene {
    std::filesystem::path portrait{}; // PNG, JPEG or WebP; empty: not chosen yet
    std::optional<CropRect> crop{}; // not given: all that the size keeps
    std::filesystem::path voice{}; // anything with sound; empty: not chosen yet
    Trim trim{};
    std::string prompt{}; // UTF-8
    RenderSettings settings{};
    std::string preset = "standard"; // id of the preset that the settings started from

    [[nodiscard]] bool hasInputs() const { return !portrait.empty() && !voice.empty(); }
    bool operator==(const Scene&) const = default;
};

inline constexpr std::string_view kSceneExtension = ".avatarscene";

// JSON with a version; older versions are read too. A scene says where its files lie both by their absolute path and,
// where `base` is given, relative to that folder. Errors: BadOption for what is no scene (the detail
// says where it breaks), Unsupported for one of a newer version (the subject is the version it needs).
[[nodiscard]] std::string sceneToJson(const Scene& scene, const std::filesystem::path& base = {});
Result<Scene> sceneFromJson(std::string_view json, const std::filesystem::path& base = {});

// The settings alone, as they are remembered between starts. Error: BadOption.
[[nodiscard]] std::string settingsToJson(const RenderSettings& settings);
Result<RenderSettings> settingsFromJson(std::string_view json);

// Files. Saving writes a temporary file, syncs it and renames it: the old scene or the new one is there, never a torn
// one. Loading looks for an input beside the scene where it isn't at its old place. Errors: FileMissing,
// FileUnreadable, NotWritable, DiskFull; as sceneFromJson().
Status saveScene(const Scene& scene, const std::filesystem::path& file);
Result<Scene> loadScene(const std::filesystem::path& file);

// Inputs of the scene that are set but not there.
[[nodiscard]] std::vector<std::filesystem::path> missingInputs(const Scene& scene);

} // namespace studio::project
