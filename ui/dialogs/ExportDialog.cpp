// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ExportDialog.h"

#include "core/jobs/EmbeddedInputs.h"
#include "core/media/MovieExport.h"
#include "core/pipeline/Render.h"
#include "core/settings/Settings.h"
#include "ui/common/FileChooser.h"
#include "ui/common/Words.h"
#include "ui/services/Background.h"
#include "ui/services/Thumbnails.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/BlockTimeline.h"
#include "ui/widgets/PaintText.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QSlider>
#include <QStandardPaths>
#include <QToolButton>

#include <cmath>

namespace studio::ui {
namespace {

constexpr int kPreviewWidth = 300;
constexpr double kCaptionWidth = 96;

QString codecWords(media::VideoCodec codec)
{
    switch (codec) {
    case media::VideoCodec::H264: return ExportDialog::tr("H.264: plays everywhere");
    case media::VideoCodec::H265: return ExportDialog::tr("H.265: half the size, newer players");
    case media::VideoCodec::Av1: return ExportDialog::tr("AV1: smallest, slow to make");
    }
    return {};
}

QString soundWords(const QString& codec)
{
    return codec == QLatin1String("aac") ? ExportDialog::tr("AAC 192 kbit/s")
        : codec == QLatin1String("opus") ? ExportDialog::tr("Opus 192 kbit/s")
                                         : ExportDialog::tr("As it is");
}

QString extensionOf(media::ExportKind kind)
{
    return kind == media::ExportKind::Mp4 ? QStringLiteral(".mp4")
        : kind == media::ExportKind::Wav  ? QStringLiteral(".wav")
                                          : QString();
}

QCheckBox* makeCheck(const char* objectName)
{
    auto* box = new QCheckBox;
    setObject(*box, objectName);
    box->setFocusPolicy(Qt::TabFocus);
    return box;
}

QRadioButton* makeRadio(const char* objectName)
{
    auto* radio = new QRadioButton;
    setObject(*radio, objectName);
    return radio;
}

} // namespace

ExportDialog::ExportDialog(const WindowContext& context, const project::Take& take,
                           const std::shared_ptr<const WaveformPyramid>& voice, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_take(take)
    , m_end(take.seconds())
    , m_texts(*this)
    , m_poster(new QLabel)
    , m_timeline(new BlockTimeline(context.theme))
    , m_in(makeLabel(LabelRole::Plain, "exportInLabel"))
    , m_out(makeLabel(LabelRole::Plain, "exportOutLabel"))
    , m_whole(makeCheck("exportWholeCheckBox"))
    , m_mp4(makeRadio("exportMp4RadioButton"))
    , m_png(makeRadio("exportPngRadioButton"))
    , m_wav(makeRadio("exportWavRadioButton"))
    , m_video(makeCombo("videoCodecComboBox"))
    , m_quality(new QSlider(Qt::Horizontal))
    , m_crf(makeLabel(LabelRole::Plain, "crfLabel"))
    , m_audio(makeCombo("audioCodecComboBox"))
    , m_frames(makeCombo("frameRateComboBox"))
    , m_embed(makeCheck("embedSettingsCheckBox"))
    , m_inputs(makeCheck("embedInputsCheckBox"))
    , m_posterBox(makeCheck("posterCheckBox"))
    , m_path(new QLineEdit)
    , m_hint(makeLabel(LabelRole::Hint, "exportNameHintLabel"))
    , m_estimate(makeLabel(LabelRole::Hint, "exportEstimateLabel"))
    , m_start(makeButton("exportStartButton", ButtonRole::Primary))
{
    setObjectName(QStringLiteral("exportDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(context.theme.px(860), context.theme.px(480));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 18, 20, 16);
    row->setSpacing(24);
    row->addLayout(buildPreview(voice));
    row->addLayout(buildForm(), 1);
    fillFrameRates();
    showEncoders();
    m_texts.add([this] { setWords(); });
    readPoster();
    readInputs();
    connect(&context.exporter, &ExportService::encodersFound, this, &ExportDialog::showEncoders);
    connect(&m_estimator, &ExportEstimator::answered, this, [this](qint64 bytes) {
        m_bytes = bytes;
        showEstimate();
    });
    m_start->setFocus();
}

QLayout* ExportDialog::buildPreview(const std::shared_ptr<const WaveformPyramid>& voice)
{
    const Theme& theme = m_context.theme;
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    setObject(*m_poster, "exportPosterLabel");
    const int width = theme.px(kPreviewWidth);
    const double aspect = m_take.width > 0 ? static_cast<double>(m_take.height) / m_take.width : 0.5625;
    m_poster->setFixedSize(width, std::min(width, static_cast<int>(std::lround(width * aspect))));
    m_poster->setAlignment(Qt::AlignCenter);
    m_poster->setStyleSheet(QStringLiteral("background: %1;").arg(theme.color(Token::Viewport).name()));
    column->addWidget(m_poster);
    setObject(*m_timeline, "exportTrimTimeline");
    m_timeline->setFixedWidth(width);
    const int blocks = static_cast<int>(m_take.framesMade / kFramesPerBlock);
    m_timeline->setState({.blocks = blocks,
                          .made = blocks,
                          .lanes = {},
                          .failed = {},
                          .branch = {},
                          .staleFrom = {},
                          .secondsPerBlock = {},
                          .voice = voice,
                          .voiceStart = m_take.scene.trim.begin,
                          .emptyWords = {}});
    column->addWidget(m_timeline);
    auto* in = makeLabel(LabelRole::Soft);
    auto* out = makeLabel(LabelRole::Soft);
    m_texts.add([in, out] {
        in->setText(tr("In"));
        out->setText(tr("Out"));
    });
    column->addLayout(makeRow({in, m_in, Stretch(), out, m_out}));
    m_whole->setChecked(true);
    column->addLayout(makeRow({m_whole, Stretch()}));
    column->addStretch(1);
    connect(m_whole, &QCheckBox::toggled, this, &ExportDialog::showRange);
    connect(m_timeline, &BlockTimeline::loopChanged, this, [this](const TimeRange& range) {
        m_begin = range.start;
        m_end = range.end;
        m_whole->setChecked(m_begin <= 0 && m_end >= m_take.seconds());
        showRange();
    });
    return column;
}

QLayout* ExportDialog::buildForm()
{
    const Theme& theme = m_context.theme;
    const settings::Settings& settings = m_context.settings;
    auto* form = new QVBoxLayout;
    form->setSpacing(9);
    auto* heading = makeLabel(LabelRole::Heading);
    m_texts.add([this, heading] {
        setWindowTitle(tr("Export %1").arg(words::takeName(m_take)));
        heading->setText(windowTitle());
    });
    form->addWidget(heading);
    form->addSpacing(4);
    const auto field = [&](const char* words, std::initializer_list<RowItem> items) {
        auto* caption = makeLabel(LabelRole::Soft);
        m_texts.add([caption, words] { caption->setText(words ? tr(words) : QString()); });
        auto* row = makeField(theme, caption, items, kCaptionWidth);
        form->addLayout(row);
        return row;
    };
    m_mp4->setChecked(true);
    field(QT_TR_NOOP("As"), {m_mp4, m_png, m_wav, Stretch()});
    form->addWidget(makeRule());
    for (QComboBox* combo : {m_video, m_audio, m_frames}) {
        combo->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    }
    field(QT_TR_NOOP("Picture"), {m_video, Stretch()});
    setObject(*m_quality, "qualitySlider");
    m_quality->setFocusPolicy(Qt::StrongFocus);
    auto* smaller = makeLabel(LabelRole::Hint);
    auto* finer = makeLabel(LabelRole::Hint);
    m_texts.add([smaller, finer] {
        smaller->setText(tr("smaller"));
        finer->setText(tr("finer"));
    });
    m_crf->setMinimumWidth(theme.px(48));
    field(QT_TR_NOOP("Quality"), {smaller, m_quality, finer, m_crf})->setStretch(2, 1);
    field(QT_TR_NOOP("Sound"), {m_audio, Stretch()});
    field(QT_TR_NOOP("Frames"), {m_frames, Stretch()});
    form->addWidget(makeRule());
    m_embed->setChecked(settings.get(settings::kEmbedSettings));
    m_inputs->setChecked(settings.get(settings::kEmbedInputs));
    for (QCheckBox* box : {m_embed, m_inputs, m_posterBox})
        field(nullptr, {box, Stretch()});
    form->addWidget(makeRule());
    setObject(*m_path, "exportPathLineEdit");
    auto* browse = makeTool(theme, "exportBrowseButton", Glyph::Folder);
    m_texts.add([browse] { setTip(*browse, tr("Choose folder…")); });
    field(QT_TR_NOOP("File"), {m_path, browse})->setStretch(1, 1);
    auto* hint = makeRow({m_hint, Stretch()});
    hint->insertSpacing(0, theme.px(kCaptionWidth) + 6);
    m_hint->setMinimumHeight(theme.px(18)); // Reserved: saying it moves nothing.
    form->addLayout(hint);
    form->addStretch(1);
    auto* cancel = makeButton("exportCancelButton");
    m_texts.add([cancel] {
        cancel->setText(tr("Cancel"));
        cancel->setAccessibleName(cancel->text());
    });
    m_start->setDefault(true);
    theme.putIcon(*m_start, Glyph::Export, Token::TextOnAccent);
    form->addLayout(makeRow({m_estimate, Stretch(), cancel, m_start}));
    m_filmFields = {m_video, m_quality, m_audio, m_frames, m_embed};

    const QString chosen = settings.get(settings::kExportFolder);
    const QString folder = chosen.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::MoviesLocation) : chosen;
    m_path->setText(QDir::toNativeSeparators(folder % QLatin1Char('/') % words::text(m_take.movie.stem())
                                             % QStringLiteral(".mp4")));
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::checkName);
    connect(browse, &QToolButton::clicked, this, [this] {
        chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Export, [this](const QString& wanted) {
            m_path->setText(wanted % QLatin1Char('/') % QFileInfo(m_path->text()).fileName());
        });
    });
    for (QRadioButton* radio : {m_mp4, m_png, m_wav})
        connect(radio, &QRadioButton::toggled, this, &ExportDialog::showKind);
    connect(m_video, &QComboBox::currentIndexChanged, this, &ExportDialog::showQuality);
    connect(m_quality, &QSlider::valueChanged, this, [this] {
        m_crf->setText(QStringLiteral("CRF\u00a0%1").arg(crf()));
        askEstimate();
    });
    connect(m_audio, &QComboBox::currentIndexChanged, this, &ExportDialog::askEstimate);
    connect(m_inputs, &QCheckBox::toggled, this, &ExportDialog::showEstimate);
    connect(m_frames, &QComboBox::currentIndexChanged, this, &ExportDialog::showRange);
    connect(m_embed, &QCheckBox::toggled, this, &ExportDialog::showInputs);
    connect(m_embed, &QCheckBox::toggled, this, &ExportDialog::askEstimate);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &ExportDialog::start);
    return form;
}

