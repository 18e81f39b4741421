// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace studio::media {

// The sound of a file piece by piece, as it is: its own rate, its own channels, in float of +-1. It begins with the
// first sample that is meant to be heard (a codec's lead-in is left out), whatever the time stamp says. Damaged
// stretches are left out with a warning in the log.
class SoundStream {
public:
    // The first sound track of any file that FFmpeg reads; videos too. Errors: FileMissing, FileUnreadable, NoAudio,
    // AudioEmpty (a track without a sample), MediaDamaged, Unsupported.
    static Result<SoundStream> open(const std::filesystem::path& path);
    SoundStream(SoundStream&&) noexcept;
    SoundStream& operator=(SoundStream&&) noexcept;
    ~SoundStream();

    [[nodiscard]] int sampleRate() const;
    [[nodiscard]] int channels() const;
    // What the file says of its length, in seconds; 0 where it says nothing.
    [[nodiscard]] double statedSeconds() const;

    // The next piece, one vector of equal length per channel; empty at the end.
    [[nodiscard]] std::vector<std::vector<float>> next();

    // Why the file could not be read on, where next() ended before the file did: FileUnreadable (the disk) or
    // OutOfMemory.
    [[nodiscard]] const std::optional<Error>& readError() const;

    // Whether something could not be decoded so far.
    [[nodiscard]] bool damaged() const;

private:
    struct Impl;
    explicit SoundStream(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

// The mean of the channels, at least one: numpy's, so float sums and one division.
[[nodiscard]] std::vector<float> mixToMono(std::vector<std::vector<float>> channels);

} // namespace studio::media
