// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/Layout.h"

#include "ui/common/TabOrder.h"
#include "ui/panels/FilmRow.h"
#include "ui/panels/JobStrip.h"
#include "ui/panels/MeterStrip.h"
#include "ui/panels/PlayerPanel.h"
#include "ui/panels/RenderPanel.h"
#include "ui/panels/ScenePanel.h"
#include "ui/panels/TakesPanel.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QEvent>
#include <QListView>
#include <QPointer>
#include <QScrollArea>
#include <QSplitter>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace studio::ui {
namespace {

constexpr int kSceneTab = 0;
constexpr int kSettingsTab = 1;

QSplitter* makeSplitter(const char* objectName, Qt::Orientation orientation)
{
    auto* splitter = new QSplitter(orientation);
    setObject(*splitter, objectName);
    splitter->setHandleWidth(4);
    splitter->setChildrenCollapsible(false);
    return splitter;
}

QVBoxLayout* makeColumn(QWidget* place)
{
    auto* column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    return column;
}

} // namespace

Layout::Layout(const Theme& theme, const Panels& panels)
    : m_theme(theme)
    , m_panels(panels)
    , m_texts(*this)
    , m_columns(makeSplitter("columnsSplitter", Qt::Horizontal))
    , m_centre(makeSplitter("centreSplitter", Qt::Vertical))
    , m_left(new QWidget)
    , m_right(new QWidget)
    , m_below(new QWidget)
    , m_leftLayout(makeColumn(m_left))
    , m_tabs(new QTabBar)
    , m_sceneScroll(new QScrollArea)
    , m_settingsPlace(new QWidget)
    , m_footPlace(new QWidget)
    , m_strips(new QVBoxLayout)
{
    setObject(*m_left, "leftColumn");
    m_left->setAttribute(Qt::WA_StyledBackground);
    makeColumn(m_right);
    makeColumn(m_below)->addWidget(&panels.takes->film());
    buildCompactColumn();
    goWide();
    m_centre->addWidget(panels.player);
    m_centre->addWidget(m_below);
    m_centre->setStretchFactor(0, 1);
    m_centre->setStretchFactor(1, 0);
    m_columns->addWidget(m_left);
    m_columns->addWidget(m_centre);
    m_columns->addWidget(m_right);
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setStretchFactor(2, 0);
    m_right->setMinimumWidth(theme.px(316));
    m_right->setMaximumWidth(theme.px(420));

    auto* column = makeColumn(this);
    column->addWidget(m_columns, 1);
    column->addLayout(m_strips);
    m_strips->setContentsMargins(0, 0, 0, 0);
    m_strips->setSpacing(0);
    m_strips->addWidget(panels.job, 1);
    m_strips->addWidget(panels.meters);

    setTabPlace(*panels.takes, *panels.player); // where they lie in a small window; in a wide one they are below it
    panels.player->installEventFilter(this);
    connect(&panels.takes->film(), &FilmRow::openPressed, this, [this] {
        openTakes(!m_takesOpen);
        if (m_takesOpen)
            m_panels.takes->focusList();
    });
    connect(panels.meters, &MeterStrip::pressed, this, [this] {
        if (!m_compact)
            return;
        m_allMeters = !m_allMeters;
        apply();
    });
    apply();
}

// The left column of the compact form: hidden in the wide one.
void Layout::buildCompactColumn()
{
    setObject(*m_tabs, "compactTabBar");
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(true);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setFocusPolicy(Qt::TabFocus);
    m_tabs->addTab({});
    m_tabs->addTab({});
    auto* scene = new QWidget; // The scroll area keeps it; the panel comes and goes.
    makeColumn(scene)->setContentsMargins(0, 8, 0, 0);
    setObject(*m_sceneScroll, "sceneScrollArea");
    m_sceneScroll->setWidgetResizable(true);
    m_sceneScroll->setFrameShape(QFrame::NoFrame);
    m_sceneScroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_sceneScroll->setFocusPolicy(Qt::NoFocus);
    m_sceneScroll->setWidget(scene);
    makeColumn(m_settingsPlace)->setContentsMargins(0, 8, 0, 0);
    makeColumn(m_footPlace)->setContentsMargins(14, 0, 14, 10);
    m_leftLayout->addWidget(m_tabs);
    m_leftLayout->addWidget(m_sceneScroll, 1);
    m_leftLayout->addWidget(m_settingsPlace, 1);
    m_leftLayout->addWidget(m_footPlace);
    m_texts.add([this] {
        m_tabs->setTabText(kSceneTab, tr("Scene"));
        m_tabs->setTabText(kSettingsTab, tr("Render settings"));
        m_tabs->setAccessibleName(tr("Scene and render settings"));
    });
    connect(m_tabs, &QTabBar::currentChanged, this, &Layout::apply);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        if (m_compact && now && isAncestorOf(now))
            bringIntoSight(*now);
    });
}

