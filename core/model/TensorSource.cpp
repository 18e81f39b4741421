// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/TensorSource.h"

#include "core/base/FileKind.h"
#include "core/model/GgufFile.h"
#include "core/model/MappedFile.h"
#include "core/model/OriginalNames.h"
#include "core/model/QuantisedWeights.h"
#include "core/model/SafetensorsFile.h"

#include <ATen/ops/empty.h>

#include <utility>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

// Moves all tensors to their original names. Error: CheckpointMismatch, for `file`.
template<typename Value>
Status rename(std::map<std::string, Value, std::less<>>& tensors, const fs::path& file)
{
    std::map<std::string, Value, std::less<>> renamed;
    std::vector<std::string> twice;
    for (auto& [name, value] : tensors) {
        if (!renamed.emplace(originalName(name), std::move(value)).second)
            twice.push_back(std::string(originalName(name)) + " is there twice, under different prefixes");
    }
    if (!twice.empty())
        return Error{ErrorCode::CheckpointMismatch, file.string(), summedUp(twice)};
    tensors = std::move(renamed);
    return kDone;
}

} // namespace

void TensorSource::add(const std::string& name, const std::vector<int64_t>& shape, PackedTensor tensor)
{
    tensors.insert_or_assign(name, at::empty(shape, at::TensorOptions(at::kFloat).device(at::kMeta)));
    packed.insert_or_assign(name, std::move(tensor));
}

Result<TensorSource> openTensors(const fs::path& path)
{
    std::error_code ignored;
    const bool inShards = fs::exists(path.string() + ".index.json", ignored);
    const Result<MappedFile> file = MappedFile::open(path);
    if (!inShards && file && fileKind(file->bytes()) == FileKind::Gguf) {
        Result<TensorSource> source = openGguf(path);
        if (!source)
            return source;
        if (Status renamed = rename(source->tensors, path); !renamed)
            return renamed.error();
        if (Status renamed = rename(source->packed, path); !renamed)
            return renamed.error();
        return source;
    }
    Result<StateDict> tensors = openShardedSafetensors(path);
    if (!tensors)
        return tensors.error();
    if (Status renamed = rename(*tensors, path); !renamed)
        return renamed.error();
    std::map<std::string, std::string> metadata;
    if (!inShards) {
        Result<std::map<std::string, std::string>> read = readSafetensorsMetadata(path);
        if (!read)
            return read.error();
        metadata = std::move(*read);
    }
    return unpackLater(*std::move(tensors), metadata, path);
}

} // namespace studio::model
