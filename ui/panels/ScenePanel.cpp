// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/ScenePanel.h"

#include "ui/common/Actions.h"
#include "ui/panels/PromptEdit.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AccessibleControls.h"
#include "ui/widgets/DropZone.h"
#include "ui/widgets/PortraitCropView.h"
#include "ui/widgets/VoiceWaveformView.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QStackedLayout>
#include <QToolButton>

namespace studio::ui {
namespace {

// A stack for one input: the drop zone or, with a file, its view, of the same height.
QWidget* makePicker(const char* objectName, QStackedLayout* stack, QWidget* zone, QWidget* view)
{
    auto* picker = new QWidget;
    setObject(*picker, objectName);
    picker->setLayout(stack);
    stack->addWidget(zone);
    stack->addWidget(view);
    return picker;
}

} // namespace

ScenePanel::ScenePanel(const Theme& theme, Actions& actions)
    : m_theme(theme)
    , m_actions(actions)
    , m_texts(*this)
    , m_header(new QWidget)
    , m_open(makeTool(theme, "sceneOpenButton", Glyph::Folder))
    , m_more(makeTool(theme, "sceneMoreButton", Glyph::More))
    , m_portraitStack(new QStackedLayout)
    , m_portraitZone(new DropZone(theme))
    , m_crop(new PortraitCropView(theme))
    , m_people(makeButton("peopleButton", ButtonRole::Flat))
    , m_portraitLine(new FieldLine(theme, QStringLiteral("portrait")))
    , m_recentPortraits(new QMenu(this))
    , m_voiceStack(new QStackedLayout)
    , m_voiceZone(new DropZone(theme))
    , m_waveform(new VoiceWaveformView(theme))
    , m_voiceLine(new FieldLine(theme, QStringLiteral("voice")))
    , m_recentVoices(new QMenu(this))
    , m_voiceTracks(new QMenu(this))
    , m_prompt(new PromptEdit)
    , m_promptHint(makeLabel(LabelRole::Hint, "promptHintLabel"))
    , m_later(makeButton("promptLaterButton", ButtonRole::Flat))
    , m_promptLine(new FieldLine(theme, QStringLiteral("prompt")))
    , m_tokens(makeLabel(LabelRole::Hint, "promptTokensLabel"))
    , m_promptHistory(new QMenu(this))
    , m_promptTemplates(new QMenu(this))
{
    setObjectName(QStringLiteral("scenePanel"));
    setAccessibleRole(*this, QAccessible::Grouping);
    setAttribute(Qt::WA_StyledBackground);
    setMinimumWidth(theme.px(264));
    setObject(*m_portraitZone, "portraitDropZone");
    setObject(*m_crop, "portraitCropView");
    setObject(*m_voiceZone, "voiceDropZone");
    setObject(*m_waveform, "voiceWaveformView");
    setObject(*m_prompt, "promptTextEdit");
    m_portraitPicker = makePicker("portraitPicker", m_portraitStack, m_portraitZone, m_crop);
    m_voicePicker = makePicker("voicePicker", m_voiceStack, m_voiceZone, m_waveform);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 0, 14, 12);
    column->setSpacing(8);
    auto* heading = makeLabel(LabelRole::Title);
    m_header->setFixedHeight(theme.px(36));
    m_header->setLayout(makeRow({heading, Stretch(), m_open, m_more}, 2, {0, 4, 0, 4}));
    column->addWidget(m_header);
    buildPortrait(*column);
    column->addSpacing(2);
    column->addWidget(makeRule());
    buildVoice(*column);
    column->addSpacing(2);
    column->addWidget(makeRule());
    buildPrompt(*column);

    bindButton(*m_open, *actions[ActionId::OpenScene]);
    auto* menu = new QMenu(m_more);
    menu->setToolTipsVisible(true); // why something can't be done now
    for (const ActionId id :
         {ActionId::NewScene, ActionId::OpenScene, ActionId::OpenDemoScene, ActionId::SaveScene, ActionId::SaveSceneAs})
        menu->addAction(actions[id]);
    menu->insertSeparator(actions[ActionId::SaveScene]);
    m_more->setMenu(menu);
    m_more->setPopupMode(QToolButton::InstantPopup);
    setRoom(Room::Ample);
    m_texts.add([this, heading] {
        heading->setText(tr("Scene"));
        setAccessibleName(heading->text());
        setTip(*m_more, tr("Scene menu"));
        m_prompt->setAccessibleName(tr("Prompt"));
        m_prompt->setPlaceholderText(tr("How does the person speak, where, in what light?"));
        m_crop->setAccessibleName(tr("Portrait crop"));
        m_waveform->setAccessibleName(tr("Voice waveform"));
        showState();
    });
    connect(&theme, &Theme::changed, this, &ScenePanel::paintCut);
}