// All that stands in the dialog by itself; captions are set where they are made.
void ExportDialog::setWords()
{
    m_timeline->setAccessibleName(tr("Part of the take"));
    m_whole->setText(tr("Whole take"));
    m_mp4->setText(tr("MP4 video"));
    m_png->setText(tr("PNG pictures"));
    m_wav->setText(tr("Sound only"));
    m_embed->setText(tr("Put the settings into the file, so that dropping it here brings them back"));
    m_posterBox->setText(tr("Poster picture beside it (PNG)"));
    m_start->setText(tr("Export"));
    for (QAbstractButton* button :
         std::initializer_list<QAbstractButton*>{m_whole, m_mp4, m_png, m_wav, m_embed, m_posterBox, m_start})
        button->setAccessibleName(button->text());
    m_video->setAccessibleName(tr("Picture"));
    m_quality->setAccessibleName(tr("Quality"));
    m_audio->setAccessibleName(tr("Sound"));
    m_frames->setAccessibleName(tr("Frames"));
    m_path->setAccessibleName(tr("File"));
    const auto& encoders = m_context.exporter.videoEncoders();
    for (int i = 0; i < m_video->count(); ++i)
        m_video->setItemText(i, codecWords(encoders[static_cast<size_t>(i)].codec));
    for (int i = 0; i < m_audio->count(); ++i)
        m_audio->setItemText(i, soundWords(m_audio->itemData(i).toString()));
    for (int i = 0; i < m_frames->count(); ++i) {
        const int rate = m_frames->itemData(i).toInt();
        m_frames->setItemText(i,
                              rate == 0 ? tr("%1 per second, as rendered", "frames").arg(m_take.frameRate)
                                        : tr("%1 per second", "frames").arg(rate));
    }
    m_frames->setToolTip(tr("Other rates repeat or leave out frames; the sound stays as it is."));
    showKind();
}

