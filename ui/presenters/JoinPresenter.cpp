// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/JoinPresenter.h"

#include "core/settings/Settings.h"
#include "ui/common/Actions.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/PlayerController.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/JobQuestions.h"
#include "ui/presenters/WindowRules.h"
#include "ui/services/ExportService.h"
#include "ui/services/Folders.h"

#include <QAction>

#include <algorithm>

namespace studio::ui {
namespace {

bool hasFilm(const project::Take& take)
{
    return take.state != project::TakeState::Rendering && take.framesMade > 0;
}

bool isAlike(const project::Take& a, const project::Take& b)
{
    return a.width == b.width && a.height == b.height && a.frameRate == b.frameRate;
}

} // namespace

JoinPresenter::JoinPresenter(const WindowContext& context, TakesPanel& panel, const Actions& actions,
                             JobQuestions& questions, QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_panel(panel)
    , m_questions(questions)
{
    connect(&m_panel, &TakesPanel::selectionChanged, this, &JoinPresenter::followSelection);
    connect(actions[ActionId::JoinTakes], &QAction::triggered, this, &JoinPresenter::join);
    connect(actions[ActionId::CutKeepBefore], &QAction::triggered, this, [this] { cut(Keep::Before); });
    connect(actions[ActionId::CutKeepAfter], &QAction::triggered, this, [this] { cut(Keep::After); });
}

void JoinPresenter::setShownTake(int number)
{
    m_shown = number;
}

void JoinPresenter::followSelection()
{
    std::vector<int> selected;
    for (const QModelIndex& index : m_panel.selectedTakes())
        selected.push_back(index.data(TakeModel::NumberRole).toInt());
    std::sort(selected.begin(), selected.end());
    std::erase_if(m_order, [&](int number) { return !std::binary_search(selected.begin(), selected.end(), number); });
    for (const int number : selected) {
        if (std::find(m_order.begin(), m_order.end(), number) == m_order.end())
            m_order.push_back(number);
    }
}

std::vector<project::Take> JoinPresenter::takesToJoin() const
{
    std::vector<project::Take> takes;
    for (const QModelIndex& index : m_panel.selectedTakes())
        takes.push_back(index.data(TakeModel::TakeRole).value<project::Take>());
    const auto placeOf
        = [this](const project::Take& take) { return std::find(m_order.begin(), m_order.end(), take.number); };
    std::sort(takes.begin(), takes.end(),
              [&](const project::Take& a, const project::Take& b) { return placeOf(a) < placeOf(b); });
    return takes;
}

void JoinPresenter::join()
{
    std::vector<jobs::JoinedPart> parts;
    for (const project::Take& take : takesToJoin())
        parts.push_back({.take = take, .first = 0, .frames = take.framesMade});
    order(std::move(parts));
}

// At the beginning of the playhead's block.
void JoinPresenter::cut(Keep keep)
{
    const project::Take* const take = m_context.takes.byNumber(m_shown);
    if (!take || !hasFilm(*take))
        return;
    const int64_t frame = std::min<int64_t>(m_context.player.frame(), take->framesMade - 1);
    const int64_t at = frame / kFramesPerBlock * kFramesPerBlock;
    if (at == 0) {
        m_questions.offer(tr("The playhead is in the first block: nothing is before it. Go to where the cut is to be."),
                          {{tr("OK")}});
        return;
    }
    const bool isBefore = keep == Keep::Before;
    order({{.take = *take, .first = isBefore ? 0 : at, .frames = isBefore ? at : take->framesMade - at}});
}

void JoinPresenter::order(std::vector<jobs::JoinedPart> parts)
{
    if (parts.empty())
        return;
    const QString folder = Folders::of(m_context.settings).takes;
    ExportJob job;
    job.take = parts.front().take.number;
    job.order.target = words::path(folder);
    job.join = jobs::TakeJoin{.folder = words::path(folder),
                              .namePattern = m_context.settings.get(settings::kNamePattern).toStdString(),
                              .parts = std::move(parts)};
    m_context.exporter.add(std::move(job));
}

void JoinPresenter::contribute(AppState& state) const
{
    const project::Take* const shown = m_context.takes.byNumber(m_shown);
    if (!shown || !hasFilm(*shown))
        state.cutProblem = tr("No take that is made is in the player.");
    if (shown && !shown->parts.empty())
        state.joinedTakeShown = shown->origin();
    const std::vector<project::Take> takes = takesToJoin();
    if (takes.size() < 2) {
        state.joinProblem = tr("Select two takes or more: they are joined in the order in which you select them.");
        return;
    }
    for (const project::Take& take : takes) {
        if (!hasFilm(take))
            state.joinProblem = tr("%1 isn't made yet.").arg(words::takeName(take));
        else if (!isAlike(take, takes.front()))
            state.joinProblem
                = tr("Only takes of one size and frame rate can be joined: %1 is %2, %3 is %4.",
                     "take, size, take, size")
                      .arg(words::takeName(takes.front()), words::size(takes.front().width, takes.front().height),
                           words::takeName(take), words::size(take.width, take.height));
        state.joinOrder.push_back(take.number);
    }
}

} // namespace studio::ui
