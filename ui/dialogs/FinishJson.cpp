// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/FinishJson.h"

#include "ui/common/Words.h"

#include <QColor>
#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <utility>

namespace studio::ui {
namespace {

constexpr QLatin1String kShape("shape");
constexpr QLatin1String kSides("sides");
constexpr QLatin1String kColour("colour");
constexpr QLatin1String kFadeIn("fadeIn");
constexpr QLatin1String kFadeOut("fadeOut");
constexpr QLatin1String kMusic("music");
constexpr QLatin1String kLevel("musicLevel");
constexpr QLatin1String kDucks("musicDucks");
constexpr QLatin1String kMark("mark");
constexpr QLatin1String kSubtitles("subtitles");
constexpr double kMostFade = 10; // s

constexpr std::array kShapes{std::pair{media::FilmShape::Wide, "16:9"}, std::pair{media::FilmShape::Square, "1:1"},
                             std::pair{media::FilmShape::Upright, "9:16"}};
constexpr std::array kSidesNames{std::pair{media::FilmSides::Colour, "colour"},
                                 std::pair{media::FilmSides::CutOff, "cut off"}};

constexpr std::array kCorners{
    std::pair{media::FilmCorner::TopLeft, "top left"}, std::pair{media::FilmCorner::TopRight, "top right"},
    std::pair{media::FilmCorner::BottomLeft, "bottom left"}, std::pair{media::FilmCorner::BottomRight, "bottom right"}};

constexpr std::array kSubtitlePlaces{std::pair{media::SubtitlesAs::Beside, "beside"},
                                     std::pair{media::SubtitlesAs::Burned, "burned in"}};

template<typename Names, typename Value>
void put(QJsonObject& object, QLatin1String key, const Names& names, Value value)
{
    for (const auto& [each, name] : names) {
        if (each == value)
            object.insert(key, QLatin1String(name));
    }
}

template<typename Names, typename Value>
void take(const QJsonObject& object, QLatin1String key, const Names& names, Value& value)
{
    for (const auto& [each, name] : names) {
        if (object.value(key).toString() == QLatin1String(name))
            value = each;
    }
}

} // namespace

std::string markWords()
{
    return QCoreApplication::translate("studio::ui::FinishRows", "Made with AI").toStdString();
}

QJsonObject jsonOf(const media::Finish& finish)
{
    QJsonObject object;
    put(object, kShape, kShapes, finish.shape);
    put(object, kSides, kSidesNames, finish.sides);
    if (finish.colour != media::Finish().colour)
        object.insert(kColour, QColor(finish.colour[0], finish.colour[1], finish.colour[2]).name());
    if (finish.fadeIn > 0)
        object.insert(kFadeIn, finish.fadeIn);
    if (finish.fadeOut > 0)
        object.insert(kFadeOut, finish.fadeOut);
    if (finish.music) {
        object.insert(kMusic, words::text(finish.music->file));
        object.insert(kLevel, finish.music->decibels);
        object.insert(kDucks, finish.music->ducks);
    }
    if (finish.mark)
        put(object, kMark, kCorners, finish.mark->corner);
    if (finish.subtitles)
        put(object, kSubtitles, kSubtitlePlaces, finish.subtitles->as);
    return object;
}

media::Finish finishOf(const QJsonObject& object)
{
    media::Finish finish;
    take(object, kShape, kShapes, finish.shape);
    take(object, kSides, kSidesNames, finish.sides);
    if (const QColor colour(object.value(kColour).toString()); colour.isValid()) {
        finish.colour = {static_cast<uint8_t>(colour.red()), static_cast<uint8_t>(colour.green()),
                         static_cast<uint8_t>(colour.blue())};
    }
    finish.fadeIn = std::clamp(object.value(kFadeIn).toDouble(), 0.0, kMostFade);
    finish.fadeOut = std::clamp(object.value(kFadeOut).toDouble(), 0.0, kMostFade);
    if (const QString file = object.value(kMusic).toString(); !file.isEmpty()) {
        media::Music& music = finish.music.emplace();
        music.file = words::path(file);
        music.decibels = std::clamp(object.value(kLevel).toDouble(music.decibels), -60.0, 6.0);
        music.ducks = object.value(kDucks).toBool(true);
    }
    if (object.contains(kMark)) {
        finish.mark = media::FilmMark{.words = markWords()};
        take(object, kMark, kCorners, finish.mark->corner);
    }
    if (object.contains(kSubtitles))
        take(object, kSubtitles, kSubtitlePlaces, finish.subtitles.emplace().as);
    return finish;
}

} // namespace studio::ui
