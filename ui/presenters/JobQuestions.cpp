// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/JobQuestions.h"

#include "ui/common/Actions.h"
#include "ui/services/RenderService.h"

#include <QAction>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

constexpr int kOfferFor = 8000; // ms
constexpr int kOrderFor = 6000; // ms, of an offer about the order of jobs

} // namespace

JobQuestions::JobQuestions(RenderService& renderer, const Actions& actions, QObject* parent)
    : QObject(parent)
    , m_renderer(renderer)
    , m_actions(actions)
    , m_offerTimer(new QTimer(this))
{
    m_offerTimer->setObjectName(QStringLiteral("offerTimer"));
    m_offerTimer->setSingleShot(true);
    connect(m_offerTimer, &QTimer::timeout, this, &JobQuestions::withdrawOffer);
}

void JobQuestions::ask(Question question)
{
    withdrawOffer();
    std::erase_if(m_asked, [&question](const Question& other) { return other.words == question.words; });
    m_asked.push_back(std::move(question));
    Q_EMIT changed();
}

bool JobQuestions::isAsked(const QString& words) const
{
    return std::any_of(m_asked.begin(), m_asked.end(),
                       [&words](const Question& asked) { return asked.words == words; });
}

void JobQuestions::offer(const QString& words, const QList<Answer>& answers, const std::function<bool()>& applies)
{
    if (!m_asked.empty()) // A question has priority over offers.
        return;
    m_offer = Question{.words = words, .answers = answers, .stay = {}, .applies = applies};
    m_offerTimer->start(kOfferFor);
    Q_EMIT changed();
}

void JobQuestions::withdrawOffer()
{
    m_offerTimer->stop();
    if (std::exchange(m_offer, std::nullopt))
        Q_EMIT changed();
}

void JobQuestions::sayWaits()
{
    jobs::RenderQueue& queue = m_renderer.queue();
    const jobs::QueueState now = queue.state();
    const int jobs = now.waiting();
    const auto isSo = [&queue, jobs, started = now.started] {
        const jobs::QueueState state = queue.state();
        return jobs > 0 && state.waiting() == jobs && state.started == started;
    };
    if (!isSo()) // The job is being rendered already.
        return;
    if (now.started)
        offer(tr("%n job(s) will be rendered after this take.", nullptr, jobs), {{tr("OK")}}, isSo);
    else
        offer(tr("%n job(s) wait in the queue until it is started.", nullptr, jobs),
              {{m_actions[ActionId::StartQueue]->iconText(), [&queue] { queue.start(); }}, {tr("OK")}}, isSo);
}

void JobQuestions::sayBefore(int waiting, const std::vector<jobs::JobId>& now)
{
    jobs::RenderQueue& queue = m_renderer.queue();
    const auto isThere = [&queue, now] {
        const std::vector<jobs::Job> jobs = queue.state().jobs;
        return std::any_of(jobs.begin(), jobs.end(), [&now](const jobs::Job& job) {
            return std::find(now.begin(), now.end(), job.id) != now.end();
        });
    };
    offer(tr("Before the %n waiting job(s).", nullptr, waiting),
          {{waiting > 1 ? tr("Behind them") : tr("Behind it"), [&queue, now] { queue.postpone(now); }}}, isThere);
    m_offerTimer->start(kOrderFor);
}

QString JobQuestions::question() const
{
    return !m_asked.empty() ? m_asked.back().words : m_offer ? m_offer->words : QString();
}

QList<Answer> JobQuestions::choices() const
{
    if (m_asked.empty())
        return m_offer ? m_offer->answers : QList<Answer>();
    return m_asked.back().answers + QList<Answer>{m_asked.back().stay};
}

QStringList JobQuestions::answers() const
{
    QStringList words;
    for (const Answer& answer : choices())
        words.append(answer.words);
    return words;
}

void JobQuestions::answer(int index)
{
    const Answer given = choices().value(index); // A copy, because act() may ask the next question.
    if (m_asked.empty()) {
        withdrawOffer();
    } else {
        m_asked.pop_back();
        Q_EMIT changed();
    }
    if (given.act)
        given.act();
}

void JobQuestions::answerAsked(const QString& words, int index)
{
    const auto found = std::find_if(m_asked.begin(), m_asked.end(),
                                    [&words](const Question& asked) { return asked.words == words; });
    if (found == m_asked.end())
        return;
    const Answer given = (found->answers + QList<Answer>{found->stay}).value(index);
    m_asked.erase(found);
    Q_EMIT changed();
    if (given.act)
        given.act();
}

bool JobQuestions::dismiss()
{
    if (!m_asked.empty())
        answer(static_cast<int>(m_asked.back().answers.size()));
    else if (m_offer)
        withdrawOffer();
    else
        return false;
    return true;
}

void JobQuestions::review()
{
    if (std::erase_if(m_asked, [](const Question& asked) { return asked.applies && !asked.applies(); }) > 0)
        Q_EMIT changed();
    if (m_offer && m_offer->applies && !m_offer->applies())
        withdrawOffer();
}

} // namespace studio::ui
