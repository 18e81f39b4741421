// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/Hash.h"
#include "core/hub/ModelDownload.h"
#include "core/hub/PartialFile.h"
#include "core/hub/RateLimit.h"

#include <curl/curl.h>

#include <atomic>
#include <chrono>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

// The inside of ModelDownload: ModelDownload.cpp lists what to fetch, DownloadRun.cpp fetches it.
namespace studio::hub {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

inline constexpr milliseconds kListenEvery{100};
inline constexpr const char* kImported = "imported"; // in place of a commit, of files from a folder without a list

enum class Oddity { None, IgnoresRange, FalseRange, HasChanged };

// A blob that is to be fetched: it has one place in its repository, or several.
struct Job {
    std::string repository;
    HubFile file;
    std::vector<std::string> paths;
    std::filesystem::path source; // to be copied from; empty: from the server
    FileState state = FileState::Waiting;
    std::optional<Error> error;
    uint64_t had = 0; // bytes of a file that isn't open
    std::optional<BlobLock> lock;
    std::optional<PartialFile> part;
    Clock::time_point notBefore{};
    SpeedMeter speed;
    int failures = 0; // in a row, without a new byte
    int counted = 0; // of them, those that may end it
    int wrongHashes = 0;
    int changes = 0; // of the file on the server
    int oddRanges = 0;
    bool isSerial = false; // the server gives whole files only
    std::map<std::string, std::string> etags; // of the file, by server
    std::atomic<uint64_t> copied{0}; // by the thread that copies
    std::jthread thread; // checks or copies

    [[nodiscard]] HashKind hashKind() const { return file.sha256.empty() ? HashKind::GitBlob : HashKind::Sha256; }
    [[nodiscard]] bool isEnded() const { return state == FileState::Whole || state == FileState::Failed; }
    [[nodiscard]] uint64_t have() const
    {
        if (state == FileState::Whole)
            return file.bytes;
        if (!source.empty())
            return copied.load(std::memory_order_relaxed);
        return part ? part->written().bytes() : had;
    }
};

// A request for bytes of a job.
struct Transfer {
    Job* job = nullptr;
    ByteRange range; // wanted
    bool isWhole = false; // asks without a range
    uint64_t position = 0;
    int failures = 0; // of the job when it began
    bool isPaused = false; // by the rate limit
    Oddity oddity = Oddity::None;
    std::optional<Error> refusal; // of bytes that came
    bool isDiskError = false; // the refusal is one
    std::unique_ptr<HttpTransfer> http;
};

// What a thread found out about a job's file.
struct Checked {
    Job* job = nullptr;
    Result<std::string> hash;
};

// All but the flags and the threads' results belongs to the thread of run().
class ModelDownload::Private {
public:
    Private(std::vector<SourceFile> sources, DownloadOptions options)
        : m_sources(std::move(sources))
        , m_options(std::move(options))
        , m_cache(m_options.cache)
        , m_client(m_options.server, m_options.retries)
        , m_limit(m_options.bytesPerSecond)
    {
        startHttp();
        m_multi = curl_multi_init();
    }
    Private(const Private&) = delete;
    Private& operator=(const Private&) = delete;
    ~Private()
    {
        for (Job& job : m_jobs)
            job.thread = {}; // stops and waits
        while (!m_transfers.empty())
            drop(m_transfers.begin());
        curl_multi_cleanup(m_multi);
    }

    Result<DownloadPlan> prepare(const std::stop_token& stop);
    Result<std::vector<DownloadedFile>> run(const DownloadListener& listener, const std::stop_token& stop);

    void setPaused(bool paused)
    {
        m_paused = paused;
        curl_multi_wakeup(m_multi);
    }
    void setLimit(uint64_t bytesPerSecond)
    {
        m_limit = bytesPerSecond;
        curl_multi_wakeup(m_multi);
    }

private:
    // A file of the model, and the blob that has its bytes.
    struct Entry {
        ModelPart part = ModelPart::VideoModel;
        std::string path;
        Job* job = nullptr;
    };
    using TransferAt = std::list<Transfer>::iterator;

    Result<std::vector<HubListing>> listAll(const std::stop_token& stop);
    Status add(const SourceFile& source, const HubListing* listing);
    Result<HubFile> fileFromFolder(const SourceFile& source, std::filesystem::path& found) const;
    [[nodiscard]] bool isWhole(const Job& job) const;
    [[nodiscard]] std::string commitOf(const std::string& repository) const;
    [[nodiscard]] DownloadProgress progress() const;
    [[nodiscard]] const HubListing* listingOf(const std::string& repository) const;

    void activate();
    Status open(Job& job);
    void copy(Job& job);
    void startTransfers(Job& job);
    void start(Job& job, ByteRange range, bool isWhole);
    Status begin(Transfer& transfer, const HttpHead& head);
    Take take(Transfer& transfer, std::string_view bytes);
    void collect();
    void conclude(TransferAt transfer, const HttpEnd& end);
    void retry(Job& job, int failuresAtStart, const HttpEnd& end);
    void drop(TransferAt transfer);
    void dropAll(const Job& job);
    void check(Job& job);
    void judge(Job& job, Result<std::string> hash);
    void finish(Job& job);
    void fail(Job& job, Error error);
    void waitForRoom(Job& job);
    void lookForRoom();
    [[nodiscard]] NoRoom roomNow() const;
    void setState(Job& job, FileState state);
    void collectChecked();
    void unpauseTransfers();
    void suspend();
    void rest(Job& job);
    [[nodiscard]] milliseconds untilNext() const;
    void listen(const DownloadListener& listener);
    [[nodiscard]] milliseconds delayed(milliseconds wanted) const
    {
        return m_options.retries.delay ? m_options.retries.delay(wanted) : wanted;
    }

    std::vector<SourceFile> m_sources;
    DownloadOptions m_options;
    HubCache m_cache;
    HubClient m_client;
    bool m_isPrepared = false;
    std::vector<HubListing> m_listings;
    std::list<Job> m_jobs; // smallest first, once prepared
    std::vector<Entry> m_entries;
    std::list<Transfer> m_transfers;
    std::optional<Error> m_fatal; // no file can go on
    std::optional<NoRoom> m_noRoom; // since a file couldn't be written
    Clock::time_point m_notBefore{}; // the server wants a pause
    RateLimit m_rate;
    bool m_hasChanged = true; // since the listener was called
    Clock::time_point m_listened{};

    std::atomic<bool> m_paused{false};
    std::atomic<uint64_t> m_limit;
    std::mutex m_mutex;
    std::vector<Checked> m_checked; // under the mutex
    CURLM* m_multi = nullptr;
};

} // namespace studio::hub
