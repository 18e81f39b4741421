// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/CheckpointFolder.h"

#include "core/model/SafetensorsFile.h"
#include "core/model/TensorSource.h"

#include <algorithm>
#include <set>

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
CheckpointFile describe(const fs::path& root, const std::string& name, bool needed, uint64_t bytes)
{
    CheckpointFile file{.name = name, .needed = needed, .present = false, .bytes = bytes};
    std::error_code code;
    if (!isFile(root / name))
        return file;
    const uintmax_t size = fs::file_size(root / name, code);
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

bool hasWeightsName(const fs::path& file)
{
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return extension == ".safetensors" || extension == ".gguf";
}

// The transformer in files of other names, if it isn't there under the published ones.
struct OtherDit {
    std::vector<fs::path> found; // files with its first and its last tensor
    std::vector<fs::path> unreadable; // files that could be it: their reader says what is wrong
};

OtherDit otherDit(const fs::path& root, const CheckpointNames& names)
{
    OtherDit other;
    if (isFile(root / names.dit) || isFile(root / (names.dit + ".index.json")))
        return other;
    std::error_code code;
    for (fs::directory_iterator at(root, code), end; !code && at != end; at.increment(code)) {
        const fs::path& file = at->path();
        const std::string name = file.filename().string();
        if (!isFile(file) || !hasWeightsName(file) || name == names.lora || name == names.t5 || name == names.vae
            || name.starts_with(fs::path(names.dit).stem().string() + "-"))
            continue;
        const Result<TensorSource> source = openTensors(file);
        if (!source)
            other.unreadable.push_back(file);
        else if (source->tensors.contains("patch_embedding.weight") && source->tensors.contains("head.head.weight"))
            other.found.push_back(file);
    }
    std::sort(other.found.begin(), other.found.end());
    return other;
}

fs::path ditPath(const fs::path& root, const CheckpointNames& names)
{
    const OtherDit other = otherDit(root, names);
    if (other.found.size() == 1)
        return other.found.front();
    if (other.found.empty() && other.unreadable.size() == 1)
        return other.unreadable.front();
    return root / names.dit;
}

// Index and shards, without an index those that are published; a model in one file needs no index.
std::vector<std::string> ditFiles(const fs::path& root, const CheckpointNames& names)
{
    const std::string index = names.dit + ".index.json";
    if (!isFile(root / index)) {
        if (const fs::path whole = ditPath(root, names); isFile(whole))
            return {whole.filename().string()};
    }
    std::set<std::string> shards;
    if (!isFile(root / index)) {
        const fs::path whole = names.dit;
        for (int shard = 1; shard <= names.shards; ++shard)
            shards.insert(whole.stem().string() + "-" + fiveDigits(shard) + "-of-" + fiveDigits(names.shards)
                          + whole.extension().string());
    }
    if (const auto shardOf = readSafetensorsIndex(root / index)) {
        for (const auto& [name, shard] : *shardOf)
            shards.insert(shard);
    }
    std::vector<std::string> files{index};
    files.insert(files.end(), shards.begin(), shards.end());
    return files;
}

} // namespace

fs::path checkpointRoot(const fs::path& folder, const CheckpointNames& names)
{
    std::error_code ignored;
    return !isFile(folder / "config.json") && fs::is_directory(folder / names.folder, ignored) ? folder / names.folder
                                                                                               : folder;
}

CheckpointFolder checkpointFolder(const fs::path& root, const CheckpointNames& names)
{
    return CheckpointFolder{.root = root,
                            .config = root / "config.json",
                            .dit = ditPath(root, names),
                            .t5 = root / names.t5,
                            .vae = root / names.vae,
                            .tokenizer = root / names.tokenizer,
                            .wav2vec2 = root / names.wav2vec2};
}

std::vector<CheckpointFile> listCheckpoint(const fs::path& folder, const CheckpointNames& names)
{
    const fs::path root = checkpointRoot(folder, names);
    std::vector<CheckpointFile> files;
    const auto add = [&](const std::string& name, bool needed) {
        files.push_back(describe(root, name, needed, publishedBytes(names, name)));
    };
    const std::vector<std::string> dit = ditFiles(root, names);
    add("config.json", dit.size() > 1);
    for (const std::string& name : dit)
        add(name, true);
    add(names.t5, true);
    add(names.vae, true);
    for (const char* const name : {"/tokenizer.json", "/spiece.model"})
        add(names.tokenizer + name, true);
    for (const char* const name : {"/tokenizer_config.json", "/special_tokens_map.json"})
        add(names.tokenizer + name, false);
    const std::string& wav2vec2 = names.wav2vec2;
    const bool isPickled
        = !isFile(root / wav2vec2 / "model.safetensors") && isFile(root / wav2vec2 / "pytorch_model.bin");
    add(wav2vec2 + "/config.json", true);
    add(wav2vec2 + (isPickled ? "/pytorch_model.bin" : "/model.safetensors"), true);
    for (const char* const name : {"/preprocessor_config.json", "/vocab.json"})
        add(wav2vec2 + name, false);
    return files;
}

Result<CheckpointFolder> findCheckpoint(const fs::path& folder, const CheckpointNames& names)
{
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        return Error{ErrorCode::FileMissing, folder.string(), "no such folder"};

    const fs::path root = checkpointRoot(folder, names);
    if (const OtherDit other = otherDit(root, names); other.found.size() > 1)
        return Error{ErrorCode::BadOption, root.string(),
                     "several files in this folder are transformers, such as " + other.found[0].filename().string()
                         + " and " + other.found[1].filename().string() + "; leave one of them there"};
    std::string missing;
    for (const CheckpointFile& file : listCheckpoint(root, names)) {
        if (file.needed && !file.present)
            missing += (missing.empty() ? "missing: " : "\nmissing: ") + file.name;
    }
    if (!missing.empty())
        return Error{ErrorCode::CheckpointIncomplete, root.string(), missing};

    const fs::path dit = root / names.dit;
    const fs::path index = dit.string() + ".index.json";
    if (isFile(index)) {
        const auto shards = readSafetensorsIndex(index);
        if (!shards)
            return shards.error();
        if (shards->empty())
            return Error{ErrorCode::CheckpointDamaged, index.string(), "the index names no tensors"};
    }
    return checkpointFolder(root, names);
}

fs::path loraBeside(const fs::path& folder, const CheckpointNames& names)
{
    const fs::path root = checkpointRoot(folder, names);
    std::error_code ignored;
    if (fs::is_directory(root / names.loraFolder, ignored))
        return root / names.loraFolder;
    // A folder that holds neither yet will hold both.
    const bool holdsBoth = root == folder && root.filename() != names.folder && !isFile(root / "config.json")
        && !isFile(ditPath(root, names));
    return (holdsBoth ? root / names.loraFolder : root / ".." / names.loraFolder).lexically_normal();
}

CheckpointFile describeLora(const fs::path& path, const CheckpointNames& names)
{
    CheckpointFile file{.name = names.loraFolder + "/" + names.lora,
                        .needed = true,
                        .present = false,
                        .bytes = publishedBytes(names, names.lora)};
    const Result<fs::path> found = findLora(path, names);
    if (!found)
        return file;
    if (!found->generic_string().ends_with("/" + file.name))
        file.name = found->filename().string();
    const CheckpointFile there = describe(found->parent_path(), found->filename().string(), true, file.bytes);
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
