// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"
#include "core/media/ImageDecoders.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>

#include <tiffio.h>

namespace studio::media {
namespace {

constexpr uint32_t kMaxRowsAtOnce = 1U << 20; // "all rows in one strip" is often written as 2^32 - 1

// A TIFF in memory, with its last error.
class TiffFile {
public:
    explicit TiffFile(FileBytes file)
        : m_bytes(file)
    {
        const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                       TIFFOpenOptionsFree);
        if (!options)
            return;
        TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kMaxWholeBytes);
        TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keepError, this);
        TIFFOpenOptionsSetWarningHandlerExtR(options.get(), noteProfile, nullptr);
        m_tiff.reset(
            TIFFClientOpenExt("", "r", this, readBytes, writeBytes, seek, close, length, map, unmap, options.get()));
    }

    [[nodiscard]] TIFF* get() const { return m_tiff.get(); }
    [[nodiscard]] Error damaged() const
    {
        return {ErrorCode::MediaDamaged, {}, std::string("TIFF: ") + m_message.data()};
    }

    // A tag's number; if the tag is missing, its default or `otherwise`.
    template<typename T>
    [[nodiscard]] T tag(uint32_t name, T otherwise = 0) const
    {
        T value = otherwise;
        return TIFFGetFieldDefaulted(get(), name, &value) == 1 ? value : otherwise;
    }

private:
    struct Close {
        void operator()(TIFF* tiff) const { TIFFClose(tiff); }
    };

    static TiffFile* self(thandle_t handle) { return static_cast<TiffFile*>(handle); }
    static int keepError(TIFF*, void* user, const char*, const char* format, va_list arguments)
    {
        auto& message = self(user)->m_message;
        std::vsnprintf(message.data(), message.size(), format, arguments);
        return 1;
    }
    // Other warnings concern tags that aren't used.
    static int noteProfile(TIFF*, void*, const char*, const char* format, va_list arguments)
    {
        std::array<char, 256> text{};
        std::vsnprintf(text.data(), text.size(), format, arguments);
        if (std::string_view(text.data()).find("ICC Profile") != std::string_view::npos)
            log::warning(std::string("colours of the picture: TIFF: ") + text.data());
        return 1;
    }
    static tmsize_t readBytes(thandle_t handle, void* target, tmsize_t count)
    {
        TiffFile& file = *self(handle);
        if (file.m_at >= file.m_bytes.size() || count <= 0)
            return 0;
        const size_t taken = std::min(static_cast<size_t>(count), file.m_bytes.size() - file.m_at);
        std::memcpy(target, file.m_bytes.data() + file.m_at, taken);
        file.m_at += taken;
        return static_cast<tmsize_t>(taken);
    }
    static tmsize_t writeBytes(thandle_t, void*, tmsize_t) { return 0; }
    static toff_t seek(thandle_t handle, toff_t offset, int from)
    {
        TiffFile& file = *self(handle);
        const size_t base = from == SEEK_SET ? 0 : from == SEEK_CUR ? file.m_at : file.m_bytes.size();
        file.m_at = base + static_cast<size_t>(offset);
        return file.m_at;
    }
    static int close(thandle_t) { return 0; }
    static toff_t length(thandle_t handle) { return self(handle)->m_bytes.size(); }
    static int map(thandle_t handle, void** base, toff_t* size)
    {
        *base = const_cast<uint8_t*>(self(handle)->m_bytes.data()); // libtiff only reads it
        *size = self(handle)->m_bytes.size();
        return 1;
    }
    static void unmap(thandle_t, void*, toff_t) { }

    FileBytes m_bytes;
    size_t m_at = 0;
    std::array<char, 256> m_message{};
    std::unique_ptr<TIFF, Close> m_tiff;
};

