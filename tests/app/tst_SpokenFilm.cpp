// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/FilmSettings.h"
#include "core/media/SoundStream.h"
#include "tests/support/RenderProgram.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <memory>

using namespace studio;
using test::Run;

namespace {

const QString kCommand = QStringLiteral("'" FAKE_SPEECH_PROGRAM "' {wav} {text} {pace} {pitch}");

// Films of the demo whose voice is spoken from a text, by the script that stands for a program that speaks.
class TestSpokenFilm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("FAKE_SPEECH_SOUND", DEMO_DATA "/voices/fox_en.wav");
        qputenv("FAKE_SPEECH_LOG", path("log").toUtf8());
        qputenv("FAKE_SPEECH", {});
    }

    void aTextBecomesAFilmThatSaysSo()
    {
        const Run made
            = film({say(), words("Good morning.[pause 0.5] The kettle."), QStringLiteral("--say_with"), kCommand,
                    QStringLiteral("--say_pace"), QStringLiteral("190"), QStringLiteral("--say_voice"),
                    QStringLiteral("anna"), QStringLiteral("--report"), path("report.json")});
        QVERIFY2(made.code == 0, qPrintable(made.err));
        QVERIFY(made.err.contains(QStringLiteral("The text is spoken")));
        QVERIFY(contents("log").contains("\n190\n50\n"));
        QCOMPARE(contents("log.text"), QByteArray("Good morning.\n The kettle.\n"));
        const auto scene = jobs::settingsOf(path("film.mp4").toStdString());
        QVERIFY(scene);
        QVERIFY(scene->speech
                == (Speech{.text = "Good morning.[pause 0.5] The kettle.", .voice = "anna", .pace = 190}));
        std::ifstream file(path("report.json").toStdString());
        const nlohmann::json report = nlohmann::json::parse(file);
        QCOMPARE(report.at("said").at("text").get<std::string>(), scene->speech->text);
        QCOMPARE(report.at("said").at("pace").get<int>(), 190);
        QCOMPARE(report.at("frames").get<int>(), 48);
    }

    void itsSettingsSpeakItAgain()
    {
        QVERIFY(film({say(), words("Good morning."), QStringLiteral("--say_with"), kCommand}).code == 0);
        QFile::remove(path("log.text"));
        const Run again = run({QStringLiteral("--settings_of"), path("film.mp4"), QStringLiteral("--image"),
                               QStringLiteral(DEMO_DATA "/portraits/ada.png"), QStringLiteral("--say_with"), kCommand,
                               QStringLiteral("--say_pace"), QStringLiteral("100"), QStringLiteral("--save_file"),
                               path("again.mp4"), QStringLiteral("--num_clip"), QStringLiteral("1")});
        QVERIFY2(again.code == 0, qPrintable(again.err));
        QCOMPARE(contents("log.text"), QByteArray("Good morning.\n"));
        const auto scene = jobs::settingsOf(path("again.mp4").toStdString());
        QVERIFY(scene && scene->speech == (Speech{.text = "Good morning.", .pace = 100}));
    }

    void wordsComeFromAFile()
    {
        std::ofstream(path("words.txt").toStdString()) << "\xEF\xBB\xBF-w --help\n";
        QVERIFY(film({QStringLiteral("--say-file"), path("words.txt"), QStringLiteral("--say_with"), kCommand}).code
                == 0);
        QCOMPARE(contents("log.text"), QByteArray("-w --help\n"));
    }

    // A film may be made again in its place, but nothing else that is read is written over.
    void whatIsReadIsNotWrittenOver()
    {
        const QByteArray words = "Good morning.\n";
        std::ofstream(path("words.txt").toStdString()) << words.toStdString();
        const QStringList spoken{QStringLiteral("--say_file"), path("words.txt"), QStringLiteral("--say_with"),
                                 kCommand};
        QVERIFY(film(spoken).code == 0);
        const QByteArray made = contents("film.mp4");
        const auto refused = [this](const QStringList& options, const char* of) {
            const Run run = film(options + QStringList{QStringLiteral("--overwrite")});
            return run.code == 2
                && run.err.contains(QStringLiteral("is a file of %1 and would be lost").arg(QString::fromUtf8(of)));
        };
        QVERIFY(refused(spoken + QStringList{QStringLiteral("--report"), path("words.txt")}, "--say_file"));
        QCOMPARE(contents("words.txt"), words);
        QVERIFY(QFile::copy(path("film.mp4"), path("old.mp4")));
        const QStringList command{QStringLiteral("--say_with"), kCommand};
        const QStringList again = QStringList{QStringLiteral("--settings_of"), path("old.mp4")} + command;
        QVERIFY(refused(again + QStringList{QStringLiteral("--report"), path("old.mp4")}, "--settings_of"));
        QCOMPARE(contents("old.mp4"), made);
        QCOMPARE(film(QStringList{QStringLiteral("--settings_of"), path("film.mp4"), QStringLiteral("--image"),
                                  QStringLiteral(DEMO_DATA "/portraits/ada.png"), QStringLiteral("--overwrite")}
                      + command)
                     .code,
                 0);
    }

    void whatCantBeIsRefused_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, const QStringList& options, int code, const char* sentence) {
            QTest::newRow(name) << options << code << QString::fromUtf8(sentence);
        };
        const QString a = QStringLiteral("a");
        const QString text = QStringLiteral("--say");
        row("with a recording", {text, a, QStringLiteral("--audio"), QStringLiteral("a.wav")}, 2,
            "--audio: the voice is spoken");
        row("with a track", {text, a, QStringLiteral("--audio_track"), QStringLiteral("2")}, 2,
            "--audio_track: the voice is");
        row("two texts", {text, a, QStringLiteral("--say_file"), QStringLiteral("a.txt")}, 2,
            "--say_file: --say has the words");
        row("a pace alone", {QStringLiteral("--say_pace"), QStringLiteral("100")}, 2,
            "--say_pace: it is used with --say");
        row("too fast", {text, a, QStringLiteral("--say_pace"), QStringLiteral("900")}, 2, "--say_pace: ");
        row("no words", {text, QStringLiteral(" ... ")}, 60, "There is nothing to say");
        row("too long a pause", {text, QStringLiteral("a [pause 90]")}, 2, "--say: a pause is at most 60 s");
        row("no such file", {QStringLiteral("--say_file"), QStringLiteral("/nowhere/a.txt")}, 10, "doesn't exist");
        row("a command without a file", {text, a, QStringLiteral("--say_with"), QStringLiteral("speak {text}")}, 2,
            "--say_with: it has no {wav}");
        row("no such program", {text, a, QStringLiteral("--say_with"), QStringLiteral("no-such-program {wav}")}, 61,
            "\u201cno-such-program\u201d, which is to speak the text, isn't installed");
    }
    void whatCantBeIsRefused()
    {
        QFETCH(const QStringList, options);
        QFETCH(const int, code);
        QFETCH(const QString, sentence);
        const Run refused = film(options);
        QCOMPARE(refused.code, code);
        QVERIFY2(refused.err.contains(sentence), qPrintable(refused.err));
        QVERIFY(!QFile::exists(path("film.mp4")));
    }

    void aProgramThatFailsMakesNoFilm()
    {
        qputenv("FAKE_SPEECH", "fails");
        const Run failed = film({say(), words("a"), QStringLiteral("--say_with"), kCommand});
        QCOMPARE(failed.code, 63);
        QVERIFY2(
            failed.err.contains(QStringLiteral("could not speak the text:\n  it ended with the exit code 3\n  no")),
            qPrintable(failed.err));
        QVERIFY(!QFile::exists(path("film.mp4")));
    }

    void aMissingEspeakIsSaid()
    {
        const QByteArray before = qgetenv("PATH");
        qputenv("PATH", path("nowhere").toUtf8());
        const Run refused = film({say(), words("a")});
        qputenv("PATH", before);
        QCOMPARE(refused.code, 61);
        QVERIFY2(refused.err.contains(QStringLiteral("sudo apt install espeak-ng")), qPrintable(refused.err));
    }

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    static QString say() { return QStringLiteral("--say"); }
    static QString words(const char* text) { return QString::fromUtf8(text); }
    [[nodiscard]] QByteArray contents(const char* name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static Run run(const QStringList& options)
    {
        return test::render(QStringList{QStringLiteral("--device"), QStringLiteral("cpu"), QStringLiteral("--progress"),
                                        QStringLiteral("none")}
                            + options);
    }
    [[nodiscard]] Run film(const QStringList& options) const
    {
        return run(QStringList{QStringLiteral("--demo"), QStringLiteral("--num_clip"), QStringLiteral("1"),
                               QStringLiteral("--save_file"), path("film.mp4")}
                   + options);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestSpokenFilm)
#include "tst_SpokenFilm.moc"
