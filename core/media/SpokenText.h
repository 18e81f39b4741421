// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/Speech.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

// A voice from a text, by a program that is installed: espeak-ng, or another one.
namespace studio::media {

// The longest "[pause N]", in seconds.
inline constexpr double kMostPause = 60;

struct SpeechOrder {
    Speech speech;
    // A command line instead of espeak-ng, without a shell: words between spaces, '...' and "..." keep theirs. In the
    // words these are replaced: {wav} by the file to write, {text} by a file with the text (UTF-8), {voice}, {pace},
    // {pitch} by what is chosen, {length_scale} by 175 / pace, as piper takes it. Without {text} the program gets the
    // text at its standard input. Empty: espeak-ng.
    std::string command{};
};

// Whether it can be spoken, as far as that can be told without a program. Errors: NothingToSay; BadOption for anything
// else, with the subject "text", "voice", "pace", "pitch" or "command".
Status checkSpeech(const SpeechOrder& order);

// Speaks the text into a 16-bit WAV, and returns its seconds. The text is only ever text: no option, no markup, no
// phonemes. What is written by then is removed after an error. Errors: those of checkSpeech(); SpeechProgramMissing,
// SpeechVoiceMissing (espeak-ng's), SpeechFailed (also where it leaves no sound), NotWritable, DiskFull, OutOfMemory,
// Cancelled.
Result<double> speak(const SpeechOrder& order, const std::filesystem::path& wav, const std::stop_token& stop = {});

// A voice of espeak-ng.
struct SpeechVoice {
    std::string id; // for Speech::voice: a language tag, such as "en-us"
    std::string name; // English: "English (America)"

    bool operator==(const SpeechVoice&) const = default;
};

// In the order of their ids. Errors: SpeechProgramMissing, SpeechFailed, OutOfMemory, Cancelled.
Result<std::vector<SpeechVoice>> speechVoices(const std::stop_token& stop = {});

// The voice that is taken where none is chosen: that of the script which most of the text's letters have.
[[nodiscard]] std::string voiceOfText(std::string_view text);

// The words alone, without the marks for pauses: what is heard.
[[nodiscard]] std::string spokenWords(std::string_view text);

} // namespace studio::media
