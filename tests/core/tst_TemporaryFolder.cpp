// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/TemporaryFolder.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace studio;

namespace fs = std::filesystem;

namespace {

// A program that has made a folder with a file in it, and lives until it is killed.
class Other {
public:
    Other()
    {
        std::array<int, 2> ends{};
        (void)!::pipe(ends.data());
        m_process = ::fork();
        if (m_process == 0) {
            const auto made = TemporaryFolder::create();
            const std::string line = (made ? made->path().string() : std::string()) + '\n';
            if (made)
                std::ofstream(made->path() / "icon.svg") << "svg";
            (void)!::write(ends[1], line.data(), line.size());
            while (true)
                ::pause();
        }
        ::close(ends[1]);
        std::string line;
        for (char letter = 0; ::read(ends[0], &letter, 1) == 1 && letter != '\n';)
            line += letter;
        ::close(ends[0]);
        m_path = line;
    }
    ~Other() { kill(); }
    Other(const Other&) = delete;
    Other& operator=(const Other&) = delete;

    [[nodiscard]] const fs::path& path() const { return m_path; }
    void kill()
    {
        if (m_process <= 0)
            return;
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
        m_process = -1;
    }

private:
    pid_t m_process = -1;
    fs::path m_path;
};

class TestTemporaryFolder : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] fs::path folder() const { return m_folder->path().toStdString(); }
    [[nodiscard]] size_t entries() const
    {
        return static_cast<size_t>(std::distance(fs::directory_iterator(folder()), {}));
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("TMPDIR", m_folder->path().toUtf8());
    }
    void cleanup() { qunsetenv("TMPDIR"); }

    void itGoesWithWhatIsInIt()
    {
        {
            const auto one = TemporaryFolder::create();
            const auto other = TemporaryFolder::create();
            QVERIFY(one && other);
            QVERIFY(one->path() != other->path());
            QCOMPARE(one->path().parent_path(), folder());
            struct stat facts { };
            QCOMPARE(::stat(one->path().c_str(), &facts), 0);
            QCOMPARE(facts.st_mode & 0777U, 0700U);
            std::ofstream(one->path() / "file") << "text";
            QCOMPARE(entries(), size_t{2});
        }
        QCOMPARE(entries(), size_t{0});
    }

    void whatIsMovedIsRemovedOnce()
    {
        auto made = TemporaryFolder::create();
        QVERIFY(bool(made));
        const TemporaryFolder moved = std::move(*made);
        QVERIFY(made->path().empty());
        QVERIFY(fs::exists(moved.path()));
    }

    void whereNothingCanBeWrittenIsSaid()
    {
        const auto made = TemporaryFolder::create(folder() / "nowhere");
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::NotWritable);
    }

    void whatKilledProgramsLeftIsRemovedAndNothingElse()
    {
        const auto own = TemporaryFolder::create();
        QVERIFY(bool(own));
        Other living;
        Other dead;
        dead.kill();
        QVERIFY(fs::exists(dead.path() / "icon.svg"));
        // Of another name, of another kind, or open to others.
        const fs::path another = folder() / "another-program-abcdef";
        const fs::path longer = folder() / "live-avatar-studio-abcdefg";
        const fs::path shared = folder() / "live-avatar-studio-shared";
        const fs::path plain = folder() / "live-avatar-studio-a_file";
        const fs::path link = folder() / "live-avatar-studio-a_link";
        for (const fs::path& made : {another, longer, shared})
            fs::create_directory(made);
        for (const fs::path& made : {another, longer})
            QCOMPARE(::chmod(made.c_str(), 0700), 0);
        QCOMPARE(::chmod(shared.c_str(), 0755), 0);
        std::ofstream(plain) << "text";
        fs::create_directory_symlink(another, link);

        removeAbandonedFolders();
        QVERIFY(!fs::exists(dead.path()));
        QVERIFY(fs::exists(living.path() / "icon.svg"));
        QVERIFY(fs::exists(own->path()));
        for (const fs::path& other : {another, longer, shared, plain, link})
            QVERIFY2(fs::exists(other), other.c_str());

        living.kill();
        removeAbandonedFolders();
        QVERIFY(!fs::exists(living.path()));
        QVERIFY(fs::exists(own->path()));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestTemporaryFolder)
#include "tst_TemporaryFolder.moc"
