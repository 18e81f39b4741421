// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ExportDialog.h"

#include "core/jobs/EmbeddedInputs.h"
#include "core/media/MovieExport.h"
#include "core/media/SpokenText.h"
#include "core/settings/Settings.h"
#include "ui/common/FileChooser.h"
#include "ui/common/Words.h"
#include "ui/dialogs/DialogSize.h"
#include "ui/dialogs/ExportPreview.h"
#include "ui/dialogs/FinishRows.h"
#include "ui/dialogs/FormatsTable.h"
#include "ui/dialogs/NameDialog.h"
#include "ui/services/Background.h"
#include "ui/services/Folders.h"
#include "ui/services/RenderService.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/PaintText.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr double kCaptionWidth = 96;
constexpr int kSides[] = {720, 1080, 2160};

// `changes`: fades or music are in it.
QString soundWords(const media::SoundEncoder& sound, bool changes)
{
    const QString name = QString::fromLatin1(sound.name);
    const bool copies = sound.codec == media::AudioCodec::Copy;
    return copies && changes                    ? ExportDialog::tr("Encoded anew, AAC")
        : copies                                ? ExportDialog::tr("As it is")
        : sound.codec == media::AudioCodec::Pcm ? ExportDialog::tr("%1, 16 bits", "PCM").arg(name)
                                                : ExportDialog::tr("%1, 192 kbit/s", "AAC").arg(name);
}

// What a film carries of its scene.
std::string settingsOf(const project::Scene& scene, const settings::Settings& settings)
{
    return project::sceneToJson(settings.get(settings::kLeaveFoldersOut) ? project::withoutFolders(scene) : scene);
}

// Scrolls where the screen is too small for the form, upwards and downwards only.
class FormArea : public QScrollArea {
public:
    explicit FormArea(QWidget* form)
    {
        setObject(*this, "exportScrollArea");
        setWidgetResizable(true);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setFocusPolicy(Qt::NoFocus);
        setWidget(form);
    }

    [[nodiscard]] QSize minimumSizeHint() const override
    {
        return {widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width(),
                QScrollArea::minimumSizeHint().height()};
    }
};

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
    , m_side(context.settings.get(settings::kExportSide))
    , m_frameRate(context.settings.get(settings::kExportFrameRate))
    , m_sound(context.settings.get(settings::kExportSound))
    , m_texts(*this)
    , m_preview(new ExportPreview(context, take, voice))
    , m_presetBox(makeCombo("exportPresetComboBox"))
    , m_formats(new FormatsTable(context.theme))
    , m_finish(new FinishRows(context, *this, kCaptionWidth))
    , m_sizes(makeCombo("exportSizeComboBox"))
    , m_madeAt(makeLabel(LabelRole::Hint, "exportMadeAtLabel"))
    , m_quality(new QSlider(Qt::Horizontal))
    , m_qualityLabel(makeLabel(LabelRole::Plain, "qualityLabel"))
    , m_audio(makeCombo("audioCodecComboBox"))
    , m_frames(makeCombo("frameRateComboBox"))
    , m_note(makeCheck("exportAiNoteCheckBox"))
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
    resizeToScreen(*this, {context.theme.px(980), context.theme.px(800)});
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 18, 16, 16);
    row->setSpacing(16);
    row->addWidget(m_preview);
    row->addLayout(buildForm(), 1);
    m_finish->subtitles().setVoice({.file = take.scene.voice,
                                    .track = take.scene.voiceTrack,
                                    .begin = take.scene.trim.begin,
                                    .end = take.scene.trim.end},
                                   take.movie);
    if (take.scene.speech)
        m_finish->subtitles().setSpoken(QString::fromStdString(media::spokenWords(take.scene.speech->text)));
    showFormats();
    m_texts.add([this] { setWords(); });
    readInputs();
    if (const std::optional<ExportChoices> last = lastExport(context.settings))
        m_finish->setFinish(last->finish);
    connect(m_preview, &ExportPreview::rangeChanged, this, &ExportDialog::askEstimate);
    connect(&context.exporter, &ExportService::formatsFound, this, &ExportDialog::showFormats);
    connect(&m_estimator, &ExportEstimator::answered, this, &ExportDialog::estimated);
    m_preview->focusPicture(); // Space plays; Enter exports.
}

