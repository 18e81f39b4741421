// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/Picture.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace studio::media {

struct MovieInfo {
    int width = 0;
    int height = 0;
    double frameRate = 0;
    double seconds = 0; // As the file states it; 0 where it doesn't.
    bool hasSound = false;
    std::string comment; // What MovieFormat::comment put there.
};

// The frames of a movie, one after the other, in RGB by the colour tags of the file (BT.601 where there are none).
class MovieReader {
public:
    // Errors: FileMissing, FileUnreadable, MediaDamaged (no video that can be decoded), Unsupported.
    static Result<MovieReader> open(const std::filesystem::path& path);
    MovieReader(MovieReader&&) noexcept;
    MovieReader& operator=(MovieReader&&) noexcept;
    ~MovieReader();

    [[nodiscard]] const MovieInfo& info() const;

    // Empty at the end, which may be where the file is torn. Errors: MediaDamaged (no decoder takes it), FileUnreadable
    // (the disk), OutOfMemory.
    Result<std::optional<Picture>> nextFrame();

    // The next frame is the one shown at this time, in seconds. Errors: MediaDamaged (can't be sought in).
    Status seek(double seconds);

private:
    struct Impl;
    explicit MovieReader(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace studio::media
