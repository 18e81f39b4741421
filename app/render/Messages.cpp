// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/Messages.h"

#include "core/base/FileKind.h"
#include "core/spec/WeightsKind.h"

namespace studio::render {
namespace {

std::string quoted(const std::string& subject)
{
    return "\u201c" + subject + "\u201d";
}

// What to do about a file that is of another kind, given by its kindName().
std::string remedy(std::string_view kind)
{
    if (kind == kindName(FileKind::LfsPointer))
        return "Fetch the file itself with \u201cgit lfs pull\u201d, or download it from the model's page.";
    if (kind == kindName(FileKind::Archive))
        return "Unpack it, and put the file that is in it there.";
    if (kind == kindName(FileKind::WebPage) || kind == kindName(FileKind::Json) || kind == kindName(FileKind::Text))
        return "Download the file itself; the site may ask you to log in first.";
    if (kind == kindName(FileKind::Zeros))
        return "Let the download end, or start it again.";
    return "Download the file that belongs there.";
}

// A sentence, then what to do; the detail is put in brackets or below by message().
std::string sentence(const Error& error)
{
    const std::string name = quoted(error.subject);
    switch (error.code) {
    case ErrorCode::BadOption: return error.subject + ": " + error.detail + ". See --help.";
    case ErrorCode::Unsupported: return error.subject + " can't be honoured: " + error.detail + ".";
    case ErrorCode::FileMissing: return name + " doesn't exist. Check the path, or whether the file was moved.";
    case ErrorCode::FileUnreadable: return name + " can't be read. Check its permissions, and that it is a file.";
    case ErrorCode::NotAnImage:
        return name
            + " is not a picture. JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF, BMP and a few more can be read; choose "
              "another file.";
    case ErrorCode::ImageUnsupported:
        return name + " is a kind of picture that can't be read: " + error.detail + ". Save it as PNG or JPEG first.";
    case ErrorCode::ImageTooSmall:
        return name + " is too small (" + error.detail
            + "). The shorter side needs at least 64 pixels; choose a larger picture.";
    case ErrorCode::ImageTooLarge:
        return name + " is too large (" + error.detail
            + "). Pictures up to 500 megapixels are read (178 with --compat reference, and fewer of formats that are "
              "decoded as a whole); scale it down first.";
    case ErrorCode::NoAudio: return name + " has no sound. It opens, but no audio track is in it; choose another file.";
    case ErrorCode::AudioEmpty: return name + " has a sound track without a single sample. Choose another file.";
    case ErrorCode::AudioTooShort:
        return name
            + " is shorter than one block of 0.48 s. Use a longer recording, or --short_audio to fill the rest "
              "with silence.";
    case ErrorCode::MediaDamaged:
        return name + " is damaged and can't be decoded. Export it again, or choose another file.";
    case ErrorCode::CheckpointIncomplete:
        return "The checkpoint " + name + " is not complete. Download what is missing:";
    case ErrorCode::CheckpointDamaged: return name + " is damaged or cut off. Download it again.";
    case ErrorCode::CheckpointForeign:
        return name + " is " + error.detail
            + (wrongWeights(error.detail) ? ". " : ", not the file that belongs there. ") + remedy(error.detail);
    case ErrorCode::CheckpointMismatch: return name + " does not fit the model that this program runs. What differs:";
    case ErrorCode::NotFinite:
        return "The " + error.detail + " made numbers that are infinite or none (NaN). " + name
            + " or its settings are damaged; download it again. What was finished before is kept.";
    case ErrorCode::PickleUnsafe:
        return name
            + " wants to run code and was not opened. A checkpoint needs numbers only; get it from a source that "
              "you trust.";
    case ErrorCode::LoraMismatch:
        return "The LoRA " + name + " can't be applied to this model. Choose the one that belongs to it:";
    case ErrorCode::NotWritable:
        return name + " can't be written. Check that the folder exists and that you may write to it.";
    case ErrorCode::FileExists:
        return error.detail.empty() ? name + " exists already. Choose another name, or --overwrite to replace it."
                                    : name + " is taken, and nothing was overwritten. Choose another name:";
    case ErrorCode::DiskFull:
        return "The disk is full while " + name + " was written. Free some space, or choose another folder.";
    case ErrorCode::EncoderFailed: return "The video encoder failed on " + name + ". The log line below is FFmpeg's.";
    case ErrorCode::OutOfMemory: return "There is not enough memory. Choose a smaller --size or fewer --sample_steps.";
    case ErrorCode::DeviceLost:
        return "The GPU does not answer: it failed, its driver was reset, or it was taken away. What was finished "
               "before is kept. Start the program again; if that fails, too, the computer.";
    case ErrorCode::DoesNotFit: return "This film does not fit into the memory that it may take.";
    case ErrorCode::NetworkFailed:
        return name + " can't be reached, or gives no usable answer. What has come is kept; the same command goes on.";
    case ErrorCode::LoginWanted:
        return name + " wants a login. Accept its terms on its page, and put a token of your account into HF_TOKEN.";
    case ErrorCode::NotOnServer: return name + " isn't on that server. Choose another one (--source).";
    case ErrorCode::WrongHash:
        return name + " is not the file that its publisher lists. Choose another source; this one is damaged or false.";
    case ErrorCode::CannotContinue:
        return name + " can't be continued: " + error.detail + ". Render it anew, or restore what was changed.";
    case ErrorCode::NothingToSay:
        return "There is nothing to say: the text has no letters or digits. Give --say words.";
    case ErrorCode::SpeechProgramMissing:
        return error.subject == "espeak-ng"
            ? "espeak-ng isn't installed, which speaks the text. Install it (on Debian and Ubuntu: sudo apt install "
              "espeak-ng), or name another program with --say_with."
            : name + ", which is to speak the text, isn't installed. Check the command of --say_with.";
    case ErrorCode::SpeechVoiceMissing:
        return "espeak-ng has no voice " + name
            + ". Choose one that \u201cespeak-ng --voices\u201d lists as a language.";
    case ErrorCode::SpeechFailed: return name + " could not speak the text:";
    case ErrorCode::Cancelled: return "Stopped.";
    case ErrorCode::Internal: return "An internal error; please report it with the lines below.";
    }
    return "An unknown error.";
}

bool detailIsInSentence(ErrorCode code)
{
    return code == ErrorCode::BadOption || code == ErrorCode::CheckpointForeign || code == ErrorCode::Unsupported
        || code == ErrorCode::ImageTooSmall || code == ErrorCode::ImageUnsupported || code == ErrorCode::ImageTooLarge
        || code == ErrorCode::CannotContinue || code == ErrorCode::NotFinite || code == ErrorCode::DoesNotFit
        || code == ErrorCode::SpeechProgramMissing || code == ErrorCode::Cancelled;
}

} // namespace

std::string message(const Error& error)
{
    std::string text = sentence(error);
    if (detailIsInSentence(error.code) || error.detail.empty())
        return text;
    text += "\n  ";
    for (const char c : error.detail) {
        text += c;
        if (c == '\n')
            text += "  ";
    }
    return text;
}

int exitCode(ErrorCode code)
{
    switch (code) {
    case ErrorCode::BadOption: return 2;
    case ErrorCode::Unsupported: return 3;
    case ErrorCode::FileMissing: return 10;
    case ErrorCode::FileUnreadable: return 11;
    case ErrorCode::NotAnImage: return 12;
    case ErrorCode::ImageTooSmall: return 13;
    case ErrorCode::ImageTooLarge: return 14;
    case ErrorCode::NoAudio: return 15;
    case ErrorCode::AudioEmpty: return 16;
    case ErrorCode::AudioTooShort: return 17;
    case ErrorCode::MediaDamaged: return 18;
    case ErrorCode::ImageUnsupported: return 19;
    case ErrorCode::CheckpointIncomplete: return 20;
    case ErrorCode::CheckpointDamaged: return 21;
    case ErrorCode::CheckpointMismatch: return 22;
    case ErrorCode::CheckpointForeign: return 26;
    case ErrorCode::PickleUnsafe: return 23;
    case ErrorCode::LoraMismatch: return 24;
    case ErrorCode::NotFinite: return 25;
    case ErrorCode::NotWritable: return 30;
    case ErrorCode::FileExists: return 31;
    case ErrorCode::DiskFull: return 32;
    case ErrorCode::EncoderFailed: return 33;
    case ErrorCode::DoesNotFit: return 4;
    case ErrorCode::OutOfMemory: return 40;
    case ErrorCode::DeviceLost: return 41;
    case ErrorCode::NetworkFailed: return 50;
    case ErrorCode::LoginWanted: return 51;
    case ErrorCode::NotOnServer: return 52;
    case ErrorCode::WrongHash: return 53;
    case ErrorCode::CannotContinue: return 34;
    case ErrorCode::NothingToSay: return 60;
    case ErrorCode::SpeechProgramMissing: return 61;
    case ErrorCode::SpeechVoiceMissing: return 62;
    case ErrorCode::SpeechFailed: return 63;
    case ErrorCode::Internal: return 70;
    case ErrorCode::Cancelled: return 130;
    }
    return 70;
}

} // namespace studio::render
