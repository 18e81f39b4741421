// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "ui/services/ComparedFilms.h"

#include <QImage>
#include <QObject>
#include <QSize>

#include <array>
#include <memory>

namespace studio::ui {

class FilmFollower;
class PlayerController;

// Two films on one clock, the player's: it plays B, and this fetches what belongs to the same time, the frames of A or,
// in Difference, what differs. The shorter film stands on its last frame.
class CompareController : public QObject {
    Q_OBJECT

public:
    explicit CompareController(PlayerController& player, QObject* parent = nullptr); // borrowed

    // Begins, or goes on with other films. Returns what the player is to open: B, as long as the longer one, with the
    // sound of this side.
    [[nodiscard]] std::shared_ptr<FilmSource> compare(const ComparedFilm& a, const ComparedFilm& b, CompareSide sound);
    void end();

    [[nodiscard]] CompareMode mode() const { return m_mode; }
    void setMode(CompareMode mode);
    // Size in screen pixels to which the frames of A, or the difference, are scaled. Empty: no scaling.
    void setTargetSize(QSize size);
    // Whether A and B stand on their last frame, because the other one is longer.
    [[nodiscard]] std::array<bool, 2> ended() const { return m_ended; }

Q_SIGNALS:
    void frameShown(const QImage& image, QSize source); // of A
    void differenceShown(const QImage& image, QSize source);
    void endedChanged();
    void failed(const studio::Error& error); // A, or the difference, can't be read

private:
    void openFilm();
    void findEnded();

    PlayerController& m_player;
    FilmFollower* m_follower; // a child
    ComparedFilm m_a, m_b;
    CompareMode m_mode = CompareMode::Wipe;
    std::array<bool, 2> m_ended{};
};

} // namespace studio::ui
