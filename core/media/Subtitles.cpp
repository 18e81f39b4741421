// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Subtitles.h"

#include "core/media/SubtitleText.h"
#include "core/media/WordAlignment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>

namespace studio::media {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kArrow = "-->";
constexpr std::string_view kDigits = "0123456789";
constexpr double kLeastCut = 0.1; // s that a part of a film shows of a cue that it cuts

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t";
    const size_t begin = text.find_first_not_of(kBlank);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

// Control characters are nothing to show, and what is around one must not become a time when they are gone.
std::string withoutControls(std::string_view text)
{
    std::string kept;
    std::copy_if(text.begin(), text.end(), std::back_inserter(kept), [](char c) {
        return (static_cast<unsigned char>(c) >= ' ' && c != '\x7f') || c == '\n' || c == '\r' || c == '\t';
    });
    return kept;
}

// The lines of a text, whatever ends them, without its byte order mark.
std::vector<std::string_view> linesIn(std::string_view text)
{
    if (text.starts_with(kByteOrderMark))
        text.remove_prefix(kByteOrderMark.size());
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const size_t end = std::min(text.find_first_of("\r\n"), text.size());
        lines.push_back(text.substr(0, end));
        const bool isPair = text.substr(end).starts_with("\r\n");
        text.remove_prefix(std::min(text.size(), end + (isPair ? 2 : 1)));
    }
    return lines;
}

// Takes a number of up to nine digits off the text's beginning.
std::optional<int64_t> takeNumber(std::string_view& text)
{
    constexpr size_t kMostDigits = 9;
    const size_t length = std::min(text.find_first_not_of(kDigits), text.size());
    if (length == 0 || length > kMostDigits)
        return {};
    int64_t number = 0;
    for (const char digit : text.substr(0, length))
        number = 10 * number + (digit - '0');
    text.remove_prefix(length);
    return number;
}

// "1:02:03,456", "02:03.4" and the like, in seconds, taken off the text's beginning.
std::optional<double> takeTime(std::string_view& text)
{
    double seconds = 0;
    int parts = 0;
    while (true) {
        text = trimmed(text);
        const std::optional<int64_t> number = takeNumber(text);
        if (!number)
            return {};
        seconds = 60 * seconds + static_cast<double>(*number);
        if (++parts > 3)
            return {};
        text = trimmed(text);
        if (!text.starts_with(':'))
            break;
        text.remove_prefix(1);
    }
    if (parts < 2)
        return {};
    if (text.starts_with(',') || text.starts_with('.')) {
        text = trimmed(text.substr(1));
        const size_t before = text.size();
        const std::optional<int64_t> fraction = takeNumber(text);
        if (!fraction)
            return {};
        seconds += static_cast<double>(*fraction) / std::pow(10.0, static_cast<double>(before - text.size()));
    }
    constexpr double kMost = 1e9;
    return seconds < kMost ? std::optional(std::round(1000 * seconds) / 1000) : std::nullopt;
}

// A line that says when a cue is seen, as SRT has it, whether or not its times can be read.
bool isTimesLine(std::string_view line)
{
    line = trimmed(line);
    const bool beginsAsTime = !line.empty() && (kDigits.find(line.front()) != std::string_view::npos || line[0] == '-');
    const size_t colon = line.find(':');
    return beginsAsTime && colon < line.find(kArrow) && line.find(kArrow) != std::string_view::npos;
}

struct Times {
    double begin = 0;
    double end = 0;
};

// What follows the times, such as a place in the picture, is left out.
std::optional<Times> timesOf(std::string_view line)
{
    line = trimmed(line);
    const std::optional<double> begin = takeTime(line);
    line = trimmed(line);
    if (!begin || !line.starts_with(kArrow))
        return {};
    line.remove_prefix(kArrow.size());
    const std::optional<double> end = takeTime(line);
    if (!end
        || (!line.empty() && line.front() != ' ' && line.front() != '\t'
            && kDigits.find(line.front()) != std::string_view::npos))
        return {};
    return Times{*begin, *end};
}

bool isNumber(std::string_view line)
{
    line = trimmed(line);
    return !line.empty() && line.find_first_not_of(kDigits) == std::string_view::npos;
}

// The lines of a cue's text: between its times and the next cue's, whose number isn't part of it.
std::string textOf(std::span<const std::string_view> lines, bool isLast)
{
    if (!isLast && !lines.empty() && isNumber(lines.back()))
        lines = lines.first(lines.size() - 1);
    std::string text;
    for (const std::string_view line : lines) {
        const std::string_view shown = trimmed(line);
        if (!shown.empty())
            text.append(text.empty() ? "" : "\n").append(shown);
    }
    return text;
}

Error damaged(const std::string& subject, const std::string& why)
{
    return {ErrorCode::MediaDamaged, subject, why};
}

Status checkText(std::string_view text, const std::string& subject)
{
    if (text.size() > kMostSubtitleBytes)
        return damaged(subject, "it is larger than subtitles are");
    if (const std::optional<size_t> bad = firstBadByte(text)) {
        const size_t line = linesIn(text.substr(0, *bad)).size();
        return damaged(subject,
                       "line " + std::to_string(std::max<size_t>(1, line)) + " isn't UTF-8; save it as UTF-8 text");
    }
    return kDone;
}

std::string timeText(double seconds)
{
    const long long all = std::llround(std::max(0.0, seconds) * 1000);
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%02lld:%02lld:%02lld,%03lld", all / 3'600'000, all / 60'000 % 60,
                  all / 1000 % 60, all % 1000);
    return text.data();
}

