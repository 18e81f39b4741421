// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/TakeDifferences.h"

#include "ui/common/PeopleWords.h"
#include "ui/common/TakeWords.h"
#include "ui/common/TurnWords.h"
#include "ui/common/Words.h"
#include "ui/widgets/PaintText.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace studio::ui {
namespace {

using project::Scene;
using project::Take;

constexpr qsizetype kLong = 24; // letters of a value that may be cut
constexpr double kSlower = 1.05; // times as long: less is chance

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(TakeDifferences)
};

// One setting: whether it differs, its value in words, and how a scene gets it.
struct Row {
    TakeSetting setting = TakeSetting::Steps;
    QString name;
    bool differs = false;
    std::array<QString, 2> values;
};

QString fileOf(const std::filesystem::path& path)
{
    return path.empty() ? Tr::tr("None") : words::fileName(path);
}

// With their folders where the names alone are the same.
std::array<QString, 2> filesOf(const std::filesystem::path& a, const std::filesystem::path& b)
{
    if (a != b && a.filename() == b.filename())
        return {words::shortPath(a), words::shortPath(b)};
    return {fileOf(a), fileOf(b)};
}

QString cropOf(const Scene& scene)
{
    if (!scene.crop)
        return Tr::tr("The middle");
    const auto percent = [](double share) { return std::lround(share * 100); };
    return Tr::tr("%1 × %2 % at %3, %4 %", "a crop's width, height, left and top as shares of the picture")
        .arg(percent(scene.crop->width))
        .arg(percent(scene.crop->height))
        .arg(percent(scene.crop->x))
        .arg(percent(scene.crop->y));
}

QString trimOf(const Scene& scene)
{
    const project::Trim& trim = scene.trim;
    if (trim.begin <= 0 && !trim.end)
        return Tr::tr("Whole voice");
    return trim.end ? Tr::tr("%1 to %2", "times").arg(clockText(trim.begin), clockText(*trim.end))
                    : Tr::tr("from %1", "a time").arg(clockText(trim.begin));
}

QString loudnessOf(const Scene& scene)
{
    switch (scene.voiceLevel.rule) {
    case LevelRule::RaiseQuiet: return Tr::tr("Raised if quiet");
    case LevelRule::AsRecorded: return Tr::tr("As recorded");
    case LevelRule::ToTarget: return Tr::tr("%1 LUFS").arg(words::figure(scene.voiceLevel.target));
    }
    return {};
}

QString budgetOf(const Budget& budget)
{
    if (budget.bytes > 0)
        return words::bytes(budget.bytes);
    return budget.share > 0 ? Tr::tr("%1 %").arg(std::lround(budget.share * 100)) : Tr::tr("All that is free");
}

QString modelOf(const Scene& scene, const ModelCatalogue& models)
{
    const ModelEntry* const model = models.find(scene.settings.model);
    return model ? words::modelTitle(*model) : QString::fromStdString(scene.settings.model);
}

// As the film came out, which may have another shape than the settings.
QString sizeOf(const Take& take)
{
    const project::RenderSettings& settings = take.scene.settings;
    return take.width > 0 ? words::size(take.width, take.height) : words::size(settings.width, settings.height);
}

QString promptOf(const Scene& scene)
{
    return scene.prompt.empty() ? Tr::tr("None") : QString::fromStdString(scene.prompt).simplified();
}

QString turnsOf(const Scene& scene)
{
    return scene.settings.turns.empty() ? Tr::tr("None") : words::turnLines(scene.settings).join(QStringLiteral(" · "));
}

QString peopleOf(const Scene& scene)
{
    return scene.people.empty() ? Tr::tr("One voice, in the whole picture")
                                : words::speakerLines(scene.people).join(QStringLiteral(" · "));
}

QString madeOf(const Take& take)
{
    return take.parts.empty() ? Tr::tr("By a render") : words::madeFrom(take.parts);
}

