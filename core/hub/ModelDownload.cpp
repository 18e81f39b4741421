// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/ModelDownload.h"

#include "core/base/Json.h"
#include "core/base/Units.h"
#include "core/hub/DownloadRun.h"
#include "core/hub/LocalFiles.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace studio::hub {

namespace fs = std::filesystem;

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
        if (Status real = checkIsReal(*file); !real)
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
