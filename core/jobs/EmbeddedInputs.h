// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/EmbeddedFiles.h"
#include "core/project/Scene.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

// The inputs of a scene, embedded in its film, so that the scene can be restored from the film alone.
namespace studio::jobs {

// The scene's files, those that are set.
[[nodiscard]] std::vector<media::FileToEmbed> inputsToEmbed(const project::Scene& scene);

// Their total bytes; nullopt if a file is missing.
[[nodiscard]] std::optional<uintmax_t> inputBytes(const project::Scene& scene);

// The scene of a film with the inputs embedded in its MP4. An input that exists with the same bytes at its old path, or
// in `folder`, is used from there; others are written into `folder`. Paths without an embedded file stay unchanged.
// Errors: those of media::extractFile().
Result<project::Scene> withEmbeddedInputs(project::Scene scene, const std::filesystem::path& movie,
                                          const std::filesystem::path& folder);

} // namespace studio::jobs
