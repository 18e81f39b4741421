// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/FilmFollower.h"

#include "ui/controllers/PlayerController.h"
#include "ui/services/FrameLoader.h"

#include <utility>

namespace studio::ui {

FilmFollower::FilmFollower(PlayerController& player, QObject* parent)
    : QObject(parent)
    , m_player(player)
    , m_loader(std::make_unique<FrameLoader>())
{
    connect(&player, &PlayerController::positionChanged, this, &FilmFollower::follow);
    connect(m_loader.get(), &FrameLoader::loaded, this, &FilmFollower::frameShown);
    connect(m_loader.get(), &FrameLoader::failed, this, &FilmFollower::failed);
}

FilmFollower::~FilmFollower() = default;

void FilmFollower::setFilm(const ComparedFilm& film)
{
    const bool isSame = m_film.film == film.film;
    m_film = film;
    if (!isSame) {
        m_loader->setFilm(m_film.film);
        m_requested = -1;
    }
    follow();
}

void FilmFollower::setTargetSize(QSize size)
{
    if (std::exchange(m_target, size) == size)
        return;
    m_requested = -1;
    follow();
}

void FilmFollower::follow()
{
    if (!m_film.film)
        return;
    const int64_t wanted = m_film.frameAt(m_player.position());
    if (std::exchange(m_requested, wanted) != wanted)
        m_loader->request(wanted, m_target);
}

} // namespace studio::ui
