// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/MovieReader.h"
#include "tests/support/ClapFilm.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/RenderProgram.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace studio;

namespace {

using test::render;
using test::Run;

constexpr int kFrames = 60;

// Films that avatar-render joins and cuts, without a model.
class TestJoinedFilms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const char* const name : {"a.mp4", "b.mp4", "c.mp4:1-2"})
            QVERIFY(test::writeClapFilm(file(name), DEMO_DATA "/voices/welcome_en.wav", kFrames, 0, "its settings"));
        QVERIFY(test::write(file("small.mp4"), test::format(), 30));
        QDir::setCurrent(m_folder.path());
    }
    void cleanupTestCase() { QDir::setCurrent(QDir::rootPath()); }
    void cleanup() { QFile::remove(m_folder.filePath(QStringLiteral("new.mp4"))); }

    void partsAreJoinedInTheirOrder()
    {
        const Run run = join({"--join", "b.mp4:-0.48", "--join", "a.mp4:1.0-1.4", "--join", "a.mp4:2-"});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(run.out.trimmed(), QStringLiteral("new.mp4"));
        QVERIFY2(run.err.contains(QStringLiteral("32 frames, of which ")), qPrintable(run.err));
        QCOMPARE(test::framesIn(file("new.mp4")), 32);
        const auto film = media::MovieReader::open(file("new.mp4"));
        QVERIFY(film);
        QCOMPARE(film->info().comment,
                 std::string("Joined from b.mp4, frames 0 to 11; a.mp4, frames 25 to 34; a.mp4, frames 50 to 59."));
        QVERIFY(film->info().hasSound);
    }

    void aWholeNameIsAFile()
    {
        const Run run = join({"--join", "c.mp4:1-2"});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QVERIFY2(run.err.contains(QStringLiteral("60 frames, of which 0 were encoded again.")), qPrintable(run.err));
    }

    void wrongOrdersAreNamed_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const char* words, int code, const char* named) {
            QTest::addRow("%s", name) << QString::fromUtf8(words) << code << QString::fromUtf8(named);
        };
        row("no film", "--join nowhere.mp4", 10, "nowhere.mp4");
        row("no time", "--join a.mp4:x-2", 2, "'x' is no time in seconds");
        row("backwards", "--join a.mp4:2-1", 2, "ends before it begins");
        row("behind the end", "--join a.mp4:1-9", 2,
            "200 frames from frame 25 on aren't in it: its frames are 0 to 59");
        row("less than a frame", "--join a.mp4:1-1.001", 2, "0 frames from frame 25");
        row("another size", "--join a.mp4 --join small.mp4", 2, "small.mp4: it is 128x64 with 25 frames a second, but");
        row("another option", "--join a.mp4 --base_seed 3", 2, "--base_seed: it isn't used with --join");
        row("to replace", "--join a.mp4 --overwrite", 2, "--overwrite");
        row("another format", "--join a.mp4 --format webm", 2, "--format");
        row("nothing", "--join ", 2, "--join: it needs a film");
    }
    // And nothing is written.
    void wrongOrdersAreNamed()
    {
        QFETCH(QString, words);
        QFETCH(int, code);
        QFETCH(QString, named);
        const QStringList before = QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden);
        QStringList arguments = words.split(QLatin1Char(' '));
        if (!words.contains(QStringLiteral("--format")))
            arguments << QStringLiteral("--save_file") << QStringLiteral("new.mp4");
        else
            arguments << QStringLiteral("--save_file") << QStringLiteral("new");
        const Run run = render(arguments);
        QVERIFY2(run.code == code, qPrintable(QString::number(run.code) + QLatin1Char(' ') + run.err));
        QVERIFY2(run.err.contains(named), qPrintable(run.err));
        QVERIFY(run.out.isEmpty());
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden), before);
    }

    void noFilmIsReplaced()
    {
        const Run run = render({QStringLiteral("--join"), QStringLiteral("a.mp4"), QStringLiteral("--save_file"),
                                QStringLiteral("b.mp4")});
        QCOMPARE(run.code, 31);
        QVERIFY(!run.err.contains(QStringLiteral("--overwrite")));
        QCOMPARE(test::framesIn(file("b.mp4")), kFrames);
        const Run unnamed = render({QStringLiteral("--join"), QStringLiteral("a.mp4")});
        QCOMPARE(unnamed.code, 2);
    }

private:
    [[nodiscard]] std::filesystem::path file(const char* name) const
    {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }
    [[nodiscard]] Run join(std::initializer_list<const char*> words) const
    {
        QStringList arguments;
        for (const char* const word : words)
            arguments << QString::fromUtf8(word);
        return render(arguments << QStringLiteral("--save_file") << QStringLiteral("new.mp4"));
    }

    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestJoinedFilms)
#include "tst_JoinedFilms.moc"
