// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ExportDialog.h"

#include "core/jobs/EmbeddedInputs.h"
#include "core/media/MovieExport.h"
#include "core/pipeline/Render.h"
#include "core/settings/Settings.h"
#include "ui/common/FileChooser.h"
#include "ui/common/Words.h"
#include "ui/dialogs/FormatsTable.h"
#include "ui/services/Background.h"
#include "ui/services/RenderService.h"
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
#include <QSlider>
#include <QStandardPaths>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace studio::ui {
namespace {

constexpr int kPreviewWidth = 300;
constexpr double kCaptionWidth = 96;

QString soundWords(const media::SoundEncoder& sound)
{
    const QString name = QString::fromLatin1(sound.name);
    return sound.codec == media::AudioCodec::Copy ? ExportDialog::tr("As it is")
        : sound.codec == media::AudioCodec::Pcm   ? ExportDialog::tr("%1, 16 bits", "PCM").arg(name)
                                                  : ExportDialog::tr("%1, 192 kbit/s", "AAC").arg(name);
}

QCheckBox* makeCheck(const char* objectName)
{
    auto* box = new QCheckBox;
    setObject(*box, objectName);
    box->setFocusPolicy(Qt::TabFocus);
    return box;
}

} // namespace

ExportDialog::ExportDialog(const WindowContext& context, const project::Take& take,
                           const std::shared_ptr<const WaveformPyramid>& voice, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_take(take)
    , m_end(take.seconds())
    , m_frameRate(context.settings.get(settings::kExportFrameRate))
    , m_sound(context.settings.get(settings::kExportSound))
    , m_texts(*this)
    , m_poster(new QLabel)
    , m_timeline(new BlockTimeline(context.theme))
    , m_in(makeLabel(LabelRole::Plain, "exportInLabel"))
    , m_out(makeLabel(LabelRole::Plain, "exportOutLabel"))
    , m_whole(makeCheck("exportWholeCheckBox"))
    , m_formats(new FormatsTable(context.theme))
    , m_quality(new QSlider(Qt::Horizontal))
    , m_qualityLabel(makeLabel(LabelRole::Plain, "qualityLabel"))
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
    resize(context.theme.px(980), context.theme.px(640));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 18, 20, 16);
    row->setSpacing(24);
    row->addLayout(buildPreview(voice));
    row->addLayout(buildForm(), 1);
    showFormats();
    m_texts.add([this] { setWords(); });
    readPoster();
    readInputs();
    connect(&context.exporter, &ExportService::formatsFound, this, &ExportDialog::showFormats);
    connect(&m_estimator, &ExportEstimator::answered, this, &ExportDialog::estimated);
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
    form->addWidget(m_formats); // without a stretch: with one a layout takes the least height for the wanted one
    for (QComboBox* combo : {m_audio, m_frames}) {
        combo->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    }
    setObject(*m_quality, "qualitySlider");
    m_quality->setFocusPolicy(Qt::StrongFocus);
    auto* smaller = makeLabel(LabelRole::Hint);
    auto* finer = makeLabel(LabelRole::Hint);
    m_texts.add([smaller, finer] {
        smaller->setText(tr("smaller"));
        finer->setText(tr("finer"));
    });
    m_qualityLabel->setMinimumWidth(theme.px(48));
    field(QT_TR_NOOP("Quality"), {smaller, m_quality, finer, m_qualityLabel})->setStretch(2, 1);
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
    m_hint->setMinimumHeight(theme.px(18)); // Reserved, so that a hint doesn't move the layout.
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

    const QString remembered = settings.get(settings::kExportFolder);
    const QString folder
        = remembered.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::MoviesLocation) : remembered;
    m_path->setText(QDir::toNativeSeparators(folder % QLatin1Char('/') % words::text(m_take.movie.stem())
                                             % words::text(media::exportFormats().front().suffix)));
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::followName);
    connect(browse, &QToolButton::clicked, this, [this] {
        chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Export, [this](const QString& wanted) {
            m_path->setText(wanted % QLatin1Char('/') % QFileInfo(m_path->text()).fileName());
        });
    });
    connect(m_formats, &FormatsTable::chosenChanged, this, &ExportDialog::showFormat);
    connect(m_quality, &QSlider::valueChanged, this, [this](int steps) {
        if (!chosen() || !chosen()->video)
            return;
        const media::QualityScale& scale = chosen()->video->quality; // The slider's right end is the finest quality.
        const int value = scale.coarsest + (scale.finest > scale.coarsest ? steps : -steps);
        m_qualities[std::string(chosen()->format->id)] = value;
        m_qualityLabel->setText(words::quality(scale, value));
        askEstimate();
    });
    connect(m_audio, &QComboBox::currentIndexChanged, this, [this] {
        m_sound = m_audio->currentData().toString();
        askEstimate();
    });
    connect(m_inputs, &QCheckBox::toggled, this, &ExportDialog::showEstimate);
    connect(m_frames, &QComboBox::currentIndexChanged, this, [this] {
        m_frameRate = m_frames->currentData().toInt();
        showRange();
    });
    connect(m_embed, &QCheckBox::toggled, this, &ExportDialog::showInputs);
    connect(m_embed, &QCheckBox::toggled, this, &ExportDialog::askEstimate);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &ExportDialog::start);
    return form;
}

