// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/PlayerPanel.h"

#include "ui/common/Actions.h"
#include "ui/panels/CompareBar.h"
#include "ui/panels/CompareStrip.h"
#include "ui/panels/CropFacts.h"
#include "ui/panels/CropTools.h"
#include "ui/panels/ElidedLabel.h"
#include "ui/panels/MosaicBar.h"
#include "ui/panels/WelcomePage.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/Chip.h"
#include "ui/widgets/CompareView.h"
#include "ui/widgets/MessageBar.h"
#include "ui/widgets/MosaicView.h"
#include "ui/widgets/NumberLabel.h"
#include "ui/widgets/PointerFade.h"
#include "ui/widgets/PortraitCropView.h"
#include "ui/widgets/VideoView.h"

#include <QAction>
#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSlider>
#include <QStyle>
#include <QToolButton>

#include <cmath>

namespace studio::ui {
namespace {

constexpr double kZooms[] = {0, 0.5, 1, 2, 3, 4};
constexpr double kSpeeds[] = {0.25, 0.5, 1, 1.5, 2};
constexpr double kLowPanel = 480; // with a full strip of a comparison, and the prompts, the picture would be too small

} // namespace

PlayerPanel::PlayerPanel(const Theme& theme, Actions& actions)
    : m_theme(theme)
    , m_actions(actions)
    , m_texts(*this)
    , m_title(makeLabel(LabelRole::Title, "takeTitleLabel"))
    , m_info(new ElidedLabel(LabelRole::Hint, "takeInfoLabel"))
    , m_comesBack(new Chip(theme, "comesBackChip"))
    , m_zoom(makeCombo("zoomComboBox"))
    , m_fullScreen(makeTool(theme, "fullScreenButton", Glyph::Fullscreen))
    , m_video(new VideoView(theme))
    , m_welcome(new WelcomePage(theme, actions))
    , m_crop(new PortraitCropView(theme))
    , m_cropFacts(new CropFacts(theme))
    , m_cropTools(new CropTools(theme, actions))
    , m_compare(new CompareView(theme))
    , m_compareBar(new CompareBar(theme, actions))
    , m_compareStrip(new CompareStrip(theme))
    , m_mosaic(new MosaicView(theme))
    , m_mosaicBar(new MosaicBar(theme, actions))
    , m_message(new MessageBar(theme))
    , m_timeline(new BlockTimeline(theme))
    , m_position(
          new NumberLabel(theme, {.size = TextSize::Timecode, .weight = QFont::DemiBold}, {QStringLiteral("00:00.0")}))
    , m_made(new NumberLabel(theme, {.token = Token::TextSoft}, {QStringLiteral("/ 00:00.0")}))
    , m_play(makeTool(theme, "playButton", Glyph::Play, 22))
    , m_speed(makeCombo("speedComboBox"))
    , m_mute(makeTool(theme, "muteButton", Glyph::Volume))
    , m_volume(new QSlider(Qt::Horizontal))
    , m_volumePlace(makeRow({}, 0))
    , m_volumePopup(new QFrame(this, Qt::Popup))
    , m_export(makeButton("exportButton"))
{
    setObjectName(QStringLiteral("playerPanel"));
    setAccessibleRole(*this, QAccessible::Grouping);
    setAttribute(Qt::WA_StyledBackground);
    setObject(*m_video, "videoView");
    setObject(*m_timeline, "blockTimeline");
    setObject(*m_message, "messageBar");
    m_header = buildHeader();
    m_controls = new QFrame;
    setObject(*m_controls, "playerControls");
    auto* controls = new QVBoxLayout(m_controls);
    controls->setContentsMargins(0, 0, 0, 0);
    controls->setSpacing(0);
    controls->addWidget(m_timeline);
    controls->addWidget(buildTransport());
    m_fade = new PointerFade(theme, *m_video, *m_controls, this);
    m_video->setWelcome(m_welcome);
    setObject(*m_crop, "portraitLargeCropView");
    m_video->setCrop(m_crop);
    setObject(*m_compare, "compareView");
    m_video->setCompare(m_compare);
    setObject(*m_mosaic, "mosaicView");
    m_video->setMosaic(m_mosaic);
    m_video->setMessage(m_message);
    m_message->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_compareBar);
    column->addWidget(m_mosaicBar);
    column->addWidget(m_video, 1);
    column->addWidget(m_cropFacts);
    column->addWidget(m_cropTools);
    column->addWidget(m_controls);
    column->addWidget(m_compareStrip);
    showParts();
    m_texts.add([this] {
        setAccessibleName(tr("Player"));
        m_video->setAccessibleName(tr("Picture"));
        m_crop->setAccessibleName(tr("Portrait crop, large"));
        m_timeline->setAccessibleName(tr("Block timeline"));
        showState();
    });
    QAction* fullScreen = m_actions[ActionId::FullScreen];
    connect(m_video, &VideoView::doubleClicked, fullScreen, &QAction::trigger);
    connect(m_compare, &CompareView::doubleClicked, fullScreen, &QAction::trigger);
}

