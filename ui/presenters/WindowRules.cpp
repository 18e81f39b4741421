// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/WindowRules.h"

#include <QCoreApplication>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(WindowRules)
};

// Available unless there is a reason.
Availability unless(const QString& why)
{
    return {.on = why.isEmpty(), .why = why};
}

Availability onlyIf(bool condition, const QString& why)
{
    return {.on = condition, .why = condition ? QString() : why};
}

// Why nothing can be ordered with the chosen inputs; empty: it can.
QString orderProblem(const AppState& state)
{
    if (!state.portrait && !state.voice && !state.inputError)
        return Tr::tr("A portrait and a voice are missing.");
    if (state.inputError)
        return Tr::tr("The portrait or the voice can't be read; its line says why.");
    if (!state.portrait)
        return Tr::tr("A portrait is missing.");
    if (!state.voice)
        return Tr::tr("A voice is missing.");
    if (!state.peopleProblem.isEmpty())
        return state.peopleProblem;
    if (state.plan == PlanPhase::DoesNotFit)
        return state.planWhy.isEmpty() ? Tr::tr("It doesn't fit; the card says why.") : state.planWhy;
    return {};
}

QString stageWords(jobs::JobStage stage)
{
    switch (stage) {
    case jobs::JobStage::Inputs: return Tr::tr("Opening the files");
    case jobs::JobStage::Load: return Tr::tr("Loading the model");
    case jobs::JobStage::Text: return Tr::tr("Reading the prompt");
    case jobs::JobStage::Audio: return Tr::tr("Reading the voice");
    case jobs::JobStage::Image: return Tr::tr("Reading the portrait");
    case jobs::JobStage::Frames: return Tr::tr("Making the first frames");
    case jobs::JobStage::Encode: return Tr::tr("Finishing the film");
    }
    return {};
}

} // namespace

