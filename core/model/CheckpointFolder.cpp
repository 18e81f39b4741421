// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/CheckpointFolder.h"

#include "core/model/SafetensorsFile.h"
#include "core/model/WeightsFile.h"
#include "core/model/WeightsSearch.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

// Of the published file; 0 if not known.
uint64_t publishedBytes(const CheckpointNames& names, const std::string& name)
{
    const auto found = names.bytes.find(name);
    return found == names.bytes.end() ? 0 : found->second;
}

bool isFile(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

// `bytes`: of the published file.
CheckpointFile describe(ModelPart part, const fs::path& path, const std::string& name, bool needed, uint64_t bytes)
{
    CheckpointFile file{.part = part, .name = name, .needed = needed, .present = false, .bytes = bytes};
    std::error_code code;
    if (!isFile(path))
        return file;
    const uintmax_t size = fs::file_size(path, code);
    if (code || size == 0) // An empty one is what a download that failed leaves behind.
        return file;
    file.present = true;
    file.bytes = size;
    return file;
}

std::string fiveDigits(int number)
{
    const std::string digits = std::to_string(number);
    return std::string(5 - std::min<size_t>(5, digits.size()), '0') + digits;
}

// The weights in a checkpoint's folder that aren't called as the published ones, by what they are. Looked at once.
class OtherFiles {
public:
    explicit OtherFiles(const fs::path& folder, const fs::path& root)
        : m_places{root}
    {
        if (folder != root)
            m_places.push_back(folder);
    }

    [[nodiscard]] std::vector<WeightsFile> of(ModelPart part)
    {
        std::vector<WeightsFile> found;
        for (const WeightsFile& file : all()) {
            if (file.part == part)
                found.push_back(file);
        }
        return found;
    }

    // The largest, whose numbers are the finest; nullopt without one.
    [[nodiscard]] std::optional<WeightsFile> largest(ModelPart part)
    {
        const std::vector<WeightsFile> found = of(part);
        const auto most = std::max_element(found.begin(), found.end(),
                                           [](const auto& a, const auto& b) { return a.bytes < b.bytes; });
        return most == found.end() ? std::nullopt : std::optional(*most);
    }

    // Those that no reader understands: one of them may be what is missing, and its reader says what is wrong with it.
    [[nodiscard]] std::vector<fs::path> unreadable()
    {
        std::vector<fs::path> found;
        for (const WeightsFile& file : all()) {
            if (!file.part && !file.format.empty())
                continue; // read, and of another model
            if (!file.part)
                found.push_back(file.path);
        }
        return found;
    }

private:
    const std::vector<WeightsFile>& all()
    {
        if (!m_looked) {
            m_looked = true;
            std::set<fs::path> known;
            for (const fs::path& place : m_places) {
                for (const fs::path& path : weightFiles(place)) {
                    if (known.insert(path).second)
                        m_files.push_back(identify(path));
                }
            }
        }
        return m_files;
    }

    std::vector<fs::path> m_places;
    bool m_looked = false;
    std::vector<WeightsFile> m_files;
};

bool isThere(const fs::path& path)
{
    std::error_code ignored;
    return fs::exists(path, ignored);
}

bool hasTransformer(const fs::path& dit)
{
    return isFile(dit) || isFile(dit.string() + ".index.json");
}

fs::path ditPath(const fs::path& root, const CheckpointNames& names, OtherFiles& others)
{
    const fs::path published = root / names.dit;
    if (hasTransformer(published))
        return published;
    const std::vector<WeightsFile> found = others.of(ModelPart::VideoModel);
    if (found.size() == 1)
        return found.front().path;
    // Only a file that could be it by its name: the other parts have files, too.
    std::vector<fs::path> unreadable = others.unreadable();
    std::erase_if(unreadable, [&](const fs::path& path) {
        const std::string ending = path.extension().string();
        return path == root / names.t5 || path == root / names.vae || path.filename() == names.lora || ending == ".pth"
            || ending == ".pt" || ending == ".bin";
    });
    return found.empty() && unreadable.size() == 1 ? unreadable.front() : published;
}

CheckpointFolder resolve(const fs::path& root, const CheckpointNames& names, const PartFiles& parts, OtherFiles& others)
{
    const auto place = [&](const fs::path& given, const std::string& name, ModelPart part) {
        if (!given.empty())
            return given;
        if (isThere(root / name))
            return root / name;
        const std::optional<WeightsFile> other = others.largest(part);
        return other ? other->path : root / name;
    };
    CheckpointFolder folder{.root = root,
                            .config = {},
                            .dit = parts.videoModel.empty() ? ditPath(root, names, others) : parts.videoModel,
                            .t5 = place(parts.textEncoder, names.t5, ModelPart::TextEncoder),
                            .vae = place(parts.pictureDecoder, names.vae, ModelPart::PictureDecoder),
                            .tokenizer = parts.tokenizer.empty() ? root / names.tokenizer : parts.tokenizer,
                            .wav2vec2 = place(parts.voiceEncoder, names.wav2vec2, ModelPart::VoiceEncoder)};
    // Of the transformer's own folder, if it lies in another one.
    folder.config = folder.dit.parent_path() / "config.json";
    if (!isFile(folder.config))
        folder.config = root / "config.json";
    // Weights of a Hugging Face folder: its config.json belongs to them.
    if (isFile(folder.wav2vec2) && folder.wav2vec2.parent_path() != root
        && isFile(folder.wav2vec2.parent_path() / "config.json"))
        folder.wav2vec2 = folder.wav2vec2.parent_path();
    if (parts.tokenizer.empty() && !isThere(folder.tokenizer)) {
        for (const fs::path& candidate : {root / "tokenizer.json", root / "spiece.model"}) {
            if (isFile(candidate)) {
                folder.tokenizer = candidate;
                return folder;
            }
        }
        if (isFile(folder.t5) && identify(folder.t5).hasTokenizer)
            folder.tokenizer = folder.t5;
    }
    return folder;
}

// Index and shards, without an index those that are published; a model in one file needs no index.
std::vector<fs::path> ditFiles(const CheckpointFolder& folder, const CheckpointNames& names)
{
    const fs::path index = folder.dit.string() + ".index.json";
    if (!isFile(index) && isFile(folder.dit))
        return {folder.dit};
    const fs::path parent = folder.dit.parent_path();
    std::set<std::string> shards;
    if (!isFile(index)) {
        for (int shard = 1; shard <= names.shards; ++shard)
            shards.insert(folder.dit.stem().string() + "-" + fiveDigits(shard) + "-of-" + fiveDigits(names.shards)
                          + folder.dit.extension().string());
    }
    if (const auto shardOf = readSafetensorsIndex(index)) {
        for (const auto& [name, shard] : *shardOf)
            shards.insert(shard);
    }
    std::vector<fs::path> files{index};
    for (const std::string& shard : shards)
        files.push_back(parent / shard);
    return files;
}

// Collects the files of a checkpoint.
class Listing {
public:
    Listing(const CheckpointFolder& folder, const CheckpointNames& names)
        : m_root(folder.root)
        , m_names(names)
    {
    }

    void add(ModelPart part, const fs::path& path, bool needed = true)
    {
        const fs::path relative = path.lexically_relative(m_root);
        const bool isInside = !relative.empty() && *relative.begin() != "..";
        const std::string name = isInside ? relative.generic_string() : path.generic_string();
        m_files.push_back(describe(part, path, name, needed, publishedBytes(m_names, name)));
    }

    std::vector<CheckpointFile> files() { return std::move(m_files); }

private:
    fs::path m_root;
    const CheckpointNames& m_names;
    std::vector<CheckpointFile> m_files;
};

std::vector<CheckpointFile> list(const CheckpointFolder& folder, const CheckpointNames& names)
{
    Listing listing(folder, names);
    const std::vector<fs::path> dit = ditFiles(folder, names);
    listing.add(ModelPart::VideoModel, folder.config, dit.size() > 1);
    for (const fs::path& path : dit)
        listing.add(ModelPart::VideoModel, path);
    listing.add(ModelPart::TextEncoder, folder.t5);
    listing.add(ModelPart::PictureDecoder, folder.vae);
    if (isFile(folder.tokenizer)) {
        if (folder.tokenizer != folder.t5)
            listing.add(ModelPart::Tokenizer, folder.tokenizer);
    } else {
        // Either of them is enough.
        const bool isWhole = isFile(folder.tokenizer / "tokenizer.json");
        const bool isModel = isFile(folder.tokenizer / "spiece.model");
        listing.add(ModelPart::Tokenizer, folder.tokenizer / "tokenizer.json", isWhole || !isModel);
        listing.add(ModelPart::Tokenizer, folder.tokenizer / "spiece.model", isModel && !isWhole);
        for (const char* const name : {"tokenizer_config.json", "special_tokens_map.json"})
            listing.add(ModelPart::Tokenizer, folder.tokenizer / name, false);
    }
    if (isFile(folder.wav2vec2)) {
        listing.add(ModelPart::VoiceEncoder, folder.wav2vec2);
    } else {
        const bool isPickled
            = !isFile(folder.wav2vec2 / "model.safetensors") && isFile(folder.wav2vec2 / "pytorch_model.bin");
        listing.add(ModelPart::VoiceEncoder, folder.wav2vec2 / "config.json");
        listing.add(ModelPart::VoiceEncoder, folder.wav2vec2 / (isPickled ? "pytorch_model.bin" : "model.safetensors"));
        for (const char* const name : {"preprocessor_config.json", "vocab.json"})
            listing.add(ModelPart::VoiceEncoder, folder.wav2vec2 / name, false);
    }
    return listing.files();
}

Status checkParts(const PartFiles& parts)
{
    for (const fs::path& path :
         {parts.videoModel, parts.textEncoder, parts.tokenizer, parts.voiceEncoder, parts.pictureDecoder}) {
        if (!path.empty() && !isThere(path) && !hasTransformer(path))
            return Error{ErrorCode::FileMissing, path.string(), "no such file or folder"};
    }
    return kDone;
}

} // namespace

