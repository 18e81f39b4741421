// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/CompareController.h"

#include "ui/controllers/FilmFollower.h"
#include "ui/controllers/PlayerController.h"

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

constexpr double kHair = 1e-6; // s: tolerance for rounding

} // namespace

CompareController::CompareController(PlayerController& player, QObject* parent)
    : QObject(parent)
    , m_player(player)
    , m_follower(new FilmFollower(player, this))
{
    connect(&player, &PlayerController::positionChanged, this, &CompareController::findEnded);
    connect(m_follower, &FilmFollower::frameShown, this, [this](const QImage& image, QSize source) {
        if (m_mode == CompareMode::Difference)
            Q_EMIT differenceShown(image, source);
        else
            Q_EMIT frameShown(image, source);
    });
    connect(m_follower, &FilmFollower::failed, this, &CompareController::failed);
}

std::shared_ptr<FilmSource> CompareController::compare(const ComparedFilm& a, const ComparedFilm& b, CompareSide sound)
{
    const bool sameA = m_a.film == a.film;
    const bool sameB = m_b.film == b.film;
    m_a = a;
    m_b = b;
    if (!sameA || (!sameB && m_mode == CompareMode::Difference))
        openFilm();
    findEnded();
    return std::make_shared<HeldFilmSource>(b.film, std::max(a.seconds(), b.seconds()),
                                            sound == CompareSide::A ? a.sound : b.sound);
}

void CompareController::end()
{
    m_a = m_b = {};
    m_ended = {};
    m_follower->setFilm({});
}

void CompareController::setMode(CompareMode mode)
{
    const bool other = (mode == CompareMode::Difference) != (m_mode == CompareMode::Difference);
    m_mode = mode;
    if (other && m_a.film)
        openFilm();
}

void CompareController::setTargetSize(QSize size)
{
    m_follower->setTargetSize(size);
}

void CompareController::openFilm()
{
    ComparedFilm film = m_a;
    if (m_mode == CompareMode::Difference) { // as long as the longer one
        film.film = std::make_shared<DifferenceFilmSource>(m_a, m_b);
        film.frames = std::max(m_a.frames, static_cast<int64_t>(m_b.seconds() * m_a.frameRate));
    }
    m_follower->setFilm(film);
}

void CompareController::findEnded()
{
    if (!m_a.film)
        return;
    const double now = m_player.position() + kHair;
    const std::array ended{now >= m_a.seconds(), now >= m_b.seconds()};
    if (std::exchange(m_ended, ended) != ended)
        Q_EMIT endedChanged();
}

} // namespace studio::ui
