// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/hub/HubCache.h"
#include "core/hub/HubClient.h"
#include "core/spec/ModelSources.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio::hub {

// What a download does when its disk takes no more bytes.
enum class FullDisk {
    Ends, // with DiskFull
    Pauses, // until resume()
};

struct DownloadOptions {
    HubServer server = HubServer::huggingFace();
    std::filesystem::path cache = HubCache::standardRoot();
    // A folder that has the files already, such as a USB disk's: they are copied from it, and nothing is downloaded. It
    // has them below their repository's name, directly, or as a cache of the Hub.
    std::filesystem::path from{};
    std::string revision = "main";
    int filesAtOnce = 2;
    int connectionsPerFile = 4;
    uint64_t rangeBytes = uint64_t{64} << 20; // what one request asks for
    uint64_t bytesPerSecond = 0; // of all together; 0: no limit
    HubRetries retries{};
    FullDisk fullDisk = FullDisk::Ends; // after the first byte
};

enum class FileState {
    Waiting, // for its turn, for the server, or for another program that loads it
    Loading,
    Checking, // its hash
    Whole,
    Failed,
};

struct FileProgress {
    ModelPart part = ModelPart::VideoModel;
    std::string repository;
    std::string path; // in the repository
    uint64_t bytes = 0;
    uint64_t have = 0;
    double bytesPerSecond = 0; // mean of ten seconds; 0 before the first
    FileState state = FileState::Waiting;
    std::optional<Error> error{}; // of a file that failed, or the last one of a file that waits
};

// Why a download has paused by itself: its disk takes no more bytes.
struct NoRoom {
    std::filesystem::path disk; // where it is mounted
    uint64_t toCome = 0; // bytes that are missing of the files
    uint64_t free = 0; // bytes on the disk; not less than toCome if a quota or another limit refuses them
};

struct DownloadProgress {
    std::vector<FileProgress> files;
    bool isPaused = false;
    std::optional<NoRoom> noRoom{}; // isPaused because of it

    [[nodiscard]] uint64_t bytes() const;
    [[nodiscard]] uint64_t have() const;
    [[nodiscard]] double bytesPerSecond() const;
};

// Called in the thread of run(), at each change of a state and about ten times a second between.
using DownloadListener = std::function<void(const DownloadProgress&)>;

// Where files come from; to be shown before they are fetched.
struct DownloadOrigin {
    std::string repository;
    std::string page; // for a browser
    std::string licence; // as the page states it; empty if it doesn't, or if there was no network
    uint64_t bytes = 0;
};

struct DownloadPlan {
    std::vector<FileProgress> files; // as they are now
    std::vector<DownloadOrigin> origins;
    uint64_t missing = 0; // bytes that the disk must have room for
    uint64_t free = 0; // bytes on that disk
};

struct DownloadedFile {
    ModelPart part = ModelPart::VideoModel;
    std::string repository;
    std::filesystem::path file; // in the cache, under its own name
};

// What a cache has of files, as far as it shows without a server's lists.
struct PlaceForFiles {
    uint64_t have = 0; // bytes: whole files, and what an earlier download left of them
    uint64_t free = 0; // bytes on its disk; the largest number if that can't be told
};
[[nodiscard]] PlaceForFiles lookAtPlace(const std::vector<SourceFile>& files, const std::filesystem::path& cache);

// Gets the files of a model into a cache of the Hub. Whatever ends it, kill -9 too, another one for the same cache
// continues with all the bytes that are there, from whatever server.
//
// Two files at a time, the smallest first, each in several ranges. A file gets its name in the cache once its size and
// its hash are as listed; if they aren't, it is fetched once more. What may pass (a cut line, an error 5xx, too many
// requests) is tried again, after as long as the server asks for; a server that ignores or falsifies ranges is asked
// for whole files.
class ModelDownload {
public:
    ModelDownload(std::vector<SourceFile> files, DownloadOptions options);
    ModelDownload(const ModelDownload&) = delete;
    ModelDownload& operator=(const ModelDownload&) = delete;
    ~ModelDownload();

    // Asks for the lists. Errors: those of HubClient::list(); NotOnServer for a needed file that isn't listed;
    // FileMissing for one that isn't in options.from.
    Result<DownloadPlan> prepare(const std::stop_token& stop);

    // Prepares if that wasn't done, and fetches. Returns when all is there, when stopped (Cancelled), or when nothing
    // more can be fetched: a file that failed doesn't keep the others from coming. Errors: those of prepare();
    // DiskFull, before the first byte if the disk has no room for the rest, and later where options.fullDisk wants it;
    // NotWritable; that of the first file that failed, WrongHash among them.
    Result<std::vector<DownloadedFile>> run(const DownloadListener& listener, const std::stop_token& stop);

    // From any thread. A pause closes the connections and keeps what is there. One because of a full disk is gone on
    // with as soon as the disk has room for the rest: until then resume() only looks at it again.
    void pause();
    void resume();
    void setRateLimit(uint64_t bytesPerSecond);

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::hub
