// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SafetensorsFile.h"

#include "core/base/FileKind.h"
#include "core/base/Json.h"
#include "core/model/MappedFile.h"

#include <c10/core/ScalarType.h>
#include <c10/util/Exception.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <limits>
#include <set>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

namespace studio::model {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

const std::unordered_map<std::string_view, at::ScalarType> kTypes{
    {"BF16", at::kBFloat16},
    {"F16", at::kHalf},
    {"F32", at::kFloat},
    {"F64", at::kDouble},
    {"U8", at::kByte},
    {"I8", at::kChar},
    {"I16", at::kShort},
    {"I32", at::kInt},
    {"I64", at::kLong},
    {"BOOL", at::kBool},
    {"F8_E4M3", at::kFloat8_e4m3fn},
    {"F8_E5M2", at::kFloat8_e5m2},
    {"F8_E8M0", at::kFloat8_e8m0fnu},
};

// The format's own limit.
constexpr uint64_t kMaxHeaderBytes = 100'000'000;
constexpr size_t kMaxIndexBytes = size_t{64} << 20; // The real model's has 113 kB.
constexpr size_t kMaxDimensions = 64;
constexpr size_t kMaxTensors = 1'000'000; // The real model has 1,300; tiny entries would multiply in memory.
constexpr std::string_view kMetadata = "__metadata__";

struct Entry {
    std::string name;
    std::string dtype;
    std::vector<int64_t> shape;
    std::vector<uint64_t> offsets; // [begin, end) in bytes, from the end of the header
};

struct Header {
    std::vector<Entry> entries;
    std::map<std::string, std::string> metadata;
};

// Reads a header as it is parsed. A header may have 100 MB: as a tree of JSON values it would take gigabytes, and would
// hide what is named twice.
class HeaderReader : public nlohmann::json_sax<json> {
public:
    Header take() && { return std::move(m_header); }

    bool start_object(size_t) override
    {
        if (m_header.entries.size() == kMaxTensors)
            throw std::runtime_error("the header names more tensors than any model has");
        if (m_depth == 1 && m_name != kMetadata)
            m_header.entries.push_back({.name = m_name, .dtype = {}, .shape = {}, .offsets = {}});
        else if (m_depth > 1)
            fail();
        ++m_depth;
        m_field.clear();
        return true;
    }
    bool end_object() override
    {
        --m_depth;
        return true;
    }
    bool key(std::string& name) override
    {
        if (m_depth == 1) {
            if (!m_seen.insert(name).second)
                throw std::runtime_error("the header names " + name + " twice");
            m_name = name;
            m_fields.clear();
        } else if (inMetadata()) {
            m_field = name;
        } else {
            if (!m_fields.insert(name).second)
                throw std::runtime_error("the header gives the " + name + " of " + m_name + " twice");
            m_field = name;
        }
        return true;
    }
    bool start_array(size_t) override
    {
        if (m_depth != 2 || m_inArray || inMetadata() || (m_field != "shape" && m_field != "data_offsets"))
            fail();
        m_inArray = true;
        return true;
    }
    bool end_array() override
    {
        m_inArray = false;
        return true;
    }
    bool string(std::string& text) override
    {
        if (m_depth == 2 && inMetadata())
            m_header.metadata.insert_or_assign(m_field, text);
        else if (m_depth == 2 && !m_inArray && m_field == "dtype")
            m_header.entries.back().dtype = text;
        else
            fail();
        return true;
    }
    bool number_unsigned(uint64_t number) override
    {
        if (!m_inArray)
            fail();
        Entry& entry = m_header.entries.back();
        if (m_field == "shape") {
            if (number > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())
                || entry.shape.size() == kMaxDimensions)
                fail();
            entry.shape.push_back(static_cast<int64_t>(number));
        } else {
            if (entry.offsets.size() == 2)
                fail();
            entry.offsets.push_back(number);
        }
        return true;
    }
    bool number_integer(int64_t) override { fail(); } // A negative one: the others are unsigned.
    bool number_float(double, const std::string&) override { fail(); }
    bool boolean(bool) override { fail(); }
    bool null() override { fail(); }
    bool binary(json::binary_t&) override { fail(); }
    bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception&) override
    {
        throw std::runtime_error("the header is no JSON from byte " + std::to_string(position) + " on");
    }

private:
    [[nodiscard]] bool inMetadata() const { return m_name == kMetadata; }

    [[noreturn]] void fail() const
    {
        throw std::runtime_error(m_name.empty()
                                     ? "the header is not a JSON object of tensors"
                                     : "the header's entry for " + m_name + " is not of the safetensors format");
    }

    Header m_header;
    std::set<std::string> m_seen;
    std::set<std::string> m_fields; // that its entry has had so far
    std::string m_name; // the tensor at hand
    std::string m_field;
    int m_depth = 0;
    bool m_inArray = false;
};

