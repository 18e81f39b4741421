// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FFmpeg.h"

#include "core/base/Log.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string_view>

extern "C" {
#include <libavutil/opt.h>
}

namespace studio::media {
namespace {

void toOurLog(void* source, int level, const char* format, va_list arguments)
{
    if (level > AV_LOG_WARNING)
        return;
    const int before = errno; // codeOf() reads it behind the call that says this.
    thread_local int atLineStart = 1;
    std::array<char, 512> line{};
    av_log_format_line2(source, level, format, arguments, line.data(), static_cast<int>(line.size()), &atLineStart);
    std::string_view text(line.data());
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    if (!text.empty())
        log::debug(text);
    errno = before;
}

// Whether FFmpeg recognises the file's first bytes as a container or codec.
bool looksLikeMedia(const std::filesystem::path& path)
{
    std::array<unsigned char, 4096 + AVPROBE_PADDING_SIZE> start{};
    size_t count = 0;
    if (std::FILE* const file = std::fopen(path.c_str(), "rb")) {
        count = std::fread(start.data(), 1, 4096, file);
        std::fclose(file);
    }
    AVProbeData data{};
    data.filename = ""; // The name's extension proves nothing.
    data.buf = start.data();
    data.buf_size = static_cast<int>(count);
    int score = 0;
    return count > 0 && av_probe_input_format3(&data, 1, &score) && score >= AVPROBE_SCORE_EXTENSION;
}

// wFormatTag of a RIFF, RF64 or W64 file's fmt chunk; 0 without one.
int wavFormatTag(const std::filesystem::path& path)
{
    constexpr long kChunk = 8; // Name and length.
    struct Close {
        void operator()(std::FILE* open) const { std::fclose(open); }
    };
    const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
    std::array<unsigned char, 12> head{};
    if (!file || std::fread(head.data(), 1, 12, file.get()) != 12 || std::memcmp(&head[8], "WAVE", 4) != 0)
        return 0;
    while (std::fread(head.data(), 1, kChunk + 2, file.get()) == size_t{kChunk + 2}) {
        if (std::memcmp(head.data(), "fmt ", 4) == 0)
            return head[8] | head[9] << 8;
        const uint32_t length = head[4] | head[5] << 8 | head[6] << 16 | uint32_t{head[7]} << 24;
        if (std::fseek(file.get(), static_cast<long>(length + length % 2) - 2, SEEK_CUR) != 0)
            return 0;
    }
    return 0;
}

// FFmpeg mistakes the valid bits of a WAVE_FORMAT_EXTENSIBLE for the sample size: 24 bits in 32 become noise, 16 in 32
// twice as long. The block alignment gives the sample size; the valid bits are the upper ones.
void useContainerBits(AVFormatContext& input, const std::filesystem::path& path)
{
    constexpr int kExtensible = 0xfffe;
    constexpr std::array kBySize{AV_CODEC_ID_NONE, AV_CODEC_ID_PCM_U8, AV_CODEC_ID_PCM_S16LE, AV_CODEC_ID_PCM_S24LE,
                                 AV_CODEC_ID_PCM_S32LE};
    if (std::strcmp(input.iformat->name, "wav") != 0 || input.nb_streams == 0)
        return;
    AVStream& stream = *input.streams[0];
    AVCodecParameters& sound = *stream.codecpar;
    const int channels = sound.ch_layout.nb_channels;
    const bool isPcm = sound.codec_id == AV_CODEC_ID_PCM_F24LE
        || std::find(kBySize.begin() + 1, kBySize.end(), sound.codec_id) != kBySize.end();
    if (!isPcm || channels <= 0 || sound.block_align % channels != 0)
        return;
    const int bytes = sound.block_align / channels;
    if (bytes < 1 || bytes > 4 || kBySize[static_cast<size_t>(bytes)] == sound.codec_id
        || wavFormatTag(path) != kExtensible)
        return;
    // FFmpeg computed the block size for PCM before it switched to Cool Edit's 24-bit floats in 32 bits.
    const int counted = sound.codec_id == AV_CODEC_ID_PCM_F24LE ? 24 : av_get_bits_per_sample(sound.codec_id);
    if (stream.duration > 0)
        stream.duration = av_rescale(stream.duration, counted, int64_t{8} * bytes);
    sound.codec_id = kBySize[static_cast<size_t>(bytes)];
    sound.bits_per_coded_sample = 8 * bytes;
}

// Limits SVT-AV1, which bypasses FFmpeg's log, to errors. Set before main(), because other threads may read the
// environment later.
[[maybe_unused]] const int kSvtLogSet = setenv("SVT_LOG", "1", 0);

} // namespace

std::string ffmpegText(int code)
{
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(code, text.data(), text.size());
    return text.data();
}

Error codecError(ErrorCode otherwise, const std::string& subject, int code)
{
    return {code == AVERROR(ENOMEM) ? ErrorCode::OutOfMemory : otherwise, subject, ffmpegText(code)};
}

void routeFFmpegLog()
{
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_callback(toOurLog); });
}

