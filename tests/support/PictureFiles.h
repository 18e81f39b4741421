// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/MediaFiles.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <jpeglib.h>
#include <lcms2.h>
#include <tiffio.h>

// Pictures with samples, chunks and profiles of a test's choice.
namespace studio::test {

using Bytes = std::vector<uint8_t>;
using Colour = std::array<uint8_t, 3>;

// The picture of tests/data/pictures: red, blue, green, yellow.
inline constexpr int kQuartersWidth = 96;
inline constexpr int kQuartersHeight = 80;
inline constexpr std::array<Colour, 4> kQuarters{{{200, 60, 40}, {40, 90, 200}, {50, 160, 70}, {220, 200, 60}}};

// The quarter that a pixel of the upright picture is in.
inline size_t quarterAt(int x, int y)
{
    return (x >= kQuartersWidth / 2 ? 1U : 0U) + (y >= kQuartersHeight / 2 ? 2U : 0U);
}

// Samples of a picture of quarters, each with its own pixel.
template<typename Sample>
std::vector<Sample> quarters(const std::array<std::vector<Sample>, 4>& pixels)
{
    std::vector<Sample> samples;
    for (int y = 0; y < kQuartersHeight; ++y) {
        for (int x = 0; x < kQuartersWidth; ++x) {
            const std::vector<Sample>& pixel = pixels[quarterAt(x, y)];
            samples.insert(samples.end(), pixel.begin(), pixel.end());
        }
    }
    return samples;
}

inline Bytes filled(int width, int height, std::span<const uint8_t> pixel)
{
    Bytes samples;
    for (int i = 0; i < width * height; ++i)
        samples.insert(samples.end(), pixel.begin(), pixel.end());
    return samples;
}

struct Chunk {
    std::string_view name{};
    Bytes data{};
};

inline void append(Bytes& bytes, std::span<const uint8_t> more)
{
    bytes.insert(bytes.end(), more.begin(), more.end());
}

inline void appendNumber(Bytes& bytes, uint32_t number)
{
    for (const int shift : {24, 16, 8, 0})
        bytes.push_back(static_cast<uint8_t>(number >> shift));
}

inline void appendChunk(Bytes& png, const Chunk& chunk)
{
    appendNumber(png, static_cast<uint32_t>(chunk.data.size()));
    Bytes checked(chunk.name.begin(), chunk.name.end());
    append(checked, chunk.data);
    uint32_t crc = ~0U;
    for (const uint8_t byte : checked) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1U) != 0 ? crc >> 1 ^ 0xEDB88320U : crc >> 1;
    }
    append(png, checked);
    appendNumber(png, ~crc);
}

inline Bytes deflated(const Bytes& bytes)
{
    const QByteArray packed = qCompress(bytes.data(), static_cast<int>(bytes.size()), 9).mid(4); // before: the length
    return {packed.begin(), packed.end()};
}

struct PngKind {
    uint32_t width = 0;
    uint32_t height = 0;
    uint8_t bits = 8;
    uint8_t colour = 2; // 0: grey, 2: RGB, 6: RGBA
};

