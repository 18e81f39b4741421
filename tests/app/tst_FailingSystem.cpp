// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/GoldenScene.h"
#include "tests/support/MovieFiles.h"

#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <filesystem>
#include <set>

using namespace studio;
using namespace Qt::StringLiterals;

namespace {

// Calls of each kind that fail in a test run, evenly over all of them. FAULT_WALK=all walks every one.
constexpr long kWalked = 3;

struct Run {
    int code = -1; // of one that crashed or hangs, too
    QByteArray said;
};

// Wherever a call to the system fails while a film is made, of inputs, model, caches, journal or film: the program ends
// with a sentence or makes the whole film, what had the film's name stays, and a second attempt works.
class TestFailingSystem : public QObject {
    Q_OBJECT

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

        std::set<int> codes;
        int complete = 0;
        int failed = 0;
        const std::vector<long> walked = walkOf(calls);
        for (const long at : walked) {
            const std::string name = "film" + std::to_string(at);
            std::filesystem::create_directories(folderOf(name));
            std::filesystem::copy(movie("whole"), movie(name)); // as of an earlier day
            faults.insert(u"FAULT_AT"_s, QString::number(at));
            const Run run = render(name, faults);
            const QByteArray where = call.toUtf8() + ' ' + QByteArray::number(qint64{at}) + " of "
                + QByteArray::number(qint64{calls}) + ": exit " + QByteArray::number(run.code) + ": " + run.said;
            codes.insert(run.code);
            QVERIFY2(run.code >= 0, where.constData());
            QVERIFY2(run.code != 70 && !run.said.contains("nternal error"), where.constData());
            QVERIFY2(run.code == 0 || !run.said.trimmed().isEmpty(), where.constData());
            (run.code == 0 ? complete : failed) += 1;
            if (run.code == 0) {
                QVERIFY2(isWhole(name), where.constData());
            } else {
                QVERIFY2(test::framesIn(movie(name)) > 0, where.constData());
                const Run again = render(name, {});
                const QByteArray both = where + " | again: " + again.said;
                QVERIFY2(again.code == 0 && isWhole(name), both.constData());
            }
            std::filesystem::remove_all(folderOf(name));
        }
        QString all;
        for (const int each : codes)
            all += u" %1"_s.arg(each);
        qInfo("%s: %ld calls, %zu walked, %d films complete, %d ended with a sentence; exit codes:%s", qPrintable(call),
              calls, walked.size(), complete, failed, qPrintable(all));
    }

private:
    [[nodiscard]] std::filesystem::path root() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path inputs() const { return root(); }
    [[nodiscard]] std::filesystem::path folderOf(const std::string& name) const { return root() / name; }
    [[nodiscard]] std::filesystem::path movie(const std::string& name) const { return folderOf(name) / "film.mp4"; }

    static std::vector<long> walkOf(long calls)
    {
        const bool all = qEnvironmentVariable("FAULT_WALK") == u"all"_s;
        const long step = all ? 1 : std::max(1L, calls / kWalked);
        std::vector<long> walked;
        for (long at = 1; at <= calls; at += step)
            walked.push_back(at);
        return walked;
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
    int m_frames = 0;
    std::vector<float> m_sound;
};

} // namespace

QTEST_GUILESS_MAIN(TestFailingSystem)
#include "tst_FailingSystem.moc"
