// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/detail/Json.h"

#include "core/base/Json.h"

#include <array>
#include <limits>
#include <stdexcept>

namespace studio::project::detail {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxSide = 8192;
constexpr int kMaxSteps = 1000;
constexpr int kMaxTracks = 1000;
constexpr const char* kAsRecorded = "as recorded"; // in the place of a target in LUFS

template<typename Enum>
struct Word {
    Enum value;
    const char* word;
};
constexpr std::array kOffload{Word<Offload>{Offload::Automatic, "automatic"}, Word<Offload>{Offload::None, "none"}};
constexpr std::array kSemantics{Word<Semantics>{Semantics::Stream, "stream"},
                                Word<Semantics>{Semantics::SingleDeferred, "single-deferred"},
                                Word<Semantics>{Semantics::SingleOnline, "single-online"}};

constexpr std::array kDecoder{Word<PictureDecoder>{PictureDecoder::Vae, "vae"},
                              Word<PictureDecoder>{PictureDecoder::Int8, "int8"},
                              Word<PictureDecoder>{PictureDecoder::Light, "light"}};

template<typename Words, typename Enum>
const char* wordOf(const Words& words, Enum value)
{
    for (const auto& entry : words) {
        if (entry.value == value)
            return entry.word;
    }
    return "";
}

template<typename Words>
auto valueOf(const Words& words, const std::string& word)
{
    for (const auto& entry : words) {
        if (entry.word == word)
            return entry.value;
    }
    throw std::runtime_error("unknown word '" + word + "'");
}

Json pathJson(const fs::path& path, const fs::path& base)
{
    Json json{{"path", path.string()}};
    if (!path.empty() && !base.empty())
        json["relative"] = path.lexically_proximate(base).generic_string();
    return json;
}

// The old place if something is there, then the one beside the scene, then the old one after all. A path without a
// folder is one of the scene's, not of the folder that the program was started in.
fs::path pathFrom(const Json& json, const fs::path& base)
{
    fs::path path = json.at("path").get<std::string>();
    std::error_code ignored;
    if (path.empty() || base.empty() || (path.is_absolute() && fs::exists(path, ignored)))
        return path;
    for (const fs::path& other : {fs::path(json.value("relative", std::string())), path.filename()}) {
        fs::path candidate = (base / other).lexically_normal();
        if (!other.empty() && fs::exists(candidate, ignored))
            return candidate;
    }
    return path.is_absolute() ? path : (base / path).lexically_normal();
}

// What presets and settings have in common.
void addValues(Json& json, const PresetValues& values)
{
    json["width"] = values.width;
    json["height"] = values.height;
    json["steps"] = values.steps;
    json["clips"] = values.clips;
    json["offload"] = wordOf(kOffload, values.offload);
    json["semantics"] = wordOf(kSemantics, values.semantics);
    json["decoder"] = wordOf(kDecoder, values.decoder);
    json["windowBlocks"] = values.windowBlocks;
    json["timestepShift"] = values.timestepShift;
    json["silentSteps"] = values.silentSteps;
}

// Until this key there was "onlineDecode", which chose between the first two.
Semantics semanticsFrom(const Json& json)
{
    if (json.contains("semantics"))
        return valueOf(kSemantics, json.at("semantics").get<std::string>());
    return json.at("onlineDecode").get<bool>() ? Semantics::Stream : Semantics::SingleDeferred;
}

Json toJson(const std::vector<Turn>& turns)
{
    Json list = Json::array();
    for (const Turn& turn : turns) {
        Json& json = list.emplace_back(Json{{"block", turn.block}});
        if (turn.seed)
            json["seed"] = *turn.seed;
        if (turn.prompt)
            json["prompt"] = *turn.prompt;
    }
    return list;
}

uint64_t seedFrom(const Json& seed)
{
    if (!seed.is_number_unsigned())
        throw std::runtime_error("seed is no whole number");
    return seed.get<uint64_t>();
}

std::vector<Turn> turnsFrom(const Json& list)
{
    std::vector<Turn> turns;
    int64_t free = 0; // the first block that can have a turn
    for (const Json& json : list) {
        Turn& turn = turns.emplace_back();
        turn.block = boundedNumber<int64_t>(json, "block", free, int64_t{1} << 40);
        free = turn.block + 1;
        if (json.contains("seed"))
            turn.seed = seedFrom(json.at("seed"));
        if (json.contains("prompt"))
            turn.prompt = json.at("prompt").get<std::string>();
        if (!turn.seed && !turn.prompt)
            throw std::runtime_error("a turn without seed and prompt");
    }
    return turns;
}

} // namespace

