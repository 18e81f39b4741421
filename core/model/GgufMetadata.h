// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/MappedFile.h"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace studio::model {

// Reads the parts of a GGUF header one after the other. Its functions throw Error, without a subject: CheckpointDamaged
// at the file's end, CheckpointMismatch for another version.
class GgufCursor {
public:
    // The bytes of the whole file; checks its mark and version.
    explicit GgufCursor(std::string_view bytes);

    template<typename T>
    T number()
    {
        T value;
        std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
        return value;
    }
    // Of a tensor or an entry.
    std::string name();
    std::string_view take(uint64_t count);
    // The bytes of a value of this type, which are checked for the file's end only.
    std::string_view value(uint32_t type);

    [[nodiscard]] uint64_t position() const { return m_at; }

private:
    void skip(uint32_t type, int nesting);

    std::string_view m_bytes;
    uint64_t m_at = 0;
};

// The entries of a GGUF file beside its tensors, such as its tokenizer. Values stay in the mapped file until they are
// asked for. Functions give nullopt if there is no such entry, or one of another type; none of them allocates more than
// the file's bytes account for.
class GgufMetadata {
public:
    // Reads no tensors. Errors: FileMissing, FileUnreadable; CheckpointForeign for another kind of file;
    // CheckpointMismatch for another version; CheckpointDamaged.
    static Result<GgufMetadata> open(const std::filesystem::path& path);

    // `count` entries at the cursor, which view its bytes. Throws Error as the cursor does.
    static GgufMetadata read(GgufCursor& cursor, uint64_t count);

    [[nodiscard]] std::vector<std::string> keys() const;
    [[nodiscard]] bool contains(std::string_view key) const { return find(key) != nullptr; }
    [[nodiscard]] std::optional<bool> flag(std::string_view key) const;
    [[nodiscard]] std::optional<int64_t> wholeNumber(std::string_view key) const; // of any of the eight types
    [[nodiscard]] std::optional<std::string_view> text(std::string_view key) const;
    // Arrays. Above `most` elements: nullopt.
    [[nodiscard]] std::optional<std::vector<std::string_view>> texts(std::string_view key, uint64_t most) const;
    [[nodiscard]] std::optional<std::vector<int64_t>> wholeNumbers(std::string_view key, uint64_t most) const;
    [[nodiscard]] std::optional<std::vector<float>> numbers(std::string_view key, uint64_t most) const; // fp32
    [[nodiscard]] std::optional<std::string_view> bytes(std::string_view key) const; // int8 or uint8

private:
    struct Value {
        uint32_t type;
        std::string_view bytes;
    };
    struct Array {
        uint32_t of;
        uint64_t count;
        std::string_view bytes;
    };
    [[nodiscard]] const Value* find(std::string_view key) const;
    [[nodiscard]] std::optional<Array> array(std::string_view key, uint64_t most) const;

    std::optional<MappedFile> m_file; // if open() made it
    std::map<std::string, Value, std::less<>> m_values;
};

} // namespace studio::model
