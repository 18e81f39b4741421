// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/services/FilmSource.h"

namespace studio::ui {

enum class CompareSide { A, B };
enum class CompareMode { Wipe, SideBySide, Difference, Ab }; // Ab: one of both in the same place
inline constexpr int kCompareModes = 4;

[[nodiscard]] constexpr CompareSide other(CompareSide side)
{
    return side == CompareSide::A ? CompareSide::B : CompareSide::A;
}

// One of two films that are compared by time.
struct ComparedFilm {
    std::shared_ptr<FilmSource> film{};
    int64_t frames = 0;
    double frameRate = 25;
    std::filesystem::path sound{}; // the file with its sound

    [[nodiscard]] double seconds() const { return static_cast<double>(frames) / frameRate; }
    // Index of the frame at this time; the last one after the end.
    [[nodiscard]] int64_t frameAt(double seconds) const;
};

// Of a take that is made. `keptBytes`: as of MovieFilmSource.
[[nodiscard]] ComparedFilm filmOf(const project::Take& take, size_t keptBytes = MovieFilmSource::kKeptBytes);

// A film that stands on its last frame until `seconds`, with the sound of a file.
class HeldFilmSource : public FilmSource {
public:
    HeldFilmSource(std::shared_ptr<FilmSource> film, double seconds, std::filesystem::path sound);

    Status open() override;
    [[nodiscard]] FilmFacts facts() const override;
    Result<Frame> frame(int64_t index) override;

private:
    std::shared_ptr<FilmSource> m_film;
    double m_seconds;
    std::filesystem::path m_sound;
};

// What differs between two films at the same time: four times the absolute difference, over grey. In A's size, to which
// B is scaled, and as long as the longer one.
class DifferenceFilmSource : public FilmSource {
public:
    DifferenceFilmSource(ComparedFilm a, ComparedFilm b);

    Status open() override;
    [[nodiscard]] FilmFacts facts() const override;
    Result<Frame> frame(int64_t index) override;

private:
    ComparedFilm m_a, m_b;
};

} // namespace studio::ui