std::vector<Row> rowsOf(const Take& a, const Take& b, const ModelCatalogue& models)
{
    const project::RenderSettings& first = a.scene.settings;
    const project::RenderSettings& second = b.scene.settings;
    const auto each = [&a, &b](auto&& tell) { return std::array<QString, 2>{tell(a.scene), tell(b.scene)}; };
    const auto length = [](const Scene& scene) {
        return scene.settings.clips > 0 ? words::clips(scene.settings.clips) : Tr::tr("Whole voice");
    };
    const auto decoding = [](const Scene& scene) {
        return scene.settings.semantics == Semantics::SingleDeferred ? Tr::tr("At the end") : Tr::tr("While rendering");
    };
    const auto decoder = [](const Scene& scene) {
        return scene.settings.decoder == PictureDecoder::Light ? Tr::tr("Light, for drafts")
            : scene.settings.decoder == PictureDecoder::Int8   ? Tr::tr("Full, in 8 bits")
                                                               : Tr::tr("Full");
    };
    const auto offload = [](const Scene& scene) {
        return scene.settings.memory.offload == Offload::None ? Tr::tr("None") : Tr::tr("Automatic");
    };
    std::vector<Row> rows{
        {TakeSetting::Steps, Tr::tr("Steps"), first.steps != second.steps,
         each([](const Scene& scene) { return QString::number(scene.settings.steps); })},
        {TakeSetting::Seed, Tr::tr("Seed"), first.seed != second.seed,
         each([](const Scene& scene) { return QString::number(scene.settings.seed); })},
        {TakeSetting::Size, Tr::tr("Size"), sizeOf(a) != sizeOf(b), {sizeOf(a), sizeOf(b)}},
        {TakeSetting::Model, Tr::tr("Model"), first.model != second.model,
         each([&models](const Scene& scene) { return modelOf(scene, models); })},
        {TakeSetting::Prompt, Tr::tr("Prompt"), a.scene.prompt != b.scene.prompt, each(promptOf)},
        {TakeSetting::Turns, Tr::tr("Later changes"), first.turns != second.turns, each(turnsOf)},
        {TakeSetting::Portrait, Tr::tr("Portrait"), a.scene.portrait != b.scene.portrait,
         filesOf(a.scene.portrait, b.scene.portrait)},
        {TakeSetting::Crop, Tr::tr("Crop"), a.scene.crop != b.scene.crop, each(cropOf)},
        {TakeSetting::People, Tr::tr("Who speaks"), a.scene.people != b.scene.people, each(peopleOf)},
        {TakeSetting::Voice, Tr::tr("Voice"),
         a.scene.voice != b.scene.voice || a.scene.voiceTrack != b.scene.voiceTrack,
         filesOf(a.scene.voice, b.scene.voice)},
        {TakeSetting::Trim, Tr::tr("Trim"), a.scene.trim != b.scene.trim, each(trimOf)},
        {TakeSetting::Loudness, Tr::tr("Loudness"), a.scene.voiceLevel != b.scene.voiceLevel, each(loudnessOf)},
        {TakeSetting::Length, Tr::tr("Length"), first.clips != second.clips, each(length)},
        {TakeSetting::Decoding, Tr::tr("Decoding"), first.semantics != second.semantics, each(decoding)},
        {TakeSetting::Decoder, Tr::tr("Decoder"), first.decoder != second.decoder, each(decoder)},
        {TakeSetting::SilentSteps, Tr::tr("Steps in silence"), first.silentSteps != second.silentSteps,
         each([](const Scene& scene) {
             return scene.settings.silentSteps > 0 ? QString::number(scene.settings.silentSteps) : Tr::tr("All");
         })},
        {TakeSetting::TimestepShift, Tr::tr("Timestep shift"), first.timestepShift != second.timestepShift,
         each([](const Scene& scene) { return QString::number(scene.settings.timestepShift); })},
        {TakeSetting::LookBack, Tr::tr("Recall"), first.windowBlocks != second.windowBlocks,
         each([](const Scene& scene) { return words::lookBack(scene.settings.windowBlocks); })},
        {TakeSetting::Offload, Tr::tr("Offload"), first.memory.offload != second.memory.offload, each(offload)},
        {TakeSetting::Vram, Tr::tr("VRAM"), first.memory.vram != second.memory.vram,
         each([](const Scene& scene) { return budgetOf(scene.settings.memory.vram); })},
        {TakeSetting::Ram, Tr::tr("RAM"), first.memory.ram != second.memory.ram,
         each([](const Scene& scene) { return budgetOf(scene.settings.memory.ram); })}};
    if (a.scene.voice == b.scene.voice && a.scene.voiceTrack != b.scene.voiceTrack) {
        for (const Take* take : {&a, &b})
            rows[static_cast<size_t>(TakeSetting::Voice)].values[take == &a ? 0 : 1]
                = Tr::tr("Track %1").arg(take->scene.voiceTrack);
    }
    return rows;
}

