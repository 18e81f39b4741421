// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmJournal.h"
#include "core/media/PartFile.h"
#include "tests/support/SmallDisk.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace studio;
using namespace studio::jobs;

namespace {

namespace fs = std::filesystem;

constexpr int kSteps = 2;
constexpr int64_t kStepBytes = 24;
constexpr int64_t kBlocks = 4;

std::vector<std::byte> latentsOf(int64_t block)
{
    std::vector<std::byte> latents;
    for (int64_t i = 0; i < kSteps * kStepBytes; ++i)
        latents.push_back(static_cast<std::byte>(block * 100 + i));
    return latents;
}

const pipeline::BlockFacts kFacts{
    .first = -1, .end = 40, .steps = kSteps, .lanes = 2, .format = NumberFormat::Bf16, .stepBytes = kStepBytes};

// What a writer that was killed has left is read to its last whole block, and anything else is refused.
class TestFilmJournal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatWasWrittenIsRead()
    {
        write(kBlocks);
        const auto journal = FilmJournal::read(file());
        QVERIFY(journal);
        QVERIFY((*journal)->beginning() == beginning());
        QVERIFY((*journal)->hasFacts());
        QVERIFY((*journal)->facts() == kFacts);
        verifyBlocks(**journal, kBlocks);
        QVERIFY(!(*journal)->latents(3, 0));
        QVERIFY(!(*journal)->latents(-2, 0));
        QVERIFY(!(*journal)->latents(0, kSteps));
        QCOMPARE((*journal)->wholeBytes(), static_cast<int64_t>(fs::file_size(file())));
    }

    void aTornTailIsIgnoredWhereverItIs()
    {
        std::vector<qint64> ends; // behind the facts, and behind each block
        for (int64_t blocks = 0; blocks <= kBlocks; ++blocks) {
            write(blocks);
            ends.push_back(static_cast<qint64>(fs::file_size(file())));
        }
        const QByteArray whole = contents();
        qint64 refused = 0;
        for (qint64 length = 0; length <= whole.size(); ++length) {
            put(whole.first(length));
            const auto journal = FilmJournal::read(file());
            if (!journal) { // within the beginning
                QCOMPARE(journal.error().code, ErrorCode::CannotContinue);
                QVERIFY(length == refused++);
                continue;
            }
            const auto blocks
                = std::max<int64_t>(0, std::upper_bound(ends.begin(), ends.end(), length) - ends.begin() - 1);
            QCOMPARE((*journal)->hasFacts(), length >= ends.front());
            verifyBlocks(**journal, blocks);
            // And it goes on behind the last whole record.
            {
                JournalWriter writer(**journal, file());
                writer.facts(kFacts);
                for (int64_t block = (*journal)->hasFacts() ? (*journal)->end() : -1; block < kBlocks - 1; ++block)
                    writer.block({.block = block, .latents = latentsOf(block)});
                QVERIFY(writer.drain());
            }
            QVERIFY(contents() == whole);
        }
        QVERIFY(refused > 0 && refused < ends.front());
    }

