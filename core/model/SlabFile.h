// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

// A file of slabs: a header of JSON that says what it holds, then each slab at a multiple of 4096 bytes, so that it can
// be read around the system's page cache. Every 64 MB have a checksum of their own, so that several threads can read
// and verify one slab.
namespace studio::model {

// What a file of slabs is.
struct SlabFileInfo {
    std::string key; // of a cache: what the slabs were made of
    std::string title; // for a person
    std::vector<int64_t> sizes; // bytes of each slab
};

// Writes such a file under another name and gives it its own when it is whole. Slabs come in any order, each once.
class SlabFileWriter {
public:
    // Takes the space at once, so that a disk that is too small is known before the work. Errors: NotWritable,
    // DiskFull.
    static Result<SlabFileWriter> create(const std::filesystem::path& path, SlabFileInfo info);
    SlabFileWriter(SlabFileWriter&& other) noexcept;
    SlabFileWriter& operator=(SlabFileWriter&& other) = delete;
    // Removes what wasn't finished.
    ~SlabFileWriter();

    // Errors: DiskFull, NotWritable; Internal for another size than announced.
    Status write(int64_t index, std::span<const std::byte> slab);
    // Brings everything to the disk, then renames. Errors: as above; Internal where a slab is missing.
    Status finish();

    // Removes what a writer that was killed has left behind in a folder.
    static void removeLeftovers(const std::filesystem::path& folder);

private:
    SlabFileWriter(std::filesystem::path path, std::filesystem::path unfinished, int file, SlabFileInfo info);

    std::filesystem::path m_path;
    std::filesystem::path m_unfinished;
    int m_file = -1;
    SlabFileInfo m_info;
    std::vector<std::vector<uint32_t>> m_sums; // for each slab, of its segments; empty while it is not written
};

// Such a file, open for reading. Slabs may be read by several threads at once.
class SlabFile {
public:
    // Checks header and size, reads no slab. While it is open, a SlabCache doesn't remove it. Errors: FileMissing,
    // FileUnreadable; CheckpointDamaged for what isn't such a file, is torn, or of a version that this program doesn't
    // write.
    static Result<SlabFile> open(const std::filesystem::path& path);
    SlabFile(SlabFile&& other) noexcept;
    SlabFile& operator=(SlabFile&& other) noexcept;
    ~SlabFile();

    [[nodiscard]] const SlabFileInfo& info() const { return m_info; }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    // A slab, and where to put its bytes: as many as it has. At an address that is a multiple of 4096 it is read
    // without a copy.
    struct Part {
        int64_t index;
        std::span<std::byte> to;
    };
    // Bytes that are read and found right. Called by one thread at a time.
    using Progress = std::function<void(int64_t bytes)>;
    // Reads slabs and verifies them, in as many threads as a fast disk wants. Errors: FileUnreadable; CheckpointDamaged
    // for a checksum that doesn't hold; Cancelled; Internal for a size that isn't the slab's.
    Status read(std::span<const Part> parts, const Progress& progress = {}, const std::stop_token& stop = {}) const;

private:
    SlabFile() = default;
    void close();

    std::filesystem::path m_path;
    int m_file = -1;
    int m_direct = -1; // the same without page cache; -1 where the file system has no such thing
    SlabFileInfo m_info;
    std::vector<int64_t> m_offsets;
    std::vector<std::vector<uint32_t>> m_sums;
};

} // namespace studio::model
