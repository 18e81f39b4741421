// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmSettings.h"

#include "core/media/MovieReader.h"
#include "core/project/Take.h"

namespace studio::jobs {

Result<project::Scene> settingsOfFilm(const std::filesystem::path& film, const std::string& comment)
{
    if (const Result<project::Take> take = project::takeOfMovie(film))
        return take->scene;
    return project::sceneFromJson(comment, std::filesystem::absolute(film).parent_path());
}

Result<project::Scene> settingsOf(const std::filesystem::path& filmOrScene)
{
    if (filmOrScene.extension() == project::kSceneExtension)
        return project::loadScene(filmOrScene);
    const Result<media::MovieReader> film = media::MovieReader::open(filmOrScene);
    if (!film)
        return film.error();
    Result<project::Scene> scene = settingsOfFilm(filmOrScene, film->info().comment);
    if (!scene && scene.error().code != ErrorCode::Unsupported)
        return Error{ErrorCode::BadOption, filmOrScene.string(), "it holds no settings"};
    return scene;
}

} // namespace studio::jobs
