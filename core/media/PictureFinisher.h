// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/TemporaryFolder.h"
#include "core/media/EncoderSetup.h"
#include "core/media/FilterGraph.h"
#include "core/media/Finish.h"

#include <functional>
#include <optional>

// Finishes a film's pictures by FFmpeg's filters. For this folder's .cpp files only.
namespace studio::media {

// The format of finished pictures: RGB, so that every pixel can be placed and no colour is converted in between.
inline constexpr AVPixelFormat kFinished = AV_PIX_FMT_GBRP;

class PictureFinisher {
public:
    using Sink = std::function<Status(const AVFrame&)>; // kFinished; its pts as given to add()

    // Pictures of this size become those of the layout, in a film of this many. Errors, here and below: Unsupported (a
    // filter that FFmpeg was built without, a pixel format that can't be converted), OutOfMemory, EncoderFailed; those
    // of TemporaryFolder for a mark and for subtitles.
    static Result<PictureFinisher> open(Size picture, const FilmLayout& layout, const Finish& finish,
                                        AVRational frameRate, int64_t frames);
    // Picture `index` of the finished film, in any pixel format.
    Status add(const AVFrame& picture, int64_t index, const Sink& sink);
    Status finish(const Sink& sink);

private:
    explicit PictureFinisher(Size picture)
        : m_converter(kFinished, picture.width, picture.height)
    {
    }
    Status take(const Sink& sink);

    PictureConverter m_converter;
    std::optional<TemporaryFolder> m_folder; // of the file with the film's words
    FilterGraph m_graph;
    AVFilterContext* m_in = nullptr; // the graph's
    AVFilterContext* m_out = nullptr;
    Handle<AVFrame> m_frame{av_frame_alloc()};
};

} // namespace studio::media
