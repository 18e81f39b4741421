// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Exif.h"
#include "core/media/ImageDecoders.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <jpeglib.h>

#include <jerror.h>

namespace studio::media {
namespace {

// libjpeg reports errors through a callback, which leaves by longjmp(). So only plain data may live between guard() and
// the jump; owners of memory live outside.
class JpegFile {
public:
    explicit JpegFile(std::span<const uint8_t> file)
    {
        m_codec.err = jpeg_std_error(&m_errors);
        m_codec.client_data = this;
        m_errors.error_exit = [](j_common_ptr codec) {
            auto* self = static_cast<JpegFile*>(codec->client_data);
            codec->err->format_message(codec, self->m_message.data());
            self->m_error = codec->err->msg_code;
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
            jpeg_save_markers(&m_codec, JPEG_APP0 + 2, 0xFFFF); // ICC profiles
        });
    }
    JpegFile(const JpegFile&) = delete;
    JpegFile& operator=(const JpegFile&) = delete;
    ~JpegFile() { jpeg_destroy_decompress(&m_codec); }

    bool readHeader()
    {
        return m_ready && guard([&] { jpeg_read_header(&m_codec, TRUE); });
    }

    // The ICC profile, joined from its segments; empty if there is none or a segment is missing.
    std::vector<uint8_t> profile()
    {
        JOCTET* bytes = nullptr;
        unsigned size = 0;
        if (!guard([&] { jpeg_read_icc_profile(&m_codec, &bytes, &size); }) || !bytes)
            return {};
        const std::unique_ptr<JOCTET, decltype(&std::free)> owner(bytes, std::free);
        return {bytes, bytes + size};
    }

    // Decodes to grey, RGB or CMYK as the file has it, with 1 / reduction of each side (1, 2, 4 or 8).
    bool start(int reduction)
    {
        return guard([&] {
            // Limits the scans: a hostile file could repeat tiny scans of a large picture for hours.
            m_progress.progress_monitor = [](j_common_ptr codec) {
                constexpr int kMaxScans = 500;
                auto* self = static_cast<JpegFile*>(codec->client_data);
                if (self->m_codec.input_scan_number > kMaxScans)
                    ERREXIT(codec, JERR_TOO_LITTLE_DATA);
            };
            m_codec.progress = &m_progress;
            const int inks = m_codec.num_components;
            m_codec.out_color_space = inks == 1 ? JCS_GRAYSCALE : inks == 4 ? JCS_CMYK : JCS_RGB;
            m_codec.scale_num = 1;
            m_codec.scale_denom = static_cast<unsigned>(reduction);
            jpeg_start_decompress(&m_codec);
        });
    }

    bool readRow(uint8_t* row)
    {
        return guard([&] { jpeg_read_scanlines(&m_codec, &row, 1); });
    }

    const jpeg_decompress_struct& codec() const { return m_codec; }

    // Whether the file ends before its last row. libjpeg reads the last row of blocks ahead, so a file that lacks only
    // the end marker counts as complete.
    bool cutOff() const
    {
        const int64_t blockRow = int64_t{DCTSIZE} * m_codec.max_v_samp_factor / m_codec.scale_denom;
        return m_endedAtRow >= 0 && m_endedAtRow + blockRow < static_cast<int64_t>(m_codec.output_height);
    }

    Error error() const
    {
        switch (m_error) {
        case JERR_OUT_OF_MEMORY: return {ErrorCode::OutOfMemory, {}, m_message.data()};
        case JERR_BAD_PRECISION:
        case JERR_SOF_UNSUPPORTED:
        case JERR_CONVERSION_NOTIMPL:
            return {ErrorCode::ImageUnsupported, {}, std::string("JPEG (") + m_message.data() + ")"};
        default: return {ErrorCode::MediaDamaged, {}, std::string("JPEG: ") + m_message.data()};
        }
    }

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
    int m_error = 0;
    bool m_ready = false;
};

ColourTags coloursOf(JpegFile& jpeg, FileBytes file)
{
    ColourTags tags{.icc = jpeg.profile()};
    if (tags.icc.empty() && jpeg.codec().num_components == 3 && jpegIsAdobeRgb(file)) {
        tags.gamma = 563.0 / 256;
        tags.chromaticities = {0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06};
    }
    return tags;
}

} // namespace

Result<HeaderSize> jpegSize(FileBytes file)
{
    JpegFile jpeg(file);
    if (!jpeg.readHeader())
        return jpeg.error();
    return HeaderSize{jpeg.codec().image_width, jpeg.codec().image_height};
}

Result<Picture> decodeJpeg(FileBytes file, const Decoding& how)
{
    JpegFile jpeg(file);
    if (!jpeg.readHeader())
        return jpeg.error();
    const int components = jpeg.codec().num_components;
    if (components != 1 && components != 3 && components != 4)
        return Error{ErrorCode::ImageUnsupported, {}, "JPEG with " + std::to_string(components) + " channels"};

    const SampleLayout layout{components == 1 ? Inks::Grey : components == 4 ? Inks::Cmyk : Inks::Rgb};
    std::optional<ToSrgb> toSrgb;
    if (how.rules == PictureRules::Studio)
        toSrgb = ToSrgb::make(coloursOf(jpeg, file), layout);

    // libjpeg scales while it decodes, to an eighth at most.
    const int scaled = std::min(how.reduction, 8);
    if (!jpeg.start(scaled))
        return jpeg.error();
    const HeaderSize decoded{jpeg.codec().output_width, jpeg.codec().output_height};
    PixelSink sink(decoded, layout, std::move(toSrgb), how.rules, how.reduction / scaled);
    std::vector<uint8_t> row(layout.pixelBytes() * static_cast<size_t>(decoded.width));
    for (int64_t y = 0; y < decoded.height; ++y) {
        if (!jpeg.readRow(row.data()))
            return jpeg.error();
        sink.addRow(row.data());
    }
    if (jpeg.cutOff())
        return Error{ErrorCode::MediaDamaged, {}, "JPEG: the file is cut off"};
    return sink.take();
}

} // namespace studio::media
