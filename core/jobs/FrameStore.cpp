// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FrameStore.h"

#include "core/media/MovieReader.h"

#include <deque>
#include <mutex>
#include <optional>

namespace studio::jobs {

struct FrameStore::Private {
    explicit Private(size_t most)
        : maxBytes(most)
    {
    }

    const size_t maxBytes;
    mutable std::mutex mutex; // of what follows; held for moments only
    LiveFilm film;
    int64_t count = 0;
    bool finished = false;
    int generation = 0; // of the film
    std::deque<Frame> recent; // the last ones of [0, count)
    size_t bytes = 0;

    mutable std::mutex fileMutex; // of the reader; held while it decodes
    mutable std::optional<media::MovieReader> reader;
    mutable std::filesystem::path opened; // what the reader reads
    mutable int openedGeneration = -1;
    mutable int64_t next = 0; // the reader's next frame

    Result<Frame> read(const std::filesystem::path& path, int fileGeneration, int64_t index, int frameRate) const
    {
        const std::lock_guard lock(fileMutex);
        // A growing file shows its length at opening, so a second attempt opens it again.
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (attempt > 0 || !reader || opened != path || openedGeneration != fileGeneration) {
                reader.reset();
                Result<media::MovieReader> fresh = media::MovieReader::open(path);
                if (!fresh)
                    return fresh.error();
                reader.emplace(std::move(*fresh));
                opened = path;
                openedGeneration = fileGeneration;
                next = 0;
            }
            if (index != next) {
                if (!reader->seek(static_cast<double>(index) / frameRate)) {
                    next = -1;
                    continue;
                }
                next = index;
            }
            Result<std::optional<media::Picture>> picture = reader->nextFrame();
            if (picture && *picture) {
                ++next;
                return std::make_shared<const media::Picture>(std::move(**picture));
            }
            next = -1;
        }
        return Error{ErrorCode::Unsupported, path.string(), "frame " + std::to_string(index) + " is not in it yet"};
    }
};

FrameStore::FrameStore(size_t maxBytes)
    : m_d(std::make_unique<Private>(maxBytes))
{
}
FrameStore::~FrameStore() = default;

void FrameStore::begin(const LiveFilm& film)
{
    const std::lock_guard lock(m_d->mutex);
    m_d->film = film;
    m_d->count = film.made;
    m_d->finished = false;
    m_d->recent.clear();
    m_d->bytes = 0;
    ++m_d->generation;
}

void FrameStore::setTotal(int64_t frames)
{
    const std::lock_guard lock(m_d->mutex);
    m_d->film.framesTotal = frames;
}

void FrameStore::append(const pipeline::FrameGroup& group)
{
    std::deque<Frame> fresh;
    for (int i = 0; i < group.count; ++i) {
        const auto rgb = group.frame(i);
        fresh.push_back(std::make_shared<const media::Picture>(
            media::Picture{group.width, group.height, {rgb.begin(), rgb.end()}}));
    }
    std::vector<Frame> old; // Freed behind the lock.
    const std::lock_guard lock(m_d->mutex);
    for (Frame& frame : fresh) {
        m_d->bytes += frame->rgb.size();
        m_d->recent.push_back(std::move(frame));
        ++m_d->count;
    }
    while (m_d->bytes > m_d->maxBytes && m_d->recent.size() > 1) {
        m_d->bytes -= m_d->recent.front()->rgb.size();
        old.push_back(std::move(m_d->recent.front()));
        m_d->recent.pop_front();
    }
}

void FrameStore::finish(const std::filesystem::path& movie)
{
    const std::lock_guard lock(m_d->mutex);
    m_d->finished = true;
    m_d->film.growing = movie;
    m_d->film.framesTotal = m_d->count;
    ++m_d->generation; // Another file.
}

void FrameStore::clear()
{
    begin({});
}

LiveFilm FrameStore::film() const
{
    const std::lock_guard lock(m_d->mutex);
    return m_d->film;
}

int64_t FrameStore::count() const
{
    const std::lock_guard lock(m_d->mutex);
    return m_d->count;
}

bool FrameStore::finished() const
{
    const std::lock_guard lock(m_d->mutex);
    return m_d->finished;
}

FrameStore::Frame FrameStore::recent(int64_t index) const
{
    const std::lock_guard lock(m_d->mutex);
    const int64_t first = m_d->count - static_cast<int64_t>(m_d->recent.size());
    if (index < first || index >= m_d->count)
        return {};
    return m_d->recent[static_cast<size_t>(index - first)];
}

Result<FrameStore::Frame> FrameStore::frame(int64_t index) const
{
    if (Frame held = recent(index))
        return held;
    std::filesystem::path path;
    int generation = 0;
    int frameRate = 0;
    {
        const std::lock_guard lock(m_d->mutex);
        if (index < 0 || index >= m_d->count)
            return Error{ErrorCode::BadOption, "frame", std::to_string(index) + " is not made yet"};
        path = m_d->film.growing;
        generation = m_d->generation;
        frameRate = m_d->film.frameRate;
    }
    if (path.empty())
        return Error{ErrorCode::Unsupported, "frame", "no movie is made"};
    return m_d->read(path, generation, index, frameRate);
}

} // namespace studio::jobs
