// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ExportPreview.h"

#include "core/pipeline/Render.h"
#include "core/settings/Settings.h"
#include "ui/common/WindowContext.h"
#include "ui/controllers/VoicePlayer.h"
#include "ui/dialogs/FinishedPicture.h"
#include "ui/services/Background.h"
#include "ui/services/RenderService.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/NumberLabel.h"
#include "ui/widgets/PaintText.h"
#include "ui/widgets/VideoView.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr int kWidth = 300;
constexpr int kMostHeight = 360;

} // namespace

ExportPreview::ExportPreview(const WindowContext& context, const project::Take& take,
                             const std::shared_ptr<const WaveformPyramid>& voice)
    : m_context(context)
    , m_seconds(take.seconds())
    , m_movie(take.movie)
    , m_made{take.width, take.height}
    , m_range{0, take.seconds()}
    , m_player(context.makeClock())
    , m_texts(*this)
    , m_video(new VideoView(context.theme))
    , m_timeline(new BlockTimeline(context.theme))
    , m_play(makeTool(context.theme, "exportPlayButton", Glyph::Play, 22))
    , m_position(new NumberLabel(context.theme, {.size = TextSize::Timecode, .weight = QFont::DemiBold},
                                 {QStringLiteral("00:00.0")}))
    , m_in(makeLabel(LabelRole::Plain, "exportInLabel"))
    , m_out(makeLabel(LabelRole::Plain, "exportOutLabel"))
    , m_whole(new QCheckBox)
{
    const Theme& theme = context.theme;
    const int width = theme.px(kWidth);
    setFixedWidth(width);
    setObject(*m_video, "exportVideoView");
    showPicture();
    m_video->setState({.mode = VideoState::Mode::Take, .note = {}, .dragWords = {}});
    setObject(*m_position, "exportPosition");
    auto* toStart = makeTool(theme, "exportToStartButton", Glyph::ToStart);
    setObject(*m_timeline, "exportTrimTimeline");
    const auto blocks = static_cast<int>((take.framesMade + kFramesPerBlock - 1) / kFramesPerBlock);
    m_timeline->setState({.blocks = blocks,
                          .seconds = static_cast<double>(take.framesMade) / kFramesPerSecond,
                          .made = blocks,
                          .lanes = {},
                          .failed = {},
                          .branch = {},
                          .secondsPerBlock = {},
                          .voice = voice,
                          .voiceStart = take.scene.trim.begin,
                          .emptyWords = {}});
    setObject(*m_whole, "exportWholeCheckBox");
    m_whole->setFocusPolicy(Qt::TabFocus);
    m_whole->setChecked(true);
    auto* in = makeLabel(LabelRole::Soft);
    auto* out = makeLabel(LabelRole::Soft);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_video);
    column->addLayout(makeRow({m_position, Stretch(), toStart, m_play}, 4));
    column->addWidget(m_timeline);
    column->addLayout(makeRow({in, m_in, Stretch(), out, m_out}));
    column->addLayout(makeRow({m_whole, Stretch()}));
    column->addStretch(1);
    m_texts.add([this, in, out, toStart] {
        in->setText(tr("In"));
        out->setText(tr("Out"));
        m_video->setAccessibleName(tr("Picture"));
        m_position->setAccessibleName(tr("Position"));
        m_timeline->setAccessibleName(tr("Part of the take"));
        m_whole->setText(tr("Whole take"));
        m_whole->setAccessibleName(m_whole->text());
        m_whole->setToolTip(tr("For a part of it drag the ends above the timeline, or press I and O."));
        setTip(*toStart, tr("To the start (Home)"));
        showPlayer();
    });
    connect(toStart, &QToolButton::clicked, &m_player, &PlayerController::toStart);
    connect(m_play, &QToolButton::clicked, &m_player, &PlayerController::togglePlaying);
    connect(m_whole, &QCheckBox::clicked, this, [this](bool whole) {
        setRange(whole ? TimeRange{0, m_seconds} : m_range);
    });
    connectPlayer();
    if (take.state == project::TakeState::Rendering)
        m_player.open(std::make_shared<LiveFilmSource>(context.renderer.frames()));
    else
        m_player.open(std::make_shared<MovieFilmSource>(take.movie, take.framesMade));
    showRange();
}

void ExportPreview::connectPlayer()
{
    const settings::Settings& settings = m_context.settings;
    m_player.setVolume(settings.get(settings::kVolume));
    m_player.setMuted(settings.get(settings::kMuted));
    m_player.setOptions(m_context.player.options());
    m_player.setLooping(true);
    connect(&m_player, &PlayerController::frameShown, m_video, [this](const QImage& image, QSize source) {
        m_frame = image;
        m_source = source;
        showPicture();
    });
    connect(m_video, &VideoView::targetSizeChanged, this, [this](QSize size) {
        m_player.setTargetSize(composes() ? QSize() : size); // A finished picture is composed.
    });
    connect(m_video, &VideoView::clicked, &m_player, &PlayerController::togglePlaying);
    connect(&m_player, &PlayerController::positionChanged, this, &ExportPreview::showPlayer);
    connect(&m_player, &PlayerController::stateChanged, this, [this] {
        if (m_player.isPlaying()) { // One sound at a time.
            m_context.player.pause();
            m_context.voice.pause();
        }
        showPlayer();
    });
    connect(&m_player, &PlayerController::filmChanged, this, &ExportPreview::showRange);
    connect(m_timeline, &BlockTimeline::scrubStarted, &m_player, &PlayerController::beginScrub);
    connect(m_timeline, &BlockTimeline::scrubbed, &m_player, &PlayerController::seek);
    connect(m_timeline, &BlockTimeline::scrubEnded, &m_player, &PlayerController::endScrub);
    connect(m_timeline, &BlockTimeline::loopChanged, this, &ExportPreview::setRange);
}

