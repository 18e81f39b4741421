// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "core/spec/WeightsKind.h"
#include "ui/theme/Tokens.h"

#include <QHash>
#include <QList>
#include <QString>

namespace studio::ui {

// The messages; MessageTable.cpp has their texts. People quote a message's code in reports, so a code never changes.
enum class MessageId {
    NotAPicture, // IN-01
    PictureTooSmall, // IN-02
    PictureTooLarge, // IN-03
    NoSound, // IN-04
    VoiceTooShort, // IN-05
    FileUnreadable, // IN-06
    PromptTooLong, // IN-07
    VoiceSilent, // IN-08
    FileDamaged, // IN-09
    PictureKindUnread, // IN-10
    VoiceVeryQuiet, // IN-11
    PeopleForgotten, // IN-12
    PlanDoesNotFit, // PLAN-01
    LittleRamLeft, // PLAN-02
    DiskTooFull, // PLAN-03
    ModelIncomplete, // MODEL-01
    ModelDamaged, // MODEL-02
    ModelRunsCode, // MODEL-03
    LoraMismatch, // MODEL-04
    TakeModelUnreadable, // MODEL-05
    TakeModelNotFinite, // MODEL-06
    NoGpu, // GPU-01
    DriverTooOld, // GPU-02
    VramTaken, // GPU-03
    TakeOutOfVram, // GPU-04
    TakeGpuLost, // GPU-05
    TakeOutOfRam, // RAM-01
    TakeEngineError, // ENGINE-01
    TakeImpossible, // ENGINE-02
    FileExists, // STORE-01
    TakeDiskFull, // STORE-02
    NotWritable, // STORE-03
    TakeInterrupted, // STORE-04
    TakeNotInTrash, // STORE-05
    EndedDuringTake, // STORE-06
    QueueNotKept, // STORE-07
    FileSetAside, // STORE-08
    TakeCannotContinue, // STORE-09
    SceneTooNew, // SCENE-01
    SceneFilesMoved, // SCENE-02
    SceneUnreadable, // SCENE-03
    SceneBackAfterCrash, // SCENE-04
    QueueUnreadable, // SCENE-06
    QueueDoneCloses, // QUEUE-01
    QueueDoneSleeps, // QUEUE-02
    MachineStaysAwake, // QUEUE-03
    FilmsLeftOut, // QUEUE-04
    NoFilmsInList, // QUEUE-05
    ExportFailed, // EXP-01
    JoinFailed, // EXP-02
    DubFailed, // EXP-03
    NoSettingsInFile, // DROP-01
    NothingTakesFile, // DROP-02
    NetworkFailed, // NET-01
    LoginWanted, // NET-02
    NotOnServer, // NET-03
    WrongHash, // NET-04
    DownloadDiskFull, // NET-05
};
inline constexpr MessageId kLastMessage = MessageId::DownloadDiskFull;

// What a message's button does.
enum class Remedy {
    ChooseAnother,
    UseAnyway,
    TryAgain,
    CutPrompt,
    Normalise,
    UseInstead,
    UseInsteadRam,
    ChooseFolder,
    DeleteOldTakes,
    ShowMissing,
    UseDemoModel,
    CheckAgain,
    LookAgain,
    CopyDiagnostics,
    ShowNewPlan,
    ContinueTake,
    ShowPlan,
    RestartAndContinue,
    NotNow,
    OpenCopy,
    FindFile,
    GoOnWithout,
    TryH264,
    UseItsSound,
    Undo,
    Dismiss,
    ShowLog,
    OpenSettings,
    OpenScene,
    Dont,
};

struct RemedyButton {
    Remedy remedy;
    QString words;
};

// What happened, why, and what to press; ready to be shown.
struct Message {
    QString code; // "IN-01"
    Tone tone = Tone::Neutral;
    QString what; // one sentence
    QString why; // one or two
    QList<RemedyButton> buttons; // best first
};

// Values for the braces of a message.
using MessageValues = QHash<QString, QString>;

// The message in the current language, with its values filled in.
[[nodiscard]] Message message(MessageId id, const MessageValues& values = {});
// A button's text, likewise.
[[nodiscard]] QString remedyWords(Remedy remedy, const MessageValues& values = {});

// What an error of the engine concerns; selects the message together with the error's code.
enum class ErrorSubject { Portrait, Voice, Scene, Model, Take, Export };

// The message for an error of the engine.
[[nodiscard]] MessageId messageOf(ErrorCode code, ErrorSubject subject);

// What a file of weights is that isn't the wanted one: "a CLIP text encoder; this model's text encoder is umT5-xxl".
[[nodiscard]] QString weightsWords(const WrongWeights& wrong);

// Why a file can't be read or written, as a clause: "it doesn't exist any more".
[[nodiscard]] QString reasonWords(const Error& error);

} // namespace studio::ui
