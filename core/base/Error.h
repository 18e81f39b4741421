// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace studio {

// Kinds of errors. The front ends (app, ui) turn code and subject into a sentence for the user; the detail goes to the
// log and under "details", and is never translated.
enum class ErrorCode {
    BadOption, // A flag or setting that is invalid, in general or here.
    Unsupported, // Valid, but not in this build or on this machine.
    FileMissing,
    FileUnreadable, // No permission, a folder, a read error.
    NotAnImage,
    ImageUnsupported, // A picture of a kind that can't be read; the detail is the kind, such as "SVG".
    ImageTooSmall,
    ImageTooLarge,
    NoAudio, // The file opens, but has no sound in it.
    AudioEmpty, // A track without a single sample.
    AudioTooShort, // Shorter than one block.
    MediaDamaged, // Starts well, but can't be decoded to the end.
    CheckpointIncomplete, // Files or tensors are missing.
    CheckpointDamaged, // An inconsistent file: truncated, false header, bad zip.
    CheckpointForeign, // Another kind of file; the detail says which (kindName()).
    CheckpointMismatch, // Tensors of another shape or dtype than the model needs, or unexpected ones.
    NotFinite, // A network's output has NaN or infinity; the detail begins with its name (pipeline::networkName()).
    PickleUnsafe, // Refers to a global outside the allow-list.
    LoraMismatch, // It can't be applied to the model as a whole.
    NotWritable,
    FileExists,
    DiskFull,
    EncoderFailed,
    OutOfMemory,
    DeviceLost, // A GPU that failed, was reset or was taken away. It answers to no later call of this process.
    DoesNotFit, // No plan keeps within the budgets; the detail names the nearest setting that does.
    NetworkFailed, // No connection, a cut one, or a server that answers with errors; the subject is an address.
    LoginWanted, // The server wants a token, or that its terms are accepted on its page.
    NotOnServer, // The server has no such repository or file.
    WrongHash, // What came is not what its publisher lists; the detail has both hashes.
    CannotContinue, // A film that was broken off, from its journal; the detail says why.
    NothingToSay, // A text to speak that has no letters and digits.
    SpeechProgramMissing, // The subject is the program that was to speak.
    SpeechVoiceMissing, // The subject is the voice, which the program doesn't have.
    SpeechFailed, // The program that was to speak; the detail has what it said.
    Cancelled,
    Internal,
};

struct Error {
    ErrorCode code;
    std::string subject; // The file, flag or tensor concerned; may be empty.
    std::string detail; // One or more lines for diagnosis.
};

// The enumerator's name, for logs and reports.
[[nodiscard]] std::string_view name(ErrorCode code);

// Whether memory ran out, also where libtorch says so by a plain error: a CPU's allocator throws c10::Error.
[[nodiscard]] bool isOutOfMemory(const std::exception& error);

// An unexpected exception as an error: OutOfMemory, or else `otherwise`. A reader whose input is wrong in some way says
// so by this: too little memory is no damage.
[[nodiscard]] Error errorOf(const std::exception& error, ErrorCode otherwise = ErrorCode::Internal,
                            std::string subject = {});

// Joins lines; those after `most` are only counted: "and 134,880 more". A damaged file may have a hundred thousand bad
// tensors.
inline constexpr size_t kMostLines = 12;
[[nodiscard]] std::string summedUp(const std::vector<std::string>& lines, size_t most = kMostLines);

} // namespace studio