QToolButton* ScenePanel::menuTool(const char* name, Glyph glyph, QMenu* menu)
{
    QToolButton* button = makeTool(m_theme, name, glyph);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    return button;
}

void ScenePanel::buildPortrait(QVBoxLayout& column)
{
    auto* caption = makeLabel(LabelRole::Section);
    auto* recent = menuTool("portraitRecentButton", Glyph::History, m_recentPortraits);
    auto* browse = makeTool(m_theme, "portraitBrowseButton", Glyph::Folder);
    auto* reset = makeTool(m_theme, "portraitResetCropButton", Glyph::Crop);
    bindButton(*browse, *m_actions[ActionId::ChoosePortrait]);
    bindButton(*reset, *m_actions[ActionId::ResetCrop]);
    m_people->setProperty("small", true);
    m_people->hide();
    column.addLayout(makeRow({caption, Stretch(), recent, browse, reset}, 2));
    column.addWidget(m_portraitPicker);
    column.addWidget(m_portraitLine);
    column.addLayout(makeRow({m_people, Stretch()}));
    m_texts.add([caption, recent] {
        caption->setText(tr("Portrait"));
        setTip(*recent, tr("Recent portraits"));
    });
    connect(m_portraitZone, &DropZone::activated, m_actions[ActionId::ChoosePortrait], &QAction::trigger);
    connect(m_crop, &PortraitCropView::resetRequested, m_actions[ActionId::ResetCrop], &QAction::trigger);
    connect(m_portraitLine, &FieldLine::remedyPressed, this, &ScenePanel::portraitRemedyPressed);
    connect(m_people, &QPushButton::clicked, m_actions[ActionId::WhoSpeaks], &QAction::trigger);
}

void ScenePanel::buildVoice(QVBoxLayout& column)
{
    auto* caption = makeLabel(LabelRole::Section);
    m_playVoice = makeTool(m_theme, "voicePlayButton", Glyph::Play);
    m_chooseTrack = menuTool("voiceTrackButton", Glyph::Music, m_voiceTracks);
    m_chooseTrack->hide();
    auto* recent = menuTool("voiceRecentButton", Glyph::History, m_recentVoices);
    auto* browse = makeTool(m_theme, "voiceBrowseButton", Glyph::Folder);
    auto* reset = makeTool(m_theme, "voiceResetTrimButton", Glyph::Trim);
    bindButton(*m_playVoice, *m_actions[ActionId::PlayVoice]);
    auto* details = makeTool(m_theme, "voiceDetailsButton", Glyph::Volume);
    bindButton(*details, *m_actions[ActionId::VoiceDetails]);
    bindButton(*browse, *m_actions[ActionId::ChooseVoice]);
    bindButton(*reset, *m_actions[ActionId::ResetTrim]);
    column.addLayout(makeRow({caption, Stretch(), m_playVoice, m_chooseTrack, details, recent, browse, reset}, 2));
    column.addWidget(m_voicePicker);
    column.addWidget(m_voiceLine);
    m_texts.add([this, caption, recent] {
        caption->setText(tr("Voice"));
        setTip(*m_chooseTrack, tr("Choose sound track"));
        setTip(*recent, tr("Recent voices"));
    });
    connect(m_voiceZone, &DropZone::activated, m_actions[ActionId::ChooseVoice], &QAction::trigger);
    connect(m_voiceLine, &FieldLine::remedyPressed, this, &ScenePanel::voiceRemedyPressed);
}

void ScenePanel::buildPrompt(QVBoxLayout& column)
{
    auto* caption = makeLabel(LabelRole::Section);
    auto* history = menuTool("promptHistoryButton", Glyph::History, m_promptHistory);
    auto* templates = menuTool("promptTemplatesButton", Glyph::Template, m_promptTemplates);
    column.addLayout(makeRow({caption, Stretch(), history, templates}, 2));
    auto* place = new QWidget;
    place->setMinimumHeight(64);
    caption->setBuddy(m_prompt);
    column.addWidget(place, 1);
    m_prompt->setPlace(place);
    m_promptHint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* row = makeRow({m_later, m_promptHint, m_promptLine, m_tokens}, 6);
    row->setStretch(1, 1);
    row->setStretch(2, 3);
    column.addLayout(row);
    m_promptLine->hide();
    m_texts.add([caption, history, templates] {
        caption->setText(tr("Prompt"));
        setTip(*history, tr("Earlier prompts"));
        setTip(*templates, tr("Insert a template"));
    });
    connect(m_prompt, &QPlainTextEdit::textChanged, this, [this] {
        if (m_showing)
            return;
        m_state.prompt = m_prompt->toPlainText();
        Q_EMIT promptEdited(m_state.prompt);
    });
    connect(m_promptLine, &FieldLine::remedyPressed, this, &ScenePanel::promptRemedyPressed);
    connect(m_later, &QPushButton::clicked, this, &ScenePanel::laterPressed);
}

