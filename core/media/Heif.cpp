// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ImageDecoders.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <string>

#include <libheif/heif.h>

namespace studio::media {
namespace {

struct Free {
    void operator()(heif_context* context) const { heif_context_free(context); }
    void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
    void operator()(heif_image* image) const { heif_image_release(image); }
    void operator()(heif_color_profile_nclx* codes) const { heif_nclx_color_profile_free(codes); }
};
template<typename T>
using Owned = std::unique_ptr<T, Free>;

// The main picture of a HEIF file. `file` must outlive it.
struct HeifFile {
    Owned<heif_context> context;
    Owned<heif_image_handle> picture;
};

// Name of the main picture's codec, for messages.
std::string kindOf(FileBytes file)
{
    const std::string_view start(reinterpret_cast<const char*>(file.data()), std::min<size_t>(file.size(), 64));
    return start.find("avi", 8) != std::string_view::npos ? "AVIF (no decoder for AV1 is installed)"
                                                          : "HEIC (no decoder for HEVC is installed)";
}

Error errorOf(const heif_error& error, FileBytes file)
{
    std::string text = std::string("HEIF: ") + (error.message != nullptr ? error.message : "");
    while (text.ends_with('\n'))
        text.pop_back();
    switch (error.code) {
    case heif_error_Memory_allocation_error:
        // libheif's limits: a side of 32768, or the size that a box states.
        if (error.subcode == heif_suberror_Security_limit_exceeded)
            return {ErrorCode::ImageUnsupported, {}, "HEIF of more than 32768 pixels a side"};
        return {ErrorCode::OutOfMemory, {}, text};
    case heif_error_Unsupported_filetype: return {ErrorCode::ImageUnsupported, {}, text};
    case heif_error_Unsupported_feature:
        if (error.subcode == heif_suberror_Unsupported_codec)
            return {ErrorCode::ImageUnsupported, {}, kindOf(file)};
        return {ErrorCode::ImageUnsupported, {}, text};
    case heif_error_Plugin_loading_error: return {ErrorCode::ImageUnsupported, {}, kindOf(file)};
    default: return {ErrorCode::MediaDamaged, {}, text};
    }
}

Result<HeifFile> open(FileBytes file)
{
    HeifFile heif;
    heif.context.reset(heif_context_alloc());
    if (!heif.context)
        return Error{ErrorCode::OutOfMemory, {}, "HEIF"};
    heif_error error
        = heif_context_read_from_memory_without_copy(heif.context.get(), file.data(), file.size(), nullptr);
    if (error.code != heif_error_Ok)
        return errorOf(error, file);
    heif_image_handle* picture = nullptr;
    error = heif_context_get_primary_image_handle(heif.context.get(), &picture);
    if (error.code != heif_error_Ok)
        return errorOf(error, file);
    heif.picture.reset(picture);
    return heif;
}

HeaderSize sizeOf(const HeifFile& heif)
{
    return {heif_image_handle_get_width(heif.picture.get()), heif_image_handle_get_height(heif.picture.get())};
}

ColourTags coloursOf(const HeifFile& heif)
{
    const heif_image_handle* const picture = heif.picture.get();
    ColourTags tags;
    tags.icc.resize(heif_image_handle_get_raw_color_profile_size(picture));
    if (!tags.icc.empty() && heif_image_handle_get_raw_color_profile(picture, tags.icc.data()).code != heif_error_Ok)
        tags.icc.clear();
    heif_color_profile_nclx* codes = nullptr;
    const bool isCoded
        = tags.icc.empty() && heif_image_handle_get_nclx_color_profile(picture, &codes).code == heif_error_Ok && codes;
    const Owned<heif_color_profile_nclx> owner(codes); // libheif may make it and then refuse one of its codes.
    if (isCoded) {
        tags.primaries = static_cast<int>(codes->color_primaries);
        tags.transfer = static_cast<int>(codes->transfer_characteristics);
    }
    return tags;
}

template<typename Sample>
void straighten(Sample* pixels, size_t count, uint64_t most)
{
    for (size_t i = 0; i < count; ++i, pixels += 4) {
        const uint64_t alpha = pixels[3];
        for (size_t c = 0; c < 3 && alpha > 0; ++c)
            pixels[c] = static_cast<Sample>(std::min(most, (pixels[c] * most + alpha / 2) / alpha));
    }
}

} // namespace

Result<HeaderSize> heifSize(FileBytes file)
{
    const Result<HeifFile> heif = open(file);
    return heif ? Result<HeaderSize>(sizeOf(*heif)) : heif.error();
}

Result<Picture> decodeHeif(FileBytes file, const Decoding& how)
{
    const Result<HeifFile> heif = open(file);
    if (!heif)
        return heif.error();
    const heif_image_handle* const handle = heif->picture.get();
    const int bits = std::max(8, heif_image_handle_get_luma_bits_per_pixel(handle));
    const bool alpha = heif_image_handle_has_alpha_channel(handle) != 0;
    const SampleLayout layout{.inks = Inks::Rgb, .alphas = alpha ? 1 : 0, .bytes = bits > 8 ? 2 : 1};
    if (Status fits = wholeFits(sizeOf(*heif), layout.pixelBytes()); !fits)
        return fits.error();

    constexpr bool kLittle = std::endian::native == std::endian::little;
    const auto wide = alpha ? (kLittle ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBBAA_BE)
                            : (kLittle ? heif_chroma_interleaved_RRGGBB_LE : heif_chroma_interleaved_RRGGBB_BE);
    const auto narrow = alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
    heif_image* decoded = nullptr;
    const heif_error error
        = heif_decode_image(handle, &decoded, heif_colorspace_RGB, layout.bytes == 2 ? wide : narrow, nullptr);
    if (error.code != heif_error_Ok)
        return errorOf(error, file);
    const Owned<heif_image> image(decoded);
    const HeaderSize size{heif_image_get_width(decoded, heif_channel_interleaved),
                          heif_image_get_height(decoded, heif_channel_interleaved)};
    int stride = 0;
    const uint8_t* plane = heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
    if (!plane || size.width < 1 || size.height < 1)
        return Error{ErrorCode::MediaDamaged, {}, "HEIF: no pixels"};

    std::optional<ToSrgb> toSrgb;
    if (how.rules == PictureRules::Studio)
        toSrgb = ToSrgb::make(coloursOf(*heif), layout);
    const auto width = static_cast<size_t>(size.width);
    const int valueBits = heif_image_get_bits_per_pixel_range(decoded, heif_channel_interleaved);
    const unsigned most = (1U << static_cast<unsigned>(std::clamp(valueBits, 8, 16))) - 1;
    const bool premultiplied = alpha && heif_image_handle_is_premultiplied_alpha(handle) != 0;
    std::vector<uint8_t> row(layout.pixelBytes() * width);
    PixelSink sink(size, layout, std::move(toSrgb), how.rules, how.reduction);
    for (int64_t y = 0; y < size.height; ++y, plane += stride) {
        std::copy_n(plane, row.size(), row.data());
        if (layout.bytes == 2) { // 10 or 12 bits to 16
            auto* const samples = reinterpret_cast<uint16_t*>(row.data());
            for (size_t i = 0; i < row.size() / 2; ++i)
                samples[i] = static_cast<uint16_t>((std::min<unsigned>(samples[i], most) * 65535U + most / 2) / most);
            if (premultiplied)
                straighten(samples, width, 65535);
        } else if (premultiplied) {
            straighten(row.data(), width, 255);
        }
        sink.addRow(row.data());
    }
    return sink.take();
}

} // namespace studio::media
