// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>

class QTimer;

namespace studio::ui {

class Actions;
class RenderService;

// What the strip asks a person, one question at a time, or offers for a while. It has no widget.
class JobQuestions : public QObject {
    Q_OBJECT

public:
    // Borrows the queue and the actions, for sayWaits().
    JobQuestions(RenderService& renderer, const Actions& actions, QObject* parent);

    // A question until it is answered; `answered` gets the index of the answer. It goes away unanswered as soon as
    // `applies` is false.
    void ask(const QString& question, const QStringList& answers, std::function<void(int)> answered,
             std::function<bool()> applies = {});
    // The same, but it goes away by itself, and never takes a question's place.
    void offer(const QString& words, const QStringList& answers, std::function<void(int)> answered);
    void withdrawOffer(); // what it offers was done
    // Offers to start the queue, in which this number of jobs waits, or says that they follow.
    void sayWaits(int jobs);

    void answer(int index);
    // The question's last answer, which changes nothing. False: nothing is asked.
    bool dismiss();
    // Closes a question that doesn't apply any more.
    void review();

    [[nodiscard]] const QString& question() const { return m_question; } // empty: none
    [[nodiscard]] const QStringList& answers() const { return m_answers; }

Q_SIGNALS:
    void changed();

private:
    void close();

    RenderService& m_renderer;
    const Actions& m_actions;
    QString m_question;
    QStringList m_answers;
    std::function<void(int)> m_answered;
    std::function<bool()> m_applies;
    bool m_isOffer = false;
    QTimer* m_offerTimer;
};

} // namespace studio::ui
