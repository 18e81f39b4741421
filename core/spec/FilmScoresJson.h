// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Json.h"
#include "core/spec/FilmScores.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>

// Scores in reports and in the files of takes. `Json` is as in core/base/Json.h.
namespace studio {

// Of the measures. Scores of another version say something else.
inline constexpr int kScoresVersion = 1;

inline constexpr std::array<std::pair<Flaw, const char*>, 7> kFlawNames{{{Flaw::Lips, "lips"},
                                                                         {Flaw::Lag, "lag"},
                                                                         {Flaw::Silence, "silence"},
                                                                         {Flaw::Likeness, "likeness"},
                                                                         {Flaw::Colour, "colour"},
                                                                         {Flaw::Sharpness, "sharpness"},
                                                                         {Flaw::Flicker, "flicker"}}};

template<typename Json>
[[nodiscard]] Json scoresToJson(const FilmScores& scores)
{
    Json json{{"version", kScoresVersion},   {"frames", scores.frames}, {"face", scores.foundFace},
              {"likeness", scores.likeness}, {"colour", scores.colour}, {"sharpness", scores.sharpness},
              {"flicker", scores.flicker}};
    const auto put = [&json](const char* key, const std::optional<double>& value) {
        if (value)
            json[key] = *value;
    };
    put("lips", scores.lips);
    put("lag", scores.lag);
    put("silence", scores.silence);
    json["bad"] = Json::array();
    for (const BadStretch& stretch : scores.bad) {
        const auto* const named = std::ranges::find(kFlawNames, stretch.flaw, &std::pair<Flaw, const char*>::first);
        json["bad"].push_back(Json{{"what", named->second}, {"block", stretch.block}, {"blocks", stretch.blocks}});
    }
    return json;
}

// nullopt for scores of another version. Throws std::exception for what this program didn't write.
template<typename Json>
[[nodiscard]] std::optional<FilmScores> scoresFrom(const Json& json)
{
    constexpr double kMost = 1e9;
    constexpr int64_t kMostFrames = int64_t{1} << 40;
    if (json.at("version") != kScoresVersion)
        return std::nullopt;
    FilmScores scores;
    scores.frames = boundedNumber<int64_t>(json, "frames", 0, kMostFrames);
    scores.foundFace = json.at("face").template get<bool>();
    scores.lips = optionalNumber(json, "lips", -1.0, 1.0);
    scores.lag = optionalNumber(json, "lag", -kMost, kMost);
    scores.silence = optionalNumber(json, "silence", 0.0, 1.0);
    scores.likeness = boundedNumber(json, "likeness", -1.0, 1.0);
    scores.colour = boundedNumber(json, "colour", 0.0, kMost);
    scores.sharpness = boundedNumber(json, "sharpness", 0.0, kMost);
    scores.flicker = boundedNumber(json, "flicker", 0.0, kMost);
    for (const Json& stretch : json.at("bad")) {
        const auto* const named = std::ranges::find(kFlawNames, stretch.at("what").template get<std::string>(),
                                                    &std::pair<Flaw, const char*>::second);
        if (named == kFlawNames.end())
            throw std::runtime_error("there is an unknown flaw");
        scores.bad.push_back({.flaw = named->first,
                              .block = boundedNumber<int64_t>(stretch, "block", 0, kMostFrames),
                              .blocks = boundedNumber<int64_t>(stretch, "blocks", 1, kMostFrames)});
    }
    return scores;
}

} // namespace studio