fs::path checkpointRoot(const fs::path& folder, const CheckpointNames& names)
{
    std::error_code ignored;
    if (isFile(folder / "config.json") || hasTransformer(folder / names.dit))
        return folder;
    if (fs::is_directory(folder / names.folder, ignored))
        return folder / names.folder;
    if (const std::optional<fs::path> published = repositoryFolder(folder, names.repository))
        return *published;
    return snapshotOf(folder).value_or(folder);
}

CheckpointFolder checkpointFolder(const fs::path& folder, const CheckpointNames& names, const PartFiles& parts)
{
    const fs::path root = checkpointRoot(folder, names);
    OtherFiles others(folder, root);
    return resolve(root, names, parts, others);
}

std::vector<CheckpointFile> listCheckpoint(const fs::path& folder, const CheckpointNames& names, const PartFiles& parts)
{
    return list(checkpointFolder(folder, names, parts), names);
}

Result<CheckpointFolder> findCheckpoint(const fs::path& folder, const CheckpointNames& names, const PartFiles& parts)
{
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        return Error{ErrorCode::FileMissing, folder.string(), "no such folder"};
    if (Status there = checkParts(parts); !there)
        return there.error();

    const fs::path root = checkpointRoot(folder, names);
    OtherFiles others(folder, root);
    const CheckpointFolder found = resolve(root, names, parts, others);
    if (parts.videoModel.empty() && !hasTransformer(found.dit)) {
        if (const std::vector<WeightsFile> several = others.of(ModelPart::VideoModel); several.size() > 1)
            return Error{ErrorCode::BadOption, root.string(),
                         "several files in this folder are transformers, such as " + several[0].path.filename().string()
                             + " and " + several[1].path.filename().string()
                             + "; say which one, or leave one of them there"};
    }
    std::string missing;
    for (const CheckpointFile& file : list(found, names)) {
        if (file.needed && !file.present)
            missing += (missing.empty() ? "missing: " : "\nmissing: ") + file.name;
    }
    if (!missing.empty())
        return Error{ErrorCode::CheckpointIncomplete, root.string(), missing};

    const fs::path index = found.dit.string() + ".index.json";
    if (isFile(index)) {
        const auto shards = readSafetensorsIndex(index);
        if (!shards)
            return shards.error();
        if (shards->empty())
            return Error{ErrorCode::CheckpointDamaged, index.string(), "the index names no tensors"};
    }
    return found;
}

