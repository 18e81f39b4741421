// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/FrameLoader.h"

#include "ui/services/Images.h"

#include <QMetaObject>

#include <utility>

namespace studio::ui {
namespace {

QImage scaledImage(const media::Picture& picture, QSize target)
{
    const QImage whole = imageOf(picture);
    if (target.isEmpty() || target == whole.size())
        return whole;
    return whole.scaled(target, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

} // namespace

FrameLoader::FrameLoader(QObject* parent)
    : QObject(parent)
    , m_thread([this](const std::stop_token& stop) { run(stop); })
{
}

FrameLoader::~FrameLoader()
{
    m_thread.request_stop();
    m_thread.join();
}

void FrameLoader::setFilm(std::shared_ptr<FilmSource> film)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_openWanted = film != nullptr;
        m_film = std::move(film);
        ++m_generation;
        m_wish.reset();
        m_picture.reset();
    }
    m_wake.notify_one();
}

void FrameLoader::request(int64_t index, QSize target)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_wish = Wish{index, target};
    }
    m_wake.notify_one();
}

void FrameLoader::run(const std::stop_token& stop)
{
    for (;;) {
        std::shared_ptr<FilmSource> film;
        std::optional<Wish> wish;
        uint64_t generation = 0;
        bool openIt = false;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, stop, [this] { return m_film != nullptr && (m_openWanted || m_wish); }))
                return;
            film = m_film;
            generation = m_generation;
            openIt = std::exchange(m_openWanted, false);
            if (!openIt)
                wish = std::exchange(m_wish, std::nullopt);
        }
        if (openIt)
            open(film, generation);
        else if (wish)
            fetch(film, *wish, generation);
    }
}

void FrameLoader::open(const std::shared_ptr<FilmSource>& film, uint64_t generation)
{
    if (auto status = film->open(); !status) {
        report(status.error(), generation);
        return;
    }
    QMetaObject::invokeMethod(
        this,
        [this, generation] {
            if (const std::scoped_lock lock(m_mutex); generation != m_generation)
                return;
            Q_EMIT opened();
        },
        Qt::QueuedConnection);
}

void FrameLoader::fetch(const std::shared_ptr<FilmSource>& film, const Wish& wish, uint64_t generation)
{
    auto frame = film->frame(wish.index);
    if (!frame) {
        report(frame.error(), generation);
        return;
    }
    const media::Picture& picture = **frame;
    Picture made{scaledImage(picture, wish.target), {picture.width, picture.height}, wish.index};
    const std::scoped_lock lock(m_mutex);
    if (generation != m_generation)
        return;
    const bool onItsWay = m_picture.has_value();
    m_picture = std::move(made);
    if (!onItsWay)
        QMetaObject::invokeMethod(this, &FrameLoader::deliver, Qt::QueuedConnection);
}

void FrameLoader::report(const Error& error, uint64_t generation)
{
    QMetaObject::invokeMethod(
        this,
        [this, error, generation] {
            if (const std::scoped_lock lock(m_mutex); generation != m_generation)
                return;
            Q_EMIT failed(error);
        },
        Qt::QueuedConnection);
}

void FrameLoader::deliver()
{
    std::optional<Picture> picture;
    {
        const std::scoped_lock lock(m_mutex);
        picture = std::exchange(m_picture, std::nullopt);
    }
    if (picture)
        Q_EMIT loaded(picture->image, picture->source, picture->index);
}

} // namespace studio::ui
