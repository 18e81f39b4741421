// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/MosaicPresenter.h"

#include "ui/common/Actions.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/MosaicController.h"
#include "ui/controllers/PlayerController.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/MosaicBar.h"
#include "ui/panels/PlayerPanel.h"
#include "ui/presenters/CompareChoice.h"
#include "ui/presenters/WindowRules.h"
#include "ui/widgets/MosaicView.h"
#include "ui/widgets/VideoView.h"

#include <QAction>
#include <QApplication>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

constexpr size_t kKeptBytes = size_t{12} << 20; // of each film's frames, which are small

} // namespace

MosaicPresenter::MosaicPresenter(const WindowContext& context, PlayerPanel& panel, const Actions& actions,
                                 MessageCentre& messages, QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_panel(panel)
    , m_view(panel.mosaic())
    , m_actions(actions)
    , m_messages(messages)
    , m_controller(new MosaicController(context.player, this))
{
    connect(m_actions[ActionId::SeeAllTakes], &QAction::triggered, this, [this] { outline(m_outlined, Seen::All); });
    for (size_t i = 0; i < kSeeTake.size(); ++i)
        connect(m_actions[kSeeTake[i]], &QAction::triggered, this, [this, i] { outline(i, Seen::Alone); });
    connectViews();
    const TakeModel& all = m_context.takes;
    // Before it is gone, so that the others play on.
    connect(&all, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this, &all](const QModelIndex& /*parent*/, int first, int last) {
                std::vector<bool> kept(m_cells.size(), true);
                for (int row = first; row <= last; ++row) {
                    if (const size_t cell = cellOf(all.takes()[static_cast<size_t>(row)].number); cell < kept.size())
                        kept[cell] = false;
                }
                keepCells(kept);
            });
    connect(&all, &QAbstractItemModel::dataChanged, this, &MosaicPresenter::leaveGone);
    connect(&all, &QAbstractItemModel::modelReset, this, &MosaicPresenter::leaveGone);
}

void MosaicPresenter::connectViews()
{
    connect(m_controller, &MosaicController::frameShown, &m_view, &MosaicView::setPicture);
    connect(m_controller, &MosaicController::overChanged, this, &MosaicPresenter::show);
    connect(m_controller, &MosaicController::failed, this, [this](size_t cell, const Error& error) {
        std::vector<bool> kept(m_cells.size(), true);
        if (cell < kept.size())
            kept[cell] = false;
        keepCells(kept);
        m_messages.showError(QStringLiteral("player"), MessageId::FileUnreadable, error,
                             {{QStringLiteral("file"), words::fileName(error.subject)}});
    });
    connect(&m_view, &MosaicView::sizesChanged, this, [this] {
        if (isOn())
            m_controller->setSizes(m_view.sizes());
    });
    connect(&m_view, &MosaicView::outlineWanted, this, [this](size_t cell) { outline(cell, m_seen); });
    connect(&m_view, &MosaicView::turned, this,
            [this](size_t cell) { outline(cell, m_seen == Seen::All ? Seen::Alone : Seen::All); });
    connect(&m_view, &MosaicView::menuRequested, this, [this](size_t cell, const QPoint& position) {
        if (cell < m_cells.size())
            Q_EMIT menuWanted(m_cells[cell].number, position);
    });
}

size_t MosaicPresenter::cellOf(int number) const
{
    const auto found
        = std::find_if(m_cells.begin(), m_cells.end(), [number](const Cell& cell) { return cell.number == number; });
    return static_cast<size_t>(found - m_cells.begin());
}

void MosaicPresenter::begin(const std::vector<int>& takes)
{
    m_cells.clear();
    for (const int number : takes)
        m_cells.push_back({.number = number, .film = filmOf(*m_context.takes.byNumber(number), kKeptBytes)});
    m_outlined = cellOf(m_shownTake) < m_cells.size() ? cellOf(m_shownTake) : 0;
    m_seen = Seen::All;
    show();
    for (size_t i = 0; i < m_cells.size(); ++i) { // until their first frames come
        const QModelIndex take = m_context.takes.indexOf(m_cells[i].number);
        m_view.setPicture(i, m_context.takes.data(take, TakeModel::ThumbnailRole).value<QImage>());
    }
    play();
    m_view.setFocus(Qt::MouseFocusReason); // for the arrow keys; without a focus ring
}

void MosaicPresenter::outline(size_t cell, Seen seen)
{
    if (cell >= m_cells.size())
        return;
    const bool isOther = std::exchange(m_outlined, cell) != cell;
    m_seen = seen;
    show();
    if (isOther)
        play();
}

