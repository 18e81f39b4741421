// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/TakeScorer.h"

#include "core/base/Log.h"
#include "core/scores/MovieScores.h"
#include "ui/services/Background.h"

namespace studio::ui {

TakeScorer::TakeScorer(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setThreadPriority(QThread::LowPriority);
}

TakeScorer::~TakeScorer()
{
    m_stop.request_stop();
    m_pool.clear();
    m_pool.waitForDone();
}

void TakeScorer::score(const project::Take& take)
{
    if (take.scores || take.state == project::TakeState::Rendering || take.movie.empty() || !take.scene.people.empty()
        || !m_asked.insert(take.movie).second)
        return;
    inBackground(
        m_pool, this, [movie = take.movie, stop = m_stop.get_token()] { return scores::scoreMovie(movie, stop); },
        [this, number = take.number, movie = take.movie](const Result<FilmScores>& scores) {
            if (scores)
                Q_EMIT scored(number, movie, *scores);
            else
                log::warning(movie.string() + " has no scores: " + scores.error().detail);
        });
}

} // namespace studio::ui
