// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/Take.h"

#include "core/base/Json.h"
#include "core/base/Log.h"
#include "core/project/AtomicFile.h"
#include "core/project/detail/Json.h"
#include "core/spec/FilmScoresJson.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <tuple>

namespace studio::project {
namespace {

namespace fs = std::filesystem;
using detail::Json;

constexpr const char* kFormat = "live-avatar-studio take";
constexpr const char* kSidecar = ".take.json";
constexpr const char* kDeleted = ".deleted";
constexpr size_t kMaxName = 120; // bytes of a file name before its extension; file systems allow 255

// Beyond these a number is none that this program wrote, and arithmetic with it could overflow.
constexpr int kMostTakes = 1'000'000'000;
constexpr int kMostPixels = 1 << 20; // a side
constexpr int kMostFrameRate = 1000;
constexpr int64_t kMostFrames = int64_t{1} << 40;
constexpr double kMostFramesPerSecond = 1e9;
constexpr double kMostSeconds = 1e12;
constexpr int64_t kMostBytes = int64_t{1} << 60;
constexpr int64_t kMostUnixTime = int64_t{1} << 40;

constexpr std::array<std::pair<TakeState, const char*>, 4> kStates{{{TakeState::Rendering, "rendering"},
                                                                    {TakeState::Stopped, "stopped"},
                                                                    {TakeState::Failed, "failed"},
                                                                    {TakeState::Finished, "finished"}}};

const char* wordOf(TakeState state)
{
    return std::find_if(kStates.begin(), kStates.end(), [&](const auto& entry) { return entry.first == state; })
        ->second;
}

TakeState stateFrom(const std::string& word)
{
    for (const auto& [state, name] : kStates) {
        if (name == word)
            return state;
    }
    throw std::runtime_error("unknown state '" + word + "'");
}

ErrorCode codeFrom(const std::string& word)
{
    for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
        if (name(static_cast<ErrorCode>(i)) == word)
            return static_cast<ErrorCode>(i);
    }
    return ErrorCode::Internal; // Of another version.
}

template<typename T>
void put(Json& json, const char* key, const std::optional<T>& value)
{
    if (value)
        json[key] = *value;
}

Json toJson(const TakeReport& report)
{
    Json json = Json::object();
    put(json, "promisedVram", report.promisedVram);
    put(json, "promisedRam", report.promisedRam);
    put(json, "promisedSeconds", report.promisedSeconds);
    put(json, "peakVram", report.peakVram);
    put(json, "peakRam", report.peakRam);
    json["seconds"] = {{"load", report.loadSeconds},   {"text", report.textSeconds},  {"audio", report.audioSeconds},
                       {"image", report.imageSeconds}, {"dit", report.ditSeconds},    {"vae", report.vaeSeconds},
                       {"mux", report.muxSeconds},     {"total", report.totalSeconds}};
    if (report.movieBytes > 0)
        json["movieBytes"] = report.movieBytes;
    if (report.shortBlocks > 0)
        json["shortBlocks"] = report.shortBlocks;
    return json;
}

TakeReport reportFrom(const Json& json)
{
    const Json& seconds = json.at("seconds");
    const auto second = [&](const char* key) { return boundedNumber(seconds, key, 0.0, kMostSeconds); };
    const auto bytes = [&](const char* key) { return optionalNumber<int64_t>(json, key, 0, kMostBytes); };
    return {.promisedVram = bytes("promisedVram"),
            .promisedRam = bytes("promisedRam"),
            .promisedSeconds = optionalNumber(json, "promisedSeconds", 0.0, kMostSeconds),
            .peakVram = bytes("peakVram"),
            .peakRam = bytes("peakRam"),
            .loadSeconds = second("load"),
            .textSeconds = second("text"),
            .audioSeconds = second("audio"),
            .imageSeconds = second("image"),
            .ditSeconds = second("dit"),
            .vaeSeconds = second("vae"),
            .muxSeconds = second("mux"),
            .totalSeconds = second("total"),
            .movieBytes = bytes("movieBytes").value_or(0),
            .shortBlocks = bytes("shortBlocks").value_or(0)};
}

void replaceAll(std::string& text, const std::string& what, const std::string& by)
{
    for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
}

std::string today()
{
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    std::array<char, 16> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &local)};
}

