// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/FilesPage.h"

#include "core/settings/Settings.h"
#include "ui/common/Actions.h"
#include "ui/common/FileChooser.h"
#include "ui/common/WindowContext.h"
#include "ui/common/Words.h"
#include "ui/controllers/SceneController.h"
#include "ui/services/Background.h"
#include "ui/services/Folders.h"
#include "ui/theme/Theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShowEvent>
#include <QSpinBox>

namespace studio::ui {
namespace {

constexpr double kCaptionWidth = 120;

QHBoxLayout* makeHint(const Theme& theme, QLabel* hint)
{
    auto* row = makeRow({hint, Stretch()});
    row->insertSpacing(0, theme.px(kCaptionWidth) + 6);
    return row;
}

} // namespace

FilesPage::FilesPage(const WindowContext& context, const Actions& actions)
    : m_context(context)
    , m_texts(*this)
    , m_folder(new QLineEdit(Folders::of(context.settings).takes))
    , m_words(makeLabel(LabelRole::Hint, "takesFolderLabel"))
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

    auto* heading = makeLabel(LabelRole::Heading);
    auto* folderCaption = makeLabel(LabelRole::Soft);
    auto* patternCaption = makeLabel(LabelRole::Soft);
    auto* patternHint = makeLabel(LabelRole::Hint);
    auto* secondsCaption = makeLabel(LabelRole::Soft);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(heading);
    column->addSpacing(4);
    column->addLayout(makeField(theme, folderCaption, {m_folder, browse, open}, kCaptionWidth));
    column->addLayout(makeHint(theme, m_words));
    column->addLayout(makeField(theme, patternCaption, {pattern}, kCaptionWidth));
    column->addLayout(makeHint(theme, patternHint));
    column->addWidget(makeRule());
    column->addLayout(makeField(theme, secondsCaption, {seconds, Stretch()}, kCaptionWidth));
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
        secondsCaption->setText(tr("Autosave every"));
        seconds->setAccessibleName(tr("Autosave every"));
        seconds->setSuffix(tr(" s"));
        showUsage();
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
    connect(seconds, &QSpinBox::valueChanged, &context.scene, &SceneController::setAutosaveSeconds);
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
}

void FilesPage::showUsage()
{
    if (!m_usage) {
        m_words->setText(tr("Counting…"));
        return;
    }
    const QString films = tr("%n films", nullptr, m_usage->films);
    QString words
        = tr("%1, %2; %3 free on the disk").arg(films, words::bytes(m_usage->bytes), words::bytes(m_usage->free));
    if (m_usage->deleted > 0)
        words += QLatin1Char('\n')
            + tr("%1 deleted, %2, in its hidden folder “.deleted”: this disk has no trash", "films, size")
                  .arg(tr("%n films", nullptr, m_usage->deleted), words::bytes(m_usage->deletedBytes));
    m_words->setText(words);
}

} // namespace studio::ui
