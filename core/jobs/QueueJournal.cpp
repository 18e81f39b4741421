// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/QueueJournal.h"

#include "core/base/Json.h"
#include "core/base/Log.h"
#include "core/project/AtomicFile.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace studio::jobs {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "live-avatar-studio queue";

constexpr double kMostSeconds = 1e12;
constexpr int64_t kMostBytes = int64_t{1} << 60;
constexpr int64_t kMostCount = int64_t{1} << 40;

// A forecast that is no time counts as unknown.
double secondsFrom(const Json& json, const char* key)
{
    const auto seconds = json.at(key).get<double>();
    return std::isfinite(seconds) && seconds > 0 && seconds <= kMostSeconds ? seconds : 0;
}

Json toJson(const Job& job)
{
    Json json{{"scene", Json::parse(project::sceneToJson(job.scene))},
              {"sceneName", job.sceneName},
              {"finalOf", job.finalOf},
              {"held", job.state != JobState::Waiting},
              {"running", job.state == JobState::Running}};
    if (job.promise.promisedVram)
        json["promisedVram"] = *job.promise.promisedVram;
    if (job.promise.promisedRam)
        json["promisedRam"] = *job.promise.promisedRam;
    if (job.promise.promisedSeconds)
        json["promisedSeconds"] = *job.promise.promisedSeconds;
    if (job.stages.total() > 0)
        json["stages"] = {{"load", job.stages.load},     {"text", job.stages.text},
                          {"voice", job.stages.voice},   {"portrait", job.stages.portrait},
                          {"frames", job.stages.frames}, {"voiceBeside", job.stages.voiceBeside}};
    if (!job.continues.empty())
        json["continues"] = job.continues.string();
    if (job.parent > 0) {
        json["parent"] = job.parent;
        json["parentMovie"] = job.parentMovie.string();
        json["branchBlock"] = job.branchBlock;
    }
    json["clips"] = job.film.clips;
    json["frames"] = job.film.frames;
    json["samples"] = job.film.samples;
    json["silentBlocks"] = job.film.silentBlocks;
    json["pixels"] = job.pixels;
    return json;
}

Job jobFrom(const Json& json)
{
    const Result<project::Scene> scene = project::sceneFromJson(json.at("scene").dump());
    if (!scene)
        throw std::runtime_error(scene.error().detail);
    Job job;
    job.scene = *scene;
    job.sceneName = json.at("sceneName").get<std::string>();
    job.finalOf = boundedNumber(json, "finalOf", 0, std::numeric_limits<int>::max());
    job.continues = json.value("continues", std::string());
    job.parent = optionalNumber(json, "parent", 0, std::numeric_limits<int>::max()).value_or(0);
    job.parentMovie = json.value("parentMovie", std::string());
    job.branchBlock = optionalNumber<int64_t>(json, "branchBlock", 0, kMostCount).value_or(0);
    job.state = json.at("held").get<bool>() ? JobState::Held : JobState::Waiting;
    job.interrupted = json.value("running", false);
    job.promise.promisedVram = optionalNumber<int64_t>(json, "promisedVram", 0, kMostBytes);
    job.promise.promisedRam = optionalNumber<int64_t>(json, "promisedRam", 0, kMostBytes);
    job.promise.promisedSeconds = optionalNumber(json, "promisedSeconds", 0.0, kMostSeconds);
    if (const auto stages = json.find("stages"); stages != json.end())
        job.stages = {.load = secondsFrom(*stages, "load"),
                      .text = secondsFrom(*stages, "text"),
                      .voice = secondsFrom(*stages, "voice"),
                      .portrait = secondsFrom(*stages, "portrait"),
                      .frames = secondsFrom(*stages, "frames"),
                      .voiceBeside = stages->contains("voiceBeside") ? secondsFrom(*stages, "voiceBeside") : 0};
    const auto count
        = [&json](const char* key) { return optionalNumber<int64_t>(json, key, 0, kMostCount).value_or(0); };
    job.film = {.clips = count("clips"),
                .frames = count("frames"),
                .samples = count("samples"),
                .silentBlocks = count("silentBlocks")};
    job.pixels = count("pixels");
    return job;
}

std::string textOf(const std::vector<Job>& jobs)
{
    Json list = Json::array();
    for (const Job& job : jobs)
        list.push_back(toJson(job));
    return Json{{"format", kFormat}, {"version", 1}, {"jobs", std::move(list)}}.dump(2, ' ', false,
                                                                                     Json::error_handler_t::replace)
        + "\n";
}

// The readable jobs of a file's text, and why others aren't.
struct Parsed {
    std::vector<Job> jobs;
    std::string problem;
};

Parsed parse(std::string_view text)
{
    Parsed parsed;
    const Result<Json> document = parseJson<Json>(text);
    if (!document) {
        parsed.problem = document.error().detail;
        return parsed;
    }
    try {
        if (document->at("format").get<std::string>() != kFormat || wholeNumber(document->at("version")) != 1)
            throw std::runtime_error("not of this version");
        for (const Json& entry : document->at("jobs")) {
            try {
                parsed.jobs.push_back(jobFrom(entry));
            } catch (const std::exception& error) {
                if (isOutOfMemory(error))
                    throw;
                parsed.problem = error.what();
            }
        }
    } catch (const std::exception& error) {
        if (isOutOfMemory(error))
            throw;
        parsed.problem = error.what();
    }
    return parsed;
}

} // namespace

QueueJournal::QueueJournal(std::filesystem::path file)
    : m_file(std::move(file))
    , m_thread([this](const std::stop_token& stop) { run(stop); })
{
}

QueueJournal::~QueueJournal()
{
    m_thread.request_stop();
    m_thread.join();
}

QueueJournal::Loaded QueueJournal::load() const
{
    if (m_file.empty())
        return {};
    const Result<std::string> text = project::readSmallFile(m_file);
    if (!text && text.error().code == ErrorCode::FileMissing)
        return {};
    Parsed parsed = text ? parse(*text) : Parsed{.jobs = {}, .problem = text.error().detail};
    if (parsed.problem.empty())
        return {.jobs = std::move(parsed.jobs), .setAside = {}};

    Loaded loaded{.jobs = std::move(parsed.jobs), .setAside = project::setAside(m_file)};
    log::warning(m_file.string() + ": the queue of the last session can't be read: " + parsed.problem
                 + (loaded.setAside.empty() ? "" : ". It is kept as " + loaded.setAside.string()));
    return loaded;
}

void QueueJournal::write(const QueueState& state)
{
    if (m_file.empty())
        return;
    const std::lock_guard lock(m_mutex);
    if (state.revision <= m_revision)
        return;
    m_revision = state.revision;
    m_pending = state.jobs;
    m_changed.notify_all();
}

void QueueJournal::run(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, stop, [this] { return m_pending.has_value(); });
        if (!m_pending)
            return; // Stopped, with nothing left to write.
        const std::vector<Job> jobs = std::move(*m_pending);
        m_pending.reset();
        lock.unlock();
        std::error_code ignored;
        std::filesystem::create_directories(m_file.parent_path(), ignored);
        if (const Status written = project::writeFileAtomically(m_file, textOf(jobs)); !written)
            log::warning(m_file.string() + ": the queue can't be kept: " + written.error().detail);
        lock.lock();
    }
}

} // namespace studio::jobs
