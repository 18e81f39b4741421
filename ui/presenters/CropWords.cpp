// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/CropWords.h"

#include "core/media/Framing.h"
#include "core/media/Picture.h"
#include "ui/common/Words.h"
#include "ui/services/InputService.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

constexpr double kSharp = 1.5; // pixels for each one of the film
constexpr double kSoft = 1;
constexpr double kSameShape = 0.01; // rounding to whole pixels

constexpr double kFaceShare = 0.42; // of the crop's height
constexpr double kLeastFace = 0.25;
constexpr double kLargestFace = 0.6;
constexpr double kWholeFace = 0.95; // of its sides: not cut off
constexpr double kUpperThird = 1.0 / 3;
constexpr double kNearThird = 0.06; // of the height: as good as on it

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(studio::ui::CropWords)
};

int percent(double share)
{
    return static_cast<int>(std::lround(share * 100));
}

// Of the faces whose middle the crop keeps.
CropFact faceFact(const std::vector<PortraitFace>& all, const project::CropRect& kept)
{
    if (all.empty())
        return {Tone::Warn, Tr::tr("No face was found"), Tr::tr("The model will try.")};
    const QRectF crop(kept.x, kept.y, kept.width, kept.height);
    const auto inside
        = std::ranges::count_if(all, [&](const PortraitFace& face) { return crop.contains(face.box.center()); });
    if (inside > 1)
        return {Tone::Warn, Tr::tr("%1 faces").arg(inside), Tr::tr("One works best.")};
    const QRectF& face = all.front().box;
    const QRectF seen = crop.intersected(face);
    if (seen.height() < kWholeFace * face.height() || seen.width() < kWholeFace * face.width())
        return {Tone::Warn, Tr::tr("The face is cut off"), Tr::tr("Move the frame over it.")};
    const double share = face.height() / kept.height;
    const bool good = share >= kLeastFace && share <= kLargestFace;
    return {good ? Tone::Ok : Tone::Warn, Tr::tr("Face %1 % of the height").arg(percent(share)),
            Tr::tr("good between %1 and %2 %").arg(percent(kLeastFace)).arg(percent(kLargestFace))};
}

CropFact eyesFact(const PortraitFace& face, const project::CropRect& kept)
{
    const double above = kUpperThird - (face.eyes - kept.y) / kept.height;
    const int distance = percent(std::abs(above));
    const QString detail = distance == 0 ? Tr::tr("exactly on it")
        : above > 0                      ? Tr::tr("%1 % above it").arg(distance)
                                         : Tr::tr("%1 % below it").arg(distance);
    if (std::abs(above) <= kNearThird)
        return {Tone::Ok, Tr::tr("Eyes on the upper third"), detail};
    return {Tone::Neutral, Tr::tr("Best: eyes on the upper third"), detail};
}

CropFact sharpnessFact(double sharpness)
{
    // Rounded down, so that the figure doesn't contradict the words.
    const QString detail = Tr::tr("%1 pixels for each one of the film").arg(std::floor(sharpness * 10) / 10, 0, 'f', 1);
    if (sharpness >= kSharp)
        return {Tone::Ok, Tr::tr("Sharp enough"), detail};
    if (sharpness >= kSoft)
        return {Tone::Ok, Tr::tr("Just sharp enough"), detail};
    return {Tone::Warn, Tr::tr("Will look soft"), detail};
}

} // namespace

double aspectOf(CropShape shape)
{
    switch (shape) {
    case CropShape::Wide: return 16.0 / 9;
    case CropShape::Square: return 1;
    case CropShape::Upright: return 9.0 / 16;
    case CropShape::AsPicture:
    case CropShape::Free: break;
    }
    return 0;
}

