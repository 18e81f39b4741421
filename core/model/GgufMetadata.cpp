// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The format is that of ggml (https://github.com/ggml-org/ggml). Numbers are little endian and unaligned.
#include "core/model/GgufMetadata.h"

#include "core/base/FileKind.h"

#include <array>
#include <bit>
#include <limits>
#include <utility>

namespace studio::model {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr uint64_t kMaxEntries = 1'000'000; // the real models have about 50
constexpr uint64_t kMaxName = 1024; // bytes
constexpr int kMaxNesting = 4; // arrays in arrays

// Types of values.
constexpr uint32_t kUint8 = 0;
constexpr uint32_t kInt8 = 1;
constexpr uint32_t kUint16 = 2;
constexpr uint32_t kInt16 = 3;
constexpr uint32_t kUint32 = 4;
constexpr uint32_t kInt32 = 5;
constexpr uint32_t kFloat32 = 6;
constexpr uint32_t kBool = 7;
constexpr uint32_t kString = 8;
constexpr uint32_t kArray = 9;
constexpr uint32_t kUint64 = 10;
constexpr uint32_t kInt64 = 11;
constexpr std::array<uint64_t, 13> kValueBytes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8}; // by type

[[noreturn]] void damaged(const std::string& what)
{
    throw Error{ErrorCode::CheckpointDamaged, {}, what};
}

template<typename T>
T numberAt(std::string_view bytes)
{
    T value;
    std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
}

// `bytes`: at least those of one value.
std::optional<int64_t> wholeNumberAt(uint32_t type, std::string_view bytes)
{
    switch (type) {
    case kUint8: return numberAt<uint8_t>(bytes);
    case kInt8: return numberAt<int8_t>(bytes);
    case kUint16: return numberAt<uint16_t>(bytes);
    case kInt16: return numberAt<int16_t>(bytes);
    case kUint32: return numberAt<uint32_t>(bytes);
    case kInt32: return numberAt<int32_t>(bytes);
    case kInt64: return numberAt<int64_t>(bytes);
    case kUint64: {
        const auto number = numberAt<uint64_t>(bytes);
        if (number <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
            return static_cast<int64_t>(number);
        return std::nullopt;
    }
    default: return std::nullopt;
    }
}

} // namespace

GgufCursor::GgufCursor(std::string_view bytes)
    : m_bytes(bytes)
{
    constexpr uint32_t kLeastVersion = 2;
    constexpr uint32_t kMostVersion = 3;
    if (!bytes.starts_with("GGUF"))
        damaged("the file is no GGUF file");
    m_at = 4;
    const auto version = number<uint32_t>();
    if ((version & 0xFFFFU) == 0)
        throw Error{ErrorCode::CheckpointMismatch, {}, "the file is of a big-endian machine"};
    if (version < kLeastVersion || version > kMostVersion)
        throw Error{ErrorCode::CheckpointMismatch,
                    {},
                    "the file has version " + std::to_string(version) + " of GGUF, this program reads version 3"};
}

std::string_view GgufCursor::take(uint64_t count)
{
    if (count > m_bytes.size() - m_at)
        damaged("the file is cut off: it ends within its header");
    const std::string_view taken = m_bytes.substr(m_at, count);
    m_at += count;
    return taken;
}

std::string GgufCursor::name()
{
    const std::string_view found = take(number<uint64_t>());
    if (found.size() > kMaxName)
        damaged("a name is longer than any tensor's");
    return std::string(found);
}

std::string_view GgufCursor::value(uint32_t type)
{
    const uint64_t begin = m_at;
    skip(type, 0);
    return m_bytes.substr(begin, m_at - begin);
}

void GgufCursor::skip(uint32_t type, int nesting)
{
    if (type == kString) {
        take(number<uint64_t>());
    } else if (type == kArray) {
        if (nesting == kMaxNesting)
            damaged("arrays are nested deeper than in any model");
        const auto of = number<uint32_t>();
        const auto count = number<uint64_t>();
        if (of < kValueBytes.size() && kValueBytes[of] > 0) {
            if (count > m_bytes.size() / kValueBytes[of])
                damaged("the file is cut off: it ends within an array");
            take(count * kValueBytes[of]);
            return;
        }
        // Each takes at least eight bytes, so the file's end bounds the loop.
        for (uint64_t i = 0; i < count; ++i)
            skip(of, nesting + 1);
    } else if (type < kValueBytes.size()) {
        take(kValueBytes[type]);
    } else {
        damaged("an entry has the unknown type " + std::to_string(type));
    }
}

