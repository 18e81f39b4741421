// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/MovieWriter.h"
#include "core/project/Scene.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>

namespace studio::jobs {

// A film whose portrait was the first picture of a video, and that video: whose mouth is to be replaced by the film's.
struct DubOrder {
    std::filesystem::path film;
    std::filesystem::path video;
    std::filesystem::path target; // an MP4
    media::Existing existing = media::Existing::Refuse;
    std::optional<project::CropRect> face{}; // in the video's first picture, from hair to chin; found if not given
};

struct DubReport {
    std::filesystem::path movie;
    int64_t frames = 0;
    double seconds = 0;
    int64_t unchanged = 0; // of these, in which the face wasn't found as in the first ones
    int64_t standing = 0; // of these, after the video's end: its last picture stands
};

// Lays the film's mouth over the video (media/MouthOverlay.h): as long as the film, with its frame rate and sound, in
// the size of the video, less an odd row and column. `progress` is called with 0 to 1. Errors: those of MovieReader and
// MovieWriter; BadOption (subject "face": none was found or none is in the part that the film shows; subject "video":
// the film wasn't made from its first picture); Cancelled. Nothing remains after an error.
Result<DubReport> dubFilm(const DubOrder& order, const std::function<void(double)>& progress = {},
                          const std::stop_token& stop = {});

} // namespace studio::jobs
