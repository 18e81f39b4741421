// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/ModelSearch.h"

#include "core/model/CheckpointFolder.h"
#include "core/model/WeightsFile.h"
#include "core/model/WeightsSearch.h"
#include "core/spec/WeightsKind.h"

#include <algorithm>
#include <array>
#include <cctype>
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

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// In whose place a file lies that is no part of this model: by what it is, by its published name, by the folder that
// ComfyUI has for the part, or by its own name.
std::optional<ModelPart> takenFor(const model::WeightsFile& file, const fs::path& place, const CheckpointNames& names)
{
    if (file.likeness)
        return file.likeness;
    using Name = std::pair<std::string, ModelPart>;
    const std::array published{Name{names.dit, ModelPart::VideoModel}, Name{names.t5, ModelPart::TextEncoder},
                               Name{names.vae, ModelPart::PictureDecoder}, Name{names.lora, ModelPart::Lora}};
    for (const auto& [name, part] : published) {
        if (file.path.filename() == name)
            return part;
    }
    const std::array folders{
        Name{"diffusion_models", ModelPart::VideoModel}, Name{"unet", ModelPart::VideoModel},
        Name{"text_encoders", ModelPart::TextEncoder},   Name{"clip", ModelPart::TextEncoder},
        Name{"vae", ModelPart::PictureDecoder},          Name{"loras", ModelPart::Lora},
        Name{"audio_encoders", ModelPart::VoiceEncoder}, Name{names.wav2vec2, ModelPart::VoiceEncoder}};
    for (fs::path folder = file.path.parent_path(); folder != place && folder.has_relative_path();
         folder = folder.parent_path()) {
        for (const auto& [name, part] : folders) {
            if (folder.filename() == name)
                return part;
        }
    }
    const std::array words{Name{"vae", ModelPart::PictureDecoder},   Name{"t5", ModelPart::TextEncoder},
                           Name{"wav2vec", ModelPart::VoiceEncoder}, Name{"liveavatar", ModelPart::Lora},
                           Name{"live_avatar", ModelPart::Lora},     Name{"s2v", ModelPart::VideoModel}};
    const std::string name = lowered(file.path.filename().string());
    for (const auto& [word, part] : words) {
        if (name.find(word) != std::string::npos)
            return part;
    }
    return {};
}

// Of this model's latents. Those for other models have the same tensors, but other names.
bool isLightDecoder(const model::WeightsFile& file)
{
    const std::optional<WrongWeights> wrong = file.problem ? wrongWeights(file.problem->detail) : std::nullopt;
    return wrong && wrong->kind == WeightsKind::LightDecoder
        && lowered(file.path.filename().string()).find("taew2_1") != std::string::npos;
}

// With the sizes that tell how much of a file is there.
void addProblem(FoundPart& part, const Error& problem, const CheckpointNames& names)
{
    part.problem = problem;
    std::error_code code;
    const fs::path file = problem.subject;
    const uintmax_t size = fs::file_size(file, code);
    part.problemBytes = code ? 0 : size;
    const auto published = names.bytes.find(file.filename().string());
    part.publishedBytes = published == names.bytes.end() ? 0 : published->second;
}

// A file that was looked at by itself.
FoundPart foundPart(const model::WeightsFile& file, const CheckpointNames& names)
{
    FoundPart part;
    part.part = file.part.value_or(file.likeness.value_or(ModelPart::VideoModel));
    part.path = file.path;
    part.format = file.format;
    part.bytes = file.bytes;
    if (file.problem)
        addProblem(part, *file.problem, names);
    return part;
}

