// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/ModelDownload.h"

#include "core/base/FileKind.h"
#include "core/base/Json.h"
#include "core/base/Units.h"
#include "core/hub/Hash.h"
#include "core/hub/PartialFile.h"
#include "core/hub/RateLimit.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <list>
#include <map>
#include <mutex>
#include <numeric>
#include <set>
#include <thread>
#include <utility>

namespace studio::hub {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kListenEvery{100};
constexpr milliseconds kLockedFor{2000}; // until a blob is tried again that another program loads
constexpr int kMostWrongHashes = 2;
constexpr int kMostChanges = 2;
constexpr int kMostOddRanges = 2;
constexpr const char* kImported = "imported"; // in place of a commit, of files from a folder without a list

// What a transfer's answer showed about the server.
enum class Oddity { None, IgnoresRange, FalseRange, HasChanged };

// A blob that is to be fetched: it has one place in its repository, or several.
struct Job {
    std::string repository;
    HubFile file;
    std::vector<std::string> paths;
    fs::path source; // to be copied from; empty: from the server
    FileState state = FileState::Waiting;
    std::optional<Error> error;
    uint64_t had = 0; // bytes of a file that isn't open
    std::optional<BlobLock> lock;
    std::optional<PartialFile> part;
    Clock::time_point notBefore{};
    SpeedMeter speed;
    int failures = 0; // in a row, without a new byte
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

std::string decimalGigabytes(uint64_t bytes)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), bytes < 100'000'000 ? "%.3f GB" : "%.1f GB",
                  static_cast<double>(bytes) / 1e9);
    return text.data();
}

std::optional<uint64_t> sizeOf(const fs::path& file)
{
    std::error_code failed;
    if (!fs::is_regular_file(file, failed))
        return std::nullopt;
    const uintmax_t size = fs::file_size(file, failed);
    return failed ? std::nullopt : std::optional<uint64_t>(size);
}

std::vector<fs::path> entriesOf(const fs::path& folder)
{
    std::vector<fs::path> entries;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
        entries.push_back(at->path());
    return entries;
}

// Of the disk that will have a folder which may not exist yet.
uint64_t freeBytes(fs::path folder)
{
    std::error_code failed;
    folder = fs::absolute(folder, failed);
    while (!fs::exists(folder, failed) && folder.has_parent_path() && folder != folder.parent_path())
        folder = folder.parent_path();
    const fs::space_info space = fs::space(folder, failed);
    return failed ? ~uint64_t{0} : space.available;
}

// A file in a folder that somebody filled: below its repository's name, in the folder of another program, or directly.
std::optional<fs::path> findIn(const fs::path& folder, const std::string& repository, const std::string& path)
{
    for (const fs::path& root : {folder, folder / "hub"}) {
        if (std::optional<fs::path> cached = HubCache(root).find(repository, path))
            return cached;
    }
    const std::string name = repository.substr(repository.find('/') + 1);
    const fs::path file(path);
    for (const fs::path& each : {folder / repository / path, folder / name / path, folder / path,
                                 folder / file.parent_path().filename() / file.filename(), folder / file.filename()}) {
        if (sizeOf(each))
            return each;
    }
    return std::nullopt;
}

// Whether the Hub keeps a file of this name as LFS, and names its blob by the SHA-256.
bool isKeptAsLfs(const std::string& path, uint64_t bytes)
{
    const std::string suffix = fs::path(path).extension().string();
    constexpr uint64_t kMostInGit = 10 << 20;
    return bytes > kMostInGit || (suffix != ".json" && suffix != ".txt" && suffix != ".md");
}

// Error: CheckpointForeign for what stands in a file's place without being one.
Status checkIsNoPlaceholder(const fs::path& file)
{
    std::array<char, 512> bytes{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(bytes.data(), bytes.size());
    const std::string_view head(bytes.data(), static_cast<size_t>(stream.gcount()));
    const FileKind kind = fileKind(head);
    if (kind == FileKind::LfsPointer || kind == FileKind::WebPage || (kind == FileKind::Zeros && !head.empty()))
        return Error{ErrorCode::CheckpointForeign, file.string(), std::string(kindName(kind))};
    return kDone;
}

// Copies and hashes at once, from the first byte: an unfinished copy is begun anew. Errors: FileUnreadable,
// NotWritable, DiskFull, Cancelled.
Result<std::string> copyFile(const fs::path& from, PartialFile& to, HashKind kind, std::atomic<uint64_t>& done,
                             const std::atomic<bool>& isPaused, const std::stop_token& stop)
{
    std::ifstream stream(from, std::ios::binary);
    Hasher hasher(kind, to.size());
    std::vector<char> buffer(size_t{1} << 20);
    uint64_t position = 0;
    while (position < to.size()) {
        while (isPaused && !stop.stop_requested())
            waitFor(kListenEvery, stop);
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, from.string(), {}};
        stream.read(buffer.data(),
                    static_cast<std::streamsize>(std::min<uint64_t>(buffer.size(), to.size() - position)));
        const auto count = static_cast<size_t>(stream.gcount());
        if (count == 0)
            return Error{ErrorCode::FileUnreadable, from.string(), "it ends early, or has a read error"};
        const std::string_view bytes(buffer.data(), count);
        if (Status written = to.write(position, bytes); !written)
            return written.error();
        hasher.add(bytes);
        position += count;
        done = position;
    }
    return hasher.hex();
}

} // namespace

