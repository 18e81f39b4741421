// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QList>
#include <QWidget>

#include <vector>

class QAbstractItemDelegate;
class QAbstractItemModel;
class QAbstractItemView;
class QDropEvent;
class QFrame;
class QListView;
class QMenu;
class QModelIndex;
class QStackedLayout;
class QTabBar;
class QToolButton;

namespace studio::ui {

class Actions;
class ElidedLabel;
class FilmRow;
class TakesFilter;
class TakesGrid;
class TakesTree;
class TileSizing;
class Theme;

enum class TakesTab { Takes, Queue };

// Counts and totals in the header beside the tabs.
struct TakesState {
    int takes = 0;
    int jobs = 0;
    QString total; // "3 jobs run · about 28 min · done at 16:43"
    QString totalShort; // "3 jobs · 28 min"

    bool operator==(const TakesState&) const = default;
};

// Takes and queue, below the player. The takes are in a grid or a tree, as the actions say. Borrows the lists' models
// and delegates.
class TakesPanel : public QWidget {
    Q_OBJECT

public:
    struct Lists {
        QAbstractItemModel* takes;
        QAbstractItemDelegate* takeDelegate;
        QAbstractItemModel* jobs;
        QAbstractItemDelegate* jobDelegate;
    };

    TakesPanel(const Theme& theme, Actions& actions);
    void setLists(const Lists& lists);
    void setState(const TakesState& state);
    void setTab(TakesTab tab);
    [[nodiscard]] TakesTab tab() const;
    void setTileSize(int size); // as in TileSizing

    [[nodiscard]] QList<QModelIndex> selectedTakes() const;
    [[nodiscard]] QModelIndex currentTake() const;
    [[nodiscard]] QModelIndex currentJob() const;
    void selectTake(const QModelIndex& index);
    // Without going to it: the list stays where it is.
    void markTake(const QModelIndex& index);
    void focusList();
    void openTakeMenu(const QPoint& position); // of the selected takes, anywhere on the screen
    [[nodiscard]] QListView& takesView() const;
    // The takes in one row, with the same selection: the place of this panel in a small window. Borrowed until the
    // window gives it a parent.
    [[nodiscard]] FilmRow& film() const { return *m_film; }
    [[nodiscard]] QListView& jobsView() const { return *m_jobs; }
    // The presets for final renders, shared by button and menu bar; filled by TakesPresenter.
    [[nodiscard]] QMenu& finalMenu() const { return *m_finalMenu; }
    [[nodiscard]] TakesFilter& filter() const { return *m_filter; }
    // The takes to compare with, shared likewise; filled by ComparePresenter.
    [[nodiscard]] QMenu& compareMenu() const { return *m_compareMenu; }
    // What happens when the queue is done, shared likewise.
    [[nodiscard]] QMenu& whenDoneMenu() const { return *m_whenDone; }

Q_SIGNALS:
    void tabChanged(studio::ui::TakesTab tab);
    void tileSizeChanged(int size);
    void takesPicked(); // by pointer or keys
    void takeActivated(const QModelIndex& index);
    void jobActivated(const QModelIndex& index);
    void selectionChanged();
    void sizeResetWanted(); // asks for the list's default height

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showState();
    void showPage();
    bool dragOverTabs(QEvent& event);
    [[nodiscard]] bool takesDrop(const QDropEvent& drop) const;
    [[nodiscard]] std::vector<QAbstractItemView*> takeViews() const;
    void openMenuIn(const QAbstractItemView& view, const QPoint& position);
    void openJobMenu(const QPoint& position);

    const Theme& m_theme;
    Actions& m_actions;
    Texts m_texts;
    TakesState m_state;
    QTabBar* m_tabs;
    TakesFilter* m_filter;
    QPushButton* m_final;
    QMenu* m_finalMenu;
    QMenu* m_compareMenu;
    QFrame* m_layouts;
    ElidedLabel* m_total;
    QPushButton* m_stopAfter;
    QPushButton* m_start;
    QToolButton* m_queueMenu;
    QMenu* m_whenDone;
    QStackedLayout* m_stack;
    TakesGrid* m_takes;
    TakesTree* m_tree;
    TileSizing* m_sizing;
    FilmRow* m_film;
    QListView* m_jobs;
    QLabel* m_noTakes;
    QLabel* m_noJobs;
};

} // namespace studio::ui