void ExportPreview::setFinish(const media::Finish& finish)
{
    if (finish == m_finish)
        return;
    m_finish = finish;
    m_player.setTargetSize(composes() ? QSize() : m_video->targetSize());
    if (finish.changesShape() && finish.sides == media::FilmSides::CutOff && !m_seeksFocus)
        findFocus();
    showPicture();
}

// Shows what a cut keeps, as exportMovie() finds it.
void ExportPreview::findFocus()
{
    m_seeksFocus = true;
    inBackground(
        this, [movie = m_movie] { return media::findFocus(movie); },
        [this](const Result<media::FilmPoint>& found) {
            if (found)
                m_focus = *found;
            showPicture();
        });
}

bool ExportPreview::composes() const
{
    return m_finish.changesShape() || m_finish.writesWords();
}

void ExportPreview::showPicture()
{
    const Theme& theme = m_context.theme;
    const int width = theme.px(kWidth);
    media::Finish finish = m_finish;
    finish.focus = m_focus;
    const Result<media::FilmLayout> layout = media::filmLayout(m_made, finish);
    const bool isComposed = layout && composes();
    const media::Size film = layout ? layout->film : media::Size{16, 9};
    const int most = isComposed && finish.changesShape() ? theme.px(kMostHeight) : width;
    m_video->setFixedSize(
        width, std::min(most, static_cast<int>(std::lround(static_cast<double>(width) * film.height / film.width))));
    if (m_frame.isNull())
        return;
    if (!isComposed) {
        m_video->setFrame(m_frame, m_source);
        return;
    }
    const auto pixels = static_cast<int>(std::lround(most * devicePixelRatioF()));
    m_video->setFrame(finishedPicture(m_frame, *layout, finish, pixels, m_player.position()),
                      QSize(film.width, film.height));
}

bool ExportPreview::isWhole() const
{
    return m_range.start <= 0 && m_range.end >= m_seconds;
}

void ExportPreview::setRange(const TimeRange& range)
{
    const TimeRange inside{std::clamp(range.start, 0.0, m_seconds), std::clamp(range.end, 0.0, m_seconds)};
    if (inside.length() > 0)
        m_range = inside;
    showRange();
    Q_EMIT rangeChanged();
}

void ExportPreview::showRange()
{
    m_whole->setChecked(isWhole());
    m_timeline->setLoop(m_range);
    m_in->setText(clockText(m_range.start));
    m_out->setText(clockText(m_range.end));
    const std::optional<TimeRange> loop = m_player.loop();
    if (!loop || loop->start != m_range.start || loop->end != m_range.end)
        m_player.setLoop(m_range);
    showPlayer();
}

void ExportPreview::showPlayer()
{
    const bool playing = m_player.isPlaying();
    m_play->setIcon(m_context.theme.icon(playing ? Glyph::Pause : Glyph::Play));
    setAvailability(*m_play, {.on = m_player.isPlayable(), .why = tr("The take isn't read yet.")},
                    playing ? tr("Pause (Space)") : tr("Play (Space)"));
    m_play->setAccessibleName(playing ? tr("Pause") : tr("Play"));
    m_position->setText(clockText(m_player.position()));
    m_timeline->setPlayhead(m_player.isPlayable() ? std::optional(m_player.position()) : std::nullopt);
}

void ExportPreview::focusPicture()
{
    m_video->setFocus(Qt::OtherFocusReason);
}

bool ExportPreview::handleKey(const QKeyEvent& event)
{
    if ((event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) != Qt::NoModifier)
        return false;
    const double position = m_player.position();
    const double frame = 1 / m_player.facts().frameRate;
    const bool large = event.modifiers().testFlag(Qt::ShiftModifier);
    switch (event.key()) {
    case Qt::Key_Space:
    case Qt::Key_K:
        if (!event.isAutoRepeat())
            m_player.togglePlaying();
        return true;
    case Qt::Key_I: setRange({position, m_range.end > position ? m_range.end : m_seconds}); return true;
    case Qt::Key_O: setRange({m_range.start <= position ? m_range.start : 0, position + frame}); return true;
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int direction = event.key() == Qt::Key_Left ? -1 : 1;
        if (large)
            m_player.stepSeconds(direction);
        else
            m_player.stepFrames(direction);
        return true;
    }
    case Qt::Key_Home: m_player.toStart(); return true;
    case Qt::Key_End: m_player.toEnd(); return true;
    default: return false;
    }
}

} // namespace studio::ui
