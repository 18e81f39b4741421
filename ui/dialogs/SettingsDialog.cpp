// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/SettingsDialog.h"

#include "core/settings/Settings.h"
#include "ui/common/Actions.h"
#include "ui/common/Languages.h"
#include "ui/common/WindowContext.h"
#include "ui/dialogs/AboutDialog.h"
#include "ui/dialogs/DialogSize.h"
#include "ui/dialogs/FilesPage.h"
#include "ui/dialogs/ModelPage.h"
#include "ui/dialogs/PlaybackPage.h"
#include "ui/dialogs/SpeedPage.h"
#include "ui/services/Folders.h"
#include "ui/theme/Theme.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>

namespace studio::ui {
namespace {

constexpr double kCaptionWidth = 120;

QCheckBox* makeCheck(const char* objectName, bool checked)
{
    auto* box = new QCheckBox;
    setObject(*box, objectName);
    box->setFocusPolicy(Qt::TabFocus);
    box->setChecked(checked);
    return box;
}

} // namespace

SettingsDialog::SettingsDialog(const WindowContext& context, const Actions& actions, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_actions(actions)
    , m_texts(*this)
    , m_list(new QListWidget)
    , m_pages(new QStackedWidget)
    , m_model(new ModelPage(m_context, Folders::of(context.settings).slabCache))
{
    const Theme& theme = m_context.theme;
    setObjectName(QStringLiteral("settingsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    addAction(m_actions[ActionId::Help]); // its key works here, too
    resizeToScreen(*this, {theme.px(1040), theme.px(680)});
    setObject(*m_list, "settingsPageList");
    m_list->setFixedWidth(theme.px(184));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIconSize(QSize(theme.px(18), theme.px(18)));
    for (const Glyph glyph : {Glyph::Settings, Glyph::Model, Glyph::Gpu, Glyph::Play, Glyph::Folder, Glyph::Info}) {
        auto* item = new QListWidgetItem(theme.icon(glyph), QString());
        item->setSizeHint(QSize(theme.px(160), theme.px(36)));
        m_list->addItem(item);
    }
    m_pages->addWidget(generalPage());
    m_pages->addWidget(m_model);
    auto* speed = new SpeedPage(m_context);
    m_pages->addWidget(speed);
    auto* playback = new PlaybackPage(m_context);
    m_pages->addWidget(playback);
    auto* files = new FilesPage(m_context, m_actions);
    m_pages->addWidget(files);
    m_pages->addWidget(diagnosticsPage());

    auto* side = new QWidget;
    side->setObjectName(QStringLiteral("settingsSide"));
    side->setAttribute(Qt::WA_StyledBackground);
    auto* inner = new QVBoxLayout(side);
    inner->setContentsMargins(8, 14, 8, 8);
    inner->addWidget(m_list);
    auto* close = makeButton("settingsCloseButton");
    auto* note = makeLabel(LabelRole::Hint, "settingsNoteLabel");
    auto* body = new QVBoxLayout;
    body->setContentsMargins(22, 18, 22, 16);
    body->setSpacing(10);
    body->addWidget(m_pages, 1);
    body->addLayout(makeRow({note, Stretch(), m_model->copyButton(), m_model->commandsButton(), close}));
    auto* row = makeRow({side, body}, 0);
    row->setStretch(1, 1);
    setLayout(row);

    const auto showFoot = [=, this] {
        const bool isModel = m_list->currentRow() == static_cast<int>(SettingsPage::Model);
        const bool isDownload = isModel && m_model->showsDownload();
        m_model->copyButton()->setVisible(isModel && !isDownload);
        m_model->commandsButton()->setVisible(isDownload);
        note->setText(isDownload    ? tr("Goes on when this window is closed, and where it stopped after a restart.")
                          : isModel ? tr("Nothing in these folders is ever changed or run.")
                                    : tr("Everything here applies at once."));
    };
    m_texts.add([=, this] {
        setWindowTitle(tr("Settings"));
        const QString names[] = {tr("General"),           tr("Model"),      tr("Memory and speed"), tr("Playback"),
                                 tr("Files and storage"), tr("Diagnostics")};
        for (int i = 0; i < m_list->count(); ++i)
            m_list->item(i)->setText(names[i]);
        m_list->setAccessibleName(tr("Pages"));
        close->setText(tr("Close"));
        close->setAccessibleName(close->text());
        showFoot();
    });
    connect(m_list, &QListWidget::currentRowChanged, this, [=, this](int page) {
        m_pages->setCurrentIndex(page);
        showFoot();
    });
    connect(m_model, &ModelPage::viewChanged, this, showFoot);
    m_list->setCurrentRow(0);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(speed, &SpeedPage::changed, this, &SettingsDialog::foldersChanged);
    connect(files, &FilesPage::changed, this, &SettingsDialog::foldersChanged);
    connect(playback, &PlaybackPage::changed, this, &SettingsDialog::playbackChanged);
    connect(m_model, &ModelPage::modelChosen, this, &SettingsDialog::modelChosen);
    connect(m_model, &ModelPage::modelForgotten, this, &SettingsDialog::modelForgotten);
    connect(m_model, &ModelPage::demoModelWanted, this, &SettingsDialog::demoModelWanted);
}

void SettingsDialog::setPage(SettingsPage page)
{
    m_list->setCurrentRow(static_cast<int>(page));
}

void SettingsDialog::showModel(const QString& id)
{
    setPage(SettingsPage::Model);
    m_model->showModel(id);
}

void SettingsDialog::checkFolder(const QString& folder)
{
    setPage(SettingsPage::Model);
    m_model->addFolder(folder);
}

QVBoxLayout* SettingsDialog::addPage(QWidget* page, QLabel* heading)
{
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(heading);
    column->addSpacing(4);
    return column;
}

QWidget* SettingsDialog::generalPage()
{
    settings::Settings& settings = m_context.settings;
    const Theme& theme = m_context.theme;
    auto* page = new QWidget;
    auto* heading = makeLabel(LabelRole::Heading);
    QVBoxLayout* column = addPage(page, heading);
    auto* language = makeCombo("languageComboBox");
    auto* scheme = makeCombo("themeComboBox");
    for (QComboBox* combo : {language, scheme}) {
        combo->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        combo->setMinimumWidth(theme.px(200));
        combo->addItems({QString(), QString(), QString()});
    }
    auto* languageCaption = makeLabel(LabelRole::Soft);
    auto* schemeCaption = makeLabel(LabelRole::Soft);
    column->addLayout(makeField(theme, languageCaption, {language, Stretch()}, kCaptionWidth));
    column->addLayout(makeField(theme, schemeCaption, {scheme, Stretch()}, kCaptionWidth));
    column->addWidget(makeRule());
    auto* notifications = makeCheck("notificationsCheckBox", settings.get(settings::kNotifications));
    auto* motion = makeCheck("reducedMotionCheckBox", settings.get(settings::kReducedMotion));
    auto* embed = makeCheck("embedSettingsCheckBox", settings.get(settings::kEmbedSettings));
    auto* folders = makeCheck("leaveFoldersOutCheckBox", settings.get(settings::kLeaveFoldersOut));
    for (QCheckBox* box : {notifications, motion, embed, folders})
        column->addLayout(makeRow({box, Stretch()}));
    column->addStretch(1);
    language->setCurrentIndex(static_cast<int>(settings.get(settings::kLanguage)));
    scheme->setCurrentIndex(static_cast<int>(settings.get(settings::kTheme)));
    m_texts.add([=] {
        heading->setText(tr("General"));
        languageCaption->setText(tr("Language"));
        schemeCaption->setText(tr("Colours"));
        language->setAccessibleName(tr("Language"));
        language->setItemText(0, tr("As the system"));
        language->setItemText(1, QStringLiteral("English"));
        language->setItemText(2, QStringLiteral("简体中文"));
        scheme->setAccessibleName(tr("Colours"));
        scheme->setItemText(0, tr("As the desktop"));
        scheme->setItemText(1, tr("Light"));
        scheme->setItemText(2, tr("Dark"));
        notifications->setText(tr("Tell me when a take is finished and the window isn't in front"));
        motion->setText(tr("Reduced motion"));
        embed->setText(tr("Put the settings into exported videos"));
        folders->setText(tr("Exported videos don't say in which folders portrait and voice are"));
        for (QCheckBox* box : {notifications, motion, embed, folders})
            box->setAccessibleName(box->text());
    });
    connect(language, &QComboBox::activated, this, [this, &settings](int index) {
        settings.set(settings::kLanguage, static_cast<settings::Language>(index));
        m_context.languages.setLanguage(static_cast<settings::Language>(index));
    });
    connect(scheme, &QComboBox::activated, this, [this](int index) {
        constexpr ActionId ids[] = {ActionId::ThemeAutomatic, ActionId::ThemeLight, ActionId::ThemeDark};
        m_actions[ids[index]]->trigger();
    });
    connect(notifications, &QCheckBox::toggled, this,
            [&settings](bool on) { settings.set(settings::kNotifications, on); });
    connect(motion, &QCheckBox::toggled, this, [this, &settings](bool on) {
        settings.set(settings::kReducedMotion, on);
        m_context.theme.setMotion(on ? Motion::Reduced : Motion::Full);
    });
    connect(embed, &QCheckBox::toggled, this, [&settings](bool on) { settings.set(settings::kEmbedSettings, on); });
    connect(folders, &QCheckBox::toggled, this, [&settings](bool on) { settings.set(settings::kLeaveFoldersOut, on); });
    return page;
}

QWidget* SettingsDialog::diagnosticsPage()
{
    auto* page = new QWidget;
    auto* heading = makeLabel(LabelRole::Heading);
    QVBoxLayout* column = addPage(page, heading);
    auto* text = new QPlainTextEdit;
    setObject(*text, "diagnosticsTextEdit");
    text->setReadOnly(true);
    text->setPlainText(AboutDialog::diagnostics(m_context));
    auto* copy = makeButton("copyDiagnosticsButton");
    m_context.theme.putIcon(*copy, Glyph::Duplicate);
    auto* words = makeLabel(LabelRole::Hint);
    column->addWidget(text, 1);
    column->addLayout(makeRow({words, Stretch(), copy}));
    m_texts.add([=] {
        heading->setText(tr("Diagnostics"));
        text->setAccessibleName(tr("Diagnostics"));
        copy->setText(tr("Copy diagnostics"));
        copy->setAccessibleName(copy->text());
        words->setText(tr("Versions and figures of this computer. No names of your files, and nothing is sent."));
    });
    connect(copy, &QPushButton::clicked, this, [text] { QApplication::clipboard()->setText(text->toPlainText()); });
    return page;
}

} // namespace studio::ui
