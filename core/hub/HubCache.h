// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace studio::hub {

// The folder in which the programs of the Hugging Face Hub share what they have fetched:
//   models--ORG--NAME/blobs/ETAG             the files, named by their hashes
//   models--ORG--NAME/snapshots/COMMIT/PATH  relative links to them; where links can't be made, the files themselves
//   models--ORG--NAME/refs/main              the commit of a branch, without a newline
//   .locks/models--ORG--NAME/ETAG.lock       locked (flock) while a program loads this blob
// Other programs take ETAG.incomplete as written from front to back. Ours isn't, and has another name: ETAG.part, with
// PartialFile's log beside it.
class HubCache {
public:
    explicit HubCache(std::filesystem::path root);

    // HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, or hub in homeFolder().
    [[nodiscard]] static std::filesystem::path standardRoot();
    // HF_HOME, or huggingface in XDG_CACHE_HOME or ~/.cache.
    [[nodiscard]] static std::filesystem::path homeFolder();
    // Whether a path is relative, has no "..", no ".", no empty parts and no control characters: the server's lists
    // aren't trusted.
    [[nodiscard]] static bool isSafePath(std::string_view path);

    [[nodiscard]] const std::filesystem::path& root() const { return m_root; }
    [[nodiscard]] std::filesystem::path folder(const std::string& repository) const;
    [[nodiscard]] std::filesystem::path blob(const std::string& repository, const std::string& etag) const;
    [[nodiscard]] std::filesystem::path part(const std::string& repository, const std::string& etag) const;
    [[nodiscard]] std::filesystem::path incomplete(const std::string& repository, const std::string& etag) const;
    [[nodiscard]] std::filesystem::path snapshot(const std::string& repository, const std::string& commit) const;

    // The commit that a branch was last fetched at.
    [[nodiscard]] std::optional<std::string> commitOf(const std::string& repository,
                                                      const std::string& revision = "main") const;
    // A whole file of a branch, as it was last fetched.
    [[nodiscard]] std::optional<std::filesystem::path> find(const std::string& repository, const std::string& path,
                                                            const std::string& revision = "main") const;

    // Makes the folders for a repository's blobs. Errors: NotWritable, DiskFull.
    [[nodiscard]] Status prepare(const std::string& repository) const;
    // Gives a blob its places in a snapshot, instead of what is there. On a file system without links it is copied to
    // all places but the last, and moves there. Errors: NotWritable, DiskFull.
    [[nodiscard]] Status link(const std::string& repository, const std::string& commit,
                              const std::vector<std::string>& paths, const std::string& etag) const;
    // Errors: NotWritable, DiskFull.
    [[nodiscard]] Status writeCommit(const std::string& repository, const std::string& commit,
                                     const std::string& revision = "main") const;

private:
    std::filesystem::path m_root;
};

// The Hub's lock of a blob, held while it exists. The lock's file stays, as other programs leave it.
class BlobLock {
public:
    // nullopt: another program, or another part of this one, has it. Errors: NotWritable, DiskFull.
    static Result<std::optional<BlobLock>> tryLock(const HubCache& cache, const std::string& repository,
                                                   const std::string& etag);
    BlobLock(BlobLock&& other) noexcept;
    BlobLock& operator=(BlobLock&& other) noexcept;
    ~BlobLock();

private:
    explicit BlobLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor = -1;
};

} // namespace studio::hub
