// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/HashCheck.h"

#include "core/hub/Hash.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace studio::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kListenEvery{100};

uint64_t sizeOf(const fs::path& file)
{
    std::error_code failed;
    const uintmax_t size = fs::file_size(file, failed);
    return failed ? 0 : size;
}

struct Expected {
    HashKind kind = HashKind::Sha256;
    std::string hash; // empty: unknown
};

// The blob that a file of a Hub's cache is, by the blob's name.
Expected nameOfBlob(const fs::path& file)
{
    std::error_code failed;
    const fs::path blob = fs::canonical(file, failed);
    if (failed || blob.parent_path().filename() != "blobs")
        return {};
    const std::string name = blob.filename().string();
    for (const HashKind kind : {HashKind::Sha256, HashKind::GitBlob}) {
        if (isHash(name, kind))
            return {kind, name};
    }
    return {};
}

// How many names at the end of two paths are the same.
int sameEnd(const fs::path& one, const fs::path& other)
{
    int same = 0;
    auto first = one.end();
    auto second = other.end();
    while (first != one.begin() && second != other.begin() && *--first == *--second)
        ++same;
    return same;
}

// The lists of a server, each asked for once.
class Lists {
public:
    Lists(const HashOptions& options, const std::stop_token& stop)
        : m_published(options.published)
        , m_client(options.server, options.retries)
        , m_stop(stop)
    {
    }

    // By the published file of the same name, and of the same folder's name where several have it. One of another size
    // is another file.
    Expected find(const fs::path& file)
    {
        int best = 1;
        std::vector<std::pair<std::string, std::string>> candidates; // repository, path
        for (const SourceFile& source : m_published) {
            for (const std::string& path : {source.path, source.instead}) {
                const int same = path.empty() ? 0 : sameEnd(file, fs::path(path));
                if (same < best)
                    continue;
                if (same > best)
                    candidates.clear();
                best = same;
                candidates.emplace_back(source.repository, path);
            }
        }
        const uint64_t bytes = sizeOf(file);
        for (const auto& [repository, path] : candidates) {
            const HubListing* const list = listOf(repository);
            const HubFile* const listed = list ? list->find(path) : nullptr;
            if (listed && listed->bytes == bytes && !listed->etag().empty())
                return {listed->sha256.empty() ? HashKind::GitBlob : HashKind::Sha256, listed->etag()};
        }
        return {};
    }

private:
    const HubListing* listOf(const std::string& repository)
    {
        const auto known = m_lists.find(repository);
        if (known != m_lists.end())
            return known->second ? &*known->second : nullptr;
        std::optional<HubListing>& list = m_lists[repository];
        if (!m_hasNetwork)
            return nullptr;
        Result<HubListing> answer = m_client.list(repository, "main", m_stop);
        if (answer)
            list = std::move(*answer);
        else if (answer.error().code == ErrorCode::NetworkFailed)
            m_hasNetwork = false;
        return list ? &*list : nullptr;
    }

    const std::vector<SourceFile>& m_published;
    HubClient m_client;
    std::stop_token m_stop;
    std::map<std::string, std::optional<HubListing>> m_lists;
    bool m_hasNetwork = true;
};

CheckedHash check(const fs::path& file, const Expected& expected, const std::stop_token& stop,
                  std::atomic<uint64_t>& done)
{
    CheckedHash checked;
    checked.file = file;
    checked.bytes = sizeOf(file);
    checked.expected = expected.hash;
    const Result<std::string> hash = hashOfFile(file, expected.kind, stop, &done);
    if (!hash) {
        checked.verdict = HashVerdict::Unreadable;
        checked.error = hash.error();
        return checked;
    }
    checked.hash = *hash;
    if (expected.hash.empty())
        return checked;
    checked.verdict = *hash == expected.hash ? HashVerdict::Right : HashVerdict::Wrong;
    if (checked.verdict == HashVerdict::Wrong)
        checked.error = Error{ErrorCode::WrongHash, file.string(),
                              std::string(expected.kind == HashKind::Sha256 ? "SHA-256" : "git's hash")
                                  + " of the file: " + *hash + "\nas its publisher lists it: " + expected.hash};
    return checked;
}

// Tells from time to time how much is done.
class Ticker {
public:
    Ticker(const HashListener& listener, uint64_t bytes, const std::atomic<uint64_t>& done)
        : m_listener(listener)
        , m_bytes(bytes)
        , m_done(done)
    {
    }
    void tell() const
    {
        if (m_listener)
            m_listener({.bytes = m_bytes, .done = std::min(m_bytes, m_done.load(std::memory_order_relaxed))});
    }
    // Calls work() in another thread, and tells until it returns.
    template<typename Work>
    auto during(const Work& work)
    {
        std::mutex mutex;
        std::condition_variable changed;
        bool hasEnded = false;
        decltype(work()) result;
        std::jthread worker([&] {
            result = work();
            const std::lock_guard lock(mutex);
            hasEnded = true;
            changed.notify_one();
        });
        std::unique_lock lock(mutex);
        while (!changed.wait_for(lock, kListenEvery, [&] { return hasEnded; })) {
            lock.unlock();
            tell();
            lock.lock();
        }
        lock.unlock();
        worker.join();
        return result;
    }

private:
    const HashListener& m_listener;
    uint64_t m_bytes;
    const std::atomic<uint64_t>& m_done;
};

} // namespace

Result<std::vector<CheckedHash>> checkHashes(const std::vector<fs::path>& files, const HashOptions& options,
                                             const HashListener& listener, const std::stop_token& stop)
{
    uint64_t bytes = 0;
    for (const fs::path& file : files)
        bytes += sizeOf(file);
    std::atomic<uint64_t> done{0};
    Ticker ticker(listener, bytes, done);
    ticker.tell();
    Lists lists(options, stop);
    std::vector<CheckedHash> results = ticker.during([&] {
        std::vector<CheckedHash> checked;
        for (const fs::path& file : files) {
            if (stop.stop_requested())
                break;
            Expected expected = nameOfBlob(file);
            if (expected.hash.empty())
                expected = lists.find(file);
            checked.push_back(check(file, expected, stop, done));
        }
        return checked;
    });
    if (stop.stop_requested())
        return Error{ErrorCode::Cancelled, {}, {}};
    ticker.tell();
    return results;
}

} // namespace studio::hub
