// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/TimelinePresenter.h"

#include "core/project/Take.h"
#include "ui/common/Actions.h"
#include "ui/common/ScoreWords.h"
#include "ui/common/WindowContext.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/controllers/VoicePlayer.h"
#include "ui/models/TakeModel.h"
#include "ui/services/InputService.h"
#include "ui/services/RenderService.h"
#include "ui/services/TakeScorer.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/PaintText.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QMenu>

#include <algorithm>
#include <tuple>

namespace studio::ui {
namespace {

constexpr double kBlockSeconds = static_cast<double>(kFramesPerBlock) / kFramesPerSecond;
constexpr int kBlocksPerClip = kDefaultFramesPerClip / kFramesPerBlock;

int blocksOf(int64_t frames)
{
    return static_cast<int>((frames + kFramesPerBlock - 1) / kFramesPerBlock);
}

// The blocks in flight, from block `made` on, of a wavefront with `steps` lanes that has finished `forward` (block,
// step) pairs.
std::vector<TimelineLane> blocksInFlight(int64_t forward, int blocks, int steps, int made)
{
    std::vector<TimelineLane> lanes;
    if (steps <= 0 || blocks <= 0)
        return lanes;
    // Ticks that are done: tick t does one step of each block in (t - steps, t].
    int64_t done = 0;
    int tick = 0;
    while (tick < blocks + steps - 1) {
        const int first = std::max(0, tick - steps + 1);
        const int last = std::min(blocks - 1, tick);
        const int64_t pairs = last - first + 1;
        if (done + pairs > forward)
            break;
        done += pairs;
        ++tick;
    }
    for (int block = std::max(0, made); block < blocks && block < tick; ++block)
        lanes.push_back({block, std::min(steps, tick - block)});
    return lanes;
}

} // namespace

TimelinePresenter::TimelinePresenter(const WindowContext& context, BlockTimeline& timeline, const Actions& actions,
                                     QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_timeline(timeline)
    , m_actions(actions)
    , m_window(window)
{
    connectViews();
    connectRender();
    show();
}

void TimelinePresenter::connectViews()
{
    PlayerController& player = m_context.player;
    connect(&player, &PlayerController::positionChanged, &m_timeline, &BlockTimeline::setPlayhead);
    connect(&m_context.voice, &VoicePlayer::positionChanged, this, [this] {
        if (!m_context.player.hasFilm())
            m_timeline.setPlayhead(playhead(m_context));
    });
    connect(&m_timeline, &BlockTimeline::scrubStarted, this, [this, &player] {
        Q_EMIT placeChosen();
        player.beginScrub();
    });
    connect(&m_timeline, &BlockTimeline::scrubbed, this, [this](double seconds) { seek(m_context, seconds); });
    connect(&m_timeline, &BlockTimeline::scrubEnded, &player, &PlayerController::endScrub);
    connect(&m_timeline, &BlockTimeline::loopChanged, &player, &PlayerController::setLoop);
    connect(&m_timeline, &BlockTimeline::markChosen, this, &TimelinePresenter::goToBlock);
    connect(&m_timeline, &BlockTimeline::menuRequested, this, &TimelinePresenter::openMenu);
    connect(&m_context.scorer, &TakeScorer::scored, this,
            [this](int number, const std::filesystem::path& movie, const FilmScores& scores) {
                if (m_context.takes.setScores(number, movie, scores) && number == m_film.take)
                    show();
            });
    connect(&m_context.inputs, &InputService::voiceChanged, this, &TimelinePresenter::show);
    connect(&m_context.inputs, &InputService::waveformRead, this, &TimelinePresenter::show);
}

void TimelinePresenter::connectRender()
{
    const RenderService& renderer = m_context.renderer;
    connect(&renderer, &RenderService::stateChanged, this, [this](const jobs::QueueState& state) {
        const int number = state.take ? state.take->number : 0;
        if (state.run == jobs::RunState::Idle || number == 0 || number == m_running)
            return;
        m_running = number;
        m_blockSeconds.clear();
        m_blockStarted = 0;
    });
    connect(&renderer, &RenderService::framesMade, this, [this](qint64 first, qint64 count) {
        const double elapsed = m_context.renderer.progress().elapsedSeconds;
        const auto blocks = static_cast<size_t>(blocksOf(first + count));
        while (m_blockSeconds.size() < blocks)
            m_blockSeconds.push_back(static_cast<float>(std::max(0.0, elapsed - m_blockStarted)));
        m_blockStarted = elapsed;
    });
    connect(&renderer, &RenderService::progressed, this, [this] {
        if (m_film.isLive)
            show();
    });
    connect(&renderer, &RenderService::takeEnded, this, [this] { m_running = 0; });
}

void TimelinePresenter::setFilm(const ShownFilm& film)
{
    m_film = film;
    show();
}

void TimelinePresenter::show()
{
    const PlayerController& player = m_context.player;
    TimelineState state;
    state.blockSeconds = kBlockSeconds;
    state.emptyWords = tr("The blocks of a take appear here while they are made.");
    const project::Take* shown = takeOf(m_context, m_film);
    if (shown && player.hasFilm()) {
        addFilm(state, *shown);
    } else if (const std::optional<jobs::VoiceFacts>& voice = m_context.inputs.voice().facts;
               voice && !player.hasFilm()) { // The film that is prepared.
        state.blocks = blocksOf(voice->frames);
        state.seconds = static_cast<double>(voice->frames) / kFramesPerSecond;
        state.voice = m_context.inputs.voice().pyramid;
        state.voiceStart = m_context.scene.scene().trim.begin;
    }
    m_timeline.setState(state);
    m_timeline.setPlayhead(playhead(m_context));
    m_timeline.setLoop(player.loop());
}

void TimelinePresenter::addFilm(TimelineState& state, const project::Take& take)
{
    const FilmFacts& facts = m_context.player.facts();
    const int64_t total = std::max({take.framesTotal, facts.total, facts.made});
    state.blocks = blocksOf(total);
    state.seconds = static_cast<double>(total) / kFramesPerSecond;
    state.made = blocksOf(facts.made);
    state.steps = take.scene.settings.steps;
    const bool isRendered = take.parts.empty(); // Otherwise the voice's file may be anything but what is heard.
    state.voice = isRendered ? m_context.inputs.waveformOf(take.scene.voice, take.scene.voiceTrack)
                             : m_context.inputs.waveformOf(take.movie, 0);
    state.voiceStart = isRendered ? take.scene.trim.begin : 0;
    if (m_film.isLive) {
        const jobs::JobProgress& progress = m_context.renderer.progress();
        const int leadIn = static_cast<int>(progress.leadIn);
        for (const TimelineLane& lane :
             blocksInFlight(progress.forward, leadIn + state.blocks, state.steps, leadIn + state.made))
            state.lanes.push_back({lane.block - leadIn, lane.step});
        state.secondsPerBlock = m_blockSeconds;
    } else {
        if (take.state == project::TakeState::Failed && state.made < state.blocks)
            state.failed = {state.made};
        if (take.scores)
            state.marks = words::scoreMarks(*take.scores, state.blocks);
        else
            m_context.scorer.score(take);
    }
}

void TimelinePresenter::goToBlock(int block)
{
    Q_EMIT placeChosen();
    seek(m_context, (block * kFramesPerBlock + 0.5) / kFramesPerSecond); // within its first frame
}

void TimelinePresenter::openMenu(const QPoint& position, int block)
{
    PlayerController& player = m_context.player;
    auto* menu = new QMenu(&m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const int clip = block / kBlocksPerClip * kBlocksPerClip;
    const TimelineMark* const mark = m_timeline.markAt(block);
    const int from = mark ? mark->block : block;
    QAction* const again = m_actions[ActionId::BranchTake];
    QAction* const branch = menu->addAction(tr("From %1 again", "time").arg(clockText(from * kBlockSeconds)));
    branch->setObjectName(QStringLiteral("timelineBranchAction"));
    branch->setEnabled(again->isEnabled());
    connect(branch, &QAction::triggered, this, [this, again, from] {
        goToBlock(from);
        again->trigger();
    });
    QAction* const promptHere = m_actions[ActionId::PromptHere];
    QAction* const prompt = menu->addAction(tr("Prompt from %1 on…", "time").arg(clockText(block * kBlockSeconds)));
    prompt->setObjectName(QStringLiteral("timelinePromptAction"));
    connect(prompt, &QAction::triggered, this, [this, promptHere, block] {
        goToBlock(block);
        promptHere->trigger();
    });
    addCuts(*menu, block);
    connect(menu->addAction(tr("Set loop to this clip")), &QAction::triggered, &player, [&player, clip] {
        player.setLoop({clip * kBlockSeconds, (clip + kBlocksPerClip) * kBlockSeconds});
        player.setLooping(true);
    });
    connect(menu->addAction(tr("Copy time")), &QAction::triggered, &player,
            [block] { QApplication::clipboard()->setText(clockText(block * kBlockSeconds)); });
    menu->popup(position);
}

// At the beginning of the block.
void TimelinePresenter::addCuts(QMenu& menu, int block)
{
    const QString time = clockText(block * kBlockSeconds);
    const std::tuple<ActionId, QString, const char*> cuts[]
        = {{ActionId::CutKeepBefore, tr("Cut at %1: keep what is before", "time").arg(time), "timelineCutBeforeAction"},
           {ActionId::CutKeepAfter, tr("Cut at %1: keep what is after", "time").arg(time), "timelineCutAfterAction"}};
    for (const auto& [id, words, name] : cuts) {
        QAction* const wanted = m_actions[id];
        QAction* const cut = menu.addAction(words);
        cut->setObjectName(QString::fromLatin1(name));
        cut->setEnabled(wanted->isEnabled() && block > 0 && block < m_timeline.state().made);
        connect(cut, &QAction::triggered, this, [this, wanted, block] {
            goToBlock(block);
            wanted->trigger();
        });
    }
}

} // namespace studio::ui
