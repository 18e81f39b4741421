// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/EncoderSetup.h"

#include <algorithm>
#include <cmath>

extern "C" {
#include <libavutil/opt.h>
}

namespace studio::media {
namespace {

// Each encoder has its own name for constant quality, and its own idea of a sensible speed.
void setQuality(AVCodecContext& codec, const VideoEncoder& encoder, int crf)
{
    void* const options = codec.priv_data;
    if (encoder.name == "libx264") {
        av_opt_set_int(options, "crf", crf, 0);
    } else if (encoder.name == "libx265") {
        av_opt_set_int(options, "crf", crf, 0);
        av_opt_set(options, "x265-params", "log-level=error", 0);
        codec.codec_tag = MKTAG('h', 'v', 'c', '1'); // What Apple's players want.
    } else if (encoder.name == "libsvtav1") {
        av_opt_set_int(options, "crf", crf, 0);
        av_opt_set_int(options, "preset", 8, 0);
    } else if (encoder.name == "libaom-av1") {
        av_opt_set_int(options, "crf", crf, 0);
        av_opt_set_int(options, "cpu-used", 6, 0);
        av_opt_set_int(options, "row-mt", 1, 0);
    } else {
        av_opt_set_int(options, "qp", crf, 0);
        av_opt_set_int(options, "speed", 8, 0);
    }
}

} // namespace

Result<Handle<AVCodecContext>> openVideoEncoder(const VideoSetup& setup)
{
    const AVCodec* const encoder = avcodec_find_encoder_by_name(setup.encoder.name.c_str());
    if (!encoder)
        return Error{ErrorCode::Unsupported, setup.encoder.name, "FFmpeg was built without it"};
    Handle<AVCodecContext> codec(avcodec_alloc_context3(encoder));
    if (!codec)
        return Error{ErrorCode::OutOfMemory, setup.encoder.name, {}};
    codec->width = setup.width;
    codec->height = setup.height;
    codec->time_base = av_inv_q(setup.frameRate);
    codec->framerate = setup.frameRate;
    codec->pix_fmt = AV_PIX_FMT_YUV420P;
    codec->sample_aspect_ratio = {1, 1};
    codec->gop_size = std::max(1, static_cast<int>(std::lround(av_q2d(setup.frameRate))));
    codec->colorspace = AVCOL_SPC_SMPTE170M;
    codec->color_primaries = AVCOL_PRI_BT709;
    codec->color_trc = AVCOL_TRC_BT709;
    codec->color_range = AVCOL_RANGE_MPEG;
    codec->chroma_sample_location = AVCHROMA_LOC_LEFT;
    codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    const int crf
        = std::clamp(setup.crf.value_or(setup.encoder.crfDefault), setup.encoder.crfBest, setup.encoder.crfWorst);
    setQuality(*codec, setup.encoder, crf);
    if (const int code = avcodec_open2(codec.get(), encoder, nullptr); code < 0)
        return Error{ErrorCode::EncoderFailed, setup.encoder.name, ffmpegText(code)};
    return codec;
}

} // namespace studio::media
