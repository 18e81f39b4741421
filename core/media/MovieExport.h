// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/EmbeddedFiles.h"
#include "core/media/ExportFormat.h"
#include "core/media/Finish.h"
#include "core/media/Framing.h"
#include "core/media/PartFile.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio::media {

// What to export from a movie.
struct ExportOrder {
    std::filesystem::path movie;
    std::filesystem::path target; // file, or folder for FormatKind::Pictures; see freePath()
    std::string format = "mp4"; // ExportFormat::id
    std::optional<int> quality{}; // on the encoder's scale; its usual one if not given
    // One of the format's; its first if not given. Copy becomes AAC if a trim starts within a packet.
    std::optional<AudioCodec> audio{};
    int audioBitRate = 192'000;
    double begin = 0; // seconds of the movie
    std::optional<double> end{}; // not given: its end
    // For moving pictures, 1 to ExportFormat::mostFrameRate; default: the movie's, within that range. Each exported
    // frame is the movie's nearest one at that time, so frames are repeated or dropped; the sound is unchanged.
    std::optional<double> frameRate{};
    // Of the pictures in pixels, the width follows the shape (see filmLayout()); not given: as they are.
    std::optional<int> height{};
    Finish finish = Finish(); // pictures in moving pictures and folders of them, sound wherever there is sound
    Existing existing = Existing::Refuse; // Replace: a file with the target's name, and its subtitles
    std::string comment{}; // metadata, such as the render settings; only where the format holds it
    std::vector<FileToEmbed> files{}; // only where the format holds them, see EmbeddedFiles.h

    bool operator==(const ExportOrder&) const = default;
};

struct ExportSummary {
    std::filesystem::path path; // the exported file or folder
    std::filesystem::path subtitles; // the file of them beside it; empty: there is none
    int64_t frames = 0; // of the export
    double seconds = 0;
    uintmax_t bytes = 0;
};

// The sides of scaled pictures, in pixels. kMostExportSide is more than 4K needs, also upright.
inline constexpr int kLeastExportSide = 64; // the smallest that all encoders accept
inline constexpr int kMostExportSide = 8192;
// Pictures of this size at another height, both sides made even. Error: BadOption (a side outside the limits).
Result<Size> exportSize(Size picture, int height);

// Called on the exporting thread with 0 to 1; never decreases.
using ExportProgress = std::function<void(double part)>;

// Exports a movie. A movie that is still growing is exported as far as it plays now. Unless the order says otherwise,
// never overwrites: if the target exists, a number is appended (see freePath() and the summary), and so it is if only
// the subtitles beside it exist. Subtitles without a cue in the exported part make no file. Unfinished files have
// another name, and are removed after an error. The export is read back before it gets its name. Errors: those of
// MovieReader, Unsupported (what this FFmpeg lacks, or a format lacks for a sound codec), EncoderFailed, NotWritable,
// DiskFull, NoAudio (sound of a silent movie), BadOption (an empty range, an invalid frame rate or height), Cancelled;
// those of embedFiles(); those of SoundStream::open() for the music, TemporaryFolder's for a mark and for subtitles.
Result<ExportSummary> exportMovie(const ExportOrder& order, const ExportProgress& progress = {},
                                  const std::stop_token& stop = {});

// Writes the movie's picture at a time as PNG, as exportMovie() does; returns its path.
Result<std::filesystem::path> exportPoster(const std::filesystem::path& movie, const std::filesystem::path& target,
                                           double seconds);

// Returns `wanted`, or the first of "name (2).mp4", "name (3).mp4" ... that doesn't exist, and whose subtitles don't if
// the finish has some beside the film.
[[nodiscard]] std::filesystem::path freePath(const std::filesystem::path& wanted, const Finish& finish = Finish());

// The file of subtitles beside an exported file or folder: "film.srt" of "film.mp4".
[[nodiscard]] std::filesystem::path subtitlesBeside(const std::filesystem::path& exported);

} // namespace studio::media