// The length of the tag that a text begins with; 0 if it begins with none.
size_t tagLength(std::string_view text)
{
    if (text.starts_with("{\\")) {
        const size_t end = text.find('}');
        return end == std::string_view::npos ? 0 : end + 1;
    }
    if (!text.starts_with('<'))
        return 0;
    const size_t end = text.find('>');
    if (end == std::string_view::npos)
        return 0;
    std::string_view name = text.substr(1, end - 1);
    if (name.starts_with('/'))
        name.remove_prefix(1);
    name = name.substr(0, name.find_first_of(" \t"));
    for (const std::string_view known : {"b", "i", "u", "s", "font", "B", "I", "U", "S", "FONT"}) {
        if (name == known)
            return end + 1;
    }
    return 0;
}

Result<std::string> contentOf(const fs::path& file)
{
    std::error_code failed;
    if (!fs::exists(file, failed))
        return Error{ErrorCode::FileMissing, file.string(), {}};
    std::ifstream in(file, std::ios::binary);
    if (fs::is_directory(file, failed) || !in)
        return Error{ErrorCode::FileUnreadable, file.string(), {}};
    std::string content(kMostSubtitleBytes + 1, '\0');
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (in.bad())
        return Error{ErrorCode::FileUnreadable, file.string(), {}};
    content.resize(static_cast<size_t>(in.gcount()));
    return content;
}

} // namespace

bool isSrt(std::string_view text)
{
    const std::string shown = withoutControls(text);
    const std::vector<std::string_view> lines = linesIn(shown);
    return std::any_of(lines.begin(), lines.end(), isTimesLine);
}

Result<std::vector<Cue>> parseSrt(std::string_view text, const std::string& subject)
{
    if (Status checked = checkText(text, subject); !checked)
        return checked.error();
    const std::string shown = withoutControls(text);
    const std::vector<std::string_view> lines = linesIn(shown);
    std::vector<size_t> starts; // of cues: their lines of times
    for (size_t i = 0; i < lines.size(); ++i) {
        if (isTimesLine(lines[i]))
            starts.push_back(i);
    }
    if (starts.empty())
        return damaged(subject, "there is no line of times in it, such as 00:00:01,000 --> 00:00:02,500");
    std::vector<Cue> cues;
    for (size_t i = 0; i < starts.size(); ++i) {
        const bool isLast = i + 1 == starts.size();
        const size_t begin = starts[i] + 1;
        const size_t end = isLast ? lines.size() : starts[i + 1];
        const std::string line = "line " + std::to_string(begin);
        const std::optional<Times> times = timesOf(lines[starts[i]]);
        if (!times)
            return damaged(subject, line + ": a time can't be read");
        if (times->end < times->begin)
            return damaged(subject, line + ": it ends before it begins");
        std::string words = textOf(std::span(lines).subspan(begin, end - begin), isLast);
        if (words.size() > kMostCueBytes)
            return damaged(subject, line + ": its text is longer than that of subtitles is");
        if (!words.empty() && times->end > times->begin)
            cues.push_back({times->begin, times->end, std::move(words)});
    }
    if (cues.empty())
        return damaged(subject, "all of its subtitles are empty");
    std::stable_sort(cues.begin(), cues.end(), [](const Cue& a, const Cue& b) { return a.begin < b.begin; });
    return cues;
}

std::string srtOf(const std::vector<Cue>& cues)
{
    std::string text;
    for (size_t i = 0; i < cues.size(); ++i)
        text += std::to_string(i + 1) + "\n" + timeText(cues[i].begin) + " --> " + timeText(cues[i].end) + "\n"
            + cues[i].text + "\n\n";
    return text;
}

std::vector<Cue> cuesWithin(const std::vector<Cue>& cues, double begin, double end)
{
    std::vector<Cue> within;
    for (const Cue& cue : cues) {
        const Cue cut{std::max(cue.begin, begin) - begin, std::min(cue.end, end) - begin, cue.text};
        const bool isCut = cue.begin < begin || cue.end > end;
        if (cut.end - cut.begin > (isCut ? kLeastCut : 0))
            within.push_back(cut);
    }
    return within;
}

std::string plainText(std::string_view text)
{
    std::string plain;
    while (!text.empty()) {
        if (const size_t length = tagLength(text)) {
            text.remove_prefix(length);
            continue;
        }
        plain += text.front();
        text.remove_prefix(1);
    }
    return plain;
}

Result<std::vector<Cue>> subtitlesOf(std::string_view text, const Spoken& voice, const std::string& subject,
                                     const std::stop_token& stop)
{
    if (isSrt(text))
        return parseSrt(text, subject);
    if (Status checked = checkText(text, subject); !checked)
        return checked.error();
    if (text.starts_with(kByteOrderMark))
        text.remove_prefix(kByteOrderMark.size());
    const Result<Waveform> waveform = readWaveform(voice.file, stop, {.track = voice.track});
    if (!waveform)
        return waveform.error();
    const double end = std::min(voice.end.value_or(waveform->seconds()), waveform->seconds());
    Result<std::vector<Cue>> cues = alignWords(text, loudStretches(*waveform, voice.begin, end), end - voice.begin);
    if (!cues && cues.error().code == ErrorCode::NoAudio)
        return Error{cues.error().code, voice.file.string(), cues.error().detail};
    if (!cues)
        return Error{cues.error().code, subject, cues.error().detail};
    return cues;
}

Result<std::vector<Cue>> readSubtitles(const fs::path& file, const Spoken& voice, const std::stop_token& stop)
{
    const Result<std::string> content = contentOf(file);
    if (!content)
        return content.error();
    std::string suffix = file.extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                   [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
    return suffix == ".srt" ? parseSrt(*content, file.string()) : subtitlesOf(*content, voice, file.string(), stop);
}

} // namespace studio::media
