// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/TensorSource.h"

#include "core/base/FileKind.h"
#include "core/model/GgufFile.h"
#include "core/model/MappedFile.h"
#include "core/model/OriginalNames.h"
#include "core/model/PthFile.h"
#include "core/model/QuantisedWeights.h"
#include "core/model/SafetensorsFile.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>

#include <utility>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

template<typename Value>
std::vector<std::string> renameAll(std::map<std::string, Value, std::less<>>& tensors,
                                   const std::function<std::string(std::string_view)>& newName)
{
    std::map<std::string, Value, std::less<>> renamed;
    std::vector<std::string> twice;
    for (auto& [name, value] : tensors) {
        std::string wanted = newName(name);
        if (!wanted.empty() && !renamed.emplace(wanted, std::move(value)).second)
            twice.push_back(wanted + " is there twice, under different names");
    }
    tensors = std::move(renamed);
    return twice;
}

// Error: CheckpointMismatch, for `file`.
template<typename Tensors>
Status takeOffPrefixes(Tensors& tensors, const fs::path& file)
{
    const std::vector<std::string> twice
        = renameAll(tensors, [](std::string_view name) { return std::string(originalName(name)); });
    return twice.empty() ? Status(kDone) : Error{ErrorCode::CheckpointMismatch, file.string(), summedUp(twice)};
}

// Descriptions of quantised weights have the original names, so prefixes go first.
Result<TensorSource> unpackOriginal(Result<StateDict> tensors, const std::map<std::string, std::string>& metadata,
                                    const fs::path& file)
{
    if (!tensors)
        return tensors.error();
    if (Status taken = takeOffPrefixes(*tensors, file); !taken)
        return taken.error();
    return unpackLater(*std::move(tensors), metadata, file);
}

} // namespace

at::Tensor rowsOf(const at::Tensor& tensor, const at::Tensor& rows)
{
    if (tensor.element_size() != 1)
        return at::index_select(tensor, 0, rows);
    return at::index_select(tensor.view(at::kByte), 0, rows).view(tensor.scalar_type()); // libtorch can't select fp8
}

void TensorSource::add(const std::string& name, const std::vector<int64_t>& shape, PackedTensor tensor)
{
    tensors.insert_or_assign(name, at::empty(shape, at::TensorOptions(at::kFloat).device(at::kMeta)));
    packed.insert_or_assign(name, std::move(tensor));
}

Status TensorSource::rename(const std::function<std::string(std::string_view)>& newName, const fs::path& file)
{
    const std::vector<std::string> twice = renameAll(tensors, newName);
    renameAll(packed, newName);
    return twice.empty() ? Status(kDone) : Error{ErrorCode::CheckpointMismatch, file.string(), summedUp(twice)};
}

Result<TensorSource> openTensors(const fs::path& path)
{
    std::error_code ignored;
    if (fs::exists(path.string() + ".index.json", ignored))
        return unpackOriginal(openShardedSafetensors(path), {}, path);
    const Result<MappedFile> file = MappedFile::open(path);
    const FileKind kind = file ? fileKind(file->bytes()) : FileKind::Unknown;
    if (kind == FileKind::Zip || kind == FileKind::Pickle)
        return unpackOriginal(openPth(path), {}, path);
    if (kind == FileKind::Gguf) {
        Result<TensorSource> source = openGguf(path);
        if (!source)
            return source;
        if (Status taken = takeOffPrefixes(source->tensors, path); !taken)
            return taken.error();
        if (Status taken = takeOffPrefixes(source->packed, path); !taken)
            return taken.error();
        return source;
    }
    Result<StateDict> tensors = openSafetensors(path);
    const Result<std::map<std::string, std::string>> metadata = readSafetensorsMetadata(path);
    if (tensors && !metadata)
        return metadata.error();
    return unpackOriginal(std::move(tensors), metadata ? *metadata : std::map<std::string, std::string>(), path);
}

} // namespace studio::model