Error noTokenizer(const fs::path& textEncoder, const CheckpointNames& names)
{
    return {ErrorCode::CheckpointIncomplete, textEncoder.string(), "missing: " + names.tokenizer + "/tokenizer.json"};
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

// The file to open for a part that somebody names: the weights of a folder, and of one shard what all of them are
// called.
fs::path weightsOf(const fs::path& named, ModelPart part, const CheckpointNames& names)
{
    if (isFolder(named)) {
        if (part == ModelPart::Lora) {
            const Result<fs::path> lora = model::findLora(named, names);
            return lora ? *lora : named;
        }
        for (const char* const name : {"model.safetensors", "pytorch_model.bin"}) {
            if (isFile(named / name))
                return named / name;
        }
        return named;
    }
    const std::string stem = named.stem().string(); // "model-00002-of-00004"
    const size_t of = stem.rfind("-of-");
    const size_t dash = of == std::string::npos || of == 0 ? std::string::npos : stem.rfind('-', of - 1);
    if (dash == std::string::npos)
        return named;
    const fs::path shared = named.parent_path() / (stem.substr(0, dash) + named.extension().string());
    return isFile(shared.string() + ".index.json") ? shared : named;
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
                set.parts.push_back(video ? described(*video, home, false) : spoiled(part, home));
            else
                set.parts.push_back(choose(part, home));
        }
        const auto path = [&](ModelPart part) {
            const auto found = std::find_if(set.parts.begin(), set.parts.end(),
                                            [&](const FoundPart& each) { return each.part == part && !each.problem; });
            return found == set.parts.end() ? fs::path() : found->path;
        };
        set.place.lora = path(ModelPart::Lora);
        set.place.lightDecoder = lightDecoder(home);
        PartFiles& files = set.place.parts;
        files.videoModel = path(ModelPart::VideoModel);
        files.textEncoder = path(ModelPart::TextEncoder);
        files.voiceEncoder = path(ModelPart::VoiceEncoder);
        files.pictureDecoder = path(ModelPart::PictureDecoder);
        files.tokenizer = tokenizerFor(home, files.textEncoder);
        for (FoundPart& part : set.parts) {
            if (part.part == ModelPart::TextEncoder && !files.textEncoder.empty() && files.tokenizer.empty())
                part.problem = noTokenizer(part.path, m_entry.files);
        }
        return set;
    }