QWidget* PlayerPanel::buildHeader()
{
    auto* header = new QWidget;
    header->setFixedHeight(m_theme.px(36));
    m_zoom->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_zoom->setFixedWidth(m_theme.px(80));
    bindButton(*m_fullScreen, *m_actions[ActionId::FullScreen]);
    auto* row = makeRow({m_title, m_info, m_comesBack, m_zoom, m_fullScreen}, 8, {14, 3, 8, 3});
    row->setStretch(1, 1);
    header->setLayout(row);
    m_texts.add([this] {
        m_zoom->setAccessibleName(tr("Zoom"));
        m_zoom->setToolTip(tr("Fit the picture, or show its pixels larger or smaller."));
        const QScopedValueRollback<bool> showing(m_showing, true);
        m_zoom->clear();
        for (const double zoom : kZooms)
            m_zoom->addItem(zoom > 0 ? tr("%1 %").arg(std::lround(zoom * 100)) : tr("Fit"), zoom);
    });
    connect(m_zoom, &QComboBox::activated, this,
            [this](int index) { Q_EMIT zoomChosen(m_zoom->itemData(index).toDouble()); });
    return header;
}

QWidget* PlayerPanel::buildTransport()
{
    auto* bar = new QWidget;
    bar->setFixedHeight(m_theme.px(44));
    setObject(*m_position, "positionLabel");
    setObject(*m_made, "madeLengthLabel");
    auto* toStart = makeTool(m_theme, "toStartButton", Glyph::ToStart);
    auto* back = makeTool(m_theme, "frameBackButton", Glyph::StepBack);
    auto* forward = makeTool(m_theme, "frameForwardButton", Glyph::StepForward);
    auto* loop = makeTool(m_theme, "loopButton", Glyph::Loop);
    bindButton(*toStart, *m_actions[ActionId::ToStart]);
    bindButton(*back, *m_actions[ActionId::FrameBack]);
    bindButton(*m_play, *m_actions[ActionId::PlayPause]);
    bindButton(*forward, *m_actions[ActionId::FrameForward]);
    bindButton(*loop, *m_actions[ActionId::Loop]);
    bindButton(*m_export, *m_actions[ActionId::Export]);
    m_theme.putIcon(*m_export, Glyph::Export);

    setObject(*m_volume, "volumeSlider");
    m_volume->setFocusPolicy(Qt::StrongFocus);
    m_volume->setRange(0, 100);
    m_volume->setFixedWidth(m_theme.px(76));
    m_volumePlace->addWidget(m_volume);
    setObject(*m_volumePopup, "volumePopup");
    setAccessibleRole(*m_volumePopup, QAccessible::Grouping);
    m_volumePopup->setLayout(makeRow({}, 0, {10, 6, 10, 6}));
    m_speed->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_speed->setFixedWidth(m_theme.px(66));
    for (const double speed : kSpeeds)
        m_speed->addItem(QStringLiteral("%1×").arg(speed), speed);
    m_mute->setCheckable(true);

    // Both sides are alike, so that the buttons are centred, unless the left one needs more for hours.
    auto* left = new QWidget;
    left->setLayout(makeRow({m_position, m_made, Stretch()}));
    auto* right = new QWidget;
    right->setLayout(makeRow({Stretch(), m_speed, m_mute, m_volumePlace, 4, m_export}, 6));
    right->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_side = right;
    right->installEventFilter(this);
    auto* row = makeRow({left, toStart, back, m_play, forward, loop, right}, 4, {14, 2, 12, 6});
    row->setStretch(0, 3);
    row->setStretch(6, 3);
    bar->setLayout(row);

    QAction* mute = m_actions[ActionId::Mute];
    m_texts.add([=, this] {
        m_position->setAccessibleName(tr("Position"));
        m_made->setAccessibleName(tr("Made length"));
        m_speed->setAccessibleName(tr("Speed"));
        m_speed->setToolTip(tr("How fast it plays ([ and ])."));
        m_volume->setAccessibleName(tr("Volume"));
        m_volume->setToolTip(tr("Volume"));
        m_volumePopup->setAccessibleName(tr("Volume"));
        nameMute();
    });
    connect(mute, &QAction::changed, m_mute, [this, mute] {
        m_mute->setChecked(mute->isChecked());
        m_mute->setToolTip(mute->toolTip());
    });
    connect(m_mute, &QToolButton::clicked, this, [this, mute] {
        if (!m_volumeInPopup) {
            mute->trigger();
            return;
        }
        m_mute->setChecked(mute->isChecked());
        m_volumePopup->adjustSize();
        const QPoint middle = m_mute->mapToGlobal(QPoint(m_mute->width() / 2, 0));
        m_volumePopup->move(middle - QPoint(m_volumePopup->width() / 2, m_volumePopup->height() + 4));
        m_volumePopup->show();
        m_volume->setFocus(Qt::PopupFocusReason);
    });
    // The text may have another length in another language.
    connect(m_actions[ActionId::Export], &QAction::changed, this, [this] {
        m_wordWidth = 0;
        fitTransport();
    });
    connect(m_speed, &QComboBox::activated, this,
            [this](int index) { Q_EMIT speedChosen(m_speed->itemData(index).toDouble()); });
    connect(m_volume, &QSlider::valueChanged, this, [this](int value) {
        if (!m_showing)
            Q_EMIT volumeChosen(value / 100.0);
    });
    return bar;
}

