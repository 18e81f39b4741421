// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

// Files that travel in an MP4, such as the portrait and the voice that it was made of. Each is a 'uuid' box of our own
// at the end of the file (ISO/IEC 14496-12, 4.2 and 11.1), which players pass over; the film starts as fast as without.
namespace studio::media {

struct FileToEmbed {
    std::string role; // what it is for: "portrait"; at most 255 bytes
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

// Appends them to an MP4 that is complete. After an error the movie is not to be used. Errors: FileMissing and
// FileUnreadable of a file; NotWritable, DiskFull of the movie; BadOption for names that are too long; Cancelled.
Status embedFiles(const std::filesystem::path& movie, const std::vector<FileToEmbed>& files,
                  const std::stop_token& stop = {});

// What is in a movie, in the order of embedding; nothing where it is no MP4 or holds none. Boxes that are torn or lie
// about their size are left out. Errors: FileMissing, FileUnreadable.
Result<std::vector<EmbeddedFile>> embeddedFiles(const std::filesystem::path& movie);

// Whether a file on the disk has the same bytes.
[[nodiscard]] bool isSameFile(const EmbeddedFile& embedded, const std::filesystem::path& file);

// Writes one into a folder, which is made, under its name or the first numbered one that is free; returns where.
// Errors: FileMissing, FileUnreadable, MediaDamaged (the checksum doesn't hold), NotWritable, DiskFull.
Result<std::filesystem::path> extractFile(const std::filesystem::path& movie, const EmbeddedFile& embedded,
                                          const std::filesystem::path& folder);

} // namespace studio::media