// A file name on any system: no separators, control characters or leading dots, not too long, never empty. Nothing that
// breaks the line or turns the direction of writing, either: a film would seem to end in "4pm".
std::string fileName(std::string text)
{
    for (const char* mark :
         {"\u2028", "\u2029", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"})
        replaceAll(text, mark, {});
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos)
            c = '_';
    }
    size_t length = std::min(text.size(), kMaxName);
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
        --length; // Not within a character.
    text.resize(length);
    while (text.ends_with(' ') || text.ends_with('.'))
        text.pop_back();
    while (text.starts_with('.') || text.starts_with(' '))
        text.erase(0, 1);
    return text.empty() ? "take" : text;
}

// To another file system, too. What is at `to` is never replaced.
Status moveFile(const fs::path& from, const fs::path& to)
{
    std::error_code failed;
    if (!fs::exists(from, failed))
        return Error{ErrorCode::FileMissing, from.string(), {}};
    if (fs::exists(to, failed))
        return Error{ErrorCode::NotWritable, to.string(), "the name is taken"};
    fs::create_directories(to.parent_path(), failed);
    fs::rename(from, to, failed);
    if (failed == std::errc::cross_device_link) {
        fs::copy_file(from, to, failed);
        std::error_code ignored;
        fs::remove(failed ? to : from, ignored);
    }
    if (failed)
        return Error{ErrorCode::NotWritable, to.string(), failed.message()};
    return kDone;
}

// A trash of freedesktop.org keeps "info/NAME.trashinfo" for each "files/NAME".
void forgetInTrash(const fs::path& file)
{
    std::error_code ignored;
    const fs::path folder = file.parent_path();
    if (folder.filename() == "files")
        fs::remove(folder.parent_path() / "info" / (file.filename().string() + ".trashinfo"), ignored);
}

std::vector<fs::path> sidecarsIn(const fs::path& folder)
{
    std::vector<fs::path> found;
    std::error_code ignored;
    for (fs::directory_iterator it(folder, ignored), end; it != end; it.increment(ignored)) {
        if (it->path().filename().string().ends_with(kSidecar))
            found.push_back(it->path());
    }
    return found;
}

Result<Take> readTake(const fs::path& sidecar, const fs::path& folder)
{
    const Result<std::string> text = readSmallFile(sidecar);
    return text ? takeFromJson(*text, folder) : Result<Take>(text.error());
}

// Of the takes in a folder.
std::vector<int> numbersIn(const fs::path& folder)
{
    std::vector<int> numbers;
    for (const fs::path& file : sidecarsIn(folder)) {
        if (const Result<Take> take = readTake(file, folder))
            numbers.push_back(take->number);
    }
    return numbers;
}

} // namespace

bool Take::operator==(const Take& other) const
{
    const auto same = [](const std::optional<Error>& a, const std::optional<Error>& b) {
        return a.has_value() == b.has_value()
            && (!a || (a->code == b->code && a->subject == b->subject && a->detail == b->detail));
    };
    const auto rest = [](const Take& take) {
        return std::tie(take.number, take.name, take.sceneName, take.scene, take.finalOf, take.state, take.width,
                        take.height, take.frameRate, take.framesMade, take.framesTotal, take.framesPerSecond,
                        take.created, take.star, take.movie, take.report, take.journal, take.renders, take.parent,
                        take.branchBlock, take.hasWholeVoice, take.scores, take.parts);
    };
    return rest(*this) == rest(other) && same(error, other.error);
}