// From here on the outlined one is heard.
void MosaicPresenter::play()
{
    std::vector<ComparedFilm> films;
    QList<int> beside;
    for (const Cell& cell : m_cells) {
        films.push_back(cell.film);
        if (cell.number != m_cells[m_outlined].number)
            beside.append(cell.number);
    }
    Q_EMIT filmWanted(m_cells[m_outlined].number, m_controller->play(films, m_outlined));
    m_controller->setSizes(m_view.sizes());
    Q_EMIT takesBesideChanged(beside);
    show();
    Q_EMIT stateChanged();
}

bool MosaicPresenter::escape()
{
    if (!isOn() || m_seen == Seen::All)
        return end();
    outline(m_outlined, Seen::All);
    return true;
}

bool MosaicPresenter::end()
{
    if (!isOn())
        return false;
    const int rest = m_cells[m_outlined].number;
    leave();
    Q_EMIT filmWanted(rest, nullptr);
    return true;
}

void MosaicPresenter::leave()
{
    if (!isOn())
        return;
    const bool hadFocus = m_panel.isAncestorOf(QApplication::focusWidget());
    m_cells.clear();
    m_controller->end();
    m_view.setState({});
    show();
    Q_EMIT takesBesideChanged({});
    Q_EMIT stateChanged();
    if (hadFocus)
        m_panel.video().setFocus(Qt::MouseFocusReason);
}

void MosaicPresenter::pickTake(int number)
{
    if (const size_t cell = cellOf(number); cell < m_cells.size())
        outline(cell, m_seen);
    else
        Q_EMIT showWanted(number);
}

// The others close up. The last one is alone in the player.
void MosaicPresenter::keepCells(const std::vector<bool>& kept)
{
    if (std::find(kept.begin(), kept.end(), false) == kept.end())
        return;
    const int outlined = m_cells[m_outlined].number;
    std::vector<Cell> cells;
    std::vector<QImage> pictures;
    size_t before = 0; // of the kept ones, how many are before the outlined one
    for (size_t i = 0; i < m_cells.size(); ++i) {
        if (!kept[i])
            continue;
        before += i < m_outlined ? 1 : 0;
        cells.push_back(m_cells[i]);
        pictures.push_back(m_view.cell(i).picture());
    }
    if (cells.empty()) {
        leave();
        return;
    }
    m_cells = std::move(cells);
    m_outlined = std::min(before, m_cells.size() - 1);
    if (m_cells.size() == 1) {
        end();
        return;
    }
    if (m_cells[m_outlined].number != outlined)
        m_seen = Seen::All;
    show();
    for (size_t i = 0; i < pictures.size(); ++i)
        m_view.setPicture(i, pictures[i]);
    play();
}

// Takes that aren't there any more, or go on being made. Those of another folder may have the same numbers.
void MosaicPresenter::leaveGone()
{
    if (!isOn())
        return;
    std::vector<bool> kept;
    for (const Cell& cell : m_cells) {
        const project::Take* take = m_context.takes.byNumber(cell.number);
        kept.push_back(take && isComparable(*take) && take->movie == cell.film.sound);
    }
    keepCells(kept);
    show();
}

void MosaicPresenter::show()
{
    MosaicViewState state{.cells = {}, .outlined = m_outlined, .isAlone = m_seen == Seen::Alone};
    for (size_t i = 0; i < m_cells.size(); ++i) {
        if (const project::Take* take = m_context.takes.byNumber(m_cells[i].number))
            state.cells.push_back(
                {.name = tr("%1 · seed %2", "a take").arg(words::takeName(*take)).arg(take->scene.settings.seed),
                 .size = {take->width, take->height},
                 .isStarred = take->star,
                 .isOver = m_controller->isOver(i)});
    }
    if (isOn())
        m_view.setState(state);
    m_panel.mosaicBar().setState(
        {.title = tr("%n take(s) in step", nullptr, static_cast<int>(m_cells.size())), .takes = m_cells.size()});
    m_actions[ActionId::SeeAllTakes]->setChecked(isOn() && m_seen == Seen::All);
    for (size_t i = 0; i < kSeeTake.size(); ++i)
        m_actions[kSeeTake[i]]->setChecked(isOn() && m_seen == Seen::Alone && i == m_outlined);
}

void MosaicPresenter::contribute(AppState& state) const
{
    state.takesInStep = m_cells.size();
}

} // namespace studio::ui
