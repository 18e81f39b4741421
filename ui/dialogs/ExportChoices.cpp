// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ExportChoices.h"

#include "core/settings/Settings.h"
#include "ui/dialogs/FinishJson.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace studio::ui {
namespace {

// The keys of a preset in the settings.
constexpr QLatin1String kName("name");
constexpr QLatin1String kFormat("format");
constexpr QLatin1String kSide("side");
constexpr QLatin1String kQuality("quality");
constexpr QLatin1String kFrameRate("frameRate");
constexpr QLatin1String kSound("sound");
constexpr QLatin1String kFinish("finish");

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ExportPresets)
};

std::vector<ExportPreset> programPresets()
{
    return {{.name = Words::tr("As made"), .choices = {}},
            {.name = Words::tr("Phone"), .choices = {.format = "mp4", .side = 1080, .quality = 21}},
            {.name = Words::tr("Phone, upright"),
             .choices = {.format = "mp4", .side = 1080, .quality = 21, .finish = {.shape = media::FilmShape::Upright}}},
            {.name = Words::tr("YouTube"),
             .choices = {.format = "mp4", .side = 1080, .quality = 17, .finish = {.shape = media::FilmShape::Wide}}},
            {.name = Words::tr("Editing"), .choices = {.format = "mov"}},
            {.name = Words::tr("Web page"), .choices = {.format = "webm"}}};
}

// None for a text that isn't a preset of a known format.
std::optional<ExportPreset> presetOf(const QString& text)
{
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    ExportPreset preset{.name = object.value(kName).toString(), .choices = {}, .origin = ExportPreset::Origin::User};
    ExportChoices& choices = preset.choices;
    choices.format = object.value(kFormat).toString().toStdString();
    choices.side = std::clamp(object.value(kSide).toInt(), 0, media::kMostExportSide);
    if (object.contains(kQuality))
        choices.quality = object.value(kQuality).toInt();
    choices.frameRate = std::clamp(object.value(kFrameRate).toInt(), 0, 240);
    choices.sound = object.value(kSound).toString();
    choices.finish = finishOf(object.value(kFinish).toObject());
    const bool isUsable = !preset.name.isEmpty() && media::findExportFormat(choices.format);
    return isUsable ? std::optional(preset) : std::nullopt;
}

QString textOf(const QString& name, const ExportChoices& choices)
{
    QJsonObject object{{kName, name},
                       {kFormat, QString::fromStdString(choices.format)},
                       {kSide, choices.side},
                       {kFrameRate, choices.frameRate},
                       {kSound, choices.sound}};
    if (choices.quality)
        object.insert(kQuality, *choices.quality);
    if (const QJsonObject finish = jsonOf(choices.finish); !finish.isEmpty())
        object.insert(kFinish, finish);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

// The stored presets without those of this name, and without what can't be read.
QStringList storedBut(const settings::Settings& settings, const QString& name)
{
    QStringList stored = settings.get(settings::kExportPresets);
    stored.removeIf([&name](const QString& text) {
        const std::optional<ExportPreset> preset = presetOf(text);
        return !preset || preset->name == name;
    });
    return stored;
}

} // namespace

std::vector<ExportPreset> exportPresets(const settings::Settings& settings)
{
    std::vector<ExportPreset> presets;
    if (const std::optional<ExportChoices> last = lastExport(settings)) {
        presets.push_back(
            {.name = Words::tr("As last time"), .choices = *last, .origin = ExportPreset::Origin::LastTime});
    }
    for (ExportPreset& preset : programPresets())
        presets.push_back(std::move(preset));
    for (const QString& text : settings.get(settings::kExportPresets)) {
        if (std::optional<ExportPreset> preset = presetOf(text))
            presets.push_back(std::move(*preset));
    }
    return presets;
}

void saveExportPreset(settings::Settings& settings, const QString& name, const ExportChoices& choices)
{
    settings.set(settings::kExportPresets, storedBut(settings, name) << textOf(name, choices));
}

