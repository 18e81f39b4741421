// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/TakesTogether.h"

#include "ui/common/Actions.h"
#include "ui/presenters/ComparePresenter.h"
#include "ui/presenters/MosaicPresenter.h"
#include "ui/presenters/PlayerPresenter.h"
#include "ui/presenters/TakesPresenter.h"

#include <QAction>

namespace studio::ui {

TakesTogether::TakesTogether(const WindowContext& context, PlayerPanel& panel, TakesPanel& takes,
                             const Actions& actions, MessageCentre& messages, QWidget& window)
    : QObject(&window)
    , m_compare(new ComparePresenter(context, panel, takes, actions, messages, window))
    , m_mosaic(new MosaicPresenter(context, panel, actions, messages, window))
{
    connect(actions[ActionId::Compare], &QAction::triggered, this, [this] {
        if (!end())
            m_compare->begin();
    });
    connect(m_compare, &ComparePresenter::severalWanted, m_mosaic, &MosaicPresenter::begin);
    connect(m_compare, &ComparePresenter::stateChanged, this, &TakesTogether::stateChanged);
    connect(m_mosaic, &MosaicPresenter::stateChanged, this, &TakesTogether::stateChanged);
}

void TakesTogether::connectTo(PlayerPresenter& player, TakesPresenter& takes)
{
    connect(&player, &PlayerPresenter::shownTakeChanged, m_compare, &ComparePresenter::setShownTake);
    connect(&player, &PlayerPresenter::shownTakeChanged, m_mosaic, &MosaicPresenter::setShownTake);
    connect(&player, &PlayerPresenter::compareLeft, m_compare, &ComparePresenter::leave);
    connect(&player, &PlayerPresenter::compareLeft, m_mosaic, &MosaicPresenter::leave);
    connect(m_compare, &ComparePresenter::filmWanted, &player,
            [this, &player](int take, const std::shared_ptr<FilmSource>& film) {
                m_mosaic->leave();
                player.showCompared(take, film, VideoState::Mode::Compare);
            });
    connect(m_mosaic, &MosaicPresenter::filmWanted, &player,
            [&player](int take, const std::shared_ptr<FilmSource>& film) {
                player.showCompared(take, film, VideoState::Mode::Mosaic);
            });
    connect(&takes, &TakesPresenter::showWanted, this, &TakesTogether::pickTake);
    connect(m_mosaic, &MosaicPresenter::showWanted, m_compare, &ComparePresenter::pickTake);
    connect(m_compare, &ComparePresenter::showWanted, &player, &PlayerPresenter::showTake);
    connect(m_compare, &ComparePresenter::takesBesideChanged, &takes, &TakesPresenter::setTakesBeside);
    connect(m_mosaic, &MosaicPresenter::takesBesideChanged, &takes, &TakesPresenter::setTakesBeside);
    connect(m_compare, &ComparePresenter::menuWanted, &takes, &TakesPresenter::openMenuOf);
    connect(m_mosaic, &MosaicPresenter::menuWanted, &takes, &TakesPresenter::openMenuOf);
}

void TakesTogether::contribute(AppState& state) const
{
    m_compare->contribute(state);
    m_mosaic->contribute(state);
}

void TakesTogether::show()
{
    m_compare->show();
    m_mosaic->show();
}

void TakesTogether::pickTake(int take)
{
    m_mosaic->pickTake(take);
}

bool TakesTogether::end()
{
    return m_mosaic->end() || m_compare->end();
}

bool TakesTogether::escape()
{
    return m_mosaic->escape() || m_compare->end();
}

} // namespace studio::ui