// A PNG of big-endian samples, `chunks` before the pixels.
inline void writePng(const std::filesystem::path& path, const PngKind& kind, std::span<const uint8_t> samples,
                     const std::vector<Chunk>& chunks = {})
{
    Bytes png{0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    Bytes header;
    appendNumber(header, kind.width);
    appendNumber(header, kind.height);
    header.insert(header.end(), {kind.bits, kind.colour, 0, 0, 0});
    appendChunk(png, {"IHDR", header});
    for (const Chunk& chunk : chunks)
        appendChunk(png, chunk);
    const size_t rowBytes = samples.size() / kind.height;
    Bytes rows;
    for (size_t y = 0; y < kind.height; ++y) {
        rows.push_back(0); // no filter
        append(rows, samples.subspan(rowBytes * y, rowBytes));
    }
    appendChunk(png, {"IDAT", deflated(rows)});
    appendChunk(png, {"IEND", {}});
    writeBytes(path, png);
}

inline Chunk profileChunk(const Bytes& profile)
{
    Bytes data{'p', 0, 0};
    const Bytes packed = deflated(profile);
    append(data, packed);
    return {"iCCP", data};
}

struct JpegKind {
    int width = 0;
    int height = 0;
    int components = 3; // 4: CMYK in Adobe's way
    Bytes profile{};
};

// A JPEG of full quality whose rows are all the same.
inline void writeJpeg(const std::filesystem::path& path, const JpegKind& kind, std::span<const uint8_t> row)
{
    std::FILE* const file = std::fopen(path.c_str(), "wb");
    jpeg_compress_struct codec{};
    jpeg_error_mgr errors{};
    codec.err = jpeg_std_error(&errors);
    jpeg_create_compress(&codec);
    jpeg_stdio_dest(&codec, file);
    codec.image_width = static_cast<JDIMENSION>(kind.width);
    codec.image_height = static_cast<JDIMENSION>(kind.height);
    codec.input_components = kind.components;
    codec.in_color_space = kind.components == 1 ? JCS_GRAYSCALE : kind.components == 4 ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(&codec);
    jpeg_set_quality(&codec, 100, TRUE);
    codec.write_Adobe_marker = kind.components == 4 ? TRUE : FALSE;
    jpeg_start_compress(&codec, TRUE);
    if (!kind.profile.empty())
        jpeg_write_icc_profile(&codec, kind.profile.data(), static_cast<unsigned>(kind.profile.size()));
    auto* rows = const_cast<uint8_t*>(row.data());
    for (int y = 0; y < kind.height; ++y)
        jpeg_write_scanlines(&codec, &rows, 1);
    jpeg_finish_compress(&codec);
    jpeg_destroy_compress(&codec);
    std::fclose(file);
}

struct TiffKind {
    uint32_t width = 0;
    uint32_t height = 0;
    int bits = 8;
    int samples = 3;
    int photometric = PHOTOMETRIC_RGB;
    int extra = -1; // what the last sample is, if it is no ink
    int planar = PLANARCONFIG_CONTIG;
    int compression = COMPRESSION_LZW;
    uint32_t tileSide = 0; // 0: in strips
    int orientation = ORIENTATION_TOPLEFT;
    bool dngVersion = false; // as in the raw files of cameras
    Bytes profile{};
};

// A TIFF of samples as the machine has them.
inline void writeTiff(const std::filesystem::path& path, const TiffKind& kind, const Bytes& samples)
{
    TIFF* const tiff = TIFFOpen(path.c_str(), "w");
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kind.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, kind.height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kind.bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, kind.samples);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, kind.photometric);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, kind.planar);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, kind.compression);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, kind.orientation);
    const auto extra = static_cast<uint16_t>(kind.extra);
    if (kind.extra >= 0)
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &extra);
    if (kind.dngVersion)
        TIFFSetField(tiff, TIFFTAG_DNGVERSION, "\1\4\0\0");
    if (!kind.profile.empty())
        TIFFSetField(tiff, TIFFTAG_ICCPROFILE, static_cast<uint32_t>(kind.profile.size()), kind.profile.data());
    if (kind.tileSide > 0) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kind.tileSide);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, kind.tileSide);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 7);
    }
    const bool planes = kind.planar == PLANARCONFIG_SEPARATE;
    const auto sampleBytes = static_cast<size_t>(kind.bits + 7) / 8;
    const size_t perPixel = planes ? 1 : static_cast<size_t>(kind.samples);
    const size_t pixelBytes = sampleBytes * perPixel;
    for (int plane = 0; plane < (planes ? kind.samples : 1); ++plane) {
        const auto pixel = [&](size_t x, size_t y) {
            const size_t at = (y * kind.width + x) * static_cast<size_t>(kind.samples);
            return samples.data() + sampleBytes * (at + static_cast<size_t>(plane));
        };
        const auto step = static_cast<uint16_t>(plane);
        for (uint32_t y = 0; y < kind.height && kind.tileSide == 0; ++y) {
            Bytes row;
            for (uint32_t x = 0; x < kind.width && kind.bits >= 8; ++x)
                append(row, {pixel(x, y), pixelBytes});
            if (kind.bits == 1) { // samples of 0 and 1
                row.resize((kind.width + 7) / 8);
                for (uint32_t x = 0; x < kind.width; ++x)
                    row[x / 8] = static_cast<uint8_t>(row[x / 8] | *pixel(x, y) << (7 - x % 8));
            }
            TIFFWriteScanline(tiff, row.data(), y, step);
        }
        for (uint32_t top = 0; top < kind.height && kind.tileSide > 0; top += kind.tileSide) {
            for (uint32_t left = 0; left < kind.width; left += kind.tileSide) {
                Bytes tile(pixelBytes * kind.tileSide * kind.tileSide);
                for (uint32_t y = top; y < std::min(kind.height, top + kind.tileSide); ++y) {
                    for (uint32_t x = left; x < std::min(kind.width, left + kind.tileSide); ++x)
                        std::memcpy(tile.data() + pixelBytes * ((y - top) * kind.tileSide + x - left), pixel(x, y),
                                    pixelBytes);
                }
                TIFFWriteTile(tiff, tile.data(), left, top, 0, step);
            }
        }
    }
    TIFFClose(tiff);
}