GgufMetadata GgufMetadata::read(GgufCursor& cursor, uint64_t count)
{
    if (count > kMaxEntries)
        damaged("the header claims more entries than any model has");
    GgufMetadata metadata;
    for (uint64_t i = 0; i < count; ++i) {
        std::string key = cursor.name();
        const auto type = cursor.number<uint32_t>();
        metadata.m_values.insert_or_assign(std::move(key), Value{.type = type, .bytes = cursor.value(type)});
    }
    return metadata;
}

Result<GgufMetadata> GgufMetadata::open(const std::filesystem::path& path)
{
    Result<MappedFile> file = MappedFile::open(path);
    if (!file)
        return file.error();
    if (Status kind = checkKind(path, file->bytes(), FileKind::Gguf); !kind)
        return kind.error();
    try {
        GgufCursor cursor(file->bytes());
        cursor.number<uint64_t>(); // of tensors
        const auto count = cursor.number<uint64_t>();
        GgufMetadata metadata = read(cursor, count);
        metadata.m_file = *std::move(file);
        return metadata;
    } catch (const Error& error) {
        return Error{error.code, path.string(), error.detail};
    }
}

const GgufMetadata::Value* GgufMetadata::find(std::string_view key) const
{
    const auto found = m_values.find(key);
    return found == m_values.end() ? nullptr : &found->second;
}

std::vector<std::string> GgufMetadata::keys() const
{
    std::vector<std::string> keys;
    for (const auto& [key, value] : m_values)
        keys.push_back(key);
    return keys;
}

std::optional<bool> GgufMetadata::flag(std::string_view key) const
{
    const Value* const value = find(key);
    return value != nullptr && value->type == kBool ? std::optional(value->bytes[0] != 0) : std::nullopt;
}

std::optional<int64_t> GgufMetadata::wholeNumber(std::string_view key) const
{
    const Value* const value = find(key);
    return value != nullptr ? wholeNumberAt(value->type, value->bytes) : std::nullopt;
}

std::optional<std::string_view> GgufMetadata::text(std::string_view key) const
{
    const Value* const value = find(key);
    return value != nullptr && value->type == kString ? std::optional(value->bytes.substr(sizeof(uint64_t)))
                                                      : std::nullopt;
}

std::optional<GgufMetadata::Array> GgufMetadata::array(std::string_view key, uint64_t most) const
{
    const Value* const value = find(key);
    if (value == nullptr || value->type != kArray)
        return std::nullopt;
    const auto of = numberAt<uint32_t>(value->bytes);
    const auto count = numberAt<uint64_t>(value->bytes.substr(sizeof(of)));
    if (count > most)
        return std::nullopt;
    return Array{.of = of, .count = count, .bytes = value->bytes.substr(sizeof(of) + sizeof(count))};
}

std::optional<std::vector<std::string_view>> GgufMetadata::texts(std::string_view key, uint64_t most) const
{
    const std::optional<Array> found = array(key, most);
    if (!found || found->of != kString)
        return std::nullopt;
    std::vector<std::string_view> all;
    std::string_view rest = found->bytes;
    for (uint64_t i = 0; i < found->count; ++i) {
        const auto length = numberAt<uint64_t>(rest);
        all.push_back(rest.substr(sizeof(length), length));
        rest.remove_prefix(sizeof(length) + length);
    }
    return all;
}

std::optional<std::vector<int64_t>> GgufMetadata::wholeNumbers(std::string_view key, uint64_t most) const
{
    const std::optional<Array> found = array(key, most);
    if (!found || found->of >= kValueBytes.size())
        return std::nullopt;
    std::vector<int64_t> all;
    for (uint64_t i = 0; i < found->count; ++i) {
        const std::optional<int64_t> number = wholeNumberAt(found->of, found->bytes.substr(i * kValueBytes[found->of]));
        if (!number)
            return std::nullopt;
        all.push_back(*number);
    }
    return all;
}

std::optional<std::vector<float>> GgufMetadata::numbers(std::string_view key, uint64_t most) const
{
    const std::optional<Array> found = array(key, most);
    if (!found || found->of != kFloat32)
        return std::nullopt;
    std::vector<float> all;
    for (uint64_t i = 0; i < found->count; ++i)
        all.push_back(numberAt<float>(found->bytes.substr(i * sizeof(float))));
    return all;
}

std::optional<std::string_view> GgufMetadata::bytes(std::string_view key) const
{
    const std::optional<Array> found = array(key, std::numeric_limits<uint64_t>::max());
    return found && (found->of == kUint8 || found->of == kInt8) ? std::optional(found->bytes) : std::nullopt;
}

} // namespace studio::model