// What is chosen by a name above what is chosen one by one.
QLayout* ExportDialog::buildHeading()
{
    auto* heading = makeLabel(LabelRole::Heading);
    auto* caption = makeLabel(LabelRole::Soft);
    m_presetBox->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_presetBox->setMinimumWidth(m_context.theme.px(180));
    caption->setBuddy(m_presetBox);
    auto* more = makeTool(m_context.theme, "exportPresetButton", Glyph::More);
    m_texts.add([this, heading, caption, more] {
        setWindowTitle(tr("Export %1").arg(words::takeName(m_take)));
        heading->setText(windowTitle());
        caption->setText(tr("Preset"));
        setTip(*more, tr("Save or delete a preset…"));
        m_presetBox->setAccessibleName(tr("Preset"));
        m_presetBox->setPlaceholderText(tr("Changed"));
    });
    connect(m_presetBox, &QComboBox::activated, this,
            [this](int index) { applyPreset(m_presets[static_cast<size_t>(index)]); });
    connect(more, &QToolButton::clicked, this, &ExportDialog::openPresetMenu);
    return makeRow({heading, Stretch(), caption, m_presetBox, more});
}

void ExportDialog::openPresetMenu()
{
    auto* menu = new QMenu(this);
    setObject(*menu, "exportPresetMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* save = menu->addAction(tr("Save as a preset…"));
    save->setEnabled(chosen() != nullptr);
    connect(save, &QAction::triggered, this, [this] {
        NameDialog::ask(*this, tr("Save preset"), tr("Name of the preset"), {}, [this](const QString& name) {
            if (!chosen())
                return;
            saveExportPreset(m_context.settings, name, choices(*chosen()));
            showPresets();
        });
    });
    for (const ExportPreset& preset : m_presets) {
        if (preset.origin != ExportPreset::Origin::User)
            continue;
        connect(menu->addAction(tr("Delete %1").arg(words::quoted(preset.name))), &QAction::triggered, this,
                [this, name = preset.name] {
                    removeExportPreset(m_context.settings, name);
                    showPresets();
                });
    }
    const QWidget* button = findChild<QToolButton*>(QStringLiteral("exportPresetButton"));
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
}

// Those whose format can be written here.
void ExportDialog::showPresets()
{
    m_presets = exportPresets(m_context.settings);
    std::erase_if(m_presets, [this](const ExportPreset& preset) { return !offeredFor(preset.choices); });
    m_presetBox->clear();
    for (const ExportPreset& preset : m_presets)
        m_presetBox->addItem(preset.name);
    m_presetBox->setCurrentIndex(-1);
    showPreset();
}

// Selects the preset that makes the chosen export, if there is one: the selected one first.
void ExportDialog::showPreset()
{
    const bool hasWords = m_finish->finish().subtitles.has_value();
    const auto made = [this, hasWords](ExportChoices choices, const media::OfferedFormat& offered) {
        std::optional<media::Subtitles>& subtitles = choices.finish.subtitles;
        if (!hasWords)
            subtitles.reset();
        else if (subtitles) // A preset says where they go, not what they are.
            subtitles->cues.clear();
        return orderOf(choices, offered, m_take);
    };
    const auto makesIt = [this, made](const ExportPreset& preset) {
        const media::OfferedFormat* const offered = offeredFor(preset.choices);
        return chosen() && offered && offered->format == chosen()->format
            && made(preset.choices, *offered) == made(choices(*chosen()), *chosen());
    };
    const int now = m_presetBox->currentIndex();
    if (now >= 0 && makesIt(m_presets[static_cast<size_t>(now)]))
        return;
    const auto found = std::find_if(m_presets.begin(), m_presets.end(), makesIt);
    m_presetBox->setCurrentIndex(found != m_presets.end() ? static_cast<int>(found - m_presets.begin()) : -1);
}

void ExportDialog::applyPreset(const ExportPreset& preset)
{
    const media::OfferedFormat* const offered = offeredFor(preset.choices);
    if (!offered)
        return;
    m_side = preset.choices.side;
    m_frameRate = preset.choices.frameRate;
    m_sound = preset.choices.sound;
    m_finish->setFinish(preset.choices.finish);
    if (offered->video) {
        const media::QualityScale& scale = offered->video->quality;
        m_qualities[std::string(offered->format->id)] = scale.clamped(preset.choices.quality.value_or(scale.usual));
    }
    m_formats->choose(offered->format->id);
    showFormat();
}

const media::OfferedFormat* ExportDialog::offeredFor(const ExportChoices& choices) const
{
    for (const media::OfferedFormat& each : m_formats->formats()) {
        if (each.format->id == choices.format)
            return &each;
    }
    return nullptr;
}

ExportChoices ExportDialog::choices(const media::OfferedFormat& offered) const
{
    ExportChoices choices{.format = std::string(offered.format->id), .side = m_side};
    if (offered.video && offered.video->quality.option)
        choices.quality = quality(offered);
    choices.frameRate = m_frameRate;
    choices.sound = m_sound;
    choices.finish = m_finish->finish();
    return choices;
}

void ExportDialog::keyPressEvent(QKeyEvent* event)
{
    if (!m_preview->handleKey(*event))
        QDialog::keyPressEvent(event);
}

QLayout* ExportDialog::buildForm()
{
    const Theme& theme = m_context.theme;
    const settings::Settings& settings = m_context.settings;
    auto* form = new QVBoxLayout;
    form->setSpacing(9);
    form->addLayout(buildHeading());
    form->addSpacing(4);
    auto* choices = new QWidget;
    auto* rows = new QVBoxLayout(choices);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(form->spacing());
    form->addWidget(new FormArea(choices), 1);
    const auto field = [&](QVBoxLayout* column, const char* words, std::initializer_list<RowItem> items) {
        auto* caption = makeLabel(LabelRole::Soft);
        m_texts.add([caption, words] { caption->setText(words ? tr(words) : QString()); });
        auto* row = makeField(theme, caption, items, kCaptionWidth);
        column->addLayout(row);
        return row;
    };
    rows->addWidget(m_formats); // without a stretch: with one a layout takes the least height for the wanted one
    for (QComboBox* combo : {m_sizes, m_audio, m_frames}) {
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
    m_finish->addShape(*rows);
    field(rows, QT_TR_NOOP("Size"), {m_sizes, m_madeAt, Stretch()});
    field(rows, QT_TR_NOOP("Quality"), {smaller, m_quality, finer, m_qualityLabel})->setStretch(2, 1);
    field(rows, QT_TR_NOOP("Sound"), {m_audio, Stretch()});
    field(rows, QT_TR_NOOP("Frames"), {m_frames, Stretch()});
    rows->addWidget(makeRule());
    m_finish->addFadesAndMusic(*rows);
    rows->addWidget(makeRule());
    m_finish->subtitles().addTo(*rows);
    rows->addWidget(makeRule());
    m_finish->addMark(*rows);
    m_note->setChecked(settings.get(settings::kExportAiNote));
    m_embed->setChecked(settings.get(settings::kEmbedSettings));
    m_inputs->setChecked(settings.get(settings::kEmbedInputs));
    m_posterBox->setChecked(settings.get(settings::kExportPoster));
    for (QCheckBox* box : {m_note, m_embed, m_inputs, m_posterBox})
        field(rows, nullptr, {box, Stretch()});
    rows->addStretch(1);
    form->addWidget(makeRule());
    setObject(*m_path, "exportPathLineEdit");
    auto* browse = makeTool(theme, "exportBrowseButton", Glyph::Folder);
    m_texts.add([browse] { setTip(*browse, tr("Choose folder…")); });
    field(form, QT_TR_NOOP("File"), {m_path, browse})->setStretch(1, 1);
    auto* hint = makeRow({m_hint, Stretch()});
    hint->insertSpacing(0, theme.px(kCaptionWidth) + 6);
    m_hint->setMinimumHeight(theme.px(18)); // Reserved, so that a hint doesn't move the layout.
    form->addLayout(hint);
    auto* cancel = makeButton("exportCancelButton");
    m_texts.add([cancel] {
        cancel->setText(tr("Cancel"));
        cancel->setAccessibleName(cancel->text());
    });
    m_start->setDefault(true);
    theme.putIcon(*m_start, Glyph::Export, Token::TextOnAccent);
    form->addLayout(makeRow({m_estimate, Stretch(), cancel, m_start}));

    m_folder = exportFolder(settings);
    setPath(QDir::toNativeSeparators(m_folder % QLatin1Char('/') % words::text(m_take.movie.stem())
                                     % words::text(media::exportFormats().front().suffix)));
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::followName);
    connect(browse, &QToolButton::clicked, this, [this] {
        chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Export, [this](const QString& wanted) {
            setPath(wanted % QLatin1Char('/') % QFileInfo(m_path->text()).fileName());
        });
    });
    connect(m_formats, &FormatsTable::chosenChanged, this, &ExportDialog::showFormat);
    connect(m_finish, &FinishRows::changed, this, [this] {
        m_preview->setFinish(m_finish->finish());
        showSounds();
        showSizes();
        checkName();
        askEstimate();
    });
    connect(m_quality, &QSlider::valueChanged, this, [this](int steps) {
        if (!chosen() || !chosen()->video)
            return;
        const media::QualityScale& scale = chosen()->video->quality; // The slider's right end is the finest quality.
        const int value = scale.coarsest + (scale.finest > scale.coarsest ? steps : -steps);
        m_qualities[std::string(chosen()->format->id)] = value;
        m_qualityLabel->setText(words::quality(scale, value));
        askEstimate();
    });
    connect(m_sizes, &QComboBox::currentIndexChanged, this, [this] {
        m_side = m_sizes->currentData().toInt();
        showMadeAt();
        askEstimate();
    });
    connect(m_audio, &QComboBox::currentIndexChanged, this, [this] {
        m_sound = m_audio->currentData().toString();
        askEstimate();
    });
    connect(m_inputs, &QCheckBox::toggled, this, &ExportDialog::showEstimate);
    connect(m_frames, &QComboBox::currentIndexChanged, this, [this] {
        m_frameRate = m_frames->currentData().toInt();
        askEstimate();
    });
    connect(m_note, &QCheckBox::toggled, this, &ExportDialog::askEstimate);
    connect(m_embed, &QCheckBox::toggled, this, &ExportDialog::showInputs);
    connect(m_embed, &QCheckBox::toggled, this, &ExportDialog::askEstimate);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &ExportDialog::start);
    return form;
}

