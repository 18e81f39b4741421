// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/ListedScenes.h"

#include "core/media/Picture.h"
#include "core/media/VoiceReader.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace studio::jobs {
namespace {

namespace fs = std::filesystem;

constexpr int kMostSide = 1 << 14; // px
constexpr int kMostSteps = 1000;

template<typename Number>
std::optional<Number> numberOf(std::string_view text, Number least, Number most)
{
    Number number{};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || end != text.data() + text.size() || number < least || number > most)
        return std::nullopt;
    return number;
}

// "704*384", "704x384".
bool setSize(project::RenderSettings& settings, std::string_view text)
{
    const size_t middle = text.find_first_of("*xX");
    if (middle == std::string_view::npos)
        return false;
    const auto width = numberOf(text.substr(0, middle), 1, kMostSide);
    const auto height = numberOf(text.substr(middle + 1), 1, kMostSide);
    if (!width || !height)
        return false;
    settings.width = *width;
    settings.height = *height;
    return true;
}

template<typename Number>
bool set(Number& value, const std::optional<Number>& wanted)
{
    value = wanted.value_or(value);
    return wanted.has_value();
}

// False: the value isn't one of this column.
bool apply(ListedScene& listed, const ListedValue& each, const fs::path& folder)
{
    project::Scene& scene = listed.scene;
    project::RenderSettings& settings = scene.settings;
    if (each.name == "image") {
        scene.portrait = folder / each.value;
        scene.crop.reset();
        scene.people.clear(); // They are in the other portrait.
    } else if (each.name == "audio") {
        scene.voice = folder / each.value;
        scene.voiceTrack = 0;
        scene.trim = {};
        scene.speech.reset();
        scene.people.clear(); // They spoke the other sound.
    } else if (each.name == "prompt") {
        scene.prompt = each.value;
        settings.turns.clear(); // They are those of the other prompt.
    } else if (each.name == "save_file") {
        listed.name = fs::path(each.value).stem().string();
    } else if (each.name == "base_seed") {
        return set(settings.seed, numberOf<uint64_t>(each.value, 0, UINT64_MAX));
    } else if (each.name == "size") {
        return setSize(settings, each.value);
    } else if (each.name == "sample_steps") {
        return set(settings.steps, numberOf(each.value, 1, kMostSteps));
    } else {
        return set(settings.clips, numberOf<int64_t>(each.value, 0, int64_t{1} << 40));
    }
    return true;
}

std::optional<Error> faultOfInputs(const project::Scene& scene)
{
    if (!scene.hasInputs())
        return Error{ErrorCode::FileMissing, {}, "no portrait or no voice"};
    if (const Result<media::PictureInfo> picture = media::probePicture(scene.portrait); !picture)
        return picture.error();
    if (const Result<media::SoundInfo> sound = media::probeSound(scene.voice); !sound)
        return sound.error();
    return std::nullopt;
}

ListedScene sceneOf(const ListedFilm& film, const fs::path& folder, const project::Scene& base)
{
    ListedScene listed{.line = film.line, .name = film.name, .scene = base, .fault = {}};
    if (film.isTooWide) {
        listed.fault = Error{ErrorCode::Internal, {}, "more fields than names"};
        return listed;
    }
    for (const ListedValue& each : film.values) {
        if (std::find(std::begin(kSceneColumns), std::end(kSceneColumns), each.name) == std::end(kSceneColumns))
            listed.fault = Error{ErrorCode::Unsupported, each.name, each.value};
        else if (!apply(listed, each, folder))
            listed.fault = Error{ErrorCode::BadOption, each.name, each.value};
        if (listed.fault)
            return listed;
    }
    listed.fault = faultOfInputs(listed.scene);
    return listed;
}

} // namespace

Result<std::vector<ListedScene>> listedScenes(const fs::path& list, const project::Scene& base)
{
    const Result<std::vector<ListedFilm>> films = listedFilms(list);
    if (!films)
        return films.error();
    std::vector<ListedScene> scenes;
    for (const ListedFilm& film : *films)
        scenes.push_back(sceneOf(film, film.line > 0 ? list.parent_path() : fs::path(), base));
    return scenes;
}

} // namespace studio::jobs