void PlayerPanel::setDensity(Density density)
{
    m_density = density;
    m_cropTools->setDensity(density);
    fitTransport();
    showState();
}

bool PlayerPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_side && event->type() == QEvent::Resize)
        fitTransport();
    return QWidget::eventFilter(watched, event);
}

// In a narrow window or middle column, moves the volume slider into a popup and drops the export button's text.
void PlayerPanel::fitTransport()
{
    if (m_wordWidth == 0)
        m_export->setText(m_actions[ActionId::Export]->iconText());
    if (!m_export->text().isEmpty())
        m_wordWidth = m_export->sizeHint().width();
    const int bare = m_theme.px(36);
    const int slider = m_theme.px(76);
    const int spacing = m_side->layout()->spacing();
    const int fixed = m_speed->width() + m_mute->sizeHint().width() + 2 * spacing + 4;
    const int room = m_side->width();
    const bool word = m_density != Density::Tight && fixed + m_wordWidth <= room;
    m_volumeInPopup = m_density == Density::Slim || m_density == Density::Tight
        || fixed + slider + spacing + (word ? m_wordWidth : bare) > room;
    QLayout* place = m_volumeInPopup ? m_volumePopup->layout() : m_volumePlace;
    if (place->indexOf(m_volume) < 0) {
        m_volumePopup->hide();
        place->addWidget(m_volume);
        m_volume->setFixedWidth(m_volumeInPopup ? m_theme.px(140) : slider);
        m_volume->show();
    }
    m_export->setText(word ? m_actions[ActionId::Export]->iconText() : QString());
    m_export->setMaximumWidth(word ? QWIDGETSIZE_MAX : bare);
    nameMute();
}

// By what it does: it opens the slider where that has no room.
void PlayerPanel::nameMute()
{
    m_mute->setAccessibleName(m_volumeInPopup ? tr("Volume") : m_actions[ActionId::Mute]->iconText());
}

