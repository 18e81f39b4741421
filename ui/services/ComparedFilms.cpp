// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/ComparedFilms.h"

#include <QImage>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace studio::ui {
namespace {

constexpr int kGrey = 40; // where nothing differs
constexpr int kGain = 4;
constexpr double kHair = 1e-4; // frames: tolerance for rounding

// Row by row, since QImage pads its rows.
media::Picture differenceOf(const media::Picture& a, const media::Picture& b)
{
    media::Picture result{.width = a.width, .height = a.height, .rgb = std::vector<uint8_t>(a.rgb.size())};
    const size_t row = size_t{3} * static_cast<size_t>(a.width);
    QImage second(b.rgb.data(), b.width, b.height, qsizetype{3} * b.width, QImage::Format_RGB888);
    if (b.width != a.width || b.height != a.height)
        second = second.scaled(a.width, a.height, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                     .convertToFormat(QImage::Format_RGB888);
    for (int y = 0; y < a.height; ++y) {
        const uint8_t* first = a.rgb.data() + static_cast<size_t>(y) * row;
        const uint8_t* other = second.constScanLine(y);
        uint8_t* out = result.rgb.data() + static_cast<size_t>(y) * row;
        for (size_t i = 0; i < row; ++i)
            out[i] = static_cast<uint8_t>(std::min(255, kGrey + kGain * std::abs(int{first[i]} - int{other[i]})));
    }
    return result;
}

} // namespace

int64_t ComparedFilm::frameAt(double time) const
{
    const auto index = static_cast<int64_t>(std::floor(time * frameRate + kHair));
    return std::clamp<int64_t>(index, 0, std::max<int64_t>(0, frames - 1));
}

ComparedFilm filmOf(const project::Take& take, size_t keptBytes)
{
    return {.film = std::make_shared<MovieFilmSource>(take.movie, take.framesMade, keptBytes),
            .frames = take.framesMade,
            .frameRate = static_cast<double>(take.frameRate),
            .sound = take.movie};
}

HeldFilmSource::HeldFilmSource(std::shared_ptr<FilmSource> film, double seconds, std::filesystem::path sound)
    : m_film(std::move(film))
    , m_seconds(seconds)
    , m_sound(std::move(sound))
{
}

Status HeldFilmSource::open()
{
    return m_film->open();
}

FilmFacts HeldFilmSource::facts() const
{
    FilmFacts facts = m_film->facts();
    if (facts.made > 0)
        facts.made = std::max(facts.made, static_cast<int64_t>(std::ceil(m_seconds * facts.frameRate - kHair)));
    facts.total = facts.made;
    facts.sound = m_sound;
    return facts;
}

Result<FilmSource::Frame> HeldFilmSource::frame(int64_t index)
{
    return m_film->frame(std::min(index, std::max<int64_t>(0, m_film->facts().made - 1)));
}

DifferenceFilmSource::DifferenceFilmSource(ComparedFilm a, ComparedFilm b)
    : m_a(std::move(a))
    , m_b(std::move(b))
{
}

Status DifferenceFilmSource::open()
{
    if (Status opened = m_a.film->open(); !opened)
        return opened;
    return m_b.film->open();
}

FilmFacts DifferenceFilmSource::facts() const
{
    FilmFacts facts = m_a.film->facts();
    const double seconds = std::max(m_a.seconds(), m_b.seconds());
    facts.made = facts.total = static_cast<int64_t>(std::ceil(seconds * m_a.frameRate - kHair));
    return facts;
}

Result<FilmSource::Frame> DifferenceFilmSource::frame(int64_t index)
{
    const double time = (static_cast<double>(index) + 0.5) / m_a.frameRate; // the middle: safe from rounding
    Result<Frame> a = m_a.film->frame(m_a.frameAt(time));
    if (!a)
        return a;
    Result<Frame> b = m_b.film->frame(m_b.frameAt(time));
    if (!b)
        return b;
    return Frame(std::make_shared<const media::Picture>(differenceOf(**a, **b)));
}

} // namespace studio::ui
