// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/TakeJoin.h"

#include "core/pipeline/FilmLength.h"

#include <cmath>

namespace studio::jobs {
namespace {

double secondsOf(const project::Take& take, int64_t frames)
{
    return static_cast<double>(frames) / take.frameRate;
}

// What of the voice's file is heard in a part.
project::Trim trimOf(const JoinedPart& part)
{
    const project::Trim& trim = part.take.scene.trim;
    const double begin = trim.begin + secondsOf(part.take, part.first);
    const bool isToEnd = part.first + part.frames >= part.take.framesMade;
    return {.begin = begin,
            .end = isToEnd && part.take.state == project::TakeState::Finished
                ? trim.end
                : std::optional(begin + secondsOf(part.take, part.frames))};
}

// Whether b is heard where a ends, of one voice.
bool goesOn(const JoinedPart& a, const JoinedPart& b)
{
    const project::Scene& before = a.take.scene;
    const project::Scene& after = b.take.scene;
    const double end = before.trim.begin + secondsOf(a.take, a.first + a.frames);
    constexpr double kHair = 1e-3; // seconds
    return before.voice == after.voice && before.voiceTrack == after.voiceTrack && before.voiceLevel == after.voiceLevel
        && std::abs(trimOf(b).begin - end) < kHair;
}

// Adds what changes with a part that begins at `block`, before block `end`.
void addTurns(const JoinedPart& part, int64_t block, int64_t end, project::Scene& scene)
{
    const project::Scene& own = part.take.scene;
    const project::RenderSettings& settings = own.settings;
    const int64_t first = pipeline::blockOf(part.first, settings.compat);
    const auto add = [&](Turn turn) {
        const std::vector<Turn>& there = scene.settings.turns;
        if (turn.block < end && (there.empty() ? turn.block > 0 : turn.block > there.back().block))
            scene.settings.turns.push_back(std::move(turn));
    };
    if (block > 0) {
        Turn turn{.block = block, .seed = settings.seedAt(first), .prompt = {}};
        const std::string prompt = settings.promptAt(first, own.prompt);
        if (prompt != scene.settings.promptAt(block, scene.prompt))
            turn.prompt = prompt;
        add(std::move(turn));
    }
    for (Turn turn : settings.turns) {
        if (turn.block <= first)
            continue;
        turn.block += block - first;
        add(std::move(turn));
    }
}

} // namespace

std::vector<project::TakePart> TakeJoin::takeParts() const
{
    std::vector<project::TakePart> made;
    for (const JoinedPart& part : parts)
        made.push_back({part.take.number, part.first, part.frames});
    return made;
}

project::Scene sceneOf(const std::vector<JoinedPart>& parts)
{
    const JoinedPart& first = parts.front();
    project::Scene scene = first.take.scene;
    project::RenderSettings& settings = scene.settings;
    const int64_t block = pipeline::blockOf(first.first, settings.compat);
    settings.seed = first.take.scene.settings.seedAt(block);
    scene.prompt = first.take.scene.settings.promptAt(block, first.take.scene.prompt);
    settings.turns.clear();
    settings.clips = 0;
    scene.trim = trimOf(first);
    bool isOneVoice = true;
    int64_t frames = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
        const int64_t begin = (frames + kFramesPerBlock / 2) / kFramesPerBlock;
        frames += parts[i].frames;
        addTurns(parts[i], begin, (frames + kFramesPerBlock - 1) / kFramesPerBlock, scene);
        isOneVoice = isOneVoice && (i == 0 || goesOn(parts[i - 1], parts[i]));
    }
    scene.trim.end = trimOf(parts.back()).end;
    if (!isOneVoice) {
        scene.voice.clear();
        scene.voiceTrack = 0;
        scene.trim = {};
    }
    return scene;
}

Result<project::Take> joinTakes(const TakeJoin& order, const media::JoinProgress& progress, const std::stop_token& stop)
{
    if (order.parts.empty())
        return Error{ErrorCode::BadOption, "join", "no takes"};
    const project::Take& first = order.parts.front().take;
    project::TakeStore store(order.folder);
    project::Take take{.sceneName = first.sceneName, .scene = sceneOf(order.parts)};
    take.width = first.width;
    take.height = first.height;
    take.frameRate = first.frameRate;
    take.hasWholeVoice = true; // It can't become longer.
    take.parts = order.takeParts();
    std::vector<media::FilmPart> parts;
    for (const JoinedPart& part : order.parts) {
        parts.push_back({part.take.movie, part.first, part.frames});
        take.framesTotal += part.frames;
    }
    Result<project::Take> created = store.create(std::move(take), order.namePattern);
    if (!created)
        return created.error();
    take = std::move(*created);
    const auto fails = [&](const Error& error) {
        (void)store.discard(take);
        return error;
    };
    Result<media::PartFile> name = media::PartFile::reserve(take.movie, media::Existing::Refuse);
    if (!name)
        return fails(name.error());
    const Result<media::JoinSummary> made = media::joinFilms(parts, std::move(*name), progress, stop);
    if (!made)
        return fails(made.error());
    take.state = project::TakeState::Finished;
    take.framesMade = made->movie.frames;
    take.report.movieBytes = static_cast<int64_t>(made->movie.bytes);
    if (const Status updated = store.update(take); !updated) {
        std::error_code ignored;
        std::filesystem::remove(take.movie, ignored);
        return fails(updated.error());
    }
    return take;
}

} // namespace studio::jobs
