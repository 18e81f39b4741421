// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/Hash.h"
#include "core/hub/LocalFiles.h"
#include "core/hub/ModelDownload.h"
#include "core/hub/PartialFile.h"
#include "core/hub/RateLimit.h"
#include "tests/support/FakeHub.h"
#include "tests/support/SmallDisk.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace studio;
using namespace studio::hub;
using namespace studio::test;
namespace fs = std::filesystem;
using std::chrono::milliseconds;

namespace {

constexpr const char* kRepository = "Org/Model.A";
constexpr size_t kBig = 100'000;
constexpr uint64_t kRange = 8192;

std::string read(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& file, const std::string& bytes)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

SourceFile source(const std::string& path, bool needed = true)
{
    return {.part = ModelPart::VideoModel, .repository = kRepository, .path = path, .bytes = 1, .needed = needed};
}

DownloadOptions optionsFor(const std::string& address, const fs::path& cache)
{
    DownloadOptions options;
    options.server = {.kind = ServerKind::HuggingFace, .address = address, .token = "secret"};
    options.cache = cache;
    options.rangeBytes = kRange;
    options.connectionsPerFile = 3;
    options.retries.delay = [](milliseconds) { return milliseconds(0); };
    return options;
}

std::string wordsOf(const Error& error)
{
    return std::string(name(error.code)) + ": " + error.subject + ": " + error.detail;
}

// A server with a model, and a place for it.
struct Fixture {
    QTemporaryDir folder;
    FakeHub hub;
    fs::path cache = fs::path(folder.path().toStdString()) / "hub";
    std::mutex mutex;
    std::vector<milliseconds> delays; // that were wanted
    DownloadOptions options = optionsFor(hub.address(), cache);
    std::vector<SourceFile> sources{source("big.bin"), source("sub/mid.bin"), source("config.json")};

    Fixture()
    {
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

bool isFor(const Request& request, const char* file)
{
    return request.target.find("/resolve/") != std::string::npos && request.path().ends_with(file);
}

std::string modelScopeList(const std::map<std::string, PublishedFile>& files)
{
    std::string list;
    for (const auto& [path, file] : files)
        list += R"({"Path": ")" + path + R"(", "Type": "blob", "Size": )" + std::to_string(file.bytes.size())
            + R"(, "Sha256": ")" + sha256(file.bytes) + R"(", "Revision": ")" + kCommit
            + R"(", "CommittedDate": 1700000000},)";
    return R"({"Code": 200, "Data": {"Files": [)" + list + R"({"Path": "sub", "Type": "tree", "Size": 0}]}})";
}

std::vector<std::pair<const char*, std::string>> oddEntries()
{
    const std::string lfs = R"("lfs": {"sha256": ")" + sha256("x") + R"("}})";
    return {{"number", "7"},
            {"no name", R"({"size": 1})"},
            {"path outside", R"({"rfilename": "../big.bin", "size": 1, )" + lfs},
            {"absolute", R"({"rfilename": "/big.bin", "size": 1, )" + lfs},
            {"negative size", R"({"rfilename": "big.bin", "size": -1, )" + lfs},
            {"fraction", R"({"rfilename": "big.bin", "size": 1.5, )" + lfs},
            {"hash that is a path", R"({"rfilename": "big.bin", "size": 1, "lfs": {"sha256": "../../x"}})"},
            {"no hash", R"({"rfilename": "big.bin", "size": 1})"}};
}

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

} // namespace