std::string takeToJson(const Take& take)
{
    Json json{{"format", kFormat},
              {"version", 1},
              {"number", take.number},
              {"name", take.name},
              {"sceneName", take.sceneName},
              {"finalOf", take.finalOf},
              {"state", wordOf(take.state)},
              {"movie", take.movie.filename().string()},
              {"width", take.width},
              {"height", take.height},
              {"frameRate", take.frameRate},
              {"framesMade", take.framesMade},
              {"framesTotal", take.framesTotal},
              {"renders", take.renders},
              {"framesPerSecond", take.framesPerSecond},
              {"created", take.created},
              {"star", take.star},
              {"report", toJson(take.report)},
              {"scene", detail::toJson(take.scene, {})}};
    if (take.parent > 0) {
        json["parent"] = take.parent;
        json["branchBlock"] = take.branchBlock;
    }
    for (const TakePart& part : take.parts)
        json["parts"].push_back({{"take", part.take}, {"first", part.first}, {"frames", part.frames}});
    if (!take.journal.empty())
        json["journal"] = take.journal.filename().string();
    if (take.hasWholeVoice)
        json["hasWholeVoice"] = true;
    if (take.scores)
        json["scores"] = scoresToJson<Json>(*take.scores);
    if (take.error)
        json["error"]
            = {{"code", name(take.error->code)}, {"subject", take.error->subject}, {"detail", take.error->detail}};
    return detail::dumped(json);
}

Result<Take> takeFromJson(std::string_view text, const fs::path& folder)
{
    const Result<Json> document = detail::readDocument(text, kFormat, {});
    if (!document)
        return document.error();
    try {
        const Json& json = *document;
        Take take;
        take.number = boundedNumber(json, "number", 0, kMostTakes);
        take.name = json.at("name").get<std::string>();
        take.sceneName = json.at("sceneName").get<std::string>();
        take.finalOf = boundedNumber(json, "finalOf", 0, kMostTakes);
        take.parent = optionalNumber(json, "parent", 0, kMostTakes).value_or(0);
        take.branchBlock = optionalNumber<int64_t>(json, "branchBlock", 0, kMostFrames).value_or(0);
        if (json.contains("parts")) {
            for (const Json& part : json.at("parts"))
                take.parts.push_back({.take = boundedNumber(part, "take", 1, kMostTakes),
                                      .first = boundedNumber<int64_t>(part, "first", 0, kMostFrames),
                                      .frames = boundedNumber<int64_t>(part, "frames", 1, kMostFrames)});
        }
        take.hasWholeVoice = json.value("hasWholeVoice", false);
        take.state = stateFrom(json.at("state").get<std::string>());
        // Its name only: a JSON from elsewhere must not lead out of the folder.
        take.movie = folder / fs::path(json.at("movie").get<std::string>()).filename();
        if (json.contains("journal")) {
            const fs::path name = fs::path(json.at("journal").get<std::string>()).filename();
            if (name.extension() == kJournalEnding) // Whoever deletes the take deletes it, too.
                take.journal = folder / name;
        }
        take.width = boundedNumber(json, "width", 0, kMostPixels);
        take.height = boundedNumber(json, "height", 0, kMostPixels);
        take.frameRate = boundedNumber(json, "frameRate", 1, kMostFrameRate);
        take.framesMade = boundedNumber<int64_t>(json, "framesMade", 0, kMostFrames);
        take.framesTotal = boundedNumber<int64_t>(json, "framesTotal", 0, kMostFrames);
        take.renders = optionalNumber(json, "renders", 1, kMostTakes).value_or(1);
        take.framesPerSecond = boundedNumber(json, "framesPerSecond", 0.0, kMostFramesPerSecond);
        take.created = boundedNumber<int64_t>(json, "created", 0, kMostUnixTime);
        take.star = json.at("star").get<bool>();
        take.report = reportFrom(json.at("report"));
        take.scene = detail::sceneFrom(json.at("scene"), {});
        if (json.contains("scores"))
            take.scores = scoresFrom(json.at("scores"));
        if (json.contains("error")) {
            const Json& error = json.at("error");
            take.error = Error{codeFrom(error.at("code").get<std::string>()), error.at("subject").get<std::string>(),
                               error.at("detail").get<std::string>()};
        }
        return take;
    } catch (const std::exception& error) {
        return errorOf(error, ErrorCode::BadOption, kFormat);
    }
}

