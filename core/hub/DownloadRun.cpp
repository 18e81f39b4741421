// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/DownloadRun.h"

#include "core/base/Units.h"
#include "core/hub/LocalFiles.h"

#include <algorithm>
#include <utility>

namespace studio::hub {
namespace {

namespace fs = std::filesystem;

constexpr milliseconds kLockedFor{2000}; // until a blob is tried again that another program loads
constexpr int kMostWrongHashes = 2;
constexpr int kMostChanges = 2;
constexpr int kMostOddRanges = 2;

// Whether the Hub keeps a file of this name as LFS, and names its blob by the SHA-256.
bool isKeptAsLfs(const std::string& path, uint64_t bytes)
{
    const std::string suffix = fs::path(path).extension().string();
    constexpr uint64_t kMostInGit = 10 << 20;
    return bytes > kMostInGit || (suffix != ".json" && suffix != ".txt" && suffix != ".md");
}

} // namespace

DownloadProgress ModelDownload::Private::progress() const
{
    DownloadProgress progress;
    const Clock::time_point now = Clock::now();
    for (const Entry& entry : m_entries) {
        const Job& job = *entry.job;
        const bool isFirst = job.paths.front() == entry.path; // The bytes of a blob with two places come once.
        progress.files.push_back(
            {.part = entry.part,
             .repository = job.repository,
             .path = entry.path,
             .bytes = job.file.bytes,
             .have = job.have(),
             .bytesPerSecond = isFirst && job.state == FileState::Loading ? job.speed.bytesPerSecond(now) : 0,
             .state = job.state,
             .error = job.error});
    }
    progress.isPaused = m_paused;
    if (m_paused)
        progress.noRoom = m_noRoom;
    return progress;
}

// Fetches.

Result<std::vector<DownloadedFile>> ModelDownload::Private::run(const DownloadListener& listener,
                                                                const std::stop_token& stop)
{
    const Result<DownloadPlan> plan = prepare(stop);
    if (!plan)
        return plan.error();
    if (plan->missing > plan->free)
        return Error{ErrorCode::DiskFull, m_cache.root().string(),
                     fileSizeText(plan->missing) + " are to come, " + fileSizeText(plan->free) + " are free"};
    for (Job& job : m_jobs) {
        if (job.state == FileState::Whole)
            finish(job);
        else
            setState(job, FileState::Waiting); // Those that failed in an earlier run are tried again.
    }
    const std::stop_callback wake(stop, [this] { curl_multi_wakeup(m_multi); });
    while (!m_fatal && !stop.stop_requested()) {
        m_rate.setLimit(m_limit);
        m_rate.advance(Clock::now());
        if (!m_paused && m_noRoom)
            lookForRoom();
        if (m_paused) {
            suspend();
        } else {
            activate();
            unpauseTransfers();
        }
        int running = 0;
        curl_multi_perform(m_multi, &running);
        collect();
        collectChecked();
        listen(listener);
        if (m_fatal || std::all_of(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.isEnded(); }))
            break;
        curl_multi_poll(m_multi, nullptr, 0, static_cast<int>(untilNext().count()), nullptr);
    }
    suspend();
    for (Job& job : m_jobs)
        rest(job);
    m_checked.clear();
    m_hasChanged = true;
    listen(listener);
    if (m_fatal)
        return *std::exchange(m_fatal, std::nullopt);
    for (const Job& job : m_jobs) {
        if (job.state == FileState::Failed)
            return *job.error;
    }
    if (!std::all_of(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.isEnded(); })) {
        const DownloadProgress now = progress();
        return Error{ErrorCode::Cancelled, m_cache.root().string(),
                     fileSizeText(now.have()) + " of " + fileSizeText(now.bytes()) + " are there"};
    }
    std::vector<DownloadedFile> files;
    for (const Entry& entry : m_entries)
        files.push_back({entry.part, entry.job->repository,
                         m_cache.snapshot(entry.job->repository, commitOf(entry.job->repository)) / entry.path});
    return files;
}

void ModelDownload::Private::setState(Job& job, FileState state)
{
    m_hasChanged = m_hasChanged || job.state != state;
    job.state = state;
}

