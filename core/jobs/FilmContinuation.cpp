// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmContinuation.h"

#include "core/base/Crc32c.h"
#include "core/model/Fingerprint.h"
#include "core/pipeline/ModelFingerprint.h"
#include "core/pipeline/RenderPlan.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <span>
#include <string_view>
#include <system_error>

namespace studio::jobs {
namespace {

namespace fs = std::filesystem;

// Raised when the same request gets other frames, so that no film is begun with the old ones and ended with the new.
constexpr int kFilmRevision = 1;

template<typename T>
std::string sumOf(const std::vector<T>& values)
{
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%zu, crc32c %08x", values.size(),
                  crc32c(std::as_bytes(std::span(values))));
    return text.data();
}

std::string numberFormat(const std::optional<NumberFormat>& format)
{
    return format ? std::to_string(static_cast<int>(*format)) : std::string("default");
}

std::string weightsText(const pipeline::ModelOptions& model)
{
    switch (pipeline::weightFormat(model)) {
    case NumberFormat::Fp8: return " fp8";
    case NumberFormat::Int8: return " int8";
    default: return {};
    }
}

std::string deviceKind(const std::string& device)
{
    return device.substr(0, device.find(':'));
}

std::string compatText(const ReferenceCompat& compat)
{
    std::string text;
    for (const bool is : {compat.dropFirstFrames, compat.noLeadIn, compat.silentTail, compat.blackBars,
                          compat.rawPicture, compat.rawVoice, compat.wholeVoice, compat.cutToShortest})
        text += is ? '1' : '0';
    return text;
}

constexpr std::string_view kTurn = "the turn at block ";

// The identity of a film's blocks before this one.
FilmIdentity before(FilmIdentity identity, int64_t block)
{
    std::erase_if(identity, [block](const auto& pair) {
        int64_t turn = 0;
        const std::string& name = pair.first;
        return name.starts_with(kTurn)
            && std::from_chars(name.data() + kTurn.size(), name.data() + name.size(), turn).ec == std::errc()
            && turn >= block;
    });
    return identity;
}

std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 < names.size() ? ", " : " and ") + names[i];
    return text;
}

} // namespace

Result<FilmIdentity> identityOf(const pipeline::ModelOptions& model, const pipeline::RenderRequest& request)
{
    const Result<std::string> print = pipeline::modelFingerprint(model);
    if (!print)
        return print.error();
    const MemorySettings& memory = request.memory;
    // Budgets and tiers change nothing; the number of lanes does, and is one of the blocks' facts.
    FilmIdentity identity{
        {"the program", std::to_string(kFilmRevision) + ", " + pipeline::engineDescription()},
        {"the model", *print},
        {"the device", deviceKind(model.device)},
        {"the number format",
         numberFormat(model.precision) + weightsText(model) + (model.textOnCpu ? " text on CPU" : "")},
        {"the portrait", sumOf(request.portrait)},
        {"the voice", sumOf(request.voice)},
        {"the prompt", request.prompt},
        {"the size", std::to_string(request.width) + "*" + std::to_string(request.height)},
        {"the number of steps", std::to_string(request.steps)},
        {"the length of a clip", std::to_string(request.framesPerClip)},
        {"the seed", std::to_string(request.seed)},
        {"the way that clips follow each other", std::to_string(static_cast<int>(request.semantics))},
        {"the schedule", std::to_string(static_cast<int>(request.schedule))},
        {"the KV cache's number format",
         numberFormat(memory.kv) + " " + std::to_string(static_cast<int>(memory.attention))},
        {"the reference's behaviours", compatText(request.compat)},
        {"the reference frame's distance",
         request.referenceDistance ? std::to_string(*request.referenceDistance) : std::string("drawn")}};
    // Journals of older programs know only the standard ones.
    if (request.silentSteps > 0)
        identity.emplace_back("the number of steps in silence", std::to_string(request.silentSteps));
    for (size_t i = 0; i < request.people.size(); ++i) {
        const pipeline::Person& person = request.people[i];
        const std::array area{person.area.x, person.area.y, person.area.width, person.area.height};
        std::string text = "the film's voice";
        if (!person.voice.empty())
            text = sumOf(person.voice);
        for (const double number : area)
            text += " " + std::to_string(number);
        identity.emplace_back("person " + std::to_string(i + 1), std::move(text));
    }
    if (request.timestepShift != kTimestepShift)
        identity.emplace_back("the timestep shift", std::to_string(request.timestepShift));
    if (request.windowBlocks != kWindowBlocks)
        identity.emplace_back("the window of memory", std::to_string(request.windowBlocks) + " blocks");
    if (request.decoder == PictureDecoder::Light) {
        const Result<std::string> decoder = model::fingerprint(model.lightDecoder);
        if (!decoder)
            return decoder.error();
        identity.emplace_back("the picture decoder", *decoder);
    } else if (request.decoder == PictureDecoder::Int8) {
        identity.emplace_back("the picture decoder", "in int8");
    }
    for (const Turn& turn : request.turns)
        identity.emplace_back(std::string(kTurn) + std::to_string(turn.block),
                              (turn.seed ? "seed " + std::to_string(*turn.seed) : std::string("same seed"))
                                  + (turn.prompt ? ", " + *turn.prompt : std::string()));
    if (request.semantics != Semantics::Stream) // A stream can be made longer.
        identity.emplace_back("the number of clips", std::to_string(request.clips));
    return identity;
}