struct Opened {
    MappedFile file;
    Header header;
    uint64_t dataBegin = 0;
    uint64_t dataSize = 0;
};

Opened open(const fs::path& path)
{
    Result<MappedFile> file = MappedFile::open(path);
    if (!file)
        throw file.error();
    const std::string_view bytes = file->bytes();
    if (const Status kind = checkKind(path, bytes, FileKind::Safetensors); !kind)
        throw kind.error();
    uint64_t length = 0;
    if (bytes.size() < sizeof(length))
        throw std::runtime_error("the file has only " + std::to_string(bytes.size()) + " bytes");
    std::memcpy(&length, bytes.data(), sizeof(length));
    if (length > kMaxHeaderBytes || length > bytes.size() - sizeof(length))
        throw std::runtime_error("the header should have " + std::to_string(length) + " bytes, the file has "
                                 + std::to_string(bytes.size()));
    const std::string_view text = bytes.substr(sizeof(length), length);
    if (!text.starts_with('{'))
        throw std::runtime_error("the header is not a JSON object");
    HeaderReader reader;
    json::sax_parse(text.begin(), text.end(), &reader);
    return {.file = *std::move(file),
            .header = std::move(reader).take(),
            .dataBegin = sizeof(length) + length,
            .dataSize = bytes.size() - sizeof(length) - length};
}

at::ScalarType type(const Entry& entry)
{
    const auto found = kTypes.find(entry.dtype);
    if (found == kTypes.end())
        throw std::runtime_error(entry.name + " has the unknown dtype \"" + entry.dtype + '"');
    return found->second;
}

// That dtype, shape and place agree with each other and with the file.
void check(const Entry& entry, uint64_t dataSize)
{
    if (entry.offsets.size() != 2)
        throw std::runtime_error(entry.name + " has no data_offsets");
    uint64_t wanted = c10::elementSize(type(entry));
    uint64_t counted = wanted; // as `wanted`, with empty dimensions counted as 1: strides are made of it
    for (const int64_t extent : entry.shape) {
        if (__builtin_mul_overflow(counted, static_cast<uint64_t>(std::max<int64_t>(extent, 1)), &counted)
            || counted > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
            throw std::runtime_error(entry.name + " is larger than any file");
        wanted *= static_cast<uint64_t>(extent);
    }
    const auto [begin, end] = std::pair(entry.offsets[0], entry.offsets[1]);
    if (begin > end || end > dataSize || end - begin != wanted)
        throw std::runtime_error(entry.name + " should lie at bytes " + std::to_string(begin) + " to "
                                 + std::to_string(end) + " of " + std::to_string(dataSize) + " and needs "
                                 + std::to_string(wanted));
}

// The format wants every byte to belong to exactly one tensor.
void checkCoverage(std::vector<Entry>& entries, uint64_t dataSize)
{
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.offsets < b.offsets; });
    uint64_t covered = 0;
    for (const Entry& entry : entries) {
        if (entry.offsets[0] != covered)
            throw std::runtime_error(
                entry.name
                + (entry.offsets[0] < covered ? " overlaps the tensor before it" : " leaves a hole before it"));
        covered = entry.offsets[1];
    }
    if (covered != dataSize)
        throw std::runtime_error("the file has " + std::to_string(dataSize - covered)
                                 + " bytes that belong to no tensor");
}

StateDict views(Opened opened)
{
    uint64_t end = 0;
    for (const Entry& entry : opened.header.entries)
        end = std::max(end, entry.offsets.size() == 2 ? entry.offsets[1] : 0);
    if (end > opened.dataSize)
        throw std::runtime_error("the file is cut off: its tensors take " + std::to_string(end) + " bytes, and "
                                 + std::to_string(opened.dataSize) + " are there");
    for (const Entry& entry : opened.header.entries)
        check(entry, opened.dataSize);
    checkCoverage(opened.header.entries, opened.dataSize);
    StateDict tensors;
    for (const Entry& entry : opened.header.entries) {
        std::vector<int64_t> stride(entry.shape.size(), 1);
        for (size_t i = stride.size(); i-- > 1;)
            stride[i - 1] = stride[i] * std::max<int64_t>(entry.shape[i], 1);
        tensors.emplace(entry.name,
                        opened.file.tensor(opened.dataBegin + entry.offsets[0], entry.shape, stride, type(entry)));
    }
    return tensors;
}

template<typename Function>
auto guarded(const fs::path& path, Function&& function) -> Result<decltype(function())>
{
    try {
        return function();
    } catch (const Error& error) {
        return error;
    } catch (const c10::Error& error) {
        return Error{errorOf(error, ErrorCode::FileUnreadable).code, path.string(), error.what_without_backtrace()};
    } catch (const std::exception& error) { // JSON of another form than expected, and our own
        return Error{errorOf(error, ErrorCode::CheckpointDamaged).code, path.string(), error.what()};
    }
}

} // namespace

