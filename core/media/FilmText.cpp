// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FilmText.h"

#include "core/media/SubtitleText.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace studio::media {
namespace {

// Of subtitles, as parts of the film's shorter side, and of its height.
constexpr double kLineHeight = 0.066;
constexpr double kEdge = 0.0045;
constexpr double kAbove = 0.055;
constexpr double kAboveUpright = 0.12;
constexpr double kWidth = 0.92; // of the film, that a line may take
constexpr double kUnitWidth = 0.165; // of a unit, of the height of a line: as in wide fonts, such as DejaVu Sans

std::string number(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f", value);
    return text.data();
}

std::string timeText(double seconds)
{
    const long long all = std::llround(std::max(0.0, seconds) * 100);
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld.%02lld", all / 360'000, all / 6000 % 60, all / 100 % 60,
                  all % 100);
    return text.data();
}

// Braces would begin commands, and so would a backslash: behind it comes a character that isn't seen.
std::string shown(std::string_view line)
{
    constexpr const char* kWordJoiner = "\u2060";
    std::string text;
    for (const char c : line) {
        if (c == '{' || c == '}')
            text += '\\';
        if (static_cast<unsigned char>(c) >= ' ')
            text += c;
        if (c == '\\')
            text += kWordJoiner;
    }
    return text;
}

// Words in one layer give way to each other.
std::string event(int layer, const char* style, const std::string& begin, const std::string& end,
                  const std::string& text)
{
    return "Dialogue: " + std::to_string(layer) + "," + begin + "," + end + "," + style + ",0,0,0," + text + "\n";
}

bool isAtBottom(const FilmMark& mark)
{
    return mark.corner == FilmCorner::BottomLeft || mark.corner == FilmCorner::BottomRight;
}

std::string markStyle(const FilmMark& mark, int shorter)
{
    const auto part = [shorter](double of) { return number(of * shorter); };
    constexpr std::array<int, 4> kPlaces{7, 9, 1, 3}; // as on a numeric keypad
    const std::string margin = std::to_string(std::lround((kMarkMargin + kMarkHeight / 3) * shorter));
    return "Style: Mark,Sans," + part(1.35 * kMarkHeight) + ",&H00FFFFFF,&H60101010,&H60101010,1,3,"
        + part(kMarkHeight / 3) + ",0," + std::to_string(kPlaces[static_cast<size_t>(mark.corner)]) + "," + margin + ","
        + margin + "," + margin + "\n";
}

std::string subtitleStyle(const SubtitleLook& look, Size film)
{
    const std::string side = std::to_string(std::lround((1 - kWidth) / 2 * film.width));
    return "Style: Subtitles,Sans," + number(look.height) + ",&H00FFFFFF,&H00000000,&H80000000,0,1," + number(look.edge)
        + "," + number(look.edge / 3) + ",2," + side + "," + side + "," + std::to_string(std::lround(look.above))
        + "\n";
}

} // namespace

SubtitleLook subtitleLook(Size film, const std::optional<FilmMark>& mark)
{
    const int shorter = std::min(film.width, film.height);
    const bool isUpright = film.height * 4 > film.width * 5;
    SubtitleLook look{.height = kLineHeight * shorter,
                      .edge = kEdge * shorter,
                      .above = (isUpright ? kAboveUpright : kAbove) * film.height};
    if (mark && isAtBottom(*mark))
        look.above = std::max(look.above, (kMarkMargin + 3 * kMarkHeight) * shorter);
    const double units = kWidth * film.width / (kUnitWidth * look.height);
    look.widest = std::clamp(static_cast<int>(units), 4 * kWideUnits, kLineUnits);
    return look;
}

std::vector<std::string> filmLines(std::string_view cue, const SubtitleLook& look)
{
    const std::string plain = plainText(cue);
    std::vector<std::string> own;
    bool fits = true;
    for (std::string_view rest = plain; !rest.empty();) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        const std::vector<SubtitleWord> words = subtitleWords(rest.substr(0, end), look.widest);
        for (std::string& line : linesOf(words, look.widest))
            own.push_back(std::move(line));
        fits = fits && lineCount(words, look.widest) <= 1;
        rest.remove_prefix(std::min(rest.size(), end + 1));
    }
    if (fits || plain.find("\n-") != std::string::npos) // Two speak, a line each.
        return own;
    return linesOf(subtitleWords(plain, look.widest), look.widest);
}

std::string filmText(const Finish& finish, Size film)
{
    const SubtitleLook look = subtitleLook(film, finish.mark);
    std::string styles;
    std::string events;
    if (finish.mark) {
        styles += markStyle(*finish.mark, std::min(film.width, film.height));
        events += event(1, "Mark", "0:00:00.00", "99:59:59.00", shown(finish.mark->words));
    }
    if (finish.burnsSubtitles()) {
        styles += subtitleStyle(look, film);
        for (const Cue& cue : finish.subtitles->cues) {
            std::string text;
            for (const std::string& line : filmLines(cue.text, look))
                text += (text.empty() ? "" : "\\N") + shown(line);
            events += event(0, "Subtitles", timeText(cue.begin), timeText(cue.end), text);
        }
    }
    return "[Script Info]\nScriptType: v4.00+\nPlayResX: " + std::to_string(film.width)
        + "\nPlayResY: " + std::to_string(film.height)
        + "\nScaledBorderAndShadow: yes\nWrapStyle: 0\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize, "
          "PrimaryColour, "
          "OutlineColour, BackColour, Bold, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV\n"
        + styles + "\n[Events]\nFormat: Layer, Start, End, Style, MarginL, MarginR, MarginV, Text\n" + events;
}

} // namespace studio::media