QHash<ActionId, Availability> availabilities(const AppState& state)
{
    QHash<ActionId, Availability> can;
    const auto set = [&can](std::initializer_list<ActionId> ids, const Availability& availability) {
        for (const ActionId id : ids)
            can.insert(id, availability);
    };

    const Availability order = unless(orderProblem(state));
    set({ActionId::Render, ActionId::AddToQueue}, order);

    const QString nothingRuns = Tr::tr("Nothing is being rendered.");
    const QString stopping = Tr::tr("The take is being stopped.");
    const QString pausing = Tr::tr("The take is being paused.");
    const QString ended = !state.busy()   ? nothingRuns
        : state.job == JobPhase::Stopping ? stopping
        : state.job == JobPhase::Pausing  ? pausing
                                          : QString();
    set({ActionId::PauseResume, ActionId::StopAndKeep}, unless(ended));
    can.insert(ActionId::StopAfterTake, onlyIf(state.busy(), nothingRuns));
    can.insert(ActionId::StartQueue,
               unless(state.queueStarted           ? Tr::tr("The queue is running.")
                          : state.waitingJobs == 0 ? Tr::tr("No job of the queue is waiting.")
                                                   : QString()));
    can.insert(ActionId::PlanDetails, onlyIf(state.planDetails, Tr::tr("There is no plan yet.")));

    set({ActionId::CropPortrait, ActionId::WhoSpeaks}, onlyIf(state.portrait, Tr::tr("There is no portrait yet.")));
    can.insert(
        ActionId::ResetCrop,
        onlyIf(state.portrait && state.crop,
               state.portrait ? Tr::tr("The crop is the middle already.") : Tr::tr("There is no portrait yet.")));
    can.insert(ActionId::ResetTrim,
               onlyIf(state.voice && state.trim,
                      state.voice ? Tr::tr("The whole voice is used already.") : Tr::tr("There is no voice yet.")));
    can.insert(ActionId::PlayVoice, onlyIf(state.voice, Tr::tr("There is no voice yet.")));

    can.insert(ActionId::PromptHere,
               onlyIf(state.blocksShown, Tr::tr("There is neither a take nor a voice to lay it under yet.")));

    const Availability play = onlyIf(state.playable, Tr::tr("There is no take to play yet."));
    set({ActionId::PlayPause, ActionId::ShuttleBack, ActionId::ShuttleForward, ActionId::ToStart, ActionId::ToEnd,
         ActionId::FrameBack, ActionId::FrameForward, ActionId::SecondBack, ActionId::SecondForward,
         ActionId::BlockBack, ActionId::BlockForward, ActionId::LoopIn, ActionId::LoopOut, ActionId::Loop,
         ActionId::Slower, ActionId::Faster},
        play);
    const Availability loop = state.playable ? onlyIf(state.loop, Tr::tr("No loop is set; I and O set one.")) : play;
    set({ActionId::GoToIn, ActionId::GoToOut, ActionId::ClearLoop}, loop);
    const QString inView = Tr::tr("All of the picture is in view.");
    set({ActionId::PanLeft, ActionId::PanRight},
        onlyIf(state.enlarged || state.wipe == AppState::Wipe::Upright, inView));
    set({ActionId::PanUp, ActionId::PanDown}, onlyIf(state.enlarged || state.wipe == AppState::Wipe::Across, inView));
    set({ActionId::LargerPanel, ActionId::SmallerPanel, ActionId::ResetPanels},
        onlyIf(!state.fixedPanels, Tr::tr("Panels have sizes of their own in a larger window only.")));
    const Availability exported = onlyIf(state.playable, Tr::tr("There is no take to export yet."));
    can.insert(ActionId::Export, exported);
    can.insert(ActionId::ExportAgain,
               state.playable ? onlyIf(state.exportedBefore,
                                       Tr::tr("Nothing was exported yet, so there are no settings to use again."))
                              : exported);

    const QString noTake = Tr::tr("No take is selected.");
    const Availability take = onlyIf(state.selectedTakes > 0, noTake);
    set({ActionId::PlayTake, ActionId::UseTakeSettings, ActionId::ShowTakeInFolder, ActionId::TakeReport,
         ActionId::StarTake, ActionId::RenameTake},
        take);
    can.insert(ActionId::ContinueTake,
               onlyIf(state.takeContinues,
                      state.selectedTakes == 0       ? noTake
                          : state.selectedTakeRuns   ? Tr::tr("This take is being made.")
                          : state.selectedTakeJoined ? Tr::tr(
                                "This take was cut or joined from others, so nothing is kept that it could go on from.")
                          : state.selectedTakeEndedEarly
                          ? Tr::tr("What it would go on from isn't there any more.")
                          : Tr::tr("This take is complete: it wasn't stopped, and has its whole voice.")));
    can.insert(ActionId::BranchTake,
               onlyIf(state.takeBranches,
                      state.joinedTakeShown > 0
                          ? Tr::tr("This take was cut or joined from others. Branch the one that is heard here: it "
                                   "begins with take %1.")
                                .arg(state.joinedTakeShown)
                          : Tr::tr("No take that is made is in the player.")));
    set({ActionId::CutKeepBefore, ActionId::CutKeepAfter}, unless(state.cutProblem));
    can.insert(ActionId::JoinTakes, unless(state.joinProblem));
    can.insert(ActionId::DubTake, state.selectedTakes == 0 ? take : unless(state.dubProblem));
    can.insert(ActionId::TrashTake,
               state.selectedTakes == 0 ? take
                   : state.selectedTakeExports
                   ? unless(Tr::tr("This take is being exported, or copied into another one."))
                   : onlyIf(!state.selectedTakeRuns, Tr::tr("This take is being made.")));
    for (const ActionId id : {ActionId::StarTake, ActionId::RenameTake}) {
        if (state.selectedTakeRuns)
            can.insert(id, unless(Tr::tr("This take is being made.")));
    }
    can.insert(ActionId::RenderFinal,
               onlyIf(state.selectedDrafts > 0, Tr::tr("Select takes that are finished first.")));

    const bool together = state.comparing || state.takesInStep > 0;
    can.insert(ActionId::Compare, together ? Availability() : unless(state.compareProblem));
    const QString notInStep = Tr::tr("Select three to nine takes first; C plays them in step.");
    can.insert(ActionId::SeeAllTakes, onlyIf(state.takesInStep > 0, notInStep));
    for (size_t i = 0; i < kSeeTake.size(); ++i)
        can.insert(kSeeTake[i],
                   unless(state.takesInStep == 0      ? notInStep
                              : i < state.takesInStep ? QString()
                                                      : Tr::tr("There are fewer takes.")));
    const QString notComparing = Tr::tr("No takes are being compared; C compares two.");
    set({ActionId::SwapCompared, ActionId::NextCompareMode}, onlyIf(state.comparing, notComparing));
    set({ActionId::NextCandidate, ActionId::PreviousCandidate},
        unless(!state.comparing           ? notComparing
                   : !state.hasCandidates ? Tr::tr("There is no third take.")
                                          : QString()));
    can.insert(ActionId::SeeOtherCompared,
               unless(!state.comparing            ? notComparing
                          : !state.comparesInTurn ? Tr::tr("Both takes are seen; in A/B it is one of them.")
                                                  : QString()));
    can.insert(ActionId::HearOtherCompared,
               unless(!state.comparing            ? notComparing
                          : !state.comparesVoices ? Tr::tr("Both takes have the same voice.")
                                                  : QString()));

    const QString noJob = Tr::tr("No job of the queue is selected.");
    const QString runs = Tr::tr("This job is being rendered.");
    const Availability waiting = unless(!state.jobSelected ? noJob : state.jobRuns ? runs : QString());
    set({ActionId::EditJob, ActionId::HoldJob, ActionId::MoveJobUp, ActionId::MoveJobDown, ActionId::RemoveJob},
        waiting);
    if (state.exportSelected) // Remove stops a running export and clears a finished one.
        can.insert(ActionId::RemoveJob, {});
    can.insert(ActionId::DuplicateJob, onlyIf(state.jobSelected, noJob));
    can.insert(ActionId::ShowExportInFolder,
               onlyIf(state.exportDone, Tr::tr("Select an export of the queue that is finished.")));

    can.insert(ActionId::Undo, onlyIf(state.canUndo, Tr::tr("Nothing to undo.")));
    can.insert(ActionId::Redo, onlyIf(state.canRedo, Tr::tr("Nothing to redo.")));
    const Availability own
        = onlyIf(!state.presetBuiltIn, Tr::tr("Presets that come with the program stay as they are."));
    set({ActionId::RenamePreset, ActionId::DeletePreset}, own);
    can.insert(ActionId::SavePreset,
               state.presetBuiltIn ? own : onlyIf(state.presetEdited, Tr::tr("The preset is saved already.")));
    can.insert(ActionId::ResetPreset, onlyIf(state.presetEdited, Tr::tr("The settings are those of the preset.")));
    can.insert(ActionId::ToMessageBar, onlyIf(state.messageShown, Tr::tr("There is no message.")));
    return can;
}

