// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/FilesPage.h"

#include "core/project/Take.h"
#include "core/settings/Settings.h"
#include "ui/common/Actions.h"
#include "ui/common/FileChooser.h"
#include "ui/common/Messages.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/panels/GlyphLabel.h"
#include "ui/services/Background.h"
#include "ui/services/Folders.h"
#include "ui/services/Text.h"
#include "ui/theme/Theme.h"

#include <QAction>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShowEvent>
#include <QSpinBox>

namespace studio::ui {
namespace {

constexpr double kCaptionWidth = 120;

} // namespace

FilesPage::FilesPage(const WindowContext& context, const Actions& actions)
    : m_context(context)
    , m_texts(*this)
    , m_folder(new QLineEdit(Folders::of(context.settings).takes))
    , m_icon(new GlyphLabel(context.theme, 14))
    , m_words(makeLabel(LabelRole::Hint, "takesFolderLabel"))
    , m_deleted(makeLabel(LabelRole::Hint, "deletedTakesLabel"))
    , m_empty(makeButton("emptyDeletedButton"))
    , m_confirm(makeButton("confirmEmptyDeletedButton"))
    , m_keep(makeButton("keepDeletedButton"))
    , m_prompts(makeLabel(LabelRole::Hint, "promptCacheLabel"))
    , m_clear(makeButton("clearPromptCacheButton"))
{
    const Theme& theme = context.theme;
    settings::Settings& settings = context.settings;
    setObjectName(QStringLiteral("filesPage"));
    setObject(*m_folder, "takesFolderLineEdit");
    auto* browse = makeButton("takesFolderBrowseButton");
    theme.putIcon(*browse, Glyph::Folder);
    auto* open = makeButton("takesFolderOpenButton");
    auto* pattern = new QLineEdit(settings.get(settings::kNamePattern));
    setObject(*pattern, "namePatternLineEdit");
    auto* seconds = new QSpinBox;
    setObject(*seconds, "autosaveSpinBox");
    seconds->setRange(10, 600);
    seconds->setValue(settings.get(settings::kAutosaveSeconds));
    seconds->setFocusPolicy(Qt::StrongFocus);

    auto* journals = new QCheckBox;
    setObject(*journals, "keepJournalsCheckBox");
    journals->setChecked(settings.get(settings::kKeepJournals));

    auto* heading = makeLabel(LabelRole::Heading);
    auto* folderCaption = makeLabel(LabelRole::Soft);
    auto* patternCaption = makeLabel(LabelRole::Soft);
    auto* patternHint = makeLabel(LabelRole::Hint);
    auto* journalsHint = makeLabel(LabelRole::Hint);
    auto* secondsCaption = makeLabel(LabelRole::Soft);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(heading);
    column->addSpacing(4);
    column->addLayout(makeField(theme, folderCaption, {m_folder, browse, open}, kCaptionWidth));
    m_icon->setGlyph(Theme::glyph(Tone::Bad), Theme::token(Tone::Bad));
    m_words->setWordWrap(true);
    auto* line = makeRow({m_icon, m_words}, 6);
    line->setStretch(1, 1);
    line->insertSpacing(0, theme.px(kCaptionWidth) + 6);
    column->addLayout(line);
    column->addLayout(buildDeleted());
    column->addLayout(makeField(theme, patternCaption, {pattern}, kCaptionWidth));
    column->addLayout(makeHint(theme, patternHint, kCaptionWidth + 6));
    column->addWidget(makeRule());
    column->addWidget(journals);
    column->addLayout(makeHint(theme, journalsHint, 25)); // below the words of its box
    column->addWidget(makeRule());
    column->addLayout(makeField(theme, secondsCaption, {seconds, Stretch()}, kCaptionWidth));
    column->addWidget(makeRule());
    column->addLayout(buildPrompts());
    column->addStretch(1);

    m_texts.add([=, this] {
        heading->setText(tr("Files and storage"));
        folderCaption->setText(tr("Takes folder"));
        m_folder->setAccessibleName(tr("Takes folder"));
        browse->setText(tr("Choose…"));
        browse->setAccessibleName(tr("Choose the takes folder"));
        open->setText(tr("Show"));
        open->setAccessibleName(tr("Show the takes folder"));
        patternCaption->setText(tr("Names"));
        pattern->setAccessibleName(tr("Names"));
        patternHint->setText(tr("{scene}, {take} and {date} are filled in; names that exist get a number."));
        journals->setText(tr("Keep what a finished take can be branched from"));
        journals->setAccessibleName(journals->text());
        journalsHint->setText(
            tr("“From here again” then makes only what follows. It takes 3.4 MB for a second of 704 × "
               "384 in four steps, beside the take, and is deleted with it. The newest takes keep theirs, up to 20 GB "
               "in all."));
        secondsCaption->setText(tr("Autosave every"));
        seconds->setAccessibleName(tr("Autosave every"));
        seconds->setSuffix(tr(" s"));
        m_empty->setText(tr("Delete for good…"));
        m_confirm->setText(tr("Delete them for good"));
        m_keep->setText(tr("Keep them"));
        m_clear->setText(tr("Delete"));
        for (QPushButton* button : {m_empty, m_confirm, m_keep})
            button->setAccessibleName(button->text());
        m_clear->setAccessibleName(tr("Delete the prepared prompts"));
        showUsage();
        showPrompts();
    });
    const auto moved = [this, &settings] {
        settings.set(settings::kTakesFolder, m_folder->text());
        measure();
        Q_EMIT changed();
    };
    connect(m_folder, &QLineEdit::editingFinished, this, moved);
    connect(browse, &QPushButton::clicked, this, [this, moved] {
        chooseFileToOpen(*this, m_context.settings, m_context.demo, FileKind::Folder,
                         [this, moved](const QString& chosen) {
                             m_folder->setText(chosen);
                             moved();
                         });
    });
    connect(open, &QPushButton::clicked, actions[ActionId::ShowTakesFolder], &QAction::trigger);
    connect(pattern, &QLineEdit::editingFinished, this, [this, pattern, &settings] {
        if (pattern->text().trimmed().isEmpty())
            pattern->setText(settings::kNamePattern.fallback);
        settings.set(settings::kNamePattern, pattern->text());
        Q_EMIT changed();
    });
    connect(journals, &QCheckBox::toggled, this, [this, &settings](bool on) {
        settings.set(settings::kKeepJournals, on);
        Q_EMIT changed();
    });
    connect(seconds, &QSpinBox::valueChanged, &context.scene, &SceneController::setAutosaveSeconds);
}

// The takes that no trash took.
QHBoxLayout* FilesPage::buildDeleted()
{
    auto* row = makeRow({m_deleted, m_empty, m_confirm, m_keep, Stretch()});
    row->insertSpacing(0, m_context.theme.px(kCaptionWidth) + 6);
    const auto ask = [this](bool asks) {
        m_asks = asks;
        showDeleted();
        (asks ? m_keep : m_empty)->setFocus(Qt::OtherFocusReason);
    };
    connect(m_empty, &QPushButton::clicked, this, [ask] { ask(true); });
    connect(m_keep, &QPushButton::clicked, this, [ask] { ask(false); });
    connect(m_confirm, &QPushButton::clicked, this, [this] {
        m_asks = false;
        showDeleted();
        inBackground(
            this,
            [store = project::TakeStore(toPath(Folders::of(m_context.settings).takes))] {
                return store.emptyDeleted();
            },
            [this](const Status& emptied) {
                m_error = emptied ? std::nullopt : std::optional(emptied.error());
                measure();
            });
    });
    return row;
}

QHBoxLayout* FilesPage::buildPrompts()
{
    auto* caption = makeLabel(LabelRole::Soft);
    m_texts.add([caption] { caption->setText(tr("Prepared prompts")); });
    connect(m_clear, &QPushButton::clicked, this, [this] {
        const std::filesystem::path folder = promptFolder(m_context.dataFolder);
        inBackground(
            this, [folder] { return clearCache(folder); }, [this](const Status& /*cleared*/) { measure(); });
    });
    return makeField(m_context.theme, caption, {m_prompts, m_clear, Stretch()}, kCaptionWidth);
}

void FilesPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!event->spontaneous())
        measure(); // At each showing: a take may have been added.
}

