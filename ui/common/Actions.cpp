// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/Actions.h"

#include <QAction>

#include <vector>

namespace studio::ui {
namespace {

// Queue: plain, while the queue's list has the focus. Shown: only written in the menu; see KeyFilter
enum class Keys { None, Shortcut, Plain, Queue, Shown };
enum class Check { No, Yes };

QKeySequence key(const char* text)
{
    return QKeySequence(QLatin1String(text), QKeySequence::PortableText);
}

// Actions that a held key repeats; all others run once per press.
bool repeats(ActionId id)
{
    switch (id) {
    case ActionId::Undo:
    case ActionId::Redo:
    case ActionId::FrameBack:
    case ActionId::FrameForward:
    case ActionId::SecondBack:
    case ActionId::SecondForward:
    case ActionId::BlockBack:
    case ActionId::BlockForward:
    case ActionId::ZoomIn:
    case ActionId::ZoomOut:
    case ActionId::PanLeft:
    case ActionId::PanRight:
    case ActionId::PanUp:
    case ActionId::PanDown:
    case ActionId::NextCandidate:
    case ActionId::PreviousCandidate:
    case ActionId::LargerPanel:
    case ActionId::SmallerPanel:
    case ActionId::NextPanel:
    case ActionId::PreviousPanel: return true;
    default: return false;
    }
}

} // namespace

struct Actions::Row {
    ActionId id;
    const char* objectName;
    const char* words; // in the menu
    const char* tip; // on a button; the words where there is none
    Keys kind;
    Check check;
    QList<QKeySequence> keys;
};

const std::vector<Actions::Row>& Actions::rows()
{
    static const std::vector<Row> table = {
        {ActionId::NewScene,
         "newSceneAction",
         QT_TR_NOOP("New"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {QKeySequence(QKeySequence::New)}},
        {ActionId::OpenScene,
         "openSceneAction",
         QT_TR_NOOP("Open…"),
         QT_TR_NOOP("Open scene…"),
         Keys::Shortcut,
         Check::No,
         {QKeySequence(QKeySequence::Open)}},
        {ActionId::OpenDemoScene,
         "openDemoSceneAction",
         QT_TR_NOOP("Open demo scene"),
         nullptr,
         Keys::None,
         Check::No,
         {}},
        {ActionId::SaveScene,
         "saveSceneAction",
         QT_TR_NOOP("Save"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {QKeySequence(QKeySequence::Save)}},
        {ActionId::SaveSceneAs,
         "saveSceneAsAction",
         QT_TR_NOOP("Save as…"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Shift+S")}},
        {ActionId::Export, "exportAction", QT_TR_NOOP("Export…"), nullptr, Keys::Shortcut, Check::No, {key("Ctrl+E")}},
        {ActionId::ExportAgain,
         "exportAgainAction",
         QT_TR_NOOP("Export again"),
         QT_TR_NOOP("Export with the settings of last time"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Shift+E")}},
        {ActionId::ShowTakesFolder,
         "showTakesFolderAction",
         QT_TR_NOOP("Show takes folder"),
         nullptr,
         Keys::None,
         Check::No,
         {}},
        {ActionId::Quit, "quitAction", QT_TR_NOOP("Quit"), nullptr, Keys::Shortcut, Check::No, {key("Ctrl+Q")}},
        {ActionId::Undo, "undoAction", QT_TR_NOOP("Undo"), nullptr, Keys::Shortcut, Check::No, {key("Ctrl+Z")}},
        {ActionId::Redo,
         "redoAction",
         QT_TR_NOOP("Redo"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Shift+Z"), key("Ctrl+Y")}},
        {ActionId::Cut,
         "cutAction",
         QT_TR_NOOP("Cut"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {QKeySequence(QKeySequence::Cut)}},
        {ActionId::Copy,
         "copyAction",
         QT_TR_NOOP("Copy"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {QKeySequence(QKeySequence::Copy)}},
        {ActionId::Paste,
         "pasteAction",
         QT_TR_NOOP("Paste"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {QKeySequence(QKeySequence::Paste)}},
        {ActionId::Settings,
         "settingsAction",
         QT_TR_NOOP("Settings…"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+,")}},
        {ActionId::ChoosePortrait,
         "choosePortraitAction",
         QT_TR_NOOP("Portrait…"),
         QT_TR_NOOP("Choose portrait…"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+1")}},
        {ActionId::PastePortrait,
         "pastePortraitAction",
         QT_TR_NOOP("Paste portrait"),
         nullptr,
         Keys::None,
         Check::No,
         {}},
        {ActionId::CropPortrait,
         "cropPortraitAction",
         QT_TR_NOOP("Crop portrait"),
         QT_TR_NOOP("Crop the portrait, large"),
         Keys::Plain,
         Check::No,
         {key("R")}},
        {ActionId::ResetCrop, "resetCropAction", QT_TR_NOOP("Reset crop"), nullptr, Keys::None, Check::No, {}},
        {ActionId::ChooseVoice,
         "chooseVoiceAction",
         QT_TR_NOOP("Voice…"),
         QT_TR_NOOP("Choose voice…"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+2")}},
        {ActionId::ResetTrim, "resetTrimAction", QT_TR_NOOP("Reset trim"), nullptr, Keys::None, Check::No, {}},
        {ActionId::VoiceDetails,
         "voiceDetailsAction",
         QT_TR_NOOP("Voice and loudness…"),
         QT_TR_NOOP("Track, trim and loudness of the voice…"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Alt+V")}},
        {ActionId::PlayVoice,
         "playVoiceAction",
         QT_TR_NOOP("Play voice"),
         QT_TR_NOOP("Play the voice alone"),
         Keys::None,
         Check::No,
         {}},
        {ActionId::GoToPrompt,
         "goToPromptAction",
         QT_TR_NOOP("Go to the prompt"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+3")}},
        {ActionId::PromptHere,
         "promptHereAction",
         QT_TR_NOOP("Prompt here…"),
         QT_TR_NOOP("Another prompt from the playhead on"),
         Keys::Plain,
         Check::No,
         {key("P")}},
        {ActionId::PlayPause,
         "playPauseAction",
         QT_TR_NOOP("Play or pause"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Space"), key("K")}},
        {ActionId::ShuttleBack,
         "shuttleBackAction",
         QT_TR_NOOP("Shuttle back"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("J")}},
        {ActionId::ShuttleForward,
         "shuttleForwardAction",
         QT_TR_NOOP("Shuttle forward"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("L")}},
        {ActionId::ToStart,
         "toStartAction",
         QT_TR_NOOP("To the start"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Home")}},
        {ActionId::ToEnd, "toEndAction", QT_TR_NOOP("To the end"), nullptr, Keys::Plain, Check::No, {key("End")}},
        {ActionId::FrameBack,
         "frameBackAction",
         QT_TR_NOOP("One frame back"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Left")}},
        {ActionId::FrameForward,
         "frameForwardAction",
         QT_TR_NOOP("One frame on"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Right")}},
        {ActionId::SecondBack,
         "secondBackAction",
         QT_TR_NOOP("One second back"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Shift+Left")}},
        {ActionId::SecondForward,
         "secondForwardAction",
         QT_TR_NOOP("One second on"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Shift+Right")}},
        {ActionId::BlockBack,
         "blockBackAction",
         QT_TR_NOOP("One block back"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Ctrl+Left")}},
        {ActionId::BlockForward,
         "blockForwardAction",
         QT_TR_NOOP("One block on"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Ctrl+Right")}},
        {ActionId::LoopIn, "loopInAction", QT_TR_NOOP("Loop in"), nullptr, Keys::Plain, Check::No, {key("I")}},
        {ActionId::LoopOut, "loopOutAction", QT_TR_NOOP("Loop out"), nullptr, Keys::Plain, Check::No, {key("O")}},
        {ActionId::GoToIn,
         "goToInAction",
         QT_TR_NOOP("Go to the loop's start"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Shift+I")}},
        {ActionId::GoToOut,
         "goToOutAction",
         QT_TR_NOOP("Go to the loop's end"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Shift+O")}},
        {ActionId::ClearLoop,
         "clearLoopAction",
         QT_TR_NOOP("Clear the loop"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Alt+X")}},
        {ActionId::Loop, "loopAction", QT_TR_NOOP("Loop"), nullptr, Keys::Shortcut, Check::Yes, {key("Ctrl+L")}},
        {ActionId::Slower, "slowerAction", QT_TR_NOOP("Slower"), nullptr, Keys::Plain, Check::No, {key("[")}},
        {ActionId::Faster, "fasterAction", QT_TR_NOOP("Faster"), nullptr, Keys::Plain, Check::No, {key("]")}},
        {ActionId::Mute, "muteAction", QT_TR_NOOP("Mute"), nullptr, Keys::Plain, Check::Yes, {key("M")}},
        {ActionId::Render,
         "renderAction",
         QT_TR_NOOP("Render"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Return"), key("Ctrl+Enter")}},
        {ActionId::AddToQueue,
         "addToQueueAction",
         QT_TR_NOOP("Add to queue"),
         QT_TR_NOOP("Add to the queue without starting"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Shift+Return"), key("Ctrl+Shift+Enter")}},
        {ActionId::PauseResume,
         "pauseResumeAction",
         QT_TR_NOOP("Pause"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+P")}},
        {ActionId::StopAndKeep,
         "stopAndKeepAction",
         QT_TR_NOOP("Stop and keep"),
         nullptr,
         Keys::Shown,
         Check::No,
         {QKeySequence(Qt::Key_Escape, Qt::Key_Escape)}},
        {ActionId::StopAfterTake,
         "stopAfterTakeAction",
         QT_TR_NOOP("Stop after this take"),
         nullptr,
         Keys::None,
         Check::Yes,
         {}},
        {ActionId::StartQueue, "startQueueAction", QT_TR_NOOP("Start the queue"), nullptr, Keys::None, Check::No, {}},
        {ActionId::WhenDoneNothing,
         "whenDoneNothingAction",
         QT_TR_NOOP("Do nothing"),
         nullptr,
         Keys::None,
         Check::Yes,
         {}},
        {ActionId::WhenDoneClose,
         "whenDoneCloseAction",
         QT_TR_NOOP("Close the program"),
         QT_TR_NOOP("Once, after a minute in which it can be stopped"),
         Keys::None,
         Check::Yes,
         {}},
        {ActionId::WhenDoneSleep,
         "whenDoneSleepAction",
         QT_TR_NOOP("Put the machine to sleep"),
         QT_TR_NOOP("Once, after a minute in which it can be stopped"),
         Keys::None,
         Check::Yes,
         {}},
        {ActionId::NewSeed,
         "newSeedAction",
         QT_TR_NOOP("New seed"),
         QT_TR_NOOP("New random seed"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+D")}},
        {ActionId::LockSeed,
         "lockSeedAction",
         QT_TR_NOOP("Lock seed"),
         QT_TR_NOOP("Keep this seed for the next take"),
         Keys::Shortcut,
         Check::Yes,
         {key("Ctrl+Shift+D")}},
        {ActionId::PlanDetails,
         "planDetailsAction",
         QT_TR_NOOP("Plan details"),
         QT_TR_NOOP("Show the whole plan"),
         Keys::None,
         Check::No,
         {}},
        {ActionId::SavePreset, "savePresetAction", QT_TR_NOOP("Save"), nullptr, Keys::None, Check::No, {}},
        {ActionId::SavePresetAs, "savePresetAsAction", QT_TR_NOOP("Save as…"), nullptr, Keys::None, Check::No, {}},
        {ActionId::RenamePreset, "renamePresetAction", QT_TR_NOOP("Rename…"), nullptr, Keys::None, Check::No, {}},
        {ActionId::DeletePreset, "deletePresetAction", QT_TR_NOOP("Delete"), nullptr, Keys::None, Check::No, {}},
        {ActionId::ImportPresets, "importPresetsAction", QT_TR_NOOP("Import…"), nullptr, Keys::None, Check::No, {}},
        {ActionId::ExportPreset, "exportPresetAction", QT_TR_NOOP("Export…"), nullptr, Keys::None, Check::No, {}},
        {ActionId::ResetPreset,
         "resetPresetAction",
         QT_TR_NOOP("Back to the preset"),
         nullptr,
         Keys::None,
         Check::No,
         {}},
        {ActionId::PlayTake, "playTakeAction", QT_TR_NOOP("Play"), nullptr, Keys::None, Check::No, {}},
        {ActionId::UseTakeSettings,
         "useTakeSettingsAction",
         QT_TR_NOOP("Use these settings"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Shift+U")}},
        {ActionId::ContinueTake,
         "continueTakeAction",
         QT_TR_NOOP("Continue take"),
         QT_TR_NOOP("Go on where the take was stopped, or make a finished one as long as its voice"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Shift+R")}},
        {ActionId::BranchTake,
         "branchTakeAction",
         QT_TR_NOOP("From here again"),
         QT_TR_NOOP(
             "Make a new take that is this one up to here, and goes on with a new seed, and with the prompt if it "
             "was changed"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+R")}},
        {ActionId::RenderFinal,
         "renderFinalAction",
         QT_TR_NOOP("Render as final…"),
         QT_TR_NOOP("Render the selected drafts as final"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Shift+F")}},
        {ActionId::StarTake, "starTakeAction", QT_TR_NOOP("Star"), nullptr, Keys::Plain, Check::No, {key("S")}},
        {ActionId::RenameTake, "renameTakeAction", QT_TR_NOOP("Rename…"), nullptr, Keys::Plain, Check::No, {key("F2")}},
        {ActionId::ShowTakeInFolder,
         "showTakeInFolderAction",
         QT_TR_NOOP("Show in folder"),
         nullptr,
         Keys::None,
         Check::No,
         {}},
        {ActionId::TakeReport,
         "takeReportAction",
         QT_TR_NOOP("Settings and report…"),
         nullptr,
         Keys::None,
         Check::No,
         {}},
        {ActionId::TrashTake,
         "trashTakeAction",
         QT_TR_NOOP("Move to the trash"),
         QT_TR_NOOP("Move the film and its settings to the trash; Undo brings them back"),
         Keys::Plain,
         Check::No,
         {key("Delete")}},
        {ActionId::FindTakes,
         "findTakesAction",
         QT_TR_NOOP("Find takes"),
         QT_TR_NOOP("List only some of the takes: by words, or starred, drafts, finals"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+F")}},
        {ActionId::Compare,
         "compareAction",
         QT_TR_NOOP("Compare"),
         QT_TR_NOOP("Compare two takes"),
         Keys::Plain,
         Check::No,
         {key("C")}},
        {ActionId::SwapCompared,
         "swapComparedAction",
         QT_TR_NOOP("Swap A and B"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("X")}},
        {ActionId::SeeOtherCompared,
         "seeOtherComparedAction",
         QT_TR_NOOP("See the other take"),
         QT_TR_NOOP("See the other take, as long as the key is held; twice: it stays"),
         Keys::Plain,
         Check::No,
         {key("B")}},
        {ActionId::NextCandidate,
         "nextCandidateAction",
         QT_TR_NOOP("Next take as B"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Up")}},
        {ActionId::PreviousCandidate,
         "previousCandidateAction",
         QT_TR_NOOP("Previous take as B"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Down")}},
        {ActionId::NextCompareMode,
         "nextCompareModeAction",
         QT_TR_NOOP("Compare in another way"),
         QT_TR_NOOP("Wipe, side by side, difference, A/B"),
         Keys::Plain,
         Check::No,
         {key("Shift+C")}},
        {ActionId::HearOtherCompared,
         "hearOtherComparedAction",
         QT_TR_NOOP("Hear the other take"),
         nullptr,
         Keys::Plain,
         Check::No,
         {key("Shift+M")}},
        {ActionId::EditJob, "editJobAction", QT_TR_NOOP("Edit this job"), nullptr, Keys::None, Check::No, {}},
        {ActionId::HoldJob, "holdJobAction", QT_TR_NOOP("Hold"), nullptr, Keys::Plain, Check::No, {key("H")}},
        {ActionId::MoveJobUp,
         "moveJobUpAction",
         QT_TR_NOOP("Move up"),
         nullptr,
         Keys::Queue,
         Check::No,
         {key("Alt+Up")}},
        {ActionId::MoveJobDown,
         "moveJobDownAction",
         QT_TR_NOOP("Move down"),
         nullptr,
         Keys::Queue,
         Check::No,
         {key("Alt+Down")}},
        {ActionId::DuplicateJob, "duplicateJobAction", QT_TR_NOOP("Duplicate"), nullptr, Keys::None, Check::No, {}},
        {ActionId::RemoveJob, "removeJobAction", QT_TR_NOOP("Remove"), nullptr, Keys::None, Check::No, {}},
        {ActionId::ShowExportInFolder,
         "showExportInFolderAction",
         QT_TR_NOOP("Show export in folder"),
         nullptr,
         Keys::None,
         Check::No,
         {}},
        {ActionId::ShowScene,
         "showSceneAction",
         QT_TR_NOOP("Scene"),
         nullptr,
         Keys::Shortcut,
         Check::Yes,
         {key("Ctrl+Alt+1")}},
        {ActionId::ShowRender,
         "showRenderAction",
         QT_TR_NOOP("Render"),
         nullptr,
         Keys::Shortcut,
         Check::Yes,
         {key("Ctrl+Alt+2")}},
        {ActionId::ShowTakes,
         "showTakesAction",
         QT_TR_NOOP("Takes"),
         nullptr,
         Keys::Shortcut,
         Check::Yes,
         {key("Ctrl+Alt+3")}},
        {ActionId::ShowMeters,
         "showMetersAction",
         QT_TR_NOOP("Meters"),
         nullptr,
         Keys::Shortcut,
         Check::Yes,
         {key("Ctrl+Alt+4")}},
        {ActionId::ZoomFit, "zoomFitAction", QT_TR_NOOP("Fit"), nullptr, Keys::Shortcut, Check::No, {key("Ctrl+0")}},
        {ActionId::ZoomActual,
         "zoomActualAction",
         QT_TR_NOOP("100 %"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+9")}},
        {ActionId::ZoomIn,
         "zoomInAction",
         QT_TR_NOOP("Larger"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Ctrl++"), key("Ctrl+=")}},
        {ActionId::ZoomOut,
         "zoomOutAction",
         QT_TR_NOOP("Smaller"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+-")}},
        {ActionId::PanLeft,
         "panLeftAction",
         QT_TR_NOOP("To the left"),
         QT_TR_NOOP("Show what lies there of the enlarged picture"),
         Keys::Plain,
         Check::No,
         {key("Alt+Left")}},
        {ActionId::PanRight,
         "panRightAction",
         QT_TR_NOOP("To the right"),
         QT_TR_NOOP("Show what lies there of the enlarged picture"),
         Keys::Plain,
         Check::No,
         {key("Alt+Right")}},
        {ActionId::PanUp,
         "panUpAction",
         QT_TR_NOOP("Upwards"),
         QT_TR_NOOP("Show what lies there of the enlarged picture"),
         Keys::Plain,
         Check::No,
         {key("Alt+Up")}},
        {ActionId::PanDown,
         "panDownAction",
         QT_TR_NOOP("Downwards"),
         QT_TR_NOOP("Show what lies there of the enlarged picture"),
         Keys::Plain,
         Check::No,
         {key("Alt+Down")}},
        {ActionId::LargerPanel,
         "largerPanelAction",
         QT_TR_NOOP("Make panel larger"),
         QT_TR_NOOP("More room for the panel that has the focus"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Alt++"), key("Ctrl+Alt+=")}},
        {ActionId::SmallerPanel,
         "smallerPanelAction",
         QT_TR_NOOP("Make panel smaller"),
         QT_TR_NOOP("Less room for the panel that has the focus"),
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Alt+-")}},
        {ActionId::ResetPanels,
         "resetPanelsAction",
         QT_TR_NOOP("Reset the panels' sizes"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Ctrl+Alt+0")}},
        {ActionId::ThemeAutomatic,
         "themeAutomaticAction",
         QT_TR_NOOP("Automatic"),
         nullptr,
         Keys::None,
         Check::Yes,
         {}},
        {ActionId::ThemeLight, "themeLightAction", QT_TR_NOOP("Light"), nullptr, Keys::None, Check::Yes, {}},
        {ActionId::ThemeDark, "themeDarkAction", QT_TR_NOOP("Dark"), nullptr, Keys::None, Check::Yes, {}},
        {ActionId::FullScreen,
         "fullScreenAction",
         QT_TR_NOOP("Full screen"),
         nullptr,
         Keys::Shortcut,
         Check::Yes,
         {key("F11")}},
        {ActionId::NextPanel,
         "nextPanelAction",
         QT_TR_NOOP("Next panel"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("F6")}},
        {ActionId::PreviousPanel,
         "previousPanelAction",
         QT_TR_NOOP("Previous panel"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Shift+F6")}},
        {ActionId::ToMessageBar,
         "toMessageBarAction",
         QT_TR_NOOP("To the message"),
         nullptr,
         Keys::Shortcut,
         Check::No,
         {key("Alt+M")}},
        {ActionId::Help, "helpAction", QT_TR_NOOP("Help"), nullptr, Keys::Shortcut, Check::No, {key("F1")}},
        {ActionId::Keys, "keysAction", QT_TR_NOOP("List of keys"), nullptr, Keys::Shortcut, Check::No, {key("Ctrl+/")}},
        {ActionId::CopyDiagnostics,
         "copyDiagnosticsAction",
         QT_TR_NOOP("Copy diagnostics"),
         nullptr,
         Keys::None,
         Check::No,
         {}},
        {ActionId::About, "aboutAction", QT_TR_NOOP("About Live Avatar Studio"), nullptr, Keys::None, Check::No, {}},
    };
    return table;
}

Actions::Actions(QObject* parent)
    : QObject(parent)
{
    for (const Row& row : rows()) {
        auto* action = new QAction(this);
        setObject(*action, row.objectName);
        action->setCheckable(row.check == Check::Yes);
        action->setAutoRepeat(repeats(row.id));
        action->setMenuRole(QAction::NoRole); // Without a role, translated texts can't move an action to another menu.
        if (row.kind == Keys::Shortcut)
            action->setShortcuts(row.keys);
        for (const QKeySequence& plain : row.keys) {
            if (row.kind == Keys::Plain)
                m_plain.insert(plain, action);
            if (row.kind == Keys::Queue)
                m_ofQueue.insert(plain, action);
        }
        Entry entry{.action = action, .row = &row, .words = {}, .availability = {}};
        setTexts(entry);
        m_actions.insert(row.id, entry);
    }
}

QList<QAction*> Actions::all() const
{
    QList<QAction*> list;
    for (const Row& row : rows())
        list.append(m_actions.value(row.id).action);
    return list;
}

QAction* Actions::forPlainKey(const QKeySequence& plain, KeyPlace place) const
{
    QAction* everywhere = m_plain.value(plain);
    return place == KeyPlace::Queue ? m_ofQueue.value(plain, everywhere) : everywhere;
}

void Actions::setAvailability(ActionId id, const Availability& availability)
{
    Entry& entry = m_actions[id];
    if (entry.availability == availability)
        return;
    entry.availability = availability;
    entry.action->setEnabled(availability.on);
    setTexts(entry);
}

void Actions::setWords(ActionId id, const QString& words)
{
    Entry& entry = m_actions[id];
    if (entry.words == words)
        return;
    entry.words = words;
    setTexts(entry);
}

void Actions::retranslate()
{
    for (Entry& entry : m_actions)
        setTexts(entry);
}

QString Actions::keysText(ActionId id) const
{
    const Entry entry = m_actions.value(id);
    return entry.row->keys.isEmpty() ? QString() : entry.row->keys.first().toString(QKeySequence::NativeText);
}

void Actions::setTexts(Entry& entry)
{
    const Row& row = *entry.row;
    const QString words = entry.words.isEmpty() ? tr(row.words) : entry.words;
    const QString keys = row.keys.isEmpty() ? QString() : row.keys.first().toString(QKeySequence::NativeText);
    const bool written = !keys.isEmpty() && row.kind != Keys::Shortcut; // Qt itself shows QShortcut keys in the menu.
    entry.action->setText(written ? QString(words % QLatin1Char('\t') % keys) : words);
    entry.action->setIconText(words);
    const QString tip = row.tip && entry.words.isEmpty() ? tr(row.tip) : words;
    if (!entry.availability.on && !entry.availability.why.isEmpty())
        entry.action->setToolTip(entry.availability.why);
    else
        entry.action->setToolTip(keys.isEmpty() ? tip : tr("%1 (%2)", "tooltip, then the key").arg(tip, keys));
}

} // namespace studio::ui
