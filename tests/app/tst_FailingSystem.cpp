// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FaultWalk.h"
#include "tests/support/GoldenScene.h"
#include "tests/support/MovieFiles.h"

#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

using namespace studio;
using namespace Qt::StringLiterals;

namespace {

// Calls of each kind that fail in a test run, evenly over all of them. support/FaultWalk.h says how to walk every one.
constexpr long kWalked = 3;
constexpr long kMomentsWalked = 2; // of those at which a file changes; half as many at which the clock jumps

struct Run {
    int code = -1; // of one that crashed or hangs, too
    QByteArray said;
};

// The innermost library in which a program crashed, as support/FailingSystem.cpp tells; empty if it didn't.
QByteArray crashedIn(const QByteArray& said)
{
    const qsizetype begin = said.indexOf("FAULT_CRASH ");
    if (begin < 0)
        return {};
    const QList<QByteArray> frames = said.mid(begin, said.indexOf('\n', begin) - begin).split(' ').mid(2);
    for (const QByteArray& frame : frames) {
        const QByteArray library = frame.left(frame.indexOf('+'));
        if (!library.startsWith("libc.") && !library.startsWith("libstdc++") && !library.startsWith("libgcc")
            && !library.startsWith("libfailing_system") && !library.startsWith("ld-linux"))
            return library;
    }
    return "libc";
}

// Wherever a call to the system fails while a film is made, of inputs, model, caches, journal or film; wherever there
// is no memory, the clock jumps or a file is cut or replaced: the program ends with a sentence or makes the whole film,
// what had the film's name stays, and a second attempt works. Libraries of others may crash without memory; that also
// leaves what was there.
class TestFailingSystem : public QObject {
    Q_OBJECT

public:
    static void initMain() { test::letWalkTakeItsTime(); }

private Q_SLOTS:
    void initTestCase()
    {
        namespace fs = std::filesystem;
        fs::copy(TEST_DATA "/goldens/checkpoint/tiny/ckpt", inputs() / "ckpt", fs::copy_options::recursive);
        for (const char* const name : {"portrait_a.png", "speech_16k.wav"})
            fs::copy(fs::path(TEST_DATA "/goldens/inputs") / name, inputs() / name);
        const Run whole = render("whole", {});
        QVERIFY2(whole.code == 0, whole.said.constData());
        m_frames = test::framesIn(movie("whole"));
        m_sound = test::listen(movie("whole")).samples;
        QVERIFY(m_frames > 0 && !m_sound.empty());
    }

    void everyCallMayFail_data()
    {
        QTest::addColumn<QString>("call");
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("stays");
        QTest::newRow("a full disk") << u"write"_s << ENOSPC << true;
        QTest::newRow("a bad write") << u"write"_s << EIO << false;
        QTest::newRow("a bad read") << u"read"_s << EIO << false;
        QTest::newRow("a disk that is gone") << u"read"_s << EIO << true;
        QTest::newRow("too many open files") << u"open"_s << EMFILE << false;
        QTest::newRow("no permission") << u"open"_s << EACCES << false;
        QTest::newRow("a name that can't be given") << u"rename"_s << EIO << false;
        QTest::newRow("a disk that doesn't sync") << u"sync"_s << EIO << false;
        QTest::newRow("no addresses for a file") << u"map"_s << ENOMEM << false;
    }
    void everyCallMayFail()
    {
        QFETCH(const QString, call);
        QFETCH(const int, code);
        QFETCH(const bool, stays);
        QProcessEnvironment faults;
        faults.insert(u"FAULT_CALL"_s, call);
        faults.insert(u"FAULT_CODE"_s, QString::number(code));
        faults.insert(u"FAULT_STAYS"_s, stays ? u"1"_s : u"0"_s);
        QCOMPARE(render("counted", faults).code, 0);
        const long calls = countedCalls();
        QVERIFY(calls > 0);

        Outcomes outcomes;
        for (const int64_t at : walkOf(calls)) {
            faults.insert(u"FAULT_AT"_s, QString::number(at));
            outcomes.add(attempt(call + u" %1 of %2"_s.arg(at).arg(calls), faults));
        }
        outcomes.say(call, calls);
        QVERIFY2(outcomes.log.isClean(), outcomes.log.findings().constData());
    }

