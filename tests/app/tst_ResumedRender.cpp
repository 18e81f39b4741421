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
    static constexpr int kFrames = 7 * 48;

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

    [[nodiscard]] QStringList scene() const
    {
        return test::goldenScene(2, 7) << u"--image"_s << path("portrait.png") << u"--audio"_s << path("voice.wav")
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

    // Within what encoding loses.
    static bool isNear(const media::Picture& a, const media::Picture& b)
    {
        if (a.rgb.empty() || a.rgb.size() != b.rgb.size())
            return false;
        double difference = 0;
        for (size_t i = 0; i < a.rgb.size(); ++i)
            difference += std::abs(int{a.rgb[i]} - int{b.rgb[i]});
        return difference / static_cast<double>(a.rgb.size()) < 1;
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
