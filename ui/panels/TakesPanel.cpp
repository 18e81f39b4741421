// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/TakesPanel.h"

#include "ui/common/Actions.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/panels/FilmRow.h"
#include "ui/panels/TakesFilter.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/TakesGrid.h"
#include "ui/widgets/TakesTree.h"
#include "ui/widgets/TileSizing.h"

#include <QAction>
#include <QDropEvent>
#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QStackedLayout>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace studio::ui {
namespace {

// A list without keyboard search, since letters are the window's keys.
class QuietListView : public QListView {
public:
    using QListView::QListView;
    void keyboardSearch(const QString&) override { }
};

void setUp(QAbstractItemView& list, const char* objectName)
{
    setObject(list, objectName);
    list.setFrameShape(QFrame::NoFrame);
    list.setSelectionMode(QAbstractItemView::ExtendedSelection);
    list.setContextMenuPolicy(Qt::CustomContextMenu);
    list.setEditTriggers(QAbstractItemView::NoEditTriggers);
    list.setMouseTracking(true);
}

// The actions as one box of buttons, of which one is down.
QFrame* makeSwitch(const Theme& theme, Actions& actions)
{
    auto* const box = new QFrame;
    setObject(*box, "takesLayouts");
    setAccessibleRole(*box, QAccessible::Grouping);
    auto* const grid = makeTool(theme, "takesGridButton", Glyph::Grid);
    auto* const tree = makeTool(theme, "takesTreeButton", Glyph::Tree);
    bindButton(*grid, *actions[ActionId::TakesAsGrid]);
    bindButton(*tree, *actions[ActionId::TakesAsTree]);
    for (QToolButton* button : {grid, tree})
        button->setAutoExclusive(true); // A click on the one that is down leaves it so.
    box->setLayout(makeRow({grid, tree}, 0));
    return box;
}

} // namespace