// Sets the texts of all widgets but captions, which are set where they are made.
void ExportDialog::setWords()
{
    m_timeline->setAccessibleName(tr("Part of the take"));
    m_whole->setText(tr("Whole take"));
    m_formats->setWords();
    m_embed->setText(tr("Put the settings into the file, so that dropping it here brings them back"));
    m_posterBox->setText(tr("Poster picture beside it (PNG)"));
    m_start->setText(tr("Export"));
    for (QAbstractButton* button : std::initializer_list<QAbstractButton*>{m_whole, m_embed, m_posterBox, m_start})
        button->setAccessibleName(button->text());
    m_quality->setAccessibleName(tr("Quality"));
    m_audio->setAccessibleName(tr("Sound"));
    m_frames->setAccessibleName(tr("Frames"));
    m_path->setAccessibleName(tr("File"));
    showFormat();
}

// Shows the formats that can be written here, and chooses the last one used if offered.
void ExportDialog::showFormats()
{
    m_formats->setFormats(m_context.exporter.formats());
    if (!m_formats->chosen())
        m_formats->choose(m_context.settings.get(settings::kExportFormat).toStdString());
    if (!m_formats->chosen() && !m_formats->formats().empty())
        m_formats->choose(m_formats->formats().front().format->id);
    followName();
    showFormat();
}

const media::OfferedFormat* ExportDialog::chosen() const
{
    return m_formats->chosen();
}

bool ExportDialog::isFilm() const
{
    return chosen() && chosen()->format->kind == media::FormatKind::Film;
}

// Shows the options that the chosen format has.
void ExportDialog::showFormat()
{
    showSounds();
    showFrameRates();
    showQuality();
    const media::OfferedFormat* const offered = chosen();
    const bool film = isFilm();
    const bool scale = offered && offered->video && offered->video->quality.option;
    const bool sound = offered && !offered->sounds.empty();
    const bool comment = offered && offered->format->holdsComment;
    setAvailability(*m_quality, {.on = scale, .why = tr("This format has no quality to choose.")}, {});
    setAvailability(*m_audio, {.on = sound, .why = tr("This format has no sound.")}, {});
    setAvailability(*m_frames, {.on = film, .why = tr("Only a video has this.")},
                    tr("Other rates repeat or leave out frames; the sound stays as it is."));
    setAvailability(*m_embed, {.on = comment, .why = tr("A file of this format can't hold the settings.")}, {});
    const bool pictures = offered && offered->format->kind == media::FormatKind::Pictures;
    setAvailability(*m_posterBox, {.on = !pictures, .why = tr("The pictures are there anyway.")}, {});
    setAvailability(*m_start, {.on = offered != nullptr, .why = tr("Looking for encoders; it takes a moment.")}, {});
    showInputs();
    if (offered)
        m_path->setText(words::text(target(*offered->format)));
    checkName();
    showRange();
}

size_t ExportDialog::soundOf(const media::OfferedFormat& offered) const
{
    const auto wanted
        = std::find_if(offered.sounds.begin(), offered.sounds.end(),
                       [this](const media::SoundEncoder& each) { return m_sound == QLatin1String(each.name); });
    return wanted != offered.sounds.end() ? static_cast<size_t>(std::distance(offered.sounds.begin(), wanted)) : 0;
}