// Selects the first picture that is no thumbnail. Cameras' raw files are TIFFs whose top-level pictures are all
// thumbnails.
Status findPicture(const TiffFile& file)
{
    if (!file.get())
        return file.damaged();
    const Error raw{ErrorCode::ImageUnsupported, {}, "camera raw"};
    uint16_t count = 0;
    void* value = nullptr;
    if (TIFFGetField(file.get(), TIFFTAG_DNGVERSION, &value) == 1)
        return raw;
    const bool hasMoreBelow = TIFFGetField(file.get(), TIFFTAG_SUBIFD, &count, &value) == 1 && count > 0;
    do {
        if ((file.tag<uint32_t>(TIFFTAG_SUBFILETYPE) & FILETYPE_REDUCEDIMAGE) == 0)
            return kDone;
    } while (TIFFReadDirectory(file.get()) == 1);
    if (hasMoreBelow)
        return raw;
    return TIFFSetDirectory(file.get(), 0) == 1 ? Status(kDone) : Status(file.damaged());
}

HeaderSize sizeOf(const TiffFile& file)
{
    return {file.tag<uint32_t>(TIFFTAG_IMAGEWIDTH), file.tag<uint32_t>(TIFFTAG_IMAGELENGTH)};
}

ColourTags coloursOf(const TiffFile& file)
{
    uint32_t size = 0;
    const uint8_t* profile = nullptr;
    if (TIFFGetField(file.get(), TIFFTAG_ICCPROFILE, &size, &profile) != 1 || !profile)
        return {};
    return {.icc = {profile, profile + size}};
}

// Layout of samples that can be read without libtiff's conversion.
struct Direct {
    SampleLayout layout;
    size_t samples = 0; // per pixel in the file, including unused ones
    size_t alphaAt = 0;
    bool planes = false; // each sample in a plane of its own
    bool inverted = false; // 0 is white, or samples are inks
    bool signedAb = false; // CIELab's a* and b*
    bool premultiplied = false;
};