Result<StateDict> openSafetensors(const fs::path& path)
{
    return guarded(path, [&] { return views(open(path)); });
}

Result<std::map<std::string, std::string>> readSafetensorsMetadata(const fs::path& path)
{
    return guarded(path, [&] { return open(path).header.metadata; });
}

Result<std::map<std::string, std::string>> readSafetensorsIndex(const fs::path& path)
{
    return guarded(path, [&] {
        const Result<MappedFile> file = MappedFile::open(path);
        if (!file)
            throw file.error();
        const std::string_view text = file->bytes();
        if (const Status kind = checkKind(path, text, FileKind::Json); !kind)
            throw kind.error();
        const Result<json> index = parseJson<json>(text, {.bytes = kMaxIndexBytes});
        if (!index)
            throw Error{index.error().code, path.string(), index.error().detail};
        auto shards = index->at("weight_map").get<std::map<std::string, std::string>>();
        for (const auto& [name, shard] : shards) {
            if (shard.empty() || fs::path(shard).filename() != shard || shard == "..")
                throw std::runtime_error(name + " is said to lie in \"" + shard + "\", which is no name of a file");
        }
        return shards;
    });
}

Result<StateDict> openShardedSafetensors(const fs::path& base)
{
    const fs::path index = base.string() + ".index.json";
    std::error_code ignored;
    if (!fs::exists(index, ignored))
        return openSafetensors(base);

    const auto shardOf = readSafetensorsIndex(index);
    if (!shardOf)
        return shardOf.error();

    StateDict tensors;
    std::map<std::string, StateDict> shards;
    std::set<std::string> absent;
    std::vector<std::string> missing;
    for (const auto& [name, file] : *shardOf) {
        auto shard = shards.find(file);
        if (shard == shards.end()) {
            auto opened = openSafetensors(base.parent_path() / file);
            if (!opened && opened.error().code != ErrorCode::FileMissing)
                return opened.error();
            if (!opened) {
                missing.push_back("missing: " + file);
                absent.insert(file);
            }
            shard = shards.emplace(file, opened ? *std::move(opened) : StateDict{}).first;
        }
        if (const auto found = shard->second.find(name); found != shard->second.end())
            tensors.insert(*found);
        else if (!absent.contains(file))
            missing.push_back("missing: " + name + " in " + file);
    }
    if (!missing.empty())
        return Error{ErrorCode::CheckpointIncomplete, index.string(), summedUp(missing)};
    // What the index doesn't name is there all the same, such as the scales of its weights.
    for (const auto& [file, shard] : shards)
        tensors.insert(shard.begin(), shard.end());
    return tensors;
}

Status writeSafetensors(const fs::path& path, const StateDict& tensors,
                        const std::map<std::string, std::string>& metadata)
{
    // Wide elements first, so that every tensor begins at a multiple of its element's size.
    std::vector<StateDict::const_pointer> order;
    for (const auto& tensor : tensors)
        order.push_back(&tensor);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto* a, const auto* b) { return a->second.element_size() > b->second.element_size(); });

    json header = json::object();
    if (!metadata.empty())
        header[kMetadata] = metadata;
    uint64_t offset = 0;
    for (const auto* const entry : order) {
        const at::Tensor& tensor = entry->second;
        const auto named = std::find_if(kTypes.begin(), kTypes.end(),
                                        [&](const auto& known) { return known.second == tensor.scalar_type(); });
        if (named == kTypes.end() || entry->first == kMetadata)
            return Error{ErrorCode::Internal, path.string(), entry->first + " can't be put into a safetensors file"};
        const uint64_t bytes = tensor.nbytes();
        header[entry->first]
            = {{"dtype", named->first}, {"shape", tensor.sizes().vec()}, {"data_offsets", {offset, offset + bytes}}};
        offset += bytes;
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' '); // Keeps the tensors aligned.

    const fs::path temporary = path.string() + ".part";
    const auto failed = [&] {
        std::error_code ignored;
        const bool full
            = fs::space(path.parent_path().empty() ? fs::path(".") : path.parent_path(), ignored).available < offset;
        fs::remove(temporary, ignored);
        return Error{full ? ErrorCode::DiskFull : ErrorCode::NotWritable, path.string(), "writing tensors failed"};
    };
    {
        std::ofstream file(temporary, std::ios::binary);
        const uint64_t length = text.size();
        file.write(reinterpret_cast<const char*>(&length), sizeof(length));
        file << text;
        for (const auto* const entry : order) {
            const at::Tensor whole = entry->second.cpu().contiguous();
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
