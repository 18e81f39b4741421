// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How well scores tell good films from damaged ones: bench_Scores FILM FILM...
// Scores each film, then the same with damage: its sound moved or that of the next film, a mouth that stands still,
// noise, blur, drifting colours, flicker, the face of the next film of its size. Prints the scores, the share of the
// blocks that are marked with each flaw, and what scoring takes.
#include "core/media/MovieReader.h"
#include "core/scores/FilmScorer.h"
#include "core/scores/MovieScores.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

using namespace studio;

namespace {

struct Film {
    std::string name;
    int width = 0;
    int height = 0;
    std::vector<std::vector<uint8_t>> frames; // RGB
    std::vector<float> loudness;
};

Film readFilm(const std::filesystem::path& file)
{
    Film film;
    film.name = file.stem();
    Result<media::MovieReader> reader = media::MovieReader::open(file);
    if (!reader)
        return film;
    film.width = reader->info().width;
    film.height = reader->info().height;
    for (;;) {
        Result<std::optional<media::Picture>> frame = reader->nextFrame();
        if (!frame || !*frame)
            break;
        film.frames.push_back(std::move((*frame)->rgb));
    }
    if (Result<std::vector<float>> loudness = scores::readLoudness(file, kFramesPerSecond))
        film.loudness = std::move(*loudness);
    return film;
}

void score(const Film& film, const std::string& damage)
{
    const auto begun = std::chrono::steady_clock::now();
    scores::FilmScorer scorer(film.width, film.height);
    for (const std::vector<uint8_t>& frame : film.frames)
        scorer.add(frame);
    const FilmScores found = scorer.scores(film.loudness);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
    const int64_t blocks = (found.frames + kFramesPerBlock - 1) / kFramesPerBlock;
    const auto share = [&](Flaw flaw) {
        int64_t marked = 0;
        for (const BadStretch& stretch : found.bad)
            marked += stretch.flaw == flaw ? stretch.blocks : 0;
        return 100.0 * static_cast<double>(marked) / static_cast<double>(blocks);
    };
    std::printf("%-20s %-8s %5.2f %6.0f %7.2f %8.3f %6.2f %6.2f %7.2f |", film.name.c_str(), damage.c_str(),
                found.lips.value_or(NAN), 1000 * found.lag.value_or(NAN), found.silence.value_or(NAN), found.likeness,
                found.colour, found.sharpness, found.flicker);
    for (const Flaw flaw :
         {Flaw::Lips, Flaw::Lag, Flaw::Silence, Flaw::Likeness, Flaw::Colour, Flaw::Sharpness, Flaw::Flicker})
        std::printf(" %3.0f", share(flaw));
    const media::Rect& face = scorer.meter().face();
    std::printf(" | %.2f ms, face %d %d %dx%d%s\n", took.count() / static_cast<double>(found.frames), face.x, face.y,
                face.width, face.height, found.foundFace ? "" : " (none found)");
}

// The film with the second half of its frames changed.
Film changed(Film film, const std::function<void(std::vector<uint8_t>& frame, double share)>& change)
{
    const size_t half = film.frames.size() / 2;
    for (size_t i = half; i < film.frames.size(); ++i)
        change(film.frames[i], static_cast<double>(i - half + 1) / static_cast<double>(film.frames.size() - half));
    return film;
}

Film moved(Film film, int frames) // the sound, later
{
    std::vector<float> loudness(film.loudness.size(), 0);
    for (int64_t i = 0; i < std::ssize(loudness); ++i) {
        if (i - frames >= 0 && i - frames < std::ssize(loudness))
            loudness[static_cast<size_t>(i)] = film.loudness[static_cast<size_t>(i - frames)];
    }
    film.loudness = std::move(loudness);
    return film;
}

uint8_t level(double value)
{
    return static_cast<uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

void blur(std::vector<uint8_t>& frame, int width, int height)
{
    const std::vector<uint8_t> before = frame;
    for (int y = 1; y + 1 < height; ++y) {
        for (int x = 3; x + 3 < 3 * width; ++x) {
            int sum = 0;
            for (int dy = -1; dy <= 1; ++dy) {
                for (int dx = -3; dx <= 3; dx += 3)
                    sum += before[static_cast<size_t>((y + dy) * 3 * width + x + dx)];
            }
            frame[static_cast<size_t>(y * 3 * width + x)] = static_cast<uint8_t>(sum / 9);
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<Film> films;
    for (int i = 1; i < argc; ++i)
        films.push_back(readFilm(argv[i]));
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    std::printf("%-20s %-8s %5s %6s %7s %8s %6s %6s %7s | lip lag sil lik col sha fli\n", "film", "damage", "lips",
                "lag ms", "silence", "likeness", "colour", "sharp", "flicker");
    std::mt19937 random(1);
    for (size_t i = 0; i < films.size(); ++i) {
        const Film& film = films[i];
        if (film.frames.empty())
            continue;
        score(film, "-");
        for (const auto& [name, frames] :
             {std::pair("+0.2 s", 5), std::pair("-0.2 s", -5), std::pair("+0.4 s", 10), std::pair("-0.4 s", -10)})
            score(moved(film, frames), name);
        Film other = film;
        other.loudness = films[(i + 1) % films.size()].loudness;
        score(other, "voice");

        Film still = film;
        for (std::vector<uint8_t>& frame : still.frames) {
            for (int y = film.height / 2; y < film.height * 85 / 100; ++y)
                std::copy_n(film.frames[0].begin() + (y * film.width + film.width / 4) * 3, film.width / 2 * 3,
                            frame.begin() + (y * film.width + film.width / 4) * 3);
        }
        score(still, "frozen");
        Film muted = film;
        for (size_t at = muted.loudness.size() / 2; at < muted.loudness.size() * 3 / 4; ++at)
            muted.loudness[at] = 0;
        score(muted, "muted");

        std::normal_distribution<double> noise(0, 8);
        score(changed(film,
                      [&](std::vector<uint8_t>& frame, double) {
                          for (uint8_t& value : frame)
                              value = level(value + noise(random));
                      }),
              "noise");
        score(changed(film, [&](std::vector<uint8_t>& frame, double) { blur(frame, film.width, film.height); }),
              "blur");
        score(changed(film,
                      [&](std::vector<uint8_t>& frame, double share) {
                          for (size_t at = 0; at < frame.size(); at += 3)
                              frame[at] = level(frame[at] * (1 - 0.2 * share));
                      }),
              "colour");
        std::uniform_real_distribution<double> jump(-4, 4);
        score(changed(film,
                      [&](std::vector<uint8_t>& frame, double) {
                          const double by = jump(random);
                          for (uint8_t& value : frame)
                              value = level(value + by);
                      }),
              "flicker");
        for (size_t k = 1; k < films.size(); ++k) {
            const Film& face = films[(i + k) % films.size()];
            if (face.width != film.width || face.height != film.height
                || face.name.substr(0, 3) == film.name.substr(0, 3))
                continue;
            size_t at = 0;
            score(changed(film,
                          [&](std::vector<uint8_t>& frame, double) { frame = face.frames[at++ % face.frames.size()]; }),
                  "face");
            break;
        }
    }
    return 0;
}