    // Every place in the program, and in the libraries that it uses, that allocates a page or more.
    void everyAllocationMayFail()
    {
        QProcessEnvironment faults;
        faults.insert(u"FAULT_CALL"_s, u"memory"_s);
        faults.insert(u"FAULT_LEAST"_s, QString::number(kPage));
        QCOMPARE(render("counted", faults).code, 0);
        const long places = countedCalls();
        QVERIFY(places > 100);
        Outcomes outcomes;
        for (const int64_t at : walkOf(places)) {
            faults.insert(u"FAULT_AT"_s, QString::number(at));
            Attempt made = attempt(u"memory %1 of %2"_s.arg(at).arg(places), faults);
            // attempt() wants a sentence at each place. That it is the one about memory, only the whole walk does:
            // which places a short one meets changes with every build.
            if (test::walksFaults() && made.code != 0 && made.code != kMemoryCode && made.crashed.isEmpty())
                made.finding += "not the sentence about memory; ";
            outcomes.add(made);
        }
        outcomes.say(u"memory"_s, places);
        QVERIFY2(outcomes.log.isClean(), outcomes.log.findings().constData());
    }

    // On or back by a day, at moments all over the render: the film is the same.
    void theClockMayJump_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::newRow("a day on") << 86400;
        QTest::newRow("a day back") << -86400;
    }
    void theClockMayJump()
    {
        QFETCH(const int, seconds);
        QProcessEnvironment faults;
        faults.insert(u"FAULT_CALL"_s, u"clock"_s);
        if (m_readings == 0) {
            QCOMPARE(render("counted", faults).code, 0);
            m_readings = countedCalls();
        }
        const long readings = m_readings;
        QVERIFY(readings > kMoments);
        faults.insert(u"FAULT_SECONDS"_s, QString::number(seconds));
        Outcomes outcomes;
        for (const int64_t number : walkOf(kMoments, kMomentsWalked / 2)) {
            const long at = momentOf(number, readings);
            faults.insert(u"FAULT_AT"_s, QString::number(at));
            Attempt made = attempt(u"clock %1 of %2"_s.arg(at).arg(readings), faults);
            if (made.code != 0)
                made.finding += "no film; ";
            outcomes.add(made);
        }
        outcomes.say(u"clock"_s, kMoments);
        QVERIFY2(outcomes.log.isClean(), outcomes.log.findings().constData());
    }

    // At moments all over the render. What is mapped and cut would end the program by SIGBUS.
    void everyFileMayChange_data()
    {
        QTest::addColumn<bool>("isReplaced");
        QTest::newRow("cut in half") << false;
        QTest::newRow("replaced by another one") << true;
    }
    void everyFileMayChange()
    {
        QFETCH(const bool, isReplaced);
        const std::vector<std::filesystem::path> files = inputFiles();
        QVERIFY(files.size() > 8);
        QProcessEnvironment faults;
        faults.insert(u"FAULT_CALL"_s, u"memory"_s);
        faults.insert(u"FAULT_LEAST"_s, QString::number(16 * kPage));
        if (m_largePlaces == 0) {
            QCOMPARE(render("counted", faults).code, 0);
            m_largePlaces = countedCalls();
        }
        const long places = m_largePlaces;
        QVERIFY(places > kMoments);
        Outcomes outcomes;
        const long cases = std::ssize(files) * kMoments;
        for (const int64_t number : walkOf(cases, kMomentsWalked)) {
            const std::filesystem::path& file = files[static_cast<size_t>((number - 1) / kMoments)];
            const std::filesystem::path kept = root() / "kept";
            const std::filesystem::path other = root() / "other";
            std::filesystem::rename(file, kept);
            std::filesystem::copy(kept, file);
            std::ofstream(other) << "something else";
            const long at = momentOf(1 + (number - 1) % kMoments, places);
            faults.insert(u"FAULT_AT"_s, QString::number(at));
            faults.insert(u"FAULT_CUT"_s, QString::fromStdString(file));
            if (isReplaced)
                faults.insert(u"FAULT_BY"_s, QString::fromStdString(other));
            else
                faults.insert(u"FAULT_BYTES"_s, QString::number(std::filesystem::file_size(file) / 2));
            outcomes.add(attempt(QString::fromStdString(file.filename()) + u" at %1 of %2"_s.arg(at).arg(places),
                                 faults, [&] { std::filesystem::rename(kept, file); }));
        }
        outcomes.say(QString::fromUtf8(QTest::currentDataTag()), cases);
        QVERIFY2(outcomes.log.isClean(), outcomes.log.findings().constData());
    }

private:
    static constexpr int kPage = 4096;
    static constexpr int kMemoryCode = 40; // the exit code
    static constexpr long kMoments = 12; // in a render, at which a file changes or the clock jumps

