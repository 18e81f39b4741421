// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/LocalFiles.h"
#include "core/hub/PartialFile.h"
#include "core/hub/RateLimit.h"
#include "tests/support/HubDownloads.h"
#include "tests/support/SmallDisk.h"

#include <algorithm>
#include <atomic>
#include <memory>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace studio;
using namespace studio::hub;
using namespace studio::test;
namespace fs = std::filesystem;
using std::chrono::milliseconds;

// What is on the disk: parts, pauses, other programs, folders.
class TestHubStorage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { forgetSurroundings(); }

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
        std::atomic<bool> paused{false};
        Fixture f;
        ModelDownload download(f.sources, f.options);
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

QTEST_GUILESS_MAIN(TestHubStorage)
#include "tst_HubStorage.moc"
