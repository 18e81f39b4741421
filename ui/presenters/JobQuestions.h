// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"

#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

class QTimer;

namespace studio::ui {

class Actions;
class RenderService;

// A button below a question, and what it does.
struct Answer {
    QString words;
    std::function<void()> act{};
};

struct Question {
    QString words;
    QList<Answer> answers; // best first; each has an action
    Answer stay; // changes nothing; the last button, and Esc
    std::function<bool()> applies{}; // false: the question goes away unanswered
};

// The job strip's questions and temporary offers, without its widget. One question is shown at a time; a new one covers
// the current one, which returns afterwards.
class JobQuestions : public QObject {
    Q_OBJECT

public:
    // Borrows the queue and the actions, for sayWaits().
    JobQuestions(RenderService& renderer, const Actions& actions, QObject* parent);

    // The question stays until it is answered or no longer applies. It replaces one with the same words.
    void ask(Question question);
    // Whether a question with these words is shown, or covered by another one.
    [[nodiscard]] bool isAsked(const QString& words) const;
    // Shows an offer, which expires by itself, or once it no longer applies, and never covers a question.
    void offer(const QString& words, const QList<Answer>& answers, const std::function<bool()>& applies = {});
    void withdrawOffer(); // when what it offers has been done
    // Reports the jobs that wait now: offers to start the queue, or says that they will follow.
    void sayWaits();
    // Reports jobs of renderNow() that run before `waiting` others: offers to postpone them.
    void sayBefore(int waiting, const std::vector<jobs::JobId>& now);

    void answer(int index);
    // Gives this answer to the question with these words, shown or covered.
    void answerAsked(const QString& words, int index);
    // Handles Esc: answers with `stay`. False: no question is shown.
    bool dismiss();
    // Removes questions that no longer apply.
    void review();

    [[nodiscard]] QString question() const; // empty: none
    [[nodiscard]] QStringList answers() const;

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] QList<Answer> choices() const; // of what is shown

    RenderService& m_renderer;
    const Actions& m_actions;
    std::vector<Question> m_asked; // the last one is shown
    std::optional<Question> m_offer; // shown while nothing is asked; without stay
    QTimer* m_offerTimer;
};

} // namespace studio::ui
