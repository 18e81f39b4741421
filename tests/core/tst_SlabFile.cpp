// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/SlabCache.h"
#include "core/model/SlabFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <numeric>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace studio;
using model::SlabFile;
using model::SlabFileWriter;
namespace fs = std::filesystem;

namespace {

using Slab = std::vector<std::byte>;

// Slabs of odd sizes, one longer than a checksum's segment.
std::vector<Slab> slabs()
{
    std::vector<Slab> all;
    uint32_t state = 1;
    for (const size_t size : {size_t{100'000}, size_t{4096}, size_t{0}, (size_t{64} << 20) + 1237}) {
        Slab& slab = all.emplace_back(size);
        for (std::byte& byte : slab) {
            state = state * 1664525 + 1013904223;
            byte = static_cast<std::byte>(state >> 24);
        }
    }
    return all;
}

std::vector<int64_t> sizesOf(const std::vector<Slab>& all)
{
    std::vector<int64_t> sizes;
    for (const Slab& slab : all)
        sizes.push_back(static_cast<int64_t>(slab.size()));
    return sizes;
}

Status write(const fs::path& path, const std::vector<Slab>& all)
{
    Result<SlabFileWriter> writer = SlabFileWriter::create(path, {"key", "A model", sizesOf(all)});
    if (!writer)
        return writer.error();
    for (size_t i = all.size(); i-- > 0;) { // any order
        if (Status written = writer->write(static_cast<int64_t>(i), all[i]); !written)
            return written;
    }
    return writer->finish();
}

size_t filesIn(const fs::path& folder)
{
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

void flip(const fs::path& path, int64_t offset)
{
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    const auto byte = static_cast<char>(file.get() ^ 1);
    file.seekp(offset);
    file.put(byte);
}

} // namespace

class TestSlabFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = fs::path(m_folder->path().toStdString()) / "model.slabs";
    }

    void slabsAreReadAsTheyWereWritten();
    void aFlippedBitIsFoundWhereverItIs();
    void aFileThatIsCutShortIsRefused();
    void foreignFilesAreRefused();
    void nothingAppearsBeforeItIsWhole();
    void aFullDiskIsAnErrorAndLeavesNothing();
    void whatAKilledWriterLeftIsRemovedAndWhatALivingOneWritesIsNot();
    void slabsAreReadBeforeTheFileHasItsName();
    void pagesOfTheCacheAndOfTheDiskAreTheSame();
    void readingCanBeStopped();
    void otherSizesAreRefused();
    void theCacheListsAndRemoves();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_path;
};

void TestSlabFile::slabsAreReadAsTheyWereWritten()
{
    const std::vector<Slab> all = slabs();
    QVERIFY(write(m_path, all));
    const Result<SlabFile> file = SlabFile::open(m_path);
    QVERIFY(file);
    QCOMPARE(file->info().key, std::string("key"));
    QCOMPARE(file->info().title, std::string("A model"));
    QCOMPARE(file->info().sizes, sizesOf(all));

    std::vector<Slab> read;
    std::vector<SlabFile::Part> parts;
    for (const Slab& slab : all)
        read.emplace_back(slab.size());
    for (size_t i = 0; i < read.size(); ++i)
        parts.push_back({static_cast<int64_t>(i), read[i]});
    int64_t last = 0;
    QVERIFY(file->read(parts, [&](int64_t done) { last = done; }));
    QVERIFY(read == all);
    const std::vector<int64_t> sizes = sizesOf(all);
    QCOMPARE(last, std::accumulate(sizes.begin(), sizes.end(), int64_t{0}));
}

void TestSlabFile::aFlippedBitIsFoundWhereverItIs()
{
    const std::vector<Slab> all = slabs();
    QVERIFY(write(m_path, all));
    Slab to(all[3].size());
    const SlabFile::Part part{3, to};
    const auto size = static_cast<int64_t>(fs::file_size(m_path));
    // The last byte of the last slab lies before the padding to 4096.
    const int64_t end = size - (4096 - static_cast<int64_t>(to.size() % 4096));
    for (const int64_t place : {end - 1, end - static_cast<int64_t>(to.size())}) {
        flip(m_path, place);
        const Result<SlabFile> file = SlabFile::open(m_path);
        QVERIFY(file);
        const Status read = file->read(std::span(&part, 1));
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::CheckpointDamaged);
        flip(m_path, place);
        QVERIFY(SlabFile::open(m_path)->read(std::span(&part, 1)));
    }
    for (const int64_t place : {0, 9, 17, 40}) { // magic, length, sum, text
        flip(m_path, place);
        const Result<SlabFile> file = SlabFile::open(m_path);
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::CheckpointDamaged);
        flip(m_path, place);
    }
}

