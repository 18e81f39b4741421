// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace studio::media {

// Words that are seen for a while.
struct Cue {
    double begin = 0; // s of the film
    double end = 0;
    std::string text; // UTF-8; \n between its lines. As in an SRT it may hold tags, such as <i>: see plainText().

    bool operator==(const Cue&) const = default;
};

// Larger files, and longer cues, are no subtitles.
inline constexpr size_t kMostSubtitleBytes = size_t{4} << 20;
inline constexpr size_t kMostCueBytes = 2000;

// Reads the SRT format: with a byte order mark or without, any ends of lines, numbers of cues in any order or none,
// blank lines where they belong or not. Cues are sorted by their begin and may overlap; empty ones are left out.
// `subject`: for errors. Error: MediaDamaged, whose detail names the line (not UTF-8, a time that can't be read, no
// cue).
Result<std::vector<Cue>> parseSrt(std::string_view text, const std::string& subject);
// Whether a text is an SRT, by a line of times in it.
[[nodiscard]] bool isSrt(std::string_view text);

// As an SRT: numbered from 1, in the given order.
[[nodiscard]] std::string srtOf(const std::vector<Cue>& cues);

// The cues of the part of a film between two times, in the time of that part. Of a cue that the part cuts, less than
// 0.1 s isn't shown.
[[nodiscard]] std::vector<Cue> cuesWithin(const std::vector<Cue>& cues, double begin, double end);

// The words of a cue without the tags of an SRT: <b>, <i>, <u>, <s>, <font ...> and {\...}.
[[nodiscard]] std::string plainText(std::string_view text);

// Where the words of a film are spoken: a part of a file with sound.
struct Spoken {
    std::filesystem::path file;
    int track = 0; // from 1; 0: SoundStream chooses
    double begin = 0; // s of the file; the film's start
    std::optional<double> end{}; // not given: the file's

    bool operator==(const Spoken&) const = default;
};

// The subtitles of a text: of an SRT as it is, and of any other text alignWords() to the voice. `subject`: of errors
// of the text. Errors: those of parseSrt(), alignWords() and readWaveform(); MediaDamaged (not UTF-8, too large).
Result<std::vector<Cue>> subtitlesOf(std::string_view text, const Spoken& voice, const std::string& subject,
                                     const std::stop_token& stop = {});
// Likewise of a text file; one named .srt has to be one. Errors: also FileMissing, FileUnreadable.
Result<std::vector<Cue>> readSubtitles(const std::filesystem::path& file, const Spoken& voice,
                                       const std::stop_token& stop = {});

} // namespace studio::media
