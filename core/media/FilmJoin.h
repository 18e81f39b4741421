// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/MovieWriter.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace studio::media {

// A part of a finished film.
struct FilmPart {
    std::filesystem::path film;
    int64_t first = 0; // of its frames
    std::optional<int64_t> frames{}; // not given: to the film's end

    bool operator==(const FilmPart&) const = default;
};

struct JoinSummary {
    MovieSummary movie{};
    AppendedPictures pictures{};
};

// Called with 0 to 1; never decreases.
using JoinProgress = std::function<void(double part)>;

// Makes an MP4 of parts of finished films, one after the other, or cuts one. Pictures aren't encoded again but where
// they must be: from a cut to the next key frame, a second at most, and up to three before a cut, as encoders use later
// pictures for earlier ones; and all of a film that another encoder or other settings made (MovieWriter::append()). The
// sound is that of the films, encoded once again: exact to the sample, and as long as the pictures
// (writeJoinedSound()). Its comment says what it was made from, and a note that it was made with AI stays with it.
//
// The film appears complete and checked, or not at all. It replaces none: `name` was reserved with Existing::Refuse.
// Errors: those of MovieReader and MovieWriter, naming the film concerned; BadOption (no parts; a part that isn't in
// its film; films of different size or frame rate, or of an odd size or a broken frame rate; the detail says which),
// MediaDamaged (also a film that ends before its index says), Cancelled.
Result<JoinSummary> joinFilms(const std::vector<FilmPart>& parts, PartFile name, const JoinProgress& progress = {},
                              const std::stop_token& stop = {});

} // namespace studio::media