Result<Input> openInput(const std::filesystem::path& path)
{
    routeFFmpegLog();
    std::error_code failed;
    const auto status = std::filesystem::status(path, failed);
    if (status.type() == std::filesystem::file_type::not_found)
        return Error{ErrorCode::FileMissing, path.string(), {}};
    if (status.type() != std::filesystem::file_type::regular)
        return Error{ErrorCode::FileUnreadable, path.string(), failed ? failed.message() : "not a file"};

    const std::string url = "file:" + path.string();
    AVIOContext* file = nullptr;
    if (const int code = avio_open(&file, url.c_str(), AVIO_FLAG_READ); code < 0)
        return Error{code == AVERROR(ENOENT)       ? ErrorCode::FileMissing
                         : code == AVERROR(ENOMEM) ? ErrorCode::OutOfMemory
                                                   : ErrorCode::FileUnreadable,
                     path.string(), ffmpegText(code)};
    AVFormatContext* opened = avformat_alloc_context();
    if (!opened) {
        avio_closep(&file);
        return Error{ErrorCode::OutOfMemory, path.string(), "opening"};
    }
    opened->pb = file;
    // Only this file: neither a name that looks like an address nor a playlist may reach the network.
    AVDictionary* options = nullptr;
    av_dict_set(&options, "protocol_whitelist", "file", 0);
    int code = avformat_open_input(&opened, url.c_str(), nullptr, &options); // Frees it after an error.
    av_dict_free(&options);
    Input input;
    if (code >= 0) {
        input.reset(opened);
        useContainerBits(*opened, path);
        code = avformat_find_stream_info(opened, nullptr);
    }
    // Demuxers report a disk's read error as a damaged file.
    const int readError = file->error < 0 && file->error != AVERROR_EOF ? file->error : 0;
    if (!input)
        avio_closep(&file);
    if (readError < 0)
        return Error{ErrorCode::FileUnreadable, path.string(), ffmpegText(readError)};
    if (code == AVERROR(ENOMEM))
        return Error{ErrorCode::OutOfMemory, path.string(), ffmpegText(code)};
    if (code < 0)
        return Error{input || looksLikeMedia(path) ? ErrorCode::MediaDamaged : ErrorCode::NoAudio, path.string(),
                     ffmpegText(code)};
    return input;
}

Result<bool> readPacket(AVFormatContext& input, AVPacket& packet, const std::filesystem::path& path)
{
    const int code = av_read_frame(&input, &packet);
    if (code >= 0)
        return true;
    // Only the I/O context knows whether the disk failed: some demuxers report that as the end of the file, others
    // report a truncated file as an input/output error.
    if (input.pb && input.pb->error < 0 && input.pb->error != AVERROR_EOF)
        return Error{ErrorCode::FileUnreadable, path.string(), ffmpegText(input.pb->error)};
    switch (code) {
    case AVERROR_EOF: return false;
    case AVERROR(ENOMEM): return Error{ErrorCode::OutOfMemory, path.string(), ffmpegText(code)};
    default: return Error{ErrorCode::MediaDamaged, path.string(), ffmpegText(code)};
    }
}

