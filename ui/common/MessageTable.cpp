// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/MessageTable.h"

#include <QtGlobal>

#include <cstddef>
#include <iterator>

namespace studio::ui {
namespace {

constexpr MessageEntry kMessages[] = {
    {.id = MessageId::NotAPicture,
     .code = "IN-01",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” is not a picture."),
     .why = QT_TRANSLATE_NOOP(
         "Messages",
         "JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF, BMP and a few more can be read; this file holds something else."),
     .buttons = {Remedy::ChooseAnother}},
    {.id = MessageId::PictureTooSmall,
     .code = "IN-02",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” is too small: {w} × {h}."),
     .why = QT_TRANSLATE_NOOP("Messages", "The shorter side needs at least {least} pixels."),
     .buttons = {Remedy::ChooseAnother}},
    {.id = MessageId::PictureTooLarge,
     .code = "IN-03",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” is too large: {w} × {h}."),
     .why
     = QT_TRANSLATE_NOOP("Messages", "Pictures up to {most} megapixels are read; {size} is enough for this render."),
     .buttons = {Remedy::ChooseAnother}},
    {.id = MessageId::NoSound,
     .code = "IN-04",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” has no sound."),
     .why = QT_TRANSLATE_NOOP("Messages", "The file opens, but no audio track is in it."),
     .buttons = {Remedy::ChooseAnother}},
    {.id = MessageId::VoiceTooShort,
     .code = "IN-05",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The voice is shorter than one block ({s} s)."),
     .why = QT_TRANSLATE_NOOP("Messages", "One block is 0.48 s. The rest is filled with silence."),
     .buttons = {Remedy::ChooseAnother, Remedy::UseAnyway}},
    {.id = MessageId::FileUnreadable,
     .code = "IN-06",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” can't be read."),
     .why = QT_TRANSLATE_NOOP("Messages", "{reason}."),
     .buttons = {Remedy::TryAgain, Remedy::ChooseAnother}},
    {.id = MessageId::PromptTooLong,
     .code = "IN-07",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "{n} tokens too long."),
     .why = QT_TRANSLATE_NOOP("Messages", "The model reads {most} tokens; the grey end is left out."),
     .buttons = {Remedy::CutPrompt}},
    {.id = MessageId::VoiceSilent,
     .code = "IN-08",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The voice is silent."),
     .why = QT_TRANSLATE_NOOP("Messages", "Louder than −60 dB nowhere. The mouth will stay closed."),
     .buttons = {Remedy::ChooseAnother, Remedy::UseAnyway}},
    {.id = MessageId::FileDamaged,
     .code = "IN-09",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” is damaged."),
     .why = QT_TRANSLATE_NOOP("Messages",
                              "It starts well and can't be decoded further on. Export it again, or take another file."),
     .buttons = {Remedy::ChooseAnother}},
    {.id = MessageId::PictureKindUnread,
     .code = "IN-10",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” is a kind of picture that can't be read."),
     .why = QT_TRANSLATE_NOOP("Messages", "{reason}. Save it as PNG or JPEG, or take another picture."),
     .buttons = {Remedy::ChooseAnother}},
    {.id = MessageId::VoiceVeryQuiet,
     .code = "IN-11",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The voice is very quiet."),
     .why = QT_TRANSLATE_NOOP("Messages",
                              "Its loudness is {loudness}; it is made {gain} louder. Normalised it has {target}, as "
                              "spoken words usually do."),
     .buttons = {Remedy::Normalise}},
    {.id = MessageId::PlanDoesNotFit,
     .code = "PLAN-01",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "Doesn't fit: {need} GB of VRAM, {budget} GB allowed."),
     .why = QT_TRANSLATE_NOOP("Messages", "{reason}"),
     .buttons = {Remedy::UseInstead}},
    {.id = MessageId::LittleRamLeft,
     .code = "PLAN-02",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "Fits, but only {n} GB of RAM stay free."),
     .why = QT_TRANSLATE_NOOP("Messages", "Other programs may become slow while this take is made."),
     .buttons = {Remedy::UseInsteadRam}},
    {.id = MessageId::DiskTooFull,
     .code = "PLAN-03",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "The disk “{disk}” is too full."),
     .why = QT_TRANSLATE_NOOP("Messages", "This take needs {need} GB, {free} GB are free."),
     .buttons = {Remedy::ChooseFolder, Remedy::DeleteOldTakes}},
    {.id = MessageId::ModelIncomplete,
     .code = "MODEL-01",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "The model is not complete: {n} of {m} parts are missing."),
     .why = QT_TRANSLATE_NOOP("Messages", "The folder is “{folder}”. The demo model stays in use."),
     .buttons = {Remedy::ShowMissing, Remedy::UseDemoModel}},
    {.id = MessageId::ModelDamaged,
     .code = "MODEL-02",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” is damaged or of another model."),
     .why = QT_TRANSLATE_NOOP("Messages", "{tensor} should be {expected}, the file has {found}."),
     .buttons = {Remedy::CheckAgain, Remedy::ChooseFolder}},
    {.id = MessageId::ModelRunsCode,
     .code = "MODEL-03",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” wants to run code and was not opened."),
     .why = QT_TRANSLATE_NOOP("Messages", "A checkpoint needs numbers only. This one asks for “{name}”."),
     .buttons = {Remedy::ChooseFolder}},
    {.id = MessageId::LoraMismatch,
     .code = "MODEL-04",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "The LoRA “{file}” doesn't fit this model."),
     .why = QT_TRANSLATE_NOOP("Messages",
                              "It was made for another model, or is of a kind that can't be applied. Choose the "
                              "one that came with this model."),
     .buttons = {Remedy::ChooseFolder}},
    {.id = MessageId::TakeModelUnreadable,
     .code = "MODEL-05",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "Take {n} can't be made: the model can't be read."),
     .why = QT_TRANSLATE_NOOP("Messages", "{reason}."),
     .buttons = {Remedy::ShowMissing, Remedy::UseDemoModel, Remedy::CopyDiagnostics}},
    {.id = MessageId::TakeModelNotFinite,
     .code = "MODEL-06",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "Take {n} stopped: the model's numbers are damaged."),
     .why = QT_TRANSLATE_NOOP("Messages", "{reason}. What was finished before is kept; download the model again."),
     .buttons = {Remedy::UseDemoModel, Remedy::CopyDiagnostics}},
    {.id = MessageId::NoGpu,
     .code = "GPU-01",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "No NVIDIA GPU was found."),
     .why = QT_TRANSLATE_NOOP("Messages",
                              "The demo model works on the processor. Live Avatar 14B needs a GPU with 8 GB or more."),
     .buttons = {Remedy::UseDemoModel, Remedy::LookAgain}},
    {.id = MessageId::DriverTooOld,
     .code = "GPU-02",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "The graphics driver is too old ({found})."),
     .why = QT_TRANSLATE_NOOP("Messages", "Version {needed} or newer is needed for this GPU."),
     .buttons = {Remedy::CopyDiagnostics, Remedy::UseDemoModel}},
    {.id = MessageId::VramTaken,
     .code = "GPU-03",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "Another program took {n} GB of VRAM. Going on with less."),
     .why = QT_TRANSLATE_NOOP(
         "Messages", "“{program}” came in at block {b}. The plan was lowered; the take goes on, about {t} longer."),
     .buttons = {Remedy::ShowNewPlan}},
    {.id = MessageId::TakeOutOfVram,
     .code = "GPU-04",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "Take {n} stopped: the GPU ran out of memory."),
     .why = QT_TRANSLATE_NOOP("Messages",
                              "{safe} “{program}” uses {used} GB of this GPU; the smallest plan needs {x} GB. Close "
                              "it, then continue."),
     .buttons = {Remedy::ContinueTake, Remedy::ShowPlan}},
    {.id = MessageId::TakeGpuLost,
     .code = "GPU-05",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "Take {n} stopped: the GPU does not answer."),
     .why = QT_TRANSLATE_NOOP("Messages", "{safe} The driver was reset or the card was removed."),
     .buttons = {Remedy::RestartAndContinue, Remedy::CopyDiagnostics}},
    {.id = MessageId::TakeOutOfRam,
     .code = "RAM-01",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "Take {n} stopped: there is not enough memory."),
     .why = QT_TRANSLATE_NOOP("Messages", "{safe} Choose a smaller size or fewer steps, or close other programs."),
     .buttons = {Remedy::ShowPlan}},
    {.id = MessageId::TakeEngineError,
     .code = "ENGINE-01",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "Take {n} stopped: the engine reports an error."),
     .why = QT_TRANSLATE_NOOP("Messages", "{safe} The diagnostics say more."),
     .buttons = {Remedy::CopyDiagnostics}},
    {.id = MessageId::TakeImpossible,
     .code = "ENGINE-02",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "Take {n} can't be made with these settings."),
     .why = QT_TRANSLATE_NOOP("Messages", "{reason}."),
     .buttons = {Remedy::ShowPlan}},
    {.id = MessageId::FileExists,
     .code = "STORE-01",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” exists already."),
     .why = QT_TRANSLATE_NOOP("Messages", "Nothing was overwritten; choose another name or folder."),
     .buttons = {Remedy::ChooseFolder}},
    {.id = MessageId::TakeDiskFull,
     .code = "STORE-02",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "Take {n} stopped: the disk is full."),
     .why = QT_TRANSLATE_NOOP("Messages", "{safe} “{disk}” has {free} free; the rest needs {need}."),
     .buttons = {Remedy::ChooseFolder, Remedy::DeleteOldTakes, Remedy::ContinueTake}},
    {.id = MessageId::NotWritable,
     .code = "STORE-03",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{folder}” can't be written to."),
     .why = QT_TRANSLATE_NOOP("Messages", "{reason}. Nothing was lost."),
     .buttons = {Remedy::TryAgain, Remedy::ChooseFolder}},
    {.id = MessageId::TakeInterrupted,
     .code = "STORE-04",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The program ended unexpectedly while take {n} was made."),
     .why = QT_TRANSLATE_NOOP(
         "Messages",
         "{made} are safe and can be played. The take can go on there; the film is the same as without the break."),
     .buttons = {Remedy::ContinueTake, Remedy::NotNow}},
    {.id = MessageId::TakeNotInTrash,
     .code = "STORE-05",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "The take can't be brought back."),
     .why = QT_TRANSLATE_NOOP("Messages", "Its film isn't in the trash any more; somebody emptied it or took it out."),
     .buttons = {Remedy::Dismiss}},
    {.id = MessageId::EndedDuringTake,
     .code = "STORE-06",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The program ended unexpectedly while a take was made."),
     .why = QT_TRANSLATE_NOOP("Messages", "{kept}"),
     .buttons = {Remedy::Dismiss}},
    {.id = MessageId::QueueNotKept,
     .code = "STORE-07",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The queue of this window isn't kept."),
     .why = QT_TRANSLATE_NOOP(
         "Messages",
         "“{folder}” can't be locked, or another window has it. Jobs that wait are forgotten when this window closes."),
     .buttons = {}},
    {.id = MessageId::FileSetAside,
     .code = "STORE-08",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "{what} can't be read, or not all of it."),
     .why = QT_TRANSLATE_NOOP("Messages", "What could be read is used. The file as it was is kept as “{kept}”."),
     .buttons = {Remedy::Dismiss}},
    {.id = MessageId::TakeCannotContinue,
     .code = "STORE-09",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "Take {n} can't go on."),
     .why = QT_TRANSLATE_NOOP(
         "Messages", "{reason}. Its film is as it was. Its job is on hold; taken off hold it makes a new take."),
     .buttons = {Remedy::Dismiss}},
    {.id = MessageId::SceneTooNew,
     .code = "SCENE-01",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” was made by a newer version."),
     .why = QT_TRANSLATE_NOOP("Messages", "It needs version {v} of this program. The open scene is unchanged."),
     .buttons = {Remedy::OpenCopy}},
    {.id = MessageId::SceneFilesMoved,
     .code = "SCENE-02",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The scene opened, but {n} files have moved."),
     .why = QT_TRANSLATE_NOOP("Messages", "“{file}” was looked for beside the scene and at its old place."),
     .buttons = {Remedy::FindFile, Remedy::GoOnWithout}},
    {.id = MessageId::SceneUnreadable,
     .code = "SCENE-03",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” can't be opened as a scene."),
     .why = QT_TRANSLATE_NOOP("Messages", "{reason}. The open scene is unchanged."),
     .buttons = {Remedy::OpenScene}},
    {.id = MessageId::SceneBackAfterCrash,
     .code = "SCENE-04",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The program ended unexpectedly. Your scene is back."),
     .why = QT_TRANSLATE_NOOP("Messages", "It is as it was at the last autosave and isn't saved under its name yet."),
     .buttons = {Remedy::Dismiss}},
    {.id = MessageId::QueueUnreadable,
     .code = "SCENE-06",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The queue of the last session can't be read, or not all of it."),
     .why = QT_TRANSLATE_NOOP(
         "Messages", "The file was kept as “{file}”. What could be read waits in the queue; order the rest again."),
     .buttons = {Remedy::Dismiss}},
    {.id = MessageId::QueueDoneCloses,
     .code = "QUEUE-01",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The queue is done, and the program closes."),
     .why = QT_TRANSLATE_NOOP("Messages", "In {n} s, as you chose in the queue's menu. The scene is kept."),
     .buttons = {Remedy::Dont}},
    {.id = MessageId::QueueDoneSleeps,
     .code = "QUEUE-02",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The queue is done, and the machine goes to sleep."),
     .why = QT_TRANSLATE_NOOP("Messages", "In {n} s, as you chose in the queue's menu. The scene is kept."),
     .buttons = {Remedy::Dont}},
    {.id = MessageId::MachineStaysAwake,
     .code = "QUEUE-03",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "The machine can't be put to sleep."),
     .why = QT_TRANSLATE_NOOP("Messages", "The system says: {problem}"),
     .buttons = {Remedy::Dismiss}},
    {.id = MessageId::ExportFailed,
     .code = "EXP-01",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "Export stopped: the {codec} encoder reports an error."),
     .why
     = QT_TRANSLATE_NOOP("Messages", "“{message}”. The take itself is unharmed; the half-written file was removed."),
     .buttons = {Remedy::TryH264, Remedy::TryAgain, Remedy::CopyDiagnostics}},
    {.id = MessageId::NoSettingsInFile,
     .code = "DROP-01",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” holds no settings."),
     .why = QT_TRANSLATE_NOOP(
         "Messages",
         "It can be used as a voice; only videos exported with “Put the settings into the file” bring a scene back."),
     .buttons = {Remedy::UseItsSound, Remedy::Dismiss}},
    {.id = MessageId::NothingTakesFile,
     .code = "DROP-02",
     .tone = Tone::Warn,
     .what = QT_TRANSLATE_NOOP("Messages", "Nothing here takes “{file}”."),
     .why = QT_TRANSLATE_NOOP("Messages", "Pictures, sounds, videos, scenes and the folder of a model can be dropped."),
     .buttons = {Remedy::Dismiss}},
    {.id = MessageId::NetworkFailed,
     .code = "NET-01",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” can't be fetched: the network gives no usable answer."),
     .why = QT_TRANSLATE_NOOP("Messages", "What has come is kept, and the download goes on from there."),
     .buttons = {Remedy::TryAgain, Remedy::CopyDiagnostics}},
    {.id = MessageId::LoginWanted,
     .code = "NET-02",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” wants a login."),
     .why = QT_TRANSLATE_NOOP("Messages", "Accept its terms on its page, and give a token of your account."),
     .buttons = {Remedy::TryAgain, Remedy::Dismiss}},
    {.id = MessageId::NotOnServer,
     .code = "NET-03",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” isn't on this server."),
     .why = QT_TRANSLATE_NOOP("Messages", "It was moved, or a mirror doesn't have it. Choose another source."),
     .buttons = {Remedy::TryAgain, Remedy::Dismiss}},
    {.id = MessageId::WrongHash,
     .code = "NET-04",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "“{file}” is not the file that its publisher lists."),
     .why = QT_TRANSLATE_NOOP("Messages", "Its hash is another one, so it isn't used. Choose another source."),
     .buttons = {Remedy::TryAgain, Remedy::CopyDiagnostics}},
    {.id = MessageId::DownloadDiskFull,
     .code = "NET-05",
     .tone = Tone::Bad,
     .what = QT_TRANSLATE_NOOP("Messages", "The disk of “{folder}” has too little room for the model."),
     .why = QT_TRANSLATE_NOOP("Messages", "Make room there, or choose another folder. What has come is kept."),
     .buttons = {Remedy::ChooseFolder}},
};