    // The call that the n-th moment comes with.
    static long momentOf(long n, long calls) { return 1 + (calls - 1) * (n - 1) / kMoments; }

    // How a render with a fault ended.
    struct Attempt {
        QByteArray where; // the fault
        int code = -1; // of one that crashed, too
        QByteArray said;
        QByteArray crashed; // in this library
        QByteArray finding; // what is wrong with that; empty if nothing is
    };

    struct Outcomes {
        void add(const Attempt& attempt)
        {
            const QByteArray end = attempt.crashed.isEmpty() ? QByteArray("exit " + QByteArray::number(attempt.code))
                                                             : QByteArray("a crash in " + attempt.crashed);
            log.add(attempt.where + ": " + end,
                    attempt.finding.isEmpty() ? QByteArray()
                                              : QByteArray(attempt.finding + "it said: " + attempt.said));
            ++walked;
            (attempt.code == 0 ? complete : attempt.crashed.isEmpty() ? told : crashed) += 1;
            if (attempt.crashed.isEmpty())
                ++codes[attempt.code];
            else
                ++libraries[attempt.crashed];
        }
        void say(const QString& kind, long all) const
        {
            QString parts;
            for (const auto& [code, count] : codes)
                parts += u" %1 x %2"_s.arg(code).arg(count);
            for (const auto& [library, count] : libraries)
                parts += u" %1 x %2"_s.arg(QString::fromUtf8(library)).arg(count);
            qInfo("%s: %ld, %d walked, %d films complete, %d ended with a sentence, %d crashed in others' code; exit "
                  "codes:%s",
                  qPrintable(kind), all, walked, complete, told, crashed, qPrintable(parts));
        }
        test::FaultLog log;
        int walked = 0;
        int complete = 0;
        int told = 0;
        int crashed = 0;
        std::map<int, int> codes;
        std::map<QByteArray, int> libraries;
    };

    // Renders with the fault where a film is already, checks how it ends, and renders again after `mend`.
    Attempt attempt(const QString& what, const QProcessEnvironment& faults, const std::function<void()>& mend = {})
    {
        const std::string name = "film";
        std::filesystem::create_directories(folderOf(name));
        std::filesystem::copy(movie("whole"), movie(name)); // as of an earlier day
        const Run run = render(name, faults);
        Attempt made{
            .where = what.toUtf8(), .code = run.code, .said = run.said, .crashed = crashedIn(run.said), .finding = {}};
        if (mend)
            mend();
        check(name, made);
        std::filesystem::remove_all(folderOf(name));
        return made;
    }
    void check(const std::string& name, Attempt& made) const
    {
        const auto expect = [&made](bool isRight, const char* otherwise) {
            if (!isRight)
                made.finding += otherwise + QByteArray("; ");
        };
        expect(made.crashed != "avatar-render", "a crash in our own code");
        if (made.crashed.isEmpty()) {
            expect(made.code >= 0, "a crash, or no end");
            expect(made.code != 70 && !made.said.contains("nternal error"), "an internal error");
            expect(made.code == 0 || !made.said.trimmed().isEmpty(), "no sentence");
        }
        if (made.code == 0) {
            expect(isWhole(name), "another film");
            return;
        }
        expect(test::framesIn(movie(name)) > 0, "what had the film's name is lost");
        const Run again = render(name, {});
        expect(again.code == 0, "a second attempt fails");
        expect(isWhole(name), "a second attempt makes another film");
        if (!made.finding.isEmpty())
            made.said += " | again, exit " + QByteArray::number(again.code) + ": " + again.said;
    }

