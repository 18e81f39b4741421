// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/Messages.h"

#include "core/base/FileKind.h"
#include "ui/common/MessageTable.h"

#include <QCoreApplication>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Messages)
};

// A value that isn't given leaves its name visible: a test finds it, and a person still reads the rest.
QString filled(const char* sentence, const MessageValues& values)
{
    QString result = Tr::tr(sentence);
    for (auto value = values.begin(); value != values.end(); ++value)
        result.replace(QLatin1Char('{') % value.key() % QLatin1Char('}'), value.value());
    return result;
}

} // namespace

Message message(MessageId id, const MessageValues& values)
{
    const MessageEntry& entry = messageTable()[static_cast<size_t>(id)];
    Message message{.code = QString::fromLatin1(entry.code),
                    .tone = entry.tone,
                    .what = filled(entry.what, values),
                    .why = filled(entry.why, values),
                    .buttons = {}};
    for (const Remedy remedy : entry.buttons)
        message.buttons.append({remedy, remedyWords(remedy, values)});
    return message;
}

QString remedyWords(Remedy remedy, const MessageValues& values)
{
    return filled(remedySource(remedy), values);
}

MessageId messageOf(ErrorCode code, ErrorSubject subject)
{
    switch (code) {
    case ErrorCode::NotAnImage: return MessageId::NotAPicture;
    case ErrorCode::ImageUnsupported: return MessageId::PictureKindUnread;
    case ErrorCode::ImageTooSmall: return MessageId::PictureTooSmall;
    case ErrorCode::ImageTooLarge: return MessageId::PictureTooLarge;
    case ErrorCode::NoAudio:
    case ErrorCode::AudioEmpty: return MessageId::NoSound;
    case ErrorCode::AudioTooShort: return MessageId::VoiceTooShort;
    case ErrorCode::MediaDamaged: return MessageId::FileDamaged;
    case ErrorCode::FileMissing:
    case ErrorCode::FileUnreadable:
        return subject == ErrorSubject::Scene ? MessageId::SceneUnreadable : MessageId::FileUnreadable;
    case ErrorCode::CheckpointIncomplete:
        return subject == ErrorSubject::Take ? MessageId::TakeModelUnreadable : MessageId::ModelIncomplete;
    case ErrorCode::CheckpointDamaged:
    case ErrorCode::CheckpointForeign:
    case ErrorCode::CheckpointMismatch:
        return subject == ErrorSubject::Take ? MessageId::TakeModelUnreadable : MessageId::ModelDamaged;
    case ErrorCode::PickleUnsafe:
        return subject == ErrorSubject::Take ? MessageId::TakeModelUnreadable : MessageId::ModelRunsCode;
    case ErrorCode::LoraMismatch: return MessageId::LoraMismatch;
    case ErrorCode::NotFinite: return MessageId::TakeModelNotFinite;
    case ErrorCode::NotWritable: return MessageId::NotWritable;
    case ErrorCode::FileExists: return MessageId::FileExists;
    case ErrorCode::DiskFull: return MessageId::TakeDiskFull;
    case ErrorCode::EncoderFailed: return MessageId::ExportFailed;
    case ErrorCode::OutOfMemory: return MessageId::TakeOutOfRam;
    case ErrorCode::DeviceLost: return MessageId::TakeGpuLost;
    case ErrorCode::DoesNotFit: // A take has no figures for the card's sentence.
        return subject == ErrorSubject::Take ? MessageId::TakeImpossible : MessageId::PlanDoesNotFit;
    case ErrorCode::BadOption:
    case ErrorCode::Unsupported:
        return subject == ErrorSubject::Scene ? MessageId::SceneUnreadable : MessageId::TakeImpossible;
    case ErrorCode::NetworkFailed: return MessageId::NetworkFailed;
    case ErrorCode::LoginWanted: return MessageId::LoginWanted;
    case ErrorCode::NotOnServer: return MessageId::NotOnServer;
    case ErrorCode::WrongHash: return MessageId::WrongHash;
    case ErrorCode::CannotContinue: return MessageId::TakeCannotContinue;
    case ErrorCode::NothingToSay: // These four are said in the dialog of the voice.
    case ErrorCode::SpeechProgramMissing:
    case ErrorCode::SpeechVoiceMissing:
    case ErrorCode::SpeechFailed:
    case ErrorCode::Cancelled:
    case ErrorCode::Internal: break;
    }
    return MessageId::TakeEngineError;
}

