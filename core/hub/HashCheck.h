// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/hub/HubClient.h"
#include "core/spec/ModelSources.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

// Whether the files of a model are, byte by byte, what their publisher lists.
namespace studio::hub {

enum class HashVerdict {
    Right,
    Wrong, // another file than its name in the cache, or the publisher's list, says
    Unknown, // nothing to compare with: no published file of this name and size, or no list of it
    Unreadable,
};

struct CheckedHash {
    std::filesystem::path file;
    uint64_t bytes = 0;
    HashVerdict verdict = HashVerdict::Unknown;
    std::string hash; // of the file, SHA-256 or git's, as the publisher names it; empty if it can't be read
    std::string expected; // empty if there is nothing to compare with
    std::optional<Error> error{}; // WrongHash, FileMissing, FileUnreadable
};

struct HashProgress {
    uint64_t bytes = 0; // of all files
    uint64_t done = 0;
};

struct HashOptions {
    std::vector<SourceFile> published{}; // whose lists are asked for, for files outside of a Hub's cache
    HubServer server = HubServer::huggingFace();
    HubRetries retries{.most = 1};
};

// Called in the thread of checkHashes(), at its begin, its end, and about ten times a second between.
using HashListener = std::function<void(const HashProgress&)>;

// Reads all files, one after the other. In a Hub's cache a file is called by its hash, and nothing is asked for; of
// other files the server's lists are, and without a network their hashes are only told. One result for each file, in
// their order. Error: Cancelled.
Result<std::vector<CheckedHash>> checkHashes(const std::vector<std::filesystem::path>& files,
                                             const HashOptions& options, const HashListener& listener,
                                             const std::stop_token& stop);

} // namespace studio::hub
