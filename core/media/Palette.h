// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/FFmpeg.h"
#include "core/media/FilterGraph.h"

#include <functional>

// One palette of 256 colours for a whole film, by FFmpeg's filters palettegen and paletteuse. For this folder's .cpp
// files only.
namespace studio::media {

// The format of the pictures that both take.
inline constexpr AVPixelFormat kPaletteInput = AV_PIX_FMT_RGB32;

// Learns the colours of pictures. Errors, here and below: Unsupported (FFmpeg was built without the filter),
// OutOfMemory, EncoderFailed.
class PaletteMaker {
public:
    static Result<PaletteMaker> open(int width, int height);
    Status add(const AVFrame& picture);
    // The palette, a picture of 16 by 16; after the last add().
    Result<Handle<AVFrame>> finish();

private:
    FilterGraph m_graph;
    AVFilterContext* m_in = nullptr;
    AVFilterContext* m_out = nullptr;
};

// Gives pictures the colours of a palette, dithered.
class PaletteMapper {
public:
    using Sink = std::function<Status(const AVFrame&)>; // AV_PIX_FMT_PAL8, with the time stamps of its picture
    static Result<PaletteMapper> open(int width, int height, AVRational timeBase, const AVFrame& palette);
    Status add(const AVFrame& picture, const Sink& sink);
    Status finish(const Sink& sink);

private:
    Status take(const Sink& sink);

    FilterGraph m_graph;
    AVFilterContext* m_in = nullptr;
    AVFilterContext* m_out = nullptr;
    Handle<AVFrame> m_frame{av_frame_alloc()};
};

} // namespace studio::media