std::optional<CropState> cropState(const PortraitState& portrait)
{
    if (!portrait.facts || portrait.picture.isNull())
        return {};
    const jobs::PortraitFacts& facts = *portrait.facts;
    CropState state;
    state.picture = portrait.picture;
    state.pictureSize = QSize(facts.width, facts.height);
    state.crop = QRectF(facts.kept.x, facts.kept.y, facts.kept.width, facts.kept.height);
    state.aspect = static_cast<double>(facts.outputWidth) / std::max(1, facts.outputHeight);
    state.minimumSide = media::kMinPictureSide;
    if (portrait.faces) {
        for (const PortraitFace& face : *portrait.faces)
            state.faces.push_back(face.box);
    }
    return state;
}

CropFactList cropFacts(const PortraitState& portrait)
{
    if (!portrait.facts)
        return {};
    const jobs::PortraitFacts& facts = *portrait.facts;
    const CropFact film{Tone::Neutral, Tr::tr("Film: %1").arg(words::size(facts.outputWidth, facts.outputHeight)),
                        Tr::tr("Its shape follows the crop.")};
    if (portrait.faces) {
        return {faceFact(*portrait.faces, facts.kept),
                portrait.faces->empty() ? film : eyesFact(portrait.faces->front(), facts.kept),
                sharpnessFact(facts.sharpness)};
    }
    return {CropFact{Tone::Neutral, Tr::tr("Eyes on the upper line"), Tr::tr("a face of 25 to 60 % of the height")},
            sharpnessFact(facts.sharpness), film};
}

std::optional<QRectF> cropOfFace(const PortraitState& portrait, double shareAspect)
{
    if (!portrait.faces || portrait.faces->empty() || shareAspect <= 0)
        return {};
    const PortraitFace& face = portrait.faces->front();
    const double height = std::min({1.0, 1 / shareAspect, face.box.height() / kFaceShare});
    const double width = height * shareAspect;
    return QRectF(std::clamp(face.box.center().x() - width / 2, 0.0, std::max(0.0, 1 - width)),
                  std::clamp(face.eyes - height * kUpperThird, 0.0, std::max(0.0, 1 - height)), width, height);
}

QString cropInfo(const PortraitState& portrait)
{
    if (!portrait.facts)
        return {};
    const jobs::PortraitFacts& facts = *portrait.facts;
    const auto pixels = [](double share, int side) { return static_cast<int>(std::lround(share * side)); };
    return Tr::tr("%1 · %2 → %3 → %4", "name, size of the picture, of the crop, of the film")
        .arg(QFileInfo(portrait.path).fileName(), words::size(facts.width, facts.height),
             words::size(pixels(facts.kept.width, facts.width), pixels(facts.kept.height, facts.height)),
             words::size(facts.outputWidth, facts.outputHeight));
}

CropShape cropShape(const PortraitState& portrait, const project::Scene& scene)
{
    if (!scene.crop || !portrait.facts)
        return CropShape::AsPicture;
    const jobs::PortraitFacts& facts = *portrait.facts;
    const double width = scene.crop->width * facts.width;
    const double height = scene.crop->height * facts.height;
    if (width < 1 || height < 1)
        return CropShape::Free;
    constexpr CropShape kNamed[] = {CropShape::Wide, CropShape::Square, CropShape::Upright};
    for (const CropShape shape : kNamed) {
        if (std::abs(width / height / aspectOf(shape) - 1) < kSameShape)
            return shape;
    }
    const double pixels = width * height;
    const auto makesTheSameFilm = [&](double aspect) {
        const media::Size crop{static_cast<int>(std::lround(std::sqrt(pixels * aspect))),
                               static_cast<int>(std::lround(std::sqrt(pixels / aspect)))};
        if (crop.width < 1 || crop.height < 1)
            return false;
        const media::Size film = media::outputSize(crop, scene.settings.area());
        return film.width == facts.outputWidth && film.height == facts.outputHeight;
    };
    if (makesTheSameFilm(static_cast<double>(facts.width) / std::max(1, facts.height)))
        return CropShape::AsPicture;
    for (const CropShape shape : kNamed) {
        if (makesTheSameFilm(aspectOf(shape)))
            return shape;
    }
    return CropShape::Free;
}

} // namespace studio::ui
