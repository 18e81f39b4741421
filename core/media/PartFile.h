// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <string>
#include <vector>

// Files that are being made. They lie beside their later name, are created by this program and by nobody else (links
// are not followed, an existing file is never opened), and get their name whole or not at all.
namespace studio::media {

enum class Existing { Refuse, Replace };

// `path` with a tail behind its stem: "voice-2.mp4". The stem is cut where the file system has no room for the name.
[[nodiscard]] std::filesystem::path withTail(const std::filesystem::path& path, const std::string& tail);

// A descriptor with an owner.
class Descriptor {
public:
    explicit Descriptor(int number = -1)
        : m_number(number)
    {
    }
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    [[nodiscard]] bool isOpen() const { return m_number >= 0; }
    [[nodiscard]] int number() const { return m_number; }
    // A path that leads to the open file itself, whatever has become of its name: for what opens files by their path.
    [[nodiscard]] std::filesystem::path path() const;

private:
    int m_number = -1;
};

// A file that grows for long, under a hidden name that tells what it becomes: ".voice.part.mp4" for "voice.mp4", or
// ".voice.part-2.mp4" and so on where there is such a file already: the newest has the highest number. It is locked for
// as long as its program lives, and so reserves the later name: no other program that asks here gets the same one. What
// a dead program left is never touched, but for files without a byte, which are removed.
//
// On a file system without locks nobody can tell the living from the dead. Each program still has a part file of its
// own there; two may be given the same name, and the second is refused at the end, by publish().
class PartFile {
public:
    // Errors: FileExists (a living program makes this file, which the detail tells; or, not for Replace, it is there),
    // NotWritable (the folder is missing or write-protected; a folder has this name), DiskFull.
    static Result<PartFile> reserve(const std::filesystem::path& target, Existing existing);
    // The first of "voice.mp4", "voice-2.mp4" ... that neither exists nor is being made. Errors: NotWritable, DiskFull.
    static Result<PartFile> reserveFree(const std::filesystem::path& wanted);
    // What a dead program left of this file: the largest where there are several. Errors: FileMissing (nothing was
    // left), FileExists (a living program makes it), FileUnreadable.
    static Result<PartFile> adopt(const std::filesystem::path& target);

    PartFile(PartFile&&) noexcept = default;
    PartFile& operator=(PartFile&& other) noexcept;
    // Stays under its hidden name if there is a byte in it; else it is removed.
    ~PartFile();

    [[nodiscard]] const std::filesystem::path& target() const { return m_target; }
    [[nodiscard]] Existing existing() const { return m_existing; }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; } // The hidden name.
    [[nodiscard]] std::filesystem::path opened() const { return m_file.path(); } // See Descriptor::path().

    // Gives it its name. Errors: FileExists (something took the name meanwhile; never for Replace), NotWritable,
    // DiskFull. After an error it is as before.
    Status publish();
    void remove();

private:
    PartFile(std::filesystem::path target, Existing existing, std::filesystem::path path, Descriptor file);

    std::filesystem::path m_target;
    Existing m_existing = Existing::Refuse;
    std::filesystem::path m_path; // Empty: published, removed or moved from.
    Descriptor m_file;
};

// The part files of `target`, of the living and the dead, the newest last.
[[nodiscard]] std::vector<std::filesystem::path> partsOf(const std::filesystem::path& target);

// A file that is made quickly: without a name until it is published, where the file system can do that, else under a
// hidden one that can't be foretold. Not published, it is gone.
class DraftFile {
public:
    // Errors: NotWritable, DiskFull.
    static Result<DraftFile> create(const std::filesystem::path& target);
    DraftFile(DraftFile&&) noexcept = default;
    DraftFile& operator=(DraftFile&&) = delete;
    ~DraftFile();

    [[nodiscard]] std::filesystem::path opened() const { return m_file.path(); } // See Descriptor::path().

    // Errors: FileExists (never for Replace), NotWritable, DiskFull. After an error it is as before.
    Status publish(const std::filesystem::path& target, Existing existing);

private:
    explicit DraftFile(Descriptor file, std::filesystem::path path = {});

    Descriptor m_file;
    std::filesystem::path m_path; // Empty: it has no name, or not any more.
};

// A new folder that is removed with all that is in it.
class ScratchFolder {
public:
    // Hidden beside `target`, under a name that can't be foretold. Errors: NotWritable, DiskFull.
    static Result<ScratchFolder> besides(const std::filesystem::path& target);
    // In the system's folder for temporary files. Errors: NotWritable, DiskFull.
    static Result<ScratchFolder> temporary();
    ScratchFolder(ScratchFolder&&) noexcept = default;
    ScratchFolder& operator=(ScratchFolder&&) = delete;
    ~ScratchFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    // Gives the folder a name that nothing has. Errors: FileExists, NotWritable, DiskFull.
    Status publish(const std::filesystem::path& target);

private:
    explicit ScratchFolder(std::filesystem::path path);

    std::filesystem::path m_path; // Empty: published or moved from.
};

} // namespace studio::media