// Only what this FFmpeg can; last time's choice if it is among it.
void ExportDialog::showEncoders()
{
    constexpr const char* names[] = {"h264", "h265", "av1"};
    m_video->clear();
    for (const media::VideoEncoder& encoder : m_context.exporter.videoEncoders())
        m_video->addItem(codecWords(encoder.codec), QLatin1String(names[static_cast<int>(encoder.codec)]));
    m_video->setCurrentIndex(qMax(0, m_video->findData(m_context.settings.get(settings::kVideoCodec))));
    m_audio->clear();
    const auto offer = [this](const QString& codec) { m_audio->addItem(soundWords(codec), codec); };
    offer(QStringLiteral("copy"));
    for (const media::AudioCodec codec : m_context.exporter.audioEncoders()) {
        if (codec == media::AudioCodec::Aac)
            offer(QStringLiteral("aac"));
        if (codec == media::AudioCodec::Opus)
            offer(QStringLiteral("opus"));
    }
    m_audio->setCurrentIndex(qMax(0, m_audio->findData(m_context.settings.get(settings::kAudioCodec))));
    showQuality();
    showKind();
}

// The take's own and those that others ask for.
void ExportDialog::fillFrameRates()
{
    constexpr int kOffered[] = {24, 30, 50, 60};
    m_frames->addItem(QString(), 0);
    for (const int rate : kOffered) {
        if (rate != m_take.frameRate)
            m_frames->addItem(QString(), rate);
    }
    m_frames->setCurrentIndex(qMax(0, m_frames->findData(m_context.settings.get(settings::kExportFrameRate))));
}

