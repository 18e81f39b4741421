// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/FFmpeg.h"

#include <cstdint>
#include <filesystem>
#include <string>

// Writes MP4 containers. For this folder's .cpp files only.
namespace studio::media {

// The error of a failed write: DiskFull, NotWritable, OutOfMemory, or EncoderFailed for anything else.
Error writeError(const std::filesystem::path& path, int code);

enum class Mp4Kind {
    Fragments, // Playable while it grows.
    IndexInFront,
};

// Creates a container for `file`, without opening it. Errors name `movie`, here and below.
Result<Output> makeMp4(const std::filesystem::path& file, const std::filesystem::path& movie,
                       const std::string& comment);

// Opens the file and writes the header, after all streams have been added.
Status beginMp4(AVFormatContext& output, const std::filesystem::path& movie, Mp4Kind kind);

// Writes the index and closes the file.
Status endMp4(Output output, const std::filesystem::path& movie);

// The contents of a movie.
struct Mp4Content {
    int64_t pictures = 0;
    int64_t soundSamples = 0; // Up to the end of the last packet; 0 without a sound track.
    double frameRate = 0;
    int soundRate = 0;

    // Sound samples for the duration of the pictures.
    [[nodiscard]] int64_t samplesOfPictures() const;
};

// Reads the movie to its end, which may be truncated. Errors: FileUnreadable, OutOfMemory, MediaDamaged (no movie).
Result<Mp4Content> mp4Content(const std::filesystem::path& file);

// Copies the packets of a movie, complete or truncated, into a plain MP4 with the index in front. `soundSamples`:
// length of the sound, since fragments round it up to whole AAC frames. Errors: those of mp4Content(), and of writing.
Status rewriteMp4(const std::filesystem::path& from, const std::filesystem::path& to,
                  const std::filesystem::path& movie, const std::string& comment, int64_t soundSamples);

} // namespace studio::media
