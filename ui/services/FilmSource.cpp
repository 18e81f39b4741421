// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/FilmSource.h"

#include "core/jobs/FrameStore.h"
#include "core/media/MovieReader.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <list>
#include <mutex>
#include <utility>

namespace studio::ui {
namespace {

constexpr int64_t kReadOn = 25; // frames: decoding this many is cheaper than a seek
constexpr int64_t kBackwards = 12; // frames decoded at once for backward steps

} // namespace

void FilmSource::setPictureSize(int /*width*/, int /*height*/) { }

struct MovieFilmSource::Private {
    std::filesystem::path path;
    std::optional<int64_t> statedFrames;
    size_t mostKept = 0; // bytes

    struct Size {
        int width = 0;
        int height = 0;

        bool operator==(const Size&) const = default;
    };
    std::atomic<Size> wantedSize{Size()};

    std::mutex mutex;
    std::optional<media::MovieReader> reader;
    int64_t next = 0; // index of the reader's next frame
    int64_t lastAsked = -1;
    std::list<std::pair<int64_t, Frame>> kept; // newest first
    size_t keptBytes = 0;
    Size size; // of those frames

    mutable std::mutex factsMutex;
    FilmFacts facts;

    Frame find(int64_t index)
    {
        const auto at
            = std::find_if(kept.begin(), kept.end(), [index](const auto& entry) { return entry.first == index; });
        if (at == kept.end())
            return nullptr;
        kept.splice(kept.begin(), kept, at);
        return at->second;
    }

    void keep(int64_t index, Frame frame)
    {
        if (find(index))
            return;
        keptBytes += frame->rgb.size();
        kept.emplace_front(index, std::move(frame));
        while (keptBytes > mostKept && kept.size() > 1) {
            keptBytes -= kept.back().second->rgb.size();
            kept.pop_back();
        }
    }

    // Frames of another size are none to give.
    void applySize()
    {
        const Size wanted = wantedSize.load();
        if (std::exchange(size, wanted) == wanted)
            return;
        kept.clear();
        keptBytes = 0;
        reader->setPictureSize(size.width, size.height);
    }
};

MovieFilmSource::MovieFilmSource(std::filesystem::path path, std::optional<int64_t> frames, size_t keptBytes)
    : m_d(std::make_unique<Private>())
{
    m_d->path = std::move(path);
    m_d->statedFrames = frames;
    m_d->mostKept = keptBytes;
}

MovieFilmSource::~MovieFilmSource() = default;

Status MovieFilmSource::open()
{
    const std::scoped_lock lock(m_d->mutex);
    if (m_d->reader)
        return kDone;
    auto reader = media::MovieReader::open(m_d->path);
    if (!reader)
        return reader.error();
    const media::MovieInfo& info = reader->info();
    FilmFacts facts;
    facts.width = info.width;
    facts.height = info.height;
    if (info.frameRate > 0)
        facts.frameRate = info.frameRate;
    facts.made = m_d->statedFrames.value_or(std::llround(info.seconds * facts.frameRate));
    facts.total = facts.made;
    if (info.hasSound)
        facts.sound = m_d->path;
    m_d->reader.emplace(std::move(*reader));
    m_d->next = 0;
    const std::scoped_lock factsLock(m_d->factsMutex);
    m_d->facts = std::move(facts);
    return kDone;
}

FilmFacts MovieFilmSource::facts() const
{
    const std::scoped_lock lock(m_d->factsMutex);
    return m_d->facts;
}

Result<FilmSource::Frame> MovieFilmSource::frame(int64_t index)
{
    if (auto opened = open(); !opened)
        return opened.error();
    const FilmFacts known = facts();
    if (index < 0 || index >= known.made)
        return Error{ErrorCode::BadOption, m_d->path.string(),
                     "frame " + std::to_string(index) + " is not in the film"};
    const std::scoped_lock lock(m_d->mutex);
    m_d->applySize();
    const bool backwards = index < m_d->lastAsked && m_d->lastAsked - index <= kReadOn;
    m_d->lastAsked = index;
    if (Frame found = m_d->find(index))
        return found;
    if (index < m_d->next || index - m_d->next > kReadOn) {
        const int64_t from = backwards ? std::max<int64_t>(0, index - kBackwards) : index;
        // The middle of the frame's time is safe from rounded time stamps.
        if (auto sought = m_d->reader->seek((static_cast<double>(from) + 0.5) / known.frameRate); !sought)
            return sought.error();
        m_d->next = from;
    }
    Frame last;
    while (m_d->next <= index) {
        auto picture = m_d->reader->nextFrame();
        if (!picture)
            return picture.error();
        if (!*picture)
            break; // The movie is shorter than stated: repeat its last frame.
        last = std::make_shared<const media::Picture>(std::move(**picture));
        m_d->keep(m_d->next, last);
        ++m_d->next;
    }
    if (!last)
        return Error{ErrorCode::MediaDamaged, m_d->path.string(), "no frame " + std::to_string(index)};
    return last;
}

void MovieFilmSource::setPictureSize(int width, int height)
{
    m_d->wantedSize = Private::Size{width, height};
}

LiveFilmSource::LiveFilmSource(std::shared_ptr<jobs::FrameStore> store)
    : m_store(std::move(store))
{
}

Status LiveFilmSource::open()
{
    return kDone;
}

FilmFacts LiveFilmSource::facts() const
{
    const jobs::LiveFilm film = m_store->film();
    FilmFacts facts;
    facts.width = film.width;
    facts.height = film.height;
    facts.frameRate = film.frameRate;
    facts.growing = !m_store->finished(); // before the count, which then includes frames made in between
    facts.made = m_store->count();
    facts.total = film.framesTotal;
    facts.sound = film.voice;
    facts.soundTreatment = film.voiceTreatment;
    facts.soundBegin = film.voiceBegin;
    return facts;
}

Result<FilmSource::Frame> LiveFilmSource::frame(int64_t index)
{
    if (Frame recent = m_store->recent(index))
        return recent;
    return m_store->frame(index);
}

} // namespace studio::ui
