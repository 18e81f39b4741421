// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"

#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <set>
#include <stop_token>

namespace studio::ui {

// Scores takes that have none, one at a time and in the background: those of earlier versions, and those whose render
// couldn't. A film that can't be scored isn't tried again.
class TakeScorer : public QObject {
    Q_OBJECT

public:
    explicit TakeScorer(QObject* parent = nullptr);
    ~TakeScorer() override; // stops, and waits for that

    // No effect for a take that has scores, or whose film is being made or was asked for before.
    void score(const project::Take& take);

Q_SIGNALS:
    void scored(int number, const std::filesystem::path& movie, const studio::FilmScores& scores);

private:
    QThreadPool m_pool;
    std::stop_source m_stop;
    std::set<std::filesystem::path> m_asked;
};

} // namespace studio::ui