// Sets the texts of all widgets but captions, which are set where they are made.
void ExportDialog::setWords()
{
    m_formats->setWords();
    showPresets();
    m_note->setText(tr("Note in the file that it was made with AI"));
    m_embed->setText(tr("Put the settings into the file, so that dropping it here brings them back"));
    m_posterBox->setText(tr("Poster picture beside it (PNG)"));
    m_start->setText(tr("Export"));
    for (QAbstractButton* button : std::initializer_list<QAbstractButton*>{m_note, m_embed, m_posterBox, m_start})
        button->setAccessibleName(button->text());
    m_quality->setAccessibleName(tr("Quality"));
    m_sizes->setAccessibleName(tr("Size"));
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
    showPresets();
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
    showSizes();
    showFrameRates();
    showQuality();
    const media::OfferedFormat* const offered = chosen();
    const bool film = isFilm();
    const bool scale = offered && offered->video && offered->video->quality.option;
    const bool sound = offered && !offered->sounds.empty();
    const bool comment = offered && offered->format->holdsComment;
    setAvailability(*m_quality, {.on = scale, .why = tr("This format has no quality to choose.")}, {});
    const bool seen = offered && offered->format->kind != media::FormatKind::Sound;
    m_finish->setFormat(seen, sound);
    setAvailability(*m_sizes, {.on = seen && m_sizes->count() > 1, .why = tr("This format has no pictures.")},
                    tr("Larger pictures are scaled (Lanczos); detail that wasn't made doesn't come with it."));
    setAvailability(*m_audio, {.on = sound, .why = tr("This format has no sound.")}, {});
    setAvailability(*m_frames, {.on = film, .why = tr("Only a video has this.")},
                    tr("Other rates repeat or leave out frames; the sound stays as it is."));
    setAvailability(*m_note, {.on = comment, .why = tr("A file of this format can't hold a note.")},
                    tr("Programs read it as the IPTC digital source type “trained algorithmic media”."));
    setAvailability(*m_embed, {.on = comment, .why = tr("A file of this format can't hold the settings.")}, {});
    const bool pictures = offered && offered->format->kind == media::FormatKind::Pictures;
    setAvailability(*m_posterBox, {.on = !pictures, .why = tr("The pictures are there anyway.")}, {});
    showInputs();
    if (offered)
        setPath(words::text(target(*offered->format)));
    checkName();
    askEstimate();
}