double ExportDialog::frameRate() const
{
    const int chosen = m_frames->currentData().toInt();
    return kind() == media::ExportKind::Mp4 && chosen > 0 ? chosen : m_take.frameRate;
}

const media::VideoEncoder* ExportDialog::encoder() const
{
    const auto& encoders = m_context.exporter.videoEncoders();
    const auto index = static_cast<size_t>(m_video->currentIndex());
    return index < encoders.size() ? &encoders[index] : nullptr;
}

int ExportDialog::crf() const
{
    const media::VideoEncoder* chosen = encoder();
    return chosen ? chosen->crfWorst - (m_quality->value() - chosen->crfBest) : 0;
}

void ExportDialog::showQuality()
{
    const media::VideoEncoder* chosen = encoder();
    m_quality->setEnabled(chosen != nullptr);
    if (!chosen)
        return;
    const int remembered = m_context.settings.get(settings::kCrf);
    const bool same = m_video->currentData().toString() == m_context.settings.get(settings::kVideoCodec);
    const int wanted = same ? qBound(chosen->crfBest, remembered, chosen->crfWorst) : chosen->crfDefault;
    m_quality->setRange(chosen->crfBest, chosen->crfWorst);
    m_quality->setValue(chosen->crfWorst - (wanted - chosen->crfBest)); // to the right is finer
    m_crf->setText(QStringLiteral("CRF\u00a0%1").arg(crf()));
    askEstimate();
}

