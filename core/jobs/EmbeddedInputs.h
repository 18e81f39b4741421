// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/EmbeddedFiles.h"
#include "core/project/Scene.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

// The inputs of a scene inside the film that was made of them, so that a film alone brings its scene back.
namespace studio::jobs {

// Portrait and voice, as far as they are set.
[[nodiscard]] std::vector<media::FileToEmbed> inputsToEmbed(const project::Scene& scene);

// Their bytes together; nothing where one isn't there.
[[nodiscard]] std::optional<uintmax_t> inputBytes(const project::Scene& scene);

// The scene of a film with the inputs that travel in it. One that lies at its old place, or in `folder`, with the very
// same bytes stays there; others are written into `folder`. What the film holds no file for stays as it is. Errors:
// those of media::extractFile().
Result<project::Scene> withEmbeddedInputs(project::Scene scene, const std::filesystem::path& movie,
                                          const std::filesystem::path& folder);

} // namespace studio::jobs