Result<Json> readDocument(std::string_view text, const std::string& format, std::span<const Migration> steps)
{
    const auto bad = [&](const std::string& why) { return Error{ErrorCode::BadOption, format, why}; };
    try {
        Result<Json> parsed = parseJson<Json>(text);
        if (!parsed)
            return bad(parsed.error().detail);
        Json& document = *parsed;
        if (!document.is_object() || document.value("format", std::string()) != format)
            return bad("not of this format");
        const auto newest = static_cast<int64_t>(steps.size()) + 1;
        const auto version = boundedNumber<int64_t>(document, "version", 1, std::numeric_limits<int64_t>::max());
        if (version > newest)
            return Error{ErrorCode::Unsupported, std::to_string(version),
                         format + ": this program reads versions up to " + std::to_string(newest)};
        for (auto i = static_cast<size_t>(version - 1); i < steps.size(); ++i)
            steps[i](document);
        document["version"] = newest;
        return std::move(document);
    } catch (const std::exception& error) {
        return errorOf(error, ErrorCode::BadOption, format);
    }
}

Json toJson(const PresetValues& values)
{
    Json json = Json::object();
    addValues(json, values);
    return json;
}

PresetValues presetValuesFrom(const Json& json)
{
    return {.width = boundedNumber(json, "width", 1, kMaxSide),
            .height = boundedNumber(json, "height", 1, kMaxSide),
            .steps = boundedNumber(json, "steps", 1, kMaxSteps),
            .clips = boundedNumber<int64_t>(json, "clips", 0, int64_t{1} << 40),
            .offload = valueOf(kOffload, json.at("offload").get<std::string>()),
            .semantics = semanticsFrom(json),
            .decoder = valueOf(kDecoder, json.value("decoder", std::string("vae"))),
            .windowBlocks
            = optionalNumber(json, "windowBlocks", kLeastWindowBlocks, kWindowBlocks).value_or(kWindowBlocks),
            .timestepShift
            = optionalNumber(json, "timestepShift", kLeastTimestepShift, kMostTimestepShift).value_or(kTimestepShift),
            .silentSteps = optionalNumber(json, "silentSteps", 0, kMaxSteps).value_or(0)};
}

Json toJson(const RenderSettings& settings)
{
    Json json{{"model", settings.model}};
    addValues(json, presetValues(settings));
    json["seed"] = settings.seed;
    json["seedLocked"] = settings.seedLocked;
    if (!settings.turns.empty())
        json["turns"] = toJson(settings.turns);
    json["vramBudget"] = settings.memory.vram.bytes;
    json["ramBudget"] = settings.memory.ram.bytes;
    return json;
}

RenderSettings renderSettingsFrom(const Json& json)
{
    RenderSettings settings = applied(presetValuesFrom(json), {});
    settings.model = json.at("model").get<std::string>();
    if (settings.model.empty())
        throw std::runtime_error("model is empty");
    settings.seed = seedFrom(json.at("seed"));
    if (json.contains("turns"))
        settings.turns = turnsFrom(json.at("turns"));
    settings.seedLocked = json.at("seedLocked").get<bool>();
    settings.memory.vram.bytes = boundedNumber<int64_t>(json, "vramBudget", 0, int64_t{1} << 60);
    settings.memory.ram.bytes = boundedNumber<int64_t>(json, "ramBudget", 0, int64_t{1} << 60);
    return settings;
}

Json toJson(const CropRect& rect)
{
    return {rect.x, rect.y, rect.width, rect.height};
}

