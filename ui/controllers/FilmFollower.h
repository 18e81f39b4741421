// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "ui/services/ComparedFilms.h"

#include <QImage>
#include <QObject>
#include <QSize>

#include <memory>

namespace studio::ui {

class FrameLoader;
class PlayerController;

// A film beside the one that the player plays: fetches its frame of the same time, on a thread of its own.
class FilmFollower : public QObject {
    Q_OBJECT

public:
    explicit FilmFollower(PlayerController& player, QObject* parent = nullptr); // borrowed
    ~FilmFollower() override;

    // Goes on with the same film, or begins with another one. Without a film: none.
    void setFilm(const ComparedFilm& film);
    // Size in screen pixels to which the frames are scaled. Empty: no scaling.
    void setTargetSize(QSize size);

Q_SIGNALS:
    void frameShown(const QImage& image, QSize source);
    void failed(const studio::Error& error); // the film can't be read

private:
    void follow();

    PlayerController& m_player;
    std::unique_ptr<FrameLoader> m_loader;
    ComparedFilm m_film;
    QSize m_target;
    int64_t m_requested = -1;
};

} // namespace studio::ui
