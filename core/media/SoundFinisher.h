// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/FFmpeg.h"
#include "core/media/FilterGraph.h"
#include "core/media/Finish.h"
#include "core/media/SoundStream.h"

#include <cstdint>
#include <optional>

// Finishes a film's sound by FFmpeg's filters: music, fades. For this folder's .cpp files only.
namespace studio::media {

class SoundFinisher {
public:
    // A film of `seconds` with sound of this rate, and channels in FFmpeg's default layout. Errors: those of
    // SoundStream::open() for the music, Unsupported (a filter that FFmpeg was built without), OutOfMemory,
    // EncoderFailed.
    static Result<SoundFinisher> open(const Finish& finish, int rate, int channels, double seconds);

    // The next samples; returns those that are finished, which may be others. Errors, here and below: OutOfMemory,
    // EncoderFailed, those of reading the music.
    Result<Planes> add(const Planes& planes);
    // The rest: with music, up to the film's end.
    Result<Planes> finish();

private:
    SoundFinisher() = default;
    Status build(const Finish& finish, double seconds);
    Result<Planes> take();
    Status addMusic();
    Status feed(AVFilterContext& input, const Planes& planes, int rate, uint64_t mask, int64_t& position);

    FilterGraph m_graph;
    AVFilterContext* m_voice = nullptr; // the graph's, as the next two
    AVFilterContext* m_music = nullptr;
    AVFilterContext* m_out = nullptr;
    Handle<AVFrame> m_frame{av_frame_alloc()};
    std::filesystem::path m_file; // of the music
    std::optional<SoundStream> m_stream;
    int m_rate = 0;
    int m_channels = 1;
    int64_t m_voiceAt = 0; // samples so far
    int64_t m_musicAt = 0;
};

} // namespace studio::media
