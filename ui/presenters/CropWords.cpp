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

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(studio::ui::CropWords)
};

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
    return state;
}

CropFactList cropFacts(const PortraitState& portrait)
{
    if (!portrait.facts)
        return {};
    const jobs::PortraitFacts& facts = *portrait.facts;
    return {CropFact{Tone::Neutral, Tr::tr("Eyes on the upper line"), Tr::tr("a face of 25 to 60 % of the height")},
            sharpnessFact(facts.sharpness),
            CropFact{Tone::Neutral, Tr::tr("Film: %1").arg(words::size(facts.outputWidth, facts.outputHeight)),
                     Tr::tr("Its shape follows the crop.")}};
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
