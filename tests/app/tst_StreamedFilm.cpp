// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/GoldenScene.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/RenderProgram.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace studio;
using namespace Qt::StringLiterals;

namespace {

using test::render;
using test::Run;

// avatar-render --save_file -
class TestStreamedFilm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CACHE_HOME", m_folder.filePath(u"cache"_s).toUtf8());
        QVERIFY(QDir(m_folder.path()).mkdir(u"tmp"_s));
        qputenv("TMPDIR", m_folder.filePath(u"tmp"_s).toUtf8());
    }
    void cleanup() { QVERIFY(QDir(m_folder.filePath(u"tmp"_s)).isEmpty()); } // The film grew there.

    void itIsTheFilmOfAFile()
    {
        const Run file = render(test::goldenScene(2, 2) << u"--save_file"_s << path("file.mp4"));
        QVERIFY2(file.code == 0, qPrintable(file.err));
        QProcess process;
        process.setStandardOutputFile(path("stream.mp4"));
        process.start(QStringLiteral(AVATAR_RENDER), test::goldenScene(2, 2) << u"--save_file"_s << u"-"_s);
        QVERIFY(process.waitForFinished(test::kPatience));
        QCOMPARE(process.exitCode(), 0);
        const int frames = test::framesIn(path("file.mp4").toStdString());
        QVERIFY(frames > 0);
        QCOMPARE(test::framesIn(path("stream.mp4").toStdString()), frames);
        // From the same first sample; the last packet of the sound isn't cut there.
        const std::vector<float> whole = test::listen(path("file.mp4").toStdString()).samples;
        const std::vector<float> streamed = test::listen(path("stream.mp4").toStdString()).samples;
        QVERIFY(!whole.empty() && streamed.size() >= whole.size() && streamed.size() <= whole.size() + 1024);
        QVERIFY(std::equal(whole.begin(), whole.end(), streamed.begin()));
    }

    void aFullDiskIsSaid()
    {
        QProcess process;
        process.setStandardOutputFile(u"/dev/full"_s);
        process.start(QStringLiteral(AVATAR_RENDER), test::goldenScene(2, 2) << u"--save_file"_s << u"-"_s);
        QVERIFY(process.waitForFinished(test::kPatience));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(process.exitCode() != 0 && said.contains("standard output"), said.constData());
    }

    // It doesn't go on making a film for nobody.
    void aReaderThatEndsEndsTheRender()
    {
        QProcess process;
        process.start(u"sh"_s,
                      QStringList{u"-c"_s, u"(\"$0\" \"$@\"; echo \"code $?\" >&2) | head -c 1 >/dev/null"_s,
                                  QStringLiteral(AVATAR_RENDER)}
                          << test::goldenScene(2, 7) << u"--save_file"_s << u"-"_s);
        QVERIFY(process.waitForFinished(test::kPatience));
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(said.contains("standard output") && !said.contains("code 0") && said.contains("code "),
                 said.constData());
    }

    void onlyAnMp4IsStreamed()
    {
        const Run run = render(test::goldenScene(2, 2) << u"--save_file"_s << u"-"_s << u"--format"_s << u"webm"_s);
        QCOMPARE(run.code, 2);
        QVERIFY(run.err.contains(u"only MP4"_s) && run.out.isEmpty());
    }

    // Nothing else is written there.
    void progressDoesNotGetIntoTheFilm()
    {
        const Run run = render(test::goldenScene(2, 2) << u"--save_file"_s << u"-"_s << u"--progress"_s << u"json"_s);
        QCOMPARE(run.code, 2);
        QVERIFY(run.err.contains(u"standard output"_s) && run.out.isEmpty());
    }

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestStreamedFilm)
#include "tst_StreamedFilm.moc"
