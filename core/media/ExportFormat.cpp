// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ExportFormat.h"

#include "core/media/EncoderSetup.h"
#include "core/media/FFmpeg.h"

#include <algorithm>
#include <cstring>

namespace studio::media {
namespace {

const VideoEncoder kX264{.name = "libx264", .pixels = "yuv420p", .quality = {"crf", 0, 51, 18}};
const VideoEncoder kX265{.name = "libx265",
                         .pixels = "yuv420p",
                         .quality = {"crf", 0, 51, 21},
                         .options = {{"x265-params", "log-level=error"}},
                         .tag = "hvc1"}; // Apple's players accept no other tag.
const VideoEncoder kVp9{
    .name = "libvpx-vp9",
    .pixels = "yuv420p",
    .quality = {"crf", 0, 63, 24},
    .options = {{"b", "0"}, {"deadline", "good"}, {"cpu-used", "4"}, {"row-mt", "1"}}}; // Bit rate 0: constant quality.
const std::vector<VideoEncoder> kAv1{
    {.name = "libsvtav1", .pixels = "yuv420p", .quality = {"crf", 1, 63, 28}, .options = {{"preset", "8"}}},
    {.name = "libaom-av1",
     .pixels = "yuv420p",
     .quality = {"crf", 1, 63, 26},
     .options = {{"cpu-used", "6"}, {"row-mt", "1"}}},
    {.name = "librav1e", .pixels = "yuv420p", .quality = {"qp", 1, 255, 90}, .options = {{"speed", "8"}}},
};
const VideoEncoder kProRes{
    .name = "prores_ks", .pixels = "yuv422p10le", .options = {{"profile", "hq"}, {"vendor", "apl0"}}};
const VideoEncoder kGif{.name = "gif", .pixels = "pal8"};
const VideoEncoder kWebP{.name = "libwebp_anim", .pixels = "yuv420p", .quality = {"quality", 100, 0, 85}};

const SoundEncoder kCopy{.codec = AudioCodec::Copy};
const SoundEncoder kAac{AudioCodec::Aac, "aac", "AAC"};
const SoundEncoder kOpus{AudioCodec::Opus, "libopus", "Opus", 48000};
const SoundEncoder kPcm{AudioCodec::Pcm, "pcm_s16le", "PCM"};

const std::vector<EncoderOption> kIndexInFront{{"movflags", "faststart"}};
const std::vector<EncoderOption> kForEver{{"loop", "0"}};

ExportFormat mp4(std::string_view id, std::string_view videoName, std::vector<VideoEncoder> video)
{
    return {.id = id,
            .name = "MP4",
            .videoName = videoName,
            .suffix = ".mp4",
            .muxer = "mp4",
            .video = std::move(video),
            .sounds = {kCopy, kAac, kOpus}, // Takes have AAC sound.
            .muxerOptions = kIndexInFront,
            .holdsComment = true,
            .holdsFiles = true};
}

ExportFormat webm(std::string_view id, std::string_view videoName, std::vector<VideoEncoder> video)
{
    return {.id = id,
            .name = "WebM",
            .videoName = videoName,
            .suffix = ".webm",
            .muxer = "webm",
            .video = std::move(video),
            .sounds = {kOpus},
            .holdsComment = true};
}

std::vector<ExportFormat> table()
{
    return {
        mp4("mp4", "H.264", {kX264}),
        mp4("mp4-hevc", "HEVC", {kX265}),
        mp4("mp4-av1", "AV1", kAv1),
        webm("webm", "VP9", {kVp9}),
        webm("webm-av1", "AV1", kAv1),
        {.id = "mov",
         .name = "MOV",
         .videoName = "ProRes 422 HQ",
         .suffix = ".mov",
         .muxer = "mov",
         .video = {kProRes},
         .sounds = {kPcm},
         .muxerOptions = kIndexInFront,
         .holdsComment = true,
         .holdsFiles = true},
        {.id = "gif",
         .name = "GIF",
         .videoName = "GIF",
         .suffix = ".gif",
         .muxer = "gif",
         .video = {kGif},
         .muxerOptions = kForEver,
         .mostFrameRate = 50, // GIF counts hundredths of a second, and players slow down frames shorter than two.
         .holdsChanges = true},
        {.id = "webp",
         .name = "WebP",
         .videoName = "WebP",
         .suffix = ".webp",
         .muxer = "webp",
         .video = {kWebP},
         .muxerOptions = kForEver,
         .holdsChanges = true},
        {.id = "png",
         .name = "PNG",
         .videoName = "PNG",
         .suffix = "",
         .pictureSuffix = ".png",
         .kind = FormatKind::Pictures},
        {.id = "wav", .name = "WAV", .videoName = "", .suffix = ".wav", .kind = FormatKind::Sound, .sounds = {kPcm}},
    };
}

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    return text;
}

// Bytes of small values are a valid picture in every pixel format.
void fill(AVFrame& frame)
{
    for (size_t plane = 0; plane < AV_NUM_DATA_POINTERS && frame.buf[plane]; ++plane)
        std::memset(frame.buf[plane]->data, 0x01, frame.buf[plane]->size);
}

int encodePicture(AVCodecContext& codec, AVFrame* picture)
{
    const Handle<AVPacket> packet(av_packet_alloc());
    if (!packet)
        return AVERROR(ENOMEM);
    int code = avcodec_send_frame(&codec, picture);
    if (code >= 0)
        code = avcodec_receive_packet(&codec, packet.get());
    if (code == AVERROR(EAGAIN) && avcodec_send_frame(&codec, nullptr) >= 0)
        code = avcodec_receive_packet(&codec, packet.get());
    return code;
}

// Where there is no memory to try it, too: then the film tells what is wrong.
bool worksHere(const VideoEncoder& encoder)
{
    constexpr int kSide = 64; // The smallest side that all encoders accept.
    const auto codec = openVideoEncoder({.encoder = encoder, .width = kSide, .height = kSide});
    if (!codec)
        return codec.error().code == ErrorCode::OutOfMemory;
    const Handle<AVFrame> frame(av_frame_alloc());
    if (!frame)
        return true;
    frame->format = (*codec)->pix_fmt;
    frame->width = frame->height = kSide;
    if (av_frame_get_buffer(frame.get(), 0) < 0)
        return true;
    fill(*frame);
    frame->pts = 0;
    const int code = codeOf([&] { return encodePicture(**codec, frame.get()); });
    return code >= 0 || code == AVERROR(ENOMEM);
}

std::string version(const char* name, unsigned number)
{
    return std::string(name) + " " + std::to_string(AV_VERSION_MAJOR(number)) + "."
        + std::to_string(AV_VERSION_MINOR(number)) + "." + std::to_string(AV_VERSION_MICRO(number));
}

Error lacks(const ExportFormat& format, const std::string& what)
{
    return {ErrorCode::Unsupported, std::string(format.name), "the FFmpeg installed here " + what};
}

} // namespace