void TestSlabFile::aFileThatIsCutShortIsRefused()
{
    QVERIFY(write(m_path, slabs()));
    const auto size = fs::file_size(m_path);
    for (const uintmax_t length : {size - 1, size / 2, uintmax_t{100}, uintmax_t{3}, uintmax_t{0}}) {
        fs::resize_file(m_path, length);
        const Result<SlabFile> file = SlabFile::open(m_path);
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::CheckpointDamaged);
    }
    QCOMPARE(SlabFile::open(m_path.parent_path() / "absent").error().code, ErrorCode::FileMissing);
}

void TestSlabFile::foreignFilesAreRefused()
{
    std::ofstream(m_path) << std::string(100'000, 'x');
    QCOMPARE(SlabFile::open(m_path).error().code, ErrorCode::CheckpointDamaged);
    std::ofstream(m_path) << "LASslab2" << std::string(100'000, '\0'); // of a later version
    QCOMPARE(SlabFile::open(m_path).error().code, ErrorCode::CheckpointDamaged);
    std::ofstream(m_path) << "LASslab1" << std::string(100'000, '\xff'); // an absurd length
    QCOMPARE(SlabFile::open(m_path).error().code, ErrorCode::CheckpointDamaged);
    QCOMPARE(SlabFile::open(m_path.parent_path()).error().code, ErrorCode::CheckpointDamaged);
}

void TestSlabFile::nothingAppearsBeforeItIsWhole()
{
    const std::vector<Slab> all = slabs();
    {
        Result<SlabFileWriter> writer = SlabFileWriter::create(m_path, {"key", "", sizesOf(all)});
        QVERIFY(writer);
        QVERIFY(writer->write(0, all[0]));
        QVERIFY(!fs::exists(m_path));
        const Status finished = writer->finish();
        QVERIFY(!finished);
        QCOMPARE(finished.error().code, ErrorCode::Internal);
    }
    QCOMPARE(filesIn(m_path.parent_path()), size_t{0});
}

void TestSlabFile::aFullDiskIsAnErrorAndLeavesNothing()
{
    // A limit on the size of files is as near to a full disk as a test comes without a disk of its own.
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit tight{1 << 20, before.rlim_max};
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &tight);
    const Status written = write(m_path, slabs());
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::DiskFull);
    QCOMPARE(filesIn(m_path.parent_path()), size_t{0});

    const Status nowhere = write("/proc/model.slabs", slabs());
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().code, ErrorCode::NotWritable);
}

void TestSlabFile::whatAKilledWriterLeftIsRemovedAndWhatALivingOneWritesIsNot()
{
    const fs::path folder = m_path.parent_path();
    std::ofstream(folder / "model.slabs.12ab.unfinished") << "half a file";
    std::ofstream(folder / "somebody's.txt") << "not ours";
    const std::vector<Slab> all = slabs();
    Result<SlabFileWriter> writer = SlabFileWriter::create(m_path, {"key", "", sizesOf(all)});
    QVERIFY(writer);
    QCOMPARE(filesIn(folder), size_t{3});
    SlabFileWriter::removeLeftovers(folder);
    QCOMPARE(filesIn(folder), size_t{2});
    for (size_t i = 0; i < all.size(); ++i)
        QVERIFY(writer->write(static_cast<int64_t>(i), all[i]));
    QVERIFY(writer->finish());
    QVERIFY(fs::exists(m_path));
    QVERIFY(fs::exists(folder / "somebody's.txt"));
}

void TestSlabFile::slabsAreReadBeforeTheFileHasItsName()
{
    const std::vector<Slab> all = slabs();
    Result<SlabFileWriter> writer = SlabFileWriter::create(m_path, {"key", "", sizesOf(all)});
    QVERIFY(writer);
    const auto isSound = [&](const SlabFile& file) {
        for (size_t i = 0; i < all.size(); ++i) {
            Slab to(all[i].size());
            const SlabFile::Part part{static_cast<int64_t>(i), to};
            if (!file.read(std::span(&part, 1)) || to != all[i])
                return false;
        }
        return true;
    };
    for (size_t i = 0; i < all.size(); ++i) {
        QCOMPARE(writer->written().error().code, ErrorCode::Internal); // one is missing
        QVERIFY(writer->write(static_cast<int64_t>(i), all[i]));
    }
    {
        const Result<SlabFile> early = writer->written();
        QVERIFY(early);
        QVERIFY(!fs::exists(m_path));
        QVERIFY(isSound(*early));
        QVERIFY(writer->finish());
        QVERIFY(isSound(*early));
        // Its lock is a reader's now, so that others read it, too.
        const Result<SlabFile> other = SlabFile::open(m_path);
        QVERIFY(other);
        QVERIFY(isSound(*other));
    }
    // What was read early stays good if the file never gets its name.
    const auto unnamed = [&] {
        Result<SlabFileWriter> dropped
            = SlabFileWriter::create(m_path, {"key", "", {static_cast<int64_t>(all[0].size())}});
        return dropped->write(0, all[0]) ? dropped->written() : Result<SlabFile>(Error{});
    };
    const Result<SlabFile> kept = unnamed();
    QVERIFY(kept);
    Slab to(all[0].size());
    const SlabFile::Part part{0, to};
    QVERIFY(kept->read(std::span(&part, 1)));
    QVERIFY(to == all[0]);
    QCOMPARE(filesIn(m_path.parent_path()), size_t{1});
}