constexpr bool isInOrder()
{
    for (size_t i = 0; i < std::size(kMessages); ++i) {
        if (kMessages[i].id != static_cast<MessageId>(i))
            return false;
    }
    return std::size(kMessages) == static_cast<size_t>(kLastMessage) + 1;
}
static_assert(isInOrder(), "each id has one message, and they stand in the order of the ids");

} // namespace

std::span<const MessageEntry> messageTable()
{
    return kMessages;
}

const char* remedySource(Remedy remedy)
{
    switch (remedy) {
    case Remedy::ChooseAnother: return QT_TRANSLATE_NOOP("Messages", "Choose another…");
    case Remedy::UseAnyway: return QT_TRANSLATE_NOOP("Messages", "Use it anyway");
    case Remedy::TryAgain: return QT_TRANSLATE_NOOP("Messages", "Try again");
    case Remedy::CutPrompt: return QT_TRANSLATE_NOOP("Messages", "Cut it there");
    case Remedy::Normalise: return QT_TRANSLATE_NOOP("Messages", "Normalise");
    case Remedy::UseInstead: return QT_TRANSLATE_NOOP("Messages", "Use {setting}: {vram} GB, {time}");
    case Remedy::UseInsteadRam: return QT_TRANSLATE_NOOP("Messages", "Use {setting}: {ram} GB, {time}");
    case Remedy::ChooseFolder: return QT_TRANSLATE_NOOP("Messages", "Choose another folder…");
    case Remedy::DeleteOldTakes: return QT_TRANSLATE_NOOP("Messages", "Delete old takes…");
    case Remedy::ShowMissing: return QT_TRANSLATE_NOOP("Messages", "Show what is missing");
    case Remedy::UseDemoModel: return QT_TRANSLATE_NOOP("Messages", "Use the demo model");
    case Remedy::CheckAgain: return QT_TRANSLATE_NOOP("Messages", "Check again");
    case Remedy::LookAgain: return QT_TRANSLATE_NOOP("Messages", "Look again");
    case Remedy::CopyDiagnostics: return QT_TRANSLATE_NOOP("Messages", "Copy diagnostics");
    case Remedy::ShowNewPlan: return QT_TRANSLATE_NOOP("Messages", "Show the new plan");
    case Remedy::ContinueTake: return QT_TRANSLATE_NOOP("Messages", "Continue take");
    case Remedy::ShowPlan: return QT_TRANSLATE_NOOP("Messages", "Show the plan");
    case Remedy::RestartAndContinue: return QT_TRANSLATE_NOOP("Messages", "Restart the engine and continue");
    case Remedy::NotNow: return QT_TRANSLATE_NOOP("Messages", "Not now");
    case Remedy::OpenCopy: return QT_TRANSLATE_NOOP("Messages", "Open a copy of what can be read");
    case Remedy::FindFile: return QT_TRANSLATE_NOOP("Messages", "Find…");
    case Remedy::GoOnWithout: return QT_TRANSLATE_NOOP("Messages", "Go on without");
    case Remedy::TryH264: return QT_TRANSLATE_NOOP("Messages", "Try H.264");
    case Remedy::UseItsSound: return QT_TRANSLATE_NOOP("Messages", "Use its sound");
    case Remedy::Dismiss: return QT_TRANSLATE_NOOP("Messages", "Dismiss");
    case Remedy::ShowLog: return QT_TRANSLATE_NOOP("Messages", "Show the log");
    case Remedy::OpenSettings: return QT_TRANSLATE_NOOP("Messages", "Open the settings…");
    case Remedy::OpenScene: return QT_TRANSLATE_NOOP("Messages", "Open another…");
    case Remedy::Dont: return QT_TRANSLATE_NOOP("Messages", "Don't");
    }
    Q_UNREACHABLE();
}

} // namespace studio::ui