// Scrolls to what gets the focus, and takes away what lies over it.
void Layout::bringIntoSight(QWidget& focus)
{
    TakesPanel& takes = *m_panels.takes;
    if (m_panels.scene->isAncestorOf(&focus))
        m_sceneScroll->ensureWidgetVisible(&focus);
    else if (m_takesOpen && !takes.isAncestorOf(&focus)
             && takes.geometry().contains(QRect(focus.mapTo(this, QPoint(0, 0)), focus.size())))
        openTakes(false);
}

void Layout::setCompact(bool compact)
{
    if (compact == m_compact)
        return;
    m_compact = compact;
    // A widget that gets another parent loses the focus.
    const QPointer<QWidget> focus = QApplication::focusWidget();
    const bool isOurs = focus && isAncestorOf(focus);
    setUpdatesEnabled(false);
    if (compact)
        goCompact();
    else
        goWide();
    if (isOurs && m_panels.render->isAncestorOf(focus))
        reveal(WindowPart::Render);
    apply();
    if (isOurs && focus && focus->isVisibleTo(this))
        focus->setFocus(Qt::OtherFocusReason);
    setUpdatesEnabled(true);
}

void Layout::goCompact()
{
    m_wideColumns = m_columns->saveState();
    m_wideCentre = m_centre->saveState();
    m_sceneScroll->widget()->layout()->addWidget(m_panels.scene);
    m_panels.scene->setHeaderShown(false);
    m_settingsPlace->layout()->addWidget(m_panels.render);
    m_panels.render->giveFootTo(*m_footPlace->layout());
    m_panels.takes->setParent(this); // over the picture, see placeTakes()
    m_left->setFixedWidth(m_theme.px(304));
    m_below->setFixedHeight(m_panels.takes->film().minimumHeight());
    m_centre->setSizes({QWIDGETSIZE_MAX, m_below->height()}); // else the splitter keeps the panel's height for it
}

void Layout::goWide()
{
    m_takesOpen = m_allMeters = false;
    m_leftLayout->addWidget(m_panels.scene, 1);
    m_panels.scene->setHeaderShown(true);
    m_right->layout()->addWidget(m_panels.render);
    m_panels.render->takeFootBack();
    m_below->layout()->addWidget(m_panels.takes);
    m_left->setMinimumWidth(m_theme.px(264));
    m_left->setMaximumWidth(m_theme.px(420));
    m_below->setMinimumHeight(0); // the panel has its own
    m_below->setMaximumHeight(QWIDGETSIZE_MAX);
    if (!m_wideColumns.isEmpty()) {
        m_columns->restoreState(m_wideColumns);
        m_centre->restoreState(m_wideCentre);
    }
}

void Layout::setShown(WindowPart part, bool shown)
{
    m_shown[static_cast<size_t>(part)] = shown;
    apply();
}

bool Layout::shown(WindowPart part) const
{
    return m_shown[static_cast<size_t>(part)] && !m_pictureOnly;
}

void Layout::setPictureOnly(bool only)
{
    m_pictureOnly = only;
    m_takesOpen = false;
    apply();
}

