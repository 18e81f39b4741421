// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/presenters/CompareChoice.h"
#include "ui/presenters/TakeDifferences.h"
#include "ui/services/ComparedFilms.h"

#include <QList>
#include <QObject>
#include <QPoint>

#include <array>
#include <functional>
#include <memory>
#include <vector>

class QMenu;
class QWidget;

namespace studio::ui {

class Actions;
class CompareController;
class CompareTurn;
class CompareView;
class MessageCentre;
class PlayerPanel;
class TakesPanel;
struct AppState;
struct ComparedTakes;
struct WindowContext;

// Two takes in the player: B, which the player plays, is a candidate against A.
class ComparePresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this and of dialogs.
    ComparePresenter(const WindowContext& context, PlayerPanel& panel, TakesPanel& takes, const Actions& actions,
                     MessageCentre& messages, QWidget& window);

    void contribute(AppState& state) const;
    void show();
    // Compares those that are chosen, if they can be.
    void begin();
    // Back to B alone; false: nothing is compared.
    bool end();
    // The take in the player; 0: none.
    void setShownTake(int number) { m_shownTake = number; }
    // A take was picked: it becomes B; without a comparison it is to be shown.
    void pickTake(int number);
    // Something else is in the player.
    void leave();

Q_SIGNALS:
    void stateChanged(); // availabilities may have changed
    void filmWanted(int take,
                    const std::shared_ptr<studio::ui::FilmSource>& film); // as PlayerPresenter::showCompared()
    void severalWanted(const std::vector<int>& takes); // more than two
    void showWanted(int take);
    void takesBesideChanged(const QList<int>& takes); // A, beside the one in the player; or none
    void menuWanted(int take, const QPoint& position);

private:
    struct Side {
        int number = 0;
        ComparedFilm film;
    };

    void connectActions();
    void connectViews();
    void connectTakes();
    void begin(ComparePair pair);
    void compare(ComparePair pair);
    void leaveGone();
    void setMode(CompareMode mode);
    void move(int right, int down);
    void setSound(CompareSide side);
    void stepCandidate(Candidate which);
    void fillMenu(QMenu& menu, int beside, const std::function<void(int)>& choose);
    void fillCompareWith();
    void useValue(size_t row, CompareSide side);
    void showAll();
    void showView();
    [[nodiscard]] bool isOn() const { return m_sides[0].number != 0; }
    [[nodiscard]] const project::Take* take(CompareSide side) const;
    [[nodiscard]] ComparedTakes takes() const; // while it is on
    [[nodiscard]] CompareChoice choice() const;
    [[nodiscard]] const project::Take* current() const;
    [[nodiscard]] bool voicesDiffer() const;

    const WindowContext& m_context;
    PlayerPanel& m_panel;
    CompareView& m_view;
    TakesPanel& m_takes;
    const Actions& m_actions;
    MessageCentre& m_messages;
    QWidget& m_window;
    CompareController* m_controller;
    CompareTurn* m_turn;
    std::array<Side, 2> m_sides;
    ComparePair m_last; // the pair, also after the end
    std::vector<int> m_lastSeveral; // unless it was a pair
    int m_rest = 0; // A, which is shown alone once B is removed
    QString m_problem; // why none can be compared
    TakeDifferences m_differences;
    CompareSide m_sound = CompareSide::A;
    int m_shownTake = 0;
};

} // namespace studio::ui
