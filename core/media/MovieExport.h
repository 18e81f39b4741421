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

// What to make of a movie.
struct ExportOrder {
    std::filesystem::path movie;
    std::filesystem::path target; // file, or folder of a PNG sequence; see freePath()
    ExportKind kind = ExportKind::Mp4;
    VideoCodec video = VideoCodec::H264;
    std::optional<int> crf; // in the encoder's scale; its default if not given
    AudioCodec audio = AudioCodec::Copy; // Copy is encoded again as AAC where a trim begins within a packet
    int audioBitRate = 192'000;
    double begin = 0; // seconds of the movie
    std::optional<double> end; // not given: its end
    // Of an MP4, 1 to 240 a second; not given: the movie's. Each picture of the export shows what the movie shows at
    // that time, to the nearest: some are repeated or left out, and the sound stays as it is.
    std::optional<double> frameRate;
    std::string comment; // metadata, such as the render settings; empty for none
    std::vector<FileToEmbed> files; // of an MP4: they travel in it, see EmbeddedFiles.h

    bool operator==(const ExportOrder&) const = default;
};

struct ExportSummary {
    std::filesystem::path path; // what was made
    int64_t frames = 0; // of the export
    double seconds = 0;
    uintmax_t bytes = 0;
};

// Called on the exporting thread, with 0 to 1; never decreasing.
using ExportProgress = std::function<void(double part)>;

// Makes it. A movie that is still being written is exported as far as it plays by now. Nothing that exists is
// overwritten: where the target has been taken, a number is appended to it (the summary tells). What is half written
// has another name, and is removed after an error. Errors: those of MovieReader, Unsupported (no such encoder),
// EncoderFailed, NotWritable, DiskFull, NoAudio (Wav of a silent movie), BadOption (an empty range, a frame rate that
// none has), Cancelled; those of embedFiles().
Result<ExportSummary> exportMovie(const ExportOrder& order, const ExportProgress& progress = {},
                                  const std::stop_token& stop = {});

// This path, or the first of "name 2.mp4", "name 3.mp4" ... that does not exist.
[[nodiscard]] std::filesystem::path freePath(const std::filesystem::path& wanted);

} // namespace studio::media
