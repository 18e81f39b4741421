// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/ExportFormat.h"
#include "core/media/Finish.h"
#include "core/media/Framing.h"
#include "core/media/PartFile.h"
#include "core/media/SoundTrack.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

// Writes the frames of a movie in one of the export formats. For this folder's .cpp files only.
namespace studio::media {

// Frames [begin, end) of a movie.
struct FrameRange {
    int64_t begin = 0;
    int64_t end = 0;
    double frameRate = 0; // of the movie

    [[nodiscard]] int64_t count() const { return end - begin; }
    [[nodiscard]] double seconds(int64_t frame) const { return static_cast<double>(frame) / frameRate; }
};

// Sound from elsewhere than the movie.
struct SoundSource {
    std::filesystem::path file;
    double start = 0; // seconds of the file to skip
    SoundTreatment treatment = SoundTreatment(); // as readVoice() found
    SoundTrack::End end = SoundTrack::End::AsItIs; // where it is shorter than the picture
};

struct TranscodeOrder {
    OfferedFormat with;
    std::filesystem::path movie;
    std::filesystem::path target; // named in errors; what is written has another name
    FrameRange range;
    double frameRate = 0; // of the result; pictures in a folder keep the movie's
    Size size{}; // of the result's pictures; empty: the movie's, for a film less an odd row and column
    Finish finish = Finish();
    std::optional<FilmLayout> layout{}; // instead of the size, where finishing changes the pictures
    std::optional<int> quality{}; // on the encoder's scale; its usual one if not given
    std::optional<AudioCodec> audio{}; // not given: the format's first that suits
    int audioBitRate = 192'000;
    std::optional<SoundSource> sound{}; // not given: the movie's own
    std::string comment{}; // where the format holds one
};

struct Transcoded {
    int64_t frames = 0;
    double seconds = 0;
};

using TranscodeProgress = std::function<void(double part)>; // 0 to 1; never decreases

// Writes into `to`, a file that exists or, for FormatKind::Pictures, a folder, and reads it back to check that it is
// complete. Errors: those of MovieReader, Unsupported (a sound codec that the format can't hold), EncoderFailed,
// NotWritable, DiskFull, NoAudio (FormatKind::Sound of a silent movie), BadOption (no frame in the range), Cancelled.
Result<Transcoded> transcode(const TranscodeOrder& order, const std::filesystem::path& to,
                             const TranscodeProgress& progress, const std::stop_token& stop);

// An export being written, hidden until it is published: a file or, for FormatKind::Pictures, a folder. Removed if not
// published.
class Draft {
public:
    // Errors, here and below: as DraftFile's and ScratchFolder's.
    static Result<Draft> create(const std::filesystem::path& target, FormatKind kind);
    [[nodiscard]] std::filesystem::path path() const; // to write to
    [[nodiscard]] uintmax_t bytes() const;
    // An existing folder is never replaced.
    Status publish(const std::filesystem::path& target, Existing existing);

private:
    explicit Draft(std::variant<DraftFile, ScratchFolder> made)
        : m_made(std::move(made))
    {
    }
    std::variant<DraftFile, ScratchFolder> m_made;
};

} // namespace studio::media
