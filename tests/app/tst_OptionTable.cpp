// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/OptionReaders.h"
#include "app/common/OptionTable.h"

#include <QTest>

#include <cmath>

using namespace studio;
using namespace studio::options;

namespace {

// A small program's options.
struct Values {
    std::string text;
    int steps = 4;
    bool fast = false;
    std::optional<double> speed;
    Budget budget;
    std::vector<int> lanes;
    pipeline::Rates rates;
};

std::vector<Group> tableOf(Values& values)
{
    return {{"Words",
             {{"long_text_here", "TEXT", text(values.text), "what is said"},
              {"steps", "N", number(values.steps, 1, 1000), "how many"},
              {"go_fast", nullptr, toggle(values.fast), "fast"}}},
            {"More",
             {{"speed", "N", number(values.speed, -1e6, 1e6), "of it"},
              {"budget", "GB|%", parsed(values.budget, parseBudget), "of memory"},
              {"lanes", "LIST", list(values.lanes, between(1, 100)), "some"},
              {"rates", "LIST", rates(values.rates), nullptr}}}};
}

struct Typed {
    Values values;
    std::optional<Parsed> parsed;
    Error error{};
};

Typed typed(const std::vector<std::string>& words)
{
    Typed result;
    Result<Parsed> parsed = parse(tableOf(result.values), words);
    if (parsed)
        result.parsed = std::move(*parsed);
    else
        result.error = parsed.error();
    return result;
}

class TestOptionTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNameIsWrittenInEveryWay()
    {
        for (const char* name : {"--long_text_here", "--long-text-here", "--long-text_here", "--long_text-here"}) {
            QCOMPARE(typed({name, "hello"}).values.text, std::string("hello"));
            QCOMPARE(typed({std::string(name) + "=hello"}).values.text, std::string("hello"));
            QVERIFY(typed({name, "hello"}).parsed->given == std::set<std::string>{"long_text_here"});
        }
    }

    // Prompts and file names are anything.
    void aValueStaysAsItIsTyped_data()
    {
        QTest::addColumn<QString>("value");
        for (const char* value : {"", " ", "-1", "--", "--steps", "--steps=3", "a=b", "[a, b]", "{}", "\"x\"", "a,b",
                                  "'", "\\", "%1", "\u4f60\u597d", "-h", "True"})
            QTest::newRow(value) << QString::fromUtf8(value);
    }
    void aValueStaysAsItIsTyped()
    {
        QFETCH(const QString, value);
        for (const Typed& result : {typed({"--long_text_here", value.toStdString(), "--steps", "7"}),
                                    typed({"--long_text_here=" + value.toStdString(), "--steps", "7"})}) {
            QVERIFY2(result.parsed, result.error.detail.c_str());
            QCOMPARE(result.values.text, value.toStdString());
            QCOMPARE(result.values.steps, 7);
        }
    }

    void aSwitchStandsAloneOrIsFollowed()
    {
        for (const char* yes : {"True", "true", "1", "yes", "ON", "y", "t"}) {
            QVERIFY(typed({"--go_fast", yes}).values.fast);
            QVERIFY(typed({std::string("--go-fast=") + yes}).values.fast);
        }
        for (const char* no : {"False", "false", "0", "no", "off", "n", "f"}) {
            QVERIFY(!typed({"--go_fast", "--go_fast", no}).values.fast);
            QVERIFY(!typed({"--go_fast", std::string("--go-fast=") + no}).values.fast);
        }
        const Typed alone = typed({"--go_fast", "--steps", "9"});
        QVERIFY(alone.values.fast);
        QCOMPARE(alone.values.steps, 9);
        QVERIFY(typed({"--steps", "9", "--go_fast"}).values.fast);
    }

    void theLastOneWins()
    {
        const Typed result = typed({"--steps", "2", "--steps=3", "--lanes", "1,2", "--lanes", "5"});
        QCOMPARE(result.values.steps, 3);
        QVERIFY(result.values.lanes == std::vector<int>{5});
    }

    void helpEndsTheReadingWhereItStands()
    {
        QVERIFY(typed({"--help", "--steps", "none", "--wings"}).parsed->asked == Asked::Help);
        QVERIFY(typed({"--steps", "3", "-h"}).parsed->asked == Asked::Help);
        QVERIFY(typed({"--version"}).parsed->asked == Asked::Version);
        QCOMPARE(typed({"--steps", "none", "--help"}).error.subject, std::string("--steps"));
    }

