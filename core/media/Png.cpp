// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ImageDecoders.h"

#include <algorithm>
#include <cerrno>
#include <csetjmp>
#include <cstring>
#include <string>

#include <png.h>

namespace studio::media {
namespace {

// As in Jpeg.cpp: libpng leaves by a jump, so nothing with a destructor may live between guard() and the jump.
class PngFile {
public:
    explicit PngFile(std::span<const uint8_t> file)
        : m_file(file)
    {
        m_png = png_create_read_struct(
            PNG_LIBPNG_VER_STRING, this,
            [](png_structp png, png_const_charp text) {
                auto* self = static_cast<PngFile*>(png_get_error_ptr(png));
                std::strncpy(self->m_message, text, sizeof self->m_message - 1);
                png_longjmp(png, 1);
            },
            [](png_structp, png_const_charp) {});
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

    // To 8-bit RGB or RGBA; in 16-bit grey the reference keeps what it clips later.
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
            png_set_interlace_handling(m_png);
            png_read_update_info(m_png, m_info);
        });
    }

    bool readRows(uint8_t** rows)
    {
        return guard([&] { png_read_image(m_png, rows); });
    }

    size_t width() const { return png_get_image_width(m_png, m_info); }
    size_t height() const { return png_get_image_height(m_png, m_info); }
    size_t rowBytes() const { return png_get_rowbytes(m_png, m_info); }
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

    std::span<const uint8_t> m_file; // What is not read yet.
    png_structp m_png = nullptr;
    png_infop m_info = nullptr;
    char m_message[160] = {};
    bool m_wideGrey = false;
};

Error damaged(const PngFile& file)
{
    return {ErrorCode::NotAnImage, {}, std::string("PNG: ") + file.message()};
}

} // namespace

std::optional<HeaderSize> pngSize(std::span<const uint8_t> file)
{
    constexpr uint8_t kStart[] = {0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    if (file.size() < 24 || !std::equal(std::begin(kStart), std::end(kStart), file.begin() + 8))
        return {};
    const auto number = [&](size_t at) {
        return int64_t{file[at]} << 24 | int64_t{file[at + 1]} << 16 | int64_t{file[at + 2]} << 8 | file[at + 3];
    };
    return HeaderSize{number(16), number(20)};
}

Result<Pixels> decodePng(std::span<const uint8_t> file, PictureRules rules)
{
    PngFile png(file);
    if (!png.readHeader() || !png.setUp(rules))
        return damaged(png);

    const size_t width = png.width();
    const size_t height = png.height();
    Pixels out{static_cast<int>(width), static_cast<int>(height), static_cast<int>(png.rowBytes() / width),
               std::vector<uint8_t>(png.rowBytes() * height)};
    std::vector<uint8_t*> rows(height);
    for (size_t y = 0; y < height; ++y)
        rows[y] = out.bytes.data() + png.rowBytes() * y;
    if (!png.readRows(rows.data()))
        return damaged(png);

    if (png.wideGrey()) { // PIL turns "I;16" into RGB by clipping at 255.
        std::vector<uint8_t> rgb(3 * width * height);
        for (size_t i = 0; i < width * height; ++i) {
            const uint8_t grey = out.bytes[2 * i] ? 255 : out.bytes[2 * i + 1];
            std::fill_n(rgb.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, grey);
        }
        out.bytes = std::move(rgb);
        out.channels = 3;
    }
    return out;
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