private:
    static FoundPart described(const model::WeightsFile& file, const Place& place, bool borrowed)
    {
        FoundPart part;
        part.part = *file.part;
        part.path = openedBy(file);
        part.format = file.format;
        part.bytes = file.bytes;
        part.borrowed = borrowed;
        part.from = place.where.kind;
        return part;
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
        FoundPart absent;
        absent.part = part;
        absent.bytes = bytes;
        return absent;
    }

    // What lies in the part's place and isn't it: under its published name, or else the largest. If nothing does, it is
    // missing.
    [[nodiscard]] FoundPart spoiled(ModelPart part, const Place& home) const
    {
        const CheckpointNames& names = m_entry.files;
        const auto isPublished = [&](const model::WeightsFile& file) {
            const fs::path name = file.path.filename();
            return name == names.dit || name == names.t5 || name == names.vae || name == names.lora;
        };
        const model::WeightsFile* found = nullptr;
        for (const model::WeightsFile& file : home.files) {
            // Other LoRAs are of no interest, unless one has the name of Live Avatar's.
            const bool isOther = part == ModelPart::Lora && !isPublished(file);
            if (file.part || isOther || takenFor(file, home.where.folder, names) != part)
                continue;
            if (!found || (isPublished(file) && !isPublished(*found))
                || (isPublished(file) == isPublished(*found) && file.bytes > found->bytes))
                found = &file;
        }
        FoundPart bad = missing(part);
        if (!found)
            return bad;
        bad.path = found->path;
        bad.format = found->format;
        bad.bytes = found->bytes;
        bad.from = home.where.kind;
        addProblem(bad, *found->problem, names);
        return bad;
    }

    // The part in its own place, or else in another. Under its published name first, then the largest, whose numbers
    // are the finest.
    [[nodiscard]] FoundPart choose(ModelPart part, const Place& home) const
    {
        if (const model::WeightsFile* const own = best(part, home))
            return described(*own, home, false);
        const model::WeightsFile* borrowed = nullptr;
        const Place* lender = nullptr;
        for (const Place& place : m_places) {
            const model::WeightsFile* const file = best(part, place);
            if (file && (!borrowed || file->bytes > borrowed->bytes)) {
                borrowed = file;
                lender = &place;
            }
        }
        return borrowed ? described(*borrowed, *lender, true) : spoiled(part, home);
    }

    // In the set's place, or else in another.
    [[nodiscard]] fs::path lightDecoder(const Place& home) const
    {
        const auto in = [](const Place& place) {
            const auto found = std::find_if(place.files.begin(), place.files.end(), isLightDecoder);
            return found == place.files.end() ? fs::path() : found->path;
        };
        fs::path file = in(home);
        for (const Place& place : m_places) {
            if (file.empty())
                file = in(place);
        }
        return file;
    }

    [[nodiscard]] const model::WeightsFile* best(ModelPart part, const Place& place) const
    {
        const CheckpointNames& names = m_entry.files;
        const model::WeightsFile* found = nullptr;
        for (const model::WeightsFile& file : place.files) {
            if (file.part != part)
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
        sum += part.path.empty() || part.problem ? 0 : part.bytes;
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
    return foundPart(model::identify(file), {});
}

void takePart(ModelSet& set, ModelPart part, const fs::path& file, const ModelEntry& entry)
{
    const auto place = std::find_if(set.parts.begin(), set.parts.end(), [&](const FoundPart& each) {
        return each.part == part || (part == ModelPart::Tokenizer && each.part == ModelPart::TextEncoder);
    });
    if (place == set.parts.end())
        return;
    PartFiles& files = set.place.parts;
    const fs::path name = file.filename();
    if (part == ModelPart::Tokenizer
        || (part == ModelPart::TextEncoder && (name == "tokenizer.json" || name == "spiece.model"))) {
        files.tokenizer = file;
        if (!isTokenizer(file) && !model::identify(file).hasTokenizer)
            place->problem = noTokenizer(place->path, entry.files);
        else if (!files.textEncoder.empty())
            place->problem.reset();
        return;
    }
    FoundPart taken = foundPart(model::identify(weightsOf(file, part, entry.files), part), entry.files);
    taken.path = part == ModelPart::VoiceEncoder && isFile(taken.path.parent_path() / "config.json")
        ? taken.path.parent_path()
        : taken.path;
    taken.part = part;
    taken.borrowed = true;
    *place = taken;
    const fs::path used = taken.problem ? fs::path() : taken.path;
    switch (part) {
    case ModelPart::VideoModel: files.videoModel = used; break;
    case ModelPart::TextEncoder:
        files.textEncoder = used;
        for (const fs::path& tokenizer : {used.parent_path() / entry.files.tokenizer, used.parent_path()}) {
            if (files.tokenizer.empty() && !used.empty() && isTokenizer(tokenizer))
                files.tokenizer = tokenizer;
        }
        if (files.tokenizer.empty() && !used.empty() && model::identify(used).hasTokenizer)
            files.tokenizer = used;
        if (files.tokenizer.empty() && !used.empty())
            place->problem = noTokenizer(used, entry.files);
        break;
    case ModelPart::VoiceEncoder: files.voiceEncoder = used; break;
    case ModelPart::PictureDecoder: files.pictureDecoder = used; break;
    case ModelPart::Lora: set.place.lora = used; break;
    case ModelPart::Tokenizer: break;
    }
}

std::vector<fs::path> filesOf(const ModelSet& set)
{
    std::vector<fs::path> files;
    const auto add = [&](const fs::path& file) {
        if (isFile(file) && std::find(files.begin(), files.end(), file) == files.end())
            files.push_back(file);
    };
    const auto addThoseOf = [&](const fs::path& folder, const auto& wanted) {
        std::vector<fs::path> found;
        std::error_code code;
        for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
            if (wanted(at->path()))
                found.push_back(at->path());
        }
        std::sort(found.begin(), found.end());
        std::for_each(found.begin(), found.end(), add);
    };
    const auto isOfLayout = [](const fs::path& file) {
        const fs::path suffix = file.extension();
        return suffix == ".json" || suffix == ".safetensors" || suffix == ".bin" || suffix == ".model";
    };
    const auto addAll = [&](const fs::path& path) {
        if (isFolder(path)) {
            addThoseOf(path, isOfLayout);
        } else if (isFile(path)) {
            add(path);
        } else { // What shards have in common.
            add(path.string() + ".index.json");
            const std::string shard = path.stem().string() + "-";
            addThoseOf(path.parent_path(), [&](const fs::path& file) {
                const std::string name = file.filename().string();
                return name.starts_with(shard) && name.find("-of-") != std::string::npos
                    && file.extension() == path.extension();
            });
        }
    };
    for (const FoundPart& part : set.parts) {
        if (part.path.empty() || part.problem)
            continue;
        if (part.part == ModelPart::VideoModel)
            add(part.path.parent_path() / "config.json");
        addAll(part.path);
        if (part.part == ModelPart::TextEncoder && !set.place.parts.tokenizer.empty())
            addAll(set.place.parts.tokenizer);
    }
    return files;
}