Result<Handle<AVCodecContext>> openDecoder(const AVStream& stream, const std::filesystem::path& path)
{
    const AVCodec* const codec = avcodec_find_decoder(stream.codecpar->codec_id);
    if (!codec)
        return Error{ErrorCode::Unsupported, path.string(),
                     std::string("no decoder for ") + avcodec_get_name(stream.codecpar->codec_id)};
    Handle<AVCodecContext> context(avcodec_alloc_context3(codec));
    if (!context)
        return Error{ErrorCode::OutOfMemory, path.string(), codec->name};
    int code = avcodec_parameters_to_context(context.get(), stream.codecpar);
    if (code >= 0) {
        context->pkt_timebase = stream.time_base; // Needed to skip a codec's lead-in exactly.
        code = codeOf([&] { return avcodec_open2(context.get(), codec, nullptr); });
    }
    if (code < 0)
        return Error{codecError(ErrorCode::MediaDamaged, {}, code).code, path.string(),
                     std::string(codec->name) + ": " + ffmpegText(code)};
    return context;
}

double statedFrameRate(const AVStream& stream)
{
    constexpr double kLowest = 0.01;
    constexpr double kHighest = 1000;
    const double rate = av_q2d(stream.avg_frame_rate.num > 0 ? stream.avg_frame_rate : stream.r_frame_rate);
    return rate >= kLowest && rate <= kHighest ? rate : 0;
}

Result<Handle<SwrContext>> makeResampler(int fromChannels, int fromRate, int toChannels, int toRate)
{
    return makeResampler(ChannelLayout(fromChannels), fromRate, ChannelLayout(toChannels), toRate);
}

Result<Handle<SwrContext>> makeResampler(const ChannelLayout& from, int fromRate, const ChannelLayout& to, int toRate)
{
    for (const char* engine : {"soxr", "swr"}) {
        SwrContext* made = nullptr;
        int code = swr_alloc_set_opts2(&made, const_cast<AVChannelLayout*>(to.get()), AV_SAMPLE_FMT_FLTP, toRate,
                                       const_cast<AVChannelLayout*>(from.get()), AV_SAMPLE_FMT_FLTP, fromRate, 0,
                                       nullptr); // It copies the layouts; FFmpeg 5.1 lacks the const.
        Handle<SwrContext> resampler(made);
        if (code >= 0) {
            av_opt_set(made, "resampler", engine, 0);
            if (from.get()->nb_channels > to.get()->nb_channels)
                // A downmix of loud channels must not exceed full scale.
                av_opt_set_double(made, "rematrix_maxval", 1, 0);
            if (std::strcmp(engine, "soxr") == 0)
                av_opt_set_double(made, "precision", 20, 0); // SOXR_HQ
            else
                av_opt_set_int(made, "filter_size", 64, 0);
            code = codeOf([&] { return swr_init(made); });
        }
        if (code >= 0)
            return resampler;
        if (code == AVERROR(ENOMEM)) // Another one would sound otherwise.
            return codecError(ErrorCode::Unsupported, "resampler", code);
        log::warning(std::string("resampler ") + engine + " is not available: " + ffmpegText(code));
    }
    return Error{ErrorCode::Unsupported, "resampler", "FFmpeg can't convert this sound"};
}

Result<std::vector<std::vector<float>>> resample(SwrContext& resampler, const std::vector<std::vector<float>>& planes,
                                                 size_t channels)
{
    std::vector<std::vector<float>> out(channels);
    std::vector<const uint8_t*> from;
    for (const auto& plane : planes)
        from.push_back(reinterpret_cast<const uint8_t*>(plane.data()));
    const auto count = planes.empty() ? 0 : static_cast<int>(planes.front().size());
    while (true) {
        const size_t begin = out.front().size();
        const auto room = size_t{8} * static_cast<size_t>(count) + 8192;
        std::vector<uint8_t*> to;
        for (auto& plane : out) {
            plane.resize(begin + room);
            to.push_back(reinterpret_cast<uint8_t*>(plane.data() + begin));
        }
        const int made
            = swr_convert(&resampler, to.data(), static_cast<int>(room), planes.empty() ? nullptr : from.data(), count);
        for (auto& plane : out)
            plane.resize(begin + static_cast<size_t>(std::max(made, 0)));
        if (made < 0)
            return codecError(ErrorCode::EncoderFailed, "resampler", made);
        if (made == 0 || !planes.empty())
            return out;
    }
}

} // namespace studio::media