// Shows the format's sounds.
void ExportDialog::showSounds()
{
    const QSignalBlocker silent(m_audio);
    m_audio->clear();
    if (!chosen())
        return;
    for (const media::SoundEncoder& sound : chosen()->sounds)
        m_audio->addItem(soundWords(sound), QString::fromLatin1(sound.name));
    if (m_audio->count() > 0)
        m_audio->setCurrentIndex(static_cast<int>(soundOf(*chosen())));
}

// Shows the take's frame rate and common ones that the format supports.
void ExportDialog::showFrameRates()
{
    constexpr int kOffered[] = {24, 30, 50, 60};
    const QSignalBlocker silent(m_frames);
    m_frames->clear();
    m_frames->addItem(tr("%1 per second, as rendered", "frames").arg(m_take.frameRate), 0);
    const double most = isFilm() ? chosen()->format->mostFrameRate : 0;
    for (const int rate : kOffered) {
        if (rate != m_take.frameRate && rate <= most)
            m_frames->addItem(tr("%1 per second", "frames").arg(rate), rate);
    }
    m_frames->setCurrentIndex(qMax(0, m_frames->findData(m_frameRate)));
}

double ExportDialog::frameRate() const
{
    const int rate = m_frames->currentData().toInt();
    return isFilm() && rate > 0 ? rate : m_take.frameRate;
}

int ExportDialog::quality(const media::OfferedFormat& offered) const
{
    const media::QualityScale& scale = offered.video->quality;
    if (const auto set = m_qualities.find(offered.format->id); set != m_qualities.end())
        return set->second;
    const settings::Settings& settings = m_context.settings;
    const bool isRemembered = words::text(offered.format->id) == settings.get(settings::kExportFormat);
    return isRemembered ? scale.clamped(settings.get(settings::kExportQuality)) : scale.usual;
}

void ExportDialog::showQuality()
{
    m_qualityLabel->clear();
    if (!chosen() || !chosen()->video || !chosen()->video->quality.option)
        return;
    const media::QualityScale& scale = chosen()->video->quality;
    const int value = quality(*chosen());
    const QSignalBlocker silent(m_quality);
    m_quality->setRange(0, std::abs(scale.finest - scale.coarsest));
    m_quality->setValue(std::abs(value - scale.coarsest));
    m_qualityLabel->setText(words::quality(scale, value));
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
    const bool withInputs = m_inputs->isEnabled() && m_inputs->isChecked();
    const auto inputs = withInputs ? static_cast<qint64>(m_inputBytes.value_or(0)) : 0;
    QString text = length;
    m_formats->forgetBytes();
    for (const auto& [asked, bytes] : m_known) {
        const media::ExportFormat& format = *media::findExportFormat(asked.format);
        const qint64 all = bytes + (format.holdsFiles ? inputs : 0);
        m_formats->setBytes(asked.format, all);
        if (chosen() && chosen()->format == &format)
            text = tr("%1 · about %2", "length and frames, size").arg(length, words::bytes(all));
    }
    m_estimate->setText(text);
}

// Drops outdated estimates and asks for missing ones, the chosen format's first.
void ExportDialog::askEstimate()
{
    const media::OfferedFormat* const offered = chosen();
    std::vector<media::ExportOrder> orders;
    for (const media::OfferedFormat& each : m_formats->formats())
        orders.push_back(order(each));
    std::erase_if(m_known, [&](const auto& known) {
        return m_end <= m_begin || std::find(orders.begin(), orders.end(), known.first) == orders.end();
    });
    const auto isKnown = [this](const media::ExportOrder& wanted) {
        return std::any_of(m_known.begin(), m_known.end(), [&](const auto& known) { return known.first == wanted; });
    };
    const bool wanted = offered && m_end > m_begin;
    if (!wanted || (m_asked && std::find(orders.begin(), orders.end(), *m_asked) == orders.end())) {
        m_asked.reset();
        m_estimator.forget();
    }
    if (wanted && !isKnown(order(*offered)) && m_asked != order(*offered)) {
        m_asked = order(*offered);
        m_estimator.ask(*m_asked);
    } else if (wanted && !m_asked) {
        askNextEstimate();
    }
    showEstimate();
}

// Asks for the other formats' sizes, one at a time, unless a render is running.
void ExportDialog::askNextEstimate()
{
    if (m_context.renderer.isRunning())
        return;
    for (const media::OfferedFormat& each : m_formats->formats()) {
        const media::ExportOrder wanted = order(each);
        if (std::none_of(m_known.begin(), m_known.end(), [&](const auto& known) { return known.first == wanted; })) {
            m_asked = wanted;
            m_estimator.ask(wanted);
            return;
        }
    }
}

