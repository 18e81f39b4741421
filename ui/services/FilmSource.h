// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/Picture.h"
#include "core/media/SoundTreatment.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

namespace studio::jobs {
class FrameStore;
}

namespace studio::ui {

// What a player needs to know of a film.
struct FilmFacts {
    int width = 0;
    int height = 0;
    double frameRate = 25;
    int64_t made = 0; // frames that can be shown
    int64_t total = 0; // frames that it will have; 0: not known
    bool growing = false; // more frames come
    std::filesystem::path sound; // the file with the film's sound
    media::SoundTreatment soundTreatment = media::SoundTreatment(); // applied to that sound
    double soundBegin = 0; // seconds of that sound before the film's first frame

    bool operator==(const FilmFacts&) const = default;
};

// Frames of a film, by their index. All functions may be called from any thread; open() and frame() may take long and
// belong on a media thread.
class FilmSource {
public:
    using Frame = std::shared_ptr<const media::Picture>;

    virtual ~FilmSource() = default;
    // Reads what is needed for facts(). Errors: those of MovieReader::open().
    virtual Status open() = 0;
    [[nodiscard]] virtual FilmFacts facts() const = 0;
    // Errors: BadOption (not made), those of MovieReader.
    virtual Result<Frame> frame(int64_t index) = 0;
    // Of the frames from the next one on, in pixels, where making them so is cheaper than scaling them later; 0: as
    // they are. Returns at once.
    virtual void setPictureSize(int width, int height);
};

// A film in a file.
class MovieFilmSource : public FilmSource {
public:
    static constexpr size_t kKeptBytes = size_t{96} << 20;

    // `frames`: number of frames; none: computed from the duration that the file states. `keptBytes`: of decoded frames
    // that are kept for a way back.
    explicit MovieFilmSource(std::filesystem::path path, std::optional<int64_t> frames = {},
                             size_t keptBytes = kKeptBytes);
    ~MovieFilmSource() override;

    Status open() override;
    [[nodiscard]] FilmFacts facts() const override;
    Result<Frame> frame(int64_t index) override;
    void setPictureSize(int width, int height) override;

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

// The film that is being rendered; its facts change while it grows.
class LiveFilmSource : public FilmSource {
public:
    explicit LiveFilmSource(std::shared_ptr<jobs::FrameStore> store);

    Status open() override;
    [[nodiscard]] FilmFacts facts() const override;
    Result<Frame> frame(int64_t index) override;

private:
    std::shared_ptr<jobs::FrameStore> m_store;
};

} // namespace studio::ui