TakesPanel::TakesPanel(const Theme& theme, Actions& actions)
    : m_theme(theme)
    , m_actions(actions)
    , m_texts(*this)
    , m_tabs(new QTabBar)
    , m_filter(new TakesFilter(theme))
    , m_final(makeButton("renderFinalButton"))
    , m_finalMenu(new QMenu(this))
    , m_compareMenu(new QMenu(this))
    , m_layouts(makeSwitch(theme, actions))
    , m_total(new ElidedLabel(LabelRole::Hint, "queueTotalLabel"))
    , m_stopAfter(makeButton("stopAfterButton"))
    , m_start(makeButton("startQueueButton"))
    , m_queueMenu(makeTool(theme, "queueMenuButton", Glyph::More))
    , m_whenDone(new QMenu(this))
    , m_stack(new QStackedLayout)
    , m_takes(new TakesGrid)
    , m_tree(new TakesTree(theme))
    , m_sizing(new TileSizing(theme, {m_takes, m_tree}, this))
    , m_film(new FilmRow(theme))
    , m_jobs(new QuietListView)
    , m_noTakes(makeLabel(LabelRole::Hint, "noTakesLabel"))
    , m_noJobs(makeLabel(LabelRole::Hint, "noJobsLabel"))
{
    setObjectName(QStringLiteral("takesPanel"));
    setAccessibleRole(*this, QAccessible::Grouping);
    setAttribute(Qt::WA_StyledBackground);
    setMinimumHeight(theme.px(124));
    setObject(*m_tabs, "takesTabBar");
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setFocusPolicy(Qt::TabFocus);
    m_tabs->addTab({});
    m_tabs->addTab({});

    setUp(*m_takes, "takesListView");
    m_takes->setContentsMargins(6, 2, 6, 0);
    setUp(*m_tree, "takesTreeView");
    setUp(*m_jobs, "queueListView");
    m_jobs->setDragDropMode(QAbstractItemView::DragDrop);
    m_jobs->setDefaultDropAction(Qt::MoveAction);
    m_jobs->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    for (QLabel* label : {m_noTakes, m_noJobs}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
    }

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 4);
    column->setSpacing(0);
    auto* header
        = makeRow({m_tabs, Stretch(), m_filter, m_layouts, m_total, m_final, m_start, m_stopAfter, m_queueMenu}, 8,
                  {4, 0, 12, 0});
    m_total->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    column->addLayout(header);
    column->addWidget(makeRule());
    for (QWidget* page : std::initializer_list<QWidget*>{m_takes, m_tree, m_noTakes, m_jobs, m_noJobs})
        m_stack->addWidget(page);
    column->addLayout(m_stack, 1);

    m_final->setMenu(m_finalMenu);
    QAction* final = actions[ActionId::RenderFinal];
    const auto follow = [this, final] {
        m_final->setEnabled(final->isEnabled());
        m_final->setToolTip(final->toolTip());
        m_final->setText(final->iconText());
        m_final->setAccessibleName(final->iconText());
    };
    follow();
    connect(final, &QAction::changed, m_final, follow);
    bindButton(*m_stopAfter, *actions[ActionId::StopAfterTake]);
    bindButton(*m_start, *actions[ActionId::StartQueue]);
    auto* queueMenu = new QMenu(m_queueMenu);
    queueMenu->addMenu(m_whenDone);
    m_whenDone->setToolTipsVisible(true);
    for (const ActionId id : {ActionId::WhenDoneNothing, ActionId::WhenDoneClose, ActionId::WhenDoneSleep})
        m_whenDone->addAction(actions[id]);
    m_queueMenu->setMenu(queueMenu);
    m_queueMenu->setPopupMode(QToolButton::InstantPopup);
    // The two buttons share one place: stop while running, start while waiting.
    const auto startable = [this] {
        m_start->setText(m_actions[ActionId::StartQueue]->iconText());
        showPage();
    };
    startable();
    connect(actions[ActionId::StartQueue], &QAction::changed, this, startable);

    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        showPage();
        Q_EMIT tabChanged(tab());
    });
    for (const QAbstractItemView* view : takeViews()) {
        connect(view, &QAbstractItemView::clicked, this, &TakesPanel::takesPicked);
        connect(view, &QAbstractItemView::activated, this, &TakesPanel::takeActivated);
        connect(view, &QWidget::customContextMenuRequested, this,
                [this, view](const QPoint& position) { openMenuIn(*view, position); });
    }
    connect(actions[ActionId::TakesAsTree], &QAction::toggled, this, &TakesPanel::showPage);
    for (const ActionId id : {ActionId::TakesAsGrid, ActionId::TakesAsTree})
        connect(actions[id], &QAction::triggered, this, [this] { setTab(TakesTab::Takes); });
    connect(m_sizing, &TileSizing::sizeChanged, this, &TakesPanel::tileSizeChanged);
    connect(m_jobs, &QListView::activated, this, &TakesPanel::jobActivated);
    connect(m_jobs, &QWidget::customContextMenuRequested, this, &TakesPanel::openJobMenu);
    m_jobs->installEventFilter(this);
    connect(m_filter, &TakesFilter::openChanged, this, &TakesPanel::showPage);
    connect(m_filter, &TakesFilter::left, this, &TakesPanel::focusList);
    // Takes are dropped on the tab, since their list covers the queue's.
    m_tabs->setAcceptDrops(true);
    m_tabs->installEventFilter(this);
    m_texts.add([this] {
        setAccessibleName(tr("Takes and queue"));
        m_takes->setAccessibleName(tr("Takes"));
        m_tree->setAccessibleName(tr("Takes as a tree"));
        m_layouts->setAccessibleName(tr("How the takes are laid out"));
        m_jobs->setAccessibleName(tr("Queue"));
        m_tabs->setAccessibleName(tr("Takes and queue"));
        m_stopAfter->setText(tr("Stop after this take"));
        setTip(*m_queueMenu, tr("What happens when the queue is done"));
        m_noJobs->setText(tr("Jobs that wait for their turn appear here. “Add to queue” puts one in."));
        showState();
    });
    showPage();
}

