// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/HubCache.h"
#include "core/hub/HubClient.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace studio;
using namespace studio::hub;
namespace fs = std::filesystem;

namespace {

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

} // namespace

class TestHubCache : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] fs::path fresh() const
    {
        static int number = 0;
        return fs::path(m_folder.path().toStdString()) / std::to_string(number++);
    }

private Q_SLOTS:
    void cleanup()
    {
        for (const char* const name :
             {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", "HF_TOKEN", "HF_TOKEN_PATH",
              "HF_ENDPOINT", "HUGGING_FACE_HUB_TOKEN", "MODELSCOPE_DOMAIN", "MODELSCOPE_API_TOKEN"})
            qunsetenv(name);
    }
    void init() { cleanup(); }

    void theEnvironmentNamesTheFolder()
    {
        qputenv("HOME", "/home/ada");
        QCOMPARE(HubCache::standardRoot().string(), std::string("/home/ada/.cache/huggingface/hub"));
        qputenv("XDG_CACHE_HOME", "/xdg");
        QCOMPARE(HubCache::standardRoot().string(), std::string("/xdg/huggingface/hub"));
        qputenv("HF_HOME", "/hf");
        QCOMPARE(HubCache::standardRoot().string(), std::string("/hf/hub"));
        qputenv("HF_HUB_CACHE", "/cache");
        QCOMPARE(HubCache::standardRoot().string(), std::string("/cache"));
    }

    void theEnvironmentNamesServerAndLogin()
    {
        const fs::path home = fresh();
        qputenv("HF_HOME", home.c_str());
        QCOMPARE(HubServer::huggingFace().address, std::string("https://huggingface.co"));
        QCOMPARE(HubServer::huggingFace().token, std::string());
        write(home / "token", "of-the-file\n");
        QCOMPARE(HubServer::huggingFace().token, std::string("of-the-file"));
        qputenv("HF_TOKEN", "of-the-environment");
        qputenv("HF_ENDPOINT", "https://hf-mirror.com/");
        QCOMPARE(HubServer::huggingFace().token, std::string("of-the-environment"));
        QCOMPARE(HubServer::huggingFace().address, std::string("https://hf-mirror.com"));
        QCOMPARE(HubServer::huggingFace().pageOf("A/b"), std::string("https://hf-mirror.com/A/b"));
        QCOMPARE(HubServer::modelScope().token, std::string()); // It isn't the Hub's.
        QCOMPARE(HubServer::modelScope().pageOf("A/b"), std::string("https://www.modelscope.cn/models/A/b"));
    }

    void pathsAreTheHubs()
    {
        const HubCache cache("/c");
        QCOMPARE(cache.blob("Wan-AI/Wan2.2-S2V-14B", "e").string(),
                 std::string("/c/models--Wan-AI--Wan2.2-S2V-14B/blobs/e"));
        QCOMPARE(cache.snapshot("A/b", "c0").string(), std::string("/c/models--A--b/snapshots/c0"));
    }

    void aBlobGetsItsPlaces()
    {
        const HubCache cache(fresh());
        QVERIFY(cache.prepare("A/b"));
        write(cache.blob("A/b", "e"), "bytes");
        QVERIFY(!cache.commitOf("A/b"));
        QVERIFY(cache.link("A/b", "c0", {"x", "deep/er/y"}, "e"));
        QVERIFY(cache.link("A/b", "c0", {"x", "deep/er/y"}, "e")); // as it is
        QVERIFY(!cache.find("A/b", "x"));
        QVERIFY(cache.writeCommit("A/b", "c0"));
        QCOMPARE(read(cache.folder("A/b") / "refs" / "main"), std::string("c0"));
        QCOMPARE(fs::read_symlink(cache.snapshot("A/b", "c0") / "deep/er/y").string(),
                 std::string("../../../../blobs/e"));
        QVERIFY(cache.find("A/b", "deep/er/y"));
        QCOMPARE(read(*cache.find("A/b", "x")), std::string("bytes"));
        write(cache.blob("A/b", "f"), "newer");
        QVERIFY(cache.link("A/b", "c0", {"x"}, "f"));
        QCOMPARE(read(*cache.find("A/b", "x")), std::string("newer"));
        fs::remove(cache.blob("A/b", "f"));
        QVERIFY(!cache.find("A/b", "x")); // A link to nothing is no file.
        QVERIFY(!cache.find("A/b", "../../secret"));
    }

    void aCommitThatIsAPathIsNone()
    {
        const HubCache cache(fresh());
        for (const char* const bad : {"", "../..", "a/b", "..", "c0\n"}) {
            write(cache.folder("A/b") / "refs" / "main", bad);
            QVERIFY2(!cache.commitOf("A/b"), bad);
        }
    }

    void pathsFromOutsideStayInside()
    {
        for (const char* const good : {"a", "a/b.c", "..a/b..", "a b/ü"})
            QVERIFY2(HubCache::isSafePath(good), good);
        for (const char* const bad : {"", "/a", "a/", "a//b", "..", "a/../b", "./a", "a\\b", "a\nb", "\x1b[2J"})
            QVERIFY2(!HubCache::isSafePath(bad), bad);
        QVERIFY(!HubCache::isSafePath(std::string(300, 'a')));
        for (const char* const bad : {"", "a", "a/b/c", "../b", "a/..", "a b/c", "a--b/c", "/b", "a/"})
            QVERIFY2(!isRepositoryName(bad), bad);
        QVERIFY(isRepositoryName("Wan-AI/Wan2.2-S2V-14B"));
    }

    void aLockIsHeldByOne()
    {
        const HubCache cache(fresh());
        auto first = BlobLock::tryLock(cache, "A/b", "e");
        QVERIFY(first && *first);
        auto second = BlobLock::tryLock(cache, "A/b", "e");
        QVERIFY(second && !*second);
        auto other = BlobLock::tryLock(cache, "A/b", "f");
        QVERIFY(other && *other);
        first->reset();
        auto third = BlobLock::tryLock(cache, "A/b", "e");
        QVERIFY(third && *third);
    }
};

QTEST_GUILESS_MAIN(TestHubCache)
#include "tst_HubCache.moc"