fs::path loraBeside(const fs::path& folder, const CheckpointNames& names)
{
    const fs::path root = checkpointRoot(folder, names);
    std::error_code ignored;
    if (fs::is_directory(root / names.loraFolder, ignored))
        return root / names.loraFolder;
    // A folder that holds neither yet will hold both.
    const bool holdsBoth = root == folder && root.filename() != names.folder && !isFile(root / "config.json")
        && !hasTransformer(root / names.dit);
    const fs::path usual = (holdsBoth ? root / names.loraFolder : root / ".." / names.loraFolder).lexically_normal();
    if (findLora(usual, names))
        return usual;
    for (const fs::path& cache : {folder, cacheAround(root).value_or(fs::path())}) {
        if (cache.empty())
            continue;
        if (const std::optional<fs::path> published = repositoryFolder(cache, names.loraRepository))
            return *published;
    }
    OtherFiles others(folder, root);
    const std::vector<WeightsFile> loras = others.of(ModelPart::Lora);
    return loras.empty() ? usual : loras.front().path;
}

CheckpointFile describeLora(const fs::path& path, const CheckpointNames& names)
{
    CheckpointFile file{.part = ModelPart::Lora,
                        .name = names.loraFolder + "/" + names.lora,
                        .needed = true,
                        .present = false,
                        .bytes = publishedBytes(names, names.lora)};
    const Result<fs::path> found = findLora(path, names);
    if (!found)
        return file;
    if (!found->generic_string().ends_with("/" + file.name))
        file.name = found->filename().string();
    const CheckpointFile there = describe(ModelPart::Lora, *found, file.name, true, file.bytes);
    file.present = there.present;
    file.bytes = there.bytes;
    return file;
}

Result<fs::path> findLora(const fs::path& path, const CheckpointNames& names)
{
    for (const fs::path& candidate :
         {path, path / names.lora, path / names.loraFolder / names.lora, path / "adapter_model.safetensors",
          path / "adapter_model.bin", path / "pytorch_lora_weights.safetensors"}) {
        if (isFile(candidate))
            return candidate;
    }
    std::error_code ignored;
    return Error{ErrorCode::FileMissing, path.string(),
                 fs::exists(path, ignored) ? "no " + names.lora + " in this folder" : "no such file or folder"};
}

} // namespace studio::model
