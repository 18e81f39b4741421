// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/hub/ByteRanges.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace studio::hub {

// A file that is loaded in pieces, in any order, and that a later program continues, even after kill -9 or a power cut.
//
// The bytes are in the file `path`; a log beside it, with ".ranges" after its name, names those that are written: a
// line per piece, after the piece, and a line "synced" once the disk itself has them all. After kill -9 all lines hold,
// as the kernel writes the bytes anyway; after a restart of the machine only those before the last "synced" do.
class PartialFile {
public:
    // Opens or makes both files. A file without a log, of a program that writes from front to back, counts as written
    // to its end. Errors: NotWritable, DiskFull.
    static Result<PartialFile> open(const std::filesystem::path& path, uint64_t size);

    PartialFile(PartialFile&& other) noexcept;
    PartialFile& operator=(PartialFile&& other) noexcept;
    ~PartialFile(); // both files stay

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] const ByteRanges& written() const { return m_written; }
    [[nodiscard]] uint64_t size() const { return m_size; }

    // `bytes` end at most at the file's size. Errors: NotWritable, DiskFull; then none of them counts as written.
    Status write(uint64_t position, std::string_view bytes);
    // Waits until the disk has what is written. Errors: as of write().
    Status sync();
    // Nothing is written any more. Errors: as of write().
    Status clear();
    // Renames a whole file, and removes the log. Errors: as of write().
    Status publish(const std::filesystem::path& target);
    void remove();

    // Bytes on the disk of an unfinished file: what open() would find; 0 if there is none.
    [[nodiscard]] static uint64_t bytesOf(const std::filesystem::path& path, uint64_t size);
    // The same of a file whose size nobody but its log knows; 0 without one.
    [[nodiscard]] static uint64_t bytesOf(const std::filesystem::path& path);

private:
    PartialFile(std::filesystem::path path, uint64_t size);
    Status append(std::string_view line);
    Status writeLog();

    std::filesystem::path m_path;
    uint64_t m_size = 0;
    int m_file = -1;
    int m_log = -1;
    ByteRanges m_written;
    uint64_t m_unsynced = 0; // bytes
};

} // namespace studio::hub