PlaceForFiles lookAtPlace(const std::vector<SourceFile>& files, const fs::path& cache)
{
    const HubCache hub(cache);
    PlaceForFiles place{.have = 0, .free = freeBytes(cache)};
    std::set<std::string> repositories;
    for (const SourceFile& file : files) {
        if (repositories.insert(file.repository).second) {
            for (const fs::path& blob : entriesOf(hub.folder(file.repository) / "blobs")) {
                if (blob.extension() == ".part")
                    place.have += PartialFile::bytesOf(blob);
            }
        }
        // The branch names its commit only once all of its files are there.
        uint64_t bytes = 0;
        for (const fs::path& commit : entriesOf(hub.folder(file.repository) / "snapshots")) {
            for (const std::string& path : {file.path, file.instead}) {
                if (bytes == 0 && !path.empty())
                    bytes = sizeOf(commit / path).value_or(0);
            }
        }
        place.have += bytes;
    }
    return place;
}

uint64_t DownloadProgress::bytes() const
{
    return std::accumulate(files.begin(), files.end(), uint64_t{0},
                           [](uint64_t sum, const FileProgress& file) { return sum + file.bytes; });
}

uint64_t DownloadProgress::have() const
{
    return std::accumulate(files.begin(), files.end(), uint64_t{0},
                           [](uint64_t sum, const FileProgress& file) { return sum + file.have; });
}

double DownloadProgress::bytesPerSecond() const
{
    return std::accumulate(files.begin(), files.end(), 0.0,
                           [](double sum, const FileProgress& file) { return sum + file.bytesPerSecond; });
}

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
    Result<HubFile> fileFromFolder(const SourceFile& source, fs::path& found) const;
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

// Lists what to fetch.

const HubListing* ModelDownload::Private::listingOf(const std::string& repository) const
{
    const auto found = std::find_if(m_listings.begin(), m_listings.end(),
                                    [&](const HubListing& listing) { return listing.repository == repository; });
    return found == m_listings.end() ? nullptr : &*found;
}

// A folder's files are checked against the lists where there is a network, and taken as they are where there is none.
Result<std::vector<HubListing>> ModelDownload::Private::listAll(const std::stop_token& stop)
{
    std::vector<HubListing> listings;
    HubClient once(m_options.server, {.most = 1, .delay = m_options.retries.delay});
    const bool isImport = !m_options.from.empty();
    for (const SourceFile& source : m_sources) {
        const bool isKnown = std::any_of(listings.begin(), listings.end(), [&](const HubListing& listing) {
            return listing.repository == source.repository;
        });
        if (isKnown)
            continue;
        Result<HubListing> listing = (isImport ? once : m_client).list(source.repository, m_options.revision, stop);
        if (listing)
            listings.push_back(std::move(*listing));
        else if (!isImport || listing.error().code == ErrorCode::Cancelled)
            return listing.error();
        else if (listing.error().code == ErrorCode::NetworkFailed)
            break;
    }
    return listings;
}

std::string ModelDownload::Private::commitOf(const std::string& repository) const
{
    if (const HubListing* const listing = listingOf(repository))
        return listing->commit;
    for (const HubCache& cache : {HubCache(m_options.from), HubCache(m_options.from / "hub"), m_cache}) {
        if (const std::optional<std::string> commit = cache.commitOf(repository, m_options.revision))
            return *commit;
    }
    return kImported;
}

// The file that stands for a source in the folder. Errors: FileMissing, CheckpointForeign.
Result<HubFile> ModelDownload::Private::fileFromFolder(const SourceFile& source, fs::path& found) const
{
    for (const std::string& path : {source.path, source.instead}) {
        if (path.empty())
            continue;
        const std::optional<fs::path> file = findIn(m_options.from, source.repository, path);
        if (!file)
            continue;
        if (Status real = checkIsNoPlaceholder(*file); !real)
            return real.error();
        found = *file;
        return HubFile{.path = path, .bytes = sizeOf(*file).value_or(0)};
    }
    return Error{ErrorCode::FileMissing, (m_options.from / source.path).string(),
                 "neither is it in a folder of the repository's name there"};
}

