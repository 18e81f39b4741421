// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/FilmText.h"
#include "core/media/SubtitleText.h"
#include "core/media/Subtitles.h"
#include "core/media/WordAlignment.h"
#include "tests/support/MediaFiles.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

using namespace studio;
using namespace studio::media;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 48000;

Cue cue(double begin, double end, const char* text)
{
    return {begin, end, text};
}

std::vector<Cue> parsed(std::string_view text)
{
    const Result<std::vector<Cue>> cues = parseSrt(text, "film.srt");
    return cues ? *cues : std::vector<Cue>();
}

QByteArray whyNot(std::string_view text)
{
    const Result<std::vector<Cue>> cues = parseSrt(text, "film.srt");
    if (cues || cues.error().code != ErrorCode::MediaDamaged || cues.error().subject != "film.srt")
        return "it is read, or has another error";
    return QByteArray::fromStdString(cues.error().detail);
}

bool isNear(double is, double wanted, double most)
{
    return std::abs(is - wanted) <= most;
}

QByteArray said(const std::vector<Cue>& cues)
{
    return QByteArray::fromStdString(srtOf(cues));
}

std::vector<Cue> aligned(std::string_view text, const std::vector<LoudStretch>& loud, double seconds)
{
    const Result<std::vector<Cue>> cues = alignWords(text, loud, seconds);
    return cues ? *cues : std::vector<Cue>();
}

// The words of the cues, without their lines.
std::string wordsOf(const std::vector<Cue>& cues)
{
    std::string words;
    for (const Cue& each : cues) {
        words += (words.empty() ? "" : " ") + each.text;
        std::replace(words.begin(), words.end(), '\n', ' ');
    }
    return words;
}

int unitsOf(const std::string& line)
{
    int units = 0;
    for (const QChar c : QString::fromStdString(line))
        units += c.unicode() < 0x2e80 ? kNarrowUnits : kWideUnits;
    return units;
}

std::vector<std::string> linesIn(const std::string& text)
{
    std::vector<std::string> lines;
    for (const QString& line : QString::fromStdString(text).split(QLatin1Char('\n')))
        lines.push_back(line.toStdString());
    return lines;
}

