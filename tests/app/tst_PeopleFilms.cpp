// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmJournal.h"
#include "core/jobs/FilmSettings.h"
#include "core/media/VoiceReader.h"
#include "tests/support/GoldenScene.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/RenderProgram.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace studio;
using namespace Qt::StringLiterals;

namespace {

using test::render;
using test::Run;

// Films in which several people speak, through avatar-render.
class TestPeopleFilms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CACHE_HOME", path("cache").toUtf8());
        const Result<media::Voice> voice = media::readVoice(TEST_DATA "/goldens/inputs/speech_16k.wav");
        QVERIFY(voice);
        std::vector<float> reversed(voice->samples.rbegin(), voice->samples.rend());
        test::writeWav(path("anna.wav").toStdString(), {voice->samples}, media::kVoiceRate);
        test::writeWav(path("ben.wav").toStdString(), {reversed}, media::kVoiceRate);
        QVERIFY(QFile::copy(QStringLiteral(TEST_DATA "/goldens/inputs/portrait_a.png"), path("portrait.png")));
        const Run made = render(film() << people() << u"--save_file"_s << path("both/%06d.png"));
        QVERIFY2(made.code == 0, qPrintable(made.err));
    }

    // Who speaks decides about the pictures; an area without a voice has the film's.
    void eachVoiceCounts()
    {
        const Run alone
            = render(film() << u"--audio"_s << path("anna.wav") << u"--save_file"_s << path("alone/%06d.png"));
        QVERIFY2(alone.code == 0, qPrintable(alone.err));
        QVERIFY(!isSame("alone", "both"));
        const Run whole = render(film() << u"--audio"_s << path("anna.wav") << u"--person"_s << u"0,0,100,100"_s
                                        << u"--save_file"_s << path("whole/%06d.png"));
        QVERIFY2(whole.code == 0, qPrintable(whole.err));
        QVERIFY(isSame("alone", "whole"));
    }

    // Without --audio the sound is all voices; the film knows its people, and makes itself again.
    void theSoundIsAllVoices()
    {
        const Run made = render(film() << people() << u"--save_file"_s << path("both.mp4") << u"--report"_s
                                       << path("report.json"));
        QVERIFY2(made.code == 0, qPrintable(made.err));
        QFile report(path("report.json"));
        QVERIFY(report.open(QIODevice::ReadOnly));
        QVERIFY(!report.readAll().contains("scores")); // which know one face and one voice
        const test::Heard heard = test::listen(path("both.mp4").toStdString());
        const test::Heard anna = test::listen(path("anna.wav").toStdString());
        const test::Heard ben = test::listen(path("ben.wav").toStdString());
        // Where one is loud, so is the film, whichever it is.
        double missing = 0;
        for (double at = 0; at + 0.2 < std::min(heard.seconds, anna.seconds); at += 0.2)
            missing = std::max(missing,
                               std::max(anna.loudest(at, at + 0.2), ben.loudest(at, at + 0.2)) * 0.4
                                   - heard.loudest(at, at + 0.2));
        QVERIFY2(missing <= 0.02, qPrintable(QString::number(missing)));
        const Result<project::Scene> scene = jobs::settingsOf(path("both.mp4").toStdString());
        QVERIFY(scene);
        QCOMPARE(scene->people.size(), size_t{2});
        QVERIFY(scene->voice.empty());
        QCOMPARE(scene->people[1].voice.string(), path("ben.wav").toStdString());
        QStringList words = film(); // The portrait is beside it, too.
        words.remove(words.indexOf(u"--image"_s), 2);
        const Run again
            = render(words << u"--settings_of"_s << path("both.mp4") << u"--save_file"_s << path("again/%06d.png"));
        QVERIFY2(again.code == 0, qPrintable(again.err));
        QVERIFY(isSame("again", "both"));
    }

    void aKilledFilmGoesOn()
    {
        QProcess process;
        process.start(QStringLiteral(AVATAR_RENDER), film() << people() << u"--save_file"_s << path("killed/%06d.png"));
        QVERIFY(process.waitForStarted(test::kPatience));
        const auto blocks = [&]() -> int64_t {
            const auto file = jobs::findJournal(path("killed").toStdString());
            const auto journal = file ? jobs::FilmJournal::read(*file) : Error{ErrorCode::FileMissing, {}, {}};
            return journal ? (*journal)->end() : 0;
        };
        while (blocks() <= 2)
            QVERIFY2(!process.waitForFinished(1), "it wasn't killed in time");
        process.kill();
        QVERIFY(process.waitForFinished(test::kPatience));

        // Another voice would make another film.
        QVERIFY(QFile::rename(path("ben.wav"), path("away.wav")) && QFile::copy(path("anna.wav"), path("ben.wav")));
        const Run other = render({u"--resume"_s, path("killed")});
        QVERIFY(other.code != 0);
        QVERIFY2(other.err.contains(u"person 2"_s), qPrintable(other.err));
        QVERIFY(QFile::remove(path("ben.wav")) && QFile::rename(path("away.wav"), path("ben.wav")));
        const Run resumed = render({u"--resume"_s, path("killed")});
        QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
        QVERIFY(isSame("killed", "both"));
    }

    void nonsenseIsRefused_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("named");
        QTest::newRow("beyond the portrait") << QStringList{u"--person"_s, u"60,0,50,100"_s} << "--person";
        QTest::newRow("of no width") << QStringList{u"--person"_s, u"0,0,0,100"_s} << "--person";
        QTest::newRow("three numbers") << QStringList{u"--person"_s, u"0,0,50 anna.wav"_s} << "--person";
        QTest::newRow("words") << QStringList{u"--person"_s, u"the left one"_s} << "--person";
        QTest::newRow("a face before the first") << QStringList{u"--person"_s, u"face 0"_s} << "--person";
        QTest::newRow("a face that isn't there") << QStringList{u"--person"_s, u"face 9"_s} << "face 9";
        QTest::newRow("no voice at all") << QStringList{u"--person"_s, u"0,0,50,100"_s} << "--audio";
        QTest::newRow("a voice that is missing")
            << QStringList{u"--person"_s, u"0,0,50,100 /nowhere/gone.wav"_s} << "gone.wav";
        QTest::newRow("like the reference")
            << QStringList{u"--person"_s,  u"0,0,50,100"_s, u"--compat"_s,
                           u"reference"_s, u"--audio"_s,    QStringLiteral(TEST_DATA "/goldens/inputs/speech_16k.wav")}
            << "person";
        QTest::newRow("a video without a film to lay over it") << QStringList{u"--over"_s, u"clip.mp4"_s} << "--over";
        QTest::newRow("a face without a video") << QStringList{u"--face"_s, u"10,10,50,50"_s} << "--face";
        QTest::newRow("a film to lay over, and one to make") << QStringList{u"--dub"_s, u"mouth.mp4"_s} << "as it is";
        QTest::newRow("a voice that would be overwritten")
            << (people() << u"--report"_s << path("ben.wav")) << "--person";
        QStringList many;
        for (int i = 0; i < 9; ++i)
            many << u"--person"_s << u"0,0,50,100"_s;
        QTest::newRow("more than there may be") << many << "--person";
    }
    void nonsenseIsRefused()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, named);
        const Run refused = render(film() << words << u"--save_file"_s << path("refused.mp4"));
        QVERIFY(refused.code != 0);
        QVERIFY2(refused.err.contains(named), qPrintable(refused.err));
        QVERIFY(!QFile::exists(path("refused.mp4")));
    }

