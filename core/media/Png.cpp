// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"
#include "core/media/ImageDecoders.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <csetjmp>
#include <cstring>
#include <string>
#include <string_view>

#include <png.h>

namespace studio::media {
namespace {

// As in Jpeg.cpp: libpng leaves by longjmp(), so nothing with a destructor may live between guard() and the jump.
class PngFile {
public:
    explicit PngFile(FileBytes file)
        : m_file(file)
    {
        m_png = png_create_read_struct(
            PNG_LIBPNG_VER_STRING, this,
            [](png_structp png, png_const_charp text) {
                auto* self = static_cast<PngFile*>(png_get_error_ptr(png));
                std::strncpy(self->m_message, text, sizeof self->m_message - 1);
                png_longjmp(png, 1);
            },
            [](png_structp, png_const_charp text) {
                if (std::string_view(text).find("iCCP") != std::string_view::npos)
                    log::warning(std::string("colours of the picture: PNG: ") + text);
            });
        if (m_png)
            m_info = png_create_info_struct(m_png);
    }
    PngFile(const PngFile&) = delete;
    PngFile& operator=(const PngFile&) = delete;
    ~PngFile() { png_destroy_read_struct(&m_png, &m_info, nullptr); }

    bool readHeader()
    {
        return m_info && guard([&] {
                   png_set_read_fn(m_png, this, [](png_structp png, png_bytep target, size_t count) {
                       auto* self = static_cast<PngFile*>(png_get_io_ptr(png));
                       if (count > self->m_file.size())
                           png_error(png, "the file is cut off");
                       std::memcpy(target, self->m_file.data(), count);
                       self->m_file = self->m_file.subspan(count);
                   });
                   png_read_info(m_png, m_info);
               });
    }

    // The file's colour tags: iCCP before sRGB before gAMA and cHRM (PNG 3, section 4.3; for cICP see codedColours()).
    ColourTags colours()
    {
        ColourTags tags;
        guard([&] {
            png_charp name = nullptr;
            png_bytep profile = nullptr;
            png_uint_32 size = 0;
            int method = 0;
            if (png_get_iCCP(m_png, m_info, &name, &method, &profile, &size) != 0) {
                tags.icc.assign(profile, profile + size);
                return;
            }
            double gamma = 0;
            if (png_get_valid(m_png, m_info, PNG_INFO_sRGB) != 0 || png_get_gAMA(m_png, m_info, &gamma) == 0
                || gamma <= 0)
                return;
            tags.gamma = 1 / gamma;
            constexpr int kSrgbCurve = 13;
            if (std::abs(tags.gamma - 2.2) < 0.1) // 2.2 means sRGB: programs write its nearest exponent.
                tags.transfer = kSrgbCurve;
            auto& xy = tags.chromaticities;
            png_get_cHRM(m_png, m_info, xy.data(), &xy[1], &xy[2], &xy[3], &xy[4], &xy[5], &xy[6], &xy[7]);
        });
        return tags;
    }

