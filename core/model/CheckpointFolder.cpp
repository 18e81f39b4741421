// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/CheckpointFolder.h"

#include "core/model/SafetensorsFile.h"

#include <map>
#include <set>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "Wan2.2-S2V-14B";
constexpr const char* kDit = "diffusion_pytorch_model.safetensors";
constexpr const char* kT5 = "models_t5_umt5-xxl-enc-bf16.pth";
constexpr const char* kVae = "Wan2.1_VAE.pth";
constexpr const char* kTokenizer = "google/umt5-xxl";
constexpr const char* kWav2vec2 = "wav2vec2-large-xlsr-53-english";
constexpr const char* kLoraFolder = "LiveAvatar";
constexpr const char* kLora = "liveavatar.safetensors";

// Bytes of the published files, to tell what a download will take. Files of some kilobytes have none.
uint64_t publishedBytes(const std::string& name)
{
    static const std::map<std::string, uint64_t> kBytes{
        {"diffusion_pytorch_model.safetensors.index.json", 113'000},
        {"diffusion_pytorch_model-00001-of-00004.safetensors", 9'970'000'000},
        {"diffusion_pytorch_model-00002-of-00004.safetensors", 9'890'000'000},
        {"diffusion_pytorch_model-00003-of-00004.safetensors", 9'960'000'000},
        {"diffusion_pytorch_model-00004-of-00004.safetensors", 2'770'000'000},
        {kT5, 11'400'000'000},
        {kVae, 508'000'000},
        {"google/umt5-xxl/tokenizer.json", 16'800'000},
        {"google/umt5-xxl/spiece.model", 4'550'000},
        {"wav2vec2-large-xlsr-53-english/model.safetensors", 1'262'000'000},
        {kLora, 1'350'000'000}, // rank 128 in bf16
    };
    const auto found = kBytes.find(name);
    return found == kBytes.end() ? 0 : found->second;
}

bool isFile(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

CheckpointFile describe(const fs::path& root, const std::string& name, bool needed)
{
    CheckpointFile file{.name = name, .needed = needed, .present = false, .bytes = publishedBytes(name)};
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

// Index and shards, without an index those that are published; a model in one file needs no index.
std::vector<std::string> ditFiles(const fs::path& root)
{
    const std::string index = std::string(kDit) + ".index.json";
    if (!isFile(root / index) && isFile(root / kDit))
        return {kDit};
    std::set<std::string> shards;
    if (!isFile(root / index)) {
        for (int shard = 1; shard <= 4; ++shard)
            shards.insert("diffusion_pytorch_model-0000" + std::to_string(shard) + "-of-00004.safetensors");
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

fs::path checkpointRoot(const fs::path& folder)
{
    std::error_code ignored;
    return !isFile(folder / "config.json") && fs::is_directory(folder / kName, ignored) ? folder / kName : folder;
}

CheckpointFolder checkpointFolder(const fs::path& root)
{
    return CheckpointFolder{.root = root,
                            .config = root / "config.json",
                            .dit = root / kDit,
                            .t5 = root / kT5,
                            .vae = root / kVae,
                            .tokenizer = root / kTokenizer,
                            .wav2vec2 = root / kWav2vec2};
}

std::vector<CheckpointFile> listCheckpoint(const fs::path& folder)
{
    const fs::path root = checkpointRoot(folder);
    std::vector<CheckpointFile> files;
    const auto add = [&](const std::string& name, bool needed) { files.push_back(describe(root, name, needed)); };
    add("config.json", true);
    for (const std::string& name : ditFiles(root))
        add(name, true);
    add(kT5, true);
    add(kVae, true);
    for (const char* const name : {"/tokenizer.json", "/spiece.model"})
        add(std::string(kTokenizer) + name, true);
    for (const char* const name : {"/tokenizer_config.json", "/special_tokens_map.json"})
        add(std::string(kTokenizer) + name, false);
    const std::string wav2vec2 = kWav2vec2;
    const bool isPickled
        = !isFile(root / wav2vec2 / "model.safetensors") && isFile(root / wav2vec2 / "pytorch_model.bin");
    add(wav2vec2 + "/config.json", true);
    add(wav2vec2 + (isPickled ? "/pytorch_model.bin" : "/model.safetensors"), true);
    for (const char* const name : {"/preprocessor_config.json", "/vocab.json"})
        add(wav2vec2 + name, false);
    return files;
}

Result<CheckpointFolder> findCheckpoint(const fs::path& folder)
{
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        return Error{ErrorCode::FileMissing, folder.string(), "no such folder"};

    const fs::path root = checkpointRoot(folder);
    std::string missing;
    for (const CheckpointFile& file : listCheckpoint(root)) {
        if (file.needed && !file.present)
            missing += (missing.empty() ? "missing: " : "\nmissing: ") + file.name;
    }
    if (!missing.empty())
        return Error{ErrorCode::CheckpointIncomplete, root.string(), missing};

    const fs::path dit = root / kDit;
    const fs::path index = dit.string() + ".index.json";
    if (isFile(index)) {
        const auto shards = readSafetensorsIndex(index);
        if (!shards)
            return shards.error();
        if (shards->empty())
            return Error{ErrorCode::CheckpointDamaged, index.string(), "the index names no tensors"};
    }
    return checkpointFolder(root);
}

fs::path loraBeside(const fs::path& folder)
{
    const fs::path root = checkpointRoot(folder);
    std::error_code ignored;
    if (fs::is_directory(root / kLoraFolder, ignored))
        return root / kLoraFolder;
    // A folder that holds neither yet will hold both.
    const bool holdsBoth = root == folder && root.filename() != kName && !isFile(root / "config.json");
    return (holdsBoth ? root / kLoraFolder : root / ".." / kLoraFolder).lexically_normal();
}

CheckpointFile describeLora(const fs::path& path)
{
    CheckpointFile file{.name = std::string(kLoraFolder) + "/" + kLora,
                        .needed = true,
                        .present = false,
                        .bytes = publishedBytes(kLora)};
    const Result<fs::path> found = findLora(path);
    if (!found)
        return file;
    if (!found->generic_string().ends_with("/" + file.name))
        file.name = found->filename().string();
    const CheckpointFile there = describe(found->parent_path(), found->filename().string(), true);
    file.present = there.present;
    file.bytes = there.bytes;
    return file;
}

Result<fs::path> findLora(const fs::path& path)
{
    for (const fs::path& candidate : {path, path / kLora, path / kLoraFolder / kLora}) {
        if (isFile(candidate))
            return candidate;
    }
    std::error_code ignored;
    return Error{ErrorCode::FileMissing, path.string(),
                 fs::exists(path, ignored) ? "no liveavatar.safetensors in this folder" : "no such file or folder"};
}

} // namespace studio::model
