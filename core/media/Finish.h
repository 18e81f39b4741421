// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/Framing.h"
#include "core/media/Subtitles.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace studio::media {

// The shape of a finished film's pictures.
enum class FilmShape { AsMade, Wide, Square, Upright }; // 16:9, 1:1, 9:16

// What is beside the picture where the film has another shape.
enum class FilmSides {
    Blurred, // the picture itself, larger and blurred
    Colour,
    CutOff, // nothing: the picture covers the film, and what is beyond is cut off
};

// A point of a picture, as parts of its width and height.
struct FilmPoint {
    double x = 0.5;
    double y = 0.5;

    bool operator==(const FilmPoint&) const = default;
};

// Music under the whole film: from its start, again after its end, faded for 1 s at the film's ends.
struct Music {
    std::filesystem::path file; // any file with sound
    double decibels = -18; // of the file's own level
    bool ducks = true; // softer while the voice is loud
    double duckedBy = 9; // dB

    bool operator==(const Music&) const = default;
};

enum class FilmCorner { TopLeft, TopRight, BottomLeft, BottomRight };

// Words in a corner of every picture, white on a dark plate.
struct FilmMark {
    std::string words; // UTF-8, one line
    FilmCorner corner = FilmCorner::TopRight;

    bool operator==(const FilmMark&) const = default;
};
// The height of its letters, and its distance from the edges, as parts of the film's shorter side.
inline constexpr double kMarkHeight = 0.045;
inline constexpr double kMarkMargin = 0.035;

enum class SubtitlesAs {
    Beside, // an SRT with the film's name beside it
    Burned, // in every picture
};

struct Subtitles {
    SubtitlesAs as = SubtitlesAs::Burned;
    std::vector<Cue> cues{}; // in the time of the movie, not of the part of it that is exported

    bool operator==(const Subtitles&) const = default;
};

// Whether the installed FFmpeg can write words into pictures: marks and subtitles.
[[nodiscard]] bool canWriteWords();

// What is done to a film when it is exported. By default nothing.
struct Finish {
    FilmShape shape = FilmShape::AsMade;
    FilmSides sides = FilmSides::Blurred;
    std::array<uint8_t, 3> colour{}; // of the sides, RGB
    // What a cut keeps as near to the middle as it can; not given: exportMovie() asks findFocus().
    std::optional<FilmPoint> focus{};
    double fadeIn = 0; // s, of picture and sound: from black and silence
    double fadeOut = 0; // s, likewise to them, before the film's end
    std::optional<Music> music{};
    std::optional<FilmMark> mark{};
    std::optional<Subtitles> subtitles{};
    // A note in the file that AI made the film: IPTC's digital source type, as its description or keyword. Only
    // where the format holds a comment.
    bool notesAi = false;

    [[nodiscard]] bool changesShape() const { return shape != FilmShape::AsMade; }
    [[nodiscard]] bool burnsSubtitles() const
    {
        return subtitles && subtitles->as == SubtitlesAs::Burned && !subtitles->cues.empty();
    }
    [[nodiscard]] bool writesWords() const { return mark || burnsSubtitles(); }
    [[nodiscard]] bool changesPicture() const { return changesShape() || fadeIn > 0 || fadeOut > 0 || writesWords(); }
    [[nodiscard]] bool changesSound() const { return fadeIn > 0 || fadeOut > 0 || music; }

    bool operator==(const Finish&) const = default;
};

// The note: https://cv.iptc.org/newscodes/digitalsourcetype
inline constexpr const char* kAiNote
    = "Digital source type: http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

// Where the whole picture lies in the finished film, in pixels. A cut picture is larger than the film.
struct FilmLayout {
    Size film;
    Rect picture;
};

// Without a height the film is as large as the picture allows without scaling it; with one (even, in pixels) it has
// exactly this height, at another shape than the picture's exactly the shape's width, too. All sides are even. Error:
// BadOption (a side outside of kLeastExportSide to kMostExportSide, except where nothing changes).
Result<FilmLayout> filmLayout(Size picture, const Finish& finish, std::optional<int> height = {});

// The middle of the largest face in the film's first frame; the picture's middle if no face is found, or if this
// program can't find faces. Errors: those of MovieReader.
Result<FilmPoint> findFocus(const std::filesystem::path& movie);

} // namespace studio::media
