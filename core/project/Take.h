// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/project/Scene.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace studio::project {

enum class TakeState {
    Rendering,
    Stopped, // by the user, or found after the program ended in the middle; what is made plays
    Failed,
    Finished,
};

// What was promised before the render, and what it took. Bytes and seconds; what isn't known is left out.
struct TakeReport {
    std::optional<int64_t> promisedVram{}, promisedRam{};
    std::optional<double> promisedSeconds{};
    std::optional<int64_t> peakVram{}; // of the process; none on a processor
    std::optional<int64_t> peakRam{}; // of the process, while the take was made
    double loadSeconds = 0;
    double textSeconds = 0;
    double audioSeconds = 0;
    double imageSeconds = 0;
    double ditSeconds = 0;
    double vaeSeconds = 0;
    double muxSeconds = 0;
    double totalSeconds = 0; // without pauses

    bool operator==(const TakeReport&) const = default;
};

// One render with its settings.
struct Take {
    int number = 0; // counts from 1 in its folder
    std::string name{}; // given by a person; empty: the window says "Take 7"
    std::string sceneName{};
    Scene scene{}; // what it was made of, as it was then
    int finalOf = 0; // number of the draft that this is the final of; 0: of none
    TakeState state = TakeState::Rendering;
    int width = 0;
    int height = 0;
    int frameRate = 25; // of the film
    int64_t framesMade = 0;
    int64_t framesTotal = 0; // 0 while unknown
    double framesPerSecond = 0; // made, without loading; 0 while unknown
    int64_t created = 0; // seconds since 1970, UTC
    bool star = false;
    std::optional<Error> error{}; // of a failed one
    std::filesystem::path movie{}; // the MP4, in the takes' folder
    TakeReport report{};

    [[nodiscard]] double seconds() const { return static_cast<double>(framesMade) / frameRate; }
    bool operator==(const Take& other) const;
};

// A take that was moved out of its folder, and where its files are now.
struct DeletedTake {
    Take take; // as it was in its folder
    std::filesystem::path movie, sidecar;
};

// Moves a file to the system's trash and returns where it is now. An error of any code: there is no trash for this
// file.
using MoveToTrash = std::function<Result<std::filesystem::path>(const std::filesystem::path&)>;

// The takes of a folder: each is an MP4 and, beside it, a JSON of the same name (".take.json"). Nothing is kept in
// memory, so several programs may look at one folder.
class TakeStore {
public:
    explicit TakeStore(std::filesystem::path folder);

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }

    // Gives a new take its number and its file names by the pattern ("{scene}", "{take}", "{date}" are filled in),
    // none of which is taken, and writes its JSON. Makes the folder. Errors: NotWritable, DiskFull.
    Result<Take> create(Take take, const std::string& namePattern);

    // Replaces the take's JSON at once. Errors: NotWritable, DiskFull.
    Status update(const Take& take) const;

    // Removes the JSON of a take that has no film.
    Status discard(const Take& take) const;

    // Newest first. JSON that can't be read is left out with a warning in the log, and so are takes whose MP4 is gone.
    // A take that says "rendering" may be left behind by a program that ended: see jobs::recoverTakes().
    [[nodiscard]] std::vector<Take> load() const;

    // Moves MP4 and JSON to the trash, or into the hidden folder of deletedFolder() where there is no trash; both or
    // neither. Nothing there is ever erased by this program. Errors: FileMissing, NotWritable.
    Result<DeletedTake> remove(const Take& take, const MoveToTrash& trash) const;

    // Brings a removed take back and returns it as it is now: with the next free number or file name where its own was
    // given away meanwhile. Errors: FileMissing (the trash was emptied), NotWritable, DiskFull; the film stays where it
    // is then.
    Result<Take> restore(const DeletedTake& deleted) const;

    // Where removed takes wait that no trash took.
    [[nodiscard]] std::filesystem::path deletedFolder() const;

    // Where a take's JSON lies.
    [[nodiscard]] static std::filesystem::path sidecar(const Take& take);

private:
    [[nodiscard]] std::vector<int> numbers() const; // of all takes here and in deletedFolder()
    [[nodiscard]] std::string freeName(const std::string& wanted) const;

    std::filesystem::path m_folder;
};

[[nodiscard]] std::string takeToJson(const Take& take);
// Errors: as sceneFromJson(). The movie is looked for in `folder`.
Result<Take> takeFromJson(std::string_view json, const std::filesystem::path& folder);

} // namespace studio::project
