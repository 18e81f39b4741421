// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    QList<Answer> answers; // each does something; the best first
    Answer stay; // leaves all as it is; stands behind the others, and is what Esc means
    std::function<bool()> applies{}; // false: the question goes away unanswered
};

// What the strip asks a person, one question at a time, or offers for a while. It has no widget. A question that comes
// while another one is asked goes first; the other one comes back after it.
class JobQuestions : public QObject {
    Q_OBJECT

public:
    // Borrows the queue and the actions, for sayWaits().
    JobQuestions(RenderService& renderer, const Actions& actions, QObject* parent);

    // Stays until it is answered or doesn't apply any more. One of the same words takes the earlier one's place.
    void ask(Question question);
    // It is shown, or comes back after the one that is.
    [[nodiscard]] bool isAsked(const QString& words) const;
    // Goes away by itself, and never takes a question's place.
    void offer(const QString& words, const QList<Answer>& answers);
    void withdrawOffer(); // what it offers was done
    // Offers to start the queue, in which this number of jobs waits, or says that they follow.
    void sayWaits(int jobs);

    void answer(int index);
    // Esc: leaves all as it is. False: nothing is asked.
    bool dismiss();
    // Closes a question that doesn't apply any more.
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
