// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/ExportFormat.h"
#include "core/media/FFmpeg.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

// Writes and reads containers, the growing film's MP4 among them. For this folder's .cpp files only.
namespace studio::media {

// The error of a failed write: DiskFull, NotWritable, OutOfMemory, or EncoderFailed for anything else.
Error writeError(const std::filesystem::path& path, int code);

// Creates a container for `file`, without opening it; `muxer` is FFmpeg's name. Errors name `movie`, here and below.
Result<Output> makeOutput(const char* muxer, const std::filesystem::path& file, const std::filesystem::path& movie,
                          const std::string& comment);

// Opens the file and writes the header, after all streams have been added. An MP4 of fragments plays while it grows.
Status beginFragments(AVFormatContext& output, const std::filesystem::path& movie);
Status beginOutput(AVFormatContext& output, const std::filesystem::path& movie,
                   const std::vector<EncoderOption>& options);

// Writes what ends the file, such as its index, and closes it.
Status endOutput(Output output, const std::filesystem::path& movie);

// The contents of a movie.
struct MovieContent {
    int64_t pictures = 0;
    int64_t statedPictures = 0; // By its index, also of a file that ends early; 0: it has none.
    double pictureSeconds = 0; // Of containers that join equal pictures (WebP); 0 for others.
    bool isStill = false; // One picture without a duration: libwebp writes this if all are equal; their number is lost.
    int64_t soundSamples = 0; // Up to the end of the last packet; 0 without a sound track.
    double frameRate = 0;
    int soundRate = 0;

    // Number of pictures at this rate, counting joined ones.
    [[nodiscard]] int64_t picturesAt(double rate) const;
    // Sound samples for the duration of the pictures.
    [[nodiscard]] int64_t samplesOfPictures() const;
};

// Reads the movie to its end, which may be truncated; animated WebP by libwebp, as FFmpeg can't. Errors:
// FileUnreadable, OutOfMemory, MediaDamaged (no movie).
Result<MovieContent> movieContent(const std::filesystem::path& file);

// Frames [begin, end) of a movie.
struct FrameSpan {
    int64_t begin = 0;
    int64_t end = 0;

    [[nodiscard]] int64_t count() const { return end - begin; }
    bool operator==(const FrameSpan&) const = default;
};

// The frames of a span whose packets can be copied between pictures of `encoder`: from the first that decoders can
// begin with, up to the last before which the packets hold all, as an encoder uses later pictures for earlier ones. The
// movie may be truncated. Empty if they can't follow each other: they are of another size, codec or parameters. Errors:
// those of movieContent().
Result<FrameSpan> copyablePictures(const std::filesystem::path& file, const AVCodecContext& encoder, FrameSpan wanted);
// Calls `write` with the packets of these frames, in the order of decoding, as an encoder hands them out; their time
// stamps are the movie's. Errors: likewise, and those of `write`.
using WritePacket = std::function<Status(AVPacket& packet, AVRational timeBase)>;
Status copyPictures(const std::filesystem::path& file, FrameSpan span, const WritePacket& write);

// Copies the packets of a movie, complete or truncated, into a plain MP4 with the index in front. `soundSamples`:
// length of the sound, since fragments round it up to whole AAC frames. Errors: those of movieContent(), and of
// writing.
Status rewriteMp4(const std::filesystem::path& from, const std::filesystem::path& to,
                  const std::filesystem::path& movie, const std::string& comment, int64_t soundSamples);

} // namespace studio::media