void ModelDownload::Private::fail(Job& job, Error error)
{
    if (error.code == ErrorCode::DiskFull && m_options.fullDisk == FullDisk::Pauses) {
        waitForRoom(job);
        return;
    }
    dropAll(job);
    if (job.part)
        job.had = job.part->written().bytes();
    job.part.reset();
    job.lock.reset();
    if (error.code == ErrorCode::DiskFull || error.code == ErrorCode::NotWritable)
        m_fatal = error;
    job.error = std::move(error);
    setState(job, FileState::Failed);
}

NoRoom ModelDownload::Private::roomNow() const
{
    NoRoom room{.disk = mountOf(m_cache.root()), .toCome = 0, .free = freeBytes(m_cache.root())};
    for (const Job& job : m_jobs)
        room.toCome += job.file.bytes - std::min(job.file.bytes, job.have());
    return room;
}

// Pauses. The job's file is opened anew, whatever couldn't be written.
void ModelDownload::Private::waitForRoom(Job& job)
{
    dropAll(job);
    rest(job);
    setState(job, FileState::Waiting); // A whole file, too, that has no place in its repository yet.
    m_paused = true;
    m_noRoom = roomNow();
    m_hasChanged = true;
}

// Somebody says that there is room.
void ModelDownload::Private::lookForRoom()
{
    m_noRoom = roomNow();
    if (m_noRoom->free < m_noRoom->toCome)
        m_paused = true;
    else
        m_noRoom.reset();
    m_hasChanged = true;
}

// Leaves a job as another run may take it up.
void ModelDownload::Private::rest(Job& job)
{
    job.thread = {};
    if (job.part)
        job.had = job.part->written().bytes();
    job.part.reset();
    job.lock.reset();
    job.failures = job.counted = job.wrongHashes = job.changes = job.oddRanges = 0;
    job.notBefore = {};
    if (!job.isEnded())
        setState(job, FileState::Waiting);
}

// Closes all connections; what has come is on the disk.
void ModelDownload::Private::suspend()
{
    while (!m_transfers.empty())
        drop(m_transfers.begin());
    for (Job& job : m_jobs) {
        if (!job.part || !job.source.empty() || job.state == FileState::Checking)
            continue;
        if (const Status synced = job.part->sync(); !synced)
            fail(job, synced.error());
        job.speed.clear();
    }
}

// Begins with files, as many as may load at once, and asks for their bytes.
void ModelDownload::Private::activate()
{
    const Clock::time_point now = Clock::now();
    auto loading
        = std::count_if(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.state == FileState::Loading; });
    for (Job& job : m_jobs) {
        const int most = job.source.empty() ? m_options.filesAtOnce : 1; // A disk is fastest with one.
        if (job.state == FileState::Waiting && loading < most && now >= job.notBefore) {
            if (const Status opened = open(job); !opened)
                fail(job, opened.error());
            loading += job.state == FileState::Loading ? 1 : 0;
        }
        if (job.state == FileState::Loading && job.source.empty())
            startTransfers(job);
        if (m_fatal || m_paused)
            return;
    }
}

Status ModelDownload::Private::open(Job& job)
{
    if (Status prepared = m_cache.prepare(job.repository); !prepared)
        return prepared;
    const bool isNamed = !job.file.etag().empty();
    const std::string name
        = isNamed ? job.file.etag() : "import-" + std::to_string(std::hash<std::string>()(job.file.path));
    Result<std::optional<BlobLock>> lock = BlobLock::tryLock(m_cache, job.repository, name);
    if (!lock)
        return lock.error();
    if (!*lock) { // Another program loads it: either it will be whole, or the lock is free again.
        job.notBefore = Clock::now() + delayed(kLockedFor);
        return kDone;
    }
    job.lock = std::move(*lock);
    if (isWhole(job)) {
        finish(job);
        return kDone;
    }
    const fs::path part = m_cache.part(job.repository, name);
    std::error_code ignored;
    if (isNamed && job.source.empty() && !fs::exists(part, ignored)) // What another program began.
        fs::rename(m_cache.incomplete(job.repository, name), part, ignored);
    Result<PartialFile> file = PartialFile::open(part, job.file.bytes);
    if (!file)
        return file.error();
    job.part = std::move(*file);
    setState(job, FileState::Loading);
    if (!job.source.empty())
        copy(job);
    return kDone;
}

