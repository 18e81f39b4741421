// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/TakeRecovery.h"

#include "core/base/Log.h"
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
        if (!whole && media::moviePart(take.movie)) {
            const Result<media::MovieSummary> movie = media::recoverMovie(take.movie);
            if (!movie) {
                log::warning(take.movie.string() + ": nothing could be saved: " + movie.error().detail);
                if (movie.error().code == ErrorCode::BadOption)
                    (void)store.discard(take);
                continue; // Otherwise, with a full disk for one, the next start tries again.
            }
            take.framesMade = movie->frames;
        } else if (!whole) {
            (void)store.discard(take);
            continue;
        }
        if (const Status updated = store.update(take); !updated)
            log::warning(take.movie.string() + ": " + updated.error().detail);
        recovered.push_back(std::move(take));
    }
    return recovered;
}

} // namespace studio::jobs
