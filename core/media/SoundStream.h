// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace studio::media {

// Decodes a file's sound in pieces, with its own sample rate and channels, as float in -1..1. Starts with the first
// audible sample (a codec's priming is skipped), regardless of time stamps. Damaged parts are skipped with a warning in
// the log.
class SoundStream {
public:
    // Opens the first sound track of any file that FFmpeg reads, videos too. Errors: FileMissing, FileUnreadable,
    // NoAudio, AudioEmpty (a track without samples), MediaDamaged, Unsupported.
    static Result<SoundStream> open(const std::filesystem::path& path);
    SoundStream(SoundStream&&) noexcept;
    SoundStream& operator=(SoundStream&&) noexcept;
    ~SoundStream();

    [[nodiscard]] int sampleRate() const;
    [[nodiscard]] int channels() const;
    // Length stated by the file, in seconds; 0 if unstated.
    [[nodiscard]] double statedSeconds() const;

    // Decodes the next piece, one vector of equal length per channel; empty at the end.
    [[nodiscard]] std::vector<std::vector<float>> next();

    // Set if next() ended before the file did: FileUnreadable (the disk) or OutOfMemory.
    [[nodiscard]] const std::optional<Error>& readError() const;

    // Whether any part could not be decoded so far.
    [[nodiscard]] bool damaged() const;

private:
    struct Impl;
    explicit SoundStream(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

// Mean of the channels (at least one), computed as numpy does: float sums and one division.
[[nodiscard]] std::vector<float> mixToMono(std::vector<std::vector<float>> channels);

} // namespace studio::media
