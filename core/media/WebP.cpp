// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ImageDecoders.h"

#include <algorithm>
#include <memory>

#include <webp/decode.h>
#include <webp/demux.h>

namespace studio::media {
namespace {

Error damaged()
{
    return {ErrorCode::MediaDamaged, {}, "WebP: damaged or cut off"};
}

std::vector<uint8_t> profileOf(FileBytes file)
{
    const WebPData data{file.data(), file.size()};
    const std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)> demuxer(WebPDemux(&data), WebPDemuxDelete);
    WebPChunkIterator chunk;
    if (!demuxer || WebPDemuxGetChunk(demuxer.get(), "ICCP", 1, &chunk) == 0)
        return {};
    std::vector<uint8_t> profile(chunk.chunk.bytes, chunk.chunk.bytes + chunk.chunk.size);
    WebPDemuxReleaseChunkIterator(&chunk);
    return profile;
}

void addRows(PixelSink& sink, const uint8_t* pixels, size_t rowBytes, int64_t rows)
{
    for (int64_t y = 0; y < rows; ++y, pixels += rowBytes)
        sink.addRow(pixels);
}

// The first picture of an animation.
Status addFirstFrame(FileBytes file, HeaderSize size, PixelSink& sink)
{
    const WebPData data{file.data(), file.size()};
    WebPAnimDecoderOptions options;
    if (!WebPAnimDecoderOptionsInit(&options))
        return damaged();
    options.color_mode = MODE_RGBA;
    const std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(
        WebPAnimDecoderNew(&data, &options), WebPAnimDecoderDelete);
    uint8_t* canvas = nullptr; // The decoder's.
    int milliseconds = 0;
    if (!decoder || !WebPAnimDecoderGetNext(decoder.get(), &canvas, &milliseconds))
        return damaged();
    addRows(sink, canvas, size_t{4} * static_cast<size_t>(size.width), size.height);
    return kDone;
}

} // namespace

Result<HeaderSize> webpSize(FileBytes file)
{
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(file.data(), file.size(), &features) != VP8_STATUS_OK)
        return damaged();
    return HeaderSize{features.width, features.height};
}

Result<Picture> decodeWebP(FileBytes file, const Decoding& how)
{
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config) || WebPGetFeatures(file.data(), file.size(), &config.input) != VP8_STATUS_OK)
        return damaged();
    const bool animated = config.input.has_animation != 0;
    const HeaderSize whole{config.input.width, config.input.height};
    const bool alpha = animated || (config.input.has_alpha != 0 && how.rules == PictureRules::Studio);
    const SampleLayout layout{.inks = Inks::Rgb, .alphas = alpha ? 1 : 0};
    std::optional<ToSrgb> toSrgb;
    if (how.rules == PictureRules::Studio)
        toSrgb = ToSrgb::make({.icc = profileOf(file)}, layout);
    if (animated) {
        if (Status fits = wholeFits(whole, size_t{2} * layout.pixelBytes()); !fits)
            return fits.error();
        PixelSink sink(whole, layout, std::move(toSrgb), how.rules, how.reduction);
        if (Status added = addFirstFrame(file, whole, sink); !added)
            return added.error();
        return sink.take();
    }

    // libwebp scales while it decodes.
    const HeaderSize decoded{reducedSide(whole.width, how.reduction), reducedSide(whole.height, how.reduction)};
    const size_t rowBytes = layout.pixelBytes() * static_cast<size_t>(decoded.width);
    std::vector<uint8_t> pixels(rowBytes * static_cast<size_t>(decoded.height));
    config.options.use_scaling = how.reduction > 1 ? 1 : 0;
    config.options.scaled_width = static_cast<int>(decoded.width);
    config.options.scaled_height = static_cast<int>(decoded.height);
    config.output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA = {pixels.data(), static_cast<int>(rowBytes), pixels.size()};
    switch (WebPDecode(file.data(), file.size(), &config)) {
    case VP8_STATUS_OK: break;
    case VP8_STATUS_OUT_OF_MEMORY: return Error{ErrorCode::OutOfMemory, {}, "WebP"};
    default: return damaged();
    }
    PixelSink sink(decoded, layout, std::move(toSrgb), how.rules);
    addRows(sink, pixels.data(), rowBytes, decoded.height);
    return sink.take();
}

} // namespace studio::media