    // The file's own inks and bits, for a profile; palettes become RGB, fewer bits become 8.
    SampleLayout nativeLayout() const
    {
        const int colour = png_get_color_type(m_png, m_info);
        return {.inks = (colour & PNG_COLOR_MASK_COLOR) != 0 ? Inks::Rgb : Inks::Grey,
                .alphas = (colour & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(m_png, m_info, PNG_INFO_tRNS) != 0,
                .bytes = png_get_bit_depth(m_png, m_info) == 16 ? 2 : 1};
    }

    bool setUpNative()
    {
        return guard([&] {
            png_set_expand(m_png);
            if constexpr (std::endian::native == std::endian::little)
                png_set_swap(m_png);
            finishSetUp();
        });
    }

    // To 8-bit RGB or RGBA; the reference keeps 16-bit grey and clips it in addRow().
    bool setUp(PictureRules rules)
    {
        return guard([&] {
            const int colour = png_get_color_type(m_png, m_info);
            const bool wide = png_get_bit_depth(m_png, m_info) == 16;
            if (rules == PictureRules::Reference && wide && colour == PNG_COLOR_TYPE_GRAY) {
                m_wideGrey = true;
            } else {
                if (colour == PNG_COLOR_TYPE_PALETTE)
                    png_set_palette_to_rgb(m_png);
                if (colour == PNG_COLOR_TYPE_GRAY)
                    png_set_expand_gray_1_2_4_to_8(m_png);
                if (rules == PictureRules::Reference) {
                    png_set_strip_16(m_png);
                    png_set_strip_alpha(m_png);
                } else {
                    png_set_scale_16(m_png);
                    if (png_get_valid(m_png, m_info, PNG_INFO_tRNS))
                        png_set_tRNS_to_alpha(m_png);
                }
                png_set_gray_to_rgb(m_png);
            }
            finishSetUp();
        });
    }

    bool readRow(uint8_t* row)
    {
        return guard([&] { png_read_row(m_png, row, nullptr); });
    }

    bool readRows(uint8_t** rows)
    {
        return guard([&] { png_read_image(m_png, rows); });
    }

    size_t width() const { return png_get_image_width(m_png, m_info); }
    size_t height() const { return png_get_image_height(m_png, m_info); }
    size_t rowBytes() const { return png_get_rowbytes(m_png, m_info); }
    int channels() const { return png_get_channels(m_png, m_info); }
    bool interlaced() const { return png_get_interlace_type(m_png, m_info) != PNG_INTERLACE_NONE; }
    bool wideGrey() const { return m_wideGrey; }
    const char* message() const { return m_message; }

private:
    template<typename Body>
    bool guard(Body body)
    {
        if (setjmp(png_jmpbuf(m_png)))
            return false;
        body();
        return true;
    }

    void finishSetUp()
    {
        png_set_interlace_handling(m_png);
        png_read_update_info(m_png, m_info);
    }

    FileBytes m_file; // The bytes not read yet.
    png_structp m_png = nullptr;
    png_infop m_info = nullptr;
    char m_message[160] = {};
    bool m_wideGrey = false;
};

Error damaged(const PngFile& file)
{
    // Without a message there is no reader.
    const std::string_view message = file.message();
    const bool memory = message.empty() || message.find("memory") != std::string_view::npos;
    return {memory ? ErrorCode::OutOfMemory : ErrorCode::MediaDamaged, {}, std::string("PNG: ") + file.message()};
}

uint32_t bigEndian(FileBytes bytes, size_t at)
{
    return uint32_t{bytes[at]} << 24 | uint32_t{bytes[at + 1]} << 16 | uint32_t{bytes[at + 2]} << 8 | bytes[at + 3];
}

// cICP, which libpng 1.6 doesn't read: the codes of primaries and transfer (PNG 3, section 11.3.2.6). It has priority
// over a profile.
ColourTags codedColours(FileBytes file)
{
    for (size_t at = 8; at + 12 <= file.size();) { // length, name, data, checksum
        const size_t length = bigEndian(file, at);
        const std::string_view name(reinterpret_cast<const char*>(file.data()) + at + 4, 4);
        if (name == "IDAT" || length > file.size() - at - 12)
            break;
        if (name == "cICP" && length == 4)
            return {.icc = {}, .primaries = file[at + 8], .transfer = file[at + 9]};
        at += 12 + length;
    }
    return {};
}

// One row to the sink; PIL turns 16-bit grey ("I;16") into RGB by clipping at 255.
void addRow(PixelSink& sink, const PngFile& png, uint8_t* row)
{
    if (png.wideGrey()) {
        for (size_t x = 0; x < png.width(); ++x)
            row[x] = row[2 * x] != 0 ? uint8_t{255} : row[2 * x + 1];
    }
    sink.addRow(row);
}

} // namespace

Result<HeaderSize> pngSize(FileBytes file)
{
    constexpr uint8_t kStart[] = {0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    if (file.size() < 24 || !std::equal(std::begin(kStart), std::end(kStart), file.begin() + 8))
        return Error{ErrorCode::MediaDamaged, {}, "PNG: no header"};
    return HeaderSize{bigEndian(file, 16), bigEndian(file, 20)};
}

Result<Picture> decodePng(FileBytes file, const Decoding& how)
{
    PngFile png(file);
    if (!png.readHeader())
        return damaged(png);
    std::optional<ToSrgb> toSrgb;
    SampleLayout layout = png.nativeLayout();
    if (how.rules == PictureRules::Studio) {
        const ColourTags coded = codedColours(file);
        toSrgb = ToSrgb::make(coded.transfer != 0 ? coded : png.colours(), layout);
    }
    if (!(toSrgb ? png.setUpNative() : png.setUp(how.rules)))
        return damaged(png);
    if (!toSrgb)
        layout = {png.wideGrey() ? Inks::Grey : Inks::Rgb, png.channels() == 4 ? 1 : 0, 1};

    const HeaderSize size{static_cast<int64_t>(png.width()), static_cast<int64_t>(png.height())};
    if (png.interlaced()) {
        if (Status fits = wholeFits(size, png.rowBytes() / png.width()); !fits)
            return fits.error();
    }
    PixelSink sink(size, layout, std::move(toSrgb), how.rules, how.reduction);
    if (!png.interlaced()) {
        std::vector<uint8_t> row(png.rowBytes());
        for (size_t y = 0; y < png.height(); ++y) {
            if (!png.readRow(row.data()))
                return damaged(png);
            addRow(sink, png, row.data());
        }
        return sink.take();
    }

    std::vector<uint8_t> whole(png.rowBytes() * png.height());
    std::vector<uint8_t*> rows(png.height());
    for (size_t y = 0; y < png.height(); ++y)
        rows[y] = whole.data() + png.rowBytes() * y;
    if (!png.readRows(rows.data()))
        return damaged(png);
    for (uint8_t* const row : rows)
        addRow(sink, png, row);
    return sink.take();
}

Status writePng(const std::filesystem::path& path, const Picture& picture)
{
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(picture.width);
    image.height = static_cast<png_uint_32>(picture.height);
    image.format = PNG_FORMAT_RGB;
    errno = 0;
    if (png_image_write_to_file(&image, path.c_str(), 0, picture.rgb.data(), 0, nullptr))
        return kDone;
    const bool full = errno == ENOSPC || errno == EDQUOT;
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    return Error{full ? ErrorCode::DiskFull : ErrorCode::NotWritable, path.string(), image.message};
}

} // namespace studio::media