class TestHubDownload : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aModelComesInTheHubsLayout()
    {
        Fixture f;
        f.hub.repositories[kRepository]["twin.json"] = f.hub.repositories[kRepository]["config.json"];
        f.sources.push_back(source("twin.json"));
        const auto files = f.run();
        GOT(files);
        COMPLETE(f);
        QCOMPARE(files->size(), size_t(4));
        QVERIFY((*files)[0].file == f.snapshot() / "big.bin");
        const std::string config = gitHash(f.bytes("config.json"));
        QCOMPARE(fs::read_symlink(f.snapshot() / "big.bin").string(), "../../blobs/" + sha256(f.bytes("big.bin")));
        QCOMPARE(fs::read_symlink(f.snapshot() / "sub/mid.bin").string(),
                 "../../../blobs/" + sha256(f.bytes("sub/mid.bin")));
        QCOMPARE(fs::read_symlink(f.snapshot() / "config.json").string(), "../../blobs/" + config);
        QCOMPARE(fs::read_symlink(f.snapshot() / "twin.json").string(), "../../blobs/" + config);
        QVERIFY(fs::exists(f.cache / ".locks" / "models--Org--Model.A" / (config + ".lock")));
        QVERIFY(!fs::exists(f.snapshot() / "README.md"));
    }

    void theSmallestComesFirstAndLargeOnesInRanges()
    {
        Fixture f;
        f.options.filesAtOnce = 1;
        GOT(f.run());
        std::vector<std::string> order;
        size_t asked = 0;
        for (const Request& request : f.hub.requests()) {
            if (!isFor(request, ""))
                continue;
            const std::string name = request.path().substr(request.path().rfind('/') + 1);
            if (order.empty() || order.back() != name)
                order.push_back(name);
            if (name == "big.bin") {
                QVERIFY(request.range() && request.range()->second - request.range()->first <= kRange);
                asked += request.range()->second - request.range()->first;
            }
        }
        QVERIFY(order == (std::vector<std::string>{"config.json", "mid.bin", "big.bin"}));
        QCOMPARE(asked, kBig); // No byte twice.
    }

    void whatIsThereIsNotFetchedAgain()
    {
        Fixture f;
        GOT(f.run());
        const int before = f.hub.fileRequests();
        GOT(f.run());
        QCOMPARE(f.hub.fileRequests(), before);
        write(f.repository() / "blobs" / sha256(f.bytes("big.bin")), "cut short"); // by somebody else
        GOT(f.run());
        COMPLETE(f);
    }

    void aPlanSaysOriginsAndSizesFirst()
    {
        Fixture f;
        ModelDownload download(f.sources, f.options);
        const auto plan = download.prepare({});
        GOT(plan);
        QCOMPARE(plan->origins.size(), size_t(1));
        QCOMPARE(plan->origins[0].page, f.hub.address() + "/" + kRepository);
        QCOMPARE(plan->origins[0].licence, std::string("apache-2.0"));
        const uint64_t all = kBig + 30'000 + f.bytes("config.json").size();
        QCOMPARE(plan->origins[0].bytes, all);
        QCOMPARE(plan->missing, all);
        QVERIFY(plan->free > 0);
        QCOMPARE(f.hub.fileRequests(), 0);
        QVERIFY(!fs::exists(f.cache));
    }

    // A second program is killed at many bytes; this one goes on with exactly what was written.
    void killedAtAnyByteItContinuesThere_data()
    {
        QTest::addColumn<int>("bytes");
        for (const int bytes : {1, 997, 8191, 8192, 30'000, 64'123, 99'999})
            QTest::newRow(qPrintable(QString::number(bytes))) << bytes;
    }
    void killedAtAnyByteItContinuesThere()
    {
        QFETCH(int, bytes);
        // Older than the server, whose threads use them.
        std::atomic<size_t> sent{0};
        std::atomic<pid_t> victim{0};
        std::atomic<bool> isDead{false};
        std::mutex starts;
        Fixture f;
        f.sources = {source("big.bin")};
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isDead || !isFor(request, "big.bin"))
                return;
            reply.portion = 499;
            const auto last = std::make_shared<size_t>(0);
            reply.sent = [&, last](size_t count) {
                sent += count - *last;
                *last = count;
                // The other program has written what was sent, before more is.
                while (!isDead && PartialFile::bytesOf(f.part(), kBig) < sent) {
                    if (sent >= static_cast<size_t>(bytes) && PartialFile::bytesOf(f.part(), kBig) > 0)
                        break;
                    std::this_thread::yield();
                }
                if (sent >= static_cast<size_t>(bytes) && !isDead.exchange(true))
                    ::kill(victim, SIGKILL);
            };
        };
        QProcess other;
        {
            const auto usual = f.hub.changed;
            const std::unique_lock lock(starts);
            f.hub.changed = [&, usual](const Request& request, Reply& reply) {
                const std::lock_guard started(starts); // The victim's id is known.
                usual(request, reply);
            };
            other.start(QCoreApplication::applicationFilePath(),
                        {QStringLiteral("--download"), QString::fromStdString(f.hub.address()),
                         QString::fromStdString(f.cache.string())});
            QVERIFY(other.waitForStarted());
            victim = static_cast<pid_t>(other.processId());
        }
        QVERIFY(other.waitForFinished(kPatience));
        QCOMPARE(other.exitStatus(), QProcess::CrashExit);
        QVERIFY(isDead);

        const uint64_t kept = PartialFile::bytesOf(f.part(), kBig);
        QVERIFY(kept > 0);
        f.options.server.token = "survivor"; // tells its requests from those that the victim left in the server's queue
        GOT(f.run());
        COMPLETE(f);
        uint64_t asked = 0;
        for (const Request& request : f.hub.requests()) {
            if (const auto range = request.range(); range && request.header("authorization") == "Bearer survivor")
                asked += range->second - range->first;
        }
        QCOMPARE(asked, kBig - kept);
    }

    void aServerThatIgnoresRangesIsAskedForWholeFiles()
    {
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin") && request.range())
                reply = {.status = 200, .body = f.bytes("big.bin")};
        };
        GOT(f.run());
        COMPLETE(f);
    }

    void aPartIsContinuedThoughTheServerIgnoresRanges()
    {
        Fixture f;
        {
            auto part = PartialFile::open((fs::create_directories(f.part().parent_path()), f.part()), kBig);
            GOT(part);
            GOT(part->write(50, f.bytes("big.bin").substr(50, 20'000)));
        }
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin") && request.range())
                reply = {.status = 200, .body = f.bytes("big.bin")};
        };
        GOT(f.run());
        COMPLETE(f);
    }

    void falseContentRangesAreSurvived_data()
    {
        QTest::addColumn<QString>("said");
        QTest::newRow("other bytes") << "bytes 1-2/100000";
        QTest::newRow("other size") << "bytes 0-8191/100001";
        QTest::newRow("no size") << "bytes 0-8191/*";
        QTest::newRow("nonsense") << "bytes 99999999999999999999999-5/7";
        QTest::newRow("none") << "";
    }
    void falseContentRangesAreSurvived()
    {
        QFETCH(QString, said);
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin") && request.range() && request.range()->first == 0)
                reply.headers = {{"Content-Range", said.toStdString()}};
        };
        GOT(f.run());
        COMPLETE(f);
    }

    void moreBytesThanAskedAreNotTaken()
    {
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin") && request.range())
                reply.body += "and more";
        };
        GOT(f.run());
        COMPLETE(f);
    }

    void anotherLengthIsNamed()
    {
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin"))
                reply = {.status = 200, .body = f.bytes("big.bin") + "more"};
        };
        const auto files = f.run();
        REFUSED(files, ErrorCode::NetworkFailed, "the server's file has 100004 bytes, published are 100000");
    }

    void aLieIsFetchedOnceMoreAndThenNamed()
    {
        Fixture f;
        std::atomic<int> lies{1};
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin") && request.range()->first == 0 && lies-- > 0)
                reply.body[100] ^= 1;
        };
        GOT(f.run());
        COMPLETE(f);

        Fixture g;
        g.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin") && request.range()->first == 0)
                reply.body[100] ^= 1;
        };
        std::string lie = g.bytes("big.bin");
        lie[100] ^= 1;
        const auto files = g.run();
        REFUSED(files, ErrorCode::WrongHash, sha256(lie));
        REFUSED(files, ErrorCode::WrongHash, sha256(g.bytes("big.bin")));
        QVERIFY(!fs::exists(g.snapshot() / "big.bin"));
        QVERIFY(!fs::exists(g.part()));
        QVERIFY(!fs::exists(g.repository() / "refs" / "main"));
        QVERIFY(fs::exists(g.snapshot() / "sub/mid.bin")); // The others came.
    }

    void aSmallFilesGitHashIsChecked()
    {
        Fixture f;
        f.hub.falseHashes["config.json"] = gitHash("something else");
        const auto files = f.run();
        REFUSED(files, ErrorCode::WrongHash, gitHash(f.bytes("config.json")));
    }

    void aBusyServersTimeIsObeyed()
    {
        Fixture f;
        std::atomic<int> busy{2};
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "config.json") && busy-- > 0)
                reply = {.status = 429, .headers = {{"Retry-After", "7"}}};
        };
        f.sources = {source("config.json")};
        GOT(f.run());
        QVERIFY(f.delays == (std::vector<milliseconds>{milliseconds(7000), milliseconds(7000)}));
    }

    void errorsThatMayPassAreTriedAgainFiveTimes()
    {
        Fixture f;
        f.sources = {source("config.json")};
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "config.json"))
                reply = {.status = 503, .body = std::string(1000, 'x')};
        };
        const auto files = f.run();
        REFUSED(files, ErrorCode::NetworkFailed, "503");
        std::vector<milliseconds> wanted;
        for (const int seconds : {1, 2, 4, 8, 16})
            wanted.emplace_back(1000 * seconds);
        QVERIFY(f.delays == wanted);
        QCOMPARE(f.hub.fileRequests(), 6);
    }

    void theListIsTriedAgainToo()
    {
        Fixture f;
        std::atomic<int> failures{3};
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (request.target.starts_with("/api/") && failures-- > 0)
                reply = {.status = 502};
        };
        GOT(f.run());
        QCOMPARE(f.delays.size(), size_t(3));
    }

    void cutLinesAreContinued()
    {
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin"))
                reply.cutAfter = 1001;
        };
        GOT(f.run());
        COMPLETE(f);
        uint64_t asked = 0;
        for (const Request& request : f.hub.requests())
            asked += isFor(request, "big.bin") ? 1 : 0;
        QVERIFY(asked >= kBig / 1001);
    }

    void aLineThatIsAlwaysCutAtOnceIsNamed()
    {
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin"))
                reply.cutAfter = 0;
        };
        const auto files = f.run();
        REFUSED(files, ErrorCode::NetworkFailed, "the line was cut");
        QCOMPARE(f.delays.size(), size_t(5));
    }

    void aNetworkThatIsAwayIsWaitedForWhereThatIsWished()
    {
        Fixture f;
        f.options.retries.waitsForNetwork = true;
        std::atomic<int> cuts{20};
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin") && cuts-- > 0)
                reply.cutAfter = 0;
        };
        bool hasWaited = false;
        const auto files = f.run([&](const DownloadProgress& progress) {
            hasWaited = hasWaited || (progress.files[0].state == FileState::Loading && progress.files[0].error);
        });
        GOT(files);
        COMPLETE(f);
        QVERIFY(hasWaited);
        QVERIFY(f.delays.size() > 10);
        QVERIFY(f.delays.front() == milliseconds(1000) && f.delays.back() == milliseconds(60'000));

        // A server that answers with errors is given up all the same.
        Fixture g;
        g.options.retries.waitsForNetwork = true;
        g.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin"))
                reply = {.status = 503};
        };
        const auto refused = g.run();
        REFUSED(refused, ErrorCode::NetworkFailed, "503");
        QCOMPARE(g.delays.size(), size_t(5));
    }

    void aBodyWithoutALengthThatEndsEarlyIsContinued()
    {
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin")) {
                reply.tellsLength = false;
                reply.cutAfter = 5000;
            }
        };
        GOT(f.run());
        COMPLETE(f);
    }

    void theTokenGoesToNoOtherServer()
    {
        Fixture f;
        LoopbackServer elsewhere([&](const Request& request) {
            return FakeHub::bytesOf(request, f.bytes(request.path() == "/big" ? "big.bin" : "sub/mid.bin"));
        });
        f.hub.changed = [&](const Request& request, Reply& reply) {
            for (const auto& [file, place] : {std::pair("big.bin", "/big"), std::pair("mid.bin", "/mid")}) {
                if (isFor(request, file))
                    reply = {
                        .status = 302,
                        .headers
                        = {{"Location", elsewhere.address() + place + "?signature=abc%2F"},
                           {"X-Linked-Etag",
                            "\"" + sha256(f.bytes(place == std::string("/big") ? "big.bin" : "sub/mid.bin")) + "\""}},
                        .body = "moved"};
            }
        };
        GOT(f.run());
        COMPLETE(f);
        QVERIFY(!elsewhere.requests().empty());
        for (const Request& request : elsewhere.requests()) {
            QCOMPARE(request.header("authorization"), std::string());
            QVERIFY(request.target.ends_with("?signature=abc%2F"));
        }
        for (const Request& request : f.hub.requests())
            QCOMPARE(request.header("authorization"), std::string("Bearer secret"));
    }

    void aSignedAddressThatIsTooOldIsAskedForAgain()
    {
        Fixture f;
        f.sources = {source("sub/mid.bin")};
        f.options.rangeBytes = kBig;
        std::atomic<int> refusals{1};
        LoopbackServer elsewhere([&](const Request& request) {
            return refusals-- > 0 ? Reply{.status = 403} : FakeHub::bytesOf(request, f.bytes("sub/mid.bin"));
        });
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "mid.bin"))
                reply = {.status = 302, .headers = {{"Location", elsewhere.address() + "/x"}}};
        };
        GOT(f.run());
        COMPLETE(f);
        QCOMPARE(f.hub.fileRequests(), 2);
    }

    void badRedirectsAreNamed_data()
    {
        QTest::addColumn<QString>("location");
        QTest::addColumn<QString>("words");
        QTest::newRow("circle") << ""
                                << "redirects in a circle";
        QTest::newRow("file") << "file:///etc/passwd"
                              << "an address that isn't taken";
        QTest::newRow("ftp") << "ftp://127.0.0.1/x"
                             << "an address that isn't taken";
    }
    void badRedirectsAreNamed()
    {
        QFETCH(QString, location);
        QFETCH(QString, words);
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "config.json"))
                reply = {.status = 302,
                         .headers = {{"Location", location.isEmpty() ? request.target : location.toStdString()}}};
        };
        const auto files = f.run();
        REFUSED(files, ErrorCode::NetworkFailed, words.toStdString());
    }

    void aFileThatChangesMeanwhileBeginsAnew()
    {
        Fixture f;
        f.options.filesAtOnce = f.options.connectionsPerFile = 1;
        std::atomic<int> requests{0};
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (!isFor(request, "big.bin"))
                return;
            const bool isOld = requests++ < 3;
            reply = FakeHub::bytesOf(request, isOld ? std::string(kBig, 'o') : f.bytes("big.bin"));
            reply.headers.emplace_back("ETag", isOld ? "\"old\"" : "\"new\"");
        };
        GOT(f.run());
        COMPLETE(f);

        Fixture g;
        g.options.connectionsPerFile = 1;
        requests = 0;
        g.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin"))
                reply.headers = {{"Content-Range", reply.headers[0].second}, {"ETag", std::to_string(requests++)}};
        };
        const auto files = g.run();
        REFUSED(files, ErrorCode::NetworkFailed, "has changed on the server");
    }

    void anotherFileBehindARedirectIsNotLoaded()
    {
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin"))
                reply.headers.emplace_back("X-Linked-Etag", "\"" + sha256("another") + "\"");
        };
        const auto files = f.run();
        REFUSED(files, ErrorCode::NetworkFailed, "has changed on the server");
    }

    void refusalsAreNamedAtOnce_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("inList");
        QTest::addColumn<int>("code");
        for (const bool inList : {true, false}) {
            QTest::addRow("401 %d", inList) << 401 << inList << int(ErrorCode::LoginWanted);
            QTest::addRow("403 %d", inList) << 403 << inList << int(ErrorCode::LoginWanted);
            QTest::addRow("404 %d", inList) << 404 << inList << int(ErrorCode::NotOnServer);
            QTest::addRow("418 %d", inList) << 418 << inList << int(ErrorCode::NetworkFailed);
        }
    }
    void refusalsAreNamedAtOnce()
    {
        QFETCH(int, status);
        QFETCH(bool, inList);
        QFETCH(int, code);
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (inList ? request.target.starts_with("/api/") : isFor(request, "config.json"))
                reply = {.status = status, .headers = {{"X-Error-Message", "Access is restricted."}}, .body = "no"};
        };
        const auto files = f.run();
        REFUSED(files, static_cast<ErrorCode>(code), "Access is restricted.");
        QVERIFY(f.delays.empty());
    }

    void aFileThatIsntListedIsNamedBeforeAnythingComes()
    {
        Fixture f;
        f.sources.push_back(source("gone.bin"));
        const auto files = f.run();
        REFUSED(files, ErrorCode::NotOnServer, "gone.bin");
        QCOMPARE(f.hub.fileRequests(), 0);
    }

    void aFileMayHaveAnotherNameOrBeLeftOut()
    {
        Fixture f;
        f.sources.push_back(source("gone.bin", /*needed=*/false));
        f.sources.push_back(source("model.safetensors"));
        f.sources.back().instead = "pytorch_model.bin";
        f.hub.repositories[kRepository]["pytorch_model.bin"] = {noise(500, 9)};
        const auto files = f.run();
        GOT(files);
        QCOMPARE(files->size(), size_t(4));
        QVERIFY(files->back().file == f.snapshot() / "pytorch_model.bin");
        QCOMPARE(read(files->back().file), noise(500, 9));
    }

    void theDiskIsLookedAtFirst()
    {
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            const size_t at = reply.body.find("100000");
            if (request.target.starts_with("/api/") && at != std::string::npos) {
                for (size_t next = at; next != std::string::npos; next = reply.body.find("100000", next + 15))
                    reply.body.replace(next, 6, "100000000000000000");
            }
        };
        const auto files = f.run();
        REFUSED(files, ErrorCode::DiskFull, "100000000 GB are to come");
        QCOMPARE(f.hub.fileRequests(), 0);
    }

    void aDiskThatGetsFullPausesUntilThereIsRoom()
    {
        Fixture f;
        f.options.fullDisk = FullDisk::Pauses;
        const test::SmallDisk disk(kBig / 2);
        ModelDownload download(f.sources, f.options);
        std::optional<DownloadProgress> paused;
        uint64_t onDisk = 0;
        int resumed = 0;
        const auto files = download.run(
            [&](const DownloadProgress& progress) {
                if (!progress.noRoom)
                    return;
                if (++resumed == 2) { // The first time nothing has changed, and it pauses again.
                    paused = progress;
                    onDisk = PartialFile::bytesOf(f.part(), kBig);
                    disk.makeRoom();
                }
                download.resume();
            },
            {});
        GOT(files);
        COMPLETE(f);
        QVERIFY(paused && paused->isPaused);
        QCOMPARE(resumed, 2);
        QVERIFY(onDisk > 0 && onDisk < kBig);
        QCOMPARE(paused->files[0].have, onDisk); // all that the part's log vouches for
        QVERIFY(paused->files[0].state == FileState::Waiting && !paused->files[0].error);
        QCOMPARE(paused->noRoom->toCome, paused->bytes() - paused->have());
        QVERIFY(paused->noRoom->free > paused->noRoom->toCome); // It isn't the disk that refuses here.
        QVERIFY(paused->noRoom->disk == mountOf(f.cache));
        QVERIFY(f.cache.string().starts_with(paused->noRoom->disk.string()));
    }

    void aDiskThatGetsFullEndsWhatNobodyResumes()
    {
        Fixture f;
        const test::SmallDisk disk(kBig / 2);
        const auto files = f.run();
        REFUSED(files, ErrorCode::DiskFull, ".part");
        disk.makeRoom();
        GOT(f.run());
        COMPLETE(f);
    }

    // Of a line that doesn't fit nothing stays: the next one would continue it.
    void aLogThatDoesntFitIsWhole()
    {
        QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "x.part";
        auto part = PartialFile::open(path, 100);
        GOT(part);
        const uint64_t before = fs::file_size(path.string() + ".ranges");
        {
            const test::SmallDisk disk(before + 3);
            const auto refused = part->write(10, std::string(10, 'a'));
            REFUSED(refused, ErrorCode::DiskFull, ".ranges");
        }
        QCOMPARE(fs::file_size(path.string() + ".ranges"), before);
        GOT(part->write(30, std::string(10, 'b')));
        QVERIFY(part->written().ranges() == (std::vector<ByteRange>{{30, 40}}));
        QCOMPARE(PartialFile::bytesOf(path, 100), uint64_t(10));
    }

    void aPauseKeepsWhatIsThere()
    {
        Fixture f;
        ModelDownload download(f.sources, f.options);
        std::atomic<bool> paused{false};
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin") && request.range()->first >= 3 * kRange && !paused.exchange(true))
                download.pause();
            static_cast<void>(reply);
        };
        int calls = 0;
        const auto files = download.run(
            [&](const DownloadProgress& progress) {
                if (progress.isPaused && ++calls == 3)
                    download.resume();
            },
            {});
        GOT(files);
        COMPLETE(f);
        QCOMPARE(calls, 3);
    }

    void aStopKeepsWhatIsThere()
    {
        std::stop_source stop;
        std::atomic<bool> isOver{false};
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (!isOver && isFor(request, "big.bin") && request.range()->first >= 4 * kRange) {
                stop.request_stop();
                reply.cutAfter = 10;
            }
        };
        const auto files = f.run({}, stop.get_token());
        REFUSED(files, ErrorCode::Cancelled, "are there");
        const uint64_t kept = PartialFile::bytesOf(f.part(), kBig);
        QVERIFY(kept > 0);
        isOver = true;
        ModelDownload again(f.sources, f.options);
        const auto plan = again.prepare({});
        GOT(plan);
        QVERIFY(plan->missing <= kBig - kept + 30'100);
        GOT(again.run({}, {}));
        COMPLETE(f);
    }

    void theSameDownloadCanBeRunAgain()
    {
        std::atomic<bool> fails{true};
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (fails && isFor(request, "mid.bin"))
                reply = {.status = 404};
        };
        ModelDownload download(f.sources, f.options);
        std::optional<DownloadProgress> last;
        const auto failed = download.run([&](const DownloadProgress& progress) { last = progress; }, {});
        REFUSED(failed, ErrorCode::NotOnServer, "404");
        QVERIFY(last->files[0].state == FileState::Whole && last->files[1].state == FileState::Failed);
        QVERIFY(last->files[1].error && last->files[1].error->code == ErrorCode::NotOnServer);
        QVERIFY(!fs::exists(f.repository() / "refs" / "main"));
        fails = false;
        GOT(download.run({}, {}));
        COMPLETE(f);
    }

    void whatAnotherProgramBeganIsContinued()
    {
        Fixture f;
        const fs::path begun = f.repository() / "blobs" / (sha256(f.bytes("big.bin")) + ".incomplete");
        write(begun, f.bytes("big.bin").substr(0, 70'000));
        GOT(f.run());
        COMPLETE(f);
        size_t asked = 0;
        for (const Request& request : f.hub.requests()) {
            if (isFor(request, "big.bin"))
                asked += request.range()->second - request.range()->first;
        }
        QCOMPARE(asked, kBig - 70'000);

        Fixture g; // One whose bytes have holes is found out by the hash.
        write(g.repository() / "blobs" / (sha256(g.bytes("big.bin")) + ".incomplete"), std::string(70'000, '\0'));
        GOT(g.run());
        COMPLETE(g);
    }

    void aBlobThatAnotherProgramLoadsIsWaitedFor()
    {
        Fixture f;
        const fs::path lock = f.cache / ".locks" / "models--Org--Model.A" / (sha256(f.bytes("big.bin")) + ".lock");
        write(lock, "");
        int held = ::open(lock.c_str(), O_RDWR);
        QCOMPARE(::flock(held, LOCK_EX), 0);
        int waits = 0;
        f.options.retries.delay = [&](milliseconds wanted) {
            if (++waits == 3) {
                ::close(held);
                held = -1;
            }
            return wanted - wanted;
        };
        GOT(f.run());
        COMPLETE(f);
        QCOMPARE(held, -1);
    }

    void aFolderIsCopied_data()
    {
        QTest::addColumn<QString>("layout");
        QTest::addColumn<bool>("hasNetwork");
        for (const char* const layout : {"", "Org/Model.A/", "Model.A/", "cache"}) {
            QTest::addRow("%s, lists", layout) << layout << true;
            QTest::addRow("%s, no network", layout) << layout << false;
        }
    }
    void aFolderIsCopied()
    {
        QFETCH(QString, layout);
        QFETCH(bool, hasNetwork);
        Fixture f;
        const fs::path disk = fs::path(f.folder.path().toStdString()) / "disk";
        if (layout == QStringLiteral("cache")) {
            f.options.cache = disk;
            GOT(f.run());
            f.options.cache = f.cache;
        } else {
            for (const SourceFile& file : f.sources)
                write(disk / layout.toStdString() / file.path, f.bytes(file.path));
        }
        f.options.from = disk;
        if (!hasNetwork)
            f.options.server.address = "http://127.0.0.1:1"; // where nothing answers
        const int before = f.hub.fileRequests();
        const auto files = f.run();
        GOT(files);
        QCOMPARE(f.hub.fileRequests(), before);
        for (size_t i = 0; i < files->size(); ++i)
            QCOMPARE(read((*files)[i].file), f.bytes(f.sources[i].path));
        // Named by the same hashes as if they had come from the Hub.
        QVERIFY(fs::exists(f.repository() / "blobs" / sha256(f.bytes("big.bin"))));
        QVERIFY(fs::exists(f.repository() / "blobs" / gitHash(f.bytes("config.json"))));
        QVERIFY(HubCache(f.cache).find(kRepository, "sub/mid.bin"));
    }

    void aFolderWithOtherBytesIsNamed()
    {
        Fixture f;
        const fs::path disk = fs::path(f.folder.path().toStdString()) / "disk";
        f.options.from = disk;
        const auto missing = f.run();
        REFUSED(missing, ErrorCode::FileMissing, "big.bin");

        for (const SourceFile& file : f.sources)
            write(disk / file.path, f.bytes(file.path));
        std::string other = f.bytes("big.bin");
        other[5] ^= 1;
        write(disk / "big.bin", other);
        const auto wrong = f.run();
        REFUSED(wrong, ErrorCode::WrongHash, sha256(other));

        write(disk / "big.bin", other.substr(0, 5000));
        const auto shorter = f.run();
        REFUSED(shorter, ErrorCode::CheckpointDamaged, "it has 5000 bytes, published are 100000");

        write(disk / "big.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:" + sha256("x") + "\nsize 9\n");
        const auto pointer = f.run();
        REFUSED(pointer, ErrorCode::CheckpointForeign, "LFS");
    }

    void modelScopeIsAMirror()
    {
        Fixture f;
        std::atomic<int> files{0};
        LoopbackServer server([&](const Request& request) -> Reply {
            if (request.target
                == std::string("/api/v1/models/") + kRepository + "/repo/files?Recursive=true&Revision=master") {
                return {.body = modelScopeList(f.hub.repositories[kRepository])};
            }
            const std::string root = std::string("/models/") + kRepository + "/resolve/" + kCommit + "/";
            if (!request.target.starts_with(root))
                return FakeHub::notFound();
            ++files;
            return FakeHub::bytesOf(request, f.bytes(request.target.substr(root.size())));
        });
        f.options.server = {.kind = ServerKind::ModelScope, .address = server.address()};
        GOT(f.run());
        COMPLETE(f);
        QVERIFY(files > 0);
    }

    // A part that came from one server is continued by another.
    void theServerMayChangeInBetween()
    {
        Fixture f;
        f.hub.changed = [&](const Request& request, Reply& reply) {
            if (isFor(request, "big.bin") && request.range()->first >= 5 * kRange)
                reply = {.status = 404};
        };
        QVERIFY(!f.run());
        const uint64_t kept = PartialFile::bytesOf(f.part(), kBig);
        QVERIFY(kept > 0);
        FakeHub mirror;
        mirror.repositories = f.hub.repositories;
        f.options.server.address = mirror.address();
        GOT(f.run());
        COMPLETE(f);
        uint64_t asked = 0;
        for (const Request& request : mirror.requests()) {
            if (isFor(request, "big.bin"))
                asked += request.range()->second - request.range()->first;
        }
        QCOMPARE(asked, kBig - kept);
    }

    void badListsAreNamed_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a web page") << QByteArray("<html>Please log in</html>");
        QTest::newRow("an array") << QByteArray("[]");
        QTest::newRow("no files") << QByteArray(R"({"sha": "abc"})");
        QTest::newRow("no commit") << QByteArray(R"({"siblings": []})");
        QTest::newRow("a commit that is a path") << QByteArray(R"({"sha": "../../x", "siblings": []})");
        QTest::newRow("hidden commit") << QByteArray(R"({"sha": "..", "siblings": []})");
        QTest::newRow("too deep") << QByteArray(100'000, '[');
        QTest::newRow("endless") << QByteArray(17 << 20, ' ');
    }
    void badListsAreNamed()
    {
        QFETCH(QByteArray, list);
        Fixture f;
        f.hub.changed = [&](const Request&, Reply& reply) { reply.body = list.toStdString(); };
        const auto files = f.run();
        REFUSED(files, ErrorCode::NetworkFailed, "list");
        QVERIFY(!fs::exists(f.cache));
    }

    void oddEntriesOfAListAreNoFiles_data()
    {
        QTest::addColumn<QByteArray>("entry");
        for (const auto& [name, text] : oddEntries())
            QTest::newRow(name) << QByteArray::fromStdString(text);
    }
    void oddEntriesOfAListAreNoFiles()
    {
        QFETCH(QByteArray, entry);
        Fixture f;
        f.hub.changed = [&](const Request&, Reply& reply) {
            reply.body = R"({"sha": "abc", "siblings": [)" + entry.toStdString() + "]}";
        };
        const auto files = f.run();
        REFUSED(files, ErrorCode::NotOnServer, "big.bin");
    }

    void anUnreachableServerIsNamed()
    {
        Fixture f;
        f.options.server.address = "http://127.0.0.1:1";
        const auto files = f.run();
        REFUSED(files, ErrorCode::NetworkFailed, "nothing answers there");
        QCOMPARE(f.delays.size(), size_t(5));
    }

    void aFolderThatCantBeWrittenIsNamed()
    {
        Fixture f;
        write(f.cache, "a file");
        const auto files = f.run();
        REFUSED(files, ErrorCode::NotWritable, "hub");
    }

    void aLimitHoldsAndAllComes()
    {
        Fixture f;
        f.options.bytesPerSecond = 400'000;
        GOT(f.run());
        COMPLETE(f);

        using namespace std::chrono_literals;
        RateLimit rate;
        RateLimit::Time now{1s};
        QVERIFY(rate.allows());
        rate.spend(1'000'000); // without a limit, for free
        rate.setLimit(1000);
        rate.advance(now);
        QVERIFY(rate.allows());
        rate.spend(1250); // a second more than there is
        QVERIFY(!rate.allows());
        rate.advance(now += 1s);
        QVERIFY(!rate.allows());
        rate.advance(now += 1ms);
        QVERIFY(rate.allows());
        rate.advance(now += 1h);
        rate.spend(250);
        QVERIFY(!rate.allows()); // An hour's rest isn't saved up.

        SpeedMeter speed;
        speed.add(1000, now);
        QCOMPARE(speed.bytesPerSecond(now), 0.0);
        speed.add(3000, now += 2s);
        QCOMPARE(speed.bytesPerSecond(now), 2000.0);
        QCOMPARE(speed.bytesPerSecond(now + 1h), 0.0);
    }

    void rangesAreASet()
    {
        ByteRanges ranges;
        QVERIFY(ranges.firstGap(10, 4) == (ByteRange{0, 4}));
        ranges.add({2, 4});
        ranges.add({6, 8});
        ranges.add({5, 5});
        QVERIFY(ranges.firstGap(10, 9) == (ByteRange{0, 2}));
        ranges.add({0, 2});
        QVERIFY(ranges.ranges() == (std::vector<ByteRange>{{0, 4}, {6, 8}}));
        QVERIFY(ranges.firstGap(10, 9) == (ByteRange{4, 6}));
        QVERIFY(ranges.firstGap(3, 9).bytes() == 0);
        ranges.add({3, 7});
        QVERIFY(ranges.ranges() == (std::vector<ByteRange>{{0, 8}}));
        ranges.add({20, 30});
        ranges.clipTo(25);
        QCOMPARE(ranges.bytes(), uint64_t(13));
        ranges.clipTo(20);
        QCOMPARE(ranges.bytes(), uint64_t(8));
    }

    void aPartsLogIsTrustedAsFarAsItGoes()
    {
        QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "x.part";
        const fs::path log = path.string() + ".ranges";
        {
            auto part = PartialFile::open(path, 100);
            GOT(part);
            GOT(part->write(0, std::string(10, 'a')));
            GOT(part->sync());
            GOT(part->write(20, std::string(10, 'b')));
            QVERIFY(!part->write(95, "123456"));
        }
        QCOMPARE(PartialFile::bytesOf(path, 100), uint64_t(20));
        QCOMPARE(PartialFile::bytesOf(path, 101), uint64_t(0)); // another file

        const std::string whole = read(log);
        write(log, whole.substr(0, whole.size() - 1)); // killed in its last line
        QCOMPARE(PartialFile::bytesOf(path, 100), uint64_t(10));
        std::string otherBoot = whole;
        otherBoot.replace(otherBoot.find('\n') - 1, 1, "?");
        write(log, otherBoot); // Only what the disk had when the machine was switched off.
        QCOMPARE(PartialFile::bytesOf(path, 100), uint64_t(10));
        for (const char* const bad : {"", "ranges", "ranges 1 100", "nonsense\n0 10\nsynced\n", "\n\n\n"}) {
            write(log, bad);
            QCOMPARE(PartialFile::bytesOf(path, 100), uint64_t(0));
        }
        for (const char* const bad : {"0 101\n", "9 3\n", "-1 5\n", "0\n", "0 5x\n", "18446744073709551617 5\n"}) {
            write(log, whole.substr(0, whole.find('\n') + 1) + bad + "0 50\nsynced\n");
            QCOMPARE(PartialFile::bytesOf(path, 100), uint64_t(0));
        }
        write(log, whole);
        fs::resize_file(path, 25); // by somebody else
        QCOMPARE(PartialFile::bytesOf(path, 100), uint64_t(15));
        auto part = PartialFile::open(path, 100);
        GOT(part);
        QVERIFY(part->written().ranges() == (std::vector<ByteRange>{{0, 10}, {20, 25}}));
        GOT(part->clear());
        QCOMPARE(PartialFile::bytesOf(path, 100), uint64_t(0));
        fs::remove(log);
        write(path, "12345"); // as other programs write
        QCOMPARE(PartialFile::bytesOf(path, 100), uint64_t(5));
    }

    void contentRangesAreParsed()
    {
        const auto range = parseContentRange("bytes 5-9/20");
        QVERIFY(range && range->range == (ByteRange{5, 10}) && range->size == 20);
        for (const char* const bad : {"", "bytes */20", "bytes 5-9/*", "bytes 9-5/20", "bytes 5-20/20", "5-9/20",
                                      "bytes 5-9", "bytes -9/20", "bytes 5-99999999999999999999/20"})
            QVERIFY2(!parseContentRange(bad), bad);
    }

    void waitsGrowToAMinute()
    {
        using namespace std::chrono_literals;
        QVERIFY(backoff(1, {}) == 1s);
        QVERIFY(backoff(3, {}) == 4s);
        QVERIFY(backoff(1000, {}) == 60s);
        QVERIFY(backoff(1, 90s) == 90s);
        QVERIFY(backoff(1, 100h) == 1h);
    }

    void originsTellServersApart()
    {
        QCOMPARE(originOf("https://Hub.example/a?b"), std::string("https://hub.example:443"));
        QCOMPARE(originOf("http://hub.example:81/a"), std::string("http://hub.example:81"));
        QCOMPARE(originOf("file:///etc/passwd"), std::string());
        QCOMPARE(originOf("nonsense"), std::string());
        QCOMPARE(escapedPath("a b/ü#?.x"), std::string("a%20b/%C3%BC%23%3F.x"));
    }
};

// As another program, which a test kills.
static int download(const char* address, const char* cache)
{
    DownloadOptions options = optionsFor(address, cache);
    options.connectionsPerFile = 2;
    ModelDownload download({source("big.bin")}, options);
    return download.run({}, {}) ? 0 : 1;
}

int main(int argc, char** argv)
{
    for (const char* const name : {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                                   "HF_TOKEN", "HF_HOME", "HF_ENDPOINT"})
        ::unsetenv(name);
    if (argc == 4 && std::string_view(argv[1]) == "--download")
        return download(argv[2], argv[3]);
    QCoreApplication application(argc, argv);
    TestHubDownload test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_HubDownload.moc"
