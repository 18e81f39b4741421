// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "ui/services/ComparedFilms.h"

#include <QImage>
#include <QObject>
#include <QSize>

#include <memory>
#include <vector>

namespace studio::ui {

class FilmFollower;
class PlayerController;

// Several films on one clock, the player's: it plays the one that is heard, and each of the others is fetched on a
// thread of its own, at the size at which it is shown. Shorter films stand on their last frame.
class MosaicController : public QObject {
    Q_OBJECT

public:
    explicit MosaicController(PlayerController& player, QObject* parent = nullptr); // borrowed

    // Begins, or goes on with other films; those that it has go on. Returns what the player is to open: the film
    // `heard`, as long as the longest one.
    [[nodiscard]] std::shared_ptr<FilmSource> play(const std::vector<ComparedFilm>& films, size_t heard);
    void end();

    // Size in screen pixels of each film; empty: it isn't seen.
    void setSizes(const std::vector<QSize>& sizes);
    // Whether it stands on its last frame, because another one is longer.
    [[nodiscard]] bool isOver(size_t film) const;

Q_SIGNALS:
    void frameShown(size_t film, const QImage& image);
    void overChanged();
    void failed(size_t film, const studio::Error& error); // It can't be read.

private:
    struct Seen {
        ComparedFilm film;
        QSize size;
        FilmFollower* follower = nullptr; // a child
    };

    [[nodiscard]] FilmFollower* takeFollower();
    void putAway(const std::vector<Seen>& films);
    [[nodiscard]] size_t indexOf(const FilmFollower* follower) const;
    void fetch();
    void findOver();

    PlayerController& m_player;
    std::vector<Seen> m_films;
    std::vector<FilmFollower*> m_spare; // They stay: the end of one waits for its thread.
    std::vector<bool> m_over;
    size_t m_heard = 0;
};

} // namespace studio::ui
