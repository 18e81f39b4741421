// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmContinuation.h"

#include "core/base/Crc32c.h"
#include "core/model/Fingerprint.h"
#include "core/pipeline/ModelFingerprint.h"
#include "core/pipeline/RenderPlan.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <span>
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
    if (request.decoder == PictureDecoder::Light) {
        const Result<std::string> decoder = model::fingerprint(model.lightDecoder);
        if (!decoder)
            return decoder.error();
        identity.emplace_back("the picture decoder", *decoder);
    }
    if (request.semantics != Semantics::Stream) // A stream can be made longer.
        identity.emplace_back("the number of clips", std::to_string(request.clips));
    return identity;
}

Status checkIdentity(const FilmJournal& journal, const FilmIdentity& identity, const fs::path& movie)
{
    const std::vector<std::string> names = differences(journal.beginning().identity, identity);
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

FilmBefore filmBefore(const FilmJournal& journal, const media::PartFile& part)
{
    std::error_code missing;
    FilmBefore before;
    const std::optional<StoppedFilm>& known = journal.film();
    if (known && fs::is_regular_file(fs::symlink_status(part.target(), missing))
        && static_cast<int64_t>(fs::file_size(part.target(), missing)) == known->bytes) {
        const Result<StoppedFilm> found = stoppedFilm(part.target(), known->frames);
        if (found && *found == *known)
            before = {.movie = part.target(), .published = known->frames};
    }
    const fs::path hidden = partOfJournal(journal.file());
    if (hidden != part.path() && fs::is_regular_file(fs::symlink_status(hidden, missing)))
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