class TestSubtitles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anSrtIsReadAsItIsWritten()
    {
        const std::vector<Cue> cues{cue(0.5, 2.25, "Hello.\nHow are you?"), cue(3, 4.004, "\u4f60\u597d"),
                                    cue(360'000, 360'001.5, "a hundred hours later")};
        QCOMPARE(parsed(srtOf(cues)), cues);
        QCOMPARE(srtOf({cues[0]}), std::string("1\n00:00:00,500 --> 00:00:02,250\nHello.\nHow are you?\n\n"));
        QVERIFY(srtOf(cues).find("100:00:00,000 --> 100:00:01,500") != std::string::npos);
    }

    void srtsOfAllKindsAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addRow("plain") << QByteArray("1\n00:00:01,000 --> 00:00:02,000\nOne\n\n"
                                             "2\n00:00:03,000 --> 00:00:04,500\nTwo\nlines\n");
        QTest::addRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                       "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n"
                                                       "2\n00:00:03,000 --> 00:00:04,500\nTwo\nlines");
        QTest::addRow("CRLF") << QByteArray("1\r\n00:00:01,000 --> 00:00:02,000\r\nOne\r\n\r\n"
                                            "2\r\n00:00:03,000 --> 00:00:04,500\r\nTwo\r\nlines\r\n");
        QTest::addRow("CR") << QByteArray("1\r00:00:01,000 --> 00:00:02,000\rOne\r\r"
                                          "2\r00:00:03,000 --> 00:00:04,500\rTwo\rlines\r");
        QTest::addRow("no blank lines") << QByteArray("1\n00:00:01,000 --> 00:00:02,000\nOne\n"
                                                      "2\n00:00:03,000 --> 00:00:04,500\nTwo\nlines\n");
        QTest::addRow("many blank lines") << QByteArray("\n\n1\n\n00:00:01,000 --> 00:00:02,000\n\nOne\n\n\n\n"
                                                        "2\n00:00:03,000 --> 00:00:04,500\nTwo\n\nlines\n\n\n");
        QTest::addRow("wrong order") << QByteArray("7\n00:00:03,000 --> 00:00:04,500\nTwo\nlines\n\n"
                                                   "3\n00:00:01,000 --> 00:00:02,000\nOne\n\n");
        QTest::addRow("no numbers") << QByteArray("00:00:01,000 --> 00:00:02,000\nOne\n\n"
                                                  "00:00:03,000 --> 00:00:04,500\nTwo\nlines\n\n");
        QTest::addRow("loose times") << QByteArray("1\n 0:00:01.0-->00:02 X1:40 Y1:20\nOne\n\n"
                                                   "2\n00 : 00 : 03 , 000  -->  0:0:4,5\nTwo\nlines\n\n");
        QTest::addRow("empty ones") << QByteArray("1\n00:00:01,000 --> 00:00:02,000\nOne\n\n"
                                                  "2\n00:00:02,000 --> 00:00:02,500\n\n"
                                                  "3\n00:00:02,600 --> 00:00:02,600\nnever seen\n\n"
                                                  "4\n00:00:03,000 --> 00:00:04,500\nTwo\nlines\n\n");
        QTest::addRow("control characters") << QByteArray("1\n00:00:01,000 --> 00:00:02,000\nO\x01ne\x7f\n\n"
                                                          "2\n00:00:03,000 --> 00:00:04,500\nTwo\nlines\n\n");
    }

    void srtsOfAllKindsAreRead()
    {
        QFETCH(const QByteArray, text);
        const std::vector<Cue> cues = parsed(text.toStdString());
        QVERIFY2((cues == std::vector<Cue>{cue(1, 2, "One"), cue(3, 4.5, "Two\nlines")}), said(cues).constData());
    }

    void overlappingCuesStayAsTheyAre()
    {
        const std::vector<Cue> cues = parsed("1\n00:00:01,000 --> 00:00:05,000\nOne\n\n"
                                             "2\n00:00:02,000 --> 00:00:03,000\nTwo\n\n");
        QCOMPARE(cues, (std::vector<Cue>{cue(1, 5, "One"), cue(2, 3, "Two")}));
    }

    // With its line, and nothing is left out silently.
    void aWrongSrtIsRefused()
    {
        QVERIFY(whyNot("").contains("no line of times"));
        QVERIFY(whyNot("only words\n").contains("no line of times"));
        QVERIFY(whyNot("1\n00:00:01,000 --> 00:00:02,000\n\n").contains("empty"));
        QVERIFY(whyNot("1\n00:00:02,000 --> 00:00:01,000\nOne\n").contains("line 2: it ends before it begins"));
        for (const char* const times : {"00:00:01,000 --> soon", "00:00:01 -> --> 00:00:02", "1:2:3:4 --> 1:2:3:5",
                                        "00:00:01,000 --> 99999999999:00:00", "-00:00:01,000 --> 00:00:02,000"}) {
            const QByteArray why
                = whyNot(std::string("1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n") + times + "\nTwo");
            QVERIFY2(why.contains("line 6: a time can't be read"),
                     qPrintable(QLatin1String(times) + QStringLiteral(" | ") + QString::fromUtf8(why)));
        }
        const QByteArray latin = whyNot("1\n00:00:01,000 --> 00:00:02,000\nna\xefve\n");
        QVERIFY2(latin.contains("line 3 isn't UTF-8"), latin.constData());
        QVERIFY(whyNot(std::string("\xff\xfe") + "1\0\n\0").contains("line 1 isn't UTF-8")); // UTF-16
        QVERIFY(whyNot("1\n00:00:01,000 --> 00:00:02,000\n" + std::string(5000, 'x')).contains("longer"));
        QVERIFY(whyNot(std::string(kMostSubtitleBytes + 1, '\n')).contains("larger"));
    }

    void tagsAreNotWords()
    {
        QCOMPARE(plainText("<i>One</i> {\\an8}<font color=\"#ff0000\">two</font>\n<B>3</B>"),
                 std::string("One two\n3"));
        QCOMPARE(plainText("1 < 2, a > b {not} <kept> <"), std::string("1 < 2, a > b {not} <kept> <"));
    }

    void aPartOfAFilmHasItsOwnTimes()
    {
        const std::vector<Cue> cues{cue(0, 2.05, "before"), cue(2.05, 3, "first"), cue(3.5, 6, "cut"),
                                    cue(7, 8, "after")};
        const std::vector<Cue> within = cuesWithin(cues, 2, 4);
        QCOMPARE(within.size(), size_t{2}); // 0.05 s of one isn't shown
        QVERIFY(isNear(within[0].begin, 0.05, 1e-9) && isNear(within[0].end, 1, 1e-9));
        QVERIFY(isNear(within[1].begin, 1.5, 1e-9) && isNear(within[1].end, 2, 1e-9));
        QCOMPARE(within[1].text, std::string("cut"));
        QCOMPARE(cuesWithin(cues, 0, 1e9), cues);
    }

    void linesAreFilledByTheirWidth_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("widest"); // characters of a line
        QTest::addRow("English") << QStringLiteral(
            "The quick brown fox jumps over the lazy dog, and nobody knows why it does")
                                 << 42;
        QTest::addRow("Chinese") << QStringLiteral("今天天气很好，我们一起去公园散步吧。他说：“好的，马上就来”") << 18;
        QTest::addRow("one word") << QString(70, QLatin1Char('a')) << 42;
    }

    void linesAreFilledByTheirWidth()
    {
        QFETCH(const QString, text);
        QFETCH(const int, widest);
        const std::vector<SubtitleWord> words = subtitleWords(text.toStdString());
        const std::vector<std::string> lines = linesOf(words);
        QCOMPARE(lines.size(), size_t{2});
        qsizetype shortest = 1000;
        QString all;
        for (const std::string& line : lines) {
            const QString shown = QString::fromStdString(line);
            QVERIFY2(shown.size() <= widest, line.c_str());
            QVERIFY2(!shown.contains(QRegularExpression(QStringLiteral("^[，。”]"))), line.c_str());
            QVERIFY2(!shown.endsWith(QStringLiteral("“")), line.c_str());
            shortest = std::min(shortest, shown.size());
            all += (all.isEmpty() || !text.contains(QLatin1Char(' ')) ? QString() : QStringLiteral(" ")) + shown;
        }
        QCOMPARE(all, text);
        if (text.contains(QLatin1Char(' ')) || widest == 18)
            QVERIFY2(shortest >= text.size() / 2 - 8, lines.front().c_str()); // about equally long
    }

    void linesEndWithClausesWhereTheyCan()
    {
        const auto lines = [](const char* text) { return linesOf(subtitleWords(text)); };
        QCOMPARE(lines("我们请你今天说一句话，我就会跟着你的声音动嘴。").front(),
                 std::string("我们请你今天说一句话，"));
        QCOMPARE(lines("This is a film of a very small fox, and nobody knows its end").front(),
                 std::string("This is a film of a very small fox,"));
    }

    void stopsAreSeen()
    {
        const auto stops = [](const char* text) {
            QString all;
            for (const SubtitleWord& word : subtitleWords(text))
                all += word.stop == Stop::Sentence ? QLatin1Char('S')
                    : word.stop == Stop::Clause    ? QLatin1Char('c')
                                                   : QLatin1Char('-');
            return all;
        };
        QCOMPARE(stops("He came, saw. \u201cReally?\u201d"), QStringLiteral("-cSS"));
        QCOMPARE(stops("Dr. Who came"), QStringLiteral("c--"));
        QCOMPARE(stops("first line\nsecond"), QStringLiteral("-S-"));
        QCOMPARE(stops("好。坏，"), QStringLiteral("Sc"));
    }

    // In the pauses: though the first sentence has fewer letters than its time is worth.
    void sentencesGetTheStretchesBetweenPauses()
    {
        const std::vector<LoudStretch> loud{{0.4, 2.4}, {3.4, 5.9}, {7.5, 9.4}};
        const std::string text
            = "Good morning, everybody. This is a film about a fox and its dog. Nobody saw the end of it.";
        const std::vector<Cue> cues = aligned(text, loud, 10);
        QVERIFY2(cues.size() == 3, said(cues).constData());
        QCOMPARE(wordsOf(cues), text);
        QCOMPARE(cues[0].text, std::string("Good morning, everybody."));
        for (size_t i = 0; i < 3; ++i) {
            QVERIFY2(isNear(cues[i].begin, loud[i].begin, 0.01), said(cues).constData());
            QVERIFY2(isNear(cues[i].end, loud[i].end + 0.3, 0.01), said(cues).constData()); // it stays for a moment
        }
    }

    void longSpeechIsCutIntoCues_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("seconds"); // of speech without a long pause
        const QString english = QStringLiteral(
            "When the train had left the station, she looked out of the window for a long time, and the fields went by "
            "as they had always done. \"Nobody knows,\" she said, \"where this line ends.\" Then she opened her book "
            "and read until the evening, without a word to any of us.");
        QTest::addRow("English") << english << 17.0;
        QTest::addRow("English, slow") << english << 60.0;
        QTest::addRow("Chinese") << QStringLiteral(
            "火车离开车站以后，她看了很久窗外的风景，田野像往常一样慢慢后退。她说：“没有人知道这条铁路"
            "通向哪里。”然后她打开书，一直读到晚上，没有对我们说一句话。")
                                 << 20.0;
        QTest::addRow("no stops") << QString(QStringLiteral("word ")).repeated(60).trimmed() << 20.0;
    }

    void longSpeechIsCutIntoCues()
    {
        QFETCH(const QString, text);
        QFETCH(const double, seconds);
        std::vector<LoudStretch> loud; // with short pauses
        for (double at = 1; at < 1 + seconds; at += 2)
            loud.push_back({at, std::min(1 + seconds, at + 1.7)});
        const std::vector<Cue> cues = aligned(text.toStdString(), loud, seconds + 2);
        QVERIFY(cues.size() > 2);
        double before = 0;
        QString all;
        for (const Cue& each : cues) {
            const std::vector<std::string> lines = linesIn(each.text);
            QVERIFY2(lines.size() <= 2, said(cues).constData());
            for (const std::string& line : lines) {
                QVERIFY2(unitsOf(line) <= kLineUnits, said(cues).constData());
                all += QString::fromStdString(line);
            }
            QVERIFY2(each.begin >= before, said(cues).constData());
            QVERIFY2(each.end - each.begin >= 0.999 && each.end - each.begin <= 7.001, said(cues).constData());
            before = each.end;
        }
        QCOMPARE(all.remove(QLatin1Char(' ')), QString(text).remove(QLatin1Char(' ')));
        QVERIFY2(cues.front().begin >= 1 && cues.back().end <= seconds + 2, said(cues).constData());
    }

    void noCueCrossesALongPause()
    {
        std::vector<LoudStretch> loud;
        for (double at = 0; at < 60; at += 3)
            loud.push_back({at, at + 2.2});
        const std::string text
            = QString(QStringLiteral("these are words without any end ")).repeated(28).trimmed().toStdString();
        const std::vector<Cue> cues = aligned(text, loud, 61);
        QCOMPARE(wordsOf(cues), text);
        for (const Cue& each : cues) {
            const auto crossed = std::count_if(loud.begin(), loud.end(), [&](const LoudStretch& stretch) {
                return each.begin < stretch.end && each.end > stretch.begin;
            });
            QVERIFY2(crossed == 1, said(cues).constData());
        }
    }

    void wordsThatCantBeTheVoicesAreRefused()
    {
        const std::vector<LoudStretch> loud{{0, 2}};
        const auto why = [&](std::string_view text, const std::vector<LoudStretch>& of) {
            const Result<std::vector<Cue>> cues = alignWords(text, of, 2);
            return cues ? ErrorCode::Internal : cues.error().code;
        };
        QVERIFY(why(std::string(81, 'x'), loud) == ErrorCode::BadOption);
        QVERIFY(why(QString(QStringLiteral(". ")).repeated(500).toStdString() + "x", loud) == ErrorCode::BadOption);
        QVERIFY(why("", loud) == ErrorCode::BadOption);
        QVERIFY(why(" .,\n ", loud) == ErrorCode::BadOption);
        QVERIFY(why("words", {}) == ErrorCode::NoAudio);
    }

    // Its background is softer by 30 dB.
    void aVoiceIsLoudWhereItSpeaks()
    {
        const Result<Waveform> waveform = readWaveform(voice());
        QVERIFY(waveform);
        const std::vector<LoudStretch> loud = loudStretches(*waveform, 0, waveform->seconds());
        QCOMPARE(loud.size(), size_t{2});
        QVERIFY(isNear(loud[0].begin, 1, 0.03) && isNear(loud[0].end, 3, 0.03));
        QVERIFY(isNear(loud[1].begin, 4, 0.03) && isNear(loud[1].end, 5.5, 0.03));
        const std::vector<LoudStretch> part = loudStretches(*waveform, 2, 5);
        QCOMPARE(part.size(), size_t{2});
        QVERIFY(isNear(part[0].begin, 0, 0.03) && isNear(part[0].end, 1, 0.03));
        QVERIFY(isNear(part[1].begin, 2, 0.03) && isNear(part[1].end, 3, 0.03));
        QVERIFY(loudStretches(*waveform, 7, 9).empty());
    }

    void aTextFileIsLaidUnderTheVoice()
    {
        const fs::path words = folder() / "words.txt";
        std::ofstream(words) << "\xef\xbb\xbfThe first sentence is longer.\r\nThe second one.\r\n";
        const Result<std::vector<Cue>> cues = readSubtitles(words, {.file = voice()});
        QVERIFY2(cues, cues ? "" : cues.error().detail.c_str());
        QVERIFY2(cues->size() == 2, said(*cues).constData());
        QCOMPARE(cues->at(0).text, std::string("The first sentence is longer."));
        QVERIFY2(isNear(cues->at(0).begin, 1, 0.05) && isNear(cues->at(1).begin, 4, 0.05), said(*cues).constData());
        // The film begins later in the voice.
        const Result<std::vector<Cue>> later = readSubtitles(words, {.file = voice(), .begin = 0.5});
        QVERIFY2(later && isNear(later->at(1).begin, 3.5, 0.05), said(*later).constData());
    }

    void anSrtNeedsNoVoice()
    {
        const fs::path file = folder() / "film.SRT";
        std::ofstream(file) << "1\n00:00:01,000 --> 00:00:02,000\nOne\n";
        const std::vector<Cue> one{cue(1, 2, "One")};
        const Result<std::vector<Cue>> cues = readSubtitles(file, {.file = folder() / "nowhere.wav"});
        QVERIFY(cues && *cues == one);
        // By what is in it, too.
        const Result<std::vector<Cue>> pasted = subtitlesOf(srtOf(one), {.file = folder() / "nowhere.wav"}, "text");
        QVERIFY(pasted && *pasted == one);
    }

    void wrongFilesAreNamed()
    {
        const auto errorOf = [&](const fs::path& file, const fs::path& spoken) {
            const Result<std::vector<Cue>> cues = readSubtitles(file, {.file = spoken});
            return cues ? Error{ErrorCode::Internal, "none", {}} : cues.error();
        };
        const Error missing = errorOf(folder() / "nowhere.txt", voice());
        QVERIFY(missing.code == ErrorCode::FileMissing && missing.subject == (folder() / "nowhere.txt").string());
        QVERIFY(errorOf(folder(), voice()).code == ErrorCode::FileUnreadable);
        std::ofstream(folder() / "latin.txt") << "na\xefve";
        const Error latin = errorOf(folder() / "latin.txt", voice());
        QVERIFY(latin.code == ErrorCode::MediaDamaged && latin.subject == (folder() / "latin.txt").string());
        std::ofstream(folder() / "words.srt") << "no times at all";
        QVERIFY(errorOf(folder() / "words.srt", voice()).code == ErrorCode::MediaDamaged);
        std::ofstream(folder() / "good.txt") << "words";
        const Error silent = errorOf(folder() / "good.txt", silence());
        QVERIFY(silent.code == ErrorCode::NoAudio && silent.subject == silence().string());
        QVERIFY(errorOf(folder() / "good.txt", folder() / "nowhere.wav").code == ErrorCode::FileMissing);
        std::ofstream(folder() / "long.txt") << std::string(10'000, 'x');
        const Error tooLong = errorOf(folder() / "long.txt", voice());
        QVERIFY(tooLong.code == ErrorCode::BadOption && tooLong.subject == (folder() / "long.txt").string());
    }

    // Narrow films have more lines, and none is wider than they are.
    void linesFitTheFilm()
    {
        const std::string english = "The quick brown fox jumps over the lazy\ndog, and nobody knows why.";
        const SubtitleLook wide = subtitleLook({1920, 1080}, {});
        QCOMPARE(filmLines(english, wide).size(), size_t{2});
        QCOMPARE(filmLines(english, wide).front(), std::string("The quick brown fox jumps over the lazy"));
        const SubtitleLook upright = subtitleLook({1080, 1920}, {});
        QVERIFY(upright.widest < wide.widest);
        const std::vector<std::string> lines = filmLines(english, upright);
        QCOMPARE(lines.size(), size_t{3});
        for (const std::string& line : lines)
            QVERIFY2(static_cast<int>(line.size()) * kNarrowUnits <= upright.widest, line.c_str());
        QCOMPARE(filmLines("- Yes.\n- No.", upright).size(), size_t{2});
        QCOMPARE(filmLines("<i>Yes.</i>", upright), std::vector<std::string>{"Yes."});
        const FilmMark mark{.words = "AI", .corner = FilmCorner::BottomLeft};
        QVERIFY(subtitleLook({1920, 1080}, mark).above > wide.above);
    }

    // Nothing in a text is a command.
    void anyTextIsShownAsItIs()
    {
        Finish finish;
        finish.subtitles
            = Subtitles{.as = SubtitlesAs::Burned, .cues = {cue(1.25, 3.5, "C:\\News {\\b1} \"a\": b,\nc")}};
        const std::string text = filmText(finish, {1280, 720});
        QVERIFY2(text.find("Dialogue: 0,0:00:01.25,0:00:03.50,Subtitles,0,0,0,C:\\\u2060News \"a\": b,\\Nc\n")
                     != std::string::npos,
                 text.c_str()); // {\b1} is a tag of an SRT.
        finish.subtitles->cues.front().text = "{braces}";
        QVERIFY(filmText(finish, {1280, 720}).find(",\\{braces\\}\n") != std::string::npos);
    }

private:
    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }
    // Speaks from 1 to 3 s, with a click before, and from 4 to 5.5 s, in a room that is 30 dB softer.
    [[nodiscard]] fs::path voice() const
    {
        const fs::path file = folder() / "voice.wav";
        std::vector<float> samples(size_t{7} * kRate);
        for (size_t i = 0; i < samples.size(); ++i) {
            const double at = static_cast<double>(i) / kRate;
            const bool speaks = (at >= 1 && at < 3) || (at >= 4 && at < 5.5) || (at >= 0.5 && at < 0.52);
            samples[i] = static_cast<float>((speaks ? 0.3 : 0.0095) * std::sin(2 * M_PI * 300 * at));
        }
        test::writeWav(file, {samples}, kRate);
        return file;
    }
    [[nodiscard]] fs::path silence() const
    {
        const fs::path file = folder() / "silence.wav";
        test::writeWav(file, {std::vector<float>(size_t{2} * kRate)}, kRate);
        return file;
    }

    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestSubtitles)
#include "tst_Subtitles.moc"
