// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The table of film formats: writer, exports, command line and window know formats only from here. Texts for people are
// in ui and app; the names here are the standards'.
namespace studio::media {

enum class FormatKind {
    Film, // one file with moving pictures
    Pictures, // a folder with 000001.png and so on
    Sound, // one file without pictures
};

enum class AudioCodec { Aac, Opus, Pcm, Copy, None };

// The scale of an encoder's constant quality.
struct QualityScale {
    const char* option = nullptr; // the encoder's option, "crf"; null where it has none
    int finest = 0;
    int coarsest = 0;
    int usual = 0; // barely distinguishable from the original

    [[nodiscard]] int clamped(int value) const; // to the scale; finest may be larger than coarsest
};

struct EncoderOption {
    const char* name;
    const char* value;
};

struct VideoEncoder {
    const char* name; // in FFmpeg: "libx264"
    const char* pixels; // FFmpeg's pixel format that it is given: "yuv420p"
    QualityScale quality{};
    std::vector<EncoderOption> options{};
    const char* tag = nullptr; // four-letter codec tag, if players need another one than the muxer's
};

struct SoundEncoder {
    AudioCodec codec = AudioCodec::None;
    const char* encoder = ""; // in FFmpeg; empty for Copy
    const char* name = ""; // of the codec; empty for Copy
    int rate = 0; // the codec's only sample rate in Hz; 0: it keeps the sound's
};

struct ExportFormat {
    std::string_view id; // "webm-av1": for the command line, settings and tests
    std::string_view name; // of the container: "WebM"
    std::string_view videoName; // of the codec: "AV1"; empty without pictures
    std::string_view suffix; // ".webm"; empty for a folder
    std::string_view pictureSuffix{}; // ".png"; of the pictures in a folder
    FormatKind kind = FormatKind::Film;
    const char* muxer = nullptr; // in FFmpeg; null where FFmpeg isn't used
    std::vector<VideoEncoder> video{}; // best first: the first one that works here is used
    std::vector<SoundEncoder> sounds{}; // the first is the usual one; empty: the format has no sound
    std::vector<EncoderOption> muxerOptions{};
    double mostFrameRate = 240;
    bool holdsChanges = false; // stores only changes after the first picture, without a key frame per second
    bool holdsComment = false; // metadata, such as a film's settings
    bool holdsFiles = false; // see EmbeddedFiles.h
};

// The table. A suffix alone means the first format with that suffix.
[[nodiscard]] const std::vector<ExportFormat>& exportFormats();
[[nodiscard]] const ExportFormat* findExportFormat(std::string_view id); // null: there is none
// The format of a file name's suffix, ignoring case; for FormatKind::Pictures, of its pictures' suffix. Null for any
// other.
[[nodiscard]] const ExportFormat* exportFormatOf(const std::filesystem::path& file);

// The capabilities of the installed FFmpeg; tests replace them.
struct Installation {
    std::function<bool(const char* muxer)> writes;
    std::function<bool(const VideoEncoder&)> encodes;
    std::function<bool(const SoundEncoder&)> encodesSound;
};
// Tries each encoder with a small frame, which takes some milliseconds, since FFmpeg also lists encoders that don't
// work.
[[nodiscard]] Installation installedFFmpeg();

// A format, and the encoders for it that work on this machine.
struct OfferedFormat {
    const ExportFormat* format = nullptr;
    const VideoEncoder* video = nullptr; // null without moving pictures
    std::vector<SoundEncoder> sounds{};

    [[nodiscard]] const SoundEncoder* sound(AudioCodec codec) const;
};
// Error: Unsupported; the detail names what the installation lacks.
Result<OfferedFormat> offeredFormat(const ExportFormat& format, const Installation& here = installedFFmpeg());
// The formats that this machine can write, in the table's order.
[[nodiscard]] std::vector<OfferedFormat> offeredFormats(const Installation& here = installedFFmpeg());

// "avcodec 59.37.100, avformat 59.27.100, ...", for an about page.
[[nodiscard]] std::string ffmpegDescription();

} // namespace studio::media
