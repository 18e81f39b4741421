// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/project/Scene.h"
#include "core/spec/FilmScores.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace studio::project {

enum class TakeState {
    Rendering,
    Stopped, // by the user, or found after the program ended unexpectedly; its frames play
    Failed,
    Finished,
};

// Ending of the name of a film's journal (core/jobs/FilmJournal.h).
inline constexpr std::string_view kJournalEnding = ".journal";

// Planned and measured figures of a render, in bytes and seconds; unknown ones are unset.
struct TakeReport {
    std::optional<int64_t> promisedVram{}, promisedRam{};
    std::optional<double> promisedSeconds{};
    std::optional<int64_t> peakVram{}; // of the process; unset on a CPU
    std::optional<int64_t> peakRam{}; // of the process, during the take
    double loadSeconds = 0;
    double textSeconds = 0;
    double audioSeconds = 0;
    double imageSeconds = 0;
    double ditSeconds = 0;
    double vaeSeconds = 0;
    double muxSeconds = 0;
    double totalSeconds = 0; // without pauses
    int64_t movieBytes = 0; // of the film's file; 0: unknown
    int64_t shortBlocks = 0; // silent ones, made with RenderSpec::silentSteps

    bool operator==(const TakeReport&) const = default;
};

// A part of another take's film.
struct TakePart {
    int take = 0; // its number
    int64_t first = 0; // of the film's frames
    int64_t frames = 0;

    bool operator==(const TakePart&) const = default;
};

// A render with its settings; or a film that was cut or joined from other takes.
struct Take {
    int number = 0; // from 1, within its folder
    std::string name{}; // set by the user; empty: the window says "Take 7"
    std::string sceneName{};
    Scene scene{}; // a copy from the time of the render
    int finalOf = 0; // number of the draft that this is the final version of; 0: none
    int parent = 0; // number of the take that this one is before branchBlock; 0: none
    int64_t branchBlock = 0; // the first block of its own
    // What it was made of without a render: one part, it was cut; more, they were joined. Empty: it was rendered.
    std::vector<TakePart> parts{};
    TakeState state = TakeState::Rendering;
    int width = 0;
    int height = 0;
    int frameRate = 25; // of the film
    int64_t framesMade = 0;
    int64_t framesTotal = 0; // 0 while unknown
    int renders = 1; // that made it; more than one: it was continued
    double framesPerSecond = 0; // of rendering, without loading; 0 while unknown
    int64_t created = 0; // seconds since 1970, UTC
    bool star = false;
    std::optional<Error> error{}; // if failed
    std::filesystem::path movie{}; // the MP4, in the takes folder
    // Beside it, with which it can be continued and branched. Empty: it can't.
    std::filesystem::path journal{};
    bool hasWholeVoice = false; // It can't be continued, but branched.
    TakeReport report{};
    std::optional<FilmScores> scores{}; // unset until they are made

    // Number of the take that this one was made from: it branched from it, is its final version, or begins with a part
    // of it; 0: none.
    [[nodiscard]] int origin() const { return !parts.empty() ? parts.front().take : parent > 0 ? parent : finalOf; }
    // Whether this take was made from `other`, and not from a deleted one whose number that has now.
    [[nodiscard]] bool isMadeFrom(const Take& other) const
    {
        return origin() > 0 && origin() == other.number && other.created <= created;
    }
    [[nodiscard]] bool canGoOn() const { return !journal.empty() && !hasWholeVoice; }
    [[nodiscard]] double seconds() const { return static_cast<double>(framesMade) / frameRate; }
    bool operator==(const Take& other) const;
};

// A removed take, and the new paths of its files.
struct DeletedTake {
    Take take; // as it was in its folder
    std::filesystem::path movie, sidecar, journal; // journal: empty without one
};

// Moves a file to the system's trash and returns its new path. Any error means that there is no trash for this file.
using MoveToTrash = std::function<Result<std::filesystem::path>(const std::filesystem::path&)>;

// The takes of a folder: each is an MP4, and a JSON of the same name (".take.json"). Nothing is cached, so several
// programs may use a folder.
class TakeStore {
public:
    explicit TakeStore(std::filesystem::path folder);

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }

    // Sets a new take's number and its file names by the pattern ("{scene}", "{take}", "{date}" are replaced), all of
    // them free, and writes its JSON. Creates the folder if needed. Errors: NotWritable, DiskFull.
    Result<Take> create(Take take, const std::string& namePattern);

    // Replaces the take's JSON atomically. Errors: NotWritable, DiskFull.
    Status update(const Take& take) const;

    // Removes the JSON of a take without a film.
    Status discard(const Take& take) const;

    // Lists the takes, newest first. Unreadable JSON, and takes whose MP4 doesn't exist, are left out with a warning in
    // the log, and journals that don't exist. A take in state "rendering" may have been left by a program that ended:
    // see jobs::recoverTakes().
    [[nodiscard]] std::vector<Take> load() const;

    // Deletes journals of finished takes that can't be continued, the oldest first, until those that are left take so
    // many bytes at most. What can't be deleted is said in the log.
    void limitJournals(int64_t bytes) const;

    // Moves MP4, JSON and journal to the trash, or into deletedFolder() if there is no trash; all or none. Only
    // emptyDeleted() deletes them there. Errors: FileMissing, NotWritable.
    Result<DeletedTake> remove(const Take& take, const MoveToTrash& trash) const;

    // Restores a removed take and returns it, with a new number or file name if its own is in use now. Errors:
    // FileMissing (the trash was emptied), NotWritable, DiskFull; then the film stays where it is.
    Result<Take> restore(const DeletedTake& deleted) const;

    // Folder of removed takes without a trash.
    [[nodiscard]] std::filesystem::path deletedFolder() const;
    // Deletes what is in deletedFolder() for good. Error: NotWritable; the rest is gone.
    [[nodiscard]] Status emptyDeleted() const;

    // Path of a take's JSON.
    [[nodiscard]] static std::filesystem::path sidecar(const Take& take);

private:
    [[nodiscard]] std::string freeName(const std::string& wanted) const;

    std::filesystem::path m_folder;
};

// The take that a film is, from the JSON beside it. Errors: FileMissing, FileUnreadable; as takeFromJson().
Result<Take> takeOfMovie(const std::filesystem::path& movie);

[[nodiscard]] std::string takeToJson(const Take& take);
// Errors: as sceneFromJson(). The movie is looked for in `folder`.
Result<Take> takeFromJson(std::string_view json, const std::filesystem::path& folder);

} // namespace studio::project
