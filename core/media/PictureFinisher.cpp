// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/PictureFinisher.h"

#include "core/media/FilmText.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

namespace studio::media {
namespace {

constexpr const char* kSubject = "finishing the pictures";
// Sides are blurred at a small size, which takes little time and looks the same: the shorter side in pixels, and the
// Gaussian's sigma.
constexpr int kBlurredSide = 72;
constexpr double kBlur = 6;

std::string sized(const char* filter, int width, int height)
{
    return std::string(filter) + "=" + std::to_string(width) + ":" + std::to_string(height);
}

std::string scaled(int width, int height, const char* how)
{
    return sized("scale", width, height) + ":flags=" + how + "+accurate_rnd+full_chroma_int+full_chroma_inp";
}

std::string at(int x, int y)
{
    return ":" + std::to_string(x) + ":" + std::to_string(y);
}

std::string hex(const std::array<uint8_t, 3>& colour)
{
    std::array<char, 12> text{};
    std::snprintf(text.data(), text.size(), "0x%02x%02x%02x", colour[0], colour[1], colour[2]);
    return text.data();
}

// The part of the picture that has the film's shape, blurred, as large as the film.
std::string blurred(Size picture, Size film)
{
    const auto across = static_cast<double>(film.width) / film.height;
    const int wide = std::clamp(static_cast<int>(picture.height * across), 1, picture.width);
    const int high = std::clamp(static_cast<int>(picture.width / across), 1, picture.height);
    const double reduction = std::min(1.0, static_cast<double>(kBlurredSide) / std::min(film.width, film.height));
    const int smallWide = std::max(2, static_cast<int>(film.width * reduction));
    const int smallHigh = std::max(2, static_cast<int>(film.height * reduction));
    return sized("crop", wide, high) + "," + scaled(smallWide, smallHigh, "area")
        + ",gblur=sigma=" + std::to_string(kBlur) + "," + scaled(film.width, film.height, "bicubic");
}

// The filters between a picture and the finished one.
std::string filters(Size picture, const FilmLayout& layout, const Finish& finish)
{
    const Size film = layout.film;
    const Rect& place = layout.picture;
    std::string chain = place.width == picture.width && place.height == picture.height
        ? "null"
        : scaled(place.width, place.height, "lanczos");
    const bool isFilled = place.width == film.width && place.height == film.height;
    if (isFilled)
        return chain;
    switch (finish.sides) {
    case FilmSides::CutOff: return chain + "," + sized("crop", film.width, film.height) + at(-place.x, -place.y);
    case FilmSides::Colour:
        return chain + "," + sized("pad", film.width, film.height) + at(place.x, place.y)
            + ":color=" + hex(finish.colour);
    case FilmSides::Blurred: break;
    }
    return "split[a][b];[a]" + blurred(picture, film) + "[behind];[b]" + chain
        + "[front];[behind][front]overlay=" + std::to_string(place.x) + ":" + std::to_string(place.y) + ":format=gbrp";
}

// Frame 0 of a fade from black is black, as is the frame after the last one of a fade to it.
std::string fades(const Finish& finish, double frameRate, int64_t frames)
{
    const auto count
        = [&](double seconds) { return std::min<int64_t>(frames, std::llround(std::max(0.0, seconds) * frameRate)); };
    const int64_t in = count(finish.fadeIn);
    const int64_t out = count(finish.fadeOut);
    std::string text;
    if (in > 0)
        text += ",fade=in:0:" + std::to_string(in);
    if (out > 0)
        text += ",fade=out:" + std::to_string(frames - out) + ":" + std::to_string(out);
    return text;
}

// A path within a graph's text, where each of two readers takes away a level of backslashes.
std::string escaped(const std::string& path)
{
    std::string value;
    for (const char c : path)
        value += std::string(std::strchr("\\':", c) ? "\\" : "") + c;
    std::string text;
    for (const char c : value)
        text += std::string(std::strchr("\\'[],;", c) ? "\\" : "") + c;
    return text;
}

} // namespace

bool canWriteWords()
{
    return avfilter_get_by_name("ass") != nullptr;
}

Result<PictureFinisher> PictureFinisher::open(Size picture, const FilmLayout& layout, const Finish& finish,
                                              AVRational frameRate, int64_t frames)
{
    PictureFinisher made(picture);
    made.m_graph = makeGraph();
    if (!made.m_graph || !made.m_frame)
        return Error{ErrorCode::OutOfMemory, kSubject, {}};
    std::string text;
    if (finish.writesWords()) {
        if (!canWriteWords())
            return Error{ErrorCode::Unsupported, kSubject,
                         "the installed FFmpeg can't write words into pictures; it was built without libass"};
        Result<TemporaryFolder> folder = TemporaryFolder::create();
        if (!folder)
            return folder.error();
        made.m_folder.emplace(std::move(*folder));
        const std::filesystem::path file = made.m_folder->path() / "words.ass";
        const std::string words = filmText(finish, layout.film);
        std::ofstream out(file);
        if (!out.write(words.data(), static_cast<std::streamsize>(words.size())).flush())
            return Error{ErrorCode::NotWritable, file.string(), {}};
        text = ",ass=filename=" + escaped(file.string());
    }
    const std::string graph = "buffer=video_size=" + std::to_string(picture.width) + "x"
        + std::to_string(picture.height) + ":pix_fmt=gbrp:pixel_aspect=1/1:time_base=" + std::to_string(frameRate.den)
        + "/" + std::to_string(frameRate.num) + ":frame_rate=" + std::to_string(frameRate.num) + "/"
        + std::to_string(frameRate.den) + "[in];[in]" + filters(picture, layout, finish) + text
        + fades(finish, av_q2d(frameRate), frames) + ",format=gbrp,buffersink";
    const Result<GraphEnds> ends = fillGraph(*made.m_graph, graph, kSubject);
    if (!ends)
        return ends.error();
    made.m_in = ends->sources.front();
    made.m_out = ends->sink;
    return made;
}

Status PictureFinisher::add(const AVFrame& picture, int64_t index, const Sink& sink)
{
    AVFrame* const converted = m_converter.convert(picture);
    if (!converted)
        return Error{ErrorCode::Unsupported, kSubject, "the pixel format can't be converted"};
    converted->pts = index;
    converted->sample_aspect_ratio = {1, 1};
    const int code = codeOf([&] { return av_buffersrc_add_frame_flags(m_in, converted, AV_BUFFERSRC_FLAG_KEEP_REF); });
    return code < 0 ? Status(codecError(ErrorCode::EncoderFailed, kSubject, code)) : take(sink);
}

Status PictureFinisher::finish(const Sink& sink)
{
    const int code = codeOf([&] { return av_buffersrc_add_frame_flags(m_in, nullptr, 0); });
    return code < 0 ? Status(codecError(ErrorCode::EncoderFailed, kSubject, code)) : take(sink);
}

Status PictureFinisher::take(const Sink& sink)
{
    int code = 0;
    while ((code = codeOf([&] { return av_buffersink_get_frame(m_out, m_frame.get()); })) >= 0) {
        Status taken = sink(*m_frame);
        av_frame_unref(m_frame.get());
        if (!taken)
            return taken;
    }
    return isDrained(code) ? Status(kDone) : Status(codecError(ErrorCode::EncoderFailed, kSubject, code));
}

} // namespace studio::media
