// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/PartFile.h"
#include "core/media/SoundTreatment.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace studio::media {

// What to do if picture and sound end at different times. Longer sound is always cut at the picture's end, to the
// sample.
enum class SoundEnd {
    AsItIs, // Shorter sound ends early.
    Silence, // Shorter sound is padded with silence.
    EndsPicture, // Frames that start after the sound's end are dropped, as with ffmpeg's -shortest (MODEL.md 9).
};

struct MovieFormat {
    int width = 704; // Even.
    int height = 384; // Even.
    int frameRate = 25; // Frames per second.
    int crf = 10; // x264's constant rate factor, 0 (lossless) to 51; the reference's is 10 (MODEL.md 9).
    std::optional<std::filesystem::path> sound; // Any file with sound; for its rate and channels see SoundTrack.
    SoundTreatment soundTreatment = SoundTreatment(); // As readVoice() found.
    double soundStart = 0; // Seconds of that file to skip.
    int soundBitRate = 192'000;
    SoundEnd soundEnd = SoundEnd::AsItIs;
    std::string comment; // Metadata, such as the render settings; UTF-8.
    bool notesAi = false; // See Finish::notesAi; of an MP4.
    Existing existing = Existing::Refuse; // For open() with a path.
    std::string exportFormat{"mp4"}; // ExportFormat::id, of pictures.
};

// A part of a film never replaces another film, but gets the first free name of "voice.mp4", "voice-2.mp4" ...
enum class FilmIs { Whole, Part };

struct MovieSummary {
    std::filesystem::path path{}; // Another one beside it for a part; an MP4 where the wanted format couldn't be made.
    int64_t frames = 0; // In the file.
    int64_t framesLeftOut = 0; // By SoundEnd::EndsPicture.
    double seconds = 0; // Of the picture.
    uintmax_t bytes = 0;
    bool indexInFront = true; // False if the final rewrite failed, as on a full disk; the movie plays anyway.
    std::optional<Error> doubt{}; // Why the movie is incomplete, couldn't be read back, or is only an MP4.
};

// Of how many pictures that were appended the packets were copied, and how many were encoded again.
struct AppendedPictures {
    int64_t copied = 0;
    int64_t encoded = 0;
};

// Writes a film, usually an MP4: H.264 (x264, yuv420p) and AAC (MODEL.md 9). Colours are converted by the BT.601 matrix
// in limited range, as in the reference, but here the stream is tagged so: players with and without support for tags
// show the same. While it grows, the movie is a PartFile of one-second fragments, which play even if the program is
// killed, except for the last one to two seconds. finish() rewrites it as a plain MP4 with the index in front, and
// reads it back to check that it is complete; if not, or if the PartFile reads shorter than it was written, the
// PartFile becomes the movie. Sound and picture both start at exactly 0. The same frames give the same MP4 on every
// machine with the same libraries.
//
// For other formats (MovieFormat::exportFormat) the PartFile is lossless; finish() transcodes it with the sound's
// source and reads the result back, too. If that fails, the movie stays an MP4, at MovieSummary::path.
//
// For one thread at a time; encodes on the caller's thread.
class MovieWriter {
public:
    // Errors: BadOption (sizes, rate, crf), those of readVoice for the sound, FileExists, NotWritable (folder missing
    // or write-protected), DiskFull, Unsupported (FFmpeg without x264, or without what the
    // format needs), EncoderFailed.
    static Result<MovieWriter> open(const std::filesystem::path& path, const MovieFormat& format);
    // The same with a reserved name.
    static Result<MovieWriter> open(PartFile part, const MovieFormat& format);
    // The same, beginning with pictures of an unfinished movie that was written with the same format: the hidden file
    // of a killed program, or an MP4. As many as are whole are copied as they were encoded, and frames() says how many;
    // the next frame to write is the one with that index. A beginning of a second or more is in the file at once. None
    // are copied if another encoder or other settings made them, or if `from` can't be read as a movie; at most `most`,
    // or some fewer, where the encoder has used later ones for earlier ones. The sound is written from its start, as
    // for any movie.
    static Result<MovieWriter> openAfter(PartFile part, const MovieFormat& format, const std::filesystem::path& from,
                                         int64_t most = std::numeric_limits<int64_t>::max());
    MovieWriter(MovieWriter&&) noexcept;
    MovieWriter& operator=(MovieWriter&&) noexcept;
    // If neither finished nor abandoned: the hidden file stays and plays, if it has a frame.
    ~MovieWriter();

    // rgb: 3 * width * height bytes, rows from the top. Errors: DiskFull, NotWritable, EncoderFailed; after one of them
    // call only finish() or abandon().
    Status writeFrame(std::span<const uint8_t> rgb);

    // Appends frames [first, first + count) of a finished movie of the same size. Those between the first and the last
    // of them that can be cut are copied as they were encoded, if the same encoder made them with the same settings;
    // the others, all of them otherwise, are decoded and encoded again. `each` is called after each picture; its error
    // ends it. Errors: those of writeFrame() and of MovieReader; MediaDamaged also if a frame isn't there.
    Result<AppendedPictures> append(const std::filesystem::path& movie, int64_t first, int64_t count,
                                    const std::function<Status()>& each);

    [[nodiscard]] int64_t frames() const; // Written so far.
    [[nodiscard]] const std::filesystem::path& partPath() const; // The hidden file.

    // Completes the movie after any number of frames and gives it its name; also after a failed writeFrame(), with the
    // frames before. The movie appears complete or not at all, and one that can't be read replaces no other. Errors:
    // BadOption (no frame was written; nothing remains), those of writeFrame() (likewise), FileExists (the name has
    // been taken meanwhile; the hidden file remains), DiskFull, NotWritable. Problems of a movie that has its name are
    // in MovieSummary::doubt.
    Result<MovieSummary> finish(FilmIs film = FilmIs::Whole);

    // Removes everything.
    void abandon();

private:
    struct Impl;
    explicit MovieWriter(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

// The newest hidden file of this movie: being written, or left by a killed program.
[[nodiscard]] std::optional<std::filesystem::path> moviePart(const std::filesystem::path& movie);

// Completes the movie from the hidden file of a killed program, as far as that plays. A hidden file without a whole
// frame is removed. Errors: BadOption (no frame), FileMissing (nothing was left), FileExists (also: a living program is
// making it), DiskFull, NotWritable, FileUnreadable.
Result<MovieSummary> recoverMovie(const std::filesystem::path& movie);

} // namespace studio::media