StripTitle stripTitle(const AppState& state)
{
    const bool makesLayers = state.stage == jobs::JobStage::Frames;
    switch (state.job) {
    case JobPhase::Idle: return {Glyph::Ok, Token::TextFaint, Tr::tr("Ready")};
    case JobPhase::Loading: return {Glyph::Render, Token::Accent, stageWords(state.stage)};
    case JobPhase::Rendering:
        return {Glyph::Render, Token::Accent,
                state.firstFrames ? stageWords(jobs::JobStage::Frames) : Tr::tr("Rendering take %1").arg(state.take)};
    case JobPhase::Pausing:
        return {Glyph::Clock, Token::Warn, makesLayers ? Tr::tr("Pausing after this layer…") : Tr::tr("Pausing…")};
    case JobPhase::Paused:
        return {Glyph::Hold, Token::Warn, state.deviceIsFree ? Tr::tr("Paused, VRAM released") : Tr::tr("Paused")};
    case JobPhase::Stopping:
        return {Glyph::Clock, Token::Warn, makesLayers ? Tr::tr("Stopping after this layer…") : Tr::tr("Stopping…")};
    case JobPhase::Stopped: return {Glyph::Hold, Token::Warn, Tr::tr("Take %1 stopped").arg(state.take)};
    case JobPhase::Failed:
        return {Glyph::Error, Token::Bad,
                state.take > 0 ? Tr::tr("Take %1 failed").arg(state.take) : Tr::tr("No take was begun")};
    case JobPhase::Finished:
        return state.overdue ? StripTitle{Glyph::Warning, Token::Warn, Tr::tr("Took longer than promised")}
                             : StripTitle{Glyph::Ok, Token::Ok, Tr::tr("Take %1 finished").arg(state.take)};
    }
    return {Glyph::Ok, Token::TextFaint, {}};
}

QString primaryWords(const AppState& state)
{
    return state.busy() ? Tr::tr("Add to queue") : Tr::tr("Render");
}

QString startWords(const AppState& state)
{
    return state.busy() ? Tr::tr("Continue the queue") : Tr::tr("Start the queue");
}

QString joinWords(const AppState& state)
{
    QStringList numbers;
    for (const int number : state.joinOrder)
        numbers << QString::number(number);
    return numbers.size() < 2 ? QString()
                              : Tr::tr("Join takes %1", "their numbers").arg(numbers.join(QStringLiteral(", ")));
}

QString compareWords(const AppState& state)
{
    return state.comparing || state.takesInStep > 0 ? Tr::tr("End the comparison") : QString();
}

QString pauseWords(const AppState& state)
{
    return state.job == JobPhase::Paused ? Tr::tr("Resume") : Tr::tr("Pause");
}

} // namespace studio::ui