// Destinations that are aligned as the disk wants it: what isn't in the page cache passes it by.
void TestSlabFile::pagesOfTheCacheAndOfTheDiskAreTheSame()
{
    const std::vector<Slab> all = slabs();
    QVERIFY(write(m_path, all));
    const Result<SlabFile> file = SlabFile::open(m_path);
    QVERIFY(file);
    const Slab& wanted = all.back();
    const std::unique_ptr<std::byte, decltype(&std::free)> room(
        static_cast<std::byte*>(std::aligned_alloc(4096, (wanted.size() + 4095) / 4096 * 4096)), &std::free);
    const std::span to(room.get(), wanted.size());
    const SlabFile::Part part{static_cast<int64_t>(all.size()) - 1, to};
    for (const bool isCached : {true, false}) {
        const int descriptor = open(m_path.c_str(), O_RDONLY | O_CLOEXEC);
        if (!isCached) {
            fdatasync(descriptor);
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
        }
        close(descriptor);
        std::fill(to.begin(), to.end(), std::byte{1});
        QVERIFY(file->read(std::span(&part, 1)));
        QVERIFY(std::equal(to.begin(), to.end(), wanted.begin()));
    }
}

void TestSlabFile::readingCanBeStopped()
{
    QVERIFY(write(m_path, slabs()));
    const Result<SlabFile> file = SlabFile::open(m_path);
    Slab to(100'000);
    const SlabFile::Part part{0, to};
    std::stop_source stop;
    stop.request_stop();
    const Status read = file->read(std::span(&part, 1), {}, stop.get_token());
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Cancelled);
}

void TestSlabFile::otherSizesAreRefused()
{
    QVERIFY(write(m_path, slabs()));
    const Result<SlabFile> file = SlabFile::open(m_path);
    Slab to(99'999);
    for (const int64_t index : {int64_t{0}, int64_t{4}, int64_t{-1}}) {
        const SlabFile::Part part{index, to};
        QCOMPARE(file->read(std::span(&part, 1)).error().code, ErrorCode::Internal);
    }
    Result<SlabFileWriter> writer = SlabFileWriter::create(m_path, {"key", "", {5}});
    QCOMPARE(writer->write(0, to).error().code, ErrorCode::Internal);
    QCOMPARE(writer->write(1, to).error().code, ErrorCode::Internal);
}

void TestSlabFile::theCacheListsAndRemoves()
{
    const model::SlabCache cache(m_path.parent_path());
    const fs::path first = cache.pathOf("one key");
    const fs::path second = cache.pathOf("another");
    QVERIFY(first != second);
    QCOMPARE(cache.pathOf("one key"), first);
    QVERIFY(write(first, slabs()));
    std::ofstream(second) << "torn";
    std::ofstream(m_path.parent_path() / "notes.txt") << "not ours";

    const auto entries = cache.entries();
    QCOMPARE(entries.size(), size_t{2});
    for (const auto& entry : entries) {
        QCOMPARE(entry.title, std::string(entry.path == first ? "A model" : ""));
        QCOMPARE(entry.bytes, static_cast<int64_t>(fs::file_size(entry.path)));
    }
    {
        // While somebody reads it, it stays.
        const Result<SlabFile> reader = SlabFile::open(first);
        QVERIFY(reader);
        for (const auto& entry : cache.entries())
            QCOMPARE(entry.inUse, entry.path == first);
        QCOMPARE(cache.remove(first).error().code, ErrorCode::NotWritable);
        QVERIFY(fs::exists(first));
    }
    for (const auto& entry : cache.entries())
        QVERIFY(!entry.inUse);
    QVERIFY(cache.remove(first));
    QVERIFY(!fs::exists(first));
    QCOMPARE(cache.remove(first).error().code, ErrorCode::FileMissing);
    QCOMPARE(cache.remove(m_path.parent_path() / "notes.txt").error().code, ErrorCode::FileMissing);
    QCOMPARE(cache.remove("/etc/hostname").error().code, ErrorCode::FileMissing);
    QCOMPARE(cache.entries().size(), size_t{1});
    QVERIFY(model::SlabCache("/nowhere/at/all").entries().empty());
}

QTEST_GUILESS_MAIN(TestSlabFile)
#include "tst_SlabFile.moc"