std::optional<Direct> directly(const TiffFile& file)
{
    Direct direct;
    const auto bits = file.tag<uint16_t>(TIFFTAG_BITSPERSAMPLE);
    const auto photometric = file.tag<uint16_t>(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    const auto planar = file.tag<uint16_t>(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    direct.samples = file.tag<uint16_t>(TIFFTAG_SAMPLESPERPIXEL, 1);
    direct.planes = planar == PLANARCONFIG_SEPARATE && direct.samples > 1;
    if ((bits != 8 && bits != 16) || file.tag<uint16_t>(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT) != SAMPLEFORMAT_UINT)
        return {};
    switch (photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
        direct.layout.inks = Inks::Grey;
        direct.inverted = photometric == PHOTOMETRIC_MINISWHITE;
        break;
    case PHOTOMETRIC_RGB: direct.layout.inks = Inks::Rgb; break;
    case PHOTOMETRIC_YCBCR:
        if (file.tag<uint16_t>(TIFFTAG_COMPRESSION) != COMPRESSION_JPEG || direct.planes)
            return {};
        TIFFSetField(file.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB); // libjpeg converts
        direct.layout.inks = Inks::Rgb;
        break;
    case PHOTOMETRIC_SEPARATED:
        if (file.tag<uint16_t>(TIFFTAG_INKSET, INKSET_CMYK) != INKSET_CMYK)
            return {};
        direct.layout.inks = Inks::Cmyk;
        direct.inverted = true;
        break;
    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_ICCLAB:
        direct.layout.inks = Inks::Lab;
        direct.signedAb = photometric == PHOTOMETRIC_CIELAB;
        break;
    default: return {};
    }
    direct.layout.bytes = bits / 8;
    const auto inks = static_cast<size_t>(direct.layout.channels());
    if (direct.samples < inks)
        return {};
    uint16_t extras = 0;
    const uint16_t* kinds = nullptr;
    if (TIFFGetFieldDefaulted(file.get(), TIFFTAG_EXTRASAMPLES, &extras, &kinds) == 1) {
        for (size_t i = 0; i < extras && inks + i < direct.samples; ++i) {
            if (kinds[i] == EXTRASAMPLE_UNSPECIFIED) // An editor's selection or mask.
                continue;
            direct.layout.alphas = 1;
            direct.alphaAt = inks + i;
            direct.premultiplied = kinds[i] == EXTRASAMPLE_ASSOCALPHA;
            break;
        }
    }
    return direct;
}

// Reads some rows at a time: a strip of each plane, or a row of tiles.
class Bands {
public:
    Bands(const TiffFile& file, const Direct& direct, HeaderSize size)
        : m_file(file)
        , m_width(static_cast<size_t>(size.width))
        , m_height(static_cast<size_t>(size.height))
        , m_planes(direct.planes ? direct.samples : 1)
        , m_pixelBytes((direct.planes ? 1 : direct.samples) * static_cast<size_t>(direct.layout.bytes))
        , m_rowBytes(m_width * m_pixelBytes)
        , m_tiled(TIFFIsTiled(file.get()) != 0)
        , m_single(!m_tiled && !direct.planes)
    {
        if (m_tiled)
            m_rows = file.tag<uint32_t>(TIFFTAG_TILELENGTH);
        else if (!m_single) // Planes are far apart in the file, so whole strips are decoded.
            m_rows = std::min(file.tag<uint32_t>(TIFFTAG_ROWSPERSTRIP, kMaxRowsAtOnce), kMaxRowsAtOnce);
        m_rows = std::clamp<size_t>(m_rows, 1, m_height);
    }

    [[nodiscard]] HeaderSize size() const { return {static_cast<int64_t>(m_width), static_cast<int64_t>(m_rows)}; }
    [[nodiscard]] size_t pixelBytes() const { return m_pixelBytes * m_planes; }

    // Row y of all planes; rows are asked for from the top.
    Status read(size_t y)
    {
        if (m_band.empty())
            m_band.resize(m_rowBytes * m_rows * m_planes);
        if (m_single) {
            if (TIFFScanlineSize64(m_file.get()) > m_rowBytes
                || TIFFReadScanline(m_file.get(), m_band.data(), static_cast<uint32_t>(y), 0) != 1)
                return m_file.damaged();
            return kDone;
        }
        if (y % m_rows != 0)
            return kDone;
        for (size_t plane = 0; plane < m_planes; ++plane) {
            uint8_t* const target = m_band.data() + m_rowBytes * m_rows * plane;
            if (Status done = m_tiled ? readTiles(y, plane, target) : readStrip(y, plane, target); !done)
                return done;
        }
        return kDone;
    }

    [[nodiscard]] const uint8_t* row(size_t y, size_t plane) const
    {
        return m_band.data() + m_rowBytes * (m_rows * plane + (m_single ? 0 : y % m_rows));
    }

private:
    Status readStrip(size_t y, size_t plane, uint8_t* target)
    {
        const uint32_t strip = TIFFComputeStrip(m_file.get(), static_cast<uint32_t>(y), static_cast<uint16_t>(plane));
        const size_t bytes = m_rowBytes * std::min(m_rows, m_height - y);
        const tmsize_t got = TIFFReadEncodedStrip(m_file.get(), strip, target, static_cast<tmsize_t>(bytes));
        return got == static_cast<tmsize_t>(bytes) ? Status(kDone) : Status(m_file.damaged());
    }

    Status readTiles(size_t y, size_t plane, uint8_t* target)
    {
        const auto side = static_cast<size_t>(m_file.tag<uint32_t>(TIFFTAG_TILEWIDTH, 1));
        const auto tileBytes = static_cast<size_t>(TIFFTileSize64(m_file.get()));
        const size_t tileRow = side * m_pixelBytes;
        const size_t rows = std::min(m_rows, m_height - y);
        if (side == 0 || tileBytes > static_cast<size_t>(kMaxWholeBytes) || tileBytes < tileRow * rows)
            return m_file.damaged();
        m_tile.resize(tileBytes);
        for (size_t x = 0; x < m_width; x += side) {
            if (TIFFReadTile(m_file.get(), m_tile.data(), static_cast<uint32_t>(x), static_cast<uint32_t>(y), 0,
                             static_cast<uint16_t>(plane))
                < 0)
                return m_file.damaged();
            const size_t bytes = std::min(side, m_width - x) * m_pixelBytes;
            for (size_t i = 0; i < rows; ++i)
                std::copy_n(m_tile.data() + tileRow * i, bytes, target + m_rowBytes * i + x * m_pixelBytes);
        }
        return kDone;
    }

    const TiffFile& m_file;
    size_t m_width;
    size_t m_height;
    size_t m_planes;
    size_t m_pixelBytes; // in one plane
    size_t m_rowBytes;
    bool m_tiled;
    bool m_single; // one row at a time
    size_t m_rows = 1;
    std::vector<uint8_t> m_band;
    std::vector<uint8_t> m_tile;
};

// Converts one pixel to the SampleLayout.
template<typename Sample>
void normalise(const Direct& direct, Sample* pixel)
{
    constexpr auto kMost = static_cast<Sample>(~Sample{0});
    constexpr auto kSign = static_cast<Sample>(Sample{1} << (8 * sizeof(Sample) - 1));
    const auto inks = static_cast<size_t>(direct.layout.channels() - direct.layout.alphas);
    const unsigned alpha = direct.premultiplied ? pixel[inks] : 0;
    for (size_t i = 0; i < inks; ++i) {
        if (direct.inverted)
            pixel[i] = static_cast<Sample>(kMost - pixel[i]);
        else if (alpha > 0)
            pixel[i] = static_cast<Sample>(std::min<uint64_t>(kMost, (uint64_t{pixel[i]} * kMost + alpha / 2) / alpha));
        if (i > 0 && direct.signedAb)
            pixel[i] = static_cast<Sample>(pixel[i] ^ kSign);
        if (sizeof(Sample) == 2 && i > 0 && direct.layout.inks == Inks::Lab)
            pixel[i] = static_cast<Sample>(std::min(65535U, pixel[i] + pixel[i] / 256U)); // 256 to 257 per unit
    }
}

template<typename Sample>
void gather(const Direct& direct, const Bands& bands, size_t y, size_t width, Sample* to)
{
    const auto channels = static_cast<size_t>(direct.layout.channels());
    const size_t inks = channels - static_cast<size_t>(direct.layout.alphas);
    for (size_t i = 0; i < channels; ++i) {
        const size_t sample = i < inks ? i : direct.alphaAt;
        const auto* const from = reinterpret_cast<const Sample*>(bands.row(y, direct.planes ? sample : 0));
        for (size_t x = 0; x < width; ++x)
            to[channels * x + i] = direct.planes ? from[x] : from[direct.samples * x + sample];
    }
    for (size_t x = 0; x < width; ++x)
        normalise(direct, to + channels * x);
}

Result<Picture> decodeDirectly(const TiffFile& file, const Direct& direct, const Decoding& how)
{
    const HeaderSize size = sizeOf(file);
    std::optional<ToSrgb> toSrgb;
    if (how.rules == PictureRules::Studio || direct.layout.inks == Inks::Lab)
        toSrgb = ToSrgb::make(coloursOf(file), direct.layout);
    Bands bands(file, direct, size);
    if (Status fits = wholeFits(bands.size(), bands.pixelBytes()); !fits)
        return fits.error();
    const auto width = static_cast<size_t>(size.width);
    std::vector<uint8_t> row(direct.layout.pixelBytes() * width);
    PixelSink sink(size, direct.layout, std::move(toSrgb), how.rules, how.reduction);
    for (size_t y = 0; y < static_cast<size_t>(size.height); ++y) {
        if (Status done = bands.read(y); !done)
            return done.error();
        if (direct.layout.bytes == 2)
            gather(direct, bands, y, width, reinterpret_cast<uint16_t*>(row.data()));
        else
            gather(direct, bands, y, width, row.data());
        sink.addRow(row.data());
    }
    return sink.take();
}

// For palettes, fewer than 8 bits, YCbCr and other kinds that libtiff converts to RGB.
Result<Picture> decodeByLibtiff(const TiffFile& file, const Decoding& how)
{
    std::array<char, 1024> why{};
    if (TIFFRGBAImageOK(file.get(), why.data()) != 1)
        return Error{ErrorCode::ImageUnsupported, {}, "TIFF of a rare kind (" + std::string(why.data()) + ")"};
    TIFFSetField(file.get(), TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT); // The caller applies the orientation.
    const HeaderSize size = sizeOf(file);
    const bool tiled = TIFFIsTiled(file.get()) != 0;
    const auto width = static_cast<size_t>(size.width);
    const auto height = static_cast<size_t>(size.height);
    const auto partWidth = tiled ? static_cast<size_t>(file.tag<uint32_t>(TIFFTAG_TILEWIDTH, 1)) : width;
    const auto rows = tiled ? static_cast<size_t>(file.tag<uint32_t>(TIFFTAG_TILELENGTH, 1))
                            : std::min<size_t>(file.tag<uint32_t>(TIFFTAG_ROWSPERSTRIP, kMaxRowsAtOnce), height);
    if (partWidth < 1 || rows < 1)
        return file.damaged();
    if (Status fits = wholeFits({static_cast<int64_t>(std::max(width, partWidth)), static_cast<int64_t>(rows)}, 8);
        !fits)
        return fits.error();

    const SampleLayout layout{.inks = Inks::Rgb, .alphas = 1};
    std::optional<ToSrgb> toSrgb;
    if (how.rules == PictureRules::Studio)
        toSrgb = ToSrgb::make(coloursOf(file), layout);
    PixelSink sink(size, layout, std::move(toSrgb), how.rules, how.reduction);
    std::vector<uint32_t> part(partWidth * rows);
    std::vector<uint8_t> band(4 * width * rows);
    for (size_t y = 0; y < height; y += rows) {
        const size_t kept = std::min(rows, height - y);
        for (size_t x = 0; x < width; x += partWidth) {
            const auto column = static_cast<uint32_t>(x);
            const auto line = static_cast<uint32_t>(y);
            const int read = tiled ? TIFFReadRGBATileExt(file.get(), column, line, part.data(), 1)
                                   : TIFFReadRGBAStripExt(file.get(), line, part.data(), 1);
            if (read != 1)
                return file.damaged();
            // libtiff fills these buffers from the bottom: a strip from its last row, a tile from its full height.
            const size_t bottom = tiled ? rows : kept;
            for (size_t i = 0; i < kept; ++i) {
                const uint32_t* from = part.data() + partWidth * (bottom - 1 - i);
                uint8_t* to = band.data() + 4 * (width * i + x);
                for (size_t n = std::min(partWidth, width - x); n > 0; --n, ++from, to += 4) {
                    const uint32_t alpha = TIFFGetA(*from);
                    const auto straight = [&](uint32_t value) {
                        return static_cast<uint8_t>(alpha == 0 ? value
                                                               : std::min(255U, (value * 255 + alpha / 2) / alpha));
                    };
                    to[0] = straight(TIFFGetR(*from));
                    to[1] = straight(TIFFGetG(*from));
                    to[2] = straight(TIFFGetB(*from));
                    to[3] = static_cast<uint8_t>(alpha);
                }
            }
        }
        for (size_t i = 0; i < kept; ++i)
            sink.addRow(band.data() + 4 * width * i);
    }
    return sink.take();
}

} // namespace

Result<HeaderSize> tiffSize(FileBytes file)
{
    const TiffFile tiff(file);
    if (Status found = findPicture(tiff); !found)
        return found.error();
    return sizeOf(tiff);
}

Result<Picture> decodeTiff(FileBytes file, const Decoding& how)
{
    const TiffFile tiff(file);
    if (Status found = findPicture(tiff); !found)
        return found.error();
    if (TIFFIsCODECConfigured(tiff.tag<uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE)) != 1)
        return Error{ErrorCode::ImageUnsupported, {}, "TIFF with a rare compression"};
    const std::optional<Direct> direct = directly(tiff);
    return direct ? decodeDirectly(tiff, *direct, how) : decodeByLibtiff(tiff, how);
}

} // namespace studio::media