void TakesPanel::setLists(const Lists& lists)
{
    m_takes->setModel(lists.takes);
    m_takes->setItemDelegate(lists.takeDelegate);
    m_tree->setModel(lists.takes);
    m_tree->setSelectionModel(m_takes->selectionModel());
    m_tree->setItemDelegate(lists.takeDelegate);
    m_film->setSelectionModel(m_takes->selectionModel());
    m_jobs->setModel(lists.jobs);
    m_jobs->setItemDelegate(lists.jobDelegate);
    for (QAbstractItemModel* model : {lists.takes, lists.jobs}) {
        for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
            connect(model, signal, this, &TakesPanel::showPage);
        connect(model, &QAbstractItemModel::modelReset, this, &TakesPanel::showPage);
    }
    // The keyboard goes on with the job behind one that was removed.
    connect(lists.jobs, &QAbstractItemModel::rowsRemoved, this, [this] {
        if (m_jobs->hasFocus() && !m_jobs->selectionModel()->hasSelection() && m_jobs->currentIndex().isValid())
            m_jobs->selectionModel()->select(m_jobs->currentIndex(), QItemSelectionModel::Select);
    });
    for (const QListView* view : std::initializer_list<const QListView*>{m_takes, m_jobs}) {
        connect(view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TakesPanel::selectionChanged);
        connect(view->selectionModel(), &QItemSelectionModel::currentChanged, this, &TakesPanel::selectionChanged);
    }
    // By keys; a selection by the program picks nothing.
    connect(m_takes->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        const std::vector<QAbstractItemView*> views = takeViews();
        if (std::any_of(views.begin(), views.end(), [](const QWidget* view) { return view->hasFocus(); }))
            Q_EMIT takesPicked();
    });
    showPage();
}

std::vector<QAbstractItemView*> TakesPanel::takeViews() const
{
    return {m_takes, m_tree, &m_film->view()};
}

void TakesPanel::setState(const TakesState& state)
{
    if (state == m_state)
        return;
    m_state = state;
    showState();
}

void TakesPanel::setTab(TakesTab tab)
{
    m_tabs->setCurrentIndex(tab == TakesTab::Takes ? 0 : 1);
}

TakesTab TakesPanel::tab() const
{
    return m_tabs->currentIndex() == 0 ? TakesTab::Takes : TakesTab::Queue;
}

QList<QModelIndex> TakesPanel::selectedTakes() const
{
    return m_takes->selectionModel() ? m_takes->selectionModel()->selectedIndexes() : QList<QModelIndex>();
}

QListView& TakesPanel::takesView() const
{
    return *m_takes;
}

void TakesPanel::setTileSize(int size)
{
    m_sizing->setSize(size);
}

QModelIndex TakesPanel::currentTake() const
{
    const QList<QModelIndex> selected = selectedTakes();
    return selected.contains(m_takes->currentIndex()) ? m_takes->currentIndex() : selected.value(0);
}

QModelIndex TakesPanel::currentJob() const
{
    if (tab() != TakesTab::Queue || !m_jobs->selectionModel())
        return {};
    const QList<QModelIndex> selected = m_jobs->selectionModel()->selectedIndexes();
    return selected.contains(m_jobs->currentIndex()) ? m_jobs->currentIndex() : selected.value(0);
}

void TakesPanel::selectTake(const QModelIndex& index)
{
    m_takes->setCurrentIndex(index);
    m_takes->selectionModel()->select(index, QItemSelectionModel::ClearAndSelect);
    for (QAbstractItemView* view : takeViews())
        view->scrollTo(index);
}

void TakesPanel::markTake(const QModelIndex& index)
{
    m_takes->selectionModel()->select(index, QItemSelectionModel::ClearAndSelect);
    m_film->view().scrollTo(index); // It shows a few takes only.
}

void TakesPanel::focusList()
{
    QWidget* page = m_stack->currentWidget();
    (page->focusPolicy() != Qt::NoFocus ? page : m_tabs)->setFocus(Qt::TabFocusReason);
}

bool TakesPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_jobs && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        m_actions[ActionId::RemoveJob]->trigger();
        return true;
    }
    if (watched == m_tabs && dragOverTabs(*event))
        return true;
    return QWidget::eventFilter(watched, event);
}

// Whether the queue's list accepts the drop, over the queue's tab.
bool TakesPanel::takesDrop(const QDropEvent& drop) const
{
    const QAbstractItemModel* jobs = m_jobs->model();
    return jobs && m_tabs->tabAt(drop.position().toPoint()) == 1
        && jobs->canDropMimeData(drop.mimeData(), Qt::CopyAction, -1, -1, {});
}