void PlayerPanel::setPictureOnly(bool only)
{
    m_pictureOnly = only;
    showParts();
    m_video->setBlackAround(only);
    m_compare->setBlackAround(only);
    m_mosaic->setBlackAround(only);
    m_controls->setProperty("floating", only);
    m_controls->style()->unpolish(m_controls);
    m_controls->style()->polish(m_controls);
    if (only) {
        m_video->setBar(m_controls);
    } else {
        m_video->setBar(nullptr);
        static_cast<QVBoxLayout*>(layout())->insertWidget(layout()->indexOf(m_compareStrip), m_controls);
    }
    m_fade->setActive(only);
}

void PlayerPanel::focusFirst()
{
    if (m_welcome->isVisible())
        m_welcome->focusFirst();
    else if (m_crop->isVisible())
        m_crop->setFocus(Qt::TabFocusReason);
    else if (m_compare->isVisible())
        m_compare->setFocus(Qt::TabFocusReason);
    else if (m_mosaic->isVisible())
        m_mosaic->setFocus(Qt::TabFocusReason);
    else
        m_video->setFocus(Qt::TabFocusReason);
}

void PlayerPanel::setState(const PlayerPanelState& state)
{
    if (state == m_state)
        return;
    const bool playedOrPaused = state.playing != m_state.playing;
    const bool otherParts
        = state.cropping != m_state.cropping || state.comparing != m_state.comparing || state.inStep != m_state.inStep;
    m_state = state;
    if (otherParts)
        showParts();
    showState();
    if (playedOrPaused || otherParts)
        m_fade->reveal();
}

void PlayerPanel::showParts()
{
    m_header->setVisible(!m_pictureOnly && !m_state.comparing && !m_state.inStep);
    m_mosaicBar->setVisible(!m_pictureOnly && m_state.inStep);
    m_compareBar->setVisible(!m_pictureOnly && m_state.comparing);
    m_compareStrip->setVisible(!m_pictureOnly && m_state.comparing);
    m_zoom->setVisible(!m_state.cropping);
    m_controls->setVisible(!m_state.cropping);
    m_cropFacts->setVisible(m_state.cropping);
    m_cropTools->setVisible(m_state.cropping);
    fitHeight();
}

void PlayerPanel::fitHeight()
{
    const bool low = height() < m_theme.px(kLowPanel);
    m_compareStrip->setHeight(low ? CompareStrip::Height::Low : CompareStrip::Height::Full);
    m_timeline->setLaneShown(!low || !(m_state.comparing || m_state.inStep));
}

void PlayerPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitHeight();
}

void PlayerPanel::showState()
{
    const QScopedValueRollback<bool> showing(m_showing, true);
    m_title->setText(m_state.title.isEmpty() ? tr("Player") : m_state.title);
    m_info->setWords(m_state.info);
    m_comesBack->setState(m_state.comesBack, Tone::Busy);
    m_comesBack->setVisible(!m_state.comesBack.isEmpty());
    const int zoom = m_zoom->findData(m_state.zoom);
    m_zoom->setCurrentIndex(zoom);
    // Shows a wheel zoom between the list's entries, too.
    m_zoom->setPlaceholderText(tr("%1 %").arg(std::lround(m_state.zoom * 100)));
    m_position->setText(m_state.position);
    m_position->setToken(m_state.playable ? Token::Text : Token::TextFaint);
    m_made->setText(QStringLiteral("/ ") % m_state.made);
    m_play->setIcon(m_theme.icon(m_state.playing ? Glyph::Pause : Glyph::Play));
    setAvailability(*m_speed, {.on = m_state.playable, .why = tr("There is no take to play yet.")},
                    tr("How fast it plays ([ and ])."));
    m_speed->setCurrentIndex(m_speed->findData(m_state.speed));
    m_speed->setPlaceholderText(QStringLiteral("%1×").arg(m_state.speed));
    m_volume->setValue(static_cast<int>(std::lround(m_state.volume * 100)));
    m_mute->setIcon(m_theme.icon(Glyph::Volume, m_state.muted ? Token::Mark : Token::TextSoft));
    m_theme.putIcon(*m_export, Glyph::Export);
}

} // namespace studio::ui
