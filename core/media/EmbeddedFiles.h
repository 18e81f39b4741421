// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

// Files embedded in an MP4, such as its portrait and voice. Each is a 'uuid' box of our own at the end of the file
// (ISO/IEC 14496-12, 4.2 and 11.1), which players skip; the film starts as fast as without.
namespace studio::media {

struct FileToEmbed {
    std::string role; // purpose: "portrait"; at most 255 bytes
    std::filesystem::path file;

    bool operator==(const FileToEmbed&) const = default;
};

struct EmbeddedFile {
    std::string role;
    std::string name; // without folders
    uint64_t offset = 0; // of its bytes in the movie
    uint64_t bytes = 0;
    uint32_t checksum = 0; // CRC-32C
};

// Appends files to a complete MP4. After an error the movie must not be used. Errors: FileMissing and FileUnreadable
// for a file; NotWritable, DiskFull for the movie; BadOption for names that are too long; Cancelled.
Status embedFiles(const std::filesystem::path& movie, const std::vector<FileToEmbed>& files,
                  const std::stop_token& stop = {});

// Lists the files embedded in a movie, in their order; empty if it is no MP4 or has none. Boxes that are truncated or
// have a wrong size are left out. Errors: FileMissing, FileUnreadable.
Result<std::vector<EmbeddedFile>> embeddedFiles(const std::filesystem::path& movie);

// Whether a file on disk has the same bytes.
[[nodiscard]] bool isSameFile(const EmbeddedFile& embedded, const std::filesystem::path& file);

// Writes an embedded file into a folder, which is created if needed, under its name or the first free numbered one;
// returns its path. Errors: FileMissing, FileUnreadable, MediaDamaged (wrong checksum), NotWritable, DiskFull.
Result<std::filesystem::path> extractFile(const std::filesystem::path& movie, const EmbeddedFile& embedded,
                                          const std::filesystem::path& folder);

} // namespace studio::media
