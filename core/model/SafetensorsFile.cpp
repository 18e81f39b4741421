// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SafetensorsFile.h"

#include <ATen/MapAllocator.h>
#include <ATen/ops/from_blob.h>
#include <c10/util/Exception.h>

#include <nlohmann/json.hpp>

#include <cstring>
#include <fstream>
#include <memory>
#include <set>
#include <stdexcept>
#include <unordered_map>

namespace studio::model {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

const std::unordered_map<std::string_view, at::ScalarType> kTypes{
    {"BF16", at::kBFloat16}, {"F16", at::kHalf}, {"F32", at::kFloat}, {"F64", at::kDouble}, {"U8", at::kByte},
    {"I8", at::kChar}, {"I16", at::kShort}, {"I32", at::kInt}, {"I64", at::kLong}, {"BOOL", at::kBool},
    {"F8_E4M3", at::kFloat8_e4m3fn}, {"F8_E5M2", at::kFloat8_e5m2},
};

// The format's own limit.
constexpr uint64_t kMaxHeaderBytes = 100'000'000;

struct Mapped {
    std::shared_ptr<at::MapAllocator> bytes;
    json header;
    uint64_t dataBegin = 0;
    uint64_t dataSize = 0;
};

Mapped map(const fs::path& path)
{
    const uint64_t size = fs::file_size(path);
    if (size < 8)
        throw std::runtime_error("the file has only " + std::to_string(size) + " bytes");
    Mapped mapped;
    mapped.bytes = std::make_shared<at::MapAllocator>(path.string(), /*flags=*/0, size);
    const char* const data = static_cast<const char*>(mapped.bytes->data());
    uint64_t length = 0;
    std::memcpy(&length, data, sizeof(length));
    if (length > kMaxHeaderBytes || length > size - 8)
        throw std::runtime_error("the header should have " + std::to_string(length) + " bytes, the file has "
                                 + std::to_string(size));
    mapped.header = json::parse(data + 8, data + 8 + length);
    if (!mapped.header.is_object())
        throw std::runtime_error("the header is not a JSON object");
    mapped.dataBegin = 8 + length;
    mapped.dataSize = size - mapped.dataBegin;
    return mapped;
}

at::Tensor view(const Mapped& mapped, const std::string& name, const json& entry)
{
    const auto type = kTypes.find(entry.at("dtype").get<std::string>());
    if (type == kTypes.end())
        throw std::runtime_error(name + " has the unknown dtype " + entry.at("dtype").get<std::string>());
    const auto shape = entry.at("shape").get<std::vector<int64_t>>();
    const auto begin = entry.at("data_offsets").at(0).get<uint64_t>();
    const auto end = entry.at("data_offsets").at(1).get<uint64_t>();
    uint64_t wanted = c10::elementSize(type->second);
    for (const int64_t extent : shape) {
        if (extent < 0 || (extent > 0 && wanted > mapped.dataSize / static_cast<uint64_t>(extent) + 1))
            throw std::runtime_error(name + " is larger than the file");
        wanted *= static_cast<uint64_t>(extent);
    }
    if (begin > end || end > mapped.dataSize || end - begin != wanted)
        throw std::runtime_error(name + " should lie at bytes " + std::to_string(begin) + " to " + std::to_string(end)
                                 + " of " + std::to_string(mapped.dataSize) + " and needs " + std::to_string(wanted));
    char* const data = static_cast<char*>(mapped.bytes->data()) + mapped.dataBegin + begin;
    return at::from_blob(
        data, shape, [bytes = mapped.bytes](void*) {}, at::dtype(type->second));
}

template<typename Function>
auto guarded(const fs::path& path, Function&& function) -> Result<decltype(function())>
{
    std::error_code code;
    if (!fs::exists(path, code))
        return Error{ErrorCode::FileMissing, path.string(), "no such file"};
    if (!std::ifstream(path))
        return Error{ErrorCode::FileUnreadable, path.string(), "it can't be opened for reading"};
    try {
        return function();
    } catch (const c10::Error& error) {
        return Error{ErrorCode::FileUnreadable, path.string(), error.what_without_backtrace()};
    } catch (const std::exception& error) { // JSON of another form than expected, and our own
        return Error{ErrorCode::CheckpointDamaged, path.string(), error.what()};
    }
}

} // namespace