CropRect rectFrom(const Json& json)
{
    constexpr double kRounding = 1e-9;
    const auto values = json.get<std::array<double, 4>>();
    const CropRect rect{values[0], values[1], values[2], values[3]};
    if (!(rect.x >= 0 && rect.y >= 0 && rect.width > 0 && rect.height > 0 && rect.x + rect.width <= 1 + kRounding
          && rect.y + rect.height <= 1 + kRounding))
        throw std::runtime_error("an area is out of bounds");
    return rect;
}

std::vector<Person> peopleFrom(const Json& json, const fs::path& base)
{
    std::vector<Person> people;
    for (const Json& each : json) {
        if (people.size() == kMostPeople)
            throw std::runtime_error("too many people");
        people.push_back({.area = rectFrom(each.at("area")), .voice = pathFrom(each, base)});
    }
    return people;
}

Json toJson(const Speech& speech)
{
    return {{"text", speech.text}, {"voice", speech.voice}, {"pace", speech.pace}, {"pitch", speech.pitch}};
}

Speech speechFrom(const Json& json)
{
    return {.text = json.at("text").get<std::string>(),
            .voice = json.at("voice").get<std::string>(),
            .pace = boundedNumber(json, "pace", kLeastPace, kMostPace),
            .pitch = boundedNumber(json, "pitch", 0, kMostPitch)};
}

Json toJson(const Scene& scene, const fs::path& base)
{
    Json portrait = pathJson(scene.portrait, base);
    if (scene.crop)
        portrait["crop"] = toJson(*scene.crop);
    Json voice = pathJson(scene.voice, base);
    voice["begin"] = scene.trim.begin;
    if (scene.trim.end)
        voice["end"] = *scene.trim.end;
    if (scene.voiceTrack > 0)
        voice["track"] = scene.voiceTrack;
    if (scene.voiceLevel.rule == LevelRule::AsRecorded)
        voice["loudness"] = kAsRecorded;
    else if (scene.voiceLevel.rule == LevelRule::ToTarget)
        voice["loudness"] = scene.voiceLevel.target;
    if (scene.speech)
        voice["speech"] = toJson(*scene.speech);
    Json json{{"portrait", std::move(portrait)},
              {"voice", std::move(voice)},
              {"prompt", scene.prompt},
              {"preset", scene.preset},
              {"settings", toJson(scene.settings)}};
    for (const Person& person : scene.people) {
        Json each = pathJson(person.voice, base);
        each["area"] = toJson(person.area);
        json["people"].push_back(std::move(each));
    }
    return json;
}

Scene sceneFrom(const Json& json, const fs::path& base)
{
    Scene scene;
    const Json& portrait = json.at("portrait");
    scene.portrait = pathFrom(portrait, base);
    if (portrait.contains("crop"))
        scene.crop = rectFrom(portrait.at("crop"));
    const Json& voice = json.at("voice");
    scene.voice = pathFrom(voice, base);
    scene.trim.begin = boundedNumber(voice, "begin", 0.0, 1e9);
    if (voice.contains("end"))
        scene.trim.end = boundedNumber(voice, "end", scene.trim.begin, 1e9);
    if (voice.contains("track"))
        scene.voiceTrack = boundedNumber(voice, "track", 1, kMaxTracks);
    if (voice.contains("loudness")) {
        const Json& loudness = voice.at("loudness");
        scene.voiceLevel = loudness == kAsRecorded
            ? VoiceLevel::asRecorded()
            : VoiceLevel::to(boundedNumber(voice, "loudness", kLeastTarget, kMostTarget));
    }
    if (json.contains("people"))
        scene.people = peopleFrom(json.at("people"), base);
    if (voice.contains("speech"))
        scene.speech = speechFrom(voice.at("speech"));
    scene.prompt = json.at("prompt").get<std::string>();
    scene.preset = json.at("preset").get<std::string>();
    scene.settings = renderSettingsFrom(json.at("settings"));
    return scene;
}

std::string dumped(const Json& json)
{
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace studio::project::detail
