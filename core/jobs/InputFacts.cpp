// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/InputFacts.h"

#include "core/media/FaceFinder.h"
#include "core/media/Picture.h"
#include "core/media/Thumbnail.h"
#include "core/pipeline/FilmLength.h"

#include <algorithm>
#include <cmath>

namespace studio::jobs {
namespace {

constexpr double kDigitalSilence = -200; // decibels
constexpr float kHeard = 0.0056F; // -45 dB

// The crop in whole pixels, at least one each way.
media::Rect pixels(media::Size picture, const std::optional<project::CropRect>& crop)
{
    if (!crop)
        return {0, 0, picture.width, picture.height};
    const auto at
        = [](double part, int side) { return std::clamp(static_cast<int>(std::lround(part * side)), 0, side); };
    const int left = std::min(at(crop->x, picture.width), picture.width - 1);
    const int top = std::min(at(crop->y, picture.height), picture.height - 1);
    return {left, top, std::max(1, at(crop->x + crop->width, picture.width) - left),
            std::max(1, at(crop->y + crop->height, picture.height) - top)};
}

} // namespace

media::Size croppedSize(media::Size picture, const std::optional<project::CropRect>& crop)
{
    const media::Rect rect = pixels(picture, crop);
    return {rect.width, rect.height};
}

media::Rect keptPixels(media::Size picture, const std::optional<project::CropRect>& crop, media::Size film)
{
    media::Rect rect = pixels(picture, crop);
    const double shape = static_cast<double>(film.width) / film.height;
    const int width = std::clamp(static_cast<int>(std::lround(rect.height * shape)), 1, rect.width);
    const int height = std::clamp(static_cast<int>(std::lround(rect.width / shape)), 1, rect.height);
    rect.x += (rect.width - width) / 2;
    rect.y += (rect.height - height) / 2;
    rect.width = width;
    rect.height = height;
    return rect;
}

Result<PortraitFacts> portraitFacts(const std::filesystem::path& portrait, const std::optional<project::CropRect>& crop,
                                    int64_t area)
{
    const Result<media::PictureInfo> info = media::probePicture(portrait, media::PictureRules::Studio);
    if (!info)
        return info.error();
    const media::Size picture{info->readWidth, info->readHeight}; // what the film is made from
    const media::Size cropped = croppedSize(picture, crop);
    const media::Size film = media::outputSize(cropped, area);
    const media::Rect kept = keptPixels(picture, crop, film);
    return PortraitFacts{
        .width = info->width,
        .height = info->height,
        .cropWidth = cropped.width,
        .cropHeight = cropped.height,
        .outputWidth = film.width,
        .outputHeight = film.height,
        .kept = {static_cast<double>(kept.x) / picture.width, static_cast<double>(kept.y) / picture.height,
                 static_cast<double>(kept.width) / picture.width, static_cast<double>(kept.height) / picture.height},
        .sharpness = static_cast<double>(kept.width) / film.width};
}

std::vector<project::CropRect> areasAround(std::vector<project::CropRect> faces)
{
    constexpr double kBeside = 0.5; // parts of the face's width and height
    constexpr double kAbove = 0.5;
    constexpr double kBelow = 0.75;
    const auto middle = [](const project::CropRect& face) { return face.x + face.width / 2; };
    std::ranges::sort(faces, {}, middle);
    std::vector<project::CropRect> areas;
    for (size_t i = 0; i < faces.size(); ++i) {
        const project::CropRect& face = faces[i];
        const double leftmost = i > 0 ? (middle(faces[i - 1]) + middle(face)) / 2 : 0;
        const double rightmost = i + 1 < faces.size() ? (middle(face) + middle(faces[i + 1])) / 2 : 1;
        const double left = std::max(leftmost, face.x - kBeside * face.width);
        const double right = std::min(rightmost, face.x + (1 + kBeside) * face.width);
        const double top = std::max(0.0, face.y - kAbove * face.height);
        const double bottom = std::min(1.0, face.y + (1 + kBelow) * face.height);
        areas.push_back({left, top, right - left, bottom - top});
    }
    return areas;
}

Result<std::vector<project::CropRect>> areasOfFaces(const std::filesystem::path& portrait)
{
    constexpr int kSide = 1280; // Enough for faces of a sixteenth of it; small portraits are enlarged to it.
    Result<media::Picture> picture = media::pictureThumbnail(portrait, kSide);
    if (!picture)
        return picture.error();
    const double scale = static_cast<double>(kSide) / std::max(picture->width, picture->height);
    if (scale > 1)
        *picture = media::resizeBilinear(*picture,
                                         {static_cast<int>(std::lround(picture->width * scale)),
                                          static_cast<int>(std::lround(picture->height * scale))});
    std::vector<project::CropRect> faces;
    const double width = picture->width;
    const double height = picture->height;
    for (const media::Face& face : media::findFaces(*picture))
        faces.push_back({face.box.x / width, face.box.y / height, face.box.width / width, face.box.height / height});
    return areasAround(std::move(faces));
}

Status trimVoice(media::Voice& voice, const project::Trim& trim)
{
    const auto count = static_cast<int64_t>(voice.samples.size());
    const auto sample
        = [&](double seconds) { return std::clamp<int64_t>(std::llround(seconds * voice.sampleRate), 0, count); };
    const int64_t begin = sample(trim.begin);
    const int64_t end = trim.end ? sample(*trim.end) : count;
    if (begin >= end)
        return Error{ErrorCode::BadOption, "trim", "nothing is left of the voice"};
    voice.samples.erase(voice.samples.begin() + end, voice.samples.end());
    voice.samples.erase(voice.samples.begin(), voice.samples.begin() + begin);
    voice.seconds = static_cast<double>(end - begin) / voice.sampleRate;
    return kDone;
}

VoiceFacts voiceFacts(const media::Waveform& sound, const project::Trim& trim, int64_t maxClips)
{
    VoiceFacts facts{.seconds = sound.seconds()};
    const double begin = std::clamp(trim.begin, 0.0, facts.seconds);
    const double end = std::clamp(trim.end.value_or(facts.seconds), begin, facts.seconds);
    facts.usedSeconds = end - begin;
    const auto samples = static_cast<int64_t>(std::ceil(facts.usedSeconds * kVoiceRate - 1e-6));
    RenderSpec bound;
    bound.clips = maxClips;
    const pipeline::FilmLength length = pipeline::filmLength(samples, bound);
    facts.clips = length.clips;
    facts.wholeClips = pipeline::filmLength(samples, RenderSpec()).clips;
    facts.frames = length.frames;
    facts.samples = samples;
    facts.blocks = length.clips * (kDefaultFramesPerClip / kFramesPerBlock);
    // As it was recorded: noise that was made louder is no voice.
    const double peak = double{sound.peakBetween(begin, end)} / sound.found.treatment.gain;
    facts.peakDecibels = peak > 0 ? std::max(kDigitalSilence, 20 * std::log10(peak)) : kDigitalSilence;
    facts.silent = facts.peakDecibels < kSilenceDecibels;
    facts.tooShort = facts.usedSeconds < static_cast<double>(kFramesPerBlock) / kFramesPerSecond;
    return facts;
}

project::Trim withoutSilence(const media::Waveform& sound)
{
    const auto isHeard = [least = sound.peak * kHeard](float peak) { return peak > least; };
    const auto first = std::find_if(sound.peaks.begin(), sound.peaks.end(), isHeard);
    if (first == sound.peaks.end())
        return {};
    const auto last = std::find_if(sound.peaks.rbegin(), sound.peaks.rend(), isHeard); // At the latest it is the first.
    const double step = static_cast<double>(media::kPeakStep) / sound.sampleRate;
    project::Trim trim{.begin = static_cast<double>(first - sound.peaks.begin()) * step};
    const double end = static_cast<double>(sound.peaks.rend() - last) * step;
    if (end < sound.seconds())
        trim.end = end;
    return trim;
}

} // namespace studio::jobs