// Shows a path from its head on, unless it is being typed.
void ExportDialog::setPath(const QString& path)
{
    if (path == m_path->text())
        return;
    const int cursor = m_path->hasFocus() ? m_path->cursorPosition() : 0;
    m_path->setText(path);
    m_path->setCursorPosition(cursor);
}

// Shows the size of the finished pictures without scaling, and those with common shorter sides.
void ExportDialog::showSizes()
{
    const QSignalBlocker silent(m_sizes);
    const media::Finish finish = m_finish->finish();
    const media::Size own = exportSizeOf(m_take, 0, finish);
    m_sizes->clear();
    m_sizes->addItem(own.width > 0 ? tr("%1, as made", "size").arg(words::size(own.width, own.height)) : tr("As made"),
                     0);
    for (const int side : kSides) {
        const media::Size size = exportSizeOf(m_take, side, finish);
        if (size == own)
            continue;
        const double factor = static_cast<double>(size.height) / own.height;
        m_sizes->addItem(tr("%1, %2×", "size, factor").arg(words::size(size.width, size.height), words::figure(factor)),
                         side);
    }
    if (m_side > 0 && m_sizes->findData(m_side) < 0) { // of a preset
        const media::Size size = exportSizeOf(m_take, m_side, finish);
        if (size != own)
            m_sizes->addItem(words::size(size.width, size.height), m_side);
    }
    m_sizes->setCurrentIndex(qMax(0, m_sizes->findData(m_side)));
    showMadeAt();
}