void ScenePanel::setRoom(Room room)
{
    const int picture = room == Room::Low ? 132 : room == Room::Narrow ? 168 : 196;
    m_portraitPicker->setFixedHeight(m_theme.px(picture));
    m_voicePicker->setFixedHeight(m_theme.px(room == Room::Low ? 82 : 100));
}

void ScenePanel::setHeaderShown(bool shown)
{
    m_header->setVisible(shown);
}

QPlainTextEdit& ScenePanel::prompt() const
{
    return *m_prompt;
}

void ScenePanel::openPortraitMenu()
{
    m_recentPortraits->popup(m_portraitLine->mapToGlobal(QPoint(0, m_portraitLine->height())));
}

void ScenePanel::openVoiceMenu()
{
    m_recentVoices->popup(m_voiceLine->mapToGlobal(QPoint(0, m_voiceLine->height())));
}

void ScenePanel::focusFirst()
{
    (m_state.portrait.chosen ? static_cast<QWidget*>(m_crop) : m_portraitZone)->setFocus(Qt::TabFocusReason);
}

void ScenePanel::setState(const SceneState& state)
{
    if (state == m_state)
        return;
    m_state = state;
    showState();
}

void ScenePanel::showState()
{
    const QScopedValueRollback<bool> showing(m_showing, true);
    const SceneState::Input& portrait = m_state.portrait;
    const SceneState::Input& voice = m_state.voice;
    // While a file hovers over a chosen input, the drop zone announces the replacement.
    m_portraitStack->setCurrentIndex(portrait.chosen && portrait.dragWords.isEmpty() ? 1 : 0);
    m_voiceStack->setCurrentIndex(voice.chosen && voice.dragWords.isEmpty() ? 1 : 0);
    m_portraitZone->setState({.glyph = Glyph::Portrait,
                              .words = tr("Drop a portrait here"),
                              .hint = tr("Any picture or photo · click to choose"),
                              .dragWords = portrait.dragWords,
                              .busy = portrait.busy});
    m_voiceZone->setState({.glyph = Glyph::Waveform,
                           .words = tr("Drop a voice here"),
                           .hint = tr("Sound or video · click to choose"),
                           .dragWords = voice.dragWords,
                           .busy = voice.busy});
    m_portraitLine->setState(portrait.line);
    m_people->setVisible(!m_state.people.isEmpty());
    m_people->setText(m_state.people);
    m_people->setAccessibleName(m_state.people);
    m_people->setToolTip(m_state.peopleTip);
    m_voiceLine->setState(voice.line);
    m_chooseTrack->setVisible(m_state.voiceHasTracks);
    m_playVoice->setIcon(m_theme.icon(m_state.voicePlaying ? Glyph::Pause : Glyph::Play));

    m_prompt->setPrompt(m_state.prompt);
    const bool tooLong = !m_state.promptLine.problem.isEmpty();
    const bool changes = !m_state.later.isEmpty();
    m_promptHint->setVisible(!tooLong);
    m_promptHint->setText(changes ? QString() : tr("English or Chinese")); // There is room for one of both.
    m_later->setVisible(changes);
    m_later->setText(m_state.later);
    setTip(*m_later, m_state.laterTip);
    m_later->setAccessibleName(m_state.later);
    m_promptLine->setVisible(tooLong);
    m_promptLine->setState(m_state.promptLine);
    // The growing prompt leaves a problem in sight.
    m_prompt->setCeiling(!voice.line.problem.isEmpty()         ? nullptr
                             : portrait.line.problem.isEmpty() ? m_portraitPicker
                                                               : m_voicePicker);
    m_tokens->setVisible(!tooLong);
    m_tokens->setText(m_state.tokens);
    m_tokens->setAccessibleName(m_state.tokens);
    paintCut();
}

// Greys out the text beyond the model's limit.
void ScenePanel::paintCut()
{
    QList<QTextEdit::ExtraSelection> selections;
    if (m_state.promptKept >= 0 && m_state.promptKept < m_state.prompt.size()) {
        QTextEdit::ExtraSelection cut;
        cut.cursor = QTextCursor(m_prompt->document());
        cut.cursor.setPosition(m_state.promptKept);
        cut.cursor.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
        cut.format.setForeground(m_theme.color(Token::TextFaint));
        selections.append(cut);
    }
    m_prompt->setExtraSelections(selections);
}

} // namespace studio::ui