Result<Take> takeOfMovie(const fs::path& movie)
{
    Take named;
    named.movie = movie;
    Result<Take> take = readTake(TakeStore::sidecar(named), movie.parent_path());
    if (take && take->movie != movie)
        return Error{ErrorCode::FileMissing, movie.string(), "the JSON beside it is another film's"};
    return take;
}

TakeStore::TakeStore(fs::path folder)
    : m_folder(std::move(folder))
{
}

fs::path TakeStore::sidecar(const Take& take)
{
    return take.movie.parent_path() / (take.movie.stem().string() + kSidecar);
}

Result<Take> TakeStore::create(Take take, const std::string& namePattern)
{
    std::error_code failed;
    fs::create_directories(m_folder, failed);
    if (failed)
        return Error{ErrorCode::NotWritable, m_folder.string(), failed.message()};

    std::vector<int> given = numbersIn(m_folder);
    const std::vector<int> deletedOnes = numbersIn(deletedFolder()); // They may come back.
    given.insert(given.end(), deletedOnes.begin(), deletedOnes.end());
    take.number = given.empty() ? 1 : *std::max_element(given.begin(), given.end()) + 1;
    std::string name = namePattern;
    replaceAll(name, "{take}", std::to_string(take.number));
    replaceAll(name, "{date}", today());
    replaceAll(name, "{scene}", take.sceneName); // Last: a scene may be called "{take}".
    take.movie = m_folder / (freeName(fileName(name)) + ".mp4");
    take.created
        = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    if (Status written = update(take); !written)
        return written.error();
    return take;
}

Status TakeStore::update(const Take& take) const
{
    return writeFileAtomically(sidecar(take), takeToJson(take));
}

std::vector<Take> TakeStore::load() const
{
    std::vector<Take> takes;
    std::error_code ignored;
    for (const fs::path& file : sidecarsIn(m_folder)) {
        Result<Take> take = readTake(file, m_folder);
        if (take && !fs::is_regular_file(fs::symlink_status(take->journal, ignored)))
            take->journal.clear();
        if (!take)
            log::warning(file.string() + " can't be read: " + take.error().detail);
        else if (take->state == TakeState::Rendering || fs::exists(take->movie, ignored))
            takes.push_back(std::move(*take));
        else
            log::warning(file.string() + ": its film is gone");
    }
    std::sort(takes.begin(), takes.end(), [](const Take& a, const Take& b) { return a.number > b.number; });
    return takes;
}

void TakeStore::limitJournals(int64_t bytes) const
{
    int64_t sum = 0;
    std::error_code failed;
    for (Take& take : load()) { // the newest first
        if (take.state != TakeState::Finished || take.journal.empty() || take.canGoOn())
            continue;
        const auto size = fs::file_size(take.journal, failed);
        sum += failed ? 0 : static_cast<int64_t>(size);
        if (sum <= bytes)
            continue;
        if (!fs::remove(take.journal, failed) && failed)
            log::warning(take.journal.string() + " can't be deleted: " + failed.message());
    }
}

Status TakeStore::discard(const Take& take) const
{
    std::error_code failed;
    fs::remove(sidecar(take), failed);
    if (failed)
        return Error{ErrorCode::NotWritable, sidecar(take).string(), failed.message()};
    return kDone;
}