media::ExportKind ExportDialog::kind() const
{
    return m_png->isChecked() ? media::ExportKind::PngSequence
        : m_wav->isChecked()  ? media::ExportKind::Wav
                              : media::ExportKind::Mp4;
}

void ExportDialog::showKind()
{
    const bool film = kind() == media::ExportKind::Mp4;
    const QString why = tr("Only a video has this.");
    for (QWidget* widget : m_filmFields)
        setAvailability(*widget, {.on = film, .why = why}, {});
    setAvailability(*m_posterBox,
                    {.on = kind() != media::ExportKind::PngSequence, .why = tr("The pictures are there anyway.")}, {});
    showInputs();
    const bool ready = !film || m_video->count() > 0;
    setAvailability(*m_start, {.on = ready, .why = tr("Looking for encoders; it takes a moment.")}, {});
    const QFileInfo file(m_path->text());
    m_path->setText(file.path() % QLatin1Char('/') % file.completeBaseName() % extensionOf(kind()));
    checkName();
    showRange();
}

void ExportDialog::showRange()
{
    if (m_whole->isChecked()) {
        m_begin = 0;
        m_end = m_take.seconds();
    }
    m_timeline->setLoop(TimeRange{m_begin, m_end});
    m_in->setText(clockText(m_begin));
    m_out->setText(clockText(m_end));
    askEstimate();
}

void ExportDialog::showEstimate()
{
    const double seconds = qMax(0.0, m_end - m_begin);
    const QString length
        = tr("%1 · %n frame(s)", "length, frames", static_cast<int>(std::lround(seconds * frameRate())))
              .arg(clockText(seconds));
    if (!m_bytes) {
        m_estimate->setText(length);
        return;
    }
    const bool withInputs = m_inputs->isEnabled() && m_inputs->isChecked();
    const qint64 bytes = *m_bytes + (withInputs ? static_cast<qint64>(m_inputBytes.value_or(0)) : 0);
    m_estimate->setText(tr("%1 · about %2", "length and frames, size").arg(length, words::bytes(bytes)));
}

// What is not known any more is not shown either.
void ExportDialog::askEstimate()
{
    std::optional<media::ExportOrder> wanted;
    if (m_end > m_begin && (kind() != media::ExportKind::Mp4 || encoder()))
        wanted = order();
    if (wanted) { // What doesn't matter for it may change.
        wanted->target = std::filesystem::path("film").replace_extension(wanted->target.extension());
        wanted->files.clear();
    }
    if (wanted != m_asked) {
        m_asked = wanted;
        m_bytes.reset();
        if (wanted)
            m_estimator.ask(*wanted);
        else
            m_estimator.forget();
    }
    showEstimate();
}

// Says beforehand how the file will be called. The disk may be slow: it is asked in the background.
void ExportDialog::checkName()
{
    const QString wanted = m_path->text();
    struct Answer {
        QString free;
        bool folder;
    };
    inBackground(
        this,
        [wanted] {
            return Answer{.free = words::text(media::freePath(words::path(wanted))),
                          .folder = QFileInfo(QFileInfo(wanted).path()).isDir()};
        },
        [this, wanted](const Answer& answer) {
            if (m_path->text() != wanted)
                return;
            m_hint->setText(answer.free != wanted ? tr("A file of this name exists. It will be saved as %1.")
                                                        .arg(words::quoted(QFileInfo(answer.free).fileName()))
                                : answer.folder ? QString()
                                                : tr("The folder will be made."));
        });
}

