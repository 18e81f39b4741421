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

// The settings that a preset holds. Model, seed and budgets belong to the scene and the machine, and stay as they are.
struct PresetValues {
    int width = 688;
    int height = 368;
    int steps = 4;
    int64_t clips = 0;
    Offload offload = Offload::Automatic;
    Semantics semantics = Semantics::Stream;

    bool operator==(const PresetValues&) const = default;
};

[[nodiscard]] PresetValues presetValues(const RenderSettings& settings);
[[nodiscard]] RenderSettings applied(const PresetValues& values, RenderSettings settings);

struct Preset {
    std::string id; // "standard", or for one's own what it was first called
    std::string name; // as its owner calls it; empty for those that are built in: the window names them
    bool builtIn = false;
    PresetValues values;

    bool operator==(const Preset&) const = default;
};

// The four of the field test: quick-preview, standard, high-quality-short, long-video.
[[nodiscard]] std::span<const Preset> builtInPresets();

// One's own presets as their file holds them: none where there is no file, or a damaged one, which is kept under
// another name, with a warning in the log.
[[nodiscard]] std::vector<Preset> readOwnPresets(const std::filesystem::path& file);
// Of a file that was exported. Errors: FileMissing, FileUnreadable, BadOption (not such a file).
[[nodiscard]] Result<std::vector<Preset>> readPresets(const std::filesystem::path& file);
// Makes the folder. Errors: NotWritable, DiskFull.
Status writePresets(const std::filesystem::path& file, const std::string& text);

// The built-in presets and the user's own, which live in a JSON file that each change rewrites as a whole. It reads
// nothing itself, so that whoever has it may read elsewhere.
class PresetList {
public:
    // With another way to write than writePresets(), which may do so later: its errors are then its own to tell.
    using Writer = std::function<Status(const std::filesystem::path& file, const std::string& text)>;
    explicit PresetList(std::filesystem::path file, Writer writer = writePresets);

    // What its file held. What was saved before that was known stays, in place of what the file has under the same
    // name, and is written with it; errors are the writer's.
    Status setOwn(const std::vector<Preset>& own);

    [[nodiscard]] const std::vector<Preset>& presets() const { return m_presets; }
    [[nodiscard]] const Preset* find(const std::string& id) const;

    // Saves under this name: a new preset, or new values for one's own of that name. Gives its id. Errors: BadOption
    // (an empty name), NotWritable, DiskFull; then the list is as before.
    Result<std::string> save(const std::string& name, const PresetValues& values);
    // Errors: BadOption for a preset that is built in or unknown, or a name that is taken; as save().
    Status rename(const std::string& id, const std::string& name);
    Status remove(const std::string& id);

    // Adds presets as one's own; names that are taken get a number. Errors as save().
    Status add(const std::vector<Preset>& imported);
    // Writes presets into a file for others. Errors: BadOption for an unknown id, NotWritable, DiskFull.
    Status exportTo(const std::filesystem::path& file, const std::vector<std::string>& ids) const;

private:
    Status commit(std::vector<Preset> presets);

    std::filesystem::path m_file;
    Writer m_writer;
    std::vector<Preset> m_presets;
};

} // namespace studio::project
