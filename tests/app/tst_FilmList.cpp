// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/render/FilmWords.h"
#include "core/jobs/FilmList.h"
#include "tests/support/MovieFiles.h"
#include "tests/support/RenderProgram.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <memory>

using namespace studio;
using namespace Qt::StringLiterals;
using test::Run;

namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

// Many films from one table, or from a folder.
class TestFilmList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void readsTables_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("commas") << QByteArray("image,prompt\na.png,She says \"\"\n");
        QTest::newRow("quotes") << QByteArray("image,prompt\n\"a.png\",\"She says \"\"\"\"\"");
        QTest::newRow("semicolons, a mark, other line ends")
            << QByteArray("\xef\xbb\xbfimage;prompt\r\na.png;\"She says \"\"\"\"\"\r\n\r\n");
        QTest::newRow("tabs, old line ends") << QByteArray("image\tprompt\ra.png\tShe says \"\"\r");
        QTest::newRow("spaces") << QByteArray(" image , prompt \n a.png , \"She says \"\"\"\"\" ");
    }
    void readsTables()
    {
        QFETCH(const QByteArray, text);
        const auto rows = studio::jobs::readTable(text.toStdString());
        QVERIFY(rows);
        QCOMPARE(rows->size(), size_t{2});
        QVERIFY((*rows)[0].fields == (Words{"image", "prompt"}));
        QVERIFY2((*rows)[1].fields == (Words{"a.png", "She says \"\""}), (*rows)[1].fields.back().c_str());
    }

    void quotesKeepWhatTheyHold()
    {
        const auto rows = studio::jobs::readTable("image,prompt\na.png,\" one, two\nthree \"\n,\nb.png\n");
        QVERIFY(rows);
        QCOMPARE(rows->size(), size_t{3});
        QVERIFY((*rows)[1].fields == (Words{"a.png", " one, two\nthree "}));
        QVERIFY((*rows)[2].fields == Words{"b.png"});
        QCOMPARE((*rows)[2].line, 5);
        QVERIFY(!studio::jobs::readTable("image\n\"a.png\n"));
    }

    // Names as people write them, files from where the table is, and nothing for what is empty.
    void aTableBecomesCommandLines()
    {
        write("films.csv", "Portrait,Voice,--prompt,Base seed,film\na.png,/b.wav,Hello,,out/c.mp4\n");
        const auto films = studio::render::wordsOfFilms(file("films.csv"), {"--demo"});
        QVERIFY(films);
        QCOMPARE(films->size(), size_t{1});
        QCOMPARE(films->front().title, std::string("line 2"));
        QVERIFY(films->front().words
                == (Words{"--demo", "--image", file("a.png"), "--audio", "/b.wav", "--prompt", "Hello", "--save_file",
                          file("out/c.mp4")}));
        write("films.csv", "image,audio\na,b,c\n");
        const auto wide = studio::render::wordsOfFilms(file("films.csv"), {});
        QVERIFY(!wide && wide.error().detail.find("line 2") != std::string::npos);
        write("films.csv", "image,audio\n");
        QVERIFY(!studio::render::wordsOfFilms(file("films.csv"), {}));
        QVERIFY(!studio::render::wordsOfFilms(file("none.csv"), {}));
    }

    void aFolderBecomesCommandLines()
    {
        for (const char* name : {"ada.png", "ada.WAV", "bo.jpg", "bo.mp3", "lonely.png", "notes.txt"})
            write(name, "");
        write("bo.txt", "A man sings.\n");
        const auto films = studio::render::wordsOfFilms(m_folder->path().toStdString(), {});
        QVERIFY(films);
        QCOMPARE(films->size(), size_t{2});
        QCOMPARE(films->front().title, std::string("ada"));
        QVERIFY(films->front().words == (Words{"--image", file("ada.png"), "--audio", file("ada.WAV")}));
        QVERIFY(films->back().words
                == (Words{"--image", file("bo.jpg"), "--audio", file("bo.mp3"), "--prompt", "A man sings."}));
    }

    // A film that can't be made doesn't stop the others; what is wrong in the table is said before the first.
    void theProgramMakesThem()
    {
        const QString list = m_folder->filePath(u"films.csv"_s);
        const QStringList words{u"--films"_s,        list,   u"--demo"_s,     u"--num_clip"_s, u"1"_s,
                                u"--sample_steps"_s, u"1"_s, u"--progress"_s, u"none"_s};
        write("films.csv",
              "image,base_seed,save_file,audio\n" DEMO_DATA
              "/portraits/chen.png,1,one.mp4\n,2,lost.mp4,none.wav\n" DEMO_DATA "/portraits/dora.png,3,three.mp4\n");
        const Run made = test::render(words);
        QCOMPARE(made.code, 10);
        QVERIFY2(made.err.contains(u"Film 2 of 3 (line 3)"_s) && made.err.contains(u"none.wav"_s)
                     && made.err.contains(u"2 of 3 films are made."_s),
                 qPrintable(made.err));
        QCOMPARE(made.out, QString::fromStdString(file("one.mp4") + "\n" + file("three.mp4") + "\n"));
        for (const char* name : {"one.mp4", "three.mp4"})
            QCOMPARE(test::framesIn(file(name)), 48);

        write("films.csv", "image,base_seed,colour,save_file\n,1,,first.mp4\n,2,red,second.mp4\n");
        const Run wrong = test::render(words);
        QCOMPARE(wrong.code, 2);
        QVERIFY2(wrong.err.contains(u"line 3"_s) && wrong.err.contains(u"--colour"_s), qPrintable(wrong.err));
        QVERIFY(!QFile::exists(m_folder->filePath(u"first.mp4"_s)));
    }

private:
    [[nodiscard]] std::string file(const char* name) const
    {
        return (fs::path(m_folder->path().toStdString()) / name).string();
    }
    void write(const char* name, const std::string& text) { std::ofstream(file(name), std::ios::binary) << text; }

    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestFilmList)
#include "tst_FilmList.moc"
