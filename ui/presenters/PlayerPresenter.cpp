// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/PlayerPresenter.h"

#include "core/settings/Settings.h"
#include "ui/common/Actions.h"
#include "ui/common/MessageCentre.h"
#include "ui/common/TakeWords.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/controllers/VoicePlayer.h"
#include "ui/models/TakeModel.h"
#include "ui/panels/CropFacts.h"
#include "ui/panels/CropTools.h"
#include "ui/panels/PlayerPanel.h"
#include "ui/presenters/CropWords.h"
#include "ui/presenters/WindowRules.h"
#include "ui/services/InputService.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/PaintText.h"
#include "ui/widgets/PortraitCropView.h"
#include "ui/widgets/VideoView.h"
#include "ui/widgets/VoiceWaveformView.h"

#include <QAction>
#include <QApplication>

#include <algorithm>
#include <cmath>
#include <utility>

namespace studio::ui {
namespace {

constexpr QLatin1String kUnreadable("player"); // the message about a film that can't be played

} // namespace

PlayerPresenter::PlayerPresenter(const WindowContext& context, PlayerPanel& panel, VoiceWaveformView& waveform,
                                 PortraitCropView& smallCrop, const Actions& actions, MessageCentre& messages,
                                 QWidget& window)
    : QObject(&window)
    , m_context(context)
    , m_panel(panel)
    , m_waveform(waveform)
    , m_smallCrop(smallCrop)
    , m_actions(actions)
    , m_messages(messages)
{
    const settings::Settings& settings = m_context.settings;
    m_context.player.setVolume(settings.get(settings::kVolume));
    m_context.player.setMuted(settings.get(settings::kMuted));
    m_context.player.setSpeed(settings.get(settings::kSpeed));
    m_context.player.setLooping(settings.get(settings::kLoop));
    m_context.voice.setVolume(settings.get(settings::kMuted) ? 0 : settings.get(settings::kVolume));
    applyPlayback();
    const double zoom = settings.get(settings::kZoom);
    if (zoom > 0)
        m_panel.video().setZoom(zoom);
    connectActions();
    connectViews();
    connectCrop();
    connectRender();
    show();
}

void PlayerPresenter::applyPlayback()
{
    using Options = PlaybackOptions;
    const settings::Settings& settings = m_context.settings;
    const QString output = settings.get(settings::kSoundOutput);
    m_context.player.setOptions(
        {.output = output,
         .late = settings.get(settings::kDropFrames) ? Options::Late::LeaveOut : Options::Late::ShowAll,
         .scrub = settings.get(settings::kScrubSound) ? Options::Scrub::Heard : Options::Scrub::Silent});
    m_context.voice.setOutput(output);
}

void PlayerPresenter::connectActions()
{
    const auto on = [this](ActionId id, auto&& act) { connect(m_actions[id], &QAction::triggered, this, act); };
    PlayerController& player = m_context.player;
    settings::Settings& settings = m_context.settings;
    // After a user action on another film than the running take, a new take doesn't replace that film.
    const auto act = [this, on, &player](ActionId id, auto&& change) {
        on(id, [this, &player, change] {
            keepCrop(); // What plays is seen.
            m_follow = m_live;
            change(player);
        });
    };
    act(ActionId::PlayPause, [](PlayerController& p) { p.togglePlaying(); });
    act(ActionId::ShuttleBack, [](PlayerController& p) { p.shuttle(-1); });
    act(ActionId::ShuttleForward, [](PlayerController& p) { p.shuttle(1); });
    act(ActionId::ToStart, [](PlayerController& p) { p.toStart(); });
    act(ActionId::ToEnd, [](PlayerController& p) { p.toEnd(); });
    act(ActionId::FrameBack, [](PlayerController& p) { p.stepFrames(-1); });
    act(ActionId::FrameForward, [](PlayerController& p) { p.stepFrames(1); });
    act(ActionId::SecondBack, [](PlayerController& p) { p.stepSeconds(-1); });
    act(ActionId::SecondForward, [](PlayerController& p) { p.stepSeconds(1); });
    act(ActionId::BlockBack, [](PlayerController& p) { p.stepBlocks(-1); });
    act(ActionId::BlockForward, [](PlayerController& p) { p.stepBlocks(1); });
    act(ActionId::LoopIn, [](PlayerController& p) { p.setLoopIn(); });
    act(ActionId::LoopOut, [](PlayerController& p) { p.setLoopOut(); });
    act(ActionId::GoToIn, [](PlayerController& p) { p.goToLoopIn(); });
    act(ActionId::GoToOut, [](PlayerController& p) { p.goToLoopOut(); });
    act(ActionId::ClearLoop, [](PlayerController& p) { p.clearLoop(); });
    on(ActionId::Loop, [&player, &settings](bool looping) {
        player.setLooping(looping);
        settings.set(settings::kLoop, looping);
    });
    on(ActionId::Slower, [&player, &settings] {
        player.stepSpeed(-1);
        settings.set(settings::kSpeed, player.speed());
    });
    on(ActionId::Faster, [&player, &settings] {
        player.stepSpeed(1);
        settings.set(settings::kSpeed, player.speed());
    });
    on(ActionId::Mute, [this, &player, &settings](bool muted) {
        player.setMuted(muted);
        m_context.voice.setVolume(muted ? 0 : player.volume());
        settings.set(settings::kMuted, muted);
    });
    on(ActionId::PlayVoice, [this] { m_context.voice.togglePlaying(); });
    VideoView& video = m_panel.video();
    const auto see = [this, on](ActionId id, auto&& change) {
        on(id, [this, change] {
            if (!isCompared())
                change();
        });
    };
    see(ActionId::ZoomFit, [&video] { video.setZoom(std::nullopt); });
    see(ActionId::ZoomActual, [&video] { video.setZoom(1.0); });
    see(ActionId::ZoomIn, [&video] { video.zoomStep(1); });
    see(ActionId::ZoomOut, [&video] { video.zoomStep(-1); });
    see(ActionId::PanLeft, [&video] { video.panStep(-1, 0); });
    see(ActionId::PanRight, [&video] { video.panStep(1, 0); });
    see(ActionId::PanUp, [&video] { video.panStep(0, -1); });
    see(ActionId::PanDown, [&video] { video.panStep(0, 1); });
    connect(&video, &VideoView::canPanChanged, this, &PlayerPresenter::stateChanged);
}

void PlayerPresenter::connectViews()
{
    PlayerController& player = m_context.player;
    PlayerPanel& panel = m_panel;
    VideoView& video = panel.video();
    settings::Settings& settings = m_context.settings;
    connect(&player, &PlayerController::frameShown, &video,
            [this, &video](const QImage& image, QSize source, qint64 index) {
                const project::Take* shown = takeOf(m_context, film());
                const bool isSmall = m_page == VideoState::Mode::Mosaic && shown; // as its cell
                video.setFrame(image, isSmall ? QSize(shown->width, shown->height) : source);
                if (m_live && index == 0)
                    m_context.takes.setThumbnail(m_shown, image);
            });
    connect(&player, &PlayerController::positionChanged, this, [this](double seconds) {
        showPanel();
        const project::Take* shown = takeOf(m_context, film());
        const project::Scene& scene = m_context.scene.scene();
        if (shown && shown->scene.voice == scene.voice && shown->scene.voiceTrack == scene.voiceTrack
            && !m_context.voice.isPlaying())
            m_waveform.setPlayhead(shown->scene.trim.begin + seconds);
    });
    connect(&player, &PlayerController::filmChanged, this, [this] {
        show();
        Q_EMIT stateChanged();
    });
    connect(&player, &PlayerController::stateChanged, this, [this] {
        show();
        Q_EMIT stateChanged();
    });
    connect(&player, &PlayerController::failed, this, [this](const Error& error) {
        if (m_shown != 0 && m_shown == m_failed) // Its own message says what of it can be played.
            return;
        m_messages.showError(kUnreadable, MessageId::FileUnreadable, error,
                             {{QStringLiteral("file"), words::fileName(error.subject)}});
    });
    connect(&video, &VideoView::targetSizeChanged, &player, [this, &player](QSize size) {
        if (!isCompared())
            player.setTargetSize(size);
    });
    connect(&video, &VideoView::clicked, m_actions[ActionId::PlayPause], [this] {
        if (m_context.player.isPlayable())
            m_actions[ActionId::PlayPause]->trigger();
    });
    connect(&video, &VideoView::zoomChanged, this, [this, &settings](std::optional<double> zoom) {
        settings.set(settings::kZoom, zoom.value_or(0));
        showPanel();
    });
    connect(&panel, &PlayerPanel::zoomChosen, &video,
            [&video](double zoom) { video.setZoom(zoom > 0 ? VideoView::Zoom(zoom) : std::nullopt); });
    connect(&panel, &PlayerPanel::speedChosen, this, [&player, &settings](double speed) {
        player.setSpeed(speed);
        settings.set(settings::kSpeed, speed);
    });
    connect(&panel, &PlayerPanel::volumeChosen, this, &PlayerPresenter::setVolume);

    VoicePlayer& voice = m_context.voice;
    connect(&m_context.inputs, &InputService::voiceChanged, &voice, [this, &voice](const VoiceState& state) {
        voice.setVoice(state.error ? QString() : state.path,
                       state.waveform ? state.waveform->found.treatment : media::SoundTreatment());
        if (!state.facts)
            return;
        const project::Trim& trim = m_context.scene.scene().trim;
        voice.setTrim({trim.begin, trim.end.value_or(state.facts->seconds)});
    });
    connect(&voice, &VoicePlayer::positionChanged, this, [this](double seconds) {
        m_waveform.setPlayhead(seconds);
        if (!m_context.player.hasFilm())
            showPanel();
    });
    connect(&m_waveform, &VoiceWaveformView::scrubbed, &voice, &VoicePlayer::seek);
    connect(&voice, &VoicePlayer::playingChanged, this, [this, &player](bool playing) {
        if (playing)
            player.pause(); // One sound at a time.
    });
    connect(&m_context.inputs, &InputService::portraitChanged, this, &PlayerPresenter::portraitRead);
    const auto knowScene = [this] {
        m_knowsScene = true;
        show();
    };
    connect(&m_context.scene, &SceneController::recovered, this, knowScene);
    connect(&m_context.scene, &SceneController::nothingToRecover, this, knowScene);
}

void PlayerPresenter::connectCrop()
{
    PortraitCropView& large = m_panel.crop();
    SceneController& scene = m_context.scene;
    const auto on = [this](ActionId id, auto&& act) { connect(m_actions[id], &QAction::triggered, this, act); };
    on(ActionId::CropPortrait, [this] {
        if (m_cropping)
            keepCrop();
        else
            openCrop();
    });
    for (const ActionId order : {ActionId::Render, ActionId::AddToQueue})
        on(order, [this] { keepCrop(); });
    connect(&m_smallCrop, &PortraitCropView::clicked, this, &PlayerPresenter::openCrop);
    connect(&m_smallCrop, &PortraitCropView::cropChanged, &large, &PortraitCropView::showCrop);
    connect(&large, &PortraitCropView::cropChanged, &m_smallCrop, &PortraitCropView::showCrop);
    for (const PortraitCropView* view : {&m_smallCrop, &large})
        connect(view, &PortraitCropView::cropChanged, this, &PlayerPresenter::showCropTools);
    connect(&large, &PortraitCropView::cropEdited, &scene, [&scene](const QRectF& crop) {
        scene.setCrop(project::CropRect{crop.x(), crop.y(), crop.width(), crop.height()});
    });
    connect(&large, &PortraitCropView::resetRequested, m_actions[ActionId::ResetCrop], &QAction::trigger);
    connect(&large, &PortraitCropView::accepted, this, &PlayerPresenter::keepCrop);
    const CropTools& tools = m_panel.cropTools();
    connect(&tools, &CropTools::shapeChosen, this, [&large, &scene](CropShape shape) {
        if (shape == CropShape::AsPicture)
            scene.setCrop(std::nullopt);
        else
            large.setShape(aspectOf(shape));
    });
    connect(&tools, &CropTools::zoomChosen, &large, &PortraitCropView::setZoom);
    connect(&tools, &CropTools::centreFacePressed, this, [this, &large] {
        const QRectF now = large.crop();
        if (now.isEmpty())
            return;
        if (const std::optional<QRectF> crop = cropOfFace(m_context.inputs.portrait(), now.width() / now.height()))
            large.editCrop(*crop);
    });
    connect(&tools, &CropTools::donePressed, this, &PlayerPresenter::keepCrop);
    connect(&scene, &SceneController::portraitChosen, this, [this](const QString& path) { m_chosenPortrait = path; });
}

void PlayerPresenter::openCrop()
{
    const PortraitState& portrait = m_context.inputs.portrait();
    if (m_cropping || !cropState(portrait))
        return;
    m_context.player.pause();
    m_cropping = Cropping{.portrait = portrait.path, .before = m_context.scene.scene().crop};
    m_context.scene.beginCropping();
    Q_EMIT cropOpened();
    showCrop();
    show();
    m_panel.crop().setFocus(Qt::MouseFocusReason); // without a focus ring
    Q_EMIT stateChanged();
}

void PlayerPresenter::leaveCrop(Changes changes)
{
    if (!m_cropping)
        return;
    const Cropping left = *std::exchange(m_cropping, std::nullopt);
    m_panel.crop().cancelDrag();
    if (changes == Changes::TakeBack && left.portrait == m_context.inputs.portrait().path)
        m_context.scene.setCrop(left.before);
    m_context.scene.endCropping();
    const bool hadFocus = m_panel.isAncestorOf(QApplication::focusWidget());
    show();
    if (hadFocus)
        m_panel.video().setFocus(Qt::MouseFocusReason);
    Q_EMIT stateChanged();
}

bool PlayerPresenter::escapeCrop()
{
    if (!m_cropping)
        return false;
    if (!m_smallCrop.cancelDrag() && !m_panel.crop().cancelDrag())
        leaveCrop(Changes::TakeBack);
    return true;
}

// A portrait that is new beside a film opens the crop: the film would hide it. Another scene's portrait closes it.
void PlayerPresenter::portraitRead()
{
    const PortraitState& portrait = m_context.inputs.portrait();
    const bool chosen = !portrait.path.isEmpty() && portrait.path == m_chosenPortrait;
    if (portrait.loaded || !chosen)
        m_chosenPortrait.clear();
    if (m_cropping && portrait.path != m_cropping->portrait) {
        if (!chosen) {
            keepCrop();
        } else if (portrait.loaded) { // Its crop is another undo step.
            m_cropping = Cropping{.portrait = portrait.path, .before = m_context.scene.scene().crop};
            m_context.scene.beginCropping();
        }
    }
    if (m_cropping && portrait.loaded && !portrait.facts)
        keepCrop();
    showCrop();
    show();
    if (chosen && portrait.loaded && m_context.player.hasFilm() && m_context.player.isPlayable())
        openCrop();
}

void PlayerPresenter::showCrop()
{
    const PortraitState& portrait = m_context.inputs.portrait();
    std::optional<CropState> state = cropState(portrait);
    if (!m_cropping || !state)
        return;
    state->large = true;
    m_panel.crop().setState(*state);
    m_panel.cropFacts().setState(cropFacts(portrait));
    showCropTools();
}

void PlayerPresenter::showCropTools()
{
    if (!m_cropping)
        return;
    const PortraitState& portrait = m_context.inputs.portrait();
    m_panel.cropTools().setState(
        {.shape = cropShape(portrait, m_context.scene.scene()),
         .zoom = m_panel.crop().zoom(),
         .hasFace = portrait.faces && !portrait.faces->empty(),
         .hasPeople = (portrait.faces && portrait.faces->size() > 1) || !m_context.scene.scene().people.empty()});
}

void PlayerPresenter::connectRender()
{
    const RenderService& renderer = m_context.renderer;
    connect(&renderer, &RenderService::stateChanged, this, [this](const jobs::QueueState& state) {
        const int number = state.take ? state.take->number : 0;
        if (state.run != jobs::RunState::Idle && number != 0 && number != m_running) {
            m_running = number;
            // Not while another take is playing.
            m_follow = !m_context.player.isPlaying();
        }
        show();
    });
    connect(&renderer, &RenderService::framesMade, this, [this] {
        if (m_follow && !m_cropping && !isCompared() && (!m_live || m_shown != m_running)) {
            openLive();
            m_context.player.play();
        }
        if (m_live)
            m_context.player.updateFacts();
    });
    connect(&renderer, &RenderService::takeEnded, this, [this](const project::Take& ended) {
        const bool shown = m_live && m_shown == ended.number;
        m_running = 0;
        m_failed = ended.state == project::TakeState::Failed ? ended.number : 0;
        if (shown && m_failed != 0)
            m_messages.withdraw(kUnreadable);
        if (shown && !ended.movie.empty()) {
            m_live = false;
            m_movie = ended.movie;
            m_context.player.open(std::make_shared<MovieFilmSource>(ended.movie, ended.framesMade),
                                  PlayerController::StartAt::SamePlace);
        } else if (shown && ended.state == project::TakeState::Stopped) { // Its frames were discarded.
            m_live = false;
            setShown(0);
            m_context.player.open(nullptr);
        }
        show();
        Q_EMIT stateChanged();
    });
    connect(&m_context.takes, &QAbstractItemModel::dataChanged, this, &PlayerPresenter::showPanel);
    // Also after another folder was opened, which may have a take of the same number.
    const auto leaveGone = [this] {
        const project::Take* there = m_context.takes.byNumber(m_shown);
        if (m_shown != 0 && !m_live && (!there || there->movie != m_movie)) {
            setShown(0);
            m_context.player.open(nullptr);
        }
    };
    connect(&m_context.takes, &QAbstractItemModel::rowsRemoved, this, leaveGone);
    connect(&m_context.takes, &QAbstractItemModel::modelReset, this, leaveGone);
}

void PlayerPresenter::openLive()
{
    m_live = true;
    setShown(m_running);
    m_context.player.open(std::make_shared<LiveFilmSource>(m_context.renderer.frames()));
    show();
}

void PlayerPresenter::openMovie(const project::Take& take)
{
    m_live = false;
    m_follow = false;
    m_failed = 0;
    m_movie = take.movie;
    setShown(take.number);
    m_context.player.open(std::make_shared<MovieFilmSource>(take.movie, take.framesMade));
    show();
}

void PlayerPresenter::setShown(int number)
{
    m_shown = number;
    m_context.settings.set(settings::kShownTake, number);
    if (std::exchange(m_page, VideoState::Mode::Take) != VideoState::Mode::Take) {
        m_context.player.setTargetSize(m_panel.video().targetSize());
        Q_EMIT compareLeft();
    }
    Q_EMIT shownTakeChanged(number);
}

void PlayerPresenter::showTake(int number)
{
    keepCrop();
    if (number == m_shown)
        return;
    if (number == m_running && number != 0) {
        if (m_context.renderer.frames()->count() > 0)
            openLive();
    } else if (const project::Take* wanted = m_context.takes.byNumber(number)) {
        openMovie(*wanted);
    }
}

void PlayerPresenter::showCompared(int number, const std::shared_ptr<FilmSource>& film, VideoState::Mode page)
{
    const project::Take* wanted = m_context.takes.byNumber(number);
    if (!wanted)
        return;
    if (film)
        keepCrop();
    m_live = m_follow = false;
    m_failed = 0;
    m_movie = wanted->movie;
    m_page = VideoState::Mode::Take; // Another one of several doesn't leave them.
    setShown(number);
    if (film)
        m_page = page;
    else
        m_context.player.setTargetSize(m_panel.video().targetSize());
    m_context.player.open(film ? film : std::make_shared<MovieFilmSource>(wanted->movie, wanted->framesMade),
                          PlayerController::StartAt::SamePlace);
    show();
}

void PlayerPresenter::showLastTake()
{
    const int number = m_context.settings.get(settings::kShownTake);
    connect(
        &m_context.takes, &TakeModel::loaded, this,
        [this, number] {
            if (m_shown == 0 && number != 0)
                showTake(number);
        },
        Qt::SingleShotConnection);
}

void PlayerPresenter::playTake(int number)
{
    keepCrop();
    if (number == m_running && number != 0) {
        openLive();
    } else if (const project::Take* wanted = m_context.takes.byNumber(number)) {
        openMovie(*wanted);
    } else {
        return;
    }
    m_context.player.play();
}

QString PlayerPresenter::info() const
{
    const project::Take* shown = takeOf(m_context, film());
    if (!shown)
        return {};
    const QString seconds = tr("%1 s").arg(words::figure(shown->seconds()));
    const QString made = clockText(shown->seconds());
    const QString all = clockText(static_cast<double>(shown->framesTotal) / shown->frameRate);
    switch (shown->state) {
    case project::TakeState::Rendering:
        return m_context.renderer.state().run == jobs::RunState::Paused ? tr("Paused: you can watch what is there")
                                                                        : tr("Rendering: you can watch what is there");
    case project::TakeState::Finished:
        if (!shown->parts.empty())
            return tr("%1 · %2 · %3 frames · %4", "what it was made from, length, frames, size")
                .arg(words::madeFrom(shown->parts), seconds)
                .arg(shown->framesMade)
                .arg(words::size(shown->width, shown->height));
        return tr("Finished · %1 · %2 frames · %3 · seed %4", "length, frames, size, seed")
            .arg(seconds)
            .arg(shown->framesMade)
            .arg(words::size(shown->width, shown->height))
            .arg(shown->scene.settings.seed);
    case project::TakeState::Stopped: return tr("Stopped after %1 of %2", "times").arg(made, all);
    case project::TakeState::Failed: return tr("Stopped early, after %1 of %2", "times").arg(made, all);
    }
    return {};
}

QString PlayerPresenter::note() const
{
    const PlayerController& player = m_context.player;
    const bool paused = m_context.renderer.state().run == jobs::RunState::Paused;
    if (player.hasFilm() && player.isPlayable())
        return !player.isWaiting() ? QString()
            : paused               ? tr("Paused before block %1").arg(player.waitingBlock() + 1)
                                   : tr("Waiting for block %1").arg(player.waitingBlock() + 1);
    if (paused)
        return tr("Paused");
    if (m_busy)
        return tr("The first pictures come after a moment.");
    if (!m_actions[ActionId::Render]->isEnabled())
        return tr("This is the crop that will be used.");
    return tr("Press Render and the portrait talks. This is the crop that will be used.");
}

QImage PlayerPresenter::keptPortrait() const
{
    const PortraitState& portrait = m_context.inputs.portrait();
    if (!portrait.facts || portrait.picture.isNull())
        return {};
    const project::CropRect& kept = portrait.facts->kept;
    const QSize size = portrait.picture.size();
    return portrait.picture.copy(
        QRectF(kept.x * size.width(), kept.y * size.height(), kept.width * size.width(), kept.height * size.height())
            .toRect());
}

void PlayerPresenter::showPicture()
{
    VideoView& video = m_panel.video();
    const PlayerController& player = m_context.player;
    if (m_cropping) {
        video.setState({.mode = VideoState::Mode::Crop, .note = {}, .dragWords = {}});
        return;
    }
    // A film that is opened again keeps its last picture until it is read.
    if (isCompared() || (player.hasFilm() && (player.isPlayable() || !player.image().isNull()))) {
        m_shownPortrait = 0;
        m_welcomes = false;
        video.setState({.mode = m_page, .note = player.isPlayable() ? note() : QString(), .dragWords = {}});
        return;
    }
    const PortraitState& portrait = m_context.inputs.portrait();
    if (!portrait.facts || portrait.picture.isNull()) {
        m_shownPortrait = 0;
        if (portrait.path.isEmpty() || portrait.loaded) // While a portrait is read, what is there stays.
            m_welcomes = m_knowsScene;
        video.setState(
            {.mode = m_welcomes ? VideoState::Mode::Empty : VideoState::Mode::Ready, .note = {}, .dragWords = {}});
        video.setFrame({});
        return;
    }
    m_welcomes = false;
    video.setState({.mode = VideoState::Mode::Ready, .note = note(), .dragWords = {}});
    const project::CropRect& kept = portrait.facts->kept;
    const qint64 key
        = portrait.picture.cacheKey() ^ static_cast<qint64>(qHashMulti(0, kept.x, kept.y, kept.width, kept.height));
    if (key == m_shownPortrait)
        return;
    m_shownPortrait = key;
    video.setFrame(keptPortrait());
}

void PlayerPresenter::showPanel()
{
    const PlayerController& player = m_context.player;
    const project::Take* shown = takeOf(m_context, film());
    const bool playable = player.hasFilm() && player.isPlayable();
    PlayerPanelState state;
    state.title = shown ? words::takeName(*shown) : QString();
    state.info = info();
    state.playable = playable;
    state.playing = player.isPlaying();
    state.position = clockText(playhead(m_context).value_or(0));
    state.made = playable ? clockText(player.madeSeconds()) : QStringLiteral("–");
    state.speed = player.speed();
    state.volume = player.volume();
    state.muted = player.isMuted();
    state.zoom = m_panel.video().zoom().value_or(0);
    state.comparing = m_page == VideoState::Mode::Compare && !m_cropping;
    state.inStep = m_page == VideoState::Mode::Mosaic && !m_cropping;
    if (m_cropping) {
        state.cropping = true;
        state.title = tr("Portrait");
        state.info = cropInfo(m_context.inputs.portrait());
        state.comesBack = shown ? tr("%1 comes back with Esc").arg(words::takeName(*shown)) : QString();
    }
    m_panel.setState(state);
    m_actions[ActionId::Loop]->setChecked(player.isLooping());
    m_actions[ActionId::Mute]->setChecked(player.isMuted());
}

void PlayerPresenter::setState(const AppState& state)
{
    m_busy = state.busy();
    show();
}

void PlayerPresenter::show()
{
    showPicture();
    Q_EMIT filmShown(film());
    showPanel();
}

void PlayerPresenter::setVolume(double volume)
{
    PlayerController& player = m_context.player;
    player.setVolume(volume);
    m_context.voice.setVolume(player.isMuted() ? 0 : volume);
    m_context.settings.set(settings::kVolume, volume);
}

void PlayerPresenter::contribute(AppState& state) const
{
    const PlayerController& player = m_context.player;
    state.playable = player.hasFilm() && player.isPlayable();
    state.loop = player.loop().has_value();
    state.enlarged = m_panel.video().canPan();
}

} // namespace studio::ui