void ModelDownload::Private::copy(Job& job)
{
    const HashKind kind = job.file.etag().empty()
        ? (isKeptAsLfs(job.file.path, job.file.bytes) ? HashKind::Sha256 : HashKind::GitBlob)
        : job.hashKind();
    job.thread = std::jthread([this, &job, kind](const std::stop_token& stop) {
        Result<std::string> hash = copyFile(job.source, *job.part, kind, job.copied, m_paused, stop);
        const std::lock_guard lock(m_mutex);
        m_checked.push_back({&job, std::move(hash)});
        curl_multi_wakeup(m_multi);
    });
}

void ModelDownload::Private::startTransfers(Job& job)
{
    const Clock::time_point now = Clock::now();
    if (now < job.notBefore || now < m_notBefore)
        return;
    ByteRanges taken = job.part->written();
    int count = 0;
    for (const Transfer& transfer : m_transfers) {
        if (transfer.job != &job)
            continue;
        ++count;
        taken.add({transfer.position, transfer.range.end});
    }
    const uint64_t size = job.file.bytes;
    if (count == 0 && job.part->written().bytes() == size) {
        check(job);
        return;
    }
    // After a failure a single request finds out whether it goes on.
    const int most = job.isSerial || job.failures > 0 ? 1 : m_options.connectionsPerFile;
    while (count < most) {
        const ByteRange gap = job.isSerial ? ByteRange{0, size} : taken.firstGap(size, m_options.rangeBytes);
        if (gap.bytes() == 0)
            return;
        start(job, gap, job.isSerial || gap.bytes() == size);
        taken.add(gap);
        ++count;
    }
}

void ModelDownload::Private::start(Job& job, ByteRange range, bool isWhole)
{
    Transfer& transfer = m_transfers.emplace_back();
    transfer.job = &job;
    transfer.range = range;
    transfer.isWhole = isWhole;
    transfer.position = range.begin;
    transfer.failures = job.failures;
    HttpRequest request = m_client.requestFor(*listingOf(job.repository), job.file);
    if (!isWhole)
        request.range = range;
    transfer.http = std::make_unique<HttpTransfer>(
        std::move(request),
        HttpReceiver{.begin = [this, &transfer](const HttpHead& head) { return begin(transfer, head); },
                     .take = [this, &transfer](std::string_view bytes) { return take(transfer, bytes); }});
    curl_multi_add_handle(m_multi, transfer.http->handle());
}

// Whether an answer has the bytes that were asked for.
Status ModelDownload::Private::begin(Transfer& transfer, const HttpHead& head)
{
    Job& job = *transfer.job;
    const auto refuse = [&](Oddity oddity, const std::string& why) {
        transfer.oddity = oddity;
        return Error{ErrorCode::NetworkFailed, job.file.path, why};
    };
    const bool isAnother
        = isHash(head.linkedEtag, HashKind::Sha256) && !job.file.sha256.empty() && head.linkedEtag != job.file.sha256;
    const bool hasChanged
        = !head.etag.empty() && job.etags.try_emplace(transfer.http->origin(), head.etag).first->second != head.etag;
    if (isAnother || hasChanged)
        return refuse(Oddity::HasChanged, "the file has changed on the server while it was loaded");
    if (transfer.isWhole) {
        if (head.status != 200)
            return refuse(Oddity::FalseRange, "the server answers with a part of the file without being asked for one");
        if (head.length && *head.length != job.file.bytes)
            return refuse(Oddity::FalseRange,
                          "the server's file has " + std::to_string(*head.length) + " bytes, published are "
                              + std::to_string(job.file.bytes));
        return kDone;
    }
    if (head.status != 206)
        return refuse(Oddity::IgnoresRange, "the server gives whole files only");
    const std::optional<ContentRange> range = parseContentRange(head.contentRange);
    if (!range || range->range != transfer.range || range->size != job.file.bytes)
        return refuse(Oddity::FalseRange,
                      "the server answers with other bytes than were asked for: \""
                          + readable(head.contentRange.substr(0, 80)) + "\"");
    return kDone;
}

