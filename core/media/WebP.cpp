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
    return {ErrorCode::NotAnImage, {}, "WebP: damaged or cut off"};
}

Result<Pixels> firstFrame(std::span<const uint8_t> file, Pixels out)
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
    out.channels = 4;
    out.bytes.assign(canvas, canvas + size_t{4} * out.width * out.height);
    return out;
}

} // namespace

std::optional<HeaderSize> webpSize(std::span<const uint8_t> file)
{
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(file.data(), file.size(), &features) != VP8_STATUS_OK)
        return {};
    return HeaderSize{features.width, features.height};
}

Result<Pixels> decodeWebP(std::span<const uint8_t> file, PictureRules rules)
{
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(file.data(), file.size(), &features) != VP8_STATUS_OK)
        return damaged();
    Pixels out{features.width, features.height, 3, {}};
    if (features.has_animation)
        return firstFrame(file, std::move(out));

    out.channels = features.has_alpha && rules == PictureRules::Studio ? 4 : 3;
    const int stride = out.channels * out.width;
    out.bytes.resize(static_cast<size_t>(stride) * out.height);
    const auto decode = out.channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
    if (!decode(file.data(), file.size(), out.bytes.data(), out.bytes.size(), stride))
        return damaged();
    return out;
}

} // namespace studio::media
