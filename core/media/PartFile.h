// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Descriptor.h"
#include "core/base/Result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// Unfinished files. They are next to their final name, are only ever created, never opened (no links are followed), and
// get their final name complete or not at all.
namespace studio::media {

enum class Existing { Refuse, Replace };

// `path` with a tail after its stem: "voice-2.mp4". The stem is shortened if the file system limits the length of
// names.
[[nodiscard]] std::filesystem::path withTail(const std::filesystem::path& path, const std::string& tail);

// A file that is written for a long time, under a hidden name derived from its final one: ".voice.part.mp4" for
// "voice.mp4", or ".voice.part-2.mp4" and so on if that exists; the highest number is the newest. It is locked while
// its program runs, which reserves the final name: no other program gets the same one from here. Files of dead programs
// are never touched, except for empty ones, which are removed.
//
// On a file system without locks, dead and running programs can't be told apart. Each program still has its own part
// file; two may get the same final name, and publish() of the second fails.
class PartFile {
public:
    // Errors: FileExists (a running program writes this file, as the detail says; or it exists, unless Replace),
    // NotWritable (the folder is missing or read-only; a folder has this name), DiskFull.
    static Result<PartFile> reserve(const std::filesystem::path& target, Existing existing);
    // Reserves the first of "voice.mp4", "voice-2.mp4" ... that neither exists nor is being written. Errors:
    // NotWritable, DiskFull.
    static Result<PartFile> reserveFree(const std::filesystem::path& wanted);
    // Takes over the part file of a dead program: the largest of several. Errors: FileMissing (there is none),
    // FileExists (a running program writes it), FileUnreadable.
    static Result<PartFile> adopt(const std::filesystem::path& target);

    PartFile(PartFile&&) noexcept = default;
    PartFile& operator=(PartFile&& other) noexcept;
    // Keeps the file under its hidden name, unless it is empty; then it is removed.
    ~PartFile();

    [[nodiscard]] const std::filesystem::path& target() const { return m_target; }
    [[nodiscard]] Existing existing() const { return m_existing; }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; } // The hidden name.
    [[nodiscard]] std::filesystem::path opened() const { return m_file.path(); } // See Descriptor::path().

    // Renames the file to its final name. Errors: FileExists (the name has been taken meanwhile; never with Replace),
    // NotWritable, DiskFull. After an error nothing has changed.
    Status publish();
    // The same, to the first of "voice.mp4", "voice-2.mp4" ... that is free; returns it.
    Result<std::filesystem::path> publishFree(const std::filesystem::path& wanted);
    void remove();

private:
    PartFile(std::filesystem::path target, Existing existing, std::filesystem::path path, Descriptor file);

    std::filesystem::path m_target;
    Existing m_existing = Existing::Refuse;
    std::filesystem::path m_path; // Empty: published, removed or moved from.
    Descriptor m_file;
};

// Part files of `target`, of running and dead programs, newest last.
[[nodiscard]] std::vector<std::filesystem::path> partsOf(const std::filesystem::path& target);

// The newest file that has the name of a part file of `target` with another ending: ".voice.part-2.journal".
[[nodiscard]] std::optional<std::filesystem::path> newestBesidePart(const std::filesystem::path& target,
                                                                    const std::string& ending);

// A file that is written quickly: without a name until it is published, if the file system supports that, else under a
// hidden, unpredictable one. Removed if not published.
class DraftFile {
public:
    // Errors: NotWritable, DiskFull.
    static Result<DraftFile> create(const std::filesystem::path& target);
    DraftFile(DraftFile&&) noexcept = default;
    DraftFile& operator=(DraftFile&&) = delete;
    ~DraftFile();

    [[nodiscard]] std::filesystem::path opened() const { return m_file.path(); } // See Descriptor::path().

    // Errors: FileExists (never with Replace), NotWritable, DiskFull. After an error nothing has changed.
    Status publish(const std::filesystem::path& target, Existing existing);

private:
    explicit DraftFile(Descriptor file, std::filesystem::path path = {});

    Descriptor m_file;
    std::filesystem::path m_path; // Empty: it has no name, or not any more.
};

// A folder that is removed with its contents unless it is published.
class ScratchFolder {
public:
    // Hidden, next to `target`, with an unpredictable name, and locked while its program runs; removes those of dead
    // programs. Errors: NotWritable, DiskFull.
    static Result<ScratchFolder> besides(const std::filesystem::path& target);
    ScratchFolder(ScratchFolder&&) noexcept = default;
    ScratchFolder& operator=(ScratchFolder&&) = delete;
    ~ScratchFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    // Renames the folder to a free name. Errors: FileExists, NotWritable, DiskFull.
    Status publish(const std::filesystem::path& target);

private:
    ScratchFolder(std::filesystem::path path, Descriptor folder);

    std::filesystem::path m_path; // Empty: published or moved from.
    Descriptor m_folder; // has the lock
};

} // namespace studio::media
