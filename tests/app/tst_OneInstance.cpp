// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/OneInstance.h"
#include "tests/support/StudioFixture.h"
#include "ui/services/RenderService.h"
#include "ui/widgets/MessageBar.h"

#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>

#include <algorithm>

using namespace studio;
using app::OneInstance;

namespace {

class TestOneInstance : public QObject {
    Q_OBJECT

    // The program itself with a home of its own.
    static void prepare(QProcess& program, const QString& home)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* const name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
            environment.remove(QLatin1String(name));
        environment.insert(QStringLiteral("HOME"), home);
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        program.setProcessEnvironment(environment);
        program.setProgram(QStringLiteral(STUDIO_PROGRAM));
    }

    static QString dataFolder(const QString& home)
    {
        return home + QStringLiteral("/.local/share/Live Avatar Studio/live-avatar-studio");
    }

private Q_SLOTS:
    void foldersAreIndependent()
    {
        const QTemporaryDir one;
        const QTemporaryDir other;
        const OneInstance first(one.path());
        QCOMPARE(first.role(), OneInstance::Role::First);
        QCOMPARE(OneInstance(other.path()).role(), OneInstance::Role::First);
        QCOMPARE(OneInstance(one.path()).role(), OneInstance::Role::Later);
        QFile::link(one.path(), other.filePath(QStringLiteral("link")));
        QCOMPARE(OneInstance(other.filePath(QStringLiteral("link"))).role(), OneInstance::Role::Later);
    }

    void theNextIsTheFirstWhenTheFirstHasEnded()
    {
        const QTemporaryDir folder;
        QCOMPARE(OneInstance(folder.path()).role(), OneInstance::Role::First);
        QCOMPARE(OneInstance(folder.path()).role(), OneInstance::Role::First);
    }

    void aFolderThatCannotBeMadeLocksNobodyOut()
    {
        const QTemporaryDir folder;
        QFile blocker(folder.filePath(QStringLiteral("file")));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        QCOMPARE(OneInstance(blocker.fileName() + QStringLiteral("/data")).role(), OneInstance::Role::Alone);
    }

    void aLaterProgramHandsItsFilesOverAndEnds_data()
    {
        QTest::addColumn<QString>("home");
        QTest::newRow("short path") << QStringLiteral("home");
        QTest::newRow("path too long for a socket") << QString(150, QLatin1Char('h'));
    }
    void aLaterProgramHandsItsFilesOverAndEnds()
    {
        QFETCH(QString, home);
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(home));
        const OneInstance first(dataFolder(folder.filePath(home)));
        QCOMPARE(first.role(), OneInstance::Role::First);
        // In the temporary folder another user could have made it first.
        QVERIFY(QFile::exists(dataFolder(folder.filePath(home)) + QStringLiteral("/window.socket")));
        QSignalSpy handed(&first, &OneInstance::handed);
        QProcess program;
        prepare(program, folder.filePath(home));
        program.setWorkingDirectory(folder.path());
        program.setArguments({QStringLiteral("a b.png"), folder.filePath(QStringLiteral("\u58f0.wav"))});
        program.start();
        QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, 60'000);
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
        QCOMPARE(handed.size(), 1);
        const QStringList files = handed[0][0].toStringList();
        QCOMPARE(files.size(), 2);
        QVERIFY(QFileInfo(files[0]).isAbsolute());
        QCOMPARE(QFileInfo(files[0]).fileName(), QStringLiteral("a b.png"));
        QCOMPARE(files[1], folder.filePath(QStringLiteral("\u58f0.wav")));
        QVERIFY(program.readAllStandardOutput().contains("open already"));
    }

    void aProgramThatDiedDoesNotBlock()
    {
        const QTemporaryDir home(QStringLiteral("/tmp/one-XXXXXX")); // short enough for a socket
        const QString socket = dataFolder(home.path()) + QStringLiteral("/window.socket");
        QProcess program;
        prepare(program, home.path());
        program.start();
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(socket), 60'000);
        program.kill();
        QVERIFY(program.waitForFinished(60'000));
        QVERIFY(QFile::exists(socket));
        const OneInstance next(dataFolder(home.path()));
        QCOMPARE(next.role(), OneInstance::Role::First);
        QLocalSocket later; // What the dead program left is this one's now.
        later.connectToServer(socket);
        QVERIFY(later.waitForConnected());
    }

    // The window's icons, of which the system knows nothing when the program is killed.
    void whatAProgramThatDiedLeftInTheTemporaryFolderGoes()
    {
        const QTemporaryDir home;
        const QTemporaryDir temporary;
        const auto left
            = [&] { return QDir(temporary.path()).entryList({QStringLiteral("live-avatar-studio-*")}, QDir::Dirs); };
        QProcess program;
        prepare(program, home.path());
        QProcessEnvironment environment = program.processEnvironment();
        environment.insert(QStringLiteral("TMPDIR"), temporary.path());
        program.setProcessEnvironment(environment);
        program.start();
        QTRY_VERIFY_WITH_TIMEOUT(!left().isEmpty(), 60'000);
        program.kill();
        QVERIFY(program.waitForFinished(60'000));
        const QStringList dead = left();
        QVERIFY(!dead.isEmpty());
        program.start();
        const auto isThere = [&](const QString& name) { return QFile::exists(temporary.filePath(name)); };
        QTRY_VERIFY_WITH_TIMEOUT(std::none_of(dead.begin(), dead.end(), isThere), 60'000);
        program.kill();
        QVERIFY(program.waitForFinished(60'000));
    }

    void rubbishOnTheSocketIsIgnored()
    {
        const QTemporaryDir folder;
        const OneInstance first(folder.path());
        QSignalSpy handed(&first, &OneInstance::handed);
        QLocalSocket socket;
        socket.connectToServer(QFileInfo(folder.path()).canonicalFilePath() + QStringLiteral("/window.socket"));
        socket.write("\xff{]\n");
        QTRY_COMPARE(handed.size(), 1);
        QVERIFY(handed[0][0].toStringList().isEmpty());
    }

    // Its journal is another window's.
    void aWindowThatDoesNotKeepTheQueueSaysSoAndWritesNone()
    {
        test::StudioFixture studio;
        studio.restart({}, app::StudioOptions::Measuring::Never, app::StudioOptions::Queue::NotKept);
        const QString journal = studio.path(QStringLiteral("data/queue.json"));
        QVERIFY(QDir().mkpath(studio.path(QStringLiteral("data"))));
        QFile others(journal);
        QVERIFY(others.open(QIODevice::WriteOnly));
        others.write("theirs");
        others.close();
        studio.open();
        QCOMPARE(studio.find<ui::MessageBar>("messageBar")->state().code, QStringLiteral("STORE-07"));
        jobs::Job job;
        job.scene = studio.context().demo.scene;
        studio.context().renderer.queue().add(job);
        studio.end();
        QVERIFY(others.open(QIODevice::ReadOnly));
        QCOMPARE(others.readAll(), QByteArray("theirs"));
    }
};

} // namespace

QTEST_MAIN(TestOneInstance)
#include "tst_OneInstance.moc"