    void aFlippedByteIsFoundAtTheLatestWhereItIsUsed()
    {
        write(kBlocks);
        const QByteArray whole = contents();
        for (qsizetype at = 0; at < whole.size(); ++at) {
            QByteArray changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 0x10);
            put(changed);
            const auto journal = FilmJournal::read(file());
            if (!journal)
                continue;
            for (int64_t block = -1; block < (*journal)->end(); ++block) {
                const auto read = (*journal)->latents(block, 0);
                QVERIFY(!read || *read == firstOf(latentsOf(block)));
            }
        }
    }

    // Of several, the last one counts, and the film goes on behind it.
    void whatAStoppedFilmBecameIsKnown()
    {
        write(2);
        const fs::path movie = m_folder->filePath(QStringLiteral("film.mp4")).toStdString();
        for (const char* const bytes : {"short", "a longer film"}) {
            std::ofstream(movie) << bytes;
            const auto journal = FilmJournal::read(file());
            QVERIFY(journal);
            JournalWriter writer(**journal, file());
            noteStopped(writer, movie, std::ssize(std::string_view(bytes)));
            QVERIFY(writer.drain());
        }
        const auto stopped = FilmJournal::read(file());
        QVERIFY(stopped && (*stopped)->film());
        QVERIFY(*(*stopped)->film() == *stoppedFilm(movie, 13));
        QCOMPARE((*stopped)->film()->bytes, 13);
        verifyBlocks(**stopped, 2);
        {
            JournalWriter writer(**stopped, file());
            writer.block({.block = 1, .latents = latentsOf(1)});
            QVERIFY(writer.drain());
        }
        const auto goneOn = FilmJournal::read(file());
        QVERIFY(goneOn && (*goneOn)->film() == (*stopped)->film());
        verifyBlocks(**goneOn, 3);
        // Another film of the same name and length.
        std::ofstream(movie) << "a LONGER film";
        QVERIFY(*(*goneOn)->film() != *stoppedFilm(movie, 13));
        fs::remove(movie);
        QCOMPARE(stoppedFilm(movie, 13).error().code, ErrorCode::FileMissing);
    }

    void aForeignFileIsRefused()
    {
        put("a text");
        QCOMPARE(FilmJournal::read(file()).error().code, ErrorCode::CannotContinue);
        put({});
        QCOMPARE(FilmJournal::read(file()).error().code, ErrorCode::CannotContinue);
        QCOMPARE(FilmJournal::read(path("none.journal")).error().code, ErrorCode::FileMissing);
        QCOMPARE(FilmJournal::read(fs::path(m_folder->path().toStdString())).error().code, ErrorCode::FileUnreadable);
    }

    void aLinkIsNotFollowed()
    {
        write(1);
        fs::create_symlink(file(), path("link.journal"));
        QVERIFY(!FilmJournal::read(path("link.journal")));
        put("precious", "precious.txt");
        fs::create_symlink(path("precious.txt"), path("other.journal"));
        {
            JournalWriter writer(path("other.journal"), beginning());
            QVERIFY(writer.drain());
        }
        QVERIFY(!fs::is_symlink(path("other.journal")));
        QCOMPARE(contents("precious.txt"), QByteArray("precious"));
    }

    // The film is made all the same, and what was written before the disk was full can be used.
    void aFullDiskEndsTheJournalOnly()
    {
        write(2);
        const auto bytes = fs::file_size(file());
        JournalWriter writer(path("full.journal"), beginning());
        writer.facts(kFacts);
        QVERIFY(writer.drain());
        {
            const test::SmallDisk disk(bytes + 30);
            for (int64_t block = -1; block < 20; ++block)
                writer.block({.block = block, .latents = latentsOf(block)});
            QVERIFY(!writer.drain());
        }
        writer.block({.block = 20, .latents = latentsOf(20)}); // There is room again, but a gap before it.
        QVERIFY(!writer.drain());
        const auto journal = FilmJournal::read(path("full.journal"));
        QVERIFY(journal);
        verifyBlocks(**journal, 2);
    }

    void aFolderThatCantBeWrittenEndsTheJournalOnly()
    {
        JournalWriter writer(path("none/a.journal"), beginning());
        writer.facts(kFacts);
        writer.block({.block = -1, .latents = latentsOf(-1)});
        QVERIFY(!writer.drain());
    }

    void itIsRemovedWithTheCompleteFilm()
    {
        JournalWriter writer(file(), beginning());
        writer.facts(kFacts);
        writer.block({.block = -1, .latents = latentsOf(-1)});
        writer.remove();
        QVERIFY(!fs::exists(file()));
    }

    void itLiesBesideThePartFile()
    {
        const fs::path movie = path("film.mp4");
        QVERIFY(!findJournal(movie));
        const auto part = media::PartFile::reserve(movie, media::Existing::Refuse);
        QVERIFY(part);
        const fs::path journal = journalOf(part->path());
        QCOMPARE(journal.filename().string(), std::string(".film.part.journal"));
        put("x", journal.filename().string());
        QVERIFY(findJournal(movie) == journal);
        put("x", ".film.part-3.journal");
        put("x", ".film.part-03.journal");
        put("x", ".other.part-4.journal");
        QVERIFY(findJournal(movie) == path(".film.part-3.journal"));
        // It is no part file itself.
        QCOMPARE(media::partsOf(movie).size(), size_t{1});
    }

    void differencesAreNamed()
    {
        const FilmIdentity one{{"the voice", "1"}, {"the portrait", "2"}, {"the seed", "3"}};
        QVERIFY(differences(one, one).empty());
        const FilmIdentity other{{"the voice", "1"}, {"the portrait", "4"}, {"the engine", "5"}};
        const std::vector<std::string> names{"the portrait", "the seed", "the engine"};
        QVERIFY(differences(one, other) == names);
    }

private:
    [[nodiscard]] fs::path path(const std::string& name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    [[nodiscard]] fs::path file() const { return path(".film.part.journal"); }

    static JournalBeginning beginning()
    {
        return {.identity = {{"the voice", "crc 1"}, {"the prompt", "\u4e00 \"person\""}},
                .replace = true,
                .folder = "/somewhere",
                .order = {"--image", "a b.png"}};
    }

    void write(int64_t blocks) const
    {
        JournalWriter writer(file(), beginning());
        writer.facts(kFacts);
        for (int64_t block = -1; block < blocks - 1; ++block)
            writer.block({.block = block, .latents = latentsOf(block)});
        QVERIFY(writer.drain());
    }

    static std::vector<std::byte> firstOf(const std::vector<std::byte>& latents)
    {
        return {latents.begin(), latents.begin() + kStepBytes};
    }

    static void verifyBlocks(const FilmJournal& journal, int64_t blocks)
    {
        QCOMPARE(journal.end(), journal.facts().first + blocks);
        for (int64_t block = -1; block < blocks - 1; ++block) {
            const std::vector<std::byte> all = latentsOf(block);
            std::vector<std::byte> read;
            for (int step = 0; step < kSteps; ++step) {
                const auto latents = journal.latents(block, step);
                QVERIFY(latents);
                read.insert(read.end(), latents->begin(), latents->end());
            }
            QVERIFY(read == all);
        }
    }

    void put(const QByteArray& bytes, const std::string& name = ".film.part.journal") const
    {
        std::ofstream(path(name), std::ios::binary).write(bytes.data(), bytes.size());
    }

    [[nodiscard]] QByteArray contents(const std::string& name = ".film.part.journal") const
    {
        QFile read(QString::fromStdString(path(name).string()));
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestFilmJournal)
#include "tst_FilmJournal.moc"
