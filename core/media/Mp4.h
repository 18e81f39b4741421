// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/FFmpeg.h"

#include <cstdint>
#include <filesystem>
#include <string>

// The container side of writing movies. For this folder's .cpp files only.
namespace studio::media {

// The kind of a failed write: DiskFull, NotWritable, OutOfMemory, or EncoderFailed for all else.
Error writeError(const std::filesystem::path& path, int code);

enum class Mp4Kind {
    Fragments, // Plays while it grows.
    IndexInFront,
};

// A container for path, not yet open.
Result<Output> makeMp4(const std::filesystem::path& path, const std::string& comment);

// Opens the file and writes the header; the streams are complete.
Status beginMp4(AVFormatContext& output, const std::filesystem::path& path, Mp4Kind kind);

// Writes the index and closes the file.
Status endMp4(Output output, const std::filesystem::path& path);

// Copies the packets of a movie, whole or torn at its end, into a plain MP4 with the index in front. The sound ends
// after so many samples: fragments round its length up to whole AAC frames. Returns how many pictures there are.
Result<int64_t> rewriteMp4(const std::filesystem::path& from, const std::filesystem::path& to,
                           const std::string& comment, int64_t soundSamples);

} // namespace studio::media