int QualityScale::clamped(int value) const
{
    return std::clamp(value, std::min(finest, coarsest), std::max(finest, coarsest));
}

const std::vector<ExportFormat>& exportFormats()
{
    static const std::vector<ExportFormat> formats = table();
    return formats;
}

const ExportFormat* findExportFormat(std::string_view id)
{
    for (const ExportFormat& format : exportFormats()) {
        if (format.id == id)
            return &format;
    }
    return nullptr;
}

const ExportFormat* exportFormatOf(const std::filesystem::path& file)
{
    const std::string suffix = lowered(file.extension().string());
    for (const ExportFormat& format : exportFormats()) {
        if (!suffix.empty() && (format.suffix == suffix || format.pictureSuffix == suffix))
            return &format;
    }
    return nullptr;
}

Installation installedFFmpeg()
{
    routeFFmpegLog();
    return {.writes = [](const char* muxer) { return av_guess_format(muxer, nullptr, nullptr) != nullptr; },
            .encodes = worksHere,
            .encodesSound = [](const SoundEncoder& sound) { return avcodec_find_encoder_by_name(sound.encoder); }};
}

const SoundEncoder* OfferedFormat::sound(AudioCodec codec) const
{
    const auto found
        = std::find_if(sounds.begin(), sounds.end(), [codec](const SoundEncoder& each) { return each.codec == codec; });
    return found != sounds.end() ? &*found : nullptr;
}

Result<OfferedFormat> offeredFormat(const ExportFormat& format, const Installation& here)
{
    OfferedFormat offered{.format = &format};
    if (!format.muxer) { // Written without FFmpeg.
        offered.sounds = format.sounds;
        return offered;
    }
    if (!here.writes(format.muxer))
        return lacks(format, std::string("can't write ") + std::string(format.name));
    const auto video = std::find_if(format.video.begin(), format.video.end(), here.encodes);
    if (video == format.video.end()) {
        std::string names;
        for (const VideoEncoder& encoder : format.video)
            names += (names.empty() ? "" : " or ") + std::string(encoder.name);
        return lacks(format, "has no encoder for " + std::string(format.videoName) + " that works (" + names + ")");
    }
    offered.video = &*video;
    for (const SoundEncoder& sound : format.sounds) {
        if (sound.codec == AudioCodec::Copy || here.encodesSound(sound))
            offered.sounds.push_back(sound);
    }
    if (!format.sounds.empty() && offered.sounds.empty())
        return lacks(format,
                     "has no encoder for " + std::string(format.sounds.front().name) + " ("
                         + format.sounds.front().encoder + ")");
    return offered;
}

std::vector<OfferedFormat> offeredFormats(const Installation& here)
{
    std::vector<OfferedFormat> offered;
    for (const ExportFormat& format : exportFormats()) {
        if (Result<OfferedFormat> one = offeredFormat(format, here))
            offered.push_back(std::move(*one));
    }
    return offered;
}

std::string ffmpegDescription()
{
    return std::string("FFmpeg ") + av_version_info() + " (" + version("avcodec", avcodec_version()) + ", "
        + version("avformat", avformat_version()) + ", " + version("swscale", swscale_version()) + ", "
        + version("swresample", swresample_version()) + ")";
}

} // namespace studio::media
