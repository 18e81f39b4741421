// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/PromptPresenter.h"

#include "ui/common/Actions.h"
#include "ui/common/Messages.h"
#include "ui/common/TabOrder.h"
#include "ui/common/TurnWords.h"
#include "ui/common/WindowContext.h"
#include "ui/controllers/SceneController.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/PromptPopup.h"
#include "ui/presenters/WindowRules.h"
#include "ui/services/InputService.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/BlockTimeline.h"

#include <QAction>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

PromptLaneState laneOf(const project::Scene& scene)
{
    PromptLaneState lane{.first = QString::fromStdString(scene.prompt), .prompts = {}, .staleFrom = {}};
    for (const Turn& turn : scene.settings.turns) {
        lane.prompts.push_back({.block = static_cast<int>(turn.block),
                                .prompt = QString::fromStdString(turn.prompt.value_or(std::string())),
                                .seed = turn.seed ? words::turnSeed(*turn.seed) : QString()});
    }
    return lane;
}

const Turn* turnAt(const std::vector<Turn>& turns, int block)
{
    const auto found = std::ranges::find(turns, int64_t{block}, &Turn::block);
    return found == turns.end() ? nullptr : &*found;
}

} // namespace

PromptPresenter::PromptPresenter(const WindowContext& context, BlockTimeline& timeline, const Actions& actions,
                                 QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_timeline(timeline)
    , m_popup(*new PromptPopup(context.theme, window))
    , m_known(context.scene.scene().settings.turns)
{
    setTabPlace(m_popup, timeline);
    connect(&m_context.scene, &SceneController::sceneChanged, this, [this](const project::Scene& scene) {
        const std::vector<Turn>& turns = scene.settings.turns;
        if (std::exchange(m_known, turns) != turns)
            setPrompts(PromptsShown::Scene);
        show();
    });
    connect(&m_context.renderer, &RenderService::stateChanged, this, &PromptPresenter::show);
    connect(&m_context.takes, &TakeModel::loaded, this, &PromptPresenter::show);
    connect(actions[ActionId::PromptHere], &QAction::triggered, this, [this] {
        if (const std::optional<int> block = m_timeline.playheadBlock())
            open(*block);
    });
    connectTimeline();
    show();
}

void PromptPresenter::connectTimeline()
{
    connect(&m_timeline, &BlockTimeline::promptWanted, this, &PromptPresenter::open);
    connect(&m_timeline, &BlockTimeline::promptMoved, this, &PromptPresenter::move);
    connect(&m_timeline, &BlockTimeline::promptRemoved, this, &PromptPresenter::remove);
    connect(&m_timeline, &BlockTimeline::lengthChanged, this, [this] {
        show();
        Q_EMIT stateChanged();
    });
    connect(&m_popup, &PromptPopup::edited, &m_context.inputs, &InputService::count);
    connect(&m_context.inputs, &InputService::promptCounted, this, [this](const PromptState& state) {
        const bool tooLong = state.counted && state.tokens > state.limit;
        m_popup.setProblem(tooLong ? message(MessageId::PromptTooLong,
                                             {{QStringLiteral("n"), QString::number(state.tokens - state.limit)},
                                              {QStringLiteral("most"), QString::number(state.limit)}})
                                         .what
                                   : QString());
    });
    connect(&m_popup, &PromptPopup::accepted, this, &PromptPresenter::write);
    connect(&m_popup, &PromptPopup::removed, this, [this] { remove(m_edited); });
    connect(&m_popup, &PromptPopup::closed, this, [this] { m_timeline.setFocus(Qt::PopupFocusReason); });
}

void PromptPresenter::setShownTake(int number)
{
    m_number = number;
    setPrompts(PromptsShown::Take);
    show();
}

void PromptPresenter::setPrompts(PromptsShown prompts)
{
    m_prompts = prompts;
    Q_EMIT promptsShown(prompts);
}

bool PromptPresenter::escape()
{
    return m_popup.cancel();
}

const project::Take* PromptPresenter::take() const
{
    const std::optional<project::Take>& running = m_context.renderer.state().take;
    if (running && running->number == m_number)
        return &*running;
    return m_number != 0 ? m_context.takes.byNumber(m_number) : nullptr;
}

const project::Scene& PromptPresenter::scene() const
{
    const project::Take* const shown = m_prompts == PromptsShown::Take ? take() : nullptr;
    return shown ? shown->scene : m_context.scene.scene();
}

std::vector<Turn> PromptPresenter::turns() const
{
    const project::Scene& shown = scene();
    return &shown == &m_context.scene.scene() ? shown.settings.turns : promptsOf(shown.settings.turns);
}

std::optional<int> PromptPresenter::staleFrom() const
{
    const project::Take* const made = take();
    if (!made || m_prompts == PromptsShown::Take)
        return std::nullopt;
    const project::Scene& wanted = m_context.scene.scene();
    for (int block = 0; block < m_timeline.state().made; ++block) {
        if (made->scene.settings.promptAt(block, made->scene.prompt) != wanted.settings.promptAt(block, wanted.prompt))
            return block;
    }
    return std::nullopt;
}

void PromptPresenter::showScene()
{
    setPrompts(PromptsShown::Scene);
    show();
}

void PromptPresenter::show()
{
    PromptLaneState lane = laneOf(scene());
    lane.staleFrom = staleFrom();
    m_timeline.setPrompts(std::move(lane));
}

void PromptPresenter::contribute(AppState& state) const
{
    state.blocksShown = m_timeline.state().blocks > 0;
}

void PromptPresenter::open(int block)
{
    const std::vector<Turn> now = turns();
    const Turn* const turn = turnAt(now, block);
    if (block == 0 && !turn) {
        Q_EMIT firstPromptWanted();
        return;
    }
    m_edited = block;
    m_timeline.selectPrompt(block);
    const project::Scene& shown = scene();
    RenderSpec spec = shown.settings;
    spec.turns = now;
    const bool late = block >= m_timeline.state().blocks;
    const double seconds = std::min(block, m_timeline.state().blocks) * m_timeline.state().blockSeconds;
    const QPoint above(static_cast<int>(m_timeline.toX(seconds)), 0);
    m_popup.open({.time = words::blockTime(block, spec.compat),
                  .prompt = QString::fromStdString(spec.promptAt(block, shown.prompt)),
                  .note = late ? tr("The film ends before, so it isn’t used. It stays for a longer voice.") : QString(),
                  .isNew = !turn || !turn->prompt},
                 m_timeline.mapTo(m_popup.parentWidget(), above));
}

// A prompt that is the one before, or empty, is none.
void PromptPresenter::write(const QString& prompt)
{
    const std::vector<Turn> now = turns();
    const Turn* const turn = turnAt(now, m_edited);
    const std::optional<std::string> before = turn ? turn->prompt : std::nullopt;
    RenderSpec spec = scene().settings;
    spec.turns = now;
    std::string wanted = prompt.toStdString();
    if (wanted == before.value_or(spec.promptAt(m_edited, scene().prompt)))
        return;
    if (wanted.empty()) {
        if (before)
            remove(m_edited);
        return;
    }
    const QString time = words::blockTime(m_edited, spec.compat);
    m_context.scene.setTurns(withPrompt(now, m_edited, std::move(wanted)),
                             before ? tr("Edit prompt at %1", "time").arg(time)
                                    : tr("Add prompt at %1", "time").arg(time));
    m_timeline.selectPrompt(m_edited);
}

void PromptPresenter::move(int from, int to)
{
    const std::vector<Turn> now = turns();
    const Turn* const turn = turnAt(now, from);
    if (!turn || !turn->prompt)
        return;
    m_context.scene.setTurns(withPrompt(withPrompt(now, from, std::nullopt), to, turn->prompt), tr("Move prompt"));
    m_timeline.selectPrompt(to);
}

// With a seed, where it has one.
void PromptPresenter::remove(int block)
{
    std::vector<Turn> now = turns();
    if (std::erase_if(now, [block](const Turn& turn) { return turn.block == block; }) > 0)
        m_context.scene.setTurns(
            now, tr("Remove prompt at %1", "time").arg(words::blockTime(block, scene().settings.compat)));
}

} // namespace studio::ui
