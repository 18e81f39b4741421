// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FFmpeg.h"
#include "core/media/ImageDecoders.h"

#include <algorithm>
#include <climits>
#include <memory>
#include <new>
#include <string_view>

#include <jxl/decode.h>

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
}

namespace studio::media {
namespace {

AVCodecID codecOf(PictureFormat format, FileBytes file)
{
    switch (format) {
    case PictureFormat::Gif: return AV_CODEC_ID_GIF;
    case PictureFormat::Bmp: return AV_CODEC_ID_BMP;
    case PictureFormat::JpegXl: return AV_CODEC_ID_JPEGXL;
    case PictureFormat::Jpeg2000: return AV_CODEC_ID_JPEG2000;
    case PictureFormat::Psd: return AV_CODEC_ID_PSD;
    case PictureFormat::Qoi: return AV_CODEC_ID_QOI;
    case PictureFormat::Pnm:
        switch (file[1]) {
        case '1':
        case '4': return AV_CODEC_ID_PBM;
        case '2':
        case '5': return AV_CODEC_ID_PGM;
        case '7': return AV_CODEC_ID_PAM;
        default: return AV_CODEC_ID_PPM;
        }
    case PictureFormat::Png:
    case PictureFormat::Jpeg:
    case PictureFormat::WebP:
    case PictureFormat::Tiff:
    case PictureFormat::Heif:
    case PictureFormat::Video: break;
    }
    return AV_CODEC_ID_NONE;
}

std::string nameOf(PictureFormat format)
{
    switch (format) {
    case PictureFormat::Gif: return "GIF";
    case PictureFormat::Bmp: return "BMP";
    case PictureFormat::JpegXl: return "JPEG XL";
    case PictureFormat::Jpeg2000: return "JPEG 2000";
    case PictureFormat::Psd: return "PSD that is not plain RGB";
    case PictureFormat::Qoi: return "QOI";
    default: return "PNM";
    }
}

// Numbers of a header; zero past the end.
uint32_t littleEndian(FileBytes bytes, size_t at, size_t count)
{
    uint32_t value = 0;
    for (size_t i = count; i-- > 0;)
        value = value << 8 | (at + i < bytes.size() ? bytes[at + i] : 0);
    return value;
}
uint32_t bigEndian(FileBytes bytes, size_t at, size_t count)
{
    uint32_t value = 0;
    for (size_t i = 0; i < count; ++i)
        value = value << 8 | (at + i < bytes.size() ? bytes[at + i] : 0);
    return value;
}

bool has(FileBytes bytes, size_t at, std::string_view text)
{
    return at < bytes.size() && bytes.size() - at >= text.size()
        && std::equal(text.begin(), text.end(), bytes.data() + at, [](char c, uint8_t b) { return uint8_t(c) == b; });
}

// The size in a fixed-form header; nullopt for other formats.
std::optional<HeaderSize> headerSize(FileBytes file, PictureFormat format)
{
    switch (format) {
    case PictureFormat::Gif: return HeaderSize{littleEndian(file, 6, 2), littleEndian(file, 8, 2)};
    case PictureFormat::Bmp: {
        if (littleEndian(file, 14, 4) == 12) // OS/2
            return HeaderSize{littleEndian(file, 18, 2), littleEndian(file, 20, 2)};
        const auto height = static_cast<int32_t>(littleEndian(file, 22, 4)); // negative: rows from the top
        return HeaderSize{static_cast<int32_t>(littleEndian(file, 18, 4)), std::abs(int64_t{height})};
    }
    case PictureFormat::Psd: return HeaderSize{bigEndian(file, 18, 4), bigEndian(file, 14, 4)};
    case PictureFormat::Qoi: return HeaderSize{bigEndian(file, 4, 4), bigEndian(file, 8, 4)};
    default: return {};
    }
}

// Whether the first picture of a GIF is complete.
bool gifIsWhole(FileBytes file)
{
    const auto palette = [&](size_t at) -> size_t {
        const uint32_t flags = littleEndian(file, at, 1);
        return (flags & 0x80U) != 0 ? size_t{3} << ((flags & 7U) + 1) : 0;
    };
    size_t at = 13 + palette(10);
    while (at < file.size()) {
        const bool picture = file[at] == 0x2C;
        if (picture)
            at += 11 + palette(at + 9); // the descriptor, its palette, the size of codes
        else if (file[at] == 0x21)
            at += 2;
        else
            return false;
        while (at < file.size() && file[at] != 0)
            at += size_t{1} + file[at];
        if (picture)
            return at < file.size();
        ++at;
    }
    return false;
}

// Whether no frame of a JPEG XL ends too early; its pixels aren't decoded.
bool jxlIsWhole(FileBytes file)
{
    const std::unique_ptr<JxlDecoder, decltype(&JxlDecoderDestroy)> decoder(JxlDecoderCreate(nullptr),
                                                                            &JxlDecoderDestroy);
    if (!decoder)
        throw std::bad_alloc();
    if (JxlDecoderSubscribeEvents(decoder.get(), JXL_DEC_FRAME) != JXL_DEC_SUCCESS
        || JxlDecoderSetInput(decoder.get(), file.data(), file.size()) != JXL_DEC_SUCCESS)
        return false;
    JxlDecoderCloseInput(decoder.get());
    JxlDecoderStatus status = JXL_DEC_FRAME;
    while (status == JXL_DEC_FRAME)
        status = JxlDecoderProcessInput(decoder.get());
    return status == JXL_DEC_SUCCESS;
}

// Whether the file has its whole picture. FFmpeg would fill in missing parts, or, of a JPEG XL, wait for them for ever.
bool isWhole(FileBytes file, PictureFormat format)
{
    using namespace std::string_view_literals;
    switch (format) {
    case PictureFormat::Gif: return gifIsWhole(file);
    case PictureFormat::JpegXl: return jxlIsWhole(file);
    case PictureFormat::Qoi: return file.size() >= 22 && has(file, file.size() - 8, "\0\0\0\0\0\0\0\1"sv);
    case PictureFormat::Bmp: {
        const bool windows = littleEndian(file, 14, 4) >= 40; // other headers have no field for the pixels' bytes
        return !windows || uint64_t{littleEndian(file, 10, 4)} + littleEndian(file, 34, 4) <= file.size();
    }
    default: return true;
    }
}

std::vector<uint8_t> slice(FileBytes file, size_t at, size_t count)
{
    if (at > file.size() || count > file.size() - at)
        return {};
    return {file.begin() + static_cast<std::ptrdiff_t>(at), file.begin() + static_cast<std::ptrdiff_t>(at + count)};
}

// ICC profiles that FFmpeg's decoders ignore.
std::vector<uint8_t> profileInFile(FileBytes file, PictureFormat format)
{
    if (format == PictureFormat::Bmp && littleEndian(file, 14, 4) >= 124 && has(file, 14 + 56, "DEBM"))
        return slice(file, 14 + size_t{littleEndian(file, 14 + 112, 4)}, littleEndian(file, 14 + 116, 4));
    if (format == PictureFormat::Psd) {
        constexpr uint32_t kProfile = 0x040F;
        size_t at = 26; // then the palette and the resources, each behind its length
        at += size_t{4} + bigEndian(file, at, 4);
        const size_t end = std::min(file.size(), at + 4 + bigEndian(file, at, 4));
        at += 4;
        while (at + 12 <= end && has(file, at, "8BIM")) {
            const uint32_t kind = bigEndian(file, at + 4, 2);
            const size_t name = bigEndian(file, at + 6, 1) + size_t{1};
            at += 6 + name + name % 2;
            const size_t length = bigEndian(file, at, 4);
            if (kind == kProfile)
                return slice(file, at + 4, length);
            at += 4 + length + length % 2;
        }
    }
    if (format == PictureFormat::Jpeg2000) {
        constexpr size_t kSearched = 4096; // the box lies in the header, before the pixels
        for (size_t at = 4; at < std::min(file.size(), kSearched); ++at) {
            const size_t length = bigEndian(file, at - 4, 4); // with its length, name, method and two bytes
            if (has(file, at, "colr") && length > 11 && bigEndian(file, at + 4, 1) == 2)
                return slice(file, at + 7, length - 11);
        }
    }
    return {};
}

ColourTags coloursOf(const AVFrame& frame, FileBytes file, PictureFormat format)
{
    ColourTags tags{.icc = profileInFile(file, format)};
    if (const AVFrameSideData* const data = av_frame_get_side_data(&frame, AV_FRAME_DATA_ICC_PROFILE))
        tags.icc.assign(data->data, data->data + data->size);
    if (format == PictureFormat::JpegXl && frame.color_trc != AVCOL_TRC_UNSPECIFIED) {
        tags.primaries = frame.color_primaries;
        tags.transfer = frame.color_trc;
    }
    return tags;
}

Result<Handle<AVFrame>> firstFrame(FileBytes file, PictureFormat format)
{
    routeFFmpegLog();
    const std::string kind = nameOf(format);
    if (!isWhole(file, format))
        return Error{ErrorCode::MediaDamaged, {}, kind + ": the file is cut off or damaged"};
    const AVCodec* const codec = avcodec_find_decoder(codecOf(format, file));
    if (!codec)
        return Error{ErrorCode::ImageUnsupported, {}, kind};
    const Handle<AVCodecContext> context(avcodec_alloc_context3(codec));
    const Handle<AVPacket> packet(av_packet_alloc());
    Handle<AVFrame> frame(av_frame_alloc());
    const Error noMemory{ErrorCode::OutOfMemory, {}, kind};
    if (!context || !packet || !frame || file.size() > INT_MAX - AV_INPUT_BUFFER_PADDING_SIZE
        || av_new_packet(packet.get(), static_cast<int>(file.size())) < 0)
        return noMemory;
    std::copy(file.begin(), file.end(), packet->data);
    packet->flags |= AV_PKT_FLAG_KEY;
    context->err_recognition = AV_EF_EXPLODE;
    context->max_pixels = kMaxWholeBytes / 4;

    int code = codeOf([&] { return avcodec_open2(context.get(), codec, nullptr); });
    if (code >= 0)
        code = avcodec_send_packet(context.get(), packet.get());
    if (code >= 0) {
        code = avcodec_receive_frame(context.get(), frame.get());
        if (code == AVERROR(EAGAIN) && avcodec_send_packet(context.get(), nullptr) >= 0)
            code = avcodec_receive_frame(context.get(), frame.get());
    }
    if (code == AVERROR(ENOMEM))
        return noMemory;
    // FFmpeg's PSD decoder reads only simple files.
    if (code == AVERROR_PATCHWELCOME || (code < 0 && format == PictureFormat::Psd))
        return Error{ErrorCode::ImageUnsupported, {}, kind};
    if (code < 0 || frame->decode_error_flags != 0 || (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0)
        return Error{ErrorCode::MediaDamaged, {}, kind + ": " + (code < 0 ? ffmpegText(code) : "corrupt")};
    return frame;
}

// A decoder's output format, and the sink's.
struct Samples {
    AVPixelFormat format = AV_PIX_FMT_NONE;
    SampleLayout layout;
};

Samples samplesFor(AVPixelFormat decoded)
{
    const AVPixFmtDescriptor* const kind = av_pix_fmt_desc_get(decoded);
    if (decoded == AV_PIX_FMT_GRAY8 || decoded == AV_PIX_FMT_GRAY16)
        return {decoded, {.inks = Inks::Grey, .alphas = 0, .bytes = decoded == AV_PIX_FMT_GRAY8 ? 1 : 2}};
    if (decoded == AV_PIX_FMT_YA8 || decoded == AV_PIX_FMT_YA16)
        return {decoded, {.inks = Inks::Grey, .alphas = 1, .bytes = decoded == AV_PIX_FMT_YA8 ? 1 : 2}};
    const bool alpha = kind && (kind->flags & AV_PIX_FMT_FLAG_ALPHA) != 0;
    const bool wide = kind && kind->comp[0].depth > 8;
    const auto format
        = wide ? (alpha ? AV_PIX_FMT_RGBA64 : AV_PIX_FMT_RGB48) : (alpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24);
    return {format, {.inks = Inks::Rgb, .alphas = alpha ? 1 : 0, .bytes = wide ? 2 : 1}};
}

Result<Handle<AVFrame>> converted(Handle<AVFrame> frame, AVPixelFormat format)
{
    if (frame->format == format)
        return frame;
    Handle<AVFrame> out(av_frame_alloc());
    if (!out)
        return Error{ErrorCode::OutOfMemory, {}, "converting the picture"};
    out->format = format;
    out->width = frame->width;
    out->height = frame->height;
    if (av_frame_get_buffer(out.get(), 0) < 0)
        return Error{ErrorCode::OutOfMemory, {}, "converting the picture"};
    const Handle<SwsContext> scaler(sws_getContext(
        frame->width, frame->height, static_cast<AVPixelFormat>(frame->format), frame->width, frame->height, format,
        SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP, nullptr, nullptr, nullptr));
    if (!scaler
        || sws_scale(scaler.get(), frame->data, frame->linesize, 0, frame->height, out->data, out->linesize) < 0)
        return Error{ErrorCode::ImageUnsupported, {}, "picture with rare samples"};
    return out;
}

} // namespace

Result<HeaderSize> frameSize(FileBytes file, PictureFormat format)
{
    if (const std::optional<HeaderSize> size = headerSize(file, format))
        return *size;
    const Result<Handle<AVFrame>> frame = firstFrame(file, format);
    if (!frame)
        return frame.error();
    return HeaderSize{(*frame)->width, (*frame)->height};
}

Result<Picture> decodeFrame(FileBytes file, PictureFormat format, const Decoding& how)
{
    if (const std::optional<HeaderSize> size = headerSize(file, format)) {
        if (Status fits = wholeFits(*size, 4); !fits)
            return fits.error();
    }
    Result<Handle<AVFrame>> decoded = firstFrame(file, format);
    if (!decoded)
        return decoded.error();
    const auto [wanted, layout] = samplesFor(static_cast<AVPixelFormat>((*decoded)->format));
    const HeaderSize size{(*decoded)->width, (*decoded)->height};
    if (Status fits = wholeFits(size, layout.pixelBytes()); !fits)
        return fits.error();
    std::optional<ToSrgb> toSrgb;
    if (how.rules == PictureRules::Studio)
        toSrgb = ToSrgb::make(coloursOf(**decoded, file, format), layout);
    const Result<Handle<AVFrame>> frame = converted(std::move(*decoded), wanted);
    if (!frame)
        return frame.error();
    PixelSink sink(size, layout, std::move(toSrgb), how.rules, how.reduction);
    for (int64_t y = 0; y < size.height; ++y)
        sink.addRow((*frame)->data[0] + y * (*frame)->linesize[0]);
    return sink.take();
}

} // namespace studio::media
