// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace studio {

// What went wrong, as a kind. The front ends (app, ui) turn the kind and the subject into a sentence for a person; the
// detail goes to the log and under "details", and is never translated.
enum class ErrorCode {
    BadOption, // A flag or setting that means nothing, or nothing here.
    Unsupported, // Understood, but not in this build or on this machine.
    FileMissing,
    FileUnreadable, // No permission, a folder, a read error.
    NotAnImage,
    ImageTooSmall,
    ImageTooLarge,
    NoAudio, // The file opens, but has no sound in it.
    AudioEmpty, // A track without a single sample.
    AudioTooShort, // Shorter than one block.
    MediaDamaged, // Starts well and can't be decoded on.
    CheckpointIncomplete, // Files or tensors are missing.
    CheckpointDamaged, // A file that contradicts itself: truncated, lying header, bad zip.
    CheckpointMismatch, // Tensors of another shape or dtype than the model needs, or more than it uses.
    NotFinite, // A network made NaN or infinity; the detail is the network's name (pipeline::networkName()).
    PickleUnsafe, // Asks for a global outside the allow-list.
    LoraMismatch, // Fits nothing in the base model.
    NotWritable,
    FileExists,
    DiskFull,
    EncoderFailed,
    OutOfMemory,
    DoesNotFit, // No plan keeps within the budgets; the detail names the nearest setting that does.
    Cancelled,
    Internal,
};

struct Error {
    ErrorCode code;
    std::string subject; // The file, flag or tensor that it is about; may be empty.
    std::string detail; // One or more lines for whoever repairs it.
};

// The enumerator's name, for logs and reports.
[[nodiscard]] std::string_view name(ErrorCode code);

// Lines of a detail, of which the last are only counted: "and 134,880 more". What is wrong with a file may be wrong
// with each of a hundred thousand tensors.
inline constexpr size_t kMostLines = 12;
[[nodiscard]] std::string summedUp(const std::vector<std::string>& lines, size_t most = kMostLines);

} // namespace studio