Status checkIdentity(const FilmJournal& journal, const FilmIdentity& identity, const fs::path& movie,
                     std::optional<int64_t> block)
{
    const FilmIdentity& begun = journal.beginning().identity;
    const std::vector<std::string> names
        = block ? differences(before(begun, *block), before(identity, *block)) : differences(begun, identity);
    if (names.empty())
        return kDone;
    const bool isOne = names.size() == 1;
    return Error{ErrorCode::CannotContinue, movie.string(),
                 listed(names) + (isOne ? " is not the one" : " are not those") + " that it was begun with"};
}

Status checkLength(const FilmJournal& journal, const pipeline::FilmLength& wanted, int framesPerClip,
                   const fs::path& movie)
{
    const int64_t blocks = wanted.clips * framesPerClip / kFramesPerBlock;
    const std::optional<StoppedFilm>& film = journal.film();
    if (journal.end() < blocks || (journal.end() == blocks && (!film || film->frames < wanted.frames)))
        return kDone;
    return Error{ErrorCode::CannotContinue, movie.string(),
                 "it has " + std::to_string(journal.end() * kFramesPerBlock / framesPerClip)
                     + " clips already; with more of them it becomes longer"};
}

Status checkBranch(const FilmJournal& parent, int64_t block, const pipeline::FilmLength& wanted, int framesPerClip,
                   const fs::path& movie)
{
    const int64_t blocks = wanted.clips * framesPerClip / kFramesPerBlock;
    const int64_t made = parent.hasFacts() ? parent.end() : 0;
    if (block >= 0 && block <= made && block < blocks)
        return kDone;
    return Error{ErrorCode::CannotContinue, movie.string(),
                 "it can be branched at its blocks 0 to " + std::to_string(std::min(made, blocks - 1)) + ", not at "
                     + std::to_string(block)};
}

FilmBefore filmBefore(const FilmJournal& journal, const fs::path& movie, const fs::path& part)
{
    std::error_code missing;
    FilmBefore before;
    const std::optional<StoppedFilm>& known = journal.film();
    if (known && fs::is_regular_file(fs::symlink_status(movie, missing))
        && static_cast<int64_t>(fs::file_size(movie, missing)) == known->bytes) {
        const Result<StoppedFilm> found = stoppedFilm(movie, known->frames);
        if (found && *found == *known)
            before = {.movie = movie, .published = known->frames};
    }
    const fs::path hidden = partOfJournal(journal.file());
    if (hidden != part && fs::is_regular_file(fs::symlink_status(hidden, missing)))
        before.movie = hidden;
    return before;
}

Result<fs::path> moveOn(const FilmJournal& journal, const fs::path& part)
{
    const fs::path before = partOfJournal(journal.file());
    if (before == part)
        return journal.file();
    std::error_code failed;
    fs::path file = journalOf(part);
    fs::rename(journal.file(), file, failed);
    if (failed)
        return Error{failed == std::errc::no_space_on_device ? ErrorCode::DiskFull : ErrorCode::NotWritable,
                     journal.file().string(), failed.message()};
    fs::remove(before, failed);
    return file;
}

} // namespace studio::jobs
