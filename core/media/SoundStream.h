// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/SoundTreatment.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace studio::media {

// One of a file's sound tracks.
struct TrackInfo {
    int channels = 0;
    std::string language; // ISO 639, such as "deu"; empty if the file doesn't say
    std::string title; // UTF-8; empty likewise

    bool operator==(const TrackInfo&) const = default;
};

// Decodes a file's sound in pieces, with its own sample rate and channels, as float in -1..1 (more if the file holds
// it). A codec's priming and padding are left out, and edit lists apply. Gaps in the time stamps become silence, and so
// does a video's time before its sound begins. Damaged parts become silence, too, or are left out if there are no time
// stamps, with a warning in the log.
class SoundStream {
public:
    // Opens a sound track of any file that FFmpeg reads, videos too. `track`: counted from 1; 0 chooses the default
    // track, or else the first, in both cases one that isn't commentary if there is one. Errors: FileMissing,
    // FileUnreadable, NoAudio, AudioEmpty (a track without samples), MediaDamaged, Unsupported, BadOption (there is no
    // such track).
    static Result<SoundStream> open(const std::filesystem::path& path, int track = 0);
    SoundStream(SoundStream&&) noexcept;
    SoundStream& operator=(SoundStream&&) noexcept;
    ~SoundStream();

    [[nodiscard]] int sampleRate() const;
    [[nodiscard]] int channels() const;
    // FFmpeg's AV_CH_... of the channels; 0 if they have no meaning.
    [[nodiscard]] uint64_t channelMask() const;
    [[nodiscard]] std::vector<Speaker> speakers() const { return speakersOf(channelMask(), channels()); }
    // The sound tracks of the file, and the one that is decoded, from 1.
    [[nodiscard]] const std::vector<TrackInfo>& tracks() const;
    [[nodiscard]] int track() const;
    // Length stated by the file, in seconds; 0 if unstated.
    [[nodiscard]] double statedSeconds() const;

    // Decodes the next piece, one vector of equal length per channel; empty at the end.
    [[nodiscard]] Planes next();

    // Set if next() ended before the file did: FileUnreadable (the disk) or OutOfMemory.
    [[nodiscard]] const std::optional<Error>& readError() const;

    // Whether any part could not be decoded so far.
    [[nodiscard]] bool damaged() const;

private:
    struct Impl;
    explicit SoundStream(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace studio::media
