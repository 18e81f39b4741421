// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/FirstStartDialog.h"

#include "core/settings/Settings.h"
#include "core/telemetry/Telemetry.h"
#include "ui/common/FileChooser.h"
#include "ui/common/Languages.h"
#include "ui/common/Words.h"
#include "ui/controllers/DropReader.h"
#include "ui/controllers/VoicePlayer.h"
#include "ui/dialogs/DialogSize.h"
#include "ui/dialogs/ModelStates.h"
#include "ui/dialogs/ModelWords.h"
#include "ui/models/GalleryModels.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/services/Gallery.h"
#include "ui/services/ModelFinder.h"
#include "ui/services/ModelFolders.h"
#include "ui/services/TelemetryService.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Chip.h"
#include "ui/widgets/GalleryView.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDropEvent>
#include <QFileInfo>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardPaths>
#include <QStorageInfo>
#include <QStyle>

#include <algorithm>
#include <iterator>

namespace studio::ui {
namespace {

using pipeline::ModelSet;

constexpr int kFacePicture = 88;
// For a picture of the user's own, which nobody can describe.
constexpr const char* kPlainPrompt = "A person talking to the camera";

GlyphLabel* makeGlyph(const Theme& theme, Glyph glyph, Token token, int size)
{
    auto* label = new GlyphLabel(theme, size);
    label->setGlyph(glyph, token);
    return label;
}

// The tile with this file, else the first one.
QModelIndex tileOf(const QAbstractItemModel& model, const std::filesystem::path& file)
{
    for (int row = 0; row < model.rowCount(); ++row) {
        if (words::path(model.index(row, 0).data(kGalleryPathRole).toString()) == file)
            return model.index(row, 0);
    }
    return model.index(0, 0);
}

} // namespace

FirstStartDialog::FirstStartDialog(const WindowContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_model(context.models.ofFolders().front())
    , m_texts(*this)
    , m_drops(new DropReader(context.dataFolder % QStringLiteral("/pasted"), context.models, this))
    , m_faces(new FaceModel(context.gallery, this))
    , m_voices(new VoiceModel(context.gallery, this))
    , m_noGpu(makeLabel(LabelRole::Hint, "noGpuLabel"))
    , m_faceView(new GalleryView("faceGallery", new PictureTileDelegate(context.theme, kFacePicture, 1)))
    , m_voiceView(new GalleryView("voiceGallery", new VoiceTileDelegate(context.theme)))
    , m_machine(makeLabel(LabelRole::Hint, "machineLabel"))
    , m_start(makeButton("startButton", ButtonRole::Primary))
{
    setObjectName(QStringLiteral("firstStartDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptDrops(true);
    resizeToScreen(*this, {context.theme.px(1040), context.theme.px(640)});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(28, 20, 28, 20);
    column->setSpacing(12);
    column->addWidget(buildHead());
    column->addWidget(buildCards());
    column->addWidget(makeRule());
    column->addWidget(buildGalleries());
    column->addStretch(1);
    column->addWidget(makeRule());
    column->addWidget(buildFoot());
    m_faceView->setFocus();

    m_texts.add([this] {
        setWindowTitle(tr("Welcome"));
        m_faces->retranslate();
        m_voices->retranslate();
        showMachine();
        showChoice();
    });
    context.gallery.read();
    connect(&context.telemetry, &TelemetryService::sampled, this, [this] {
        if (m_context.telemetry.gpu().has_value() == m_demo.choice->isHidden())
            showMachine();
    });
    connect(&context.finder, &ModelFinder::changed, this, &FirstStartDialog::showFound);
    connect(m_drops, &DropReader::understood, this, [this](const Drop& drop) { chooseOwn(drop.portrait, drop.voice); });
    connect(this, &QDialog::finished, this, [this](int result) {
        m_context.settings.set(settings::kFirstStartDone, true);
        m_context.voice.pause();
        if (result != QDialog::Accepted)
            m_context.voice.setVoice({});
    });
}

QWidget* FirstStartDialog::buildHead()
{
    const Theme& theme = m_context.theme;
    auto* mark = new QLabel;
    mark->setPixmap(Theme::applicationIcon().pixmap(QSize(theme.px(48), theme.px(48)), devicePixelRatioF()));
    auto* heading = makeLabel(LabelRole::Display);
    auto* words = makeLabel(LabelRole::Soft);
    words->setWordWrap(true);
    auto* language = makeCombo("languageComboBox");
    language->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    language->setFixedWidth(theme.px(128));
    language->addItem(QStringLiteral("English"), static_cast<int>(settings::Language::English));
    language->addItem(QStringLiteral("简体中文"), static_cast<int>(settings::Language::SimplifiedChinese));
    language->setCurrentIndex(m_context.languages.localeName() == QLatin1String("zh_CN") ? 1 : 0);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(heading);
    texts->addWidget(words);
    auto* head = new QWidget;
    auto* row = makeRow({mark, 8, texts, makeGlyph(theme, Glyph::Language, Token::TextSoft, 18), language});
    row->setStretch(2, 1);
    head->setLayout(row);
    m_texts.add([=] {
        heading->setText(tr("Welcome to Live Avatar Studio"));
        words->setText(tr("One portrait and one voice become a talking video, on this computer, with nothing sent "
                          "anywhere."));
        language->setAccessibleName(tr("Language"));
    });
    connect(language, &QComboBox::activated, this, [this, language](int index) {
        const auto chosen = static_cast<settings::Language>(language->itemData(index).toInt());
        m_context.settings.set(settings::kLanguage, chosen);
        m_context.languages.setLanguage(chosen);
    });
    return head;
}

// A card that can't apply is missing: without a GPU a line tells why.
QWidget* FirstStartDialog::buildCards()
{
    m_demo = makeCard("demoModel", Glyph::Play, Glyph::Ok);
    m_found = makeCard("foundModel", Glyph::Model, Glyph::Ok);
    m_download = makeCard("downloadModel", Glyph::External, Glyph::Info);
    auto* choices = new QButtonGroup(this); // Their cards are no group.
    auto* row = makeRow({m_demo.frame, m_found.frame, m_download.frame}, 12);
    for (int i = 0; i < row->count(); ++i)
        row->setStretch(i, 1);
    for (const Card& card : cards())
        choices->addButton(card.choice);
    m_demo.choice->setChecked(true);
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(row);
    column->addWidget(m_noGpu);
    m_texts.add([this] {
        const ModelEntry demo = m_context.models.ofProgram();
        m_demo.heading->setText(tr("Demo model"));
        m_demo.facts[0]->setText(tr("Comes with the program: %1, drawn faces", "size")
                                     .arg(words::size(demo.standardSize.width, demo.standardSize.height)));
        m_demo.facts[1]->setText(tr("Quick on any computer, needs no GPU"));
        m_demo.words->setText(tr("Good for a first look; you can change it later in Settings, Model."));
        const QString title = words::modelTitle(m_model);
        m_found.heading->setText(tr("%1, found here", "a model").arg(title));
        m_download.heading->setText(tr("Get %1", "a model").arg(title));
        m_download.facts[0]->setText(tr("For photographs: %1 of files that you have or download")
                                         .arg(words::fileSize(m_model.files.totalBytes())));
        m_download.facts[1]->setText(tr("An NVIDIA GPU with %1 GB or more, %2 GB of RAM")
                                         .arg(m_model.leastVram / kGiB)
                                         .arg(m_model.leastRam / kGiB));
        m_download.words->setText(tr("The model's page opens; the demo model works meanwhile."));
        m_noGpu->setText(tr("%1, the model for photographs, needs an NVIDIA GPU with %2 GB or more; none was found.")
                             .arg(title)
                             .arg(m_model.leastVram / kGiB));
        for (const Card& card : cards())
            card.choice->setAccessibleName(card.heading->text());
    });
    for (const Card& card : cards())
        connect(card.choice, &QRadioButton::toggled, this, &FirstStartDialog::showChoice);
    return box;
}

FirstStartDialog::Card FirstStartDialog::makeCard(const char* name, Glyph glyph, Glyph factGlyph)
{
    const Theme& theme = m_context.theme;
    Card card{.frame = new QFrame,
              .choice = new QRadioButton,
              .heading = makeLabel(LabelRole::Title),
              .format = new Chip(theme, "cardFormatChip"),
              .glyphs = {},
              .facts = {makeLabel(LabelRole::Plain), makeLabel(LabelRole::Plain)},
              .words = makeLabel(LabelRole::Hint)};
    card.frame->setObjectName(QLatin1String(name) % QLatin1String("Card"));
    card.choice->setObjectName(QLatin1String(name) % QLatin1String("Radio"));
    card.frame->setProperty("role", QStringLiteral("card"));
    card.frame->installEventFilter(this);
    auto* column = new QVBoxLayout(card.frame);
    column->setContentsMargins(14, 10, 14, 12);
    column->setSpacing(5);
    column->addLayout(makeRow(
        {card.choice, makeGlyph(theme, glyph, Token::Accent, 20), card.heading, Stretch(), card.format}, theme.px(6)));
    for (size_t i = 0; i < std::size(card.facts); ++i) {
        card.facts[i]->setWordWrap(true);
        card.glyphs[i] = makeGlyph(theme, factGlyph, factGlyph == Glyph::Ok ? Token::Ok : Token::TextSoft, 16);
        auto* row = makeRow({card.glyphs[i], card.facts[i]}, 6);
        row->setStretch(1, 1);
        column->addLayout(row);
    }
    card.words->setWordWrap(true);
    column->addWidget(card.words);
    column->addStretch(1);
    return card;
}

QWidget* FirstStartDialog::buildGalleries()
{
    const Theme& theme = m_context.theme;
    const auto makeChooser = [&theme](const char* name, Glyph glyph) {
        auto* button = makeButton(name, ButtonRole::Flat);
        theme.putIcon(*button, glyph, Token::Accent);
        return button;
    };
    auto* faceCaption = makeLabel(LabelRole::Section);
    auto* faceHint = makeLabel(LabelRole::Hint);
    auto* voiceCaption = makeLabel(LabelRole::Section);
    auto* voiceHint = makeLabel(LabelRole::Hint);
    auto* choosePicture = makeChooser("choosePictureButton", Glyph::Portrait);
    auto* chooseVoice = makeChooser("chooseVoiceButton", Glyph::Waveform);
    m_faceView->setModel(m_faces);
    m_voiceView->setModel(m_voices);
    m_faceView->setCurrentIndex(tileOf(*m_faces, m_context.demo.scene.portrait));
    m_voiceView->setCurrentIndex(tileOf(*m_voices, m_context.demo.scene.voice));
    auto* galleries = new QWidget;
    auto* column = new QVBoxLayout(galleries);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(makeRow({faceCaption, faceHint, Stretch(), choosePicture}));
    column->addWidget(m_faceView);
    column->addSpacing(4);
    column->addLayout(makeRow({voiceCaption, voiceHint, Stretch(), chooseVoice}));
    column->addWidget(m_voiceView);
    m_texts.add([=, this] {
        faceCaption->setText(tr("A face"));
        faceHint->setText(tr("or drop your own picture anywhere here"));
        voiceCaption->setText(tr("A voice"));
        voiceHint->setText(tr("click to choose, again to hear or stop"));
        choosePicture->setText(tr("Choose a picture…"));
        chooseVoice->setText(tr("Choose a file…"));
        m_faceView->setAccessibleName(faceCaption->text());
        m_voiceView->setAccessibleName(voiceCaption->text());
        for (QPushButton* button : {choosePicture, chooseVoice})
            button->setAccessibleName(button->text());
    });
    connect(choosePicture, &QPushButton::clicked, this, [this] {
        chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Portrait,
                         [this](const QString& file) { chooseOwn(file, {}); });
    });
    connect(chooseVoice, &QPushButton::clicked, this, [this] {
        chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Voice,
                         [this](const QString& file) { chooseOwn({}, file); });
    });
    for (const GalleryView* view : {m_faceView, m_voiceView})
        connect(view->selectionModel(), &QItemSelectionModel::currentChanged, this, &FirstStartDialog::showChoice);
    connect(m_faceView, &QListView::doubleClicked, this, &FirstStartDialog::start);
    connectVoices();
    return galleries;
}

// One voice at a time is heard, by the scene's player: no scene is open behind the dialog.
void FirstStartDialog::connectVoices()
{
    VoicePlayer& player = m_context.voice;
    connect(m_voiceView, &GalleryView::picked, this, [this, &player](const QModelIndex& index) {
        const bool again = m_voices->playing() == index.row();
        player.pause();
        const GalleryVoice& voice = m_voices->voice(index.row());
        if (again || !voice.pyramid)
            return;
        player.setVoice(voice.path, voice.treatment);
        player.setTrim({0, voice.seconds});
        player.seek(0);
        player.play();
        m_voices->setPlaying(index.row(), 0);
    });
    connect(m_voiceView->selectionModel(), &QItemSelectionModel::currentChanged, &player, &VoicePlayer::pause);
    connect(&player, &VoicePlayer::playingChanged, this, [this](bool playing) {
        if (!playing)
            m_voices->setPlaying(-1, 0);
    });
    connect(&player, &VoicePlayer::positionChanged, this, [this](double seconds) {
        if (const int row = m_voices->playing(); row >= 0)
            m_voices->setPlaying(row, seconds / std::max(0.01, m_voices->voice(row).seconds));
    });
}

QWidget* FirstStartDialog::buildFoot()
{
    auto* empty = makeButton("emptySceneButton");
    m_start->setDefault(true);
    m_start->setAutoDefault(true);
    m_context.theme.putIcon(*m_start, Glyph::Play, Token::TextOnAccent);
    auto* foot = new QWidget;
    foot->setLayout(
        makeRow({makeGlyph(m_context.theme, Glyph::Gpu, Token::TextSoft, 18), m_machine, Stretch(), empty, m_start}));
    m_texts.add([empty] {
        empty->setText(tr("Empty scene"));
        empty->setAccessibleName(empty->text());
    });
    connect(empty, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &FirstStartDialog::start);
    return foot;
}

void FirstStartDialog::chooseOwn(const QString& portrait, const QString& voice)
{
    if (!portrait.isEmpty())
        m_faceView->setCurrentIndex(m_faces->index(m_faces->setOwn(portrait)));
    if (!voice.isEmpty())
        m_voiceView->setCurrentIndex(m_voices->index(m_voices->setOwn(voice)));
    showChoice(); // Another file of one's own has the same tile.
}

const ModelSet* FirstStartDialog::foundSet() const
{
    const std::vector<ModelSet>& sets = m_context.finder.found(m_model).sets; // the complete ones first
    const auto isUsable = [](const ModelSet& set) { return set.complete() || isOnlyLoraMissing(set); };
    const auto found = std::find_if(sets.begin(), sets.end(), isUsable);
    return found == sets.end() ? nullptr : &*found;
}

// What doesn't apply is missing: the way to the model, if all of it is here.
void FirstStartDialog::showFound()
{
    const bool isGpu = m_context.telemetry.gpu().has_value();
    const ModelSet* const set = isGpu ? foundSet() : nullptr;
    const bool isWhole = set && set->complete();
    m_found.frame->setVisible(set != nullptr);
    m_download.frame->setVisible(isGpu && !isWhole);
    for (const Card& card : cards()) {
        if (card.frame->isHidden() && card.choice->isChecked())
            m_demo.choice->setChecked(true);
    }
    if (set) {
        const auto parts = static_cast<int>(set->parts.size());
        m_found.format->setState(formatName(set->part(ModelPart::VideoModel)));
        m_found.facts[0]->setText(tr("%1 of %n part(s) · %2", "how many, where", parts)
                                      .arg(isWhole ? parts : parts - 1)
                                      .arg(placeName(set->kind)));
        m_found.glyphs[1]->setGlyph(isWhole ? Glyph::Ok : Glyph::Warning, isWhole ? Token::Ok : Token::Warn);
        m_found.facts[1]->setText(isWhole
                                      ? tr("For photographs, %1", "a size in pixels")
                                            .arg(words::size(m_model.standardSize.width, m_model.standardSize.height))
                                      : tr("LoRA missing: %1", "a size").arg(loraSize()));
        m_found.words->setText(isWhole ? tr("What a film takes is seen before it is made.")
                                       : tr("The model's page says how it is got; the demo model works meanwhile."));
    }
    showChoice();
}

QString FirstStartDialog::loraSize() const
{
    const ModelSet* const set = foundSet();
    return set ? words::fileSize(set->part(ModelPart::Lora).bytes) : QString();
}

// The GPU is known from the first measurement on.
void FirstStartDialog::showMachine()
{
    const auto& gpu = m_context.telemetry.gpu();
    if (gpu && !m_hasLooked) {
        m_hasLooked = true;
        m_context.finder.find(m_model, m_context.settings.get(settings::kSearchedFolders),
                              modelPlace(m_context.settings, m_model));
    }
    m_demo.choice->setVisible(gpu.has_value());
    m_noGpu->setVisible(!gpu);
    showFound();
    const QString card = gpu ? tr("%1, %2 GB").arg(QString::fromStdString(gpu->name), words::gigabytes(gpu->vramTotal))
                             : tr("no NVIDIA GPU");
    const QStorageInfo disk(QStandardPaths::writableLocation(QStandardPaths::HomeLocation));
    m_machine->setText(
        tr("Found: %1 · %2 of RAM · %3 free on disk")
            .arg(card, words::bytes(telemetry::describeMachine().ramTotal), words::bytes(disk.bytesAvailable())));
}

void FirstStartDialog::showChoice()
{
    for (const Card& card : cards()) {
        card.frame->setProperty("selected",
                                card.choice->isChecked() ? QStringLiteral("true") : QStringLiteral("false"));
        card.frame->style()->unpolish(card.frame);
        card.frame->style()->polish(card.frame);
    }
    const QModelIndex face = m_faceView->currentIndex();
    const QModelIndex voice = m_voiceView->currentIndex();
    setAvailability(*m_start, {.on = face.isValid() && voice.isValid(), .why = tr("Choose a face and a voice first.")},
                    {});
    if (m_start->isEnabled()) {
        const GalleryFace& person = m_faces->face(face.row());
        const GalleryVoice& sound = m_voices->voice(voice.row());
        const QString name = person.name.isEmpty() ? words::quoted(QFileInfo(person.path).fileName()) : person.name;
        const QString speech
            = words::quoted(sound.title.isEmpty() ? QFileInfo(sound.path).fileName() : voice.data().toString());
        const ModelSet* const set = m_found.choice->isChecked() ? foundSet() : nullptr;
        if (set && set->complete())
            m_start->setText(
                tr("Open %1 and %2 with %3", "a face, a voice, a model").arg(name, speech, words::modelTitle(m_model)));
        else if (set)
            m_start->setText(tr("Start with %1, then get the LoRA (%2)", "a face, a size").arg(name, loraSize()));
        else if (m_download.choice->isChecked())
            m_start->setText(tr("Start with %1, then get the model", "a face").arg(name));
        else
            m_start->setText(tr("Start with %1 and %2", "a face, a voice").arg(name, speech));
    }
    m_start->setAccessibleName(m_start->text());
}

void FirstStartDialog::start()
{
    const QModelIndex face = m_faceView->currentIndex();
    const QModelIndex voice = m_voiceView->currentIndex();
    if (result() == QDialog::Accepted || !face.isValid() || !voice.isValid())
        return;
    const GalleryFace& person = m_faces->face(face.row());
    project::Scene scene = m_context.demo.scene;
    scene.portrait = words::path(person.path);
    scene.voice = words::path(m_voices->voice(voice.row()).path);
    scene.prompt = person.prompt.isEmpty() ? std::string(kPlainPrompt) : person.prompt.toStdString();
    FirstStart then = m_demo.choice->isChecked() ? FirstStart::Render : FirstStart::RenderAndGetModel;
    const ModelSet* const set = m_found.choice->isChecked() ? foundSet() : nullptr;
    if (set && set->complete()) {
        setModelPlace(m_context.settings, m_model, set->place);
        scene.settings.model = m_model.id;
        then = FirstStart::Show;
    }
    accept();
    Q_EMIT startWanted(scene, then);
}

// A press anywhere on a card chooses it.
bool FirstStartDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseButtonRelease) {
        for (const Card& card : cards()) {
            if (watched == card.frame)
                card.choice->setChecked(true);
        }
    }
    return QDialog::eventFilter(watched, event);
}

void FirstStartDialog::dragEnterEvent(QDragEnterEvent* event)
{
    switch (DropReader::guess(*event->mimeData())) {
    case DropKind::Portrait:
    case DropKind::Voice:
    case DropKind::PortraitAndVoice:
    case DropKind::Film:
    case DropKind::FilmWithSettings: event->acceptProposedAction(); break;
    default: break;
    }
}

void FirstStartDialog::dropEvent(QDropEvent* event)
{
    m_drops->read(*event->mimeData());
    event->acceptProposedAction();
}

} // namespace studio::ui
