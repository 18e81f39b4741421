// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/PartFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace studio;
using namespace studio::media;

namespace fs = std::filesystem;

namespace {

// What the file system of a test can't do. These functions stand for the C library's in this program.
struct {
    bool locks = true;
    bool renameToFree = true;
    bool links = true;
    bool namelessFiles = true;
} can;

} // namespace

extern "C" int flock(int descriptor, int operation)
{
    if (can.locks)
        return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
    errno = ENOLCK;
    return -1;
}

extern "C" int renameat2(int fromFolder, const char* from, int toFolder, const char* to, unsigned flags) noexcept
{
    if (can.renameToFree)
        return static_cast<int>(::syscall(SYS_renameat2, fromFolder, from, toFolder, to, flags));
    errno = EINVAL;
    return -1;
}

extern "C" int link(const char* from, const char* to) noexcept
{
    if (can.links)
        return static_cast<int>(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
    errno = EPERM;
    return -1;
}

extern "C" int open(const char* path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (can.namelessFiles || (flags & O_TMPFILE) != O_TMPFILE)
        return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
    errno = EOPNOTSUPP;
    return -1;
}

namespace {

void write(const fs::path& path, const std::string& text)
{
    std::ofstream(path) << text;
}

std::string read(const fs::path& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// A program of its own that does something, tells a line, and lives on until it is killed.
class Other {
public:
    explicit Other(const std::function<std::string()>& act)
    {
        std::array<int, 2> ends{};
        (void)!::pipe(ends.data());
        m_process = ::fork();
        if (m_process == 0) {
            const std::string line = act() + '\n';
            (void)!::write(ends[1], line.data(), line.size());
            while (true)
                ::pause();
        }
        ::close(ends[1]);
        m_line = ends[0];
    }
    ~Other() { kill(); }
    Other(const Other&) = delete;
    Other& operator=(const Other&) = delete;

    std::string line()
    {
        std::string text;
        for (char letter = 0; ::read(m_line, &letter, 1) == 1 && letter != '\n';)
            text += letter;
        return text;
    }
    void kill()
    {
        if (m_process <= 0)
            return;
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
        ::close(m_line);
        m_process = -1;
    }

private:
    pid_t m_process = -1;
    int m_line = -1;
};

std::string outcome(const Result<PartFile>& part)
{
    return part ? part->target().filename().string() : std::string(name(part.error().code));
}

class TestPartFile : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] fs::path folder() const { return m_folder->path().toStdString(); }
    [[nodiscard]] fs::path file(const std::string& name) const { return folder() / name; }
    [[nodiscard]] std::set<std::string> names() const
    {
        std::set<std::string> found;
        for (const auto& entry : fs::directory_iterator(folder()))
            found.insert(entry.path().filename().string());
        return found;
    }
    using Names = std::set<std::string>;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        can = {};
    }

    void aFileGetsItsNameAtTheEnd()
    {
        auto part = PartFile::reserve(file("a.mp4"), Existing::Refuse);
        QVERIFY(bool(part));
        QCOMPARE(part->path(), file(".a.part.mp4"));
        write(part->opened(), "film");
        QVERIFY(names() == Names{".a.part.mp4"});
        QVERIFY(bool(part->publish()));
        QVERIFY(names() == Names{"a.mp4"});
        QCOMPARE(read(file("a.mp4")), "film");
    }

    void aFileInTheCurrentFolderNeedsNoPath()
    {
        const fs::path before = fs::current_path();
        fs::current_path(folder());
        {
            auto part = PartFile::reserve("a.mp4", Existing::Refuse);
            QVERIFY(bool(part));
            QVERIFY(partsOf("a.mp4") == std::vector{part->path()});
            QCOMPARE(outcome(PartFile::reserveFree("a.mp4")), "a-2.mp4");
            write(part->opened(), "film");
            QVERIFY(bool(part->publish()));
        }
        fs::current_path(before);
        QVERIFY(names() == Names{"a.mp4"});
    }

    void withoutAByteNothingRemains()
    {
        QVERIFY(bool(PartFile::reserve(file("a.mp4"), Existing::Refuse)));
        QVERIFY(names().empty());
    }

    void aNameIsReservedWhileItsProgramLives()
    {
        Other other([&] {
            static auto part = PartFile::reserve(file("a.mp4"), Existing::Refuse);
            write(part->opened(), "what it made");
            return outcome(part);
        });
        QCOMPARE(other.line(), "a.mp4");
        for (const Existing existing : {Existing::Refuse, Existing::Replace}) {
            const auto refused = PartFile::reserve(file("a.mp4"), existing);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::FileExists);
            QCOMPARE(refused.error().subject, file("a.mp4").string());
            QVERIFY(!refused.error().detail.empty());
        }
        QCOMPARE(PartFile::adopt(file("a.mp4")).error().code, ErrorCode::FileExists);
        QCOMPARE(outcome(PartFile::reserveFree(file("a.mp4"))), "a-2.mp4");
        QVERIFY(bool(PartFile::reserve(file("b.mp4"), Existing::Refuse)));

        other.kill();
        auto part = PartFile::reserve(file("a.mp4"), Existing::Refuse);
        QVERIFY(bool(part));
        QCOMPARE(part->path(), file(".a.part-2.mp4"));
        QCOMPARE(read(file(".a.part.mp4")), "what it made");
    }

    void programsThatBeginTogetherGetANameEach()
    {
        for (int round = 0; round < 10; ++round) {
            Names found;
            {
                std::vector<std::unique_ptr<Other>> others;
                for (int i = 0; i < 6; ++i)
                    others.push_back(std::make_unique<Other>([&] {
                        static auto part = PartFile::reserveFree(file("voice.mp4"));
                        return outcome(part);
                    }));
                for (auto& other : others)
                    found.insert(other->line());
            }
            QVERIFY((found
                     == Names{"voice.mp4", "voice-2.mp4", "voice-3.mp4", "voice-4.mp4", "voice-5.mp4", "voice-6.mp4"}));
        }
    }

    void ofProgramsThatWantOneNameOneGetsIt()
    {
        for (int round = 0; round < 10; ++round) {
            std::multiset<std::string> found;
            std::vector<std::unique_ptr<Other>> others;
            for (int i = 0; i < 6; ++i)
                others.push_back(std::make_unique<Other>([&] {
                    static auto part = PartFile::reserve(file("film.mp4"), Existing::Replace);
                    return outcome(part);
                }));
            for (auto& other : others)
                found.insert(other->line());
            QCOMPARE(found.count("film.mp4"), size_t{1});
            QCOMPARE(found.count("FileExists"), size_t{5});
        }
    }

    void whatTheDeadLeftIsKeptButForEmptyFiles()
    {
        write(file(".a.part.mp4"), "a film");
        write(file(".a.part-2.mp4"), "");
        write(file(".a.part-7.mp4"), "a longer film");
        {
            auto part = PartFile::reserve(file("a.mp4"), Existing::Refuse);
            QVERIFY(bool(part));
            QCOMPARE(part->path(), file(".a.part-8.mp4"));
        }
        QVERIFY((names() == Names{".a.part.mp4", ".a.part-7.mp4"}));
        QCOMPARE(read(file(".a.part.mp4")), "a film");

        auto left = PartFile::adopt(file("a.mp4"));
        QVERIFY(bool(left));
        QCOMPARE(left->path(), file(".a.part-7.mp4"));
        QVERIFY(bool(left->publish()));
        QCOMPARE(read(file("a.mp4")), "a longer film");
        QCOMPARE(PartFile::adopt(file("none.mp4")).error().code, ErrorCode::FileMissing);
    }

    void onlyItsOwnPartsAreAFilms()
    {
        for (const char* name :
             {".a.part.mp4", ".a.part-3.mp4", ".a.part-x.mp4", ".a.part-.mp4", ".b.part.mp4", "a.part.mp4",
              ".a.part-03.mp4", ".a.part-2147483647.mp4", ".a.part--5.mp4", ".aa.part.mp4", ".a.MP4.part.mp4"})
            write(file(name), "x");
        QVERIFY((partsOf(file("a.mp4")) == std::vector{file(".a.part.mp4"), file(".a.part-3.mp4")}));
        QVERIFY((partsOf(file("a.MP4")) == std::vector{file(".a.MP4.part.mp4")}));
        QVERIFY(partsOf(folder() / "nowhere" / "a.mp4").empty());
    }

    void linksAreNotFollowed()
    {
        write(file("victim"), "precious");
        for (const char* name : {".a.part.mp4", ".a.lock", ".a.part-2.mp4"})
            fs::create_symlink(file("victim"), file(name));
        fs::create_symlink(file("nothing"), file("b.mp4"));
        auto part = PartFile::reserve(file("a.mp4"), Existing::Refuse);
        QVERIFY(bool(part));
        write(part->opened(), "film");
        QVERIFY(bool(part->publish()));
        QCOMPARE(read(file("a.mp4")), "film");
        QCOMPARE(read(file("victim")), "precious");
        // A link that leads nowhere is a name that is taken.
        QCOMPARE(outcome(PartFile::reserve(file("b.mp4"), Existing::Refuse)), "FileExists");
        QCOMPARE(outcome(PartFile::reserveFree(file("b.mp4"))), "b-2.mp4");
        QVERIFY(!fs::exists(file("nothing")));
    }

    void longNamesAreTaken_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const int length : {236, 237, 240, 245, 246, 247, 251})
            QTest::addRow("%d bytes and .mp4", length) << QByteArray(length, 'n') + ".mp4";
        QTest::newRow("Chinese") << QString(82, QChar(0x8BED)).toUtf8() + ".mp4";
        QTest::newRow("another extension") << QByteArray(247, 'n') + ".MP4";
    }
    void longNamesAreTaken()
    {
        QFETCH(const QByteArray, name);
        const fs::path film = file(name.toStdString());
        fs::path similar = film;
        similar.replace_filename("n" + film.filename().string().substr(0, 200) + film.extension().string());
        for (const bool nameless : {true, false}) {
            can.namelessFiles = nameless;
            auto part = PartFile::reserve(film, Existing::Replace);
            QVERIFY2(part, part ? "" : part.error().detail.c_str());
            QVERIFY(part->path().filename().string().size() <= 255);
            QVERIFY(QString::fromStdString(part->path().filename().string()).toUtf8().toStdString()
                    == part->path().filename().string()); // whole characters
            QVERIFY(partsOf(film) == std::vector{part->path()});
            QVERIFY(partsOf(similar).empty());
            QCOMPARE(outcome(PartFile::reserve(film, Existing::Replace)), "FileExists");
            auto next = PartFile::reserveFree(film);
            QVERIFY2(next, next ? "" : next.error().detail.c_str());
            QVERIFY(next->target() != film);
            auto draft = DraftFile::create(film);
            QVERIFY(bool(draft));
            write(draft->opened(), "film");
            QVERIFY(bool(draft->publish(film, Existing::Replace)));
            QCOMPARE(read(film), "film");
        }
    }

    void aTakenNameIsNotOverwritten_data()
    {
        QTest::addColumn<bool>("renameToFree");
        QTest::addColumn<bool>("links");
        QTest::newRow("an usual file system") << true << true;
        QTest::newRow("links only") << false << true;
        QTest::newRow("neither") << false << false;
    }
    void aTakenNameIsNotOverwritten()
    {
        QFETCH(const bool, renameToFree);
        QFETCH(const bool, links);
        can.renameToFree = renameToFree;
        can.links = links;
        for (const bool nameless : {true, false}) {
            can.namelessFiles = nameless;
            auto part = PartFile::reserve(file("a.mp4"), Existing::Refuse);
            auto draft = DraftFile::create(file("a.mp4"));
            QVERIFY(part && draft);
            write(part->opened(), "part");
            write(draft->opened(), "draft");
            write(file("a.mp4"), "another's");
            QCOMPARE(part->publish().error().code, ErrorCode::FileExists);
            QCOMPARE(draft->publish(file("a.mp4"), Existing::Refuse).error().code, ErrorCode::FileExists);
            QCOMPARE(read(file("a.mp4")), "another's");
            QCOMPARE(read(part->path()), "part");
            QVERIFY(bool(part->publish()) == false);

            fs::remove(file("a.mp4"));
            QVERIFY(bool(part->publish()));
            QCOMPARE(read(file("a.mp4")), "part");
            QVERIFY(bool(draft->publish(file("a.mp4"), Existing::Replace)));
            QCOMPARE(read(file("a.mp4")), "draft");
            QVERIFY(names() == Names{"a.mp4"});
            fs::remove(file("a.mp4"));
        }
        fs::create_directory(file("taken"));
        auto pictures = ScratchFolder::besides(file("taken"));
        QVERIFY(bool(pictures));
        write(pictures->path() / "1.png", "x");
        QCOMPARE(pictures->publish(file("taken")).error().code, ErrorCode::FileExists);
        QVERIFY(bool(pictures->publish(file("free"))));
        QVERIFY(fs::exists(file("free") / "1.png"));
    }

    void aFileSystemWithoutLocksKeepsFilesApart()
    {
        can.locks = false;
        auto first = PartFile::reserveFree(file("a.mp4"));
        auto second = PartFile::reserveFree(file("a.mp4"));
        QCOMPARE(outcome(first), "a.mp4");
        QCOMPARE(outcome(second), "a-2.mp4"); // It may be of the living.
        auto third = PartFile::reserve(file("a.mp4"), Existing::Refuse);
        QVERIFY(bool(third));
        QVERIFY(third->path() != first->path());
        write(first->opened(), "first");
        write(third->opened(), "third");
        QVERIFY(bool(third->publish()));
        QCOMPARE(first->publish().error().code, ErrorCode::FileExists);
        QCOMPARE(read(first->path()), "first");
        QCOMPARE(read(file("a.mp4")), "third");
    }

    // As of `flock FOLDER avatar-render ...`.
    void aLockOnTheFolderIsNoObstacle()
    {
        const Descriptor held(::open(folder().c_str(), O_RDONLY | O_DIRECTORY));
        QCOMPARE(::flock(held.number(), LOCK_EX), 0);
        QVERIFY(bool(PartFile::reserve(file("a.mp4"), Existing::Refuse)));
    }

    void whatCannotBeWrittenIsSaid()
    {
        QCOMPARE(outcome(PartFile::reserve(folder(), Existing::Replace)), "NotWritable");
        QCOMPARE(outcome(PartFile::reserve(folder() / "no" / "a.mp4", Existing::Refuse)), "NotWritable");
        QCOMPARE(outcome(PartFile::reserveFree(folder() / "no" / "a.mp4")), "NotWritable");
        QCOMPARE(outcome(PartFile::reserve(file(std::string(300, 'n') + ".mp4"), Existing::Refuse)), "NotWritable");
        QVERIFY(PartFile::reserveFree(file(std::string(300, 'n') + ".mp4"))->target().filename().string().size()
                <= 255);
        QVERIFY(!DraftFile::create(folder() / "no" / "a.mp4"));
        QVERIFY(!ScratchFolder::besides(folder() / "no" / "a"));
    }

    void whatIsNotPublishedIsGone()
    {
        for (const bool nameless : {true, false}) {
            can.namelessFiles = nameless;
            auto draft = DraftFile::create(file("a.mp4"));
            QVERIFY(bool(draft));
            write(draft->opened(), "half");
            QCOMPARE(names().size(), nameless ? size_t{0} : size_t{1});
        }
        {
            auto scratch = ScratchFolder::besides(file("pictures"));
            QVERIFY(bool(scratch));
            write(scratch->path() / "1.png", "half");
        }
        QVERIFY(names().empty());
    }

    void aFolderOfAKilledProgramIsRemoved()
    {
        const fs::path abandoned = folder() / ".pictures.new-0123abcd";
        const fs::path another = folder() / ".pictures.new-older";
        for (const fs::path& each : {abandoned, another}) {
            fs::create_directory(each);
            write(each / "1.png", "half");
        }
        auto living = ScratchFolder::besides(file("pictures"));
        QVERIFY(living && !fs::exists(abandoned) && fs::exists(another));
        auto second = ScratchFolder::besides(file("pictures"));
        QVERIFY(second && second->path() != living->path() && fs::exists(living->path()));
        fs::remove_all(another);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestPartFile)
#include "tst_PartFile.moc"