inline Bytes saved(cmsHPROFILE profile)
{
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, nullptr, &size);
    Bytes bytes(size);
    cmsSaveProfileToMem(profile, bytes.data(), &size);
    cmsCloseProfile(profile);
    return bytes;
}

inline Bytes srgbProfile()
{
    return saved(cmsCreate_sRGBProfile());
}

// sRGB with red and green exchanged: pixels come out wrong by far if it is not applied. `padding`: bytes of text in it.
inline Bytes exchangedProfile(size_t padding = 0)
{
    const std::array<cmsFloat64Number, 5> curve{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    cmsToneCurve* const one = cmsBuildParametricToneCurve(nullptr, 4, curve.data());
    const std::array<cmsToneCurve*, 3> curves{one, one, one};
    const cmsCIExyY white{0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries{{0.30, 0.60, 1}, {0.64, 0.33, 1}, {0.15, 0.06, 1}};
    cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves.data());
    cmsFreeToneCurve(one);
    if (padding > 0) {
        cmsMLU* const text = cmsMLUalloc(nullptr, 1);
        cmsMLUsetASCII(text, "en", "US", std::string(padding, 'x').c_str());
        cmsWriteTag(profile, cmsSigCopyrightTag, text);
        cmsMLUfree(text);
    }
    return saved(profile);
}

inline Bytes linearGreyProfile()
{
    cmsToneCurve* const curve = cmsBuildGamma(nullptr, 1.0);
    cmsHPROFILE profile = cmsCreateGrayProfile(cmsD50_xyY(), curve);
    cmsFreeToneCurve(curve);
    return saved(profile);
}

// A press whose cyan, magenta and yellow are exactly red, green and blue of sRGB taken away, and whose black is all of
// them: 1 - ink - black.
inline Bytes inkProfile()
{
    struct ToLab {
        cmsHTRANSFORM transform;
        static cmsInt32Number sample(const cmsUInt16Number* ink, cmsUInt16Number* lab, void* self)
        {
            std::array<cmsUInt16Number, 3> rgb{};
            for (size_t c = 0; c < 3; ++c)
                rgb[c] = static_cast<cmsUInt16Number>(std::max(0, 65535 - ink[c] - ink[3]));
            cmsDoTransform(static_cast<ToLab*>(self)->transform, rgb.data(), lab, 1);
            return 1;
        }
    };
    cmsHPROFILE srgb = cmsCreate_sRGBProfile();
    cmsHPROFILE lab = cmsCreateLab4Profile(nullptr);
    ToLab toLab{cmsCreateTransform(srgb, TYPE_RGB_16, lab, TYPE_LabV2_16, INTENT_RELATIVE_COLORIMETRIC, 0)};
    cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
    cmsSetProfileVersion(profile, 2.1);
    cmsSetDeviceClass(profile, cmsSigOutputClass);
    cmsSetColorSpace(profile, cmsSigCmykData);
    cmsSetPCS(profile, cmsSigLabData);
    cmsPipeline* const pipeline = cmsPipelineAlloc(nullptr, 4, 3);
    cmsStage* const table = cmsStageAllocCLut16bit(nullptr, 9, 4, 3, nullptr);
    cmsStageSampleCLut16bit(table, ToLab::sample, &toLab, 0);
    cmsPipelineInsertStage(pipeline, cmsAT_BEGIN, table);
    cmsWriteTag(profile, cmsSigAToB0Tag, pipeline);
    cmsPipelineFree(pipeline);
    cmsDeleteTransform(toLab.transform);
    cmsCloseProfile(srgb);
    cmsCloseProfile(lab);
    return saved(profile);
}

} // namespace studio::test
