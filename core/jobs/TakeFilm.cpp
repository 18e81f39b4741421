// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/TakeFilm.h"

#include "core/base/Log.h"

#include <algorithm>
#include <filesystem>

namespace studio::jobs {

FilmOrder orderOf(const Job& job, const project::Take& take, const ModelPlaces& places)
{
    const project::Scene& scene = job.scene;
    FilmOrder order;
    order.portrait = scene.portrait;
    order.crop = scene.crop;
    order.voice = scene.voice;
    order.voiceTrack = scene.voiceTrack;
    order.level = scene.voiceLevel;
    order.trim = scene.trim;
    order.people = scene.people;
    order.movie = take.movie;
    order.acceptShortVoice = true; // The window warned, and the user went on.
    order.comment = project::sceneToJson(project::withoutFolders(scene)); // The take's own file has them.
    order.prompt = scene.prompt;
    order.acceptLateTurns = true; // The timeline says that they are late.
    order.spec = renderSpec(places, scene.settings);
    order.isScored = true;
    return order;
}

bool isContinued(project::Scene begun, const project::Scene& wanted)
{
    begun.settings.clips = wanted.settings.clips;
    return begun == wanted;
}

std::optional<project::Take> continuedTake(const Job& job)
{
    if (job.continues.empty())
        return {};
    const Result<project::Take> take = project::takeOfMovie(job.continues);
    std::error_code missing;
    // A killed program's take without a frame is gone, and another one may have its name.
    if (!take || !isContinued(take->scene, job.scene) || take->journal.empty()
        || !std::filesystem::exists(take->journal, missing)) {
        log::warning(job.continues.string() + ": nothing to go on with, so a new take is made");
        return {};
    }
    return *take;
}

FilmParent parentOf(const Job& job)
{
    if (job.parent == 0)
        return {};
    const Result<project::Take> parent = project::takeOfMovie(job.parentMovie);
    if (!parent || parent->journal.empty())
        return {};
    Result<std::shared_ptr<const FilmJournal>> journal = FilmJournal::read(parent->journal);
    if (!journal) {
        log::warning(parent->journal.string() + ": its branch is made from the beginning: " + journal.error().detail);
        return {};
    }
    return {.journal = std::move(*journal), .movie = job.parentMovie, .block = job.branchBlock};
}

project::TakeReport takeReport(const project::TakeReport& promised, const FilmReport& film,
                               const std::optional<int64_t>& peakRam, double seconds)
{
    project::TakeReport report = takeReport(promised, film);
    report.peakRam = peakRam;
    report.totalSeconds = seconds;
    std::error_code failed;
    const uintmax_t bytes = std::filesystem::file_size(film.movie, failed);
    report.movieBytes = failed ? 0 : static_cast<int64_t>(bytes);
    return report;
}

project::TakeReport together(project::TakeReport report, const project::TakeReport& before)
{
    for (double project::TakeReport::*const seconds :
         {&project::TakeReport::loadSeconds, &project::TakeReport::textSeconds, &project::TakeReport::audioSeconds,
          &project::TakeReport::imageSeconds, &project::TakeReport::ditSeconds, &project::TakeReport::vaeSeconds,
          &project::TakeReport::muxSeconds, &project::TakeReport::totalSeconds})
        report.*seconds += before.*seconds;
    report.peakVram = std::max(report.peakVram, before.peakVram);
    report.peakRam = std::max(report.peakRam, before.peakRam);
    return report;
}

void discardFilm(FilmReport& film)
{
    std::error_code failed;
    for (const std::filesystem::path& file : {film.movie, film.journal}) {
        if (!file.empty() && !std::filesystem::remove(file, failed))
            log::warning(file.string() + ": it is of no use any more, and can't be deleted");
    }
    film.movie.clear();
    film.journal.clear();
    film.frames = film.render.frames = 0;
}

} // namespace studio::jobs
