// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"
#include "ui/panels/JobStrip.h"
#include "ui/window/WindowRules.h"

#include <QObject>
#include <QString>

#include <functional>
#include <optional>

class QSystemTrayIcon;
class QTimer;

namespace studio::ui {

class MainWindow;

// The strip: what is being made, how far it is, what went wrong with it; questions and offers; notifications.
class JobWiring : public QObject {
    Q_OBJECT

public:
    explicit JobWiring(MainWindow& window);
    ~JobWiring() override;

    void contribute(AppState& state) const;
    // Shows what refresh() found out.
    void show();

    // A question in the strip, until it is answered; `answered` hears which one. It goes away unanswered as soon as
    // `applies` is false.
    void ask(const QString& question, const QStringList& answers, std::function<void(int)> answered,
             std::function<bool()> applies = {});
    // The same, but it goes away by itself.
    void offer(const QString& words, const QStringList& answers, std::function<void(int)> answered);
    void withdrawOffer(); // what it offers was done
    // That so many jobs wait in the queue, and for what.
    void sayWaits(int jobs);
    // Esc: the question's last answer, which changes nothing. False: nothing is asked.
    bool dismissQuestion();
    // First press marks the button, the second stops the take. False: nothing runs.
    bool escapeStops();
    void stopAndKeep();

    // "36 % · Take 7", while one is made; for the title.
    [[nodiscard]] QString titlePart() const;

private:
    void connectActions();
    void takeEnded(const project::Take& take);
    void notify(const QString& title, const QString& words);
    void closeQuestion();
    [[nodiscard]] QString framesWords() const;
    [[nodiscard]] QString timeWords() const;

    MainWindow& m_window;
    std::optional<project::Take> m_last; // of this session
    QString m_question;
    QStringList m_answers;
    std::function<void(int)> m_answered;
    std::function<bool()> m_applies;
    bool m_offer = false;
    QTimer* m_offerTimer;
    QTimer* m_armed; // after the first Esc
    QSystemTrayIcon* m_tray = nullptr;
};

} // namespace studio::ui