bool TakesPanel::dragOverTabs(QEvent& event)
{
    const auto mark = [this](bool on) { // An invalid colour means the style's default.
        m_tabs->setTabTextColor(1, on ? m_theme.color(Token::Accent) : QColor());
    };
    switch (event.type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove: {
        auto& drag = static_cast<QDropEvent&>(event);
        const bool taken = takesDrop(drag);
        mark(taken);
        drag.setDropAction(taken ? Qt::CopyAction : Qt::IgnoreAction);
        // Accepts every DragEnter; otherwise no DragMove events arrive.
        drag.setAccepted(taken || event.type() == QEvent::DragEnter);
        return true;
    }
    case QEvent::DragLeave: mark(false); return true;
    case QEvent::Drop: {
        auto& drop = static_cast<QDropEvent&>(event);
        mark(false);
        if (!takesDrop(drop))
            return false;
        m_jobs->model()->dropMimeData(drop.mimeData(), Qt::CopyAction, -1, -1, {});
        drop.setDropAction(Qt::CopyAction);
        drop.accept();
        setTab(TakesTab::Queue);
        return true;
    }
    default: return false;
    }
}

void TakesPanel::showState()
{
    const auto numbered = [](const QString& words, int count) {
        return count > 0 ? QString(words % QStringLiteral("  %1").arg(count)) : words;
    };
    m_tabs->setTabText(0, numbered(tr("Takes"), m_state.takes));
    m_tabs->setTabText(1, numbered(tr("Queue"), m_state.jobs));
    m_filter->setTakes(m_state.takes);
    m_film->setCounts(m_tabs->tabText(0), m_tabs->tabText(1));
    m_total->setWords(m_state.total, m_state.totalShort);
}

void TakesPanel::showPage()
{
    const bool takes = tab() == TakesTab::Takes;
    const bool tree = m_actions[ActionId::TakesAsTree]->isChecked();
    QAbstractItemView* const view = !takes ? m_jobs : tree ? static_cast<QAbstractItemView*>(m_tree) : m_takes;
    const bool filled = view->model() && view->model()->rowCount() > 0;
    m_stack->setCurrentWidget(filled ? static_cast<QWidget*>(view) : takes ? m_noTakes : m_noJobs);
    m_noTakes->setText(m_filter->filter().isOn()
                           ? tr("No take matches.")
                           : tr("Each render becomes a take here, with its settings. Nothing is ever overwritten."));
    m_filter->setVisible(takes && m_filter->isOpen());
    m_layouts->setVisible(takes);
    m_final->setVisible(takes && filled);
    m_total->setVisible(!takes);
    const bool startable = m_actions[ActionId::StartQueue]->isEnabled();
    m_start->setVisible(!takes && startable);
    m_queueMenu->setVisible(!takes);
    m_stopAfter->setVisible(!takes && !startable);
}

void TakesPanel::openMenuIn(const QAbstractItemView& view, const QPoint& position)
{
    if (view.indexAt(position).isValid())
        openTakeMenu(view.viewport()->mapToGlobal(position));
}

void TakesPanel::openTakeMenu(const QPoint& position)
{
    QMenu menu(this);
    menu.setToolTipsVisible(true); // why something can't be done now
    for (const ActionId id :
         {ActionId::PlayTake, ActionId::ContinueTake, ActionId::BranchTake, ActionId::UseTakeSettings})
        menu.addAction(m_actions[id]);
    menu.addMenu(m_finalMenu);
    menu.addAction(m_actions[ActionId::Compare]);
    menu.addMenu(m_compareMenu);
    menu.addAction(m_actions[ActionId::JoinTakes]);
    for (const ActionId id : {ActionId::Export, ActionId::DubTake, ActionId::StarTake, ActionId::RenameTake,
                              ActionId::ShowTakeInFolder, ActionId::TakeReport, ActionId::TrashTake})
        menu.addAction(m_actions[id]);
    menu.insertSeparator(m_actions[ActionId::StarTake]);
    menu.insertSeparator(m_actions[ActionId::TrashTake]);
    menu.exec(position);
}

void TakesPanel::openJobMenu(const QPoint& position)
{
    if (!m_jobs->indexAt(position).isValid())
        return;
    QMenu menu(this);
    menu.setToolTipsVisible(true);
    if (m_actions[ActionId::DuplicateJob]->isEnabled()) { // Enabled: a render job; an export has fewer commands.
        for (const ActionId id :
             {ActionId::EditJob, ActionId::HoldJob, ActionId::MoveJobUp, ActionId::MoveJobDown, ActionId::DuplicateJob})
            menu.addAction(m_actions[id]);
    } else {
        menu.addAction(m_actions[ActionId::ShowExportInFolder]);
    }
    menu.addAction(m_actions[ActionId::RemoveJob]);
    menu.exec(m_jobs->viewport()->mapToGlobal(position));
}

} // namespace studio::ui