Result<StateDict> openSafetensors(const fs::path& path)
{
    return guarded(path, [&] {
        const Mapped mapped = map(path);
        StateDict tensors;
        for (const auto& [name, entry] : mapped.header.items()) {
            if (name != "__metadata__")
                tensors.emplace(name, view(mapped, name, entry));
        }
        return tensors;
    });
}

Result<std::map<std::string, std::string>> readSafetensorsMetadata(const fs::path& path)
{
    return guarded(path, [&] {
        const Mapped mapped = map(path);
        const auto found = mapped.header.find("__metadata__");
        return found == mapped.header.end() ? std::map<std::string, std::string>{}
                                            : found->get<std::map<std::string, std::string>>();
    });
}

Result<StateDict> openShardedSafetensors(const fs::path& base)
{
    const fs::path index = base.string() + ".index.json";
    if (!fs::exists(index))
        return openSafetensors(base);

    auto parsed = guarded(index, [&] {
        std::ifstream file(index);
        return json::parse(file).at("weight_map").get<std::map<std::string, std::string>>();
    });
    if (!parsed)
        return parsed.error();

    StateDict tensors;
    std::map<std::string, StateDict> shards;
    std::string missing;
    for (const auto& [name, file] : *parsed) {
        auto shard = shards.find(file);
        if (shard == shards.end()) {
            auto opened = openSafetensors(base.parent_path() / file);
            if (!opened && opened.error().code != ErrorCode::FileMissing)
                return opened.error();
            if (!opened)
                missing += "missing: " + file + "\n";
            shard = shards.emplace(file, opened ? std::move(*opened) : StateDict{}).first;
        }
        if (const auto found = shard->second.find(name); found != shard->second.end())
            tensors.insert(*found);
        else if (!shard->second.empty())
            missing += "missing: " + name + " in " + file + "\n";
    }
    if (!missing.empty())
        return Error{ErrorCode::CheckpointIncomplete, index.string(), missing.substr(0, missing.size() - 1)};
    return tensors;
}

Status writeSafetensors(const fs::path& path, const StateDict& tensors, const std::map<std::string, std::string>& metadata)
{
    json header = json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    uint64_t offset = 0;
    for (const auto& [name, tensor] : tensors) {
        std::string_view type;
        for (const auto& [text, scalar] : kTypes) {
            if (scalar == tensor.scalar_type())
                type = text;
        }
        const uint64_t bytes = tensor.nbytes();
        header[name] = {{"dtype", type}, {"shape", tensor.sizes().vec()}, {"data_offsets", {offset, offset + bytes}}};
        offset += bytes;
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' '); // Keeps the tensors aligned.

    const fs::path temporary = path.string() + ".part";
    const auto failed = [&] {
        std::error_code ignored;
        const bool full = fs::space(path.parent_path().empty() ? fs::path(".") : path.parent_path(), ignored).available
            < offset;
        fs::remove(temporary, ignored);
        return Error{full ? ErrorCode::DiskFull : ErrorCode::NotWritable, path.string(), "writing tensors failed"};
    };
    {
        std::ofstream file(temporary, std::ios::binary);
        const uint64_t length = text.size();
        file.write(reinterpret_cast<const char*>(&length), sizeof(length));
        file << text;
        for (const auto& [name, tensor] : tensors) {
            const at::Tensor whole = tensor.cpu().contiguous();
            file.write(static_cast<const char*>(whole.const_data_ptr()), static_cast<std::streamsize>(whole.nbytes()));
        }
        file.flush();
        if (!file)
            return failed();
    }
    std::error_code code;
    fs::rename(temporary, path, code);
    return code ? Status(failed()) : Status(kDone);
}

} // namespace studio::model
