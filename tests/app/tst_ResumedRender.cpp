// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmJournal.h"
#include "core/media/MovieReader.h"
#include "core/media/MovieWriter.h"
#include "tests/support/GoldenScene.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/RenderProgram.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <filesystem>

using namespace studio;
using namespace Qt::StringLiterals;

namespace {

using test::render;
using test::Run;

// Bytes of a block in a film's journal: two steps of [16, 3, 16, 8] in fp32, with what stands before them.
constexpr qint64 kBlockBytes = 2 * 16 * 3 * 16 * 8 * 4 + 32;

constexpr qint64 kBeginningBytes = 500; // less than the record that it begins with, which is written at once

// A film that was killed or stopped is continued as it was ordered, and gets the same frames and the same sound.
class TestResumedRender : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CACHE_HOME", m_folder.filePath(u"cache"_s).toUtf8());
        makeVoice();
        QVERIFY(QFile::copy(QStringLiteral(TEST_DATA "/goldens/inputs/portrait_a.png"), path("portrait.png")));
        const Run pictures = render(scene() << u"--save_file"_s << path("whole/%06d.png"));
        QVERIFY2(pictures.code == 0, qPrintable(pictures.err));
        const Run movie = render(scene() << u"--save_file"_s << path("whole.mp4"));
        QVERIFY2(movie.code == 0, qPrintable(movie.err));
        QCOMPARE(test::framesIn(path("whole.mp4").toStdString()), kFrames);
        QVERIFY(hiddenFiles(m_folder.path()).isEmpty()); // A complete film has no journal.
    }

    // Pictures are lossless: each is the same, to the bit.
    void aKilledFilmGetsTheSamePictures_data() { momentsToKill(); }
    void aKilledFilmGetsTheSamePictures()
    {
        QFETCH(const QList<int>, blocks);
        const QTemporaryDir folder;
        const QString pictures = folder.filePath(u"film"_s);
        killAt(blocks, folder.path(), scene() << u"--save_file"_s << pictures + u"/%06d.png"_s, pictures);
        const Run resumed = render({u"--resume"_s, pictures});
        QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
        for (int frame = 1; frame <= kFrames; ++frame) {
            const QString name = u"/%1.png"_s.arg(frame, 6, 10, QLatin1Char('0'));
            const QByteArray made = contents(pictures + name);
            QVERIFY2(!made.isEmpty() && made == contents(path("whole") + name), qPrintable(name));
        }
        QVERIFY(hiddenFiles(folder.path()).isEmpty());
    }

    // An MP4 keeps the packets that it has, and goes on with a key frame.
    void aKilledFilmGetsTheSameSoundAndAllFrames_data() { momentsToKill(); }
    void aKilledFilmGetsTheSameSoundAndAllFrames()
    {
        QFETCH(const QList<int>, blocks);
        const QTemporaryDir folder;
        const QString movie = folder.filePath(u"film.mp4"_s);
        killAt(blocks, folder.path(), scene() << u"--save_file"_s << movie, movie);
        const Run resumed = render({u"--resume"_s, movie});
        QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
        verifyMovie(movie, folder.path());
    }

    void aStoppedFilmIsContinued()
    {
        const QTemporaryDir folder;
        const QString movie = folder.filePath(u"film.mp4"_s);
        QProcess process;
        start(process, scene() << u"--save_file"_s << movie);
        QVERIFY(waitForBlocks(process, folder.path(), 8));
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGTERM), 0);
        QVERIFY(process.waitForFinished(test::kPatience));
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(process.readAllStandardError().contains("--resume"));
        const int kept = test::framesIn(movie.toStdString());
        QVERIFY(kept >= 7 * 12 && kept < kFrames);
        QCOMPARE(hiddenFiles(folder.path()), QStringList(u".film.part.journal"_s));

        const Run resumed = render({u"--resume"_s, movie});
        QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
        verifyMovie(movie, folder.path());
    }

    void aStoppedFilmOfPicturesIsContinuedInANewFolder()
    {
        const QTemporaryDir folder;
        const QString pictures = folder.filePath(u"film"_s);
        QProcess process;
        start(process, scene() << u"--save_file"_s << pictures + u"/%06d.png"_s);
        QVERIFY(waitForBlocks(process, folder.path(), 8));
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGTERM), 0);
        QVERIFY(process.waitForFinished(test::kPatience));
        QCOMPARE(process.exitCode(), 130);
        const qsizetype kept = QDir(pictures).entryList({u"*.png"_s}).size();
        QVERIFY(kept >= 7 * 12 && kept < kFrames);

        const Run resumed = render({u"--resume"_s, pictures});
        QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
        QCOMPARE(resumed.out.trimmed(), pictures + u"-2"_s);
        QCOMPARE(QDir(pictures).entryList({u"*.png"_s}).size(), kept);
        QCOMPARE(QDir(pictures + u"-2"_s).entryList({u"*.png"_s}).size(), qsizetype{kFrames});
        for (const QString& name : {u"/000001.png"_s, u"/%1.png"_s.arg(kFrames, 6, 10, QLatin1Char('0'))})
            QVERIFY(contents(pictures + u"-2"_s + name) == contents(path("whole") + name));
        QVERIFY(hiddenFiles(folder.path()).isEmpty());
    }

    // However soon it is stopped again, and whatever has its name meanwhile.
    void aStoppedFilmNeverGetsShorterNorAnother()
    {
        const QTemporaryDir folder;
        const QString movie = folder.filePath(u"film.mp4"_s);
        int kept = 0;
        for (const int blocks : {6, 0, 0}) {
            QProcess process;
            start(process, kept == 0 ? scene() << u"--save_file"_s << movie : QStringList{u"--resume"_s, movie});
            QVERIFY(waitForBlocks(process, folder.path(), blocks));
            (void)::kill(static_cast<pid_t>(process.processId()), SIGTERM);
            QVERIFY(process.waitForFinished(test::kPatience));
            const int frames = test::framesIn(movie.toStdString());
            QVERIFY2(frames > 0 && frames >= kept, qPrintable(QString::number(frames)));
            kept = frames;
        }
        QVERIFY(kept < kFrames);
        makeGrey(movie, kept);
        const Run resumed = render({u"--resume"_s, movie});
        QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
        QCOMPARE(test::framesIn(movie.toStdString()), kFrames);
        QVERIFY(isNear(firstPicture(movie), firstPicture(path("whole.mp4"))));
    }

    void anotherVoiceOrPortraitIsRefused()
    {
        const QTemporaryDir folder;
        const QString movie = folder.filePath(u"film.mp4"_s);
        killAt({3}, folder.path(), scene() << u"--save_file"_s << movie, movie);
        const QString journal = folder.filePath(u".film.part.journal"_s);
        const QByteArray before = contents(journal);
        const QByteArray portrait = contents(path("portrait.png"));
        QVERIFY(QFile::remove(path("portrait.png")));
        QVERIFY(QFile::copy(QStringLiteral(TEST_DATA "/goldens/inputs/landscape_c.png"), path("portrait.png")));
        const Run other = render({u"--resume"_s, movie});
        QCOMPARE(other.code, 34);
        QVERIFY2(other.err.contains(u"can't be continued: the portrait"_s), qPrintable(other.err));
        QVERIFY(!before.isEmpty() && contents(journal) == before);

        QFile file(path("portrait.png"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(portrait) == portrait.size());
        file.close();
        const Run resumed = render({u"--resume"_s, movie});
        QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
        verifyMovie(movie, folder.path());
    }

    // It keeps its frames, also if the program is killed while it becomes longer, and is as it would have been at once.
    void aFilmThatEndsBeforeItsVoiceBecomesLonger()
    {
        const QTemporaryDir folder;
        const QString movie = folder.filePath(u"film.mp4"_s);
        const Run first = render(scene(2) << u"--keep_journal"_s << u"--save_file"_s << movie << u"--overwrite"_s);
        QVERIFY2(first.code == 0, qPrintable(first.err));
        QVERIFY2(first.err.contains(u"--num_clip"_s), qPrintable(first.err));
        QCOMPARE(test::framesIn(movie.toStdString()), 2 * 48);
        QCOMPARE(hiddenFiles(folder.path()), QStringList(u".film.part.journal"_s));
        for (const QStringList& same : {QStringList(), QStringList{u"--num_clip"_s, u"1"_s}}) {
            const Run again = render(QStringList{u"--resume"_s, movie} + same);
            QCOMPARE(again.code, 34);
            QVERIFY2(again.err.contains(u"has 2 clips already"_s), qPrintable(again.err));
            QCOMPARE(test::framesIn(movie.toStdString()), 2 * 48);
        }

        QProcess process;
        start(process, {u"--resume"_s, movie, u"--num_clip"_s, u"7"_s});
        QVERIFY(waitForBlocks(process, folder.path(), 20));
        process.kill();
        QVERIFY(process.waitForFinished(test::kPatience));
        QCOMPARE(test::framesIn(movie.toStdString()), 2 * 48);
        const Run longer = render({u"--resume"_s, movie});
        QVERIFY2(longer.code == 0, qPrintable(longer.err));
        QCOMPARE(test::framesIn(movie.toStdString()), kFrames);
        QVERIFY(test::listen(movie.toStdString()).samples == test::listen(path("whole.mp4").toStdString()).samples);
        verifyNearPictures(movie, path("whole.mp4"));

        const Run whole = render({u"--resume"_s, movie, u"--num_clip"_s, u"0"_s});
        QVERIFY2(whole.code == 0, qPrintable(whole.err));
        QVERIFY(test::framesIn(movie.toStdString()) > kFrames);
        QVERIFY(!whole.err.contains(u"--num_clip"_s)); // There is no voice left, but it can be branched.
        QCOMPARE(hiddenFiles(folder.path()), QStringList(u".film.part.journal"_s));
    }

    void whatCantBeContinuedIsSaid()
    {
        const Run complete = render({u"--resume"_s, path("whole.mp4")});
        QCOMPARE(complete.code, 34);
        QVERIFY2(complete.err.contains(u"can't be continued"_s), qPrintable(complete.err));
        const Run options = render({u"--resume"_s, path("whole.mp4"), u"--sample_steps"_s, u"3"_s});
        QCOMPARE(options.code, 2);
        QFile journal(path(".torn.part.journal"));
        QVERIFY(journal.open(QIODevice::WriteOnly) && journal.write("nothing") == 7);
        journal.close();
        QCOMPARE(render({u"--resume"_s, path("torn.mp4")}).code, 34);
        QVERIFY(journal.remove());
    }

private:
    static constexpr int kClips = 7; // The voice has one more, which isn't whole.
    static constexpr int kFrames = kClips * 48;

    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

    static QByteArray contents(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static QStringList hiddenFiles(const QString& folder)
    {
        return QDir(folder).entryList({u".*"_s}, QDir::Files | QDir::Hidden);
    }

    // The goldens' voice three times over.
    void makeVoice() const
    {
        QByteArray wav = contents(QStringLiteral(TEST_DATA "/goldens/inputs/speech_16k.wav"));
        const qsizetype data = wav.indexOf("data") + 8;
        const QByteArray once = wav.sliced(data);
        const auto put = [&wav](qsizetype at, qsizetype value) {
            for (int i = 0; i < 4; ++i)
                wav[at + i] = static_cast<char>(value >> (8 * i));
        };
        wav += once + once;
        put(4, wav.size() - 8);
        put(data - 4, 3 * once.size());
        QFile file(path("voice.wav"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(wav) == wav.size());
    }

    [[nodiscard]] QStringList scene(int clips = kClips) const
    {
        return test::goldenScene(2, clips) << u"--image"_s << path("portrait.png") << u"--audio"_s << path("voice.wav")
                                           << u"--progress"_s << u"none"_s;
    }

    static void start(QProcess& process, const QStringList& arguments)
    {
        process.start(QStringLiteral(AVATAR_RENDER), arguments);
        QVERIFY(process.waitForStarted(test::kPatience));
    }

    // Until the newest journal in the folder has this many blocks. False if the program ended before.
    static bool waitForBlocks(QProcess& process, const QString& folder, int blocks)
    {
        const auto isThere = [&] {
            const QFileInfoList journals
                = QDir(folder).entryInfoList({u".*.journal"_s}, QDir::Files | QDir::Hidden, QDir::Name);
            return std::any_of(journals.begin(), journals.end(), [&](const QFileInfo& journal) {
                return journal.size() >= blocks * kBlockBytes + kBeginningBytes;
            });
        };
        while (!isThere()) {
            if (process.waitForFinished(1))
                return false;
        }
        return true;
    }

    static media::Picture firstPicture(const QString& movie)
    {
        Result<media::MovieReader> reader = media::MovieReader::open(movie.toStdString());
        if (reader) {
            if (const auto picture = reader->nextFrame(); picture && *picture)
                return **picture;
        }
        return {};
    }

    // Levels of 255, in the mean.
    static double distance(const media::Picture& a, const media::Picture& b)
    {
        if (a.rgb.empty() || a.rgb.size() != b.rgb.size())
            return 255;
        double difference = 0;
        for (size_t i = 0; i < a.rgb.size(); ++i)
            difference += std::abs(int{a.rgb[i]} - int{b.rgb[i]});
        return difference / static_cast<double>(a.rgb.size());
    }
    // Within what encoding loses.
    static bool isNear(const media::Picture& a, const media::Picture& b) { return distance(a, b) < 1; }

    // The encoder ends and begins where one of them was continued: those two frames lose more, 2.5 levels of the 42
    // between one frame of this model and the next.
    static void verifyNearPictures(const QString& one, const QString& other)
    {
        int far = 0;
        Result<media::MovieReader> a = media::MovieReader::open(one.toStdString());
        Result<media::MovieReader> b = media::MovieReader::open(other.toStdString());
        QVERIFY(a && b);
        for (int i = 0; i < kFrames; ++i) {
            const auto mine = a->nextFrame();
            const auto theirs = b->nextFrame();
            QVERIFY(mine && *mine && theirs && *theirs);
            QVERIFY2(distance(**mine, **theirs) < 5, qPrintable(QString::number(i)));
            far += isNear(**mine, **theirs) ? 0 : 1;
        }
        QVERIFY2(far <= 4, qPrintable(QString::number(far))); // It was killed once, too.
    }

    // Another film of that size in its place.
    static void makeGrey(const QString& movie, int frames)
    {
        const media::Picture like = firstPicture(movie);
        media::MovieFormat format;
        format.width = like.width;
        format.height = like.height;
        format.existing = media::Existing::Replace;
        Result<media::MovieWriter> writer = media::MovieWriter::open(movie.toStdString(), format);
        QVERIFY(writer);
        const std::vector<uint8_t> grey(like.rgb.size(), 128);
        for (int i = 0; i < frames; ++i)
            QVERIFY(writer->writeFrame(grey));
        QVERIFY(writer->finish());
    }

    static void momentsToKill()
    {
        QTest::addColumn<QList<int>>("blocks");
        QTest::newRow("before the first block is whole") << QList<int>{0};
        QTest::newRow("in the first clip") << QList<int>{2};
        QTest::newRow("in the second clip") << QList<int>{5};
        QTest::newRow("later than the caches reach back") << QList<int>{23};
        QTest::newRow("three times") << QList<int>{3, 9, 22};
        QTest::newRow("twice in the same block") << QList<int>{20, 20};
    }

    // Begins the film, and kills the program each time that so many blocks are in the journal.
    static void killAt(const QList<int>& moments, const QString& folder, const QStringList& first, const QString& movie)
    {
        for (qsizetype i = 0; i < moments.size(); ++i) {
            QProcess process;
            start(process, i == 0 ? first : QStringList{u"--resume"_s, movie});
            QVERIFY(waitForBlocks(process, folder, moments[i]));
            process.kill();
            QVERIFY(process.waitForFinished(test::kPatience));
            QVERIFY(jobs::findJournal(movie.toStdString()));
        }
    }

    void verifyMovie(const QString& movie, const QString& folder) const
    {
        QCOMPARE(test::framesIn(movie.toStdString()), kFrames);
        const test::Heard whole = test::listen(path("whole.mp4").toStdString());
        QVERIFY(test::listen(movie.toStdString()).samples == whole.samples);
        QVERIFY(!whole.samples.empty());
        QVERIFY(hiddenFiles(folder).isEmpty());
    }

    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestResumedRender)
#include "tst_ResumedRender.moc"
