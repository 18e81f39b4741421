// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/HubClient.h"

#include "core/base/Json.h"
#include "core/base/Process.h"
#include "core/hub/Hash.h"
#include "core/hub/HubCache.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <utility>

namespace studio::hub {
namespace {

using nlohmann::json;

constexpr size_t kMostList = size_t{16} << 20; // bytes of a list; a thousand files take 300 kB

std::string environment(const char* name)
{
    const char* const value = std::getenv(name);
    return value ? value : "";
}

std::string withoutSlash(std::string address)
{
    while (address.ends_with('/'))
        address.pop_back();
    return address;
}

std::string hubTokenOfEnvironment()
{
    const std::string token = environment("HF_TOKEN");
    return token.empty() ? environment("HUGGING_FACE_HUB_TOKEN") : token;
}

// The login of the Hub's own programs.
std::string hubToken()
{
    if (std::string token = hubTokenOfEnvironment(); !token.empty())
        return token;
    const std::string path = environment("HF_TOKEN_PATH");
    const Result<std::string> file
        = readTextFile(path.empty() ? HubCache::homeFolder() / "token" : std::filesystem::path(path), 4096);
    if (!file)
        return {};
    const size_t end = file->find_last_not_of(" \t\r\n");
    return end == std::string::npos ? std::string() : file->substr(0, end + 1);
}

std::string textOf(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<uint64_t> sizeOf(const json& object, const char* key)
{
    const auto found = object.find(key);
    if (found == object.end())
        return std::nullopt;
    const std::optional<int64_t> number = wholeNumber(*found);
    if (!number || *number < 0)
        return std::nullopt;
    return static_cast<uint64_t>(*number);
}

// A commit becomes a folder's name.
bool isCommit(const std::string& text)
{
    return !text.empty() && text.size() <= 64
        && text.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-")
        == std::string::npos
        && text.front() != '.';
}

// Whatever says neither its size nor a hash can't be fetched safely, and isn't listed.
void addIfSound(HubListing& listing, HubFile file, std::optional<uint64_t> bytes)
{
    if (!bytes || !HubCache::isSafePath(file.path))
        return;
    file.bytes = *bytes;
    if (!isHash(file.sha256, HashKind::Sha256))
        file.sha256.clear();
    if (!isHash(file.gitHash, HashKind::GitBlob))
        file.gitHash.clear();
    if (!file.etag().empty())
        listing.files.push_back(std::move(file));
}

std::string licenceOf(const json& answer)
{
    if (const auto card = answer.find("cardData"); card != answer.end() && card->is_object()) {
        if (std::string licence = textOf(*card, "license"); !licence.empty())
            return licence;
    }
    const auto tags = answer.find("tags");
    if (tags == answer.end() || !tags->is_array())
        return {};
    for (const json& tag : *tags) {
        constexpr std::string_view kLicence = "license:";
        if (tag.is_string() && tag.get_ref<const std::string&>().starts_with(kLicence))
            return tag.get_ref<const std::string&>().substr(kLicence.size());
    }
    return {};
}

// {"sha": commit, "siblings": [{"rfilename", "size", "blobId", "lfs": {"sha256", "size"}}]}
bool readHuggingFace(const json& answer, HubListing& listing)
{
    const auto siblings = answer.find("siblings");
    listing.commit = textOf(answer, "sha");
    listing.licence = readable(licenceOf(answer));
    if (siblings == answer.end() || !siblings->is_array())
        return false;
    for (const json& each : *siblings) {
        if (!each.is_object())
            continue;
        HubFile file{.path = textOf(each, "rfilename"), .gitHash = textOf(each, "blobId")};
        std::optional<uint64_t> bytes = sizeOf(each, "size");
        if (const auto lfs = each.find("lfs"); lfs != each.end() && lfs->is_object()) {
            file.sha256 = textOf(*lfs, "sha256");
            file.gitHash.clear(); // of the pointer, not of the file
            if (const auto size = sizeOf(*lfs, "size"))
                bytes = size;
        }
        addIfSound(listing, std::move(file), bytes);
    }
    return true;
}

// {"Data": {"Files": [{"Path", "Size", "Sha256", "Revision", "Type", "CommittedDate"}]}}. There is no commit of the
// whole; the newest file's stands for it.
bool readModelScope(const json& answer, HubListing& listing)
{
    const auto data = answer.find("Data");
    if (data == answer.end() || !data->is_object())
        return false;
    const auto files = data->find("Files");
    if (files == data->end() || !files->is_array())
        return false;
    int64_t newest = -1;
    for (const json& each : *files) {
        if (!each.is_object() || textOf(each, "Type") == "tree")
            continue;
        HubFile file{
            .path = textOf(each, "Path"), .sha256 = textOf(each, "Sha256"), .revision = textOf(each, "Revision")};
        if (!isCommit(file.revision))
            file.revision = "master";
        const auto date = each.find("CommittedDate");
        const int64_t committed = date == each.end() ? 0 : wholeNumber(*date).value_or(0);
        if (committed > newest) {
            newest = committed;
            listing.commit = file.revision;
        }
        addIfSound(listing, std::move(file), sizeOf(each, "Size"));
    }
    return true;
}

} // namespace

HubServer HubServer::huggingFace()
{
    const std::string endpoint = environment("HF_ENDPOINT");
    return mirror(endpoint.empty() ? HubServer{}.address : endpoint);
}

HubServer HubServer::mirror(std::string address)
{
    return {.kind = ServerKind::HuggingFace, .address = withoutSlash(std::move(address)), .token = hubToken()};
}

HubServer HubServer::modelScope()
{
    const std::string domain = environment("MODELSCOPE_DOMAIN");
    return {.kind = ServerKind::ModelScope,
            .address = domain.empty()                     ? "https://www.modelscope.cn"
                : domain.find("://") != std::string::npos ? withoutSlash(domain)
                                                          : "https://" + withoutSlash(domain),
            .token = environment("MODELSCOPE_API_TOKEN")};
}

HubServer HubServer::named(const std::string& name)
{
    if (name.empty() || name == "huggingface")
        return huggingFace();
    return name == "modelscope" ? modelScope() : mirror(name);
}

std::string HubServer::pageOf(const std::string& repository) const
{
    return address + (kind == ServerKind::ModelScope ? "/models/" : "/") + repository;
}

bool HubServer::hasTokenOfEnvironment() const
{
    return kind == ServerKind::ModelScope ? !environment("MODELSCOPE_API_TOKEN").empty()
                                          : !hubTokenOfEnvironment().empty();
}

const HubFile* HubListing::find(std::string_view path) const
{
    const auto found = std::find_if(files.begin(), files.end(), [&](const HubFile& file) { return file.path == path; });
    return found == files.end() ? nullptr : &*found;
}

Result<HubListing> readListing(const HubServer& server, const std::string& repository, std::string_view answer)
{
    const auto odd = [&](const std::string& why) {
        return Error{ErrorCode::NetworkFailed, server.pageOf(repository),
                     "the server's list can't be understood: " + why};
    };
    const Result<json> list = parseJson<json>(answer, {.bytes = kMostList});
    if (!list)
        return odd(list.error().detail);
    if (!list->is_object())
        return odd("it is no JSON object");
    HubListing listing{.repository = repository, .commit = {}, .licence = {}, .files = {}};
    const bool isModelScope = server.kind == ServerKind::ModelScope;
    if (!(isModelScope ? readModelScope(*list, listing) : readHuggingFace(*list, listing)))
        return odd("it names no files");
    if (!isCommit(listing.commit))
        return odd("it names no commit");
    return listing;
}

HubClient::HubClient(HubServer server, HubRetries retries)
    : m_server(std::move(server))
    , m_retries(std::move(retries))
{
}

Result<std::string> HubClient::text(const std::string& address, const std::stop_token& stop) const
{
    for (int failures = 1;; ++failures) {
        std::string body;
        bool isTooLong = false;
        HttpTransfer transfer({.address = address, .token = m_server.token},
                              {.begin = [](const HttpHead&) -> Status { return kDone; },
                               .take =
                                   [&](std::string_view bytes) {
                                       isTooLong = body.size() + bytes.size() > kMostList;
                                       if (isTooLong)
                                           return Take::Stop;
                                       body += bytes;
                                       return Take::Taken;
                                   }});
        const HttpEnd end = transfer.perform(stop);
        if (isTooLong)
            return Error{ErrorCode::NetworkFailed, address, "the server's list is too long"};
        if (!end.error)
            return body;
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, address, {}};
        if (!end.mayPass || failures >= m_retries.most)
            return *end.error;
        const std::chrono::milliseconds wanted = backoff(failures, end.wait);
        waitFor(m_retries.delay ? m_retries.delay(wanted) : wanted, stop);
    }
}

Result<HubListing> HubClient::list(const std::string& repository, const std::string& revision,
                                   const std::stop_token& stop) const
{
    if (!isRepositoryName(repository))
        return Error{ErrorCode::BadOption, repository, "it is no name of a repository"};
    const bool isModelScope = m_server.kind == ServerKind::ModelScope;
    const std::string address = isModelScope
        ? m_server.address + "/api/v1/models/" + repository
            + "/repo/files?Recursive=true&Revision=" + escapedPath(revision == "main" ? "master" : revision)
        : m_server.address + "/api/models/" + repository + "/revision/" + escapedPath(revision) + "?blobs=true";
    const Result<std::string> body = text(address, stop);
    if (!body) {
        // The Hub also answers 401 for what it doesn't have.
        const std::string& subject
            = body.error().code == ErrorCode::NetworkFailed ? body.error().subject : m_server.pageOf(repository);
        return Error{body.error().code, subject, body.error().detail};
    }
    return readListing(m_server, repository, *body);
}

HttpRequest HubClient::requestFor(const HubListing& listing, const HubFile& file) const
{
    const std::string& revision = file.revision.empty() ? listing.commit : file.revision;
    std::string address = m_server.address;
    if (m_server.kind == ServerKind::ModelScope)
        address += "/models";
    address += "/" + listing.repository + "/resolve/" + escapedPath(revision) + "/" + escapedPath(file.path);
    return {.address = std::move(address), .token = m_server.token};
}

Result<double> HubClient::speedOf(const HubListing& listing, const HubFile& file, uint64_t most,
                                  const std::stop_token& stop) const
{
    HttpRequest request = requestFor(listing, file);
    request.range = ByteRange{0, std::max<uint64_t>(1, std::min(most, file.bytes))};
    uint64_t bytes = 0;
    const Stopwatch watch;
    HttpTransfer transfer(std::move(request),
                          {.begin = [](const HttpHead&) -> Status { return kDone; },
                           .take =
                               [&](std::string_view part) {
                                   bytes += part.size();
                                   return bytes < most ? Take::Taken : Take::Stop;
                               }});
    const HttpEnd end = transfer.perform(stop);
    if (end.error && bytes < most)
        return *end.error;
    return static_cast<double>(bytes) / std::max(watch.seconds(), 1e-6);
}

bool isRepositoryName(std::string_view name)
{
    const size_t slash = name.find('/');
    const auto isWord = [](std::string_view word) {
        return !word.empty() && word.size() <= 96 && word.front() != '.' && word.find("--") == std::string_view::npos
            && word.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-")
            == std::string_view::npos;
    };
    return slash != std::string_view::npos && isWord(name.substr(0, slash)) && isWord(name.substr(slash + 1));
}

void waitFor(std::chrono::milliseconds time, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
}

} // namespace studio::hub