void Layout::apply()
{
    const bool scene = shown(WindowPart::Scene);
    const bool render = shown(WindowPart::Render);
    const bool takes = shown(WindowPart::Takes);
    if (m_compact) {
        m_tabs->setTabVisible(kSceneTab, scene);
        m_tabs->setTabVisible(kSettingsTab, render);
    }
    const bool settings = m_compact && render && (m_tabs->currentIndex() == kSettingsTab || !scene);
    m_tabs->setVisible(m_compact);
    m_sceneScroll->setVisible(m_compact && scene && !settings);
    m_settingsPlace->setVisible(settings);
    m_footPlace->setVisible(m_compact && render);
    m_left->setVisible(m_compact ? scene || render : scene);
    m_right->setVisible(!m_compact && render);
    m_below->setVisible(takes);
    m_panels.scene->show(); // Their places are hidden, not they.
    m_panels.render->show();
    m_panels.takes->film().setVisible(m_compact);
    openTakes(m_takesOpen && takes);

    const bool oneRow = m_compact && !m_allMeters;
    m_strips->setDirection(oneRow ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_panels.job->setCompact(m_compact);
    m_panels.job->setVisible(!m_pictureOnly);
    m_panels.meters->setCompact(oneRow);
    m_panels.meters->setPressable(m_compact);
    m_panels.meters->setVisible(shown(WindowPart::Meters));
}

void Layout::openTakes(bool open)
{
    TakesPanel& takes = *m_panels.takes;
    m_takesOpen = open && m_compact;
    const QWidget* focus = QApplication::focusWidget();
    const bool hadFocus = focus && takes.isAncestorOf(focus);
    takes.setVisible(!m_compact || m_takesOpen);
    takes.film().setOpen(m_takesOpen);
    if (m_takesOpen)
        placeTakes();
    else if (m_compact && hadFocus)
        takes.film().view().setFocus(Qt::OtherFocusReason);
}

bool Layout::growFocused(int pixels)
{
    const QWidget* focus = QApplication::focusWidget();
    const auto has = [focus](const QWidget* panel) { return focus && panel->isAncestorOf(focus); };
    const bool columns = has(m_left) || has(m_right);
    QSplitter& splitter = columns ? *m_columns : *m_centre;
    const int place = has(m_left) ? 0 : has(m_right) ? 2 : has(m_below) ? 1 : 0;
    const int neighbour = columns ? 1 : 1 - place;
    const QList<int> before = splitter.sizes();
    if (before[place] == 0 || before[neighbour] == 0) // hidden
        return false;
    QList<int> sizes = before;
    const auto fitted = [&splitter, columns](int index, int size) {
        const QWidget& widget = *splitter.widget(index);
        const QSize least = widget.minimumSize().expandedTo(widget.minimumSizeHint());
        return columns ? std::clamp(size, least.width(), std::max(least.width(), widget.maximumWidth()))
                       : std::clamp(size, least.height(), std::max(least.height(), widget.maximumHeight()));
    };
    const int both = sizes[place] + sizes[neighbour];
    sizes[place] = fitted(place, sizes[place] + pixels);
    sizes[neighbour] = fitted(neighbour, both - sizes[place]);
    sizes[place] = both - sizes[neighbour];
    splitter.setSizes(sizes);
    return splitter.sizes() != before;
}

bool Layout::closeTakes()
{
    if (!m_takesOpen)
        return false;
    openTakes(false);
    return true;
}

// Over the lower part of the player, so that the row with its button stays in sight.
void Layout::placeTakes()
{
    const QWidget& player = *m_panels.player;
    const int height = std::min(m_theme.px(270), player.height());
    const QPoint corner = player.mapTo(this, QPoint(0, player.height() - height));
    m_panels.takes->setGeometry({corner, QSize(player.width(), height)});
    m_panels.takes->raise();
}

void Layout::reveal(WindowPart part)
{
    if (!m_compact || !shown(part))
        return;
    if (part == WindowPart::Scene)
        m_tabs->setCurrentIndex(kSceneTab);
    else if (part == WindowPart::Render)
        m_tabs->setCurrentIndex(kSettingsTab);
    else if (part == WindowPart::Takes)
        openTakes(true);
}

bool Layout::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_panels.player && m_takesOpen && (event->type() == QEvent::Resize || event->type() == QEvent::Move))
        placeTakes();
    return QWidget::eventFilter(watched, event);
}

} // namespace studio::ui