Take ModelDownload::Private::take(Transfer& transfer, std::string_view bytes)
{
    Job& job = *transfer.job;
    if (!m_rate.allows()) {
        transfer.isPaused = true;
        return Take::Later;
    }
    if (bytes.size() > transfer.range.end - transfer.position) {
        transfer.oddity = Oddity::FalseRange;
        transfer.refusal = Error{ErrorCode::NetworkFailed, job.file.path, "the server gives more bytes than there are"};
        return Take::Stop;
    }
    const uint64_t before = job.part->written().bytes();
    if (const Status written = job.part->write(transfer.position, bytes); !written) {
        transfer.refusal = written.error();
        transfer.isDiskError = true;
        return Take::Stop;
    }
    transfer.position += bytes.size();
    m_rate.spend(bytes.size());
    job.speed.add(bytes.size(), Clock::now());
    if (job.part->written().bytes() > before) {
        job.failures = job.counted = 0;
        job.error.reset();
    }
    return Take::Taken;
}

// Transfers that libcurl has ended.
void ModelDownload::Private::collect()
{
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        const CURLcode code = message->data.result;
        CURL* const handle = message->easy_handle;
        const auto transfer = std::find_if(m_transfers.begin(), m_transfers.end(),
                                           [&](const Transfer& each) { return each.http->handle() == handle; });
        if (const std::optional<HttpEnd> end = transfer->http->ended(code)) {
            conclude(transfer, *end);
        } else { // Redirected.
            curl_multi_remove_handle(m_multi, handle);
            curl_multi_add_handle(m_multi, handle);
        }
    }
}

void ModelDownload::Private::conclude(TransferAt at, const HttpEnd& end)
{
    Job& job = *at->job;
    const Oddity oddity = at->oddity;
    const int failures = at->failures;
    const std::optional<Error> refusal = at->refusal;
    const bool isDiskError = at->isDiskError;
    const bool isCut = !end.error && at->position < at->range.end;
    drop(at);
    if (isDiskError) {
        fail(job, *refusal);
        return;
    }
    switch (oddity) {
    case Oddity::None: break;
    case Oddity::IgnoresRange:
        job.isSerial = true;
        dropAll(job);
        return;
    case Oddity::FalseRange:
        if (++job.oddRanges >= kMostOddRanges && !job.isSerial) {
            job.isSerial = true;
            dropAll(job);
        }
        break;
    case Oddity::HasChanged:
        dropAll(job);
        job.etags.clear();
        if (++job.changes >= kMostChanges)
            fail(job, *end.error);
        else if (const Status cleared = job.part->clear(); !cleared)
            fail(job, cleared.error());
        return;
    }
    if (end.error || isCut || oddity != Oddity::None) {
        HttpEnd failure = end;
        if (refusal)
            failure.error = refusal;
        else if (isCut)
            failure.error = Error{ErrorCode::NetworkFailed, job.file.path, "the server ends before the file does"};
        failure.mayPass = failure.mayPass || isCut || oddity != Oddity::None;
        failure.isOffline = failure.isOffline || isCut;
        retry(job, failures, failure);
    }
}

// Ranges of a file that fail together count as one failure.
void ModelDownload::Private::retry(Job& job, int failuresAtStart, const HttpEnd& end)
{
    if (!end.mayPass) {
        fail(job, *end.error);
        return;
    }
    job.error = end.error;
    if (failuresAtStart < job.failures)
        return;
    ++job.failures;
    m_hasChanged = true; // The listener hears of each failure, though the next attempt begins at once.
    const bool counts = !end.isOffline || !m_options.retries.waitsForNetwork;
    if (counts && ++job.counted >= m_options.retries.most) {
        fail(job, *end.error);
        return;
    }
    const Clock::time_point until = Clock::now() + delayed(backoff(job.failures, end.wait));
    job.notBefore = std::max(job.notBefore, until);
    if (end.isBusy)
        m_notBefore = std::max(m_notBefore, until);
}

void ModelDownload::Private::drop(TransferAt transfer)
{
    curl_multi_remove_handle(m_multi, transfer->http->handle());
    m_transfers.erase(transfer);
}

void ModelDownload::Private::dropAll(const Job& job)
{
    for (auto each = m_transfers.begin(); each != m_transfers.end();) {
        const auto transfer = each++;
        if (transfer->job == &job)
            drop(transfer);
    }
}

