// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/PromptCache.h"

#include "core/model/Fingerprint.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/randn.h>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <thread>

using namespace studio;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> filesIn(const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files.push_back(entry.path());
    return files;
}

void write(const fs::path& path, const std::string& content)
{
    std::ofstream(path, std::ios::binary) << content;
}

} // namespace

class TestPromptCache : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = fs::path(m_folder->path().toStdString()) / "prompts";
    }

    void whatWasStoredIsFoundBitForBit();
    void otherIdsModelsAndDtypesAreOtherEntries();
    void damagedEntriesAreIgnoredAndReplaced();
    void theOldestEntriesMakeRoom();
    void severalWritersLeaveAWholeEntry();
    void aFolderThatCantBeWrittenIsNoFailure();
    void fingerprintsFollowContentNotNameOrTime();

private:
    const std::vector<int64_t> m_ids{5, 9, 1};
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_path;
};

void TestPromptCache::whatWasStoredIsFoundBitForBit()
{
    const text::PromptCache cache(m_path);
    for (const at::ScalarType dtype : {at::kBFloat16, at::kFloat}) {
        const text::PromptCache::Key key{m_ids, "model", dtype};
        QVERIFY(!cache.find(key));
        const at::Tensor rows = at::randn({3, 8}).to(dtype);
        cache.store(key, rows);
        const auto found = text::PromptCache(m_path).find(key);
        QVERIFY(found);
        QCOMPARE(found->scalar_type(), dtype);
        QVERIFY(at::equal(*found, rows));
    }
}

void TestPromptCache::otherIdsModelsAndDtypesAreOtherEntries()
{
    const text::PromptCache cache(m_path);
    cache.store({m_ids, "model", at::kFloat}, at::randn({3, 8}));
    const std::vector<int64_t> other{5, 91};
    QVERIFY(!cache.find({other, "model", at::kFloat}));
    QVERIFY(!cache.find({m_ids, "model2", at::kFloat}));
    QVERIFY(!cache.find({m_ids, "model", at::kBFloat16}));
    QVERIFY(cache.find({m_ids, "model", at::kFloat}));
}

void TestPromptCache::damagedEntriesAreIgnoredAndReplaced()
{
    const text::PromptCache cache(m_path);
    const text::PromptCache::Key key{m_ids, "model", at::kFloat};
    const at::Tensor rows = at::randn({3, 8});
    cache.store(key, rows);
    const fs::path file = filesIn(m_path).at(0);
    std::ifstream stream(file, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(stream), {}};

    std::string flipped = whole;
    flipped.back() = static_cast<char>(flipped.back() ^ 1); // One bit of the last number.
    for (const std::string& damaged :
         {std::string(), whole.substr(0, whole.size() - 1), flipped, std::string(100, 'x')}) {
        write(file, damaged);
        QVERIFY(!cache.find(key));
    }
    cache.store(key, rows);
    QVERIFY(cache.find(key));
}

void TestPromptCache::theOldestEntriesMakeRoom()
{
    const at::Tensor rows = at::randn({3, 1024}); // 12 KiB
    const text::PromptCache cache(m_path, 40'000); // Three entries.
    const auto key = [](const std::vector<int64_t>& ids) { return text::PromptCache::Key{ids, "model", at::kFloat}; };
    const std::vector<std::vector<int64_t>> ids{{0, 0, 1}, {1, 0, 1}, {2, 0, 1}, {3, 0, 1}};
    for (size_t i = 0; i < 3; ++i) {
        cache.store(key(ids[i]), rows);
        for (const fs::path& file : filesIn(m_path)) // As if an hour had passed.
            fs::last_write_time(file, fs::last_write_time(file) - std::chrono::hours(1));
    }
    QVERIFY(cache.find(key(ids[0]))); // Used again: the second is now the oldest.
    cache.store(key(ids[3]), rows);
    QVERIFY(cache.find(key(ids[0])));
    QVERIFY(!cache.find(key(ids[1])));
    QVERIFY(cache.find(key(ids[2])));
    QVERIFY(cache.find(key(ids[3])));
}

void TestPromptCache::severalWritersLeaveAWholeEntry()
{
    const text::PromptCache::Key key{m_ids, "model", at::kFloat};
    std::atomic<int> torn = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            const text::PromptCache cache(m_path);
            for (int round = 0; round < 20; ++round) {
                cache.store(key, at::full({3, 64}, i));
                const auto found = cache.find(key);
                if (!found || !at::equal(*found, at::full({3, 64}, (*found)[0][0].item<float>())))
                    ++torn;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(torn.load(), 0);
    QCOMPARE(filesIn(m_path).size(), size_t{1});
}

void TestPromptCache::aFolderThatCantBeWrittenIsNoFailure()
{
    write(m_path, "a file where the folder should be");
    const text::PromptCache cache(m_path);
    const text::PromptCache::Key key{m_ids, "model", at::kFloat};
    cache.store(key, at::randn({3, 8}));
    QVERIFY(!cache.find(key));
}

void TestPromptCache::fingerprintsFollowContentNotNameOrTime()
{
    const fs::path folder = m_folder->path().toStdString();
    std::string content(5'000'000, 'a');
    const auto fingerprintOf = [&](const char* name) {
        write(folder / name, content);
        const auto made = model::fingerprint(folder / name);
        return made ? *made : std::string();
    };
    const std::string first = fingerprintOf("first");
    QVERIFY(!first.empty());
    QCOMPARE(fingerprintOf("second"), first);
    for (const size_t place : {size_t{0}, content.size() - 1}) {
        content[place] = 'b';
        QVERIFY(fingerprintOf("third") != first);
        content[place] = 'a';
    }
    content += 'a';
    QVERIFY(fingerprintOf("third") != first);

    const auto missing = model::fingerprint(folder / "absent");
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::FileMissing);
}

QTEST_APPLESS_MAIN(TestPromptCache)
#include "tst_PromptCache.moc"
