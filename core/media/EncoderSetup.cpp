// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/EncoderSetup.h"

#include <algorithm>
#include <cmath>
#include <string>

extern "C" {
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

namespace studio::media {
namespace {

bool isRgb(AVPixelFormat format)
{
    const AVPixFmtDescriptor* const facts = av_pix_fmt_desc_get(format);
    return facts && (facts->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0;
}

void tagColours(AVCodecContext& codec)
{
    codec.color_primaries = AVCOL_PRI_BT709;
    codec.color_trc = AVCOL_TRC_BT709;
    if (isRgb(codec.pix_fmt)) {
        codec.colorspace = AVCOL_SPC_RGB;
        codec.color_range = AVCOL_RANGE_JPEG;
        return;
    }
    codec.colorspace = AVCOL_SPC_SMPTE170M;
    codec.color_range = AVCOL_RANGE_MPEG;
    codec.chroma_sample_location = AVCHROMA_LOC_LEFT;
}

int rateFor(const AVCodec& encoder, int wanted)
{
    int next = 0;
    int highest = 0;
    for (const int* rate = encoder.supported_samplerates; rate && *rate > 0; ++rate) {
        highest = std::max(highest, *rate);
        if (*rate >= wanted && (next == 0 || *rate < next))
            next = *rate;
    }
    return highest == 0 ? wanted : next > 0 ? next : highest; // Without a list any rate will do.
}

AVSampleFormat sampleFormatFor(const AVCodec& encoder)
{
    for (const AVSampleFormat format : {AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_S16}) {
        for (const AVSampleFormat* offered = encoder.sample_fmts; offered && *offered != AV_SAMPLE_FMT_NONE;
             ++offered) {
            if (*offered == format)
                return format;
        }
    }
    return AV_SAMPLE_FMT_NONE;
}

} // namespace

Result<Handle<AVCodecContext>> openVideoEncoder(const VideoSetup& setup)
{
    const VideoEncoder& wanted = setup.encoder;
    const AVCodec* const encoder = avcodec_find_encoder_by_name(wanted.name);
    if (!encoder)
        return Error{ErrorCode::Unsupported, wanted.name, "FFmpeg was built without it"};
    Handle<AVCodecContext> codec(avcodec_alloc_context3(encoder));
    if (!codec)
        return Error{ErrorCode::OutOfMemory, wanted.name, {}};
    codec->width = setup.width;
    codec->height = setup.height;
    codec->time_base = av_inv_q(setup.frameRate);
    codec->framerate = setup.frameRate;
    codec->pix_fmt = av_get_pix_fmt(wanted.pixels);
    codec->sample_aspect_ratio = {1, 1};
    codec->gop_size = std::max(1, static_cast<int>(std::lround(av_q2d(setup.frameRate))));
    codec->thread_count = setup.threads > 0 ? setup.threads : codec->thread_count;
    codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    tagColours(*codec);
    if (wanted.tag)
        codec->codec_tag = MKTAG(wanted.tag[0], wanted.tag[1], wanted.tag[2], wanted.tag[3]);
    for (const EncoderOption& option : wanted.options) {
        if (const int code = av_opt_set(codec.get(), option.name, option.value, AV_OPT_SEARCH_CHILDREN); code < 0)
            return Error{ErrorCode::EncoderFailed, wanted.name, std::string(option.name) + ": " + ffmpegText(code)};
    }
    const QualityScale& scale = wanted.quality;
    if (scale.option)
        av_opt_set_double(codec->priv_data, scale.option, scale.clamped(setup.quality.value_or(scale.usual)), 0);
    if (const int code = codeOf([&] { return avcodec_open2(codec.get(), encoder, nullptr); }); code < 0)
        return codecError(ErrorCode::EncoderFailed, wanted.name, code);
    return codec;
}

Result<Handle<AVCodecContext>> openSoundEncoder(const SoundSetup& setup)
{
    const AVCodec* const encoder = avcodec_find_encoder_by_name(setup.encoder);
    if (!encoder)
        return Error{ErrorCode::Unsupported, setup.encoder, "FFmpeg was built without this encoder"};
    int code = 0;
    for (const int channels : {setup.channels, 2}) {
        Handle<AVCodecContext> codec(avcodec_alloc_context3(encoder));
        if (!codec)
            return Error{ErrorCode::OutOfMemory, setup.encoder, {}};
        codec->sample_rate = rateFor(*encoder, setup.rate);
        codec->sample_fmt = sampleFormatFor(*encoder);
        codec->time_base = {1, codec->sample_rate};
        codec->bit_rate = setup.bitRate;
        codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
        av_channel_layout_default(&codec->ch_layout, channels);
        code = codeOf([&] { return avcodec_open2(codec.get(), encoder, nullptr); });
        if (code >= 0)
            return codec;
        if (code == AVERROR(ENOMEM)) // It doesn't refuse the channels; stereo would be another sound.
            break;
    }
    return codecError(ErrorCode::EncoderFailed, setup.encoder, code);
}

AVFrame* PictureConverter::convert(const AVFrame& picture)
{
    if (!m_converted) {
        m_converted.reset(av_frame_alloc());
        if (!m_converted)
            return nullptr;
        m_converted->format = m_format;
        m_converted->width = m_width;
        m_converted->height = m_height;
        if (av_frame_get_buffer(m_converted.get(), 0) < 0) {
            m_converted.reset();
            return nullptr;
        }
    }
    const auto from = static_cast<AVPixelFormat>(picture.format);
    // Every pixel's own chroma: on the way in, out, or both between two kinds of RGB.
    const int chroma
        = isRgb(m_format) ? SWS_FULL_CHR_H_INT | (isRgb(from) ? SWS_FULL_CHR_H_INP : 0) : SWS_FULL_CHR_H_INP;
    const bool scales = picture.width != m_width || picture.height != m_height;
    const int filter = scales ? SWS_LANCZOS : SWS_BICUBIC; // at one size only the chroma planes are filtered
    m_scaler.reset(sws_getCachedContext(m_scaler.release(), picture.width, picture.height, from, m_width, m_height,
                                        m_format, filter | SWS_ACCURATE_RND | chroma, nullptr, nullptr, nullptr));
    if (!m_scaler || av_frame_make_writable(m_converted.get()) < 0)
        return nullptr;
    const int fromFull = isRgb(from) || picture.color_range == AVCOL_RANGE_JPEG ? 1 : 0;
    const int toFull = isRgb(m_format) ? 1 : 0;
    constexpr int kUnchanged = 1 << 16; // brightness is 0; contrast and saturation are 1
    sws_setColorspaceDetails(m_scaler.get(), sws_getCoefficients(isRgb(from) ? SWS_CS_SMPTE170M : picture.colorspace),
                             fromFull, sws_getCoefficients(SWS_CS_SMPTE170M), toFull, 0, kUnchanged, kUnchanged);
    sws_scale(m_scaler.get(), picture.data, picture.linesize, 0, picture.height, m_converted->data,
              m_converted->linesize);
    m_converted->pts = picture.pts;
    return m_converted.get();
}

} // namespace studio::media
