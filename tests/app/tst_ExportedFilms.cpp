// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Finish.h"
#include "core/media/MovieReader.h"
#include "core/media/Subtitles.h"
#include "core/media/VoiceReader.h"
#include "tests/support/ClapFilm.h"
#include "tests/support/MediaFiles.h"
#include "tests/support/RenderProgram.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdlib>

using namespace studio;

namespace {

using test::render;
using test::Run;

constexpr int kFrames = 230; // as long as the voice

// Finished films that avatar-render makes other files of, without a model.
class TestExportedFilms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(test::writeClapFilm(path("film.mp4").toStdString(), DEMO_DATA "/voices/welcome_en.wav", kFrames, 0,
                                    "its settings"));
        std::vector<float> tone(size_t{test::kClapRate});
        for (size_t i = 0; i < tone.size(); ++i)
            tone[i] = static_cast<float>(0.5 * std::sin(2 * M_PI * 1000 * static_cast<double>(i) / test::kClapRate));
        test::writeWav(path("music.wav").toStdString(), {tone}, test::kClapRate);
        write("words.txt",
              "Good evening, and welcome to a very small talking picture.\n"
              "I was drawn by a program, and now I speak with your voice.\n");
        write("film's: \"own\".srt", "1\n00:00:01,000 --> 00:00:03,000\nHello: {\\i1}C:\\News\n");
    }

    void aFilmBecomesAnotherFile()
    {
        const Run run = exported({"--save_file", "wide.webm", "--shape", "wide", "--sides", "#ff0000", "--height", "90",
                                  "--fade_out", "0.5", "--end", "2"});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(run.out.trimmed(), path("wide.webm"));
        auto film = media::MovieReader::open(path("wide.webm").toStdString());
        QVERIFY(film);
        QCOMPARE(QSize(film->info().width, film->info().height), QSize(160, 90));
        QCOMPARE(std::lround(film->info().seconds), 2L);
        QCOMPARE(film->info().comment, std::string("its settings"));
        const auto first = film->nextFrame();
        QVERIFY(first && *first);
        const uint8_t* const side = &(*first)->rgb[3 * size_t{45 * 160 + 5}];
        QVERIFY(side[0] > 200 && side[1] < 60 && side[2] < 60);
        auto last = film->nextFrame();
        for (int i = 0; i < 48; ++i)
            last = film->nextFrame();
        QVERIFY(last && *last);
        QVERIFY((*last)->rgb[3 * size_t{45 * 160 + 5}] < 40); // faded
    }

    void settingsStayUnlessTheyAreNotWanted()
    {
        const Run run = exported({"--save_file", "bare.mp4", "--no_settings", "--note_ai", "--end", "1"});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        const auto film = media::MovieReader::open(path("bare.mp4").toStdString());
        QVERIFY(film && film->info().comment.empty());
        QVERIFY(bytesOf("bare.mp4").contains(media::kAiNote));
    }

    // Over the film's silent beginning, where the music is 6 dB softer than in its file.
    void musicComesUnderTheFilm()
    {
        const Run run = exported(
            {"--save_file", "music.wav.mp4", "--music", "music.wav", "--music_level", "-6", "--music_ducks", "False"});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        const Result<media::Voice> sound = media::readVoice(path("music.wav.mp4").toStdString(), test::kClapRate);
        QVERIFY(sound);
        float loudest = 0;
        for (size_t i = size_t{test::kClapRate} * 87 / 10; i < size_t{test::kClapRate} * 88 / 10; ++i)
            loudest = std::max(loudest, std::abs(sound->samples[i])); // The voice ends at 8.3 s, and the film at 9.2.
        QVERIFY2(loudest > 0.03 && loudest < 0.3, qPrintable(QString::number(loudest)));
    }

    // The two sentences of the demo's voice, which has a pause between them at 4.4 s.
    void wordsAreLaidUnderTheVoice()
    {
        const Run run = exported({"--save_file", "spoken.mp4", "--subtitles", "words.txt", "--begin", "1"});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(run.out.trimmed(), path("spoken.mp4") + QLatin1Char('\n') + path("spoken.srt"));
        const Result<std::vector<media::Cue>> cues = media::parseSrt(bytesOf("spoken.srt").toStdString(), "spoken.srt");
        QVERIFY(cues);
        QCOMPARE(cues->size(), size_t{2});
        QCOMPARE(cues->at(1).text, std::string("I was drawn by a program,\nand now I speak with your voice."));
        const std::string times = media::srtOf(*cues);
        QVERIFY2(cues->at(0).begin == 0 && std::abs(cues->at(0).end - 3.5) < 0.2, times.c_str());
        QVERIFY2(std::abs(cues->at(1).begin - 3.54) < 0.1 && std::abs(cues->at(1).end - 7.5) < 0.3, times.c_str());
    }

    void subtitlesAreBurnedIn()
    {
        if (!media::canWriteWords())
            QSKIP("this FFmpeg has no libass");
        const Run run = exported({"--save_file", "burned.mp4", "--subtitles", "film's: \"own\".srt", "--subtitles_as",
                                  "burned", "--shape", "upright", "--sides", "#000000", "--height", "320", "--begin",
                                  "0.9", "--end", "1.3"});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QVERIFY(!QFile::exists(path("burned.srt")));
        auto film = media::MovieReader::open(path("burned.mp4").toStdString());
        QVERIFY(film);
        std::vector<int> white;
        for (auto frame = film->nextFrame(); frame && *frame; frame = film->nextFrame()) {
            const std::vector<uint8_t>& rgb = (*frame)->rgb;
            white.push_back(static_cast<int>(std::count_if(rgb.begin(), rgb.end(), [](int c) { return c > 220; })));
        }
        QCOMPARE(white.size(), size_t{10});
        QCOMPARE(white.front(), 0); // 0.1 s before it
        QVERIFY2(white.back() > 40, qPrintable(QString::number(white.back())));
    }

    void anExistingFileStaysUnlessToldOtherwise()
    {
        write("there.mp4", "somebody's");
        const Run refused = exported({"--save_file", "there.mp4", "--end", "1"});
        QCOMPARE(refused.code, 31);
        QCOMPARE(bytesOf("there.mp4"), QByteArray("somebody's"));
        const Run replaced = exported({"--save_file", "there.mp4", "--end", "1", "--overwrite"});
        QVERIFY2(replaced.code == 0, qPrintable(replaced.err));
        QVERIFY(media::MovieReader::open(path("there.mp4").toStdString()));
        write("more.srt", "somebody's");
        const Run beside = exported({"--save_file", "more.mp4", "--end", "1", "--subtitles", "words.txt"});
        QCOMPARE(beside.code, 31);
        QVERIFY(!QFile::exists(path("more.mp4")));
        // A folder gets a film named after it, and a number.
        QVERIFY(QDir().mkpath(path("folder")));
        for (const char* const name : {"folder/film.mp4", "folder/film (2).mp4"}) {
            const Run made = exported({"--save_file", "folder", "--end", "1"});
            QVERIFY2(made.code == 0, qPrintable(made.err));
            QCOMPARE(made.out.trimmed(), path(name));
        }
    }

    void wrongOrdersAreNamed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const QStringList& arguments, int code, const char* named) {
            QTest::addRow("%s", name) << arguments << code << QString::fromUtf8(named);
        };
        const auto words = [](const char* text) { return QString::fromUtf8(text).split(QLatin1Char(' ')); };
        const auto of = [&](const char* text) { return words("--export film.mp4 --save_file new.mp4") + words(text); };
        row("no film", words("--export nowhere.mp4 --save_file new.mp4"), 10, "nowhere.mp4");
        row("no picture in it", words("--export words.txt --save_file new.mp4"), 18, "words.txt");
        row("no name", words("--export film.mp4"), 2, "--save_file");
        row("a stream", words("--export film.mp4 --save_file -"), 2, "--save_file");
        row("its own name", words("--export film.mp4 --save_file ./film.mp4 --overwrite"), 2, "--save_file");
        row("its words' name", words("--export film.mp4 --save_file words.mp4 --subtitles words.srt"), 2,
            "--save_file");
        row("two formats", of("--format webm"), 2, "--format");
        row("a model's option", of("--sample_steps 4"), 2, "--sample_steps");
        row("the demo", of("--demo"), 2, "--demo");
        row("without --export", words("--demo --shape wide --save_file new.mp4"), 2,
            "--shape: it is used with --export");
        row("words without --export", words("--plan --subtitles words.txt"), 2,
            "--subtitles: it is used with --export");
        row("a shape", of("--shape round"), 2, "--shape");
        row("sides without a shape", of("--sides cut"), 2, "--sides: it is used with --shape only");
        row("a colour", of("--shape wide --sides #12345g"), 2, "--sides");
        row("level without music", of("--music_level -6"), 2, "--music_level");
        row("a corner without a mark", of("--mark_corner top_left"), 2, "--mark_corner");
        row("a place without words", of("--subtitles_as burned"), 2, "--subtitles_as");
        row("no music", of("--music nowhere.wav"), 10, "nowhere.wav");
        row("no sound", of("--music words.txt"), 15, "words.txt");
        row("no words", of("--subtitles nowhere.txt"), 10, "nowhere.txt");
        row("words that aren't", of("--subtitles film.mp4"), 18, "film.mp4");
        row("too many words", of("--subtitles many.txt"), 2, "many.txt");
        row("a broken SRT", of("--subtitles broken.srt"), 18, "line 2: a time can't be read");
        row("an empty part", of("--begin 5 --end 5"), 2, "--end");
        row("behind the end", of("--begin 100"), 2, "range");
        row("a mark in a sound", words("--export film.mp4 --save_file new.wav --mark AI"), 2, "--mark");
        row("words in a sound",
            words("--export film.mp4 --save_file new.wav --subtitles words.txt --subtitles_as burned"), 2,
            "--subtitles_as");
        row("music in a GIF", words("--export film.mp4 --save_file new.gif --music music.wav"), 2, "--music");
        row("a note in a GIF", words("--export film.mp4 --save_file new.gif --note_ai"), 2, "--note_ai");
        row("no folder", words("--export film.mp4 --save_file nowhere/new.mp4 --end 1"), 30, "nowhere");
    }

    // And nothing is written.
    void wrongOrdersAreNamed()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, code);
        QFETCH(const QString, named);
        write("words.srt", "1\n00:00:01,000 --> 00:00:03,000\nHello\n");
        write("broken.srt", "1\n00:00:01,000 --> soon\nHello\n");
        write("many.txt", QByteArray(5000, 'x'));
        const QStringList before = QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden);
        const Run run = inFolder(arguments);
        QVERIFY2(run.code == code, qPrintable(QString::number(run.code) + QLatin1Char(' ') + run.err));
        QVERIFY2(run.err.contains(named), qPrintable(run.err));
        QVERIFY(run.out.isEmpty());
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden), before);
    }

    void progressIsOneJsonObjectALine()
    {
        const Run run = exported({"--save_file", "shown.mp4", "--end", "1", "--progress", "json"});
        QCOMPARE(run.code, 0);
        const QStringList lines = run.out.trimmed().split(QLatin1Char('\n'));
        QVERIFY(lines.size() >= 2);
        QVERIFY(lines.first().startsWith(QStringLiteral("{\"stage\":\"export\",\"stage_share\":")));
        QVERIFY(lines[lines.size() - 2].startsWith(QStringLiteral("{\"stage\":\"export\",\"stage_share\":1.0")));
    }

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    void write(const char* name, const QByteArray& content) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    [[nodiscard]] QByteArray bytesOf(const char* name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    // With names of files in the test's folder as paths.
    [[nodiscard]] Run inFolder(const QStringList& words) const
    {
        QStringList arguments;
        for (const QString& word : words) {
            const bool isFile = word != QStringLiteral("-") && !word.startsWith(QLatin1String("--"))
                && (word.contains(QRegularExpression(QStringLiteral("\\.[a-z]")))
                    || QFile::exists(m_folder.filePath(word)));
            arguments << (isFile ? m_folder.filePath(word) : word);
        }
        return render(arguments);
    }
    [[nodiscard]] Run exported(std::initializer_list<const char*> words) const
    {
        QStringList arguments{QStringLiteral("--export"), QStringLiteral("film.mp4")};
        for (const char* const word : words)
            arguments << QString::fromUtf8(word);
        return inFolder(arguments);
    }

    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestExportedFilms)
#include "tst_ExportedFilms.moc"
