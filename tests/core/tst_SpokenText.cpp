// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/SoundStream.h"
#include "core/media/SpokenText.h"

#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <thread>

using namespace studio;
using media::SpeechOrder;

namespace {

// Texts become sounds by a program: by a script that stands for one (tests/support/fake_speech.sh), whose sound is a
// voice of the demo, and by espeak-ng where it is installed.
class TestSpokenText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("bin")));
        qputenv("FAKE_SPEECH_SOUND", DEMO_DATA "/voices/fox_en.wav");
        qputenv("FAKE_SPEECH_LOG", path("log").toUtf8());
        qputenv("FAKE_SPEECH", {});
        m_path = qgetenv("PATH");
    }
    void cleanup() { qputenv("PATH", m_path); }

    void espeakGetsTheTextInAFile()
    {
        useFakeEspeak();
        const auto seconds
            = media::speak({{.text = "Hello \u2018there\u2019", .voice = "de+f3", .pace = 120, .pitch = 70}}, wav());
        QVERIFY2(seconds, detailOf(seconds));
        QCOMPARE(*seconds, soundSeconds());
        const QStringList words = calls();
        QCOMPARE(words.mid(0, 8), QStringLiteral("-v de+f3 -s 120 -p 70 -b 1").split(u' '));
        QCOMPARE(words[8], QStringLiteral("-f"));
        QCOMPARE(words[10], QStringLiteral("-w"));
        QVERIFY(words[9].startsWith(u'/') && !QFile::exists(words[9])); // in a folder that is removed
        QCOMPARE(texts(), QStringLiteral("Hello \u2018there\u2019\n"));
        QCOMPARE(length(), *seconds);
    }

    void anotherProgramIsCalledAsItsCommandSays()
    {
        const auto seconds
            = media::speak({.speech = {.text = "Hello; rm -rf {wav}", .voice = "a 'b' {pace}", .pace = 100},
                            .command = fake() + " {wav} \"{text}\" --v={voice} '{pace} {pitch}' {length_scale}"},
                           wav());
        QVERIFY2(seconds, detailOf(seconds));
        const QStringList words = calls();
        QCOMPARE(words.size(), 5);
        QCOMPARE(words.mid(2),
                 (QStringList{QStringLiteral("--v=a 'b' {pace}"), QStringLiteral("100 50"), QStringLiteral("1.75")}));
        QCOMPARE(texts(), QStringLiteral("Hello; rm -rf {wav}\n"));
    }

    void withoutAPlaceTheTextIsTheInput()
    {
        QVERIFY(media::speak({.speech = {.text = "Hello"}, .command = fake() + " {wav}"}, wav()));
        QCOMPARE(texts(), QStringLiteral("Hello\n"));
    }

    void pausesAreSilence()
    {
        useFakeEspeak();
        const auto seconds = media::speak(
            {{.text = "[pause 1] One[pause 0,5][PAUSE 0.25] . [pause 0.25]two [\u505c\u987f 2]", .voice = "de"}},
            wav());
        QVERIFY2(seconds, detailOf(seconds));
        QCOMPARE(texts(), QStringLiteral(" One\ntwo \n"));
        QVERIFY(std::abs(*seconds - (2 * soundSeconds() + 4)) < 1e-3);
        QCOMPARE(length(), *seconds);
        QVERIFY(loudest(0, 0.99) == 0);
        QVERIFY(loudest(1, 1 + soundSeconds()) > 0.1F);
        QVERIFY(loudest(1.01 + soundSeconds(), 1.99 + soundSeconds()) == 0);
        QVERIFY(loudest(*seconds - 1.99, *seconds) == 0);
        QCOMPARE(calls().count(QStringLiteral("-z")), 2); // no sentence's pause besides
    }

    void whatIsNoMarkIsSpoken()
    {
        QCOMPARE(media::spokenWords("One [pause 0.5]two"), std::string("One  two"));
        for (const char* const text : {"a [pause]", "a [pause x]", "a [pause 1", "a [pauses 1]", "a [pause 1.2.3]"})
            QCOMPARE(media::spokenWords(text), std::string(text));
    }

    void hostileTextIsText()
    {
        useFakeEspeak();
        const std::string text = "-w /tmp/x --help\n\x01"
                                 "50S \x02 [[h@l'oU]] \x7f <speak><break time=\"9s\"/></speak> $(id) `id` '\"\\";
        QVERIFY(media::speak({{.text = text, .voice = "de"}}, wav()));
        const QStringList words = calls();
        QCOMPARE(words.size(), 12);
        QCOMPARE(texts(),
                 QStringLiteral("-w /tmp/x --help\n 50S   [ [h@l'oU]]   <speak><break time=\"9s\"/></speak> $(id) `id` "
                                "'\"\\\n"));
    }

    void whatCantBeSpokenIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("voice");
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("subject"); // of BadOption; empty: NothingToSay
        const auto row = [](const char* name, const char* text, const char* voice, const char* command,
                            const char* subject) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(voice) << QByteArray(command) << QByteArray(subject);
        };
        row("empty", "", "", "", "");
        row("spaces", " \n\t", "", "", "");
        row("marks alone", "[pause 1] ... [pause 2]", "", "", "");
        row("signs alone", "?!\u2026", "", "", "");
        row("no UTF-8", "ab\xff", "", "", "text");
        row("too long a pause", "a [pause 61] b", "", "", "text");
        row("pauses in a row", "a [pause 40][pause 40] b", "", "", "text");
        row("an endless pause", "a [pause 99999999999999999999999999999999999999999999999999] b", "", "", "text");
        row("an option as voice", "a", "-w", "", "voice");
        row("a line as voice", "a", "en\n-w", "", "voice");
        row("a quote", "a", "", "speak 'it {wav}", "command");
        row("no program", "a", "", "'' {wav}", "command");
        row("no place for the sound", "a", "", "speak {text}", "command");
        row("no voice for its place", "a", "", "speak {voice} {wav}", "voice");
    }
    void whatCantBeSpokenIsRefused()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, voice);
        QFETCH(const QByteArray, command);
        QFETCH(const QByteArray, subject);
        const SpeechOrder order{.speech = {.text = text.toStdString(), .voice = voice.toStdString()},
                                .command = command.toStdString()};
        const auto seconds = media::speak(order, wav());
        QVERIFY(!seconds);
        QCOMPARE(seconds.error().code, subject.isEmpty() ? ErrorCode::NothingToSay : ErrorCode::BadOption);
        QCOMPARE(seconds.error().subject, subject.toStdString());
        QVERIFY(!media::checkSpeech(order));
        QVERIFY(!QFile::exists(path("speech.wav")));
    }

    void paceAndPitchHaveLimits()
    {
        for (const Speech& speech :
             {Speech{.text = "a", .pace = kLeastPace - 1}, Speech{.text = "a", .pace = kMostPace + 1},
              Speech{.text = "a", .pitch = -1}, Speech{.text = "a", .pitch = kMostPitch + 1}})
            QVERIFY(!media::checkSpeech({speech}));
        QVERIFY(media::checkSpeech({{.text = "a", .pace = kMostPace, .pitch = 0}}));
    }

    void aMissingProgramIsSaid()
    {
        qputenv("PATH", path("bin").toUtf8());
        for (const SpeechOrder& order : {SpeechOrder{{.text = "a"}}, SpeechOrder{{.text = "a"}, "piper {wav}"}}) {
            const auto seconds = media::speak(order, wav());
            QVERIFY(!seconds);
            QCOMPARE(seconds.error().code, ErrorCode::SpeechProgramMissing);
            QCOMPARE(seconds.error().subject, std::string(order.command.empty() ? "espeak-ng" : "piper"));
        }
        QCOMPARE(media::speechVoices().error().code, ErrorCode::SpeechProgramMissing);
    }

    void aVoiceThatEspeakHasntIsRefused()
    {
        useFakeEspeak();
        for (const char* const voice : {"xx", "en", "de+nobody", "de+"}) {
            const auto seconds = media::speak({{.text = "a", .voice = voice}}, wav());
            QVERIFY(!seconds);
            QCOMPARE(seconds.error().code, ErrorCode::SpeechVoiceMissing);
            QCOMPARE(seconds.error().subject, std::string(voice));
        }
        QVERIFY(calls().isEmpty());
    }

    void voicesAreListed()
    {
        useFakeEspeak();
        const auto voices = media::speechVoices();
        QVERIFY(voices);
        QCOMPARE(
            *voices,
            (std::vector<media::SpeechVoice>{{"cmn", "Chinese"}, {"de", "German"}, {"en-us", "English (America)"}}));
    }

    void failuresAreSaid_data()
    {
        QTest::addColumn<QByteArray>("how");
        QTest::addColumn<QByteArray>("detail");
        QTest::newRow("fails") << QByteArray("fails") << QByteArray("it ended with the exit code 3\nno  tongue");
        QTest::newRow("leaves nothing") << QByteArray("nothing")
                                        << QByteArray("it left no sound that can be read: FileMissing");
        QTest::newRow("leaves an empty file") << QByteArray("empty") << QByteArray("it left no sound that can be read");
        QTest::newRow("leaves garbage") << QByteArray("garbage") << QByteArray("it left no sound that can be read");
    }
    void failuresAreSaid()
    {
        QFETCH(const QByteArray, how);
        QFETCH(const QByteArray, detail);
        qputenv("FAKE_SPEECH", how);
        useFakeEspeak();
        const auto seconds = media::speak({{.text = "a"}}, wav());
        QVERIFY(!seconds);
        QCOMPARE(seconds.error().code, ErrorCode::SpeechFailed);
        QCOMPARE(seconds.error().subject, std::string("espeak-ng"));
        QVERIFY2(seconds.error().detail.starts_with(detail.toStdString()), seconds.error().detail.c_str());
        QVERIFY(!QFile::exists(path("speech.wav")));
    }

    void silenceIsAFailure()
    {
        QVERIFY(media::speak({.speech = {.text = "a [pause 1]"}, .command = fake() + " {wav}"}, wav()));
        QFile file(path("speech.wav"));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray sound = file.readAll();
        sound.replace(44, sound.size() - 44, QByteArray(sound.size() - 44, '\0'));
        QFile silent(path("silent.wav"));
        QVERIFY(silent.open(QIODevice::WriteOnly));
        silent.write(sound);
        silent.close();
        qputenv("FAKE_SPEECH_SOUND", path("silent.wav").toUtf8());
        const auto seconds = media::speak({.speech = {.text = "a"}, .command = fake() + " {wav}"}, wav());
        QVERIFY(!seconds);
        QCOMPARE(seconds.error().detail, std::string("what it made is silent"));
        QVERIFY(!QFile::exists(path("speech.wav")));
    }

    void aStopEndsTheProgram()
    {
        qputenv("FAKE_SPEECH", "waits");
        useFakeEspeak();
        std::stop_source stop;
        std::jthread later([&] {
            while (!QFile::exists(path("log.begun")))
                std::this_thread::yield();
            stop.request_stop();
        });
        const auto seconds = media::speak({{.text = "a"}}, wav(), stop.get_token());
        QVERIFY(!seconds);
        QCOMPARE(seconds.error().code, ErrorCode::Cancelled);
    }

    void theVoiceFollowsTheScript_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("voice");
        QTest::newRow("Latin") << "Hello 123"
                               << "en-us";
        QTest::newRow("Chinese") << "\u65e9\u4e0a\u597d OK"
                                 << "cmn";
        QTest::newRow("Japanese") << "\u65e5\u672c\u8a9e\u3067\u3059"
                                  << "ja";
        QTest::newRow("Korean") << "\uc548\ub155"
                                << "ko";
        QTest::newRow("Russian") << "\u041f\u0440\u0438\u0432\u0435\u0442"
                                 << "ru";
        QTest::newRow("a word in Greek") << "It is \u03b1 only"
                                         << "en-us";
        QTest::newRow("numbers") << "12"
                                 << "en-us";
    }
    void theVoiceFollowsTheScript()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, voice);
        QCOMPARE(QString::fromStdString(media::voiceOfText(text.toStdString())), voice);
    }

    void espeakItselfSpeaks()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("espeak-ng")).isEmpty())
            QSKIP("espeak-ng isn't installed");
        const auto plain = media::speak({{.text = "Good morning, and welcome to our shop."}}, wav());
        QVERIFY2(plain, detailOf(plain));
        QVERIFY(*plain > 1.5 && *plain < 5);
        QVERIFY(loudest(0, *plain) > 0.1F);
        const auto slow = media::speak({{.text = "Good morning, and welcome to our shop.", .pace = 90}}, wav());
        QVERIFY(slow && *slow > *plain * 1.3);
        const auto chinese = media::speak({{.text = "\u65e9\u4e0a\u597d\uff0c\u6b22\u8fce\u5149\u4e34\u3002"}}, wav());
        QVERIFY(chinese && *chinese > 1);
        // What espeak-ng would take for phonemes, a command or markup is read out.
        const auto longer = [&](const char* text, const char* without) {
            const auto with = media::speak({{.text = text}}, wav());
            const auto less = media::speak({{.text = without}}, wav());
            return with && less && *with > *less + 0.2;
        };
        QVERIFY(longer("Hello [[]] there [[h@l'oU h@l'oU h@l'oU]]", "Hello there"));
        const auto commanded = media::speak({{.text = "\x01"
                                                      "450S Good morning, and welcome to our shop."}},
                                            wav());
        QVERIFY(commanded && *commanded > *plain);
        QVERIFY(!media::speak({{.text = "a", .voice = "xx-none"}}, wav()));
        const auto voices = media::speechVoices();
        QVERIFY(voices && voices->size() > 50);
    }

    void espeakSpeaksLongTexts()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("espeak-ng")).isEmpty())
            QSKIP("espeak-ng isn't installed");
        std::string text;
        while (text.size() < 100'000)
            text += "The quick brown fox jumps over the lazy dog. ";
        const auto seconds = media::speak({{.text = text, .pace = kMostPace}}, wav());
        QVERIFY2(seconds, detailOf(seconds));
        QVERIFY(*seconds > 1000);
    }

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    [[nodiscard]] std::filesystem::path wav() const { return path("speech.wav").toStdString(); }
    static std::string fake() { return "'" FAKE_SPEECH_PROGRAM "'"; }
    void useFakeEspeak() const
    {
        QFile::link(QStringLiteral(FAKE_SPEECH_PROGRAM), path("bin/espeak-ng"));
        qputenv("PATH", path("bin").toUtf8() + ':' + m_path);
    }
    [[nodiscard]] QString contents(const char* name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    [[nodiscard]] QStringList calls() const { return contents("log").split(u'\n', Qt::SkipEmptyParts); }
    [[nodiscard]] QString texts() const { return contents("log.text"); }

    static double soundSeconds() { return media::SoundStream::open(DEMO_DATA "/voices/fox_en.wav")->statedSeconds(); }
    [[nodiscard]] double length() const { return media::SoundStream::open(wav())->statedSeconds(); }
    // The largest sample between two times.
    [[nodiscard]] float loudest(double from, double to) const
    {
        auto stream = media::SoundStream::open(wav());
        float most = 0;
        int64_t at = 0;
        for (auto piece = stream->next(); !piece.empty(); piece = stream->next()) {
            for (const float sample : piece.front()) {
                const double time = static_cast<double>(at++) / stream->sampleRate();
                if (time >= from && time < to)
                    most = std::max(most, std::abs(sample));
            }
        }
        return most;
    }
    static const char* detailOf(const Result<double>& result)
    {
        static std::string text;
        text = result ? std::string() : result.error().subject + ": " + result.error().detail;
        return text.c_str();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_path;
};

} // namespace

QTEST_GUILESS_MAIN(TestSpokenText)
#include "tst_SpokenText.moc"
