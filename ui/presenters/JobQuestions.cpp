// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/JobQuestions.h"

#include "ui/common/Actions.h"
#include "ui/services/RenderService.h"

#include <QAction>
#include <QTimer>

namespace studio::ui {
namespace {

constexpr int kOfferFor = 8000; // ms

}

JobQuestions::JobQuestions(RenderService& renderer, const Actions& actions, QObject* parent)
    : QObject(parent)
    , m_renderer(renderer)
    , m_actions(actions)
    , m_offerTimer(new QTimer(this))
{
    m_offerTimer->setSingleShot(true);
    m_offerTimer->setInterval(kOfferFor);
    connect(m_offerTimer, &QTimer::timeout, this, &JobQuestions::withdrawOffer);
}

void JobQuestions::ask(const QString& question, const QStringList& answers, std::function<void(int)> answered,
                       std::function<bool()> applies)
{
    m_applies = std::move(applies);
    m_question = question;
    m_answers = answers;
    m_answered = std::move(answered);
    m_isOffer = false;
    m_offerTimer->stop();
    Q_EMIT changed();
}

void JobQuestions::offer(const QString& words, const QStringList& answers, std::function<void(int)> answered)
{
    if (!m_question.isEmpty() && !m_isOffer) // A question waits for its answer.
        return;
    ask(words, answers, std::move(answered));
    m_isOffer = true;
    m_offerTimer->start();
}

void JobQuestions::withdrawOffer()
{
    if (m_isOffer)
        close();
}

void JobQuestions::sayWaits(int jobs)
{
    if (m_renderer.state().started)
        offer(tr("%n job(s) follow after this take.", nullptr, jobs), {tr("Good")}, {});
    else
        offer(tr("%n job(s) wait in the queue until it is started.", nullptr, jobs),
              {m_actions[ActionId::StartQueue]->iconText(), tr("Good")}, [this](int answer) {
                  if (answer == 0)
                      m_renderer.queue().start();
              });
}

void JobQuestions::answer(int index)
{
    const auto answered = m_answered; // It may ask the next question.
    close();
    if (answered)
        answered(index);
}

bool JobQuestions::dismiss()
{
    if (m_question.isEmpty())
        return false;
    const auto answered = m_isOffer ? std::function<void(int)>() : m_answered;
    const int last = static_cast<int>(m_answers.size()) - 1;
    close();
    if (answered)
        answered(last);
    return true;
}

void JobQuestions::review()
{
    if (m_applies && !m_applies())
        close();
}

void JobQuestions::close()
{
    m_applies = nullptr;
    m_question.clear();
    m_answers.clear();
    m_answered = nullptr;
    m_isOffer = false;
    m_offerTimer->stop();
    Q_EMIT changed();
}

} // namespace studio::ui
