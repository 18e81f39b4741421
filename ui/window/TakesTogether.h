// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace studio::ui {

class Actions;
class ComparePresenter;
class MessageCentre;
class MosaicPresenter;
class PlayerPanel;
class PlayerPresenter;
class TakesPanel;
class TakesPresenter;
struct AppState;
struct WindowContext;

// More than one take in the player: two compared, or several in step. It makes the presenters of both, which take
// turns, and connects their signals.
class TakesTogether : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this and of dialogs.
    TakesTogether(const WindowContext& context, PlayerPanel& panel, TakesPanel& takes, const Actions& actions,
                  MessageCentre& messages, QWidget& window);
    void connectTo(PlayerPresenter& player, TakesPresenter& takes);

    void contribute(AppState& state) const;
    void show();
    // As TakesPresenter::showWanted().
    void pickTake(int take);
    // Back to one take; false: there is one at most.
    bool end();
    // As end(), but from one of several that is seen alone back to all.
    bool escape();

Q_SIGNALS:
    void stateChanged(); // availabilities may have changed

private:
    ComparePresenter* m_compare;
    MosaicPresenter* m_mosaic;
};

} // namespace studio::ui