Result<DeletedTake> TakeStore::remove(const Take& take, const MoveToTrash& trash) const
{
    const auto away = [&](const fs::path& file) -> Result<fs::path> {
        std::error_code ignored;
        if (!fs::exists(file, ignored))
            return Error{ErrorCode::FileMissing, file.string(), {}};
        if (trash) {
            Result<fs::path> moved = trash(file);
            if (moved)
                return moved;
            log::info(file.string() + ": there is no trash for it: " + moved.error().detail);
        }
        fs::path to = deletedFolder() / file.filename();
        for (int n = 2; fs::exists(to, ignored); ++n)
            to = deletedFolder() / (std::to_string(n) + " " + file.filename().string());
        if (Status moved = moveFile(file, to); !moved)
            return moved.error();
        return to;
    };
    Result<fs::path> movie = away(take.movie);
    if (!movie)
        return movie.error();
    const auto back = [](const fs::path& from, const fs::path& to) {
        if (moveFile(from, to))
            forgetInTrash(from);
    };
    Result<fs::path> json = away(sidecar(take));
    if (!json) {
        back(*movie, take.movie);
        return json.error();
    }
    std::error_code ignored;
    Result<fs::path> journal = fs::exists(take.journal, ignored) ? away(take.journal) : Result<fs::path>(fs::path());
    if (!journal) {
        back(*json, sidecar(take));
        back(*movie, take.movie);
        return journal.error();
    }
    return DeletedTake{
        .take = take, .movie = std::move(*movie), .sidecar = std::move(*json), .journal = std::move(*journal)};
}

Result<Take> TakeStore::restore(const DeletedTake& deleted) const
{
    Take take = deleted.take;
    std::vector<int> given = numbersIn(m_folder);
    if (std::find(given.begin(), given.end(), take.number) != given.end()) {
        const std::vector<int> deletedOnes = numbersIn(deletedFolder());
        given.insert(given.end(), deletedOnes.begin(), deletedOnes.end());
        take.number = *std::max_element(given.begin(), given.end()) + 1;
    }
    take.movie = m_folder / (freeName(take.movie.stem().string()) + ".mp4");
    if (Status moved = moveFile(deleted.movie, take.movie); !moved)
        return moved.error();
    if (!deleted.journal.empty() && !moveFile(deleted.journal, take.journal))
        take.journal.clear(); // Its name is in use, or somebody emptied the trash: only the film is back.
    if (Status written = update(take); !written) {
        (void)moveFile(take.movie, deleted.movie);
        if (!take.journal.empty())
            (void)moveFile(take.journal, deleted.journal);
        return written.error();
    }
    std::error_code ignored;
    fs::remove(deleted.sidecar, ignored);
    for (const fs::path& file : {deleted.movie, deleted.sidecar, deleted.journal})
        forgetInTrash(file);
    return take;
}

fs::path TakeStore::deletedFolder() const
{
    return m_folder / kDeleted;
}

Status TakeStore::emptyDeleted() const
{
    std::error_code failed;
    Status outcome = kDone;
    for (fs::directory_iterator at(deletedFolder(), failed), end; !failed && at != end; at.increment(failed)) {
        std::error_code refused;
        if (!fs::remove(at->path(), refused) && refused)
            outcome = Error{ErrorCode::NotWritable, at->path().string(), refused.message()};
    }
    std::error_code ignored;
    fs::remove(deletedFolder(), ignored); // if it is empty
    return outcome;
}

std::string TakeStore::freeName(const std::string& wanted) const
{
    std::error_code ignored;
    std::string name = wanted;
    const auto isTaken = [&] {
        return fs::exists(m_folder / (name + ".mp4"), ignored) || fs::exists(m_folder / (name + kSidecar), ignored)
            || fs::exists(m_folder / ("." + name + ".part.mp4"), ignored);
    };
    for (int n = 2; isTaken(); ++n)
        name = wanted + " " + std::to_string(n);
    return name;
}

} // namespace studio::project
