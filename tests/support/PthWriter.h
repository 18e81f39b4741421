// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Files as torch.save() writes them, and as it never would, put together opcode by opcode.
namespace studio::test {

template<typename T>
std::string raw(T value)
{
    return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

// Pieces of a pickle of protocol 2.
namespace pickle {
inline std::string text(std::string_view value)
{
    return 'X' + raw(static_cast<uint32_t>(value.size())) + std::string(value);
}
inline std::string integer(int64_t value)
{
    return std::string("\x8a\x08", 2) + raw(value);
}
inline std::string global(std::string_view module, std::string_view name)
{
    return 'c' + std::string(module) + '\n' + std::string(name) + '\n';
}
inline std::string tuple(const std::vector<int64_t>& values)
{
    std::string made = "(";
    for (const int64_t value : values)
        made += integer(value);
    return made + 't';
}
inline std::string storage(std::string_view type, std::string_view key, int64_t count)
{
    return '(' + text("storage") + global("torch", type) + text(key) + text("cpu") + integer(count) + "tQ";
}
inline std::string tensor(const std::string& storage, int64_t offset, const std::vector<int64_t>& size,
                          const std::vector<int64_t>& stride)
{
    return global("torch._utils", "_rebuild_tensor_v2") + '(' + storage + integer(offset) + tuple(size) + tuple(stride)
        + '\x89' + global("collections", "OrderedDict") + ")RtR";
}
inline std::string dict(const std::vector<std::pair<std::string, std::string>>& items)
{
    std::string made = "}(";
    for (const auto& [key, value] : items)
        made += text(key) + value;
    return made + 'u';
}
inline std::string whole(const std::string& value)
{
    return std::string("\x80\x02", 2) + value + '.';
}
} // namespace pickle

struct ZipItem {
    std::string name;
    std::string data;
    uint16_t method = 0; // 8: deflated
};

enum class ZipForm { Plain, Zip64 };

inline std::string zip(const std::vector<ZipItem>& items, ZipForm form = ZipForm::Plain)
{
    constexpr uint32_t kIn64 = 0xFFFFFFFF;
    std::string archive;
    std::string directory;
    for (const ZipItem& item : items) {
        const uint64_t offset = archive.size();
        const auto size = static_cast<uint32_t>(item.data.size());
        const auto nameSize = static_cast<uint16_t>(item.name.size());
        const bool wide = form == ZipForm::Zip64;
        // Every record's data begins at a multiple of 64, as torch does it.
        const auto padding = static_cast<uint16_t>((64 - (offset + 30 + nameSize) % 64) % 64);
        archive += "PK\x03\x04" + raw<uint16_t>(45) + raw<uint16_t>(0) + raw(item.method) + raw<uint32_t>(0)
            + raw<uint32_t>(0) + raw(size) + raw(size) + raw(nameSize) + raw(padding) + item.name
            + std::string(padding, '\0') + item.data;
        const std::string extra = wide
            ? raw<uint16_t>(1) + raw<uint16_t>(24) + raw<uint64_t>(size) + raw<uint64_t>(size) + raw(offset)
            : "";
        directory += "PK\x01\x02" + raw<uint16_t>(45) + raw<uint16_t>(45) + raw<uint16_t>(0) + raw(item.method)
            + raw<uint32_t>(0) + raw<uint32_t>(0) + raw(wide ? kIn64 : size) + raw(wide ? kIn64 : size) + raw(nameSize)
            + raw(static_cast<uint16_t>(extra.size())) + raw<uint16_t>(0) + raw<uint16_t>(0) + raw<uint16_t>(0)
            + raw<uint32_t>(0) + raw(wide ? kIn64 : static_cast<uint32_t>(offset)) + item.name + extra;
    }
    const uint64_t begin = archive.size();
    const uint64_t count = items.size();
    archive += directory;
    if (form == ZipForm::Zip64) {
        const uint64_t end = archive.size();
        archive += "PK\x06\x06" + raw<uint64_t>(44) + raw<uint16_t>(45) + raw<uint16_t>(45) + raw<uint32_t>(0)
            + raw<uint32_t>(0) + raw(count) + raw(count) + raw<uint64_t>(directory.size()) + raw(begin);
        archive += "PK\x06\x07" + raw<uint32_t>(0) + raw(end) + raw<uint32_t>(1);
        return archive + "PK\x05\x06" + raw<uint32_t>(0) + raw<uint16_t>(0xFFFF) + raw<uint16_t>(0xFFFF) + raw(kIn64)
            + raw(kIn64) + raw<uint16_t>(0);
    }
    return archive + "PK\x05\x06" + raw<uint32_t>(0) + raw(static_cast<uint16_t>(count))
        + raw(static_cast<uint16_t>(count)) + raw(static_cast<uint32_t>(directory.size()))
        + raw(static_cast<uint32_t>(begin)) + raw<uint16_t>(0);
}

inline void write(const std::filesystem::path& path, std::string_view bytes)
{
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace studio::test
