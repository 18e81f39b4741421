// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/KeysDialog.h"

#include "ui/common/Actions.h"

#include <QAction>

namespace studio::ui {

KeysDialog::KeysDialog(const Actions& actions, QWidget* parent)
    : FactsDialog("keysDialog", parent)
{
    setFacts([this, &actions] { tell(actions); });
}

void KeysDialog::tell(const Actions& actions)
{
    setTitle(tr("Keys"));
    using Id = ActionId;
    const std::pair<QString, std::vector<Id>> groups[] = {
        {tr("Make"), {Id::Render, Id::AddToQueue, Id::PauseResume, Id::StopAndKeep, Id::NewSeed, Id::LockSeed}},
        {tr("Play"), {Id::PlayPause,  Id::ShuttleBack,   Id::ShuttleForward, Id::FrameBack,    Id::FrameForward,
                      Id::SecondBack, Id::SecondForward, Id::BlockBack,      Id::BlockForward, Id::ToStart,
                      Id::ToEnd,      Id::LoopIn,        Id::LoopOut,        Id::GoToIn,       Id::GoToOut,
                      Id::ClearLoop,  Id::Loop,          Id::Slower,         Id::Faster,       Id::Mute}},
        {tr("Choose"), {Id::ChoosePortrait, Id::ChooseVoice, Id::GoToPrompt, Id::Paste, Id::Undo, Id::Redo}},
        {tr("Takes and queue"),
         {Id::ContinueTake, Id::BranchTake, Id::UseTakeSettings, Id::RenderFinal, Id::JoinTakes, Id::StarTake,
          Id::RenameTake, Id::TrashTake, Id::HoldJob, Id::MoveJobUp, Id::MoveJobDown, Id::Export, Id::ExportAgain}},
        {tr("See"),
         {Id::FullScreen,  Id::ZoomFit,       Id::ZoomActual,  Id::ZoomIn,      Id::ZoomOut,      Id::PanLeft,
          Id::PanRight,    Id::PanUp,         Id::PanDown,     Id::LargerPanel, Id::SmallerPanel, Id::ResetPanels,
          Id::NextPanel,   Id::PreviousPanel, Id::ShowScene,   Id::ShowRender,  Id::ShowTakes,    Id::ShowMeters,
          Id::TakesAsGrid, Id::TakesAsTree,   Id::ToMessageBar}},
        {tr("Compare takes"),
         {Id::Compare, Id::NextCompareMode, Id::SwapCompared, Id::SeeOtherCompared, Id::HearOtherCompared,
          Id::NextCandidate, Id::PreviousCandidate}},
        {tr("Takes in step"),
         {Id::SeeAllTakes, Id::SeeTake1, Id::SeeTake2, Id::SeeTake3, Id::SeeTake4, Id::SeeTake5, Id::SeeTake6,
          Id::SeeTake7, Id::SeeTake8, Id::SeeTake9}},
        {tr("Files"), {Id::NewScene, Id::OpenScene, Id::SaveScene, Id::SaveSceneAs, Id::Settings, Id::Keys, Id::Quit}}};
    for (const auto& [title, ids] : groups) {
        addHeading(title);
        for (const Id id : ids)
            addFact(actions[id]->iconText(), actions.keysText(id));
    }
}

} // namespace studio::ui