QString weightsWords(const WrongWeights& wrong)
{
    const auto translated = [](const char* text) { return QCoreApplication::translate("WeightsKind", text); };
    const QString kind = translated(kindName(wrong.kind));
    return wrong.wanted
        ? Tr::tr("%1; %2", "what a file is, what is needed").arg(kind, translated(neededName(*wrong.wanted)))
        : kind;
}

namespace {

// By the name of a network that an error's detail begins with.
QString networkWords(const std::string& detail)
{
    if (detail.starts_with("text encoder"))
        return Tr::tr("Its text encoder makes numbers that are infinite or none");
    if (detail.starts_with("voice encoder"))
        return Tr::tr("Its voice encoder makes numbers that are infinite or none");
    if (detail.starts_with("picture encoder"))
        return Tr::tr("Its picture encoder makes numbers that are infinite or none");
    if (detail.starts_with("decoder"))
        return Tr::tr("Its decoder makes numbers that are infinite or none");
    return Tr::tr("Its transformer makes numbers that are infinite or none");
}

// By the name that a file's kind has in an error's detail.
QString foreignWords(const std::string& kind)
{
    if (const std::optional<WrongWeights> wrong = wrongWeights(kind))
        return Tr::tr("A file is %1", "a kind of model").arg(weightsWords(*wrong));
    if (kind == kindName(FileKind::LfsPointer))
        return Tr::tr("A file is only a Git LFS pointer: fetch it with “git lfs pull”, or download it");
    if (kind == kindName(FileKind::WebPage) || kind == kindName(FileKind::Json) || kind == kindName(FileKind::Text))
        return Tr::tr("A text or a web page was saved in a file's place: download the file itself");
    if (kind == kindName(FileKind::Zeros))
        return Tr::tr("A download has reserved the space of a file and not filled it: let it end");
    if (kind == kindName(FileKind::Archive))
        return Tr::tr("A file is packed in an archive: unpack it");
    if (kind == kindName(FileKind::Gguf))
        return Tr::tr("A file is of the format GGUF, which isn't read in its place");
    return Tr::tr("A file is of another format than is read in its place");
}

} // namespace

QString reasonWords(const Error& error)
{
    switch (error.code) {
    case ErrorCode::FileMissing: return Tr::tr("It doesn't exist any more");
    case ErrorCode::FileUnreadable: return Tr::tr("It is no file, or you have no permission to read it");
    case ErrorCode::NotWritable: return Tr::tr("You have no permission to write there, or the folder is gone");
    case ErrorCode::DiskFull: return Tr::tr("The disk is full");
    case ErrorCode::FileExists: return Tr::tr("A file of this name exists already");
    case ErrorCode::MediaDamaged: return Tr::tr("It is damaged");
    case ErrorCode::ImageUnsupported:
        return Tr::tr("It is %1", "a kind of picture").arg(QString::fromStdString(error.detail));
    case ErrorCode::BadOption: return Tr::tr("It holds something else than this program writes");
    case ErrorCode::Unsupported: return Tr::tr("This computer or this build can't do it");
    case ErrorCode::CheckpointIncomplete: return Tr::tr("Parts of it are missing");
    case ErrorCode::CheckpointDamaged:
    case ErrorCode::LoraMismatch:
    case ErrorCode::CheckpointMismatch: return Tr::tr("A file is damaged or of another model");
    case ErrorCode::CheckpointForeign: return foreignWords(error.detail);
    case ErrorCode::NotFinite: return networkWords(error.detail);
    case ErrorCode::PickleUnsafe: return Tr::tr("A file wants to run code and was not opened");
    case ErrorCode::OutOfMemory:
    case ErrorCode::DoesNotFit: return Tr::tr("It doesn't fit into the memory that is free now");
    case ErrorCode::NetworkFailed: return Tr::tr("The network or the server gives no usable answer");
    case ErrorCode::LoginWanted: return Tr::tr("The server wants a login");
    case ErrorCode::NotOnServer: return Tr::tr("The server doesn't have it");
    case ErrorCode::CannotContinue:
        return Tr::tr(
            "Its portrait, its voice, the model, the device or this program has changed since it was begun, or "
            "what was noted of it is damaged");
    case ErrorCode::WrongHash: return Tr::tr("Its hash is not the published one");
    default: return Tr::tr("The disk reports an error");
    }
}

} // namespace studio::ui
