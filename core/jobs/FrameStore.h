// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/Picture.h"
#include "core/media/SoundTreatment.h"
#include "core/pipeline/Render.h"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace studio::jobs {

// Facts of the film being rendered, for its player.
struct LiveFilm {
    int width = 0;
    int height = 0;
    int frameRate = kFramesPerSecond;
    int64_t framesTotal = 0; // 0 while unknown
    std::filesystem::path voice; // its sound
    media::SoundTreatment voiceTreatment = media::SoundTreatment(); // as for the film's sound
    double voiceBegin = 0; // seconds of the voice before the film's first frame
    std::filesystem::path growing; // the MP4 being written
    int64_t made = 0; // frames in that MP4 already, of a film that is continued
};

// The frames of the running take. The newest are in RAM, as many as fit; older ones are read from the growing MP4.
// Thread-safe.
class FrameStore {
public:
    using Frame = std::shared_ptr<const media::Picture>;

    static constexpr int64_t kDefaultBytes = int64_t{256} << 20;
    explicit FrameStore(size_t maxBytes = kDefaultBytes);
    ~FrameStore();
    FrameStore(const FrameStore&) = delete;
    FrameStore& operator=(const FrameStore&) = delete;

    // For the renderer: starts a film, adds its frames in order, ends it. clear() drops the frames.
    void begin(const LiveFilm& film);
    void setTotal(int64_t frames);
    void append(const pipeline::FrameGroup& group);
    void finish(const std::filesystem::path& movie); // the complete MP4; empty if none was written
    void clear();

    // For the player.
    [[nodiscard]] LiveFilm film() const;
    [[nodiscard]] int64_t count() const; // frames so far
    [[nodiscard]] bool finished() const;
    // A frame if it is in RAM, else null. Doesn't copy and never reads a file: may be called on the GUI thread.
    [[nodiscard]] Frame recent(int64_t index) const;
    // Any frame so far. May read the MP4, so don't call it on the GUI thread. Errors: BadOption (not rendered yet);
    // Unsupported (neither in RAM nor in the file yet: the encoder keeps about a second); those of MovieReader.
    [[nodiscard]] Result<Frame> frame(int64_t index) const;

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::jobs
