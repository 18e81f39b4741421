// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/Speech.h"
#include "core/base/VoiceLevel.h"
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
    std::optional<double> end{}; // to the end if not given

    bool operator==(const Trim&) const = default;
};

// Somebody in the portrait who speaks.
struct Person {
    CropRect area{}; // of the portrait
    std::filesystem::path voice{}; // any file with sound, from its beginning; empty: the scene's voice

    bool operator==(const Person&) const = default;
};
inline constexpr size_t kMostPeople = 8;

// The inputs and settings of a take, as edited by the user.
struct Scene {
    std::filesystem::path portrait{}; // a picture; empty: not chosen
    std::optional<CropRect> crop{}; // if not given, the largest centred area of the film's shape
    std::filesystem::path voice{}; // any file with sound; empty: not chosen
    int voiceTrack = 0; // of the voice's sound tracks, from 1; 0: media::SoundStream chooses
    Trim trim{};
    VoiceLevel voiceLevel{};
    // Empty: the voice moves the whole picture. Else each moves by their own voice, and the rest of the picture hears
    // silence; the scene's voice is the film's sound. Without one it is what all people's voices are together.
    std::vector<Person> people{};
    std::optional<Speech> speech{}; // what a program spoke into the voice; not given: it is a recording
    std::string prompt{}; // UTF-8
    RenderSettings settings = RenderSettings(); // not {}: GCC 12 then takes the string in it for uninitialised
    std::string preset = "standard"; // id of the preset that the settings are based on

    [[nodiscard]] bool hasInputs() const { return !portrait.empty() && !voice.empty(); }
    bool operator==(const Scene&) const = default;
};

// The scene's files, set or not: portrait, voice, and the voices of its people.
[[nodiscard]] std::vector<std::filesystem::path*> inputsOf(Scene& scene);
[[nodiscard]] std::vector<const std::filesystem::path*> inputsOf(const Scene& scene);

inline constexpr std::string_view kSceneExtension = ".avatarscene";

// JSON with a version; older versions can be read. A scene stores the absolute paths of its files and, with `base`,
// also paths relative to that folder. A relative path is one of `base`, if that is given. Errors: BadOption for
// anything but a scene (the detail says where), Unsupported for a newer version (the subject is the program version it
// needs).
[[nodiscard]] std::string sceneToJson(const Scene& scene, const std::filesystem::path& base = {});
Result<Scene> sceneFromJson(std::string_view json, const std::filesystem::path& base = {});

// The scene for the inside of a film that others may get: of its files the names only, no folders. Read with
// the film's folder as `base`, they are looked for there.
[[nodiscard]] Scene withoutFolders(Scene scene);

// Saving is atomic: the file is the old scene or the new one. Loading looks for missing inputs next to the scene.
// Errors: FileMissing, FileUnreadable, NotWritable, DiskFull; as sceneFromJson().
Status saveScene(const Scene& scene, const std::filesystem::path& file);
Result<Scene> loadScene(const std::filesystem::path& file);

// Inputs of the scene that are set, but don't exist.
[[nodiscard]] std::vector<std::filesystem::path> missingInputs(const Scene& scene);

} // namespace studio::project
