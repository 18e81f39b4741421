// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/PartialFile.h"
#include "tests/support/HubDownloads.h"

#include <QProcess>

#include <algorithm>
#include <csignal>
#include <memory>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace studio;
using namespace studio::hub;
using namespace studio::test;
namespace fs = std::filesystem;
using std::chrono::milliseconds;

namespace {

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
        std::atomic<int> lies{1};
        Fixture f;
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
        std::atomic<int> busy{2};
        Fixture f;
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
        std::atomic<int> failures{3};
        Fixture f;
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
        std::atomic<int> cuts{20};
        Fixture f;
        f.options.retries.waitsForNetwork = true;
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
        f.hub.changed = [&f, address = elsewhere.address()](const Request& request, Reply& reply) {
            for (const auto& [file, place] : {std::pair("big.bin", "/big"), std::pair("mid.bin", "/mid")}) {
                if (isFor(request, file))
                    reply = {
                        .status = 302,
                        .headers
                        = {{"Location", address + place + "?signature=abc%2F"},
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
        f.hub.changed = [address = elsewhere.address()](const Request& request, Reply& reply) {
            if (isFor(request, "mid.bin"))
                reply = {.status = 302, .headers = {{"Location", address + "/x"}}};
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
        std::atomic<int> requests{0};
        Fixture f;
        f.options.filesAtOnce = f.options.connectionsPerFile = 1;
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
    forgetSurroundings();
    if (argc == 4 && std::string_view(argv[1]) == "--download")
        return download(argv[2], argv[3]);
    QCoreApplication application(argc, argv);
    TestHubDownload test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_HubDownload.moc"
