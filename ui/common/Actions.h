// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/Parts.h"

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>

#include <array>

class QAction;

namespace studio::ui {

// The commands of the main window. A command's menu entry, button and key share one QAction.
enum class ActionId {
    // File
    NewScene,
    OpenScene,
    OpenDemoScene,
    SaveScene,
    SaveSceneAs,
    Export,
    ExportAgain,
    ShowTakesFolder,
    Quit,
    // Edit
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    Settings,
    // Scene
    ChoosePortrait,
    PastePortrait,
    CropPortrait,
    ResetCrop,
    WhoSpeaks,
    ChooseVoice,
    ResetTrim,
    VoiceDetails,
    PlayVoice,
    GoToPrompt,
    PromptHere,
    // Playback
    PlayPause,
    ShuttleBack,
    ShuttleForward,
    ToStart,
    ToEnd,
    FrameBack,
    FrameForward,
    SecondBack,
    SecondForward,
    BlockBack,
    BlockForward,
    LoopIn,
    LoopOut,
    GoToIn,
    GoToOut,
    ClearLoop,
    Loop,
    Slower,
    Faster,
    Mute,
    // Render
    Render,
    AddToQueue,
    PauseResume,
    StopAndKeep,
    StopAfterTake,
    StartQueue,
    AddFilmsOfTable,
    AddFilmsOfFolder,
    WhenDoneNothing,
    WhenDoneClose,
    WhenDoneSleep,
    NewSeed,
    LockSeed,
    PlanDetails,
    SavePreset,
    SavePresetAs,
    RenamePreset,
    DeletePreset,
    ImportPresets,
    ExportPreset,
    ResetPreset,
    // Take
    PlayTake,
    UseTakeSettings,
    ContinueTake,
    BranchTake,
    CutKeepBefore,
    CutKeepAfter,
    JoinTakes,
    DubTake,
    RenderFinal,
    StarTake,
    RenameTake,
    ShowTakeInFolder,
    TakeReport,
    TrashTake,
    FindTakes,
    Compare,
    SwapCompared,
    SeeOtherCompared,
    NextCandidate,
    PreviousCandidate,
    NextCompareMode,
    HearOtherCompared,
    SeeAllTakes,
    SeeTake1,
    SeeTake2,
    SeeTake3,
    SeeTake4,
    SeeTake5,
    SeeTake6,
    SeeTake7,
    SeeTake8,
    SeeTake9,
    // Queue
    EditJob,
    HoldJob,
    MoveJobUp,
    MoveJobDown,
    DuplicateJob,
    RemoveJob,
    ShowExportInFolder,
    // View
    ShowScene,
    ShowRender,
    ShowTakes,
    ShowMeters,
    TakesAsGrid,
    TakesAsTree,
    ZoomFit,
    ZoomActual,
    ZoomIn,
    ZoomOut,
    PanLeft,
    PanRight,
    PanUp,
    PanDown,
    LargerPanel,
    SmallerPanel,
    ResetPanels,
    ThemeAutomatic,
    ThemeLight,
    ThemeDark,
    FullScreen,
    NextPanel,
    PreviousPanel,
    ToMessageBar,
    // Help
    Help,
    Keys,
    CopyDiagnostics,
    About,
};

// Each shows one of several takes in step alone.
inline constexpr std::array kSeeTake{
    ActionId::SeeTake1, ActionId::SeeTake2, ActionId::SeeTake3, ActionId::SeeTake4, ActionId::SeeTake5,
    ActionId::SeeTake6, ActionId::SeeTake7, ActionId::SeeTake8, ActionId::SeeTake9,
};

// The QActions with their texts, keys and availability.
class Actions : public QObject {
    Q_OBJECT

public:
    explicit Actions(QObject* parent = nullptr);

    [[nodiscard]] QAction* operator[](ActionId id) const { return m_actions.value(id).action; }
    [[nodiscard]] QList<QAction*> all() const;

    // Looks up a key that works in the whole window unless the focused widget needs it. KeyFilter dispatches these
    // keys, since a QShortcut would take Space from a list and arrows from a slider. Null: the key is unbound. In the
    // queue's list a key may be another command's.
    enum class KeyPlace { Window, Queue };
    [[nodiscard]] QAction* forPlainKey(const QKeySequence& key, KeyPlace place) const;

    void setAvailability(ActionId id, const Availability& availability);
    // Replaces the action's text ("Add to queue" for "Render"); empty: its own text again.
    void setWords(ActionId id, const QString& words);
    void retranslate();

    // An action's keys as text, for the list of keys.
    [[nodiscard]] QString keysText(ActionId id) const;

private:
    struct Row;
    struct Entry {
        QAction* action = nullptr;
        const Row* row = nullptr;
        QString words; // replaces the row's text
        Availability availability;
    };

    static const std::vector<Row>& rows();
    void setTexts(Entry& entry);

    QHash<ActionId, Entry> m_actions;
    QHash<QKeySequence, QAction*> m_plain;
    QHash<QKeySequence, QAction*> m_ofQueue;
};

} // namespace studio::ui
