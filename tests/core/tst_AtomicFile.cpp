// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/AtomicFile.h"
#include "core/project/Take.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace studio;
using namespace studio::project;
namespace fs = std::filesystem;

namespace {

// Writes in a child process that may write so many bytes: how it ended.
int writeInChild(const fs::path& file, const std::string& text, rlim_t most, void (*whenFull)(int))
{
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit none{0, 0};
        ::setrlimit(RLIMIT_CORE, &none);
        std::signal(SIGXFSZ, whenFull);
        const rlimit limit{most, most};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const Status written = writeFileAtomically(file, text);
        _exit(written ? 0 : written.error().code == ErrorCode::DiskFull ? 1 : 2);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

class TestAtomicFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    // The system kills the program at the 5000th byte of 20000.
    void aProgramKilledWhileItWritesLeavesTheOldFile()
    {
        const fs::path file = path("scene.json");
        QVERIFY(writeFileAtomically(file, "old"));
        const int status = writeInChild(file, std::string(20'000, 'x'), 5000, SIG_DFL);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
        QCOMPARE(*readSmallFile(file), "old");
        QVERIFY(writeFileAtomically(file, "new")); // What it left behind is in nobody's way.
        QCOMPARE(*readSmallFile(file), "new");
    }

    void aFullDiskLeavesTheOldFileAndNothingElse()
    {
        const fs::path file = path("scene.json");
        QVERIFY(writeFileAtomically(file, "old"));
        const int status = writeInChild(file, std::string(20'000, 'x'), 5000, SIG_IGN);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 1);
        QCOMPARE(*readSmallFile(file), "old");
        QCOMPARE(std::distance(fs::directory_iterator(m_folder->path().toStdString()), fs::directory_iterator()), 1);
    }

    void aTakeOfAKilledWriterIsAsItWas()
    {
        TakeStore store(m_folder->path().toStdString());
        Take take = *store.create({.sceneName = "s"}, "{take}");
        const std::string before = *readSmallFile(TakeStore::sidecar(take));
        take.name = std::string(20'000, 'n');
        const int status = writeInChild(TakeStore::sidecar(take), takeToJson(take), 5000, SIG_DFL);
        QVERIFY(WIFSIGNALED(status));
        QCOMPARE(*readSmallFile(TakeStore::sidecar(take)), before);
        QCOMPARE(store.load().size(), size_t{1});
    }

private:
    [[nodiscard]] fs::path path(const char* name) const
    {
        return m_folder->filePath(QLatin1String(name)).toStdString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "tst_AtomicFile.moc"