void useVoice(const Scene& from, Scene& to)
{
    to.voice = from.voice;
    to.voiceTrack = from.voiceTrack;
    to.trim = from.trim;
    to.speech = from.speech;
}

} // namespace

TakeDifferences differencesOf(const Take& a, const Take& b, const ModelCatalogue& models)
{
    TakeDifferences result;
    for (const Row& row : rowsOf(a, b, models)) {
        if (row.differs)
            result.rows.push_back({row.setting, row.name, row.values});
        else
            ++result.equal;
    }
    if (a.parts != b.parts)
        result.rows.push_back({TakeSetting::MadeFrom, Tr::tr("Made"), {madeOf(a), madeOf(b)}});
    const double first = a.report.totalSeconds;
    const double second = b.report.totalSeconds;
    const std::array times{words::duration(first), words::duration(second)};
    if (first > 0 && second > 0 && times[0] != times[1] && std::max(first, second) > kSlower * std::min(first, second))
        result.rows.push_back({TakeSetting::Time, Tr::tr("Time"), times});
    return result;
}

void useSetting(TakeSetting setting, const Scene& from, Scene& to)
{
    const project::RenderSettings& values = from.settings;
    project::RenderSettings& settings = to.settings;
    switch (setting) {
    case TakeSetting::Steps: settings.steps = values.steps; break;
    case TakeSetting::Seed: settings.seed = values.seed; break;
    case TakeSetting::Size:
        settings.width = values.width;
        settings.height = values.height;
        break;
    case TakeSetting::Model: settings.model = values.model; break;
    case TakeSetting::Prompt: to.prompt = from.prompt; break;
    case TakeSetting::Turns: settings.turns = values.turns; break;
    case TakeSetting::Portrait:
        to.portrait = from.portrait;
        to.crop = from.crop;
        to.people = from.people; // They are areas of it.
        break;
    case TakeSetting::Crop: to.crop = from.crop; break;
    case TakeSetting::People:
        to.people = from.people;
        if (haveOwnVoices(from.people)) // Its sound is what they say.
            useVoice(from, to);
        break;
    case TakeSetting::Voice: useVoice(from, to); break;
    case TakeSetting::Trim: to.trim = from.trim; break;
    case TakeSetting::Loudness: to.voiceLevel = from.voiceLevel; break;
    case TakeSetting::Length: settings.clips = values.clips; break;
    case TakeSetting::Decoding: settings.semantics = values.semantics; break;
    case TakeSetting::Decoder: settings.decoder = values.decoder; break;
    case TakeSetting::SilentSteps: settings.silentSteps = values.silentSteps; break;
    case TakeSetting::TimestepShift: settings.timestepShift = values.timestepShift; break;
    case TakeSetting::LookBack: settings.windowBlocks = values.windowBlocks; break;
    case TakeSetting::Offload: settings.memory.offload = values.memory.offload; break;
    case TakeSetting::Vram: settings.memory.vram = values.memory.vram; break;
    case TakeSetting::Ram: settings.memory.ram = values.memory.ram; break;
    case TakeSetting::MadeFrom:
    case TakeSetting::Time: break; // measured, or as it came
    }
}

bool soundAlike(const Scene& a, const Scene& b)
{
    return !a.voice.empty() && a.voice == b.voice && a.voiceTrack == b.voiceTrack && a.trim == b.trim
        && a.voiceLevel == b.voiceLevel;
}

std::array<QString, 2> whereTheyDiffer(const std::array<QString, 2>& values)
{
    const auto& [a, b] = values;
    if (std::max(a.size(), b.size()) <= kLong)
        return values;
    const auto apart = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    qsizetype from = std::distance(a.begin(), apart.first);
    const qsizetype word = a.left(from).lastIndexOf(u' ') + 1;
    if (word > 0)
        from = word;
    else if (from > 0 && a.at(from - 1).isHighSurrogate())
        --from;
    const auto cut = [from](const QString& value) {
        return from > 0 && from < value.size() ? QString(u'…' % value.mid(from)) : value;
    };
    return {cut(a), cut(b)};
}

} // namespace studio::ui