void ExportDialog::readPoster()
{
    const double ratio = devicePixelRatioF();
    readMovieThumbnail(m_take.movie, static_cast<int>(m_poster->width() * ratio), this,
                       [this, ratio](const QImage& image) {
                           QPixmap picture = QPixmap::fromImage(
                               image.scaled(m_poster->size() * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation));
                           picture.setDevicePixelRatio(ratio);
                           m_poster->setPixmap(picture);
                       });
}

// How large portrait and voice are, and whether they are still there.
void ExportDialog::readInputs()
{
    inBackground(
        this, [scene = m_take.scene] { return jobs::inputBytes(scene); },
        [this](const std::optional<uintmax_t>& bytes) {
            m_inputBytes = bytes;
            m_inputsKnown = true;
            showInputs();
        });
}

void ExportDialog::showInputs()
{
    m_inputs->setText(m_inputBytes ? tr("Put portrait and voice in, too: %1 more", "size")
                                         .arg(words::bytes(static_cast<int64_t>(*m_inputBytes)))
                                   : tr("Put portrait and voice in, too"));
    m_inputs->setAccessibleName(m_inputs->text());
    const QString why = kind() != media::ExportKind::Mp4 ? tr("Only a video has this.")
        : !m_embed->isChecked()                          ? tr("Without the settings they would be of no use.")
        : m_inputsKnown && !m_inputBytes ? tr("The portrait or the voice isn't where it was when this take was made.")
                                         : QString();
    setAvailability(*m_inputs, {.on = why.isEmpty(), .why = why},
                    tr("Whoever has the file can take them out again: dropped on this window, it opens the whole scene "
                       "on any computer."));
    showEstimate();
}

std::vector<media::FileToEmbed> ExportDialog::files(const project::Take& take, const settings::Settings& settings)
{
    const bool wanted = settings.get(settings::kEmbedSettings) && settings.get(settings::kEmbedInputs);
    return wanted ? jobs::inputsToEmbed(take.scene) : std::vector<media::FileToEmbed>();
}

std::string ExportDialog::comment(const project::Take& take, const settings::Settings& settings)
{
    return settings.get(settings::kEmbedSettings) ? project::sceneToJson(take.scene) : std::string();
}

media::ExportOrder ExportDialog::order() const
{
    media::ExportOrder order;
    order.movie = m_take.movie;
    order.target = words::path(m_path->text());
    order.kind = kind();
    order.begin = m_begin;
    if (!m_whole->isChecked())
        order.end = m_end;
    if (kind() != media::ExportKind::Mp4)
        return order;
    order.video = encoder()->codec;
    order.crf = crf();
    const QString audio = m_audio->currentData().toString();
    order.audio = audio == QLatin1String("aac") ? media::AudioCodec::Aac
        : audio == QLatin1String("opus")        ? media::AudioCodec::Opus
                                                : media::AudioCodec::Copy;
    if (m_embed->isChecked())
        order.comment = project::sceneToJson(m_take.scene);
    if (const int rate = m_frames->currentData().toInt(); rate > 0)
        order.frameRate = rate;
    if (m_embed->isChecked() && m_inputs->isEnabled() && m_inputs->isChecked())
        order.files = jobs::inputsToEmbed(m_take.scene);
    return order;
}

void ExportDialog::start()
{
    settings::Settings& settings = m_context.settings;
    settings.set(settings::kEmbedSettings, m_embed->isChecked());
    settings.set(settings::kExportFolder, QFileInfo(m_path->text()).path());
    if (kind() == media::ExportKind::Mp4) {
        settings.set(settings::kVideoCodec, m_video->currentData().toString());
        settings.set(settings::kAudioCodec, m_audio->currentData().toString());
        settings.set(settings::kCrf, crf());
        settings.set(settings::kExportFrameRate, m_frames->currentData().toInt());
        settings.set(settings::kEmbedInputs, m_inputs->isChecked());
    }
    ExportJob job;
    job.take = m_take.number;
    job.poster = m_posterBox->isChecked() && m_posterBox->isEnabled();
    job.order = order();
    Q_EMIT exportWanted(job);
    accept();
}

} // namespace studio::ui