void ExportDialog::estimated(qint64 bytes)
{
    if (!m_asked)
        return;
    m_known.emplace_back(*m_asked, bytes);
    m_asked.reset();
    askNextEstimate();
    showEstimate();
}

// Replaces the suffix of another format, if there is one, by this format's.
std::filesystem::path ExportDialog::target(const media::ExportFormat& format) const
{
    std::filesystem::path target = words::path(m_path->text());
    const media::ExportFormat* const named = media::exportFormatOf(target);
    if (named && named->suffix == format.suffix)
        return target;
    if (named)
        target.replace_extension();
    if (target.has_filename())
        target += format.suffix;
    return target;
}

// Selects the format whose suffix is typed.
void ExportDialog::followName()
{
    const media::ExportFormat* const named = media::exportFormatOf(words::path(m_path->text()));
    if (named && named->kind != media::FormatKind::Pictures && chosen() && chosen()->format->suffix != named->suffix)
        m_formats->choose(named->id);
    checkName();
}

// Shows the final name of the file. Reads the disk in the background, since it may be slow.
void ExportDialog::checkName()
{
    const QString typed = m_path->text();
    const QString wanted = chosen() ? words::text(target(*chosen()->format)) : typed;
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
        [this, typed, wanted](const Answer& answer) {
            if (m_path->text() != typed)
                return;
            const QString name = words::quoted(QFileInfo(answer.free).fileName());
            m_hint->setText(answer.free != wanted ? tr("A file of this name exists. It will be saved as %1.").arg(name)
                                : !answer.folder  ? tr("The folder will be made.")
                                : wanted != typed ? tr("It will be saved as %1.").arg(name)
                                                  : QString());
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

// Reads the sizes of portrait and voice, which may be missing.
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
    const bool holds = chosen() && chosen()->format->holdsFiles;
    const QString why = !holds           ? tr("A file of this format can't hold them.")
        : !m_embed->isChecked()          ? tr("Without the settings they would be of no use.")
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

media::ExportOrder ExportDialog::order(const media::OfferedFormat& offered) const
{
    const media::ExportFormat& format = *offered.format;
    media::ExportOrder order;
    order.movie = m_take.movie;
    order.target = std::filesystem::path("film").concat(format.suffix);
    order.format = format.id;
    order.begin = m_begin;
    if (!m_whole->isChecked())
        order.end = m_end;
    if (format.kind != media::FormatKind::Film)
        return order;
    if (offered.video->quality.option)
        order.quality = quality(offered);
    if (!offered.sounds.empty())
        order.audio = offered.sounds[soundOf(offered)].codec;
    if (m_embed->isChecked() && format.holdsComment)
        order.comment = project::sceneToJson(m_take.scene);
    if (m_frameRate > 0 && m_frameRate <= format.mostFrameRate)
        order.frameRate = m_frameRate;
    return order;
}

void ExportDialog::start()
{
    settings::Settings& settings = m_context.settings;
    const media::OfferedFormat* const offered = chosen();
    if (!offered)
        return;
    ExportJob job;
    job.take = m_take.number;
    job.poster = m_posterBox->isChecked() && m_posterBox->isEnabled();
    job.order = order(*offered);
    job.order.target = target(*offered->format);
    if (m_embed->isChecked() && m_inputs->isEnabled() && m_inputs->isChecked())
        job.order.files = jobs::inputsToEmbed(m_take.scene);
    settings.set(settings::kExportFolder, QFileInfo(m_path->text()).path());
    settings.set(settings::kExportFormat, words::text(offered->format->id));
    if (job.order.quality)
        settings.set(settings::kExportQuality, *job.order.quality);
    if (isFilm()) { // Other kinds have no such choices.
        settings.set(settings::kExportFrameRate, m_frameRate);
        settings.set(settings::kExportSound, m_sound);
        if (m_embed->isEnabled())
            settings.set(settings::kEmbedSettings, m_embed->isChecked());
        if (offered->format->holdsFiles)
            settings.set(settings::kEmbedInputs, m_inputs->isChecked());
    }
    Q_EMIT exportWanted(job);
    accept();
}

} // namespace studio::ui
