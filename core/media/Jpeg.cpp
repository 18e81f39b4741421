// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ImageDecoders.h"

#include <array>
#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

namespace studio::media {
namespace {

// libjpeg reports errors by calling back; leaving it means a jump over C frames. So everything between guard() and
// the jump is plain data, and what owns memory lives outside.
class JpegFile {
public:
    explicit JpegFile(std::span<const uint8_t> file)
    {
        m_codec.err = jpeg_std_error(&m_errors);
        m_codec.client_data = this;
        m_errors.error_exit = [](j_common_ptr codec) {
            auto* self = static_cast<JpegFile*>(codec->client_data);
            codec->err->format_message(codec, self->m_message.data());
            std::longjmp(self->m_jump, 1);
        };
        m_errors.emit_message = [](j_common_ptr codec, int level) {
            auto* self = static_cast<JpegFile*>(codec->client_data);
            if (level < 0 && codec->err->msg_code == JWRN_JPEG_EOF && self->m_endedAtRow < 0)
                self->m_endedAtRow = static_cast<int64_t>(self->m_codec.output_scanline);
        };
        m_ready = guard([&] {
            jpeg_create_decompress(&m_codec);
            jpeg_mem_src(&m_codec, file.data(), static_cast<unsigned long>(file.size()));
        });
    }
    JpegFile(const JpegFile&) = delete;
    JpegFile& operator=(const JpegFile&) = delete;
    ~JpegFile() { jpeg_destroy_decompress(&m_codec); }

    bool readHeader()
    {
        return m_ready && guard([&] { jpeg_read_header(&m_codec, TRUE); });
    }

    bool start()
    {
        return guard([&] {
            // A hostile file repeats tiny scans of a large picture for hours.
            m_progress.progress_monitor = [](j_common_ptr codec) {
                constexpr int kMaxScans = 500;
                auto* self = static_cast<JpegFile*>(codec->client_data);
                if (self->m_codec.input_scan_number > kMaxScans)
                    ERREXIT(codec, JERR_TOO_LITTLE_DATA);
            };
            m_codec.progress = &m_progress;
            const bool inks = m_codec.num_components == 4;
            m_codec.out_color_space = inks ? JCS_CMYK : JCS_RGB;
            jpeg_start_decompress(&m_codec);
        });
    }

    bool readRow(uint8_t* row)
    {
        return guard([&] { jpeg_read_scanlines(&m_codec, &row, 1); });
    }

    const jpeg_decompress_struct& codec() const { return m_codec; }

    // The file stops while rows are missing. The last row of blocks is read ahead, so a file that only lacks its end
    // mark is whole.
    bool cutOff() const
    {
        const int64_t blockRow = int64_t{DCTSIZE} * m_codec.max_v_samp_factor;
        return m_endedAtRow >= 0 && m_endedAtRow + blockRow < static_cast<int64_t>(m_codec.output_height);
    }

    const char* message() const { return m_message.data(); }

private:
    template<typename Body>
    bool guard(Body body)
    {
        if (setjmp(m_jump))
            return false;
        body();
        return true;
    }

    jpeg_decompress_struct m_codec{};
    jpeg_error_mgr m_errors{};
    jpeg_progress_mgr m_progress{};
    std::jmp_buf m_jump{};
    std::array<char, JMSG_LENGTH_MAX> m_message{};
    int64_t m_endedAtRow = -1;
    bool m_ready = false;
};

// Inks as Adobe stores them (255: no ink) to light, in PIL's integer arithmetic.
void inksToRgb(std::span<const uint8_t> inks, uint8_t* rgb)
{
    for (size_t i = 0; i < inks.size(); i += 4) {
        const unsigned light = inks[i + 3];
        for (size_t c = 0; c < 3; ++c) {
            const unsigned product = (255U - inks[i + c]) * light + 128;
            const unsigned absorbed = (product + (product >> 8)) >> 8;
            *rgb++ = static_cast<uint8_t>(light > absorbed ? light - absorbed : 0);
        }
    }
}

Error damaged(const JpegFile& file)
{
    return {ErrorCode::NotAnImage, {}, std::string("JPEG: ") + file.message()};
}

} // namespace

std::optional<HeaderSize> jpegSize(std::span<const uint8_t> file)
{
    JpegFile jpeg(file);
    if (!jpeg.readHeader())
        return {};
    return HeaderSize{jpeg.codec().image_width, jpeg.codec().image_height};
}

Result<Pixels> decodeJpeg(std::span<const uint8_t> file)
{
    JpegFile jpeg(file);
    if (!jpeg.readHeader())
        return damaged(jpeg);
    const int components = jpeg.codec().num_components;
    if (components != 1 && components != 3 && components != 4)
        return Error{ErrorCode::NotAnImage, {}, "JPEG: " + std::to_string(components) + " channels"};

    const size_t width = jpeg.codec().image_width;
    const size_t height = jpeg.codec().image_height;
    Pixels out{static_cast<int>(width), static_cast<int>(height), 3, std::vector<uint8_t>(3 * width * height)};
    std::vector<uint8_t> inks(components == 4 ? 4 * width : 0);
    if (!jpeg.start())
        return damaged(jpeg);
    for (size_t y = 0; y < height; ++y) {
        uint8_t* const row = out.bytes.data() + 3 * width * y;
        if (!jpeg.readRow(inks.empty() ? row : inks.data()))
            return damaged(jpeg);
        inksToRgb(inks, row);
    }
    if (jpeg.cutOff())
        return Error{ErrorCode::NotAnImage, {}, "JPEG: the file is cut off"};
    return out;
}

} // namespace studio::media
