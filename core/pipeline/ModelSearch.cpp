// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/ModelSearch.h"

#include "core/model/CheckpointFolder.h"
#include "core/model/WeightsFile.h"
#include "core/model/WeightsSearch.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <string_view>

namespace studio::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::array kParts{ModelPart::VideoModel, ModelPart::TextEncoder, ModelPart::VoiceEncoder,
                            ModelPart::PictureDecoder, ModelPart::Lora};

bool isFolder(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

bool isFile(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool hasEntry(const fs::path& folder, std::string_view beginning)
{
    std::error_code code;
    for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
        if (at->path().filename().string().starts_with(beginning))
            return true;
    }
    return false;
}

std::string variable(const char* name)
{
    const char* const value = std::getenv(name);
    return value ? value : "";
}

bool isTokenizer(const fs::path& path)
{
    return isFile(path) || isFile(path / "tokenizer.json") || isFile(path / "spiece.model");
}

// Weights of a Hugging Face folder are opened by their folder, which has their settings.
fs::path openedBy(const model::WeightsFile& file)
{
    return file.part == ModelPart::VoiceEncoder && isFile(file.path.parent_path() / "config.json")
        ? file.path.parent_path()
        : file.path;
}

// What lies in one place.
struct Place {
    SearchPlace where;
    fs::path root; // with the published layout, or the place itself
    fs::path tokenizer; // empty: none of its own
    std::vector<model::WeightsFile> files;
};

Place lookAt(const SearchPlace& where, const CheckpointNames& names, const std::stop_token& stop)
{
    Place place{.where = where, .root = model::checkpointRoot(where.folder, names), .tokenizer = {}, .files = {}};
    std::vector<fs::path> files = model::weightFiles(where.folder);
    if (place.root != where.folder) {
        for (const fs::path& file : model::weightFiles(place.root)) {
            if (std::find(files.begin(), files.end(), file) == files.end())
                files.push_back(file);
        }
    }
    // The LoRA has a folder of its own in or beside the published one.
    if (const Result<fs::path> lora = model::findLora(model::loraBeside(where.folder, names), names);
        lora && std::find(files.begin(), files.end(), *lora) == files.end())
        files.push_back(*lora);
    for (const fs::path& file : files) {
        if (stop.stop_requested())
            break;
        place.files.push_back(model::identify(file));
    }
    for (const fs::path& tokenizer :
         {place.root / names.tokenizer, place.root / "tokenizer.json", place.root / "spiece.model"}) {
        if (place.tokenizer.empty() && isTokenizer(tokenizer))
            place.tokenizer = tokenizer;
    }
    return place;
}

class SetMaker {
public:
    SetMaker(const std::vector<Place>& places, const ModelEntry& entry)
        : m_places(places)
        , m_entry(entry)
    {
    }

    // The set of a video model in a place; null: of what else is there.
    [[nodiscard]] ModelSet make(const Place& home, const model::WeightsFile* video) const
    {
        ModelSet set{
            .kind = home.where.kind, .folder = home.where.folder, .place = {.checkpoint = home.root}, .parts = {}};
        for (const ModelPart part : kParts) {
            if (part == ModelPart::Lora && !m_entry.needsLora)
                continue;
            if (part == ModelPart::VideoModel)
                set.parts.push_back(video ? described(*video, false) : missing(part));
            else
                set.parts.push_back(choose(part, home));
        }
        set.place.lora = set.parts.back().part == ModelPart::Lora ? set.parts.back().path : fs::path();
        PartFiles& files = set.place.parts;
        const auto path = [&](ModelPart part) { return set.part(part).path; };
        files.videoModel = path(ModelPart::VideoModel);
        files.textEncoder = path(ModelPart::TextEncoder);
        files.voiceEncoder = path(ModelPart::VoiceEncoder);
        files.pictureDecoder = path(ModelPart::PictureDecoder);
        files.tokenizer = tokenizerFor(home, files.textEncoder);
        for (FoundPart& part : set.parts) {
            if (part.part == ModelPart::TextEncoder && !part.path.empty() && files.tokenizer.empty())
                part.problem = Error{ErrorCode::CheckpointIncomplete, part.path.string(),
                                     "missing: " + m_entry.files.tokenizer + "/tokenizer.json"};
        }
        return set;
    }

private:
    static FoundPart described(const model::WeightsFile& file, bool borrowed)
    {
        return {.part = *file.part,
                .path = openedBy(file),
                .format = file.format,
                .bytes = file.bytes,
                .borrowed = borrowed,
                .problem = file.problem};
    }

    [[nodiscard]] FoundPart missing(ModelPart part) const
    {
        const CheckpointNames& names = m_entry.files;
        uint64_t bytes = 0;
        for (const auto& [name, size] : names.bytes) {
            const ModelPart of = name == names.lora       ? ModelPart::Lora
                : name == names.t5                        ? ModelPart::TextEncoder
                : name == names.vae                       ? ModelPart::PictureDecoder
                : name.starts_with(names.tokenizer + "/") ? ModelPart::TextEncoder
                : name.starts_with(names.wav2vec2 + "/")  ? ModelPart::VoiceEncoder
                                                          : ModelPart::VideoModel;
            bytes += of == part ? size : 0;
        }
        return {.part = part, .path = {}, .format = {}, .bytes = bytes, .borrowed = false, .problem = {}};
    }

    // The part in its own place, or else in another. Under its published name first, then the largest, whose numbers
    // are the finest.
    [[nodiscard]] FoundPart choose(ModelPart part, const Place& home) const
    {
        if (const model::WeightsFile* const own = best(part, home))
            return described(*own, false);
        const model::WeightsFile* borrowed = nullptr;
        for (const Place& place : m_places) {
            const model::WeightsFile* const file = best(part, place);
            if (file && (!borrowed || file->bytes > borrowed->bytes))
                borrowed = file;
        }
        return borrowed ? described(*borrowed, true) : missing(part);
    }

    [[nodiscard]] const model::WeightsFile* best(ModelPart part, const Place& place) const
    {
        const CheckpointNames& names = m_entry.files;
        const model::WeightsFile* found = nullptr;
        for (const model::WeightsFile& file : place.files) {
            if (file.part != part || (part == ModelPart::Lora && !file.hasInjectors))
                continue;
            if (file.path == place.root / names.t5 || file.path == place.root / names.vae
                || file.path.filename() == names.lora || file.path.parent_path() == place.root / names.wav2vec2)
                return &file;
            if (!found || file.bytes > found->bytes)
                found = &file;
        }
        return found;
    }

    [[nodiscard]] fs::path tokenizerFor(const Place& home, const fs::path& textEncoder) const
    {
        if (!home.tokenizer.empty())
            return home.tokenizer;
        for (const Place& place : m_places) {
            for (const model::WeightsFile& file : place.files) {
                if (file.path == textEncoder && file.hasTokenizer)
                    return textEncoder;
            }
        }
        for (const Place& place : m_places) {
            if (!place.tokenizer.empty())
                return place.tokenizer;
        }
        return {};
    }

    const std::vector<Place>& m_places;
    const ModelEntry& m_entry;
};

} // namespace

