// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/project/RenderSettings.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace studio::project {

// The settings in a preset. Model, seed and budgets belong to scene and machine, and are not changed by a preset.
struct PresetValues {
    int width = 688;
    int height = 368;
    int steps = 4;
    int64_t clips = 0;
    Offload offload = Offload::Automatic;
    Semantics semantics = Semantics::Stream;
    PictureDecoder decoder = PictureDecoder::Vae;
    int windowBlocks = kWindowBlocks;
    double timestepShift = kTimestepShift;
    int silentSteps = 0;

    bool operator==(const PresetValues&) const = default;
};

[[nodiscard]] PresetValues presetValues(const RenderSettings& settings);
[[nodiscard]] RenderSettings applied(const PresetValues& values, RenderSettings settings);

struct Preset {
    std::string id; // "standard"; for the user's own, its first name
    std::string name; // the user's; empty for built-in presets, which the window names
    bool builtIn = false;
    PresetValues values;

    bool operator==(const Preset&) const = default;
};

// The built-in presets: quick-preview, standard, high-quality-short, long-video.
[[nodiscard]] std::span<const Preset> builtInPresets();

// The user's presets.
struct OwnPresets {
    std::vector<Preset> presets;
    std::filesystem::path unreadable{}; // the file under its new name, if it was there and could not be read
};

// Reads the user's presets; none if the file doesn't exist or can't be read, which is set aside.
[[nodiscard]] OwnPresets readOwnPresets(const std::filesystem::path& file);
// Reads an exported file. Errors: FileMissing, FileUnreadable, BadOption (another kind of file).
[[nodiscard]] Result<std::vector<Preset>> readPresets(const std::filesystem::path& file);
// Creates the folder if needed. Errors: NotWritable, DiskFull.
Status writePresets(const std::filesystem::path& file, const std::string& text);

// The built-in presets and the user's own, which are in a JSON file that each change rewrites. Doesn't read the file
// itself, so that the caller may read it on another thread.
class PresetList {
public:
    // `writer` replaces writePresets(). It may write later; then it must report its errors itself.
    using Writer = std::function<Status(const std::filesystem::path& file, const std::string& text)>;
    explicit PresetList(std::filesystem::path file, Writer writer = writePresets);

    // Sets the presets read from the file. Presets saved before this call replace those of the same name, and are
    // written with the others; errors are the writer's.
    Status setOwn(const std::vector<Preset>& own);

    [[nodiscard]] const std::vector<Preset>& presets() const { return m_presets; }
    [[nodiscard]] const Preset* find(const std::string& id) const;

    // Saves a new preset, or new values of the user's preset of that name. Returns its id. Errors: BadOption (an empty
    // name), NotWritable, DiskFull; after an error the list is unchanged.
    Result<std::string> save(const std::string& name, const PresetValues& values);
    // Errors: BadOption for a built-in or unknown preset, or a name in use; as save().
    Status rename(const std::string& id, const std::string& name);
    Status remove(const std::string& id);

    // Adds presets to the user's; names in use get a number. Errors as save().
    Status add(const std::vector<Preset>& imported);
    // Exports presets to a file. Errors: BadOption for an unknown id, NotWritable, DiskFull.
    Status exportTo(const std::filesystem::path& file, const std::vector<std::string>& ids) const;

private:
    Status commit(std::vector<Preset> presets);

    std::filesystem::path m_file;
    Writer m_writer;
    std::vector<Preset> m_presets;
};

} // namespace studio::project