bool isSamePath(const fs::path& one, const fs::path& other)
{
    std::error_code ignored;
    return one == other || fs::weakly_canonical(one, ignored) == fs::weakly_canonical(other, ignored);
}

bool isPlaceOf(const ModelPlace& place, const ModelSet& set)
{
    if (place.checkpoint.empty())
        return false;
    if (!place.parts.videoModel.empty())
        return isSamePath(place.parts.videoModel, set.part(ModelPart::VideoModel).path);
    return isSamePath(place.checkpoint, set.folder) || isSamePath(place.checkpoint, set.place.checkpoint);
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

bool fitsRam(const ModelSet& set, uint64_t ram)
{
    return set.part(ModelPart::VideoModel).bytes <= ram;
}

std::optional<size_t> finestSet(const std::vector<ModelSet>& sets, uint64_t ram)
{
    std::optional<size_t> finest;
    for (size_t i = 0; i < sets.size(); ++i) {
        const auto bytes = [&](size_t set) { return sets[set].part(ModelPart::VideoModel).bytes; };
        if (sets[i].complete() && fitsRam(sets[i], ram) && (!finest || bytes(i) > bytes(*finest)))
            finest = i;
    }
    return finest;
}

SearchResult findModelSets(const std::vector<SearchPlace>& places, const ModelEntry& entry, const std::stop_token& stop,
                           uint64_t ram)
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
            if (file.part == ModelPart::VideoModel) {
                hasSet = true;
                if (known.insert(real).second)
                    result.sets.push_back(maker.make(place, &file));
            } else if (!file.part && !isLightDecoder(file)
                       && file.likeness != ModelPart::Lora) { // people have LoRAs for many models
                result.others.push_back({.path = file.path,
                                         .problem = *file.problem,
                                         .bytes = file.bytes,
                                         .part = takenFor(file, place.where.folder, entry.files)});
            }
        }
        // A published folder of which the transformer is missing, or that somebody has named.
        if (!hasSet
            && (place.where.isChosen || place.root != place.where.folder || isFile(place.root / "config.json")
                || (place.where.kind == PlaceKind::Folder && !place.files.empty())))
            result.sets.push_back(maker.make(place, nullptr));
    }
    std::stable_sort(result.sets.begin(), result.sets.end(), [ram](const ModelSet& a, const ModelSet& b) {
        if (a.complete() != b.complete())
            return a.complete();
        if (a.complete() && fitsRam(a, ram) != fitsRam(b, ram))
            return fitsRam(a, ram);
        return a.part(ModelPart::VideoModel).bytes > b.part(ModelPart::VideoModel).bytes;
    });
    return result;
}

} // namespace studio::pipeline