private:
    // The goldens' film without its voice.
    [[nodiscard]] QStringList film() const
    {
        QStringList words = test::goldenScene(2, 2);
        words.remove(words.indexOf(u"--audio"_s), 2);
        words[words.indexOf(u"--image"_s) + 1] = path("portrait.png");
        return words;
    }
    [[nodiscard]] QStringList people() const
    {
        return {u"--person"_s, u"0,0,100,50 "_s + path("anna.wav"), u"--person"_s, u"0,50,100,50 "_s + path("ben.wav")};
    }

    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    // Whether two folders have the same pictures.
    [[nodiscard]] bool isSame(const char* one, const char* other) const
    {
        const QStringList names = QDir(path(one)).entryList({u"*.png"_s}, QDir::Files, QDir::Name);
        if (names.isEmpty() || names != QDir(path(other)).entryList({u"*.png"_s}, QDir::Files, QDir::Name))
            return false;
        return std::ranges::all_of(names, [&](const QString& name) {
            QFile a(path(one) + u'/' + name);
            QFile b(path(other) + u'/' + name);
            return a.open(QIODevice::ReadOnly) && b.open(QIODevice::ReadOnly) && a.readAll() == b.readAll();
        });
    }

    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestPeopleFilms)
#include "tst_PeopleFilms.moc"
