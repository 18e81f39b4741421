// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/FilmJournal.h"
#include "core/media/PartFile.h"
#include "core/pipeline/AvatarPipeline.h"

#include <filesystem>

namespace studio::jobs {

// Everything that decides about the bits of a film's frames: model, device, inputs as the engine gets them, settings.
// Errors: those of pipeline::modelFingerprint().
Result<FilmIdentity> identityOf(const pipeline::ModelOptions& model, const pipeline::RenderRequest& request);

// Error: CannotContinue, which says what differs. `movie`: for the error.
Status checkIdentity(const FilmJournal& journal, const FilmIdentity& identity, const std::filesystem::path& movie);

// The frames of a film that was broken off: the hidden MP4 of a killed program, which may be cut off. Empty for none: a
// film that was stopped has its name, and nothing says that the file of that name is still the film. Its frames are
// then decoded again from the journal. `part`: in which the film is to go on, reserved, so that no other program makes
// it.
[[nodiscard]] std::filesystem::path framesOf(const FilmJournal& journal, const media::PartFile& part);

// Moves the journal to that part, where its frames are safe now, and removes the hidden file before. Returns the
// journal's file. Errors: NotWritable, DiskFull.
Result<std::filesystem::path> moveOn(const FilmJournal& journal, const std::filesystem::path& part);

} // namespace studio::jobs
