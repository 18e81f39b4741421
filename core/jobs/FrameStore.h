// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/Picture.h"
#include "core/pipeline/Render.h"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace studio::jobs {

// What is being rendered, for whoever plays it meanwhile.
struct LiveFilm {
    int width = 0;
    int height = 0;
    int frameRate = kFramesPerSecond;
    int64_t framesTotal = 0; // 0 while unknown
    std::filesystem::path voice; // the sound that belongs to it
    double voiceBegin = 0; // seconds of the voice that are left out at its front
    std::filesystem::path growing; // the MP4 while it grows
};

// The frames of the take that is being rendered. The newest ones are held in RAM, as many as fit; older ones are read
// back from the growing MP4. All functions may be called from any thread at any time.
class FrameStore {
public:
    using Frame = std::shared_ptr<const media::Picture>;

    static constexpr int64_t kDefaultBytes = int64_t{256} << 20;
    explicit FrameStore(size_t maxBytes = kDefaultBytes);
    ~FrameStore();
    FrameStore(const FrameStore&) = delete;
    FrameStore& operator=(const FrameStore&) = delete;

    // The renderer's side: a new film, its frames in order, and what it became. clear() forgets the frames.
    void begin(const LiveFilm& film);
    void setTotal(int64_t frames);
    void append(const pipeline::FrameGroup& group);
    void finish(const std::filesystem::path& movie); // the whole MP4; empty if none was made
    void clear();

    // The player's side.
    [[nodiscard]] LiveFilm film() const;
    [[nodiscard]] int64_t count() const; // frames made
    [[nodiscard]] bool finished() const;
    // A frame if it is held in RAM; copies nothing and never waits for a file: may be called on the GUI thread.
    [[nodiscard]] Frame recent(int64_t index) const;
    // Any frame that was made; reads the MP4 where it must, so not on the GUI thread. Errors: BadOption (not made yet),
    // Unsupported (in neither place: the last second or so of the file is still with the encoder), those of
    // MovieReader.
    [[nodiscard]] Result<Frame> frame(int64_t index) const;

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::jobs
