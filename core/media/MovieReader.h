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

struct AVFrame;

namespace studio::media {

struct MovieInfo {
    int width = 0;
    int height = 0;
    double frameRate = 0; // As stated by the file; 0 if it states none, or one that no film has.
    double seconds = 0; // likewise
    bool hasSound = false;
    std::string comment; // See MovieFormat::comment.
    bool notesAi = false; // See Finish::notesAi.
};

// Decodes a movie frame by frame, to RGB by the file's colour tags (BT.601 without).
class MovieReader {
public:
    // Errors: FileMissing, FileUnreadable, MediaDamaged (no video that can be decoded), Unsupported.
    static Result<MovieReader> open(const std::filesystem::path& path);
    MovieReader(MovieReader&&) noexcept;
    MovieReader& operator=(MovieReader&&) noexcept;
    ~MovieReader();

    [[nodiscard]] const MovieInfo& info() const;

    // Scales the pictures from the next one on to so many pixels, which costs less than scaling them later. 0: as they
    // are in the film.
    void setPictureSize(int width, int height);

    // Decodes the next frame; nullopt at the end, or where the file is truncated. Errors: MediaDamaged (can't be
    // decoded), FileUnreadable (the disk), OutOfMemory.
    Result<std::optional<Picture>> nextFrame();

    // The same, as it was coded; null at the end. Its time stamp is its number, 0 for the film's first. Valid until the
    // next call. For this folder's .cpp files only. Errors: likewise; MediaDamaged, too, where a decoder would hide
    // damage.
    Result<const AVFrame*> nextCodedFrame();

    // Makes the frame shown at this time, in seconds, the next one. Error: MediaDamaged (not seekable).
    Status seek(double seconds);

private:
    struct Impl;
    explicit MovieReader(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace studio::media
