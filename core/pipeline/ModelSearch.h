// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "core/spec/ModelCatalogue.h"
#include "core/spec/ModelParts.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio::pipeline {

enum class PlaceKind { HuggingFace, ModelScope, ComfyUi, Folder };

// A folder that is searched for the parts of a model.
struct SearchPlace {
    PlaceKind kind = PlaceKind::Folder;
    std::filesystem::path folder{};
    bool isChosen = false; // by a person: it is listed as a set whatever it holds

    bool operator==(const SearchPlace&) const = default;
};

// One part of a set, for display.
struct FoundPart {
    ModelPart part = ModelPart::VideoModel;
    std::filesystem::path path{}; // a file, or the folder of the voice encoder; empty: missing
    std::string format{}; // how its numbers are stored: "bf16", "fp8", "Q4_K"
    uint64_t bytes = 0; // if missing, of the published part
    bool borrowed = false; // it lies in another place than the set
    PlaceKind from = PlaceKind::Folder; // the place that it lies in
    std::optional<Error> problem{}; // the file can't be used: damaged, or of another model
    uint64_t problemBytes = 0; // size of the problem's file
    uint64_t publishedBytes = 0; // of the published file of its name; 0: there is none
};

// The parts of a model that lie together, and how they are opened.
struct ModelSet {
    PlaceKind kind = PlaceKind::Folder;
    std::filesystem::path folder{}; // of the place
    ModelPlace place{}; // with a light decoder, if one lies in any of the places
    // Video model, text encoder, voice encoder, picture decoder, LoRA. The tokenizer counts as the text encoder's: a
    // text encoder without one has a problem.
    std::vector<FoundPart> parts{};

    [[nodiscard]] bool complete() const;
    [[nodiscard]] const FoundPart& part(ModelPart which) const;
    [[nodiscard]] uint64_t bytes() const; // of the parts that can be used
};

// A file that lies in a place and is of another model, or can't be read.
struct ForeignFile {
    std::filesystem::path path{};
    Error problem{};
    uint64_t bytes = 0;
    std::optional<ModelPart> part{}; // in whose place it lies, by what it is, its name or its folder
};

struct SearchResult {
    std::vector<ModelSet> sets; // the complete ones first, of them those that fit; then by the size of the video model
    std::vector<ForeignFile> others; // files that look like weights and belong to no set
};

// The places of this machine where models usually lie, as the environment names them (HF_HUB_CACHE, HF_HOME,
// MODELSCOPE_CACHE, XDG_CACHE_HOME, HOME): the Hub's cache, ModelScope's, ComfyUI's folders. Only those that exist.
[[nodiscard]] std::vector<SearchPlace> usualPlaces();

// Looks at the directories of all files in `places`; reads no weights. A set is made for each video model, and for a
// published or chosen folder without one. What a set lacks is borrowed from the other places; what they lack, too, is
// the foreign or damaged file in its place. Never fails; after a stop request the result is not complete. `ram`: bytes
// of the machine's, see fitsRam().
[[nodiscard]] SearchResult findModelSets(const std::vector<SearchPlace>& places, const ModelEntry& entry = {},
                                         const std::stop_token& stop = {}, uint64_t ram = ~uint64_t{0});

// Whether the video model's file fits into so many bytes of RAM: while it is prepared it is read from there, not from
// the disk.
[[nodiscard]] bool fitsRam(const ModelSet& set, uint64_t ram);

// Of the sets that are complete and fit, the one with the finest numbers: the largest video model.
[[nodiscard]] std::optional<size_t> finestSet(const std::vector<ModelSet>& sets, uint64_t ram);

// What a file is; without a part of this model its problem says so.
[[nodiscard]] FoundPart lookAtFile(const std::filesystem::path& file);

// Takes `file` for a part of the set, instead of what was found: a file of weights, one of its shards, a folder in
// Hugging Face's layout, or for the text encoder a tokenizer. A file that isn't this part becomes its problem.
void takePart(ModelSet& set, ModelPart part, const std::filesystem::path& file, const ModelEntry& entry = {});

// The files of a set's parts that can be used, without repeats: of a model in shards the index and all of them, of a
// folder those of its layout.
[[nodiscard]] std::vector<std::filesystem::path> filesOf(const ModelSet& set);

// Whether two paths are the same file or folder.
[[nodiscard]] bool isSamePath(const std::filesystem::path& one, const std::filesystem::path& other);

// Whether a model's place is this set's: its video model, or for a place that names none its folder.
[[nodiscard]] bool isPlaceOf(const ModelPlace& place, const ModelSet& set);

// The kind of place that a folder is, by what lies in it.
[[nodiscard]] PlaceKind placeKind(const std::filesystem::path& folder);

} // namespace studio::pipeline
