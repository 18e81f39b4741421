// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/presenters/ShownFilm.h"

#include <QObject>

#include <vector>

class QMenu;
class QPoint;
class QWidget;

namespace studio::ui {

class Actions;
class BlockTimeline;
struct TimelineState;
struct WindowContext;

// The player's timeline: blocks of the film that it shows, and their menu. Its prompts are PromptPresenter's.
class TimelinePresenter : public QObject {
    Q_OBJECT

public:
    // Borrows everything. `window`: parent of this and of menus.
    TimelinePresenter(const WindowContext& context, BlockTimeline& timeline, const Actions& actions, QWidget& window);

    void setFilm(const ShownFilm& film);
    void show();

Q_SIGNALS:
    void placeChosen(); // by the person

private:
    void connectViews();
    void connectRender();
    void goToBlock(int block);
    void openMenu(const QPoint& position, int block);
    void addCuts(QMenu& menu, int block);
    void addFilm(TimelineState& state, const project::Take& take);

    const WindowContext& m_context;
    BlockTimeline& m_timeline;
    const Actions& m_actions;
    QWidget& m_window;
    ShownFilm m_film;
    int m_running = 0; // number of the running take
    std::vector<float> m_blockSeconds; // rendering time of each of its blocks
    double m_blockStarted = 0; // elapsed seconds
};

} // namespace studio::ui
