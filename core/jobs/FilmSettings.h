// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/project/Scene.h"

#include <filesystem>
#include <string>

namespace studio::jobs {

// The settings that a film was made with: a take's are beside it, others are in its comment, with the names of portrait
// and voice, which are looked for beside the film. Errors: those of project::sceneFromJson().
Result<project::Scene> settingsOfFilm(const std::filesystem::path& film, const std::string& comment);

// The same from the file, which may also be a scene's. Errors: those of project::loadScene(); those of
// media::MovieReader::open(); BadOption for a film that holds no settings.
Result<project::Scene> settingsOf(const std::filesystem::path& filmOrScene);

} // namespace studio::jobs
