// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Units.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace studio {

struct FilmSize {
    int width = 0; // pixels
    int height = 0;

    bool operator==(const FilmSize&) const = default;
};

// Names of a checkpoint's files and folders; the defaults are those of the published model (MODEL.md 1.1).
struct CheckpointNames {
    std::string folder = "Wan2.2-S2V-14B"; // of the checkpoint; the names below, down to wav2vec2, are in it
    std::string repository = "Wan-AI/Wan2.2-S2V-14B"; // that publishes it; caches of downloads are named after it
    std::string dit = "diffusion_pytorch_model.safetensors"; // one file, or the stem of shards and ".index.json"
    int shards = 4; // that are published, to list them while their index is missing
    std::string t5 = "models_t5_umt5-xxl-enc-bf16.pth";
    std::string vae = "Wan2.1_VAE.pth";
    std::string tokenizer = "google/umt5-xxl"; // a folder
    std::string wav2vec2 = "wav2vec2-large-xlsr-53-english"; // a folder
    std::string loraFolder = "LiveAvatar"; // in the checkpoint's folder or beside it
    std::string lora = "liveavatar.safetensors";
    std::string loraRepository = "Quark-Vision/Live-Avatar";
    // Bytes of the published files, to tell what a download will take. Files of some kilobytes have none.
    std::map<std::string, uint64_t> bytes = publishedBytes();

    [[nodiscard]] static std::map<std::string, uint64_t> publishedBytes();
    [[nodiscard]] uint64_t totalBytes() const; // of `bytes`
    bool operator==(const CheckpointNames&) const = default;
};

enum class ModelSource {
    Program, // Comes with the program; one entry of a catalogue.
    Folder, // In a folder that the user names.
};

enum class RunsOn {
    Processor, // Always on the CPU.
    Gpu, // On a GPU; the window doesn't offer it without one.
};

// A model that the program can render with. The defaults hold for checkpoints of this family, so an entry only says
// what is different. The dimensions aren't here: they are read from the checkpoint (pipeline::readCheckpointShape()).
struct ModelEntry {
    std::string id{}; // stored in scenes, takes and settings: never changes
    std::string title{}; // a proper name, not translated
    ModelSource source = ModelSource::Folder;
    std::string settingsGroup{}; // of its folders in the program's settings; empty: "models/" and the id
    RunsOn runsOn = RunsOn::Gpu;
    bool needsLora = true; // four steps give a film only with it
    int64_t leastVram = 8 * kGiB; // bytes; shown before a film can be planned
    int64_t leastRam = 48 * kGiB;
    CheckpointNames files{};
    std::vector<FilmSize> sizes = familySizes(); // that it supports; the planner offers the first that fits
    FilmSize standardSize{688, 368}; // instead of a wanted one that is smaller or larger than all of `sizes`

    [[nodiscard]] static std::vector<FilmSize> familySizes();
    bool operator==(const ModelEntry&) const = default;
};

// The id of the model that comes with the program, and that of the published one.
inline constexpr const char* kDemoModel = "demo";
inline constexpr const char* kLiveAvatarModel = "live-avatar";

// The models that a program knows. A value; copies share the entries.
class ModelCatalogue {
public:
    ModelCatalogue(); // this program's
    // Others, for tests. Exactly one has the source Program; ids are unique and not empty.
    explicit ModelCatalogue(std::vector<ModelEntry> entries);

    [[nodiscard]] const std::vector<ModelEntry>& entries() const& { return *m_entries; }
    const std::vector<ModelEntry>& entries() const&& = delete; // a loop over a temporary's would read freed memory
    // Null for a model that this program doesn't know, as in a scene of a newer one.
    [[nodiscard]] const ModelEntry* find(std::string_view id) const;
    [[nodiscard]] const ModelEntry& ofProgram() const; // the one that comes with it
    [[nodiscard]] std::vector<ModelEntry> ofFolders() const; // those that the user downloads

    bool operator==(const ModelCatalogue& other) const { return entries() == other.entries(); }

private:
    std::shared_ptr<const std::vector<ModelEntry>> m_entries;
};

} // namespace studio
