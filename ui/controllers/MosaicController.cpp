// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/MosaicController.h"

#include "ui/controllers/FilmFollower.h"
#include "ui/controllers/PlayerController.h"

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

constexpr double kHair = 1e-6; // s: tolerance for rounding

} // namespace

MosaicController::MosaicController(PlayerController& player, QObject* parent)
    : QObject(parent)
    , m_player(player)
{
    connect(&player, &PlayerController::positionChanged, this, &MosaicController::findOver);
    connect(&player, &PlayerController::frameShown, this, [this](const QImage& image) {
        if (!m_films.empty())
            Q_EMIT frameShown(m_heard, image);
    });
}

FilmFollower* MosaicController::takeFollower()
{
    if (!m_spare.empty()) {
        FilmFollower* const spare = m_spare.back();
        m_spare.pop_back();
        return spare;
    }
    auto* const follower = new FilmFollower(m_player, this);
    connect(follower, &FilmFollower::frameShown, this,
            [this, follower](const QImage& image) { Q_EMIT frameShown(indexOf(follower), image); });
    connect(follower, &FilmFollower::failed, this,
            [this, follower](const Error& error) { Q_EMIT failed(indexOf(follower), error); });
    return follower;
}

void MosaicController::putAway(const std::vector<Seen>& films)
{
    for (const Seen& each : films) {
        if (each.follower == nullptr)
            continue;
        each.follower->setFilm({});
        m_spare.push_back(each.follower);
    }
}

size_t MosaicController::indexOf(const FilmFollower* follower) const
{
    const auto found = std::find_if(m_films.begin(), m_films.end(),
                                    [follower](const Seen& each) { return each.follower == follower; });
    return static_cast<size_t>(found - m_films.begin());
}

std::shared_ptr<FilmSource> MosaicController::play(const std::vector<ComparedFilm>& films, size_t heard)
{
    std::vector<Seen> before = std::exchange(m_films, {});
    double seconds = 0;
    for (const ComparedFilm& film : films) {
        const auto known = std::find_if(before.begin(), before.end(),
                                        [&film](const Seen& each) { return each.film.film == film.film; });
        if (known == before.end())
            m_films.push_back({.film = film, .size = {}, .follower = takeFollower()});
        else
            m_films.push_back({.film = film, .size = known->size, .follower = std::exchange(known->follower, nullptr)});
        seconds = std::max(seconds, film.seconds());
    }
    putAway(before);
    m_heard = heard;
    fetch();
    findOver();
    return std::make_shared<HeldFilmSource>(films[heard].film, seconds, films[heard].sound);
}

void MosaicController::end()
{
    putAway(std::exchange(m_films, {}));
    m_over.clear();
}

void MosaicController::setSizes(const std::vector<QSize>& sizes)
{
    for (size_t i = 0; i < m_films.size(); ++i) {
        Seen& seen = m_films[i];
        seen.size = i < sizes.size() ? sizes[i] : QSize();
        if (!seen.size.isEmpty())
            seen.film.film->setPictureSize(seen.size.width(), seen.size.height());
    }
    fetch();
}

// What isn't seen isn't decoded, unless it is heard.
void MosaicController::fetch()
{
    for (size_t i = 0; i < m_films.size(); ++i) {
        const Seen& seen = m_films[i];
        seen.follower->setTargetSize(seen.size);
        seen.follower->setFilm(i == m_heard || seen.size.isEmpty() ? ComparedFilm() : seen.film);
    }
    if (m_heard < m_films.size())
        m_player.setTargetSize(m_films[m_heard].size);
}

bool MosaicController::isOver(size_t film) const
{
    return film < m_over.size() && m_over[film];
}

void MosaicController::findOver()
{
    const double now = m_player.position() + kHair;
    std::vector<bool> over;
    for (const Seen& each : m_films)
        over.push_back(now >= each.film.seconds());
    if (std::exchange(m_over, over) != over)
        Q_EMIT overChanged();
}

} // namespace studio::ui
