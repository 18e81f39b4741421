// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ChildProcess.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fstream>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace studio;

namespace {

class TestChildProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wordsAreArgumentsAsTheyAre()
    {
        const auto ended = runProgram({.words = {"printf", "%s|", "a b", "$HOME", "`id`", "", "\"'*", "-n"}});
        QVERIFY(ended);
        QCOMPARE(ended->code, 0);
        QCOMPARE(ended->output, std::string("a b|$HOME|`id`||\"'*|-n|"));
        QCOMPARE(ended->errors, std::string());
    }

    void inputIsAFileOrNothing()
    {
        const QTemporaryDir folder;
        const std::string file = folder.filePath(QStringLiteral("text")).toStdString();
        std::ofstream(file) << "words";
        QCOMPARE(runProgram({.words = {"cat"}, .input = file})->output, std::string("words"));
        QCOMPARE(runProgram({.words = {"cat"}})->output, std::string());
    }

    void codeAndErrorsAreTold()
    {
        const auto ended = runProgram({.words = {"sh", "-c", "printf 'bad\\033[31m thing\\n' >&2; exit 7"}});
        QVERIFY(ended);
        QCOMPARE(ended->code, 7);
        QCOMPARE(ended->errors, std::string("bad [31m thing"));
        QCOMPARE(runProgram({.words = {"sh", "-c", "kill -9 $$"}})->code, 128 + SIGKILL);
    }

    void longOutputIsCutAndReadToItsEnd()
    {
        const auto ended = runProgram(
            {.words = {"sh", "-c", "head -c 9000000 /dev/zero; head -c 9000000 /dev/zero | tr '\\0' x >&2; exit 5"}});
        QVERIFY(ended);
        QCOMPARE(ended->code, 5);
        QCOMPARE(ended->output.size(), size_t{4} << 20);
        QCOMPARE(ended->errors.size(), size_t{2048});
    }

    void missingProgramsAreErrors()
    {
        const auto missing = runProgram({.words = {"there-is-no-such-program"}});
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::FileMissing);
        QCOMPARE(missing.error().subject, std::string("there-is-no-such-program"));
        const QTemporaryDir folder;
        const std::string file = folder.filePath(QStringLiteral("plain")).toStdString();
        std::ofstream(file) << "words";
        const auto plain = runProgram({.words = {file}});
        QVERIFY(!plain);
        QCOMPARE(plain.error().code, ErrorCode::FileUnreadable);
    }

    // The program and one that it has started; both hold the pipes.
    void aStopKillsTheProgramAndItsOwn()
    {
        const QTemporaryDir folder;
        const QString mark = folder.filePath(QStringLiteral("begun"));
        std::stop_source stop;
        std::jthread later([&] {
            while (!QFile::exists(mark))
                std::this_thread::yield();
            stop.request_stop();
        });
        const auto ended
            = runProgram({.words = {"sh", "-c", "sleep 1000 & echo $! > \"$0.pid\"; mv \"$0.pid\" \"$0\"; wait",
                                    mark.toStdString()}},
                         stop.get_token());
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::Cancelled);
        QFile file(mark);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const pid_t child = file.readAll().trimmed().toInt();
        QVERIFY(child > 0);
        QTRY_VERIFY(isGone(child));
    }

    void aStopBeforehandStartsNothingThatStays()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto ended = runProgram({.words = {"sleep", "1000"}}, stop.get_token());
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::Cancelled);
    }

    // It would hold the pipes for ever.
    void whatAProgramLeavesBehindIsntWaitedFor()
    {
        const QTemporaryDir folder;
        const QString mark = folder.filePath(QStringLiteral("pid"));
        const auto ended
            = runProgram({.words = {"sh", "-c", "sleep 1000 & echo $! > \"$0\"; echo done", mark.toStdString()}});
        QVERIFY(ended);
        QCOMPARE(ended->output, std::string("done\n"));
        QFile file(mark);
        QVERIFY(file.open(QIODevice::ReadOnly));
        ::kill(file.readAll().trimmed().toInt(), SIGKILL);
    }

    void signalsAreUsualAndNoFileIsInherited()
    {
        ::signal(SIGPIPE, SIG_IGN);
        sigset_t all{};
        sigfillset(&all);
        sigset_t before{};
        ::pthread_sigmask(SIG_BLOCK, &all, &before);
        const int open = ::dup(STDERR_FILENO); // without O_CLOEXEC
        const auto status = runProgram({.words = {"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"}});
        const auto files = runProgram({.words = {"ls", "/proc/self/fd"}});
        ::close(open);
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        ::signal(SIGPIPE, SIG_DFL);
        QVERIFY(status && files);
        const QStringList masks
            = QString::fromStdString(status->output).split(QRegularExpression(QStringLiteral("\\s+")));
        QCOMPARE(masks[0], QStringLiteral("SigBlk:"));
        QCOMPARE(masks[1].toULongLong(nullptr, 16), 0ULL);
        QVERIFY(!(masks[3].toULongLong(nullptr, 16) & (1ULL << (SIGPIPE - 1)))); // others may be our starter's
        QCOMPARE(files->output, std::string("0\n1\n2\n3\n")); // the last is the folder, opened by ls
    }

private:
    // Dead ones that nobody waits for yet count, too.
    static bool isGone(pid_t process)
    {
        QFile status(QStringLiteral("/proc/%1/stat").arg(process));
        return !status.open(QIODevice::ReadOnly) || status.readAll().contains(") Z");
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestChildProcess)
#include "tst_ChildProcess.moc"
