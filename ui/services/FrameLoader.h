// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/FilmSource.h"

#include <QImage>
#include <QObject>
#include <QSize>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace studio::ui {

// Opens films, decodes and scales their frames on its own thread. A new request replaces one that wasn't begun, and a
// new picture replaces one that wasn't delivered.
class FrameLoader : public QObject {
    Q_OBJECT

public:
    explicit FrameLoader(QObject* parent = nullptr);
    ~FrameLoader() override;

    // Opens this film and serves its frames from now on. Null: none.
    void setFilm(std::shared_ptr<FilmSource> film);
    // `target`: screen pixels to scale to; empty: as it is.
    void request(int64_t index, QSize target);

Q_SIGNALS:
    void opened();
    void loaded(const QImage& image, QSize source, qint64 index);
    void failed(const studio::Error& error);

private:
    struct Wish {
        int64_t index = 0;
        QSize target;
    };
    struct Picture {
        QImage image;
        QSize source;
        int64_t index = 0;
    };

    void run(const std::stop_token& stop);
    void open(const std::shared_ptr<FilmSource>& film, uint64_t generation);
    void fetch(const std::shared_ptr<FilmSource>& film, const Wish& wish, uint64_t generation);
    void report(const Error& error, uint64_t generation);
    void deliver();

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::shared_ptr<FilmSource> m_film;
    uint64_t m_generation = 0; // of the film: answers of an older one are dropped
    bool m_openWanted = false;
    std::optional<Wish> m_wish;
    std::optional<Picture> m_picture; // on its way to the GUI thread
    std::jthread m_thread; // last: it uses all the others
};

} // namespace studio::ui
