// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/VoiceDialog.h"

#include "core/settings/Settings.h"
#include "ui/common/FileChooser.h"
#include "ui/common/Messages.h"
#include "ui/common/VoiceWords.h"
#include "ui/common/Words.h"
#include "ui/controllers/PlayerController.h"
#include "ui/controllers/SceneController.h"
#include "ui/dialogs/DialogSize.h"
#include "ui/dialogs/SpeechRows.h"
#include "ui/dialogs/TimeEdit.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/LevelBar.h"
#include "ui/widgets/PaintText.h"
#include "ui/widgets/VoiceWaveformView.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr double kCaptionWidth = 88;
constexpr int kLeastWaveform = 56; // px
constexpr double kBlockSeconds = static_cast<double>(kFramesPerBlock) / kFramesPerSecond;
constexpr double kShortOfTarget = 0.5; // LUFS: less isn't worth a word

double decibelsOf(double factor)
{
    return 20 * std::log10(factor);
}

} // namespace

VoiceDialog::VoiceDialog(const WindowContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_texts(*this)
    , m_player(context.makeClock())
    , m_fromFile(makeButton("voiceFromFileButton"))
    , m_fromText(makeButton("voiceFromTextButton"))
    , m_fileRow(new QWidget)
    , m_speech(new SpeechRows(context, kCaptionWidth, this))
    , m_path(new QLineEdit)
    , m_trackCaption(makeLabel(LabelRole::Soft))
    , m_tracks(makeCombo("voiceDialogTrackComboBox"))
    , m_waveform(new VoiceWaveformView(context.theme))
    , m_from(new TimeEdit("voiceFromEdit"))
    , m_to(new TimeEdit("voiceToEdit"))
    , m_facts(makeLabel(LabelRole::Plain, "voiceDialogFactsLabel"))
    , m_levelBar(new LevelBar(context.theme))
    , m_loudness(makeLabel(LabelRole::Plain, "voiceLoudnessLabel"))
    , m_peak(makeLabel(LabelRole::Hint, "voicePeakLabel"))
    , m_normalise(new QCheckBox)
    , m_target(makeCombo("voiceTargetComboBox"))
    , m_gain(makeLabel(LabelRole::Hint, "voiceGainLabel"))
    , m_problem(makeLabel(LabelRole::Hint, "voiceProblemLabel"))
    , m_play(makeTool(context.theme, "voiceDialogPlayButton", Glyph::Play))
    , m_position(makeLabel(LabelRole::Plain, "voicePositionLabel"))
    , m_hear(makeButton("voiceHearButton"))
    , m_foot(makeLabel(LabelRole::Hint))
    , m_use(makeButton("voiceUseButton", ButtonRole::Primary))
{
    setObjectName(QStringLiteral("voiceDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptDrops(true);
    resizeToScreen(*this, {context.theme.px(880), context.theme.px(620)});
    setObject(*m_waveform, "voiceDialogWaveform");
    setObject(*m_levelBar, "voiceLevelBar");
    setObject(*m_normalise, "voiceNormaliseCheckBox");
    m_waveform->setMinimumHeight(context.theme.px(kLeastWaveform));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(10);
    column->addLayout(buildHead());
    m_fileRow->setLayout(buildFile());
    column->addWidget(m_fileRow);
    column->addWidget(m_speech);
    column->addLayout(makeField(context.theme, m_trackCaption, {m_tracks, Stretch()}, kCaptionWidth));
    column->addWidget(m_waveform, 1);
    column->addLayout(buildTrim());
    buildLoudness(*column);
    column->addWidget(m_problem);
    column->addLayout(buildTransport());
    column->addWidget(makeRule());
    column->addLayout(buildFoot());
    for (auto* button : findChildren<QPushButton*>())
        button->setAutoDefault(false); // Enter takes a time; Ctrl+Enter uses the voice.

    const project::Scene& scene = context.scene.scene();
    if (scene.speech) {
        m_source = Source::Speech;
        m_speech->setSpoken(*scene.speech, words::text(scene.voice));
    }
    m_draft.voice = scene.voice;
    m_draft.voiceTrack = scene.voiceTrack;
    m_draft.trim = scene.trim;
    m_draft.voiceLevel = VoiceLevel::asRecorded(); // What is measured and drawn; the wanted level is level().
    m_draft.settings.clips = scene.settings.clips;
    const bool isNormalised = scene.voiceLevel.rule == LevelRule::ToTarget;
    m_otherwise = isNormalised ? VoiceLevel() : scene.voiceLevel;
    m_levelChosen = scene.voiceLevel.rule != LevelRule::RaiseQuiet;
    m_normalise->setChecked(isNormalised);
    for (const double target : {kSpokenTarget, -14.0, -23.0})
        m_target->addItem(QString(), target);
    if (isNormalised && m_target->findData(scene.voiceLevel.target) < 0)
        m_target->addItem(QString(), scene.voiceLevel.target); // of a scene from elsewhere
    m_target->setCurrentIndex(isNormalised ? m_target->findData(scene.voiceLevel.target) : 0);

    m_texts.add([this] { setWords(); });
    connect(&m_inputs, &InputService::voiceChanged, this, [this] {
        const media::SoundFindings* sound = found();
        if (sound && !m_levelChosen)
            m_normalise->setChecked(sound->loudness && *sound->loudness < media::kVeryQuiet);
        loadSound();
        showVoice();
    });
    connectPlayer();
    connect(m_speech, &SpeechRows::made, this, &VoiceDialog::takeSpoken);
    connect(m_speech, &SpeechRows::changed, this, &VoiceDialog::showVoice);
    m_inputs.setScene(m_draft);
    setSource(m_source);
    m_waveform->setFocus(Qt::OtherFocusReason); // Space plays.
}

QLayout* VoiceDialog::buildHead()
{
    auto* heading = makeLabel(LabelRole::Heading);
    m_context.theme.putIcon(*m_fromFile, Glyph::Folder);
    m_context.theme.putIcon(*m_fromText, Glyph::Language);
    auto* sources = new QButtonGroup(this);
    for (QPushButton* button : {m_fromFile, m_fromText}) {
        button->setCheckable(true);
        sources->addButton(button);
    }
    m_texts.add([this, heading] {
        setWindowTitle(tr("Voice"));
        heading->setText(windowTitle());
        m_fromFile->setText(tr("File"));
        m_fromText->setText(tr("Text to speech"));
        setTip(*m_fromFile, tr("A recording, or the sound of a film"));
        setTip(*m_fromText, tr("Words that are spoken on this computer"));
    });
    connect(m_fromFile, &QPushButton::clicked, this, [this] { setSource(Source::File); });
    connect(m_fromText, &QPushButton::clicked, this, [this] { setSource(Source::Speech); });
    return makeRow({heading, Stretch(), m_fromFile, m_fromText, Stretch()}, 4);
}

void VoiceDialog::setSource(Source source)
{
    if (source != m_source) {
        m_kept[static_cast<size_t>(m_source)] = {m_draft.voice, m_draft.voiceTrack, m_draft.trim};
        const Kept& kept = m_kept[static_cast<size_t>(source)];
        m_draft.voice = kept.file;
        m_draft.voiceTrack = kept.track;
        m_draft.trim = kept.trim;
        m_source = source;
        m_player.pause();
        m_inputs.setScene(m_draft);
        loadSound();
    }
    const bool isSpeech = source == Source::Speech;
    (isSpeech ? m_fromText : m_fromFile)->setChecked(true);
    m_fileRow->setVisible(!isSpeech);
    m_speech->setVisible(isSpeech);
    if (isSpeech)
        m_speech->begin();
    showFoot();
    showVoice();
}

void VoiceDialog::showFoot()
{
    m_foot->setText(m_source == Source::Speech ? tr("A program on this computer speaks the words.")
                                               : tr("The file itself is never changed."));
}

// The voice that was made of the words.
void VoiceDialog::takeSpoken()
{
    setSource(Source::Speech);
    m_draft.voice = words::path(m_speech->file());
    m_draft.voiceTrack = 0;
    m_draft.trim = {};
    m_inputs.setScene(m_draft);
    showVoice();
}

QLayout* VoiceDialog::buildFile()
{
    auto* caption = makeLabel(LabelRole::Soft);
    setObject(*m_path, "voicePathLineEdit");
    m_path->setReadOnly(true);
    auto* choose = makeButton("voiceChooseButton");
    m_context.theme.putIcon(*choose, Glyph::Folder);
    m_texts.add([this, caption, choose] {
        caption->setText(tr("File"));
        m_path->setAccessibleName(caption->text());
        m_trackCaption->setText(tr("Track"));
        m_tracks->setAccessibleName(m_trackCaption->text());
        choose->setText(tr("Choose…"));
        choose->setAccessibleName(tr("Choose voice…"));
    });
    connect(choose, &QPushButton::clicked, this, [this] {
        chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Voice,
                         [this](const QString& file) { setFile(file); });
    });
    connect(m_tracks, &QComboBox::activated, this, [this](int index) {
        m_draft.voiceTrack = index + 1;
        m_inputs.setScene(m_draft);
        showVoice();
    });
    auto* row = makeField(m_context.theme, caption, {m_path, choose}, kCaptionWidth);
    row->setStretch(1, 1);
    return row;
}

QLayout* VoiceDialog::buildTrim()
{
    auto* caption = makeLabel(LabelRole::Soft);
    auto* between = makeLabel(LabelRole::Soft);
    auto* whole = makeButton("voiceWholeButton", ButtonRole::Flat);
    auto* cut = makeButton("voiceCutSilenceButton", ButtonRole::Flat);
    for (TimeEdit* edit : {m_from, m_to})
        edit->setFixedWidth(m_context.theme.px(92));
    m_texts.add([this, caption, between, whole, cut] {
        caption->setText(tr("From"));
        between->setText(tr("to", "from a time to another one"));
        whole->setText(tr("Whole"));
        setTip(*whole, tr("Use the whole voice"));
        cut->setText(tr("Cut the silence"));
        setTip(*cut, tr("Leave out what is silent at both ends"));
        m_from->setAccessibleName(tr("Start of the voice"));
        m_to->setAccessibleName(tr("End of the voice"));
    });
    connect(m_from, &TimeEdit::edited, this, &VoiceDialog::setStart);
    connect(m_to, &TimeEdit::edited, this, &VoiceDialog::setEnd);
    connect(whole, &QPushButton::clicked, this, [this] { setTrim({}); });
    connect(cut, &QPushButton::clicked, this, [this] {
        if (m_inputs.voice().waveform)
            setTrim(jobs::withoutSilence(*m_inputs.voice().waveform));
    });
    connect(m_waveform, &VoiceWaveformView::trimEdited, this, [this](const TimeRange& range) {
        m_draft.trim.begin = range.start;
        setEnd(range.end);
    });
    return makeField(m_context.theme, caption, {m_from, between, m_to, 6, whole, cut, Stretch(), m_facts},
                     kCaptionWidth);
}

void VoiceDialog::buildLoudness(QBoxLayout& column)
{
    auto* caption = makeLabel(LabelRole::Soft);
    auto* row = makeField(m_context.theme, caption, {m_levelBar, m_loudness, m_peak}, kCaptionWidth);
    row->setStretch(1, 1);
    m_loudness->setMinimumWidth(m_context.theme.px(84));
    m_loudness->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_peak->setMinimumWidth(m_context.theme.px(96));
    m_peak->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    column.addLayout(row);
    m_target->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); // as wide as its words
    m_target->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto* empty = makeLabel(LabelRole::Soft);
    auto* normalise = makeField(m_context.theme, empty, {m_normalise, m_target, m_gain, Stretch()}, kCaptionWidth);
    empty->setBuddy(nullptr);
    column.addLayout(normalise);
    m_texts.add([this, caption] {
        caption->setText(tr("Loudness"));
        m_levelBar->setAccessibleName(caption->text());
        m_normalise->setText(tr("Normalise to"));
        m_normalise->setAccessibleName(m_normalise->text());
        m_target->setAccessibleName(tr("Target of the loudness"));
    });
    connect(m_normalise, &QCheckBox::clicked, this, [this] { m_levelChosen = true; });
    connect(m_normalise, &QCheckBox::toggled, this, [this] {
        loadSound();
        showLevel();
    });
    connect(m_target, &QComboBox::activated, this, [this] {
        m_levelChosen = true;
        loadSound();
        showLevel();
    });
}

QLayout* VoiceDialog::buildTransport()
{
    auto* start = makeTool(m_context.theme, "voiceToStartButton", Glyph::ToStart);
    m_context.theme.putIcon(*m_hear, Glyph::Waveform);
    m_texts.add([this, start] {
        setTip(*start, tr("To the start"));
        setTip(*m_play, tr("Play or pause (Space)"));
        m_hear->setText(tr("Hear it normalised"));
        m_hear->setAccessibleName(m_hear->text());
    });
    connect(start, &QToolButton::clicked, this, [this] { m_player.seek(trim().start); });
    connect(m_play, &QToolButton::clicked, &m_player, &VoicePlayer::togglePlaying);
    const auto hear = [this](bool normalised) {
        m_hearNormalised = normalised;
        applyVolume();
        if (normalised)
            m_player.play();
    };
    connect(m_hear, &QPushButton::pressed, this, [hear] { hear(true); });
    connect(m_hear, &QPushButton::released, this, [hear] { hear(false); });
    return makeRow({start, m_play, 6, m_position, Stretch(), m_hear}, 2);
}

QLayout* VoiceDialog::buildFoot()
{
    auto* cancel = makeButton("voiceCancelButton");
    m_context.theme.putIcon(*m_use, Glyph::Check, Token::TextOnAccent);
    m_texts.add([this, cancel] {
        showFoot();
        cancel->setText(tr("Cancel"));
        cancel->setAccessibleName(cancel->text());
        m_use->setText(tr("Use this voice"));
        m_use->setAccessibleName(m_use->text());
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_use, &QPushButton::clicked, this, &VoiceDialog::use);
    return makeRow({m_foot, Stretch(), cancel, m_use});
}

void VoiceDialog::connectPlayer()
{
    m_player.setOutput(m_context.settings.get(settings::kSoundOutput));
    connect(&m_player, &VoicePlayer::positionChanged, this, &VoiceDialog::showPosition);
    connect(m_waveform, &VoiceWaveformView::scrubbed, &m_player, &VoicePlayer::seek);
    connect(&m_player, &VoicePlayer::playingChanged, this, [this](bool playing) {
        m_play->setIcon(m_context.theme.icon(playing ? Glyph::Pause : Glyph::Play));
        if (playing) { // One sound at a time.
            m_context.player.pause();
            m_context.voice.pause();
        }
    });
    connect(&m_context.voice, &VoicePlayer::playingChanged, &m_player, [this](bool playing) {
        if (playing)
            m_player.pause();
    });
    connect(&m_context.player, &PlayerController::stateChanged, &m_player, [this] {
        if (m_context.player.isPlaying())
            m_player.pause();
    });
}

void VoiceDialog::setWords()
{
    for (int i = 0; i < m_target->count(); ++i) {
        const double target = m_target->itemData(i).toDouble();
        const QString loudness = loudnessWords(target);
        m_target->setItemText(i,
                              target == kSpokenTarget ? tr("%1, spoken word").arg(loudness)
                                  : target == -14     ? tr("%1, web video").arg(loudness)
                                  : target == -23     ? tr("%1, broadcast").arg(loudness)
                                                      : loudness);
    }
    showVoice();
}

void VoiceDialog::setFile(const QString& file)
{
    setSource(Source::File);
    m_draft.voice = words::path(file);
    m_draft.voiceTrack = 0;
    m_draft.trim = {};
    m_inputs.setScene(m_draft);
    showVoice();
}

const media::SoundFindings* VoiceDialog::found() const
{
    const VoiceState& voice = m_inputs.voice();
    return voice.waveform ? &voice.waveform->found : nullptr;
}

VoiceLevel VoiceDialog::level() const
{
    return m_normalise->isChecked() ? VoiceLevel::to(m_target->currentData().toDouble()) : m_otherwise;
}

double VoiceDialog::normalisedGain() const
{
    const media::SoundFindings* sound = found();
    const VoiceLevel target = VoiceLevel::to(m_target->currentData().toDouble());
    return sound ? media::gainFor(target, sound->loudness, sound->peak) : 1;
}

TimeRange VoiceDialog::trim() const
{
    const double seconds = m_inputs.voice().facts ? m_inputs.voice().facts->seconds : 0;
    return {m_draft.trim.begin, m_draft.trim.end.value_or(seconds)};
}

void VoiceDialog::setTrim(const project::Trim& trim)
{
    m_draft.trim = trim;
    m_inputs.setScene(m_draft);
    showVoice();
}

void VoiceDialog::setStart(double seconds)
{
    project::Trim wanted = m_draft.trim;
    wanted.begin = std::clamp(seconds, 0.0, std::max(0.0, trim().end - kBlockSeconds));
    setTrim(wanted);
}

void VoiceDialog::setEnd(double seconds)
{
    const double whole = m_inputs.voice().facts ? m_inputs.voice().facts->seconds : seconds;
    project::Trim wanted = m_draft.trim;
    wanted.end = std::clamp(seconds, std::min(whole, wanted.begin + kBlockSeconds), whole);
    if (*wanted.end >= whole - 1e-3)
        wanted.end.reset();
    setTrim(wanted);
}

// The sound is loaded at the louder of its two levels, so that the other one is only a matter of the volume.
void VoiceDialog::loadSound()
{
    const VoiceState& voice = m_inputs.voice();
    media::SoundTreatment treatment;
    if (voice.waveform) {
        treatment = voice.waveform->found.treatment;
        treatment.gain = static_cast<float>(std::max(1.0, normalisedGain()));
    }
    m_player.setVoice(voice.facts ? voice.path : QString(), treatment);
    const TimeRange range = trim();
    m_player.setTrim(range);
    if (m_player.position() < range.start || m_player.position() > range.end)
        m_player.seek(range.start);
    applyVolume();
}

void VoiceDialog::applyVolume()
{
    const settings::Settings& settings = m_context.settings;
    const double volume = settings.get(settings::kMuted) ? 0 : settings.get(settings::kVolume);
    const double gain = normalisedGain();
    m_player.setVolume(volume * (m_hearNormalised ? gain : 1) / std::max(1.0, gain));
}

void VoiceDialog::showVoice()
{
    const VoiceState& voice = m_inputs.voice();
    m_path->setText(words::shortPath(m_draft.voice));
    m_path->setToolTip(words::text(m_draft.voice));
    showTracks();
    const TimeRange range = trim();
    m_waveform->setState({.voice = voice.pyramid, .trim = range, .shortest = kBlockSeconds, .isPale = isStale()});
    m_from->setSeconds(range.start);
    m_to->setSeconds(range.end);
    m_facts->setText(voice.facts
                         ? tr("%1 s → %2, %3", "length, clips, blocks")
                               .arg(QString::number(voice.facts->usedSeconds, 'f', 2), words::clips(voice.facts->clips),
                                    tr("%n block(s)", nullptr, static_cast<int>(voice.facts->blocks)))
                         : QString());
    QString problem;
    if (voice.error) {
        problem = ui::message(messageOf(voice.error->code, ErrorSubject::Voice),
                              {{QStringLiteral("file"), QFileInfo(voice.path).fileName()},
                               {QStringLiteral("reason"), reasonWords(*voice.error)}})
                      .what;
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    setRole(*m_problem, LabelRole::Bad);
    const Availability ready = this->ready(problem);
    setAvailability(*m_use,
                    isStale() ? Availability{.on = false, .why = tr("The words have changed since they were spoken.")}
                              : ready,
                    tr("Ctrl+Enter"));
    for (TimeEdit* edit : {m_from, m_to})
        setAvailability(*edit, ready, tr("Seconds, minutes and seconds, or frames: 12.4, 0:12.40, 310f"));
    setAvailability(*m_play, ready, m_play->accessibleName());
    setAvailability(*m_hear, ready, tr("Normalised while it is held, and as it was recorded otherwise"));
    showLevel();
    showPosition();
}

bool VoiceDialog::isStale() const
{
    return m_source == Source::Speech && m_speech->hasChanged();
}

Availability VoiceDialog::ready(const QString& problem) const
{
    const VoiceState& voice = m_inputs.voice();
    return {.on = voice.facts.has_value(),
            .why = voice.error          ? problem
                : m_draft.voice.empty() ? tr("There is no voice yet.")
                                        : tr("The voice is being read.")};
}

void VoiceDialog::showTracks()
{
    const media::SoundFindings* sound = found();
    const bool several = sound && sound->tracks.size() > 1;
    m_trackCaption->setVisible(several);
    m_tracks->setVisible(several);
    if (!several)
        return;
    const QSignalBlocker quiet(m_tracks);
    m_tracks->clear();
    for (size_t i = 0; i < sound->tracks.size(); ++i)
        m_tracks->addItem(trackWords(sound->tracks[i], static_cast<int>(i) + 1));
    m_tracks->setCurrentIndex(sound->treatment.track - 1);
}

void VoiceDialog::showLevel()
{
    const media::SoundFindings* sound = found();
    LevelState bar;
    bar.words = m_inputs.voice().error ? tr("not measurable") : ready({}).why;
    QString loudness;
    QString peak;
    QString gain;
    if (sound) {
        bar.loudness = sound->loudness;
        loudness = sound->loudness ? loudnessWords(*sound->loudness, 1) : tr("not measurable");
        if (sound->loudness && *sound->loudness < media::kVeryQuiet)
            loudness = tr("%1, very quiet").arg(loudness);
        if (sound->peak > 0) {
            bar.peak = decibelsOf(sound->peak);
            peak = tr("peak %1").arg(decibelWords(*bar.peak));
        }
        bar.words = peak.isEmpty() ? loudness : tr("%1, %2", "loudness, peak").arg(loudness, peak);
        const double target = m_target->currentData().toDouble();
        const double added = decibelsOf(normalisedGain());
        if (sound->loudness && *sound->loudness + added < target - kShortOfTarget) {
            gain = tr("%1: it reaches %2, more would take its peaks beyond −1 dB")
                       .arg(decibelWords(added, 1, Sign::Always), loudnessWords(*sound->loudness + added, 1));
        } else if (sound->loudness) {
            gain = tr("%1, the peak stays under −1 dB").arg(decibelWords(added, 1, Sign::Always));
        }
    }
    m_levelBar->setState(bar);
    m_loudness->setText(loudness);
    m_peak->setText(peak);
    m_gain->setText(m_normalise->isChecked() ? gain : QString());
    setAvailability(*m_target, {.on = m_normalise->isChecked(), .why = tr("The loudness stays as it is.")}, {});
}

void VoiceDialog::showPosition()
{
    m_position->setText(tr("%1 / %2", "time, length").arg(clockText(m_player.position()), clockText(trim().end)));
    m_waveform->setPlayhead(m_inputs.voice().facts ? std::optional(m_player.position()) : std::nullopt);
}

void VoiceDialog::use()
{
    if (!m_use->isEnabled())
        return;
    for (TimeEdit* edit : {m_from, m_to}) {
        if (!edit->take()) {
            edit->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    const QString file = words::text(m_draft.voice);
    m_context.scene.useVoice({.path = file,
                              .track = m_draft.voiceTrack,
                              .trim = m_draft.trim,
                              .level = level(),
                              .speech = file == m_speech->file() ? m_speech->spoken() : std::nullopt});
    accept();
}

void VoiceDialog::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && event->modifiers().testFlag(Qt::ControlModifier))
        use();
    else if (event->key() == Qt::Key_Space && m_play->isEnabled())
        m_player.togglePlaying();
    else
        QDialog::keyPressEvent(event);
}

void VoiceDialog::dragEnterEvent(QDragEnterEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile())
        event->acceptProposedAction();
}

void VoiceDialog::dropEvent(QDropEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.isEmpty())
        return;
    event->acceptProposedAction();
    setFile(urls.front().toLocalFile());
}

} // namespace studio::ui
