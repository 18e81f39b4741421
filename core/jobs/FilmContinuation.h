// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmJournal.h"
#include "core/media/PartFile.h"
#include "core/pipeline/AvatarPipeline.h"
#include "core/pipeline/FilmLength.h"

#include <filesystem>

namespace studio::jobs {

// Everything that decides about the bits of a film's frames: model, device, inputs as the engine gets them, settings.
// Errors: those of pipeline::modelFingerprint().
Result<FilmIdentity> identityOf(const pipeline::ModelOptions& model, const pipeline::RenderRequest& request);

// Error: CannotContinue, which says what differs. `movie`: for the error. `block`: turns from there on don't count.
Status checkIdentity(const FilmJournal& journal, const FilmIdentity& identity, const std::filesystem::path& movie,
                     std::optional<int64_t> block = {});

// Whether the wanted film has more frames than the one that was begun. Error: CannotContinue.
Status checkLength(const FilmJournal& journal, const pipeline::FilmLength& wanted, int framesPerClip,
                   const std::filesystem::path& movie);

// Whether the parent has all blocks before this one, and the wanted film this one. Error: CannotContinue.
Status checkBranch(const FilmJournal& parent, int64_t block, const pipeline::FilmLength& wanted, int framesPerClip,
                   const std::filesystem::path& movie);

// What there is of a film that was broken off, or is to become longer.
struct FilmBefore {
    std::filesystem::path movie; // an MP4 with its first frames, which may be cut off; empty: none
    int64_t published = 0; // frames of the film that has its name
};

// The hidden MP4 of a killed program, or the film itself if it was stopped: if the file of its name is still the one
// that the journal knows. Other frames are decoded again from the journal. `part`: in which the film is to go on,
// reserved, so that no other program makes it; of a branch another one.
[[nodiscard]] FilmBefore filmBefore(const FilmJournal& journal, const std::filesystem::path& movie,
                                    const std::filesystem::path& part);

// Moves the journal to that part, where its frames are safe now, and removes the hidden file before. Returns the
// journal's file. Errors: NotWritable, DiskFull.
Result<std::filesystem::path> moveOn(const FilmJournal& journal, const std::filesystem::path& part);

} // namespace studio::jobs