void FilesPage::measure()
{
    const QString folder = Folders::of(m_context.settings).takes;
    inBackground(
        this, [folder] { return takesUsage(folder); },
        [this, folder](const TakesUsage& found) {
            if (Folders::of(m_context.settings).takes != folder)
                return;
            m_usage = found;
            showUsage();
        });
    inBackground(
        this, [folder = promptFolder(m_context.dataFolder)] { return cacheUsage(folder); },
        [this](const CacheUsage& found) {
            m_promptUsage = found;
            showPrompts();
        });
}

void FilesPage::showUsage()
{
    showDeleted();
    const bool refused = m_usage && m_usage->refused;
    m_icon->setVisible(refused);
    setRole(*m_words, refused ? LabelRole::Bad : LabelRole::Hint);
    if (!m_usage) {
        m_words->setText(tr("Counting…"));
    } else if (refused) {
        const Message said = message(MessageId::NotWritable,
                                     {{QStringLiteral("folder"), Folders::of(m_context.settings).takes},
                                      {QStringLiteral("reason"), reasonWords(*m_usage->refused)}});
        m_words->setText(said.what % QLatin1Char(' ') % said.why);
    } else {
        m_words->setText(tr("%1, %2; %3 free on the disk")
                             .arg(tr("%n films", nullptr, m_usage->films),
                                  words::fileSize(static_cast<uint64_t>(m_usage->bytes)),
                                  words::fileSize(static_cast<uint64_t>(m_usage->free))));
    }
}

void FilesPage::showDeleted()
{
    const bool some = m_usage && m_usage->deleted > 0;
    QString words;
    if (m_error)
        words = tr("They couldn't be deleted: %1.", "why").arg(reasonWords(*m_error));
    else if (some)
        words = tr("%1 deleted, %2, in its hidden folder “.deleted”: this disk has no trash", "films, size")
                    .arg(tr("%n films", nullptr, m_usage->deleted),
                         words::fileSize(static_cast<uint64_t>(m_usage->deletedBytes)));
    m_deleted->setText(words);
    m_deleted->setVisible(!words.isEmpty());
    m_empty->setVisible(some && !m_asks);
    m_confirm->setVisible(some && m_asks);
    m_keep->setVisible(some && m_asks);
}

void FilesPage::showPrompts()
{
    const bool some = m_promptUsage && m_promptUsage->files > 0;
    m_prompts->setText(!m_promptUsage ? tr("Counting…") : some ? words::bytes(m_promptUsage->bytes) : tr("none"));
    setAvailability(*m_clear, {.on = some, .why = tr("No prepared prompts are kept.")},
                    tr("Nothing is lost: the next take reads its prompt again, which takes a moment."));
}

} // namespace studio::ui