bool ModelSet::complete() const
{
    return !parts.empty() && std::all_of(parts.begin(), parts.end(), [](const FoundPart& part) {
        return !part.path.empty() && !part.problem;
    });
}

const FoundPart& ModelSet::part(ModelPart which) const
{
    return *std::find_if(parts.begin(), parts.end(), [&](const FoundPart& part) { return part.part == which; });
}

uint64_t ModelSet::bytes() const
{
    uint64_t sum = 0;
    for (const FoundPart& part : parts)
        sum += part.path.empty() ? 0 : part.bytes;
    return sum;
}

std::vector<SearchPlace> usualPlaces()
{
    std::vector<SearchPlace> places;
    const auto add = [&](PlaceKind kind, const fs::path& folder) {
        const SearchPlace place{.kind = kind, .folder = folder.lexically_normal()};
        if (isFolder(folder) && std::find(places.begin(), places.end(), place) == places.end())
            places.push_back(place);
    };
    const std::string home = variable("HOME");
    const std::string xdg = variable("XDG_CACHE_HOME");
    const fs::path cache = !xdg.empty() ? fs::path(xdg) : fs::path(home) / ".cache";

    if (const std::string hub = variable("HF_HUB_CACHE"); !hub.empty())
        add(PlaceKind::HuggingFace, hub);
    else if (const std::string hubHome = variable("HF_HOME"); !hubHome.empty())
        add(PlaceKind::HuggingFace, fs::path(hubHome) / "hub");
    else
        add(PlaceKind::HuggingFace, cache / "huggingface" / "hub");
    if (const std::string scope = variable("MODELSCOPE_CACHE"); !scope.empty())
        add(PlaceKind::ModelScope, scope);
    add(PlaceKind::ModelScope, cache / "modelscope");
    if (!home.empty()) {
        for (const char* const comfy : {"ComfyUI", "comfyui", "Documents/ComfyUI", "Desktop/ComfyUI", "comfy/ComfyUI",
                                        "StabilityMatrix/Models", "SwarmUI/Models"})
            add(PlaceKind::ComfyUi, fs::path(home) / comfy);
        add(PlaceKind::Folder, fs::path(home) / "ckpt");
    }
    return places;
}

