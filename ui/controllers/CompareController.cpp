// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controllers/CompareController.h"

#include "ui/controllers/PlayerController.h"
#include "ui/services/FrameLoader.h"

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

constexpr double kHair = 1e-6; // s: tolerance for rounding

} // namespace

CompareController::CompareController(PlayerController& player, QObject* parent)
    : QObject(parent)
    , m_player(player)
    , m_loader(std::make_unique<FrameLoader>())
{
    connect(&player, &PlayerController::positionChanged, this, &CompareController::follow);
    connect(m_loader.get(), &FrameLoader::loaded, this, [this](const QImage& image, QSize source) {
        if (m_mode == CompareMode::Difference)
            Q_EMIT differenceShown(image, source);
        else
            Q_EMIT frameShown(image, source);
    });
    connect(m_loader.get(), &FrameLoader::failed, this, &CompareController::failed);
}

CompareController::~CompareController() = default;

std::shared_ptr<FilmSource> CompareController::compare(const ComparedFilm& a, const ComparedFilm& b, CompareSide sound)
{
    const bool sameA = m_a.film == a.film;
    const bool sameB = m_b.film == b.film;
    m_a = a;
    m_b = b;
    if (!sameA || (!sameB && m_mode == CompareMode::Difference))
        openFilm();
    follow();
    return std::make_shared<HeldFilmSource>(b.film, std::max(a.seconds(), b.seconds()),
                                            sound == CompareSide::A ? a.sound : b.sound);
}

void CompareController::end()
{
    m_a = m_b = {};
    m_ended = {};
    m_loader->setFilm(nullptr);
}

void CompareController::setMode(CompareMode mode)
{
    const bool other = (mode == CompareMode::Difference) != (m_mode == CompareMode::Difference);
    m_mode = mode;
    if (!other || !m_a.film)
        return;
    openFilm();
    request();
}

void CompareController::setTargetSize(QSize size)
{
    if (std::exchange(m_target, size) == size || !m_a.film)
        return;
    m_requested = -1;
    request();
}

void CompareController::openFilm()
{
    if (m_mode == CompareMode::Difference)
        m_loader->setFilm(std::make_shared<DifferenceFilmSource>(m_a, m_b));
    else
        m_loader->setFilm(m_a.film);
    m_requested = -1;
}

void CompareController::follow()
{
    if (!m_a.film)
        return;
    request();
    const double now = m_player.position() + kHair;
    const std::array ended{now >= m_a.seconds(), now >= m_b.seconds()};
    if (std::exchange(m_ended, ended) != ended)
        Q_EMIT endedChanged();
}

void CompareController::request()
{
    ComparedFilm film = m_a;
    if (m_mode == CompareMode::Difference) // as long as the longer one
        film.frames = std::max(m_a.frames, static_cast<int64_t>(m_b.seconds() * m_a.frameRate));
    const int64_t wanted = film.frameAt(m_player.position());
    if (std::exchange(m_requested, wanted) != wanted)
        m_loader->request(wanted, m_target);
}

} // namespace studio::ui
