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

// A slab file: a JSON header with its description, then each slab aligned to 4096 bytes, so that it can be read without
// the page cache. Every 64 MB have a checksum, so that several threads can read and verify one slab.
namespace studio::model {

// Description of a slab file.
struct SlabFileInfo {
    std::string key; // cache key: everything that the slabs were made of
    std::string title; // for display
    std::vector<int64_t> sizes; // bytes of each slab
};

// Bytes of the whole file with this description.
[[nodiscard]] int64_t slabFileBytes(const SlabFileInfo& info);

class SlabFile;

// Writes a slab file under a temporary name, and renames it once it is complete. Slabs come in any order, each once.
class SlabFileWriter {
public:
    // Allocates the space at once, so that a full disk is found before the work. Errors: NotWritable, DiskFull.
    static Result<SlabFileWriter> create(const std::filesystem::path& path, SlabFileInfo info);
    SlabFileWriter(SlabFileWriter&& other) noexcept;
    SlabFileWriter& operator=(SlabFileWriter&& other) = delete;
    // Removes an unfinished file.
    ~SlabFileWriter();

    // In several threads. Errors: DiskFull, NotWritable; Internal for a wrong size.
    Status write(int64_t index, std::span<const std::byte> slab);
    // Waits until the disk has what was written so far. Errors: DiskFull, NotWritable.
    Status sync();
    // The slabs, for reading before the file is finished, which takes as long as the disk: they are in the page cache
    // already. Stays good after finish(), and if that fails. Errors: Internal if a slab is missing; FileUnreadable.
    [[nodiscard]] Result<SlabFile> written() const;
    // Syncs the file, then renames it. May be called by another thread than the rest. Errors: as of write(); Internal
    // if a slab is missing.
    Status finish();

    // Removes unfinished files of killed programs from a folder.
    static void removeLeftovers(const std::filesystem::path& folder);

private:
    SlabFileWriter(std::filesystem::path path, std::filesystem::path unfinished, int file, SlabFileInfo info);
    [[nodiscard]] Status isComplete() const;

    std::filesystem::path m_path;
    std::filesystem::path m_unfinished;
    int m_file = -1;
    SlabFileInfo m_info;
    std::vector<std::vector<uint32_t>> m_sums; // CRC per segment of each slab; empty until written
};

// A slab file, open for reading. Slabs may be read by several threads at once.
class SlabFile {
public:
    // Checks header and size, reads no slab. While it is open, SlabCache doesn't remove it. Errors: FileMissing,
    // FileUnreadable; CheckpointDamaged for another kind of file, a truncated one, or another version.
    static Result<SlabFile> open(const std::filesystem::path& path);
    SlabFile(SlabFile&& other) noexcept;
    SlabFile& operator=(SlabFile&& other) noexcept;
    ~SlabFile();

    [[nodiscard]] const SlabFileInfo& info() const { return m_info; }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    // A slab, and the destination of its bytes, of exactly its size. A destination aligned to 4096 is read without a
    // copy.
    struct Part {
        int64_t index;
        std::span<std::byte> to;
    };
    // Bytes read and verified. Called by one thread at a time.
    using Progress = std::function<void(int64_t bytes)>;
    // Reads and verifies slabs, with as many threads as a fast disk needs; what is in the page cache comes from there,
    // the rest passes it by. Errors: FileUnreadable; CheckpointDamaged
    // for a wrong checksum; Cancelled; Internal for a wrong size.
    Status read(std::span<const Part> parts, const Progress& progress = {}, const std::stop_token& stop = {}) const;

private:
    friend class SlabFileWriter;
    SlabFile() = default;
    void close();
    [[nodiscard]] bool isCached(int64_t offset, size_t bytes) const;

    std::filesystem::path m_path;
    int m_file = -1;
    int m_direct = -1; // the same without page cache; -1 if the file system doesn't support that
    void* m_map = nullptr; // the whole file, to ask what is in the page cache; null if it can't be mapped
    SlabFileInfo m_info;
    std::vector<int64_t> m_offsets;
    std::vector<std::vector<uint32_t>> m_sums;
};

} // namespace studio::model
