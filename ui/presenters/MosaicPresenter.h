// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"
#include "ui/services/ComparedFilms.h"

#include <QList>
#include <QObject>
#include <QPoint>

#include <memory>
#include <vector>

class QWidget;

namespace studio::ui {

class Actions;
class MessageCentre;
class MosaicController;
class MosaicView;
class PlayerPanel;
struct AppState;
struct WindowContext;

// Several takes in the player, in step. The outlined one is the take in the player: its sound is heard, and the
// timeline is its own.
class MosaicPresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this.
    MosaicPresenter(const WindowContext& context, PlayerPanel& panel, const Actions& actions, MessageCentre& messages,
                    QWidget& window);

    void contribute(AppState& state) const;
    void show();
    // Shows these takes, which are made, in this order.
    void begin(const std::vector<int>& takes);
    // From one alone back to all, and from all to the outlined one alone in the player; false: it isn't on.
    bool escape();
    bool end();
    // The take in the player; 0: none.
    void setShownTake(int number) { m_shownTake = number; }
    // A take was picked: it is outlined, or else it is to be shown.
    void pickTake(int number);
    // Something else is in the player.
    void leave();

Q_SIGNALS:
    void stateChanged(); // availabilities may have changed
    void filmWanted(int take,
                    const std::shared_ptr<studio::ui::FilmSource>& film); // as PlayerPresenter::showCompared()
    void showWanted(int take);
    void takesBesideChanged(const QList<int>& takes); // all but the outlined one; or none
    void menuWanted(int take, const QPoint& position);

private:
    struct Cell {
        int number = 0;
        ComparedFilm film;
    };
    enum class Seen { All, Alone };

    void connectViews();
    void outline(size_t cell, Seen seen);
    void play();
    void keepCells(const std::vector<bool>& kept);
    void leaveGone();
    [[nodiscard]] bool isOn() const { return !m_cells.empty(); }
    [[nodiscard]] size_t cellOf(int number) const; // m_cells.size(): none

    const WindowContext& m_context;
    PlayerPanel& m_panel;
    MosaicView& m_view;
    const Actions& m_actions;
    MessageCentre& m_messages;
    MosaicController* m_controller;
    std::vector<Cell> m_cells;
    size_t m_outlined = 0;
    Seen m_seen = Seen::All;
    int m_shownTake = 0;
};

} // namespace studio::ui
