// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/Menus.h"

#include "ui/common/Actions.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

namespace studio::ui {

Menus::Menus(QMenuBar& bar, Actions& actions, const Shared& shared)
    : QObject(&bar)
    , m_bar(bar)
{
    const auto fill = [&actions](QMenu* menu, std::initializer_list<ActionId> ids) {
        for (const ActionId id : ids)
            menu->addAction(actions[id]);
    };
    using Id = ActionId;

    QMenu* file = add(QT_TR_NOOP("&File"));
    fill(file, {Id::NewScene, Id::OpenScene});
    m_recentScenes = addSub(file, QT_TR_NOOP("Open recent"));
    fill(file, {Id::OpenDemoScene});
    file->addSeparator();
    fill(file, {Id::SaveScene, Id::SaveSceneAs});
    file->addSeparator();
    fill(file, {Id::Export, Id::ExportAgain, Id::ShowTakesFolder});
    file->addSeparator();
    fill(file, {Id::Quit});

    QMenu* edit = add(QT_TR_NOOP("&Edit"));
    fill(edit, {Id::Undo, Id::Redo});
    edit->addSeparator();
    fill(edit, {Id::Cut, Id::Copy, Id::Paste});
    edit->addSeparator();
    fill(edit, {Id::Settings});

    QMenu* scene = add(QT_TR_NOOP("&Scene"));
    fill(scene, {Id::ChoosePortrait, Id::PastePortrait, Id::CropPortrait, Id::ResetCrop, Id::WhoSpeaks});
    scene->addSeparator();
    fill(scene, {Id::ChooseVoice, Id::VoiceDetails, Id::ResetTrim, Id::PlayVoice});
    scene->addSeparator();
    fill(scene, {Id::GoToPrompt, Id::PromptHere});
    scene->addMenu(shared.promptHistory);
    m_titles.append({shared.promptHistory, QT_TR_NOOP("Prompt history")});
    scene->addMenu(shared.promptTemplates);
    m_titles.append({shared.promptTemplates, QT_TR_NOOP("Templates")});

    QMenu* playback = add(QT_TR_NOOP("&Playback"));
    fill(playback, {Id::PlayPause, Id::ShuttleBack, Id::ShuttleForward});
    playback->addSeparator();
    fill(playback,
         {Id::ToStart, Id::ToEnd, Id::FrameBack, Id::FrameForward, Id::SecondBack, Id::SecondForward, Id::BlockBack,
          Id::BlockForward});
    playback->addSeparator();
    fill(playback, {Id::LoopIn, Id::LoopOut, Id::GoToIn, Id::GoToOut, Id::ClearLoop, Id::Loop});
    playback->addSeparator();
    fill(playback, {Id::Slower, Id::Faster, Id::Mute});

    QMenu* render = add(QT_TR_NOOP("&Render"));
    fill(render, {Id::Render, Id::AddToQueue});
    render->addSeparator();
    fill(render, {Id::PauseResume, Id::StopAndKeep, Id::StopAfterTake, Id::StartQueue});
    fill(render, {Id::AddFilmsOfTable, Id::AddFilmsOfFolder});
    render->addMenu(shared.whenDone);
    m_titles.append({shared.whenDone, QT_TR_NOOP("When the queue is done")});
    auto* whenDone = new QActionGroup(this);
    for (const Id id : {Id::WhenDoneNothing, Id::WhenDoneClose, Id::WhenDoneSleep})
        whenDone->addAction(actions[id]);
    render->addSeparator();
    fill(render, {Id::NewSeed, Id::LockSeed});
    QMenu* presets = addSub(render, QT_TR_NOOP("Presets"));
    fill(presets, {Id::SavePreset, Id::SavePresetAs, Id::RenamePreset, Id::DeletePreset});
    presets->addSeparator();
    fill(presets, {Id::ImportPresets, Id::ExportPreset});
    presets->addSeparator();
    fill(presets, {Id::ResetPreset});
    fill(render, {Id::PlanDetails});

    QMenu* take = add(QT_TR_NOOP("&Take"));
    fill(take, {Id::PlayTake, Id::ContinueTake, Id::BranchTake, Id::UseTakeSettings});
    take->addMenu(shared.finals);
    m_titles.append({shared.finals, QT_TR_NOOP("Render as final…")});
    fill(take, {Id::Export, Id::DubTake});
    take->addSeparator();
    fill(take, {Id::CutKeepBefore, Id::CutKeepAfter, Id::JoinTakes});
    take->addSeparator();
    fill(take, {Id::Compare});
    take->addMenu(shared.compareWith);
    m_titles.append({shared.compareWith, QT_TR_NOOP("Compare with…")});
    QMenu* comparing = addSub(take, QT_TR_NOOP("While comparing"));
    fill(comparing,
         {Id::NextCompareMode, Id::SwapCompared, Id::SeeOtherCompared, Id::HearOtherCompared, Id::NextCandidate,
          Id::PreviousCandidate, Id::SeeAllTakes});
    for (const Id id : kSeeTake)
        fill(comparing, {id});
    take->addSeparator();
    fill(take, {Id::StarTake, Id::RenameTake, Id::ShowTakeInFolder, Id::TakeReport});
    take->addSeparator();
    fill(take, {Id::TrashTake, Id::FindTakes});
    QMenu* job = addSub(take, QT_TR_NOOP("Job in the queue"));
    fill(job, {Id::EditJob, Id::HoldJob, Id::MoveJobUp, Id::MoveJobDown, Id::DuplicateJob, Id::RemoveJob});
    fill(job, {Id::ShowExportInFolder});

    QMenu* view = add(QT_TR_NOOP("&View"));
    fill(view, {Id::ShowScene, Id::ShowRender, Id::ShowTakes, Id::ShowMeters});
    view->addSeparator();
    fill(view, {Id::TakesAsGrid, Id::TakesAsTree});
    auto* takes = new QActionGroup(this);
    for (const Id id : {Id::TakesAsGrid, Id::TakesAsTree})
        takes->addAction(actions[id]);
    view->addSeparator();
    fill(view, {Id::LargerPanel, Id::SmallerPanel, Id::ResetPanels});
    view->addSeparator();
    QMenu* zoom = addSub(view, QT_TR_NOOP("Zoom"));
    fill(zoom, {Id::ZoomFit, Id::ZoomActual, Id::ZoomIn, Id::ZoomOut});
    zoom->addSeparator();
    fill(zoom, {Id::PanLeft, Id::PanRight, Id::PanUp, Id::PanDown});
    QMenu* theme = addSub(view, QT_TR_NOOP("Theme"));
    fill(theme, {Id::ThemeAutomatic, Id::ThemeLight, Id::ThemeDark});
    auto* themes = new QActionGroup(this);
    for (const Id id : {Id::ThemeAutomatic, Id::ThemeLight, Id::ThemeDark})
        themes->addAction(actions[id]);
    fill(view, {Id::FullScreen});
    view->addSeparator();
    fill(view, {Id::NextPanel, Id::PreviousPanel, Id::ToMessageBar});

    QMenu* help = add(QT_TR_NOOP("&Help"));
    fill(help, {Id::Help, Id::Keys, Id::CopyDiagnostics});
    help->addSeparator();
    fill(help, {Id::About});
    retranslate();
}

QMenu* Menus::add(const char* words)
{
    QMenu* menu = m_bar.addMenu(QString());
    menu->setToolTipsVisible(true); // why something can't be done now
    m_titles.append({menu, words});
    return menu;
}

QMenu* Menus::addSub(QMenu* menu, const char* words)
{
    QMenu* sub = menu->addMenu(QString());
    sub->setToolTipsVisible(true);
    m_titles.append({sub, words});
    return sub;
}

void Menus::retranslate()
{
    for (const auto& [menu, words] : m_titles)
        menu->setTitle(tr(words));
}

} // namespace studio::ui