void removeExportPreset(settings::Settings& settings, const QString& name)
{
    settings.set(settings::kExportPresets, storedBut(settings, name));
}

std::optional<ExportChoices> lastExport(const settings::Settings& settings)
{
    if (!settings.get(settings::kExportMade))
        return {};
    ExportChoices last;
    last.format = settings.get(settings::kExportFormat).toStdString();
    last.side = std::clamp(settings.get(settings::kExportSide), 0, media::kMostExportSide);
    last.quality = settings.get(settings::kExportQuality);
    last.frameRate = settings.get(settings::kExportFrameRate);
    last.sound = settings.get(settings::kExportSound);
    last.finish = finishOf(QJsonDocument::fromJson(settings.get(settings::kExportFinish).toUtf8()).object());
    return last;
}

void rememberExport(settings::Settings& settings, const ExportChoices& choices)
{
    settings.set(settings::kExportMade, true);
    settings.set(settings::kExportFormat, QString::fromStdString(choices.format));
    settings.set(settings::kExportSide, choices.side);
    if (choices.quality)
        settings.set(settings::kExportQuality, *choices.quality);
    settings.set(settings::kExportFrameRate, choices.frameRate);
    settings.set(settings::kExportSound, choices.sound);
    settings.set(settings::kExportFinish,
                 QString::fromUtf8(QJsonDocument(jsonOf(choices.finish)).toJson(QJsonDocument::Compact)));
}

size_t soundOf(const media::OfferedFormat& offered, const QString& sound)
{
    const auto wanted
        = std::find_if(offered.sounds.begin(), offered.sounds.end(),
                       [&sound](const media::SoundEncoder& each) { return sound == QLatin1String(each.name); });
    return wanted != offered.sounds.end() ? static_cast<size_t>(std::distance(offered.sounds.begin(), wanted)) : 0;
}

media::Size exportSizeOf(const project::Take& take, int side, const media::Finish& finish)
{
    const Result<media::FilmLayout> made = media::filmLayout({take.width, take.height}, finish);
    const media::Size own = made && finish.changesShape() ? made->film : media::Size{take.width, take.height};
    if (side <= 0 || own.width <= 0 || own.height <= 0)
        return own;
    const int64_t shorter = std::min(own.width, own.height);
    // Of an upright film exactly; its own sides are rounded.
    const int64_t high = finish.shape == media::FilmShape::Upright
        ? std::llround(side * 16.0 / 9)
        : (side * static_cast<int64_t>(own.height) + shorter / 2) / shorter;
    if (high > media::kMostExportSide)
        return own;
    const Result<media::FilmLayout> scaled
        = media::filmLayout({take.width, take.height}, finish, static_cast<int>(high));
    return scaled ? scaled->film : own;
}

media::ExportOrder orderOf(const ExportChoices& choices, const media::OfferedFormat& offered, const project::Take& take)
{
    const media::ExportFormat& format = *offered.format;
    media::ExportOrder order;
    order.movie = take.movie;
    order.format = format.id;
    order.finish = choices.finish;
    const media::Size size = exportSizeOf(take, choices.side, choices.finish);
    if (format.kind != media::FormatKind::Sound && size != exportSizeOf(take, 0, choices.finish))
        order.height = size.height;
    if (format.kind != media::FormatKind::Film)
        return order;
    if (offered.video && offered.video->quality.option) {
        const media::QualityScale& scale = offered.video->quality;
        order.quality = scale.clamped(choices.quality.value_or(scale.usual));
    }
    if (!offered.sounds.empty())
        order.audio = offered.sounds[soundOf(offered, choices.sound)].codec;
    if (choices.frameRate > 0 && choices.frameRate <= format.mostFrameRate)
        order.frameRate = choices.frameRate;
    return order;
}

} // namespace studio::ui
