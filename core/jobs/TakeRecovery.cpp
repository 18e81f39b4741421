// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/TakeRecovery.h"

#include "core/base/Log.h"
#include "core/jobs/FilmJournal.h"
#include "core/media/MovieWriter.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace studio::jobs {

FolderLock::FolderLock(const std::filesystem::path& folder)
    : m_descriptor(::open((folder / ".rendering").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666))
{
    if (m_descriptor >= 0 && ::flock(m_descriptor, LOCK_EX | LOCK_NB) < 0) {
        ::close(m_descriptor);
        m_descriptor = -1;
    }
}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

namespace {

// A take without a film, and what was noted of it.
void discard(const project::TakeStore& store, const project::Take& take)
{
    std::error_code ignored;
    if (const auto journal = findJournal(take.movie))
        std::filesystem::remove(*journal, ignored);
    (void)store.discard(take);
}

// A take that was being cut or joined, unless a running program does so: what is there is no part of anything, and made
// again in seconds.
void discardJoined(const project::TakeStore& store, const project::Take& take)
{
    Result<media::PartFile> part = media::PartFile::adopt(take.movie);
    if (part)
        part->remove();
    if (part || part.error().code == ErrorCode::FileMissing)
        (void)store.discard(take);
}

// Its film appeared complete.
void finishJoined(const project::TakeStore& store, project::Take& take)
{
    take.state = project::TakeState::Finished;
    take.framesMade = take.framesTotal;
    if (const Status updated = store.update(take); !updated)
        log::warning(take.movie.string() + ": " + updated.error().detail);
}

// That the film, as it is now, is what it goes on from.
void noteRecovered(const project::Take& take)
{
    if (take.journal.empty())
        return;
    const Result<std::shared_ptr<const FilmJournal>> journal = FilmJournal::read(take.journal);
    if (!journal)
        return;
    JournalWriter writer(**journal, take.journal);
    noteStopped(writer, take.movie, take.framesMade);
}

} // namespace

std::vector<project::Take> recoverTakes(const project::TakeStore& store)
{
    const auto unfinished = [&store] {
        std::vector<project::Take> takes = store.load();
        std::erase_if(takes, [](const project::Take& take) { return take.state != project::TakeState::Rendering; });
        return takes;
    };
    std::vector<project::Take> recovered;
    if (unfinished().empty())
        return recovered;
    const FolderLock lock(store.folder());
    if (!lock.held())
        return recovered;
    std::vector<project::Take> left = unfinished(); // Again: a take that was being rendered may have ended meanwhile.
    for (project::Take& take : left) {
        std::error_code ignored;
        take.state = project::TakeState::Stopped;
        const bool whole = std::filesystem::exists(take.movie, ignored); // Killed between the film and its take's file.
        if (!take.parts.empty()) {
            if (whole)
                finishJoined(store, take);
            else
                discardJoined(store, take);
            continue;
        }
        if (!whole && media::moviePart(take.movie)) {
            const Result<media::MovieSummary> movie = media::recoverMovie(take.movie);
            if (!movie) {
                log::warning(take.movie.string() + ": nothing could be saved: " + movie.error().detail);
                if (movie.error().code == ErrorCode::BadOption)
                    discard(store, take);
                continue; // Otherwise, with a full disk for one, the next start tries again.
            }
            take.framesMade = movie->frames;
        } else if (!whole) {
            discard(store, take);
            continue;
        }
        take.journal = findJournal(take.movie).value_or(std::filesystem::path());
        if (!whole)
            noteRecovered(take);
        if (const Status updated = store.update(take); !updated)
            log::warning(take.movie.string() + ": " + updated.error().detail);
        recovered.push_back(std::move(take));
    }
    return recovered;
}

} // namespace studio::jobs