void ModelDownload::Private::check(Job& job)
{
    setState(job, FileState::Checking);
    job.thread = std::jthread([this, &job](const std::stop_token& stop) {
        Result<std::string> hash = hashOfFile(job.part->path(), job.hashKind(), stop);
        const std::lock_guard lock(m_mutex);
        m_checked.push_back({&job, std::move(hash)});
        curl_multi_wakeup(m_multi);
    });
}

void ModelDownload::Private::collectChecked()
{
    std::vector<Checked> checked;
    {
        const std::lock_guard lock(m_mutex);
        checked.swap(m_checked);
    }
    for (Checked& each : checked) {
        each.job->thread = {};
        judge(*each.job, std::move(each.hash));
    }
}

void ModelDownload::Private::judge(Job& job, Result<std::string> hash)
{
    if (!hash) {
        if (hash.error().code != ErrorCode::Cancelled)
            fail(job, hash.error());
        return;
    }
    if (job.file.etag().empty()) // An import without a list: the file itself says what it is called.
        (isHash(*hash, HashKind::Sha256) ? job.file.sha256 : job.file.gitHash) = *hash;
    if (*hash == job.file.etag()) {
        if (const Status published = job.part->publish(m_cache.blob(job.repository, job.file.etag())); !published)
            fail(job, published.error());
        else
            finish(job);
        return;
    }
    const Error wrong{ErrorCode::WrongHash, job.source.empty() ? job.file.path : job.source.string(),
                      std::string(job.hashKind() == HashKind::Sha256 ? "SHA-256" : "git's hash")
                          + " of what came: " + *hash + "\nas its publisher lists it: " + job.file.etag()};
    if (const Status cleared = job.part->clear(); !cleared) {
        fail(job, cleared.error());
        return;
    }
    if (!job.source.empty() || ++job.wrongHashes >= kMostWrongHashes) {
        job.part->remove();
        fail(job, wrong);
        return;
    }
    job.error = wrong;
    setState(job, FileState::Loading);
}

// The blob is whole: gives it its places, and its repository its commit once all of its files are there.
void ModelDownload::Private::finish(Job& job)
{
    job.part.reset();
    const std::string commit = commitOf(job.repository);
    Status linked = m_cache.prepare(job.repository);
    if (linked)
        linked = m_cache.link(job.repository, commit, job.paths, job.file.etag());
    job.lock.reset();
    if (!linked) {
        fail(job, linked.error());
        return;
    }
    job.error.reset();
    setState(job, FileState::Whole);
    const bool isComplete = std::all_of(m_jobs.begin(), m_jobs.end(), [&](const Job& each) {
        return each.repository != job.repository || each.state == FileState::Whole;
    });
    if (!isComplete)
        return;
    if (const Status written = m_cache.writeCommit(job.repository, commit, m_options.revision); !written)
        fail(job, written.error());
}

void ModelDownload::Private::unpauseTransfers()
{
    if (!m_rate.allows())
        return;
    for (Transfer& transfer : m_transfers) {
        if (std::exchange(transfer.isPaused, false))
            curl_easy_pause(transfer.http->handle(), CURLPAUSE_CONT);
    }
}

milliseconds ModelDownload::Private::untilNext() const
{
    constexpr milliseconds kLimited{20}; // between two portions of a rate limit
    if (m_paused)
        return kListenEvery;
    milliseconds wait = m_rate.isLimited() ? kLimited : kListenEvery;
    const Clock::time_point now = Clock::now();
    for (const Job& job : m_jobs) {
        if (job.isEnded() || job.state == FileState::Checking)
            continue;
        const Clock::time_point until = std::max(job.notBefore, m_notBefore);
        const bool isIdle = std::none_of(m_transfers.begin(), m_transfers.end(),
                                         [&](const Transfer& each) { return each.job == &job; });
        if (isIdle && job.source.empty() && job.state == FileState::Loading)
            wait = std::clamp(std::chrono::ceil<milliseconds>(until - now), milliseconds(0), wait);
    }
    return wait;
}

void ModelDownload::Private::listen(const DownloadListener& listener)
{
    const Clock::time_point now = Clock::now();
    if (!listener || (!m_hasChanged && now - m_listened < kListenEvery))
        return;
    m_hasChanged = false;
    m_listened = now;
    listener(progress());
}

} // namespace studio::hub
