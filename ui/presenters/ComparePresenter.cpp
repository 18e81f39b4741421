// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/ComparePresenter.h"

#include "ui/common/Actions.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/CompareController.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/DifferencesDialog.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/CompareBar.h"
#include "ui/panels/CompareStrip.h"
#include "ui/panels/PlayerPanel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/presenters/CompareTurn.h"
#include "ui/presenters/CompareWords.h"
#include "ui/presenters/Orders.h"
#include "ui/presenters/WindowRules.h"
#include "ui/widgets/VideoView.h"

#include <QAction>
#include <QApplication>
#include <QMenu>

#include <algorithm>
#include <utility>

namespace studio::ui {
namespace {

constexpr int kMenuTakes = 12; // the newest ones
constexpr int kHintUses = 3; // after so many the hint goes
constexpr double kLineStep = 0.01;

size_t index(CompareSide side)
{
    return static_cast<size_t>(side);
}

} // namespace

ComparePresenter::ComparePresenter(const WindowContext& context, PlayerPanel& panel, TakesPanel& takes,
                                   const Actions& actions, MessageCentre& messages, QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_panel(panel)
    , m_view(panel.compare())
    , m_takes(takes)
    , m_actions(actions)
    , m_messages(messages)
    , m_window(window)
    , m_controller(new CompareController(context.player, this))
    , m_turn(new CompareTurn(Qt::Key_B, this))
{
    connectActions();
    connectViews();
    connectTakes();
}

void ComparePresenter::connectActions()
{
    const auto on = [this](ActionId id, auto&& act) {
        connect(m_actions[id], &QAction::triggered, this, [this, act] {
            if (isOn())
                act();
        });
    };
    on(ActionId::SwapCompared, [this] {
        m_view.swapPictures();
        compare({.a = m_last.b, .b = m_last.a});
    });
    on(ActionId::SeeOtherCompared, [this] { m_turn->press(); });
    on(ActionId::HearOtherCompared, [this] { setSound(other(m_sound)); });
    on(ActionId::NextCandidate, [this] { stepCandidate(Candidate::Newer); });
    on(ActionId::PreviousCandidate, [this] { stepCandidate(Candidate::Older); });
    on(ActionId::NextCompareMode,
       [this] { setMode(static_cast<CompareMode>((static_cast<int>(m_controller->mode()) + 1) % kCompareModes)); });
    on(ActionId::ZoomFit, [this] { m_view.setZoom(std::nullopt); });
    on(ActionId::ZoomActual, [this] { m_view.setZoom(1.0); });
    on(ActionId::ZoomIn, [this] { m_view.zoomStep(1); });
    on(ActionId::ZoomOut, [this] { m_view.zoomStep(-1); });
    on(ActionId::PanLeft, [this] { move(-1, 0); });
    on(ActionId::PanRight, [this] { move(1, 0); });
    on(ActionId::PanUp, [this] { move(0, -1); });
    on(ActionId::PanDown, [this] { move(0, 1); });
}

// The enlarged pictures, or else the line.
void ComparePresenter::move(int right, int down)
{
    if (m_view.canPan())
        m_view.panStep(right, down);
    else
        m_view.setWipe(m_view.line().share() + (right + down) * kLineStep);
}

void ComparePresenter::connectViews()
{
    PlayerController& player = m_context.player;
    const auto put = [this](CompareView::Picture which) {
        return [this, which](const QImage& image, QSize source) {
            if (isOn())
                m_view.setPicture(which, image, source);
        };
    };
    connect(&player, &PlayerController::frameShown, this, put(CompareView::Picture::B));
    connect(m_controller, &CompareController::frameShown, this, put(CompareView::Picture::A));
    connect(m_controller, &CompareController::differenceShown, this, put(CompareView::Picture::Difference));
    connect(m_controller, &CompareController::endedChanged, this, &ComparePresenter::showView);
    connect(m_turn, &CompareTurn::changed, this, &ComparePresenter::showView);
    connect(m_controller, &CompareController::failed, this, [this](const Error& error) {
        end();
        m_messages.showError(QStringLiteral("player"), MessageId::FileUnreadable, error,
                             {{QStringLiteral("file"), words::fileName(error.subject)}});
    });
    connect(&m_view, &CompareView::targetSizeChanged, this, [this, &player](CompareSide side, QSize size) {
        if (isOn() && side == CompareSide::A)
            m_controller->setTargetSize(size);
        else if (isOn())
            player.setTargetSize(size);
    });
    connect(&m_view, &CompareView::canPanChanged, this, &ComparePresenter::stateChanged);
    connect(&m_view, &CompareView::lineTurned, this, &ComparePresenter::stateChanged);
    connect(&m_view, &CompareView::clicked, m_actions[ActionId::PlayPause], &QAction::trigger);
    connect(&m_view, &CompareView::menuRequested, this, [this](CompareSide side, const QPoint& position) {
        Q_EMIT menuWanted(m_sides[index(side)].number, position);
    });
    for (const CompareSide side : {CompareSide::A, CompareSide::B}) {
        QMenu& menu = m_view.menu(side);
        connect(&menu, &QMenu::aboutToShow, this, [this, &menu, side] {
            const bool isA = side == CompareSide::A;
            fillMenu(menu, isA ? m_last.b : m_last.a, [this, isA](int number) {
                compare({.a = isA ? number : m_last.a, .b = isA ? m_last.b : number});
            });
        });
    }
    connect(&m_panel.compareBar(), &CompareBar::modeChosen, this, &ComparePresenter::setMode);
    const CompareStrip& strip = m_panel.compareStrip();
    connect(&strip, &CompareStrip::starPressed, this, [this](CompareSide side) {
        if (const project::Take* starred = take(side))
            (void)m_context.takes.setStar(starred->number, !starred->star); // failed() tells an error of the write
    });
    connect(&strip, &CompareStrip::soundPressed, this, &ComparePresenter::setSound);
    connect(&strip, &CompareStrip::valuePressed, this, &ComparePresenter::useValue);
    connect(&strip, &CompareStrip::allPressed, this, &ComparePresenter::showAll);
}

void ComparePresenter::connectTakes()
{
    connect(&m_takes.compareMenu(), &QMenu::aboutToShow, this, &ComparePresenter::fillCompareWith);
    const auto look = [this] {
        leaveGone();
        if (const int rest = std::exchange(m_rest, 0); rest != 0 && m_shownTake == 0)
            Q_EMIT showWanted(rest);
        show();
        if (const QString now = choice().problem; std::exchange(m_problem, now) != now)
            Q_EMIT stateChanged();
    };
    const TakeModel& all = m_context.takes;
    connect(&all, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this, &all](const QModelIndex&, int row) {
        if (isOn() && all.takes()[static_cast<size_t>(row)].number == m_last.b)
            m_rest = m_last.a;
    });
    connect(&all, &QAbstractItemModel::dataChanged, this, look);
    connect(&all, &QAbstractItemModel::rowsInserted, this, look);
    connect(&all, &QAbstractItemModel::rowsRemoved, this, look);
    connect(&all, &QAbstractItemModel::modelReset, this, look);
}

// A side that is gone, or goes on being made, ends it.
void ComparePresenter::leaveGone()
{
    const auto stays = [this](CompareSide side) {
        const project::Take* now = take(side);
        return now && isComparable(*now);
    };
    if (!isOn() || (stays(CompareSide::A) && stays(CompareSide::B)))
        return;
    if (stays(CompareSide::B))
        end();
    else
        leave();
}

const project::Take* ComparePresenter::take(CompareSide side) const
{
    return m_context.takes.byNumber(m_sides[index(side)].number);
}

const project::Take* ComparePresenter::current() const
{
    const QModelIndex selected = m_takes.currentTake();
    return m_context.takes.byNumber(selected.isValid() ? selected.data(TakeModel::NumberRole).toInt() : m_shownTake);
}

CompareChoice ComparePresenter::choice() const
{
    CompareInput input{
        .takes = m_context.takes.takes(), .selected = {}, .current = 0, .last = m_last, .lastSeveral = m_lastSeveral};
    for (const QModelIndex& index : m_takes.selectedTakes())
        input.selected.push_back(index.data(TakeModel::NumberRole).toInt());
    if (const project::Take* now = current())
        input.current = now->number;
    return chooseToCompare(input);
}

void ComparePresenter::begin()
{
    const CompareChoice chosen = choice();
    if (!chosen.problem.isEmpty())
        return;
    m_lastSeveral = chosen.several;
    if (chosen.several.empty())
        begin(chosen.pair);
    else
        Q_EMIT severalWanted(chosen.several);
}

void ComparePresenter::begin(ComparePair pair)
{
    m_lastSeveral.clear();
    m_sound = CompareSide::A;
    m_turn->begin();
    m_view.clear();
    if (pair.has(m_shownTake)) // until its first frame comes
        m_view.setPicture(m_shownTake == pair.a ? CompareView::Picture::A : CompareView::Picture::B,
                          m_context.player.image(), m_context.player.sourceSize());
    const bool hadFocus = m_panel.isAncestorOf(QApplication::focusWidget());
    compare(pair);
    if (hadFocus)
        m_view.setFocus(Qt::MouseFocusReason); // without a focus ring
}

void ComparePresenter::compare(ComparePair pair)
{
    const std::array<Side, 2> before = m_sides;
    const std::array numbers{pair.a, pair.b};
    for (size_t i = 0; i < m_sides.size(); ++i) {
        const auto known = std::find_if(before.begin(), before.end(),
                                        [number = numbers[i]](const Side& side) { return side.number == number; });
        m_sides[i] = known != before.end() // Its frames are in memory already.
            ? *known
            : Side{.number = numbers[i], .film = filmOf(*m_context.takes.byNumber(numbers[i]))};
    }
    m_last = pair;
    const auto film
        = m_controller->compare(m_sides[0].film, m_sides[1].film, voicesDiffer() ? m_sound : CompareSide::A);
    Q_EMIT filmWanted(pair.b, film);
    m_controller->setTargetSize(m_view.targetSize(CompareSide::A));
    m_context.player.setTargetSize(m_view.targetSize(CompareSide::B));
    Q_EMIT takesBesideChanged({pair.a});
    show();
    Q_EMIT stateChanged();
}

bool ComparePresenter::end()
{
    if (!isOn())
        return false;
    const int rest = m_sides[1].number;
    leave();
    Q_EMIT filmWanted(rest, nullptr);
    return true;
}

void ComparePresenter::leave()
{
    if (!isOn())
        return;
    const bool hadFocus = m_panel.isAncestorOf(QApplication::focusWidget());
    m_sides = {};
    m_controller->end();
    m_view.clear();
    m_turn->end();
    Q_EMIT takesBesideChanged({});
    Q_EMIT stateChanged();
    if (hadFocus)
        m_panel.video().setFocus(Qt::MouseFocusReason);
}

void ComparePresenter::pickTake(int number)
{
    const project::Take* const picked = m_context.takes.byNumber(number);
    if (!isOn() || !picked || !isComparable(*picked))
        Q_EMIT showWanted(number);
    else if (!m_last.has(number))
        compare({.a = m_last.a, .b = number});
}

void ComparePresenter::stepCandidate(Candidate which)
{
    if (const int next = nextCandidate(m_last, m_context.takes.takes(), which); next != 0)
        compare({.a = m_last.a, .b = next});
}

void ComparePresenter::setMode(CompareMode mode)
{
    m_turn->toB();
    m_view.setPicture(CompareView::Picture::Difference, {}, {}); // of an earlier time
    m_controller->setMode(mode);
    show();
    Q_EMIT stateChanged();
}

void ComparePresenter::setSound(CompareSide side)
{
    if (std::exchange(m_sound, side) != side)
        compare(m_last);
}

bool ComparePresenter::voicesDiffer() const
{
    return !soundAlike(takes().a.scene, takes().b.scene);
}

// The newest ones that a side can be beside this take.
void ComparePresenter::fillMenu(QMenu& menu, int beside, const std::function<void(int)>& choose)
{
    menu.clear();
    for (const project::Take& each : candidatesBeside(beside, m_context.takes.takes())) {
        if (menu.actions().size() == kMenuTakes)
            break;
        QAction* action = menu.addAction(QString(words::takeName(each)).replace(u'&', QStringLiteral("&&")));
        if (isOn()) {
            action->setCheckable(true);
            action->setChecked(m_last.has(each.number));
        }
        connect(action, &QAction::triggered, this, [choose, number = each.number] { choose(number); });
    }
}

void ComparePresenter::fillCompareWith()
{
    QMenu& menu = m_takes.compareMenu();
    const project::Take* const first = current();
    menu.clear();
    if (first && isComparable(*first))
        fillMenu(menu, first->number, [this, first = first->number](int second) {
            begin({.a = std::min(first, second), .b = std::max(first, second)});
        });
    if (menu.isEmpty())
        menu.addAction(choice().problem)->setEnabled(false);
}

void ComparePresenter::useValue(size_t row, CompareSide side)
{
    const project::Take* const from = take(side);
    if (!from || row >= m_differences.rows.size())
        return;
    const TakeDifference& chosen = m_differences.rows[row];
    m_context.scene.edit(tr("Use %1 of %2", "a setting, a take").arg(chosen.name, words::takeName(*from)), {},
                         [from, &chosen](project::Scene& scene) { useSetting(chosen.setting, from->scene, scene); });
}

void ComparePresenter::showAll()
{
    std::vector<DifferencesDialog::Fact> facts;
    for (const TakeDifference& each : m_differences.rows)
        facts.push_back({each.name, each.values});
    (new DifferencesDialog(m_panel.compareBar().title(), facts, &m_window))->show();
}

ComparedTakes ComparePresenter::takes() const
{
    return {.a = *take(CompareSide::A), .b = *take(CompareSide::B)};
}

void ComparePresenter::show()
{
    if (!isOn())
        return;
    m_differences = differencesOf(takes().a, takes().b, m_context.models);
    m_panel.compareBar().setState({.title = compareTitle(takes()), .mode = m_controller->mode()});
    const auto preset
        = [this](const project::Take& take) { return presetWords(take.scene, m_context.presets, m_context.models); };
    m_panel.compareStrip().setState(
        compareStrip(takes(), {preset(takes().a), preset(takes().b)}, m_differences, m_sound));
    showView();
}

void ComparePresenter::showView()
{
    if (!isOn())
        return;
    CompareViewState state = compareView(takes(), m_controller->mode());
    state.shown = m_turn->seen();
    state.ended = m_controller->ended();
    if (state.mode == CompareMode::Ab && m_turn->presses() < kHintUses)
        state.note = tr("Hold B to see the other one");
    m_view.setState(state);
}

void ComparePresenter::contribute(AppState& state) const
{
    state.comparing = isOn();
    state.compareProblem = choice().problem;
    if (!isOn())
        return;
    state.comparesInTurn = m_controller->mode() == CompareMode::Ab;
    state.comparesVoices = voicesDiffer();
    state.hasCandidates = candidatesBeside(m_last.a, m_context.takes.takes()).size() > 1;
    state.enlarged = m_view.canPan();
    if (m_controller->mode() == CompareMode::Wipe && !state.enlarged)
        state.wipe = m_view.line().way() == WipeLine::Way::Upright ? AppState::Wipe::Upright : AppState::Wipe::Across;
}

} // namespace studio::ui