void ExportDialog::showMadeAt()
{
    const QString made = words::size(m_take.width, m_take.height);
    const bool isOther = m_sizes->currentIndex() > 0 || m_finish->finish().changesShape();
    m_madeAt->setText(isOther ? tr("made at %1", "size").arg(made) : QString());
}

// Shows the format's sounds.
void ExportDialog::showSounds()
{
    const QSignalBlocker silent(m_audio);
    m_audio->clear();
    if (!chosen())
        return;
    for (const media::SoundEncoder& sound : chosen()->sounds)
        m_audio->addItem(soundWords(sound, m_finish->finish().changesSound()), QString::fromLatin1(sound.name));
    if (m_audio->count() > 0)
        m_audio->setCurrentIndex(static_cast<int>(soundOf(*chosen(), m_sound)));
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

void ExportDialog::showEstimate()
{
    const double seconds = qMax(0.0, m_preview->range().length());
    const QString length
        = tr("%1 · %n frame(s)", "length, frames", static_cast<int>(std::lround(seconds * frameRate())))
              .arg(clockText(seconds));
    const bool withInputs = m_inputs->isEnabled() && m_inputs->isChecked();
    const auto inputs = withInputs ? static_cast<qint64>(m_inputBytes.value_or(0)) : 0;
    QString text = length;
    bool isTooLarge = false;
    m_formats->forgetBytes();
    for (const auto& [asked, bytes] : m_known) {
        const media::ExportFormat& format = *media::findExportFormat(asked.format);
        const qint64 all = bytes + (format.holdsFiles ? inputs : 0);
        m_formats->setBytes(asked.format, all);
        if (chosen() && chosen()->format == &format)
            text = tr("%1 · about %2", "length and frames, size").arg(length, words::bytes(all));
        isTooLarge = isTooLarge || (chosen() && chosen()->format == &format && m_space && all > *m_space);
    }
    if (isTooLarge)
        text += tr(", but %1 are free there", "size").arg(words::bytes(*m_space));
    m_estimate->setText(text);
    setRole(*m_estimate, isTooLarge ? LabelRole::Bad : LabelRole::Hint);
}

// Drops outdated estimates and asks for missing ones, the chosen format's first.
void ExportDialog::askEstimate()
{
    const media::OfferedFormat* const offered = chosen();
    const bool isEmpty = m_preview->range().length() <= 0;
    showPreset();
    std::vector<media::ExportOrder> orders;
    for (const media::OfferedFormat& each : m_formats->formats())
        orders.push_back(order(each));
    std::erase_if(m_known, [&](const auto& known) {
        return isEmpty || std::find(orders.begin(), orders.end(), known.first) == orders.end();
    });
    const auto isKnown = [this](const media::ExportOrder& wanted) {
        return std::any_of(m_known.begin(), m_known.end(), [&](const auto& known) { return known.first == wanted; });
    };
    const bool wanted = offered && !isEmpty;
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

// A name without a folder is one in the folder of the exports.
std::filesystem::path ExportDialog::place(const media::ExportFormat& format) const
{
    return words::path(m_folder) / target(format);
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
    const bool named = words::path(typed).has_filename();
    const QString unnamed = tr("The file has no name yet.");
    const QString subtitles = m_finish->subtitles().whyNotReady();
    setAvailability(*m_start,
                    {.on = chosen() && named && subtitles.isEmpty(),
                     .why = !named   ? unnamed
                         : !chosen() ? tr("Looking for encoders; it takes a moment.")
                                     : subtitles},
                    {});
    if (!named) {
        m_hint->setText(unnamed);
        return;
    }
    const QString wanted = chosen() ? words::text(place(*chosen()->format)) : typed;
    struct Answer {
        QString free;
        bool folder;
        std::optional<int64_t> space;
    };
    inBackground(
        this,
        [wanted, finish = m_finish->finish(), freeSpace = m_context.freeSpace] {
            return Answer{.free = words::text(media::freePath(words::path(wanted), finish)),
                          .folder = QFileInfo(QFileInfo(wanted).path()).isDir(),
                          .space = freeSpace(words::path(wanted).parent_path())};
        },
        [this, typed, wanted](const Answer& answer) {
            if (m_path->text() != typed)
                return;
            m_space = answer.space;
            showEstimate();
            const bool elsewhere = QFileInfo(wanted).path() != QFileInfo(typed).path();
            const QString name = words::quoted(elsewhere ? answer.free : QFileInfo(answer.free).fileName());
            m_hint->setText(answer.free != wanted ? tr("A file of this name exists. It will be saved as %1.").arg(name)
                                : !answer.folder  ? tr("The folder will be made.")
                                : wanted != typed ? tr("It will be saved as %1.").arg(name)
                                                  : QString());
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
    return settings.get(settings::kEmbedSettings) ? settingsOf(take.scene, settings) : std::string();
}

media::ExportOrder ExportDialog::order(const media::OfferedFormat& offered) const
{
    const media::ExportFormat& format = *offered.format;
    media::ExportOrder order = orderOf(choices(offered), offered, m_take);
    order.target = std::filesystem::path("film").concat(format.suffix);
    order.begin = m_preview->range().start;
    if (!m_preview->isWhole())
        order.end = m_preview->range().end;
    order.finish.notesAi = m_note->isChecked() && format.holdsComment;
    if (m_embed->isChecked() && format.holdsComment)
        order.comment = settingsOf(m_take.scene, m_context.settings);
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
    job.order.target = place(*offered->format);
    if (m_embed->isChecked() && m_inputs->isEnabled() && m_inputs->isChecked())
        job.order.files = jobs::inputsToEmbed(m_take.scene);
    settings.set(settings::kExportFolder, words::text(job.order.target.parent_path()));
    rememberExport(settings, choices(*offered));
    if (m_posterBox->isEnabled())
        settings.set(settings::kExportPoster, m_posterBox->isChecked());
    if (isFilm()) { // Other kinds have no such choices.
        if (m_note->isEnabled())
            settings.set(settings::kExportAiNote, m_note->isChecked());
        if (m_embed->isEnabled())
            settings.set(settings::kEmbedSettings, m_embed->isChecked());
        if (offered->format->holdsFiles)
            settings.set(settings::kEmbedInputs, m_inputs->isChecked());
    }
    Q_EMIT exportWanted(job);
    accept();
}

} // namespace studio::ui