    [[nodiscard]] std::vector<std::filesystem::path> inputFiles() const
    {
        std::vector<std::filesystem::path> files{inputs() / "portrait_a.png", inputs() / "speech_16k.wav"};
        for (const auto& entry : std::filesystem::recursive_directory_iterator(inputs() / "ckpt")) {
            if (entry.is_regular_file())
                files.push_back(entry.path());
        }
        std::sort(files.begin(), files.end());
        return files;
    }

    [[nodiscard]] std::filesystem::path root() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path inputs() const { return root(); }
    [[nodiscard]] std::filesystem::path folderOf(const std::string& name) const { return root() / name; }
    [[nodiscard]] std::filesystem::path movie(const std::string& name) const { return folderOf(name) / "film.mp4"; }

    static std::vector<int64_t> walkOf(long calls, long walks = kWalked)
    {
        const long step = (calls + walks - 1) / walks;
        return test::faultsToTry(calls, {.first = (step + 1) / 2, .step = step});
    }

    [[nodiscard]] Run render(const std::string& name, const QProcessEnvironment& faults) const
    {
        std::filesystem::create_directories(folderOf(name));
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"XDG_CACHE_HOME"_s, QString::fromStdString(folderOf(name) / "cache"));
        if (!faults.isEmpty()) {
            environment.insert(faults);
            environment.insert(u"LD_PRELOAD"_s, QStringLiteral(FAILING_SYSTEM));
            environment.insert(u"FAULT_UNDER"_s, m_folder.path());
            environment.insert(u"FAULT_COUNT"_s, QString::fromStdString(root() / "calls"));
        }
        const auto input = [this](const char* path) { return QString::fromStdString(inputs() / path); };
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(AVATAR_RENDER),
                      test::goldenScene(1, 1)
                          << u"--ckpt_dir"_s << input("ckpt/Wan2.2-S2V-14B") << u"--lora_path_dmd"_s
                          << input("ckpt/LiveAvatar/liveavatar.safetensors") << u"--image"_s << input("portrait_a.png")
                          << u"--audio"_s << input("speech_16k.wav") << u"--overwrite"_s << u"--progress"_s << u"none"_s
                          << u"--save_file"_s << QString::fromStdString(movie(name)));
        Run run;
        if (process.waitForFinished(test::kPatience) && process.exitStatus() == QProcess::NormalExit)
            run.code = process.exitCode();
        run.said = process.readAllStandardError();
        return run;
    }

    [[nodiscard]] long countedCalls() const
    {
        QFile file(QString::fromStdString(root() / "calls"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toLong() : 0;
    }

    [[nodiscard]] bool isWhole(const std::string& name) const
    {
        return test::framesIn(movie(name)) == m_frames && test::listen(movie(name)).samples == m_sound;
    }

    QTemporaryDir m_folder;
    long m_readings = 0; // of the clock in a render
    long m_largePlaces = 0; // that allocate
    int m_frames = 0;
    std::vector<float> m_sound;
};

} // namespace

QTEST_GUILESS_MAIN(TestFailingSystem)
#include "tst_FailingSystem.moc"
