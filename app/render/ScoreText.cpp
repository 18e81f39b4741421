// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/ScoreText.h"

#include "core/spec/RenderSpec.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace studio::render {
namespace {

constexpr double kBlockSeconds = static_cast<double>(kFramesPerBlock) / kFramesPerSecond;

template<typename... Values>
std::string line(const char* format, Values... values)
{
    std::array<char, 256> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

const char* flawText(Flaw flaw)
{
    switch (flaw) {
    case Flaw::Lips: return "the mouth doesn't follow the voice";
    case Flaw::Lag: return "the mouth is too early or too late";
    case Flaw::Silence: return "the mouth is open in silence";
    case Flaw::Likeness: return "the face has changed";
    case Flaw::Colour: return "the colours have drifted";
    case Flaw::Sharpness: return "the picture is softer, sharper or noisier than at the beginning";
    case Flaw::Flicker: return "the brightness flickers";
    }
    return "";
}

} // namespace

std::string scoreText(const FilmScores& scores)
{
    std::string text;
    if (scores.lips)
        text += line("lips       %.2f of 1: the mouth's opening against the voice's loudness\n", *scores.lips);
    else
        text += "lips       -: there is no voice\n";
    if (scores.lag)
        text += line("lag        %.0f ms: the mouth is %s the voice\n", 1000 * std::abs(*scores.lag),
                     *scores.lag < 0 ? "ahead of" : "behind");
    if (scores.silence)
        text += line("silence    %.2f of 1: how far the mouth is open where the voice is silent\n", *scores.silence);
    text += line("likeness   %.2f of 1: eyes and brows against the first frame\n", scores.likeness);
    text += line("colour     %.1f: the largest difference (delta E) from the first second\n", scores.colour);
    text += line("sharpness  %.2f: where it differs most from the first second, which is 1\n", scores.sharpness);
    text += line("flicker    %.2f levels of 255 from frame to frame\n", scores.flicker);
    if (!scores.foundFace)
        text += "no face was found, so it is taken to be in the middle\n";
    for (const BadStretch& stretch : scores.bad)
        text += line("%.2f s to %.2f s: %s\n", static_cast<double>(stretch.block) * kBlockSeconds,
                     static_cast<double>(stretch.block + stretch.blocks) * kBlockSeconds, flawText(stretch.flaw));
    return text;
}

} // namespace studio::render
