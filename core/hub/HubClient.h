// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/hub/Http.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace studio::hub {

enum class ServerKind { HuggingFace, ModelScope };

// A server of models, and the login there.
struct HubServer {
    ServerKind kind = ServerKind::HuggingFace;
    std::string address = "https://huggingface.co"; // without "/" at its end
    std::string token{}; // empty for none

    // HF_ENDPOINT; the token of HF_TOKEN, else of the file that "hf auth login" writes (HF_TOKEN_PATH, HF_HOME).
    [[nodiscard]] static HubServer huggingFace();
    // The same login at a mirror, "https://hf-mirror.com".
    [[nodiscard]] static HubServer mirror(std::string address);
    // MODELSCOPE_DOMAIN, MODELSCOPE_API_TOKEN.
    [[nodiscard]] static HubServer modelScope();
    // By a name that is typed or kept in settings: "huggingface", "modelscope", or the address of a mirror.
    [[nodiscard]] static HubServer named(const std::string& name);

    [[nodiscard]] std::string pageOf(const std::string& repository) const; // for a browser
    // Whether HF_TOKEN or its like is set, which is meant to win over any other login.
    [[nodiscard]] bool hasTokenOfEnvironment() const;
};

// A file as its repository lists it.
struct HubFile {
    std::string path; // with "/", never absolute, without ".."
    uint64_t bytes = 0;
    std::string sha256{}; // or, for a small file of the Hub, empty and
    std::string gitHash{}; // git's
    std::string revision{}; // to ask for it; empty: the repository's commit

    // The name of its blob in the cache: the hash that is there.
    [[nodiscard]] const std::string& etag() const { return sha256.empty() ? gitHash : sha256; }
};

struct HubListing {
    std::string repository;
    std::string commit;
    std::string licence; // as its page states it, "apache-2.0"; empty if it doesn't
    std::vector<HubFile> files;

    [[nodiscard]] const HubFile* find(std::string_view path) const;
};

// What a server answers when it is asked for the files of a repository. Error: NetworkFailed, for the repository's
// page, if it can't be understood.
[[nodiscard]] Result<HubListing> readListing(const HubServer& server, const std::string& repository,
                                             std::string_view answer);

struct HubRetries {
    int most = 6; // failures in a row, until the last one is reported
    Delay delay{}; // null: as long as wanted
    bool waitsForNetwork = false; // a file's failures without an answer don't count: they are tried again for ever
};

// Asks a server for lists. Thread-safe.
class HubClient {
public:
    explicit HubClient(HubServer server, HubRetries retries = {});

    // The files of "ORG/NAME" at a branch, tag or commit; ModelScope's "master" where it is "main". Errors:
    // NetworkFailed, also for a list that can't be understood; LoginWanted; NotOnServer; Cancelled.
    [[nodiscard]] Result<HubListing> list(const std::string& repository, const std::string& revision,
                                          const std::stop_token& stop) const;
    // What to GET for a file's bytes.
    [[nodiscard]] HttpRequest requestFor(const HubListing& listing, const HubFile& file) const;
    [[nodiscard]] const HubServer& server() const { return m_server; }

    // Bytes per second at which the first bytes of a file come, at most `most` of them: how fast a server is from here.
    // Errors: as of list().
    [[nodiscard]] Result<double> speedOf(const HubListing& listing, const HubFile& file, uint64_t most,
                                         const std::stop_token& stop) const;

private:
    [[nodiscard]] Result<std::string> text(const std::string& address, const std::stop_token& stop) const;

    HubServer m_server;
    HubRetries m_retries;
};

// Whether "ORG/NAME" has the characters of a repository's name, and no others.
[[nodiscard]] bool isRepositoryName(std::string_view name);

// Sleeps, but wakes up when it is asked to stop.
void waitFor(std::chrono::milliseconds time, const std::stop_token& stop);

} // namespace studio::hub