Status ModelDownload::Private::add(const SourceFile& source, const HubListing* listing)
{
    HubFile file;
    fs::path from;
    if (!m_options.from.empty()) {
        const Result<HubFile> local = fileFromFolder(source, from);
        if (!local)
            return source.needed ? Status(local.error()) : kDone;
        file = *local;
    }
    if (listing) {
        const HubFile* listed = listing->find(from.empty() ? source.path : file.path);
        if (!listed && from.empty() && !source.instead.empty())
            listed = listing->find(source.instead);
        if (!listed && from.empty())
            return source.needed
                ? Status(Error{ErrorCode::NotOnServer, m_options.server.pageOf(source.repository) + "/" + source.path,
                               "its repository doesn't list it"})
                : kDone;
        if (listed && !from.empty() && listed->bytes != file.bytes)
            return Error{ErrorCode::CheckpointDamaged, from.string(),
                         "it has " + std::to_string(file.bytes) + " bytes, published are "
                             + std::to_string(listed->bytes)};
        if (listed)
            file = *listed;
    }
    const auto same = std::find_if(m_jobs.begin(), m_jobs.end(), [&](const Job& job) {
        return job.repository == source.repository && !file.etag().empty() && job.file.etag() == file.etag();
    });
    if (same != m_jobs.end()) {
        if (std::find(same->paths.begin(), same->paths.end(), file.path) == same->paths.end())
            same->paths.push_back(file.path);
        m_entries.push_back({source.part, file.path, &*same});
        return kDone;
    }
    Job& job = m_jobs.emplace_back();
    job.repository = source.repository;
    job.file = file;
    job.paths = {file.path};
    job.source = from;
    m_entries.push_back({source.part, file.path, &job});
    return kDone;
}

bool ModelDownload::Private::isWhole(const Job& job) const
{
    if (job.file.etag().empty())
        return false;
    if (sizeOf(m_cache.blob(job.repository, job.file.etag())) == job.file.bytes)
        return true;
    // Where there are no links, the file itself is in the snapshot.
    const fs::path folder = m_cache.snapshot(job.repository, commitOf(job.repository));
    return std::all_of(job.paths.begin(), job.paths.end(), [&](const std::string& path) {
        std::error_code ignored;
        return !fs::is_symlink(folder / path, ignored) && sizeOf(folder / path) == job.file.bytes;
    });
}

Result<DownloadPlan> ModelDownload::Private::prepare(const std::stop_token& stop)
{
    if (!m_isPrepared) {
        Result<std::vector<HubListing>> listings = listAll(stop);
        if (!listings)
            return listings.error();
        m_listings = std::move(*listings);
        m_jobs.clear();
        m_entries.clear();
        for (const SourceFile& source : m_sources) {
            if (Status added = add(source, listingOf(source.repository)); !added)
                return added.error();
        }
        m_jobs.sort([](const Job& a, const Job& b) { return a.file.bytes < b.file.bytes; });
        m_isPrepared = true;
    }
    DownloadPlan plan;
    for (Job& job : m_jobs) {
        if (isWhole(job)) {
            job.state = FileState::Whole;
            continue;
        }
        if (job.state == FileState::Whole) // It was removed meanwhile.
            job.state = FileState::Waiting;
        if (job.source.empty()) {
            job.had
                = std::max(PartialFile::bytesOf(m_cache.part(job.repository, job.file.etag()), job.file.bytes),
                           PartialFile::bytesOf(m_cache.incomplete(job.repository, job.file.etag()), job.file.bytes));
        }
        plan.missing += job.file.bytes - job.have();
    }
    plan.files = progress().files;
    for (const FileProgress& file : plan.files) {
        auto origin = std::find_if(plan.origins.begin(), plan.origins.end(),
                                   [&](const DownloadOrigin& each) { return each.repository == file.repository; });
        if (origin == plan.origins.end()) {
            const HubListing* const listing = listingOf(file.repository);
            origin = plan.origins.insert(origin,
                                         {.repository = file.repository,
                                          .page = m_options.server.pageOf(file.repository),
                                          .licence = listing ? listing->licence : std::string()});
        }
        origin->bytes += file.bytes;
    }
    plan.free = freeBytes(m_cache.root());
    return plan;
}

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
                     decimalGigabytes(plan->missing) + " are to come, " + decimalGigabytes(plan->free) + " are free"};
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
                     decimalGigabytes(now.have()) + " of " + decimalGigabytes(now.bytes()) + " are there"};
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

// Leaves a job as another run may take it up.
void ModelDownload::Private::rest(Job& job)
{
    job.thread = {};
    if (job.part)
        job.had = job.part->written().bytes();
    job.part.reset();
    job.lock.reset();
    job.failures = job.wrongHashes = job.changes = job.oddRanges = 0;
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
        if (m_fatal)
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
        job.failures = 0;
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
    if (++job.failures >= m_options.retries.most) {
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

ModelDownload::ModelDownload(std::vector<SourceFile> files, DownloadOptions options)
    : m_d(std::make_unique<Private>(std::move(files), std::move(options)))
{
}

ModelDownload::~ModelDownload() = default;

Result<DownloadPlan> ModelDownload::prepare(const std::stop_token& stop)
{
    return m_d->prepare(stop);
}

Result<std::vector<DownloadedFile>> ModelDownload::run(const DownloadListener& listener, const std::stop_token& stop)
{
    return m_d->run(listener, stop);
}

void ModelDownload::pause()
{
    m_d->setPaused(true);
}

void ModelDownload::resume()
{
    m_d->setPaused(false);
}

void ModelDownload::setRateLimit(uint64_t bytesPerSecond)
{
    m_d->setLimit(bytesPerSecond);
}

} // namespace studio::hub