    void whatMakesNoSenseIsNamed_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("subject");
        QTest::addColumn<QString>("detail");
        const auto add = [](const char* words, const char* subject, const char* detail) {
            QTest::newRow(words) << QString::fromUtf8(words).split(u' ') << QString::fromUtf8(subject)
                                 << QString::fromUtf8(detail);
        };
        add("--step 4", "--step", "no such flag");
        add("--step=4", "--step", "no such flag");
        add("--stepss 4", "--stepss", "no such flag");
        add("--steps", "--steps", "a value is missing");
        add("--go_fast --steps", "--steps", "a value is missing");
        add("steps 4", "steps", "a flag beginning with --");
        add("--steps 4 5", "5", "a flag beginning with --");
        add("-s 4", "-s", "a flag beginning with --");
        add("--steps four", "--steps", "'four' is not a number");
        add("--steps 4x", "--steps", "'4x' is not a number");
        add("--steps=", "--steps", "'' is not a number");
        add("--steps 0", "--steps", "0 is not between 1 and 1000");
        add("--steps 99999999999999999999", "--steps", "not a number that fits here");
        add("--speed nan", "--speed", "nan is not between -1000000 and 1000000");
        add("--go_fast maybe", "--go_fast", "'maybe' is neither True nor False");
        add("--go-fast=", "--go_fast", "'' is neither True nor False");
        add("--lanes 1,,2", "--lanes", "'' is not a number");
        add("--budget 0", "--budget", "is not a number that fits here");
        add("--budget -3", "--budget", "is not a number that fits here");
        add("--budget inf", "--budget", "is not a number that fits here");
        add("--budget 101%", "--budget", "101% is more than there is");
        add("--rates warp=9", "--rates", "'warp=9' is not name=number; names are: h2d");
        add("--rates h2d", "--rates", "'h2d' is not name=number");
        add("--rates h2d=0", "--rates", "'0' is not a number");
    }
    void whatMakesNoSenseIsNamed()
    {
        QFETCH(const QStringList, words);
        QFETCH(const QString, subject);
        QFETCH(const QString, detail);
        std::vector<std::string> all;
        for (const QString& word : words)
            all.push_back(word.toStdString());
        const Typed result = typed(all);
        QVERIFY(!result.parsed);
        QVERIFY(result.error.code == ErrorCode::BadOption);
        QCOMPARE(result.error.subject, subject.toStdString());
        QVERIFY2(result.error.detail.find(detail.toStdString()) != std::string::npos, result.error.detail.c_str());
    }

    void numbersAreDecimal()
    {
        QCOMPARE(typed({"--steps", "010"}).values.steps, 10);
        QVERIFY(!typed({"--steps", "0x10"}).parsed);
        QCOMPARE(*typed({"--speed", "-2.5"}).values.speed, -2.5);
    }

    void budgetsAreGigabytesOrShares()
    {
        QVERIFY((typed({"--budget", "7.5"}).values.budget == Budget{.bytes = bytesOfGigabytes(7.5), .share = 0}));
        QVERIFY((typed({"--budget=50%"}).values.budget == Budget{.bytes = 0, .share = 0.5}));
    }

    void ratesAreInTheirUnitsAndAddUp()
    {
        const pipeline::Rates rates
            = typed({"--rates", "h2d=25,fp8_tflops=250", "--rates", "vae_spmp=0.2,int8_vae_spmp=0.1"}).values.rates;
        QCOMPARE(*rates.toDevice, 25e9);
        QCOMPARE(*rates.linearFp8, 250e12);
        QCOMPARE(*rates.vaeSecondsPerPixel, 0.2e-6);
        QCOMPARE(*rates.int8DecoderSecondsPerPixel, 0.1e-6);
        QVERIFY(!rates.disk);
    }

    void theHelpListsWhatHasHelp()
    {
        Values values;
        const QString help = QString::fromStdString(helpText(tableOf(values), "A program", "Its end."));
        QVERIFY2(help.startsWith(u"A program"), qPrintable(help));
        for (const char* line :
             {"Words:", "--long_text_here TEXT", "--go_fast ", "--budget GB|%", "-h, --help", "--version", "Its end."})
            QVERIFY2(help.contains(QString::fromUtf8(line)), qPrintable(help));
        for (const char* word : {"--rates", "--long-text", "True", "OPTIONS"})
            QVERIFY2(!help.contains(QString::fromUtf8(word)), qPrintable(help));
        for (const QString& line : help.split(u'\n'))
            QVERIFY2(line.size() <= 120, qPrintable(line));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestOptionTable)
#include "tst_OptionTable.moc"
