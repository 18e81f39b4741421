// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/Hash.h"
#include "core/hub/ModelDownload.h"
#include "tests/support/FakeHub.h"

#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>
#include <vector>

// What the tests of downloads share.
namespace studio::test {

namespace fs = std::filesystem;
using namespace hub;
using std::chrono::milliseconds;

inline constexpr const char* kRepository = "Org/Model.A";
inline constexpr size_t kBig = 100'000;
inline constexpr uint64_t kRange = 8192;

inline std::string read(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write(const fs::path& file, const std::string& bytes)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

inline SourceFile source(const std::string& path, bool needed = true)
{
    return {.part = ModelPart::VideoModel, .repository = kRepository, .path = path, .bytes = 1, .needed = needed};
}

inline DownloadOptions optionsFor(const std::string& address, const fs::path& cache)
{
    DownloadOptions options;
    options.server = {.kind = ServerKind::HuggingFace, .address = address, .token = "secret"};
    options.cache = cache;
    options.rangeBytes = kRange;
    options.connectionsPerFile = 3;
    options.retries.delay = [](milliseconds) { return milliseconds(0); };
    return options;
}

inline std::string wordsOf(const Error& error)
{
    return std::string(name(error.code)) + ": " + error.subject + ": " + error.detail;
}

// A server with a model, and a place for it.
struct Fixture {
    QTemporaryDir folder;
    fs::path cache = fs::path(folder.path().toStdString()) / "hub";
    std::mutex mutex;
    std::vector<milliseconds> delays; // that were wanted
    DownloadOptions options;
    std::vector<SourceFile> sources{source("big.bin"), source("sub/mid.bin"), source("config.json")};
    FakeHub hub; // younger than what its threads use

    Fixture()
    {
        options = optionsFor(hub.address(), cache);
        hub.repositories[kRepository] = {{"config.json", {R"({"dim": 8})", false}},
                                         {"sub/mid.bin", {noise(30'000, 2)}},
                                         {"big.bin", {noise(kBig, 1)}},
                                         {"README.md", {"words", false}}};
        options.retries.delay = [this](milliseconds wanted) {
            delays.push_back(wanted);
            return milliseconds(0);
        };
    }

    [[nodiscard]] const std::string& bytes(const std::string& path)
    {
        return hub.repositories[kRepository][path].bytes;
    }
    [[nodiscard]] fs::path repository() const { return cache / "models--Org--Model.A"; }
    [[nodiscard]] fs::path snapshot() const { return repository() / "snapshots" / kCommit; }
    [[nodiscard]] fs::path part() { return repository() / "blobs" / (sha256(bytes("big.bin")) + ".part"); }

    Result<std::vector<DownloadedFile>> run(const DownloadListener& listener = {}, const std::stop_token& stop = {})
    {
        ModelDownload download(sources, options);
        return download.run(listener, stop);
    }
    // Empty, or what is wrong.
    QString complaint()
    {
        for (const SourceFile& file : sources) {
            if (read(snapshot() / file.path) != bytes(file.path))
                return QString::fromStdString(file.path + " has other bytes");
        }
        if (read(repository() / "refs" / "main") != kCommit)
            return QStringLiteral("refs/main");
        for (const auto& entry : fs::directory_iterator(repository() / "blobs")) {
            const std::string name = entry.path().filename().string();
            if (!isHash(name, HashKind::Sha256) && !isHash(name, HashKind::GitBlob))
                return QString::fromStdString(name + " is left over");
        }
        return {};
    }
};

inline bool isFor(const Request& request, const char* file)
{
    return request.target.find("/resolve/") != std::string::npos && request.path().ends_with(file);
}

// Nothing but a test's own server and cache.
inline void forgetSurroundings()
{
    for (const char* const name : {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                                   "HF_TOKEN", "HF_HOME", "HF_ENDPOINT"})
        ::unsetenv(name);
}

} // namespace studio::test

// The arguments are evaluated once.
#define GOT(result)                                                                                                    \
    do {                                                                                                               \
        const auto& outcome = (result);                                                                                \
        QVERIFY2(outcome, outcome ? "" : wordsOf(outcome.error()).c_str());                                            \
    } while (false)
#define COMPLETE(fixture)                                                                                              \
    do {                                                                                                               \
        const QString complaint = (fixture).complaint();                                                               \
        QVERIFY2(complaint.isEmpty(), qPrintable(complaint));                                                          \
    } while (false)
#define REFUSED(result, wanted, words)                                                                                 \
    do {                                                                                                               \
        QVERIFY(!(result));                                                                                            \
        const Error& refusal = (result).error();                                                                       \
        QVERIFY2(refusal.code == (wanted) && wordsOf(refusal).find(words) != std::string::npos,                        \
                 wordsOf(refusal).c_str());                                                                            \
    } while (false)
