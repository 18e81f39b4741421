// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/FirstStartDialog.h"

#include "core/settings/Settings.h"
#include "core/telemetry/Telemetry.h"
#include "ui/common/Languages.h"
#include "ui/common/Words.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/services/Background.h"
#include "ui/services/TelemetryService.h"
#include "ui/theme/Theme.h"

#include <QComboBox>
#include <QDir>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStandardPaths>
#include <QStorageInfo>

#include <array>

namespace studio::ui {
namespace {

constexpr int kPictureHeight = 84;
constexpr int kFaces = 4; // of the demo, in its picture

GlyphLabel* makeGlyph(const Theme& theme, Glyph glyph, Token token, int size)
{
    auto* label = new GlyphLabel(theme, size);
    label->setGlyph(glyph, token);
    return label;
}

} // namespace

FirstStartDialog::FirstStartDialog(const WindowContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_texts(*this)
{
    const Theme& theme = context.theme;
    setObjectName(QStringLiteral("firstStartDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(theme.px(872), theme.px(452));
    auto* mark = new QLabel;
    mark->setPixmap(Theme::applicationIcon().pixmap(QSize(theme.px(56), theme.px(56)), devicePixelRatioF()));
    auto* heading = makeLabel(LabelRole::Display);
    auto* words = makeLabel(LabelRole::Soft);
    words->setWordWrap(true);
    auto* language = makeCombo("languageComboBox");
    language->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    language->setFixedWidth(theme.px(128));
    language->addItem(QStringLiteral("English"), static_cast<int>(settings::Language::English));
    language->addItem(QStringLiteral("简体中文"), static_cast<int>(settings::Language::SimplifiedChinese));
    language->setCurrentIndex(context.languages.localeName() == QLatin1String("zh_CN") ? 1 : 0);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(heading);
    texts->addWidget(words);
    auto* head = makeRow({mark, 8, texts, makeGlyph(theme, Glyph::Language, Token::TextSoft, 18), language});
    head->setStretch(2, 1);

    const Card demo
        = makeCard("demoModelCard", "demoModelButton", Glyph::Play, Glyph::Ok, facesPicture(), ButtonRole::Primary);
    const Card real
        = makeCard("realModelCard", "realModelButton", Glyph::Model, Glyph::Info, foldersPicture(), ButtonRole::Plain);
    auto* machine = makeLabel(LabelRole::Hint, "machineLabel");
    auto* later = makeLabel(LabelRole::Hint);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(28, 24, 28, 20);
    column->setSpacing(16);
    column->addLayout(head);
    auto* cards = makeRow({demo.frame, real.frame}, 16);
    cards->setStretch(0, 1);
    cards->setStretch(1, 1);
    column->addLayout(cards, 1);
    column->addLayout(makeRow({makeGlyph(theme, Glyph::Gpu, Token::TextSoft, 18), machine, Stretch(), later}));
    demo.button->setDefault(true);
    demo.button->setFocus();

    m_texts.add([=, this] {
        const ModelEntry model = m_context.models.ofFolders().front();
        setWindowTitle(tr("Welcome"));
        heading->setText(tr("Welcome to Live Avatar Studio"));
        words->setText(tr("One portrait and one voice become a talking video, on this computer, with nothing sent "
                          "anywhere."));
        language->setAccessibleName(tr("Language"));
        demo.heading->setText(tr("Start with the demo model"));
        demo.words->setText(tr("A small model that comes with the program. It draws cartoon faces at 128 × 128 and is "
                               "quick on any computer."));
        demo.facts[0]->setText(tr("Ready now, nothing to download"));
        demo.facts[1]->setText(tr("Runs on the processor, needs no GPU"));
        demo.button->setText(tr("Open the demo scene"));
        real.heading->setText(tr("Use %1", "a model").arg(words::modelTitle(model)));
        real.words->setText(tr("The full model for photographs. Point to the folder with the downloaded files; they "
                               "are checked, never changed."));
        real.facts[0]->setText(tr("%1 of files that you have or download")
                                   .arg(QLocale().formattedDataSize(static_cast<qint64>(model.files.totalBytes()), 0,
                                                                    QLocale::DataSizeSIFormat)));
        real.facts[1]->setText(tr("An NVIDIA GPU with %1 GB or more, %2 GB of RAM")
                                   .arg(model.leastVram / kGiB)
                                   .arg(model.leastRam / kGiB));
        real.button->setText(tr("Choose the folder…"));
        later->setText(tr("You can change this later in Settings, Model."));
        for (const Card& card : {demo, real})
            card.button->setAccessibleName(card.button->text());
        const auto& gpu = m_context.telemetry.gpu();
        const QString card = gpu
            ? tr("%1, %2 GB").arg(QString::fromStdString(gpu->name), words::gigabytes(gpu->vramTotal))
            : tr("no NVIDIA GPU");
        const QStorageInfo disk(QStandardPaths::writableLocation(QStandardPaths::HomeLocation));
        machine->setText(
            tr("Found: %1 · %2 of RAM · %3 free on disk")
                .arg(card, words::bytes(telemetry::describeMachine().ramTotal), words::bytes(disk.bytesAvailable())));
    });
    connect(language, &QComboBox::activated, this, [this, language](int index) {
        const auto chosen = static_cast<settings::Language>(language->itemData(index).toInt());
        m_context.settings.set(settings::kLanguage, chosen);
        m_context.languages.setLanguage(chosen);
    });
    connect(demo.button, &QPushButton::clicked, this, &QDialog::accept);
    connect(real.button, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT realModelWanted();
    });
    connect(this, &QDialog::finished, this, [this] { m_context.settings.set(settings::kFirstStartDone, true); });
}

FirstStartDialog::Card FirstStartDialog::makeCard(const char* objectName, const char* buttonName, Glyph glyph,
                                                  Glyph factGlyph, QWidget* picture, ButtonRole role)
{
    const Theme& theme = m_context.theme;
    Card card{.frame = new QFrame,
              .heading = makeLabel(LabelRole::Heading),
              .words = makeLabel(LabelRole::Soft),
              .facts = {makeLabel(LabelRole::Plain), makeLabel(LabelRole::Plain)},
              .button = makeButton(buttonName, role)};
    setObject(*card.frame, objectName);
    card.frame->setProperty("role", QStringLiteral("card"));
    card.frame->setProperty("selected", role == ButtonRole::Primary ? QStringLiteral("true") : QStringLiteral("false"));
    card.words->setWordWrap(true);
    card.words->setAlignment(Qt::AlignTop);
    auto* column = new QVBoxLayout(card.frame);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(8);
    column->addLayout(makeRow({makeGlyph(theme, glyph, Token::Accent, 22), card.heading, Stretch()}));
    column->addWidget(card.words);
    for (QLabel* fact : card.facts) {
        fact->setWordWrap(true);
        auto* row
            = makeRow({makeGlyph(theme, factGlyph, factGlyph == Glyph::Ok ? Token::Ok : Token::TextSoft, 16), fact}, 6);
        row->setStretch(1, 1);
        column->addLayout(row);
    }
    column->addSpacing(4);
    column->addWidget(picture);
    column->addStretch(1);
    column->addLayout(makeRow({card.button, Stretch()}));
    return card;
}

// The portraits that come with the demo scene.
QWidget* FirstStartDialog::facesPicture() const
{
    const Theme& theme = m_context.theme;
    const int side = theme.px(kPictureHeight);
    auto* picture = new QWidget;
    auto* row = makeRow({}, theme.px(8));
    picture->setLayout(row);
    std::array<QLabel*, kFaces> faces{};
    for (QLabel*& face : faces) {
        face = makeLabel(LabelRole::Plain, "faceLabel");
        face->setFixedSize(side, side);
        row->addWidget(face);
    }
    row->addStretch(1);
    const double ratio = devicePixelRatioF();
    inBackground(
        picture,
        [folder = QDir(words::text(m_context.demo.scene.portrait.parent_path())), size = QSize(side, side) * ratio] {
            QList<QImage> images;
            for (const QString& file :
                 folder.entryList({QStringLiteral("*.png")}, QDir::Files, QDir::Name).mid(0, kFaces))
                images.append(QImage(folder.filePath(file))
                                  .scaled(size, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation));
            return images;
        },
        [faces, ratio](const QList<QImage>& images) {
            for (qsizetype i = 0; i < images.size(); ++i) {
                QPixmap pixmap = QPixmap::fromImage(images[i]);
                pixmap.setDevicePixelRatio(ratio);
                faces[static_cast<size_t>(i)]->setPixmap(pixmap);
            }
        });
    return picture;
}

// The folders as they should lie on the disk.
QWidget* FirstStartDialog::foldersPicture() const
{
    const Theme& theme = m_context.theme;
    auto* picture = new QFrame;
    picture->setObjectName(QStringLiteral("foldersPicture"));
    picture->setProperty("role", QStringLiteral("well"));
    picture->setFixedHeight(theme.px(kPictureHeight));
    auto* column = new QVBoxLayout(picture);
    column->setContentsMargins(14, 6, 14, 6);
    column->setSpacing(2);
    const CheckpointNames names = m_context.models.ofFolders().front().files;
    const std::pair<int, QString> lines[] = {{0, QStringLiteral("models")},
                                             {1, QString::fromStdString(names.folder)},
                                             {1, QString::fromStdString(names.loraFolder)}};
    for (const auto& [depth, name] : lines) {
        auto* label = makeLabel(LabelRole::Plain);
        label->setText(name);
        column->addLayout(
            makeRow({depth * theme.px(22), makeGlyph(theme, Glyph::Folder, Token::TextSoft, 17), label, Stretch()}));
    }
    return picture;
}

} // namespace studio::ui
