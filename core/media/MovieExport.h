// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/EmbeddedFiles.h"
#include "core/media/Encoders.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio::media {

enum class ExportKind {
    Mp4,
    PngSequence, // a folder with 000001.png and so on
    Wav, // the sound, 16 bits
    Poster, // one frame as PNG
};

// What to export from a movie.
struct ExportOrder {
    std::filesystem::path movie;
    std::filesystem::path target; // file, or folder for a PNG sequence; see freePath()
    ExportKind kind = ExportKind::Mp4;
    VideoCodec video = VideoCodec::H264;
    std::optional<int> crf; // on the encoder's scale; its default if not given
    AudioCodec audio = AudioCodec::Copy; // Copy becomes AAC if a trim starts within a packet
    int audioBitRate = 192'000;
    double begin = 0; // seconds of the movie
    std::optional<double> end; // not given: its end
    // For an MP4, 1 to 240 frames per second; default: the movie's. Each exported frame is the movie's nearest one at
    // that time, so frames are repeated or dropped; the sound is unchanged.
    std::optional<double> frameRate;
    std::string comment; // metadata, such as the render settings; empty for none
    std::vector<FileToEmbed> files; // to embed in an MP4, see EmbeddedFiles.h

    bool operator==(const ExportOrder&) const = default;
};

struct ExportSummary {
    std::filesystem::path path; // the exported file or folder
    int64_t frames = 0; // of the export
    double seconds = 0;
    uintmax_t bytes = 0;
};

// Called on the exporting thread with 0 to 1; never decreases.
using ExportProgress = std::function<void(double part)>;

// Exports a movie. A movie that is still growing is exported as far as it plays now. Never overwrites: if the target
// exists, a number is appended (see the summary). Unfinished files have another name, and are removed after an error.
// Errors: those of MovieReader, Unsupported (no such encoder), EncoderFailed, NotWritable, DiskFull, NoAudio (Wav of a
// silent movie), BadOption (an empty range, an invalid frame rate), Cancelled; those of embedFiles().
Result<ExportSummary> exportMovie(const ExportOrder& order, const ExportProgress& progress = {},
                                  const std::stop_token& stop = {});

// Returns `wanted`, or the first of "name 2.mp4", "name 3.mp4" ... that doesn't exist.
[[nodiscard]] std::filesystem::path freePath(const std::filesystem::path& wanted);

} // namespace studio::media