FoundPart lookAtFile(const fs::path& file)
{
    const model::WeightsFile found = model::identify(file);
    return {.part = found.part.value_or(ModelPart::VideoModel),
            .path = file,
            .format = found.format,
            .bytes = found.bytes,
            .borrowed = false,
            .problem = found.problem};
}

PlaceKind placeKind(const fs::path& folder)
{
    if (folder.filename().string().starts_with("models--") || hasEntry(folder, "models--")
        || hasEntry(folder / "hub", "models--"))
        return PlaceKind::HuggingFace;
    for (const char* const inside : {"", "models"}) {
        if (isFolder(folder / inside / "diffusion_models") || isFolder(folder / inside / "unet"))
            return PlaceKind::ComfyUi;
    }
    if (folder.string().find("modelscope") != std::string::npos)
        return PlaceKind::ModelScope;
    return PlaceKind::Folder;
}

SearchResult findModelSets(const std::vector<SearchPlace>& places, const ModelEntry& entry, const std::stop_token& stop)
{
    std::vector<Place> looked;
    for (const SearchPlace& place : places) {
        if (stop.stop_requested())
            break;
        looked.push_back(lookAt(place, entry.files, stop));
    }
    const SetMaker maker(looked, entry);
    SearchResult result;
    std::set<fs::path> known; // a file may be in two places, such as a link
    for (const Place& place : looked) {
        bool hasSet = false;
        for (const model::WeightsFile& file : place.files) {
            std::error_code ignored;
            const fs::path real = fs::weakly_canonical(file.path, ignored);
            if (file.part == ModelPart::VideoModel && known.insert(real).second) {
                result.sets.push_back(maker.make(place, &file));
                hasSet = true;
            } else if (!file.part && file.problem) {
                result.others.push_back({.path = file.path, .problem = *file.problem});
            }
        }
        // A published folder of which the transformer is missing, or that somebody has named.
        if (!hasSet
            && (place.root != place.where.folder || isFile(place.root / "config.json")
                || (place.where.kind == PlaceKind::Folder && !place.files.empty())))
            result.sets.push_back(maker.make(place, nullptr));
    }
    std::stable_sort(result.sets.begin(), result.sets.end(), [](const ModelSet& a, const ModelSet& b) {
        if (a.complete() != b.complete())
            return a.complete();
        return a.part(ModelPart::VideoModel).bytes > b.part(ModelPart::VideoModel).bytes;
    });
    return result;
}

} // namespace studio::pipeline
