// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FilmJoin.h"

#include "core/media/JoinedSound.h"
#include "core/media/MovieReader.h"
#include "core/media/Mp4.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <string>

namespace studio::media {
namespace {

namespace fs = std::filesystem;

constexpr double kSoundShare = 0.15; // of the work, about

// What all films have in common.
struct FilmKind {
    int width = 0;
    int height = 0;
    int frameRate = 0;

    bool operator==(const FilmKind&) const = default;
};

// What is made of.
struct CheckedParts {
    std::vector<SoundPart> parts;
    FilmKind kind{};
    bool notesAi = false; // one of the films does
    int64_t frames = 0; // of all parts
};

std::string filmKind(int width, int height, double frameRate)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%dx%d with %.4g frames a second", width, height, frameRate);
    return text.data();
}

// The number of a film's frames, all of which can be read.
Result<int64_t> framesOf(const fs::path& film)
{
    const Result<MovieContent> content = movieContent(film);
    if (!content)
        return content.error();
    if (content->pictures < content->statedPictures)
        return Error{ErrorCode::MediaDamaged, film.string(),
                     "it ends early: " + std::to_string(content->pictures) + " of "
                         + std::to_string(content->statedPictures) + " frames are in it"};
    return content->pictures;
}

Result<FilmKind> kindOf(const fs::path& film, const MovieInfo& info)
{
    const FilmKind kind{info.width, info.height, static_cast<int>(std::lround(info.frameRate))};
    constexpr double kHair = 1e-6;
    if (std::abs(info.frameRate - kind.frameRate) > kHair || kind.frameRate < 1 || kind.width % 2 != 0
        || kind.height % 2 != 0)
        return Error{ErrorCode::BadOption, film.string(),
                     "it is " + filmKind(info.width, info.height, info.frameRate)
                         + "; only films of an even size and with a whole number of frames a second can be joined"};
    return kind;
}

Error differs(const fs::path& film, const FilmKind& kind, const fs::path& first, const FilmKind& wanted)
{
    return {ErrorCode::BadOption, film.string(),
            "it is " + filmKind(kind.width, kind.height, kind.frameRate) + ", but " + first.filename().string() + " is "
                + filmKind(wanted.width, wanted.height, wanted.frameRate)
                + "; only films of one size and frame rate can be joined"};
}

Result<CheckedParts> checkedParts(const std::vector<FilmPart>& wanted)
{
    CheckedParts checked;
    for (const FilmPart& part : wanted) {
        const Result<MovieReader> reader = MovieReader::open(part.film);
        if (!reader)
            return reader.error();
        const Result<FilmKind> own = kindOf(part.film, reader->info());
        if (!own)
            return own.error();
        if (checked.parts.empty())
            checked.kind = *own;
        else if (*own != checked.kind)
            return differs(part.film, *own, checked.parts.front().film, checked.kind);
        const Result<int64_t> frames = framesOf(part.film);
        if (!frames)
            return frames.error();
        const int64_t count = part.frames.value_or(*frames - part.first);
        if (part.first < 0 || count < 1 || part.first >= *frames || count > *frames - part.first)
            return Error{ErrorCode::BadOption, part.film.string(),
                         std::to_string(count) + " frames from frame " + std::to_string(part.first)
                             + " on aren't in it: its frames are 0 to " + std::to_string(*frames - 1)};
        checked.parts.push_back({part.film, part.first, count, *frames});
        checked.notesAi = checked.notesAi || reader->info().notesAi;
        checked.frames += count;
    }
    if (checked.parts.empty())
        return Error{ErrorCode::BadOption, "join", "no films"};
    return checked;
}

std::string commentOf(const std::vector<SoundPart>& parts)
{
    std::string comment = parts.size() == 1 ? "Cut of " : "Joined from ";
    for (const SoundPart& part : parts) {
        comment += (&part == &parts.front() ? "" : "; ") + part.film.filename().string();
        if (part.count < part.frames)
            comment += ", frames " + std::to_string(part.first) + " to " + std::to_string(part.first + part.count - 1);
    }
    return comment + ".";
}

} // namespace

Result<JoinSummary> joinFilms(const std::vector<FilmPart>& parts, PartFile name, const JoinProgress& progress,
                              const std::stop_token& stop)
{
    const fs::path target = name.target();
    const auto fails = [&name](const Error& error) {
        name.remove();
        return error;
    };
    const Result<CheckedParts> checked = checkedParts(parts);
    if (!checked)
        return fails(checked.error());
    const auto& [found, kind, notesAi, frames] = *checked;
    const auto goOn = [&]() -> Status {
        return stop.stop_requested() ? Status(Error{ErrorCode::Cancelled, target.string(), {}}) : Status(kDone);
    };
    const auto tell = [&](double part) {
        if (progress)
            progress(part);
    };

    Result<DraftFile> sound = DraftFile::create(target);
    if (!sound)
        return fails(sound.error());
    const Result<bool> hasSound = writeJoinedSound(found, kind.frameRate, sound->opened(), goOn);
    if (!hasSound)
        return fails(hasSound.error().subject == sound->opened().string()
                         ? Error{hasSound.error().code, target.string(), hasSound.error().detail}
                         : hasSound.error());
    tell(kSoundShare);

    MovieFormat format;
    format.width = kind.width;
    format.height = kind.height;
    format.frameRate = kind.frameRate;
    format.comment = commentOf(found);
    format.notesAi = notesAi;
    if (*hasSound)
        format.sound = sound->opened();
    Result<MovieWriter> writer = MovieWriter::open(std::move(name), format);
    if (!writer)
        return writer.error();
    JoinSummary summary;
    const auto eachPicture = [&, all = static_cast<double>(frames)]() -> Status {
        tell(kSoundShare + (1 - kSoundShare) * static_cast<double>(writer->frames()) / all);
        return goOn();
    };
    for (const SoundPart& part : found) {
        const Result<AppendedPictures> appended = writer->append(part.film, part.first, part.count, eachPicture);
        if (!appended) {
            writer->abandon();
            return appended.error();
        }
        summary.pictures.copied += appended->copied;
        summary.pictures.encoded += appended->encoded;
    }
    Result<MovieSummary> finished = writer->finish();
    if (!finished) {
        std::error_code ignored;
        fs::remove(writer->partPath(), ignored); // It is there if the name was taken meanwhile.
        return finished.error();
    }
    if (finished->doubt || finished->frames != frames) {
        std::error_code ignored;
        fs::remove(finished->path, ignored);
        return finished->doubt.value_or(Error{ErrorCode::EncoderFailed, target.string(),
                                              std::to_string(frames) + " frames were written, "
                                                  + std::to_string(finished->frames) + " are in the file"});
    }
    summary.movie = std::move(*finished);
    tell(1);
    return summary;
}

} // namespace studio::media
