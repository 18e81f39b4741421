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
    OffloadMode offload = OffloadMode::Automatic;
    bool onlineDecode = true;

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

// The built-in presets and the user's own, which live in a JSON file that each change rewrites as a whole.
class PresetList {
public:
    // Reads the file; where there is none, or a damaged one (it is kept under another name, with a warning in the log),
    // the list has the built-in presets only.
    explicit PresetList(std::filesystem::path file);
    // With another way to write, which may do so later: its errors are then its own to tell.
    using Writer = std::function<Status(const std::filesystem::path& file, const std::string& text)>;
    PresetList(std::filesystem::path file, Writer writer);
    // The plain way; makes the folder.
    static Status writeNow(const std::filesystem::path& file, const std::string& text);

    [[nodiscard]] const std::vector<Preset>& presets() const { return m_presets; }
    [[nodiscard]] const Preset* find(const std::string& id) const;

    // Saves under this name: a new preset, or new values for one's own of that name. Gives its id. Errors: BadOption
    // (an empty name), NotWritable, DiskFull; then the list is as before.
    Result<std::string> save(const std::string& name, const PresetValues& values);
    // Errors: BadOption for a preset that is built in or unknown, or a name that is taken; as save().
    Status rename(const std::string& id, const std::string& name);
    Status remove(const std::string& id);

    // Adds the presets of a file that was exported; names that are taken get a number. Gives how many. Errors:
    // FileMissing, FileUnreadable, BadOption (not such a file); as save().
    Result<int> importFrom(const std::filesystem::path& file);
    // Writes presets into a file for others. Errors: BadOption for an unknown id, NotWritable, DiskFull.
    Status exportTo(const std::filesystem::path& file, const std::vector<std::string>& ids) const;

private:
    Status commit(std::vector<Preset> presets);

    std::filesystem::path m_file;
    Writer m_writer;
    std::vector<Preset> m_presets;
};

} // namespace studio::project
