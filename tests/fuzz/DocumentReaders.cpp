// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Crc32c.h"
#include "core/base/Json.h"
#include "core/hub/Http.h"
#include "core/jobs/FilmJournal.h"
#include "core/jobs/Models.h"
#include "core/jobs/QueueJournal.h"
#include "core/project/Preset.h"
#include "core/project/Take.h"
#include "tests/fuzz/Readers.h"
#include "tests/support/PthWriter.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numeric>
#include <span>
#include <stdexcept>

namespace studio::test::fuzz {
namespace {

namespace fs = std::filesystem;
using Inputs = std::vector<std::string>;

// A folder for the files of a seed, with what `make` writes there, which is one file.
template<typename Make>
std::string fileOf(Make make)
{
    const fs::path folder = makeFolder();
    make(folder);
    std::string content = contentsOf(folder).front();
    fs::remove_all(folder);
    return content;
}

std::optional<Error> readJson(std::string_view input, const fs::path& folder)
{
    const auto json = parseJson<nlohmann::ordered_json>(input);
    if (!json)
        return Error{json.error().code, folder, json.error().detail};
    (void)jsonInLine(*json);
    return std::nullopt;
}

std::optional<Error> refused(const Error& error, const fs::path& folder)
{
    return Error{error.code, error.subject.empty() ? folder.string() : error.subject, error.detail};
}

// What is read is written and read again: nothing may be lost.
std::optional<Error> readScene(std::string_view input, const fs::path& folder)
{
    const Result<project::Scene> scene = project::sceneFromJson(input, folder);
    if (!scene)
        return refused(scene.error(), folder);
    const Result<project::Scene> again = project::sceneFromJson(project::sceneToJson(*scene, folder), folder);
    if (!again || project::sceneToJson(*again, folder) != project::sceneToJson(*scene, folder))
        throw std::logic_error("written, it is another scene: " + project::sceneToJson(*scene, folder));
    return std::nullopt;
}

std::optional<Error> readTake(std::string_view input, const fs::path& folder)
{
    const Result<project::Take> take = project::takeFromJson(input, folder);
    if (!take)
        return refused(take.error(), folder);
    const Result<project::Take> again = project::takeFromJson(project::takeToJson(*take), folder);
    if (!again || project::takeToJson(*again) != project::takeToJson(*take))
        throw std::logic_error("written, it is another take: " + project::takeToJson(*take));
    (void)take->seconds();
    return std::nullopt;
}

project::Scene sceneOfSeeds()
{
    project::Scene scene;
    scene.portrait = "/somewhere/amelie.png";
    scene.crop = project::CropRect{0.125, 0.25, 0.5, 0.625};
    scene.voice = "voices/welcome.wav";
    scene.trim = {.begin = 1.5, .end = 4.25};
    scene.prompt = "Eine Frau erz\u00e4hlt \u2013 \u4f60\u597d";
    scene.settings.seed = 4711;
    return scene;
}

Inputs scenes()
{
    Inputs inputs = contentsOf(TEST_DATA "/scenes");
    inputs.push_back(project::sceneToJson(sceneOfSeeds()));
    return inputs;
}

Inputs takes()
{
    project::Take failed;
    failed.number = 7;
    failed.name = "the best";
    failed.scene = sceneOfSeeds();
    failed.state = project::TakeState::Failed;
    failed.error = Error{ErrorCode::DiskFull, "/somewhere", "no room"};
    failed.report.promisedVram = int64_t{1} << 34;
    failed.report.totalSeconds = 12.5;
    project::Take finished = failed;
    finished.state = project::TakeState::Finished;
    finished.error.reset();
    finished.width = finished.height = 128;
    finished.framesMade = finished.framesTotal = 96;
    finished.movie = "film.mp4";
    return {project::takeToJson(failed), project::takeToJson(finished)};
}

std::optional<Error> readPresets(std::string_view input, const fs::path& folder)
{
    const fs::path file = folder / "presets.json";
    test::write(file, input);
    const auto presets = project::readPresets(file);
    if (!presets)
        return presets.error();
    project::PresetList list(folder / "own.json", [](const fs::path&, const std::string&) -> Status { return kDone; });
    (void)list.add(*presets);
    return std::nullopt;
}

Inputs presets()
{
    return {fileOf([](const fs::path& folder) {
        project::PresetList list(folder / "own.json");
        (void)list.save("mine", {});
        (void)list.save("another", {.width = 704, .height = 384, .steps = 8, .clips = 3});
    })};
}

std::optional<Error> readQueue(std::string_view input, const fs::path& folder)
{
    const fs::path file = folder / "queue.json";
    test::write(file, input);
    const jobs::QueueJournal::Loaded loaded = jobs::QueueJournal(file).load();
    if (loaded.setAside.empty())
        return std::nullopt;
    fs::remove(loaded.setAside);
    return Error{ErrorCode::FileUnreadable, file, "it was set aside"};
}

Inputs queues()
{
    jobs::Job waiting;
    waiting.scene = sceneOfSeeds();
    waiting.sceneName = "one";
    waiting.finalOf = 3;
    waiting.promise.promisedRam = int64_t{1} << 33;
    waiting.promise.promisedSeconds = 90.5;
    waiting.film = {.clips = 2, .frames = 112, .samples = 72'000};
    waiting.pixels = int64_t{128} * 128;
    jobs::Job running = waiting;
    running.continues = "film.mp4";
    running.state = jobs::JobState::Running;
    running.stages.load = 1.5;
    return {fileOf([&](const fs::path& folder) {
        jobs::QueueJournal(folder / "queue.json").write({.jobs = {running, waiting}, .take = {}, .revision = 1});
    })};
}

// A record's type, 1 to 4, and its payload: with lengths and sums that fit.
std::string recordOf(const std::string& part)
{
    const std::string payload = part.substr(std::min<size_t>(1, part.size()));
    const auto sumOf = [](const std::string& bytes) { return crc32c(std::as_bytes(std::span(bytes))); };
    const std::string head = "SLAJ" + raw(part.empty() ? uint32_t{0} : static_cast<uint8_t>(part[0]) - uint32_t{'0'})
        + raw(uint64_t{payload.size()}) + raw(sumOf(payload));
    return head + raw(sumOf(head)) + payload;
}

std::optional<Error> readJournal(std::string_view input, const fs::path& folder)
{
    const fs::path file = folder / ".film.part.journal";
    const Parts parts = partsOf(input);
    test::write(file,
                parts.size() == 1
                    ? parts[0]
                    : std::accumulate(parts.begin(), parts.end(), std::string(), [](std::string all, const auto& part) {
                          return std::move(all) + recordOf(part);
                      }));
    const auto journal = jobs::FilmJournal::read(file);
    if (!journal)
        return journal.error();
    const pipeline::BlockFacts& facts = (*journal)->facts();
    for (int64_t block = facts.first; block < (*journal)->end(); ++block) {
        for (const int step : {0, facts.steps - 1})
            (void)(*journal)->latents(block, step);
    }
    return std::nullopt;
}

Inputs journals()
{
    constexpr size_t kHead = 24;
    const std::string whole = fileOf([](const fs::path& folder) {
        jobs::JournalWriter writer(folder / "journal",
                                   {.identity = {{"the voice", "crc 1"}, {"the seed", "420"}},
                                    .replace = true,
                                    .folder = "/somewhere",
                                    .order = {"--audio", "voice.wav"}});
        writer.facts({.first = -1, .end = 40, .steps = 2, .lanes = 2, .format = NumberFormat::Bf16, .stepBytes = 24});
        const std::vector<std::byte> latents(48, std::byte{7});
        for (int64_t block = -1; block < 2; ++block)
            writer.block({.block = block, .latents = latents});
        writer.film({.frames = 12, .bytes = 3000, .checksum = 77});
    });
    Parts parts;
    for (size_t at = 0; at + kHead <= whole.size();) {
        uint32_t type = 0;
        uint64_t bytes = 0;
        std::memcpy(&type, whole.data() + at + 4, sizeof(type));
        std::memcpy(&bytes, whole.data() + at + 8, sizeof(bytes));
        parts.push_back(std::to_string(type) + whole.substr(at + kHead, bytes));
        at += kHead + bytes;
    }
    return {whole, joined(parts)};
}

std::optional<Error> readDemo(std::string_view input, const fs::path& folder)
{
    test::write(folder / "demo.json", input);
    const auto demo = jobs::readDemoScene(folder);
    return demo ? std::nullopt : std::optional(demo.error());
}

// What a server says of the piece of a file that it sends.
std::optional<Error> readContentRange(std::string_view input, const fs::path& folder)
{
    const auto range = hub::parseContentRange(std::string(input));
    if (!range)
        return Error{ErrorCode::NetworkFailed, folder, "no range"};
    if (range->range.begin >= range->range.end || range->range.end > range->size)
        throw std::logic_error("a range outside its file");
    return std::nullopt;
}

} // namespace

std::vector<Reader> documentReaders()
{
    return {
        {"json", [] { return Inputs{R"({"a": [1, -2.5e3, true, null, "\u00e4\ud83d\ude00"], "b": {"c": []}})"}; },
         readJson},
        {"scene", scenes, readScene},
        {"take", takes, readTake},
        {"presets", presets, readPresets},
        {"queue", queues, readQueue},
        {"journal", journals, readJournal},
        {"demo",
         [] {
             std::ifstream file(DEMO_DATA "/demo.json");
             return Inputs{{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}};
         },
         readDemo},
        {"content_range",
         [] {
             return Inputs{"bytes 0-99/1000", "bytes 900-999/1000"};
         },
         readContentRange},
    };
}

} // namespace studio::test::fuzz
