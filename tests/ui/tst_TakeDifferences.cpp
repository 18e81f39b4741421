// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/TakeDifferences.h"

#include <QSet>
#include <QtTest>

#include <functional>

using namespace studio;
using namespace studio::ui;
using project::Scene;
using project::Take;

namespace {

constexpr int kSettings = static_cast<int>(TakeSetting::MadeFrom); // without how they came

struct Change {
    const char* title;
    TakeSetting setting;
    std::function<void(Scene&)> apply;
    const char* name;
    const char* before;
    const char* after;
};

Take plain()
{
    Take take;
    take.scene.portrait = "/pictures/ada.png";
    take.scene.voice = "/voices/welcome.wav";
    take.scene.prompt = "A woman talks and smiles.";
    take.scene.settings.seed = 42;
    return take;
}

const std::vector<Change>& changes()
{
    static const std::vector<Change> all{
        {"steps", TakeSetting::Steps, [](Scene& s) { s.settings.steps = 6; }, "Steps", "4", "6"},
        {"seed", TakeSetting::Seed, [](Scene& s) { s.settings.seed = 1187; }, "Seed", "42", "1187"},
        {"decoder", TakeSetting::Decoder, [](Scene& s) { s.settings.decoder = PictureDecoder::Light; }, "Decoder",
         "Full", "Light, for drafts"},
        {"steps in silence", TakeSetting::SilentSteps, [](Scene& s) { s.settings.silentSteps = 2; }, "Steps in silence",
         "All", "2"},
        {"shift", TakeSetting::TimestepShift, [](Scene& s) { s.settings.timestepShift = 7.5; }, "Timestep shift", "3",
         "7.5"},
        {"window", TakeSetting::LookBack, [](Scene& s) { s.settings.windowBlocks = 2; }, "Recall", "1.9 s", "1.0 s"},
        {"size", TakeSetting::Size,
         [](Scene& s) {
             s.settings.width = 368;
             s.settings.height = 688;
         },
         "Size", "688 × 368", "368 × 688"},
        {"model", TakeSetting::Model, [](Scene& s) { s.settings.model = "another"; }, "Model", "Demo model (128 px)",
         "another"},
        {"prompt", TakeSetting::Prompt, [](Scene& s) { s.prompt.clear(); }, "Prompt", "A woman talks and smiles.",
         "None"},
        {"later", TakeSetting::Turns,
         [](Scene& s) { s.settings.turns = {{.block = 30, .seed = 9, .prompt = "She laughs."}}; }, "Later changes",
         "None", "0:14.4: seed 9, “She laughs.”"},
        {"portrait", TakeSetting::Portrait, [](Scene& s) { s.portrait = "/pictures/bo.png"; }, "Portrait", "ada.png",
         "bo.png"},
        {"portraits of one name", TakeSetting::Portrait, [](Scene& s) { s.portrait = "/other/ada.png"; }, "Portrait",
         "/pictures/ada.png", "/other/ada.png"},
        {"crop", TakeSetting::Crop,
         [](Scene& s) {
             s.crop = project::CropRect{0.1, 0, 0.5, 1};
         },
         "Crop", "The middle", "50 × 100 % at 10, 0 %"},
        {"people", TakeSetting::People,
         [](Scene& s) {
             s.people = {{{0, 0, 0.5, 1}, "/voices/anna.wav"}, {{0.5, 0, 0.5, 1}, {}}};
         },
         "Who speaks", "One voice, in the whole picture", "1: anna.wav · 2: the film's voice"},
        {"voice", TakeSetting::Voice, [](Scene& s) { s.voice = "/voices/bye.wav"; }, "Voice", "welcome.wav", "bye.wav"},
        {"track", TakeSetting::Voice, [](Scene& s) { s.voiceTrack = 2; }, "Voice", "Track 0", "Track 2"},
        {"trim", TakeSetting::Trim, [](Scene& s) { s.trim = {.begin = 1, .end = 2.5}; }, "Trim", "Whole voice",
         "0:01.0 to 0:02.5"},
        {"loudness", TakeSetting::Loudness, [](Scene& s) { s.voiceLevel = VoiceLevel::to(-16); }, "Loudness",
         "Raised if quiet", "-16 LUFS"},
        {"length", TakeSetting::Length, [](Scene& s) { s.settings.clips = 3; }, "Length", "Whole voice", "3 clip(s)"},
        {"decoding", TakeSetting::Decoding, [](Scene& s) { s.settings.semantics = Semantics::SingleDeferred; },
         "Decoding", "While rendering", "At the end"},
        {"offload", TakeSetting::Offload, [](Scene& s) { s.settings.memory.offload = Offload::None; }, "Offload",
         "Automatic", "None"},
        {"VRAM", TakeSetting::Vram, [](Scene& s) { s.settings.memory.vram = {.bytes = int64_t{16} << 30}; }, "VRAM",
         "All that is free", "16.0 GB"},
        {"RAM", TakeSetting::Ram, [](Scene& s) { s.settings.memory.ram = {.share = 0.5}; }, "RAM", "All that is free",
         "50 %"}};
    return all;
}

QString spaced(QString words)
{
    return words.replace(QChar(0xa0), u' ');
}

class TestTakeDifferences : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesThatAreAlikeDifferInNothing()
    {
        const TakeDifferences found = differencesOf(plain(), plain(), {});
        QVERIFY(found.rows.empty());
        QCOMPARE(found.equal, kSettings);
    }

    void eachSettingIsFoundAloneAndCanBeUsed_data()
    {
        QTest::addColumn<int>("row");
        for (size_t i = 0; i < changes().size(); ++i)
            QTest::newRow(changes()[i].title) << static_cast<int>(i);
    }
    void eachSettingIsFoundAloneAndCanBeUsed()
    {
        QFETCH(const int, row);
        const Change& change = changes()[static_cast<size_t>(row)];
        const Take a = plain();
        Take b = plain();
        change.apply(b.scene);
        const TakeDifferences found = differencesOf(a, b, {});
        QCOMPARE(found.rows.size(), size_t{1});
        QCOMPARE(found.equal, kSettings - 1);
        QCOMPARE(found.rows[0].setting, change.setting);
        QCOMPARE(found.rows[0].name, QString::fromUtf8(change.name));
        QCOMPARE(spaced(found.rows[0].values[0]), QString::fromUtf8(change.before));
        QCOMPARE(spaced(found.rows[0].values[1]), QString::fromUtf8(change.after));
        QVERIFY(found.rows[0].isUsable());

        Scene used = a.scene;
        useSetting(change.setting, b.scene, used);
        QVERIFY(used == b.scene);
    }

    void everySettingIsInTheTable()
    {
        QSet<int> seen;
        for (const Change& change : changes())
            seen.insert(static_cast<int>(change.setting));
        QCOMPARE(seen.size(), kSettings);
    }

    void theSizeIsThatOfTheFilm()
    {
        Take a = plain();
        Take b = plain();
        a.width = b.width = 640;
        a.height = 384;
        b.height = 448;
        QCOMPARE(spaced(differencesOf(a, b, {}).rows.at(0).values[1]), QStringLiteral("640 × 448"));
    }

    void theMostTellingComesFirst()
    {
        Take b = plain();
        for (const Change& change : changes())
            change.apply(b.scene);
        const TakeDifferences found = differencesOf(plain(), b, {});
        QCOMPARE(found.equal, 0);
        for (size_t i = 1; i < found.rows.size(); ++i)
            QVERIFY(found.rows[i - 1].setting < found.rows[i].setting);
    }

    void onlyATimeThatIsClearlyLongerCounts_data()
    {
        QTest::addColumn<double>("a");
        QTest::addColumn<double>("b");
        QTest::addColumn<bool>("differs");
        QTest::newRow("clearly") << 204.0 << 302.0 << true;
        QTest::newRow("chance") << 204.0 << 206.0 << false;
        QTest::newRow("not known") << 204.0 << 0.0 << false;
    }
    void onlyATimeThatIsClearlyLongerCounts()
    {
        QFETCH(const double, a);
        QFETCH(const double, b);
        QFETCH(const bool, differs);
        Take first = plain();
        Take second = plain();
        first.report.totalSeconds = a;
        second.report.totalSeconds = b;
        const TakeDifferences found = differencesOf(first, second, {});
        QCOMPARE(found.rows.size(), size_t{differs ? 1U : 0U});
        QCOMPARE(found.equal, kSettings);
        if (!differs)
            return;
        QCOMPARE(spaced(found.rows[0].values[0]), QStringLiteral("3 min 24 s"));
        QVERIFY(!found.rows[0].isUsable());
    }

    void howATakeCameIsToldButNotUsed()
    {
        Take joined = plain();
        joined.parts = {{3, 0, 24}, {5, 24, 36}};
        const TakeDifferences found = differencesOf(plain(), joined, {});
        QCOMPARE(found.rows.size(), size_t{1});
        QCOMPARE(found.equal, kSettings);
        QCOMPARE(found.rows[0].values[0], QStringLiteral("By a render"));
        QCOMPARE(found.rows[0].values[1], QStringLiteral("Joined from takes 3, 5"));
        QVERIFY(!found.rows[0].isUsable());
        Scene none; // of several voices: not known to be alike
        QVERIFY(!soundAlike(none, none));
    }

    void voicesSoundAlikeOrNot()
    {
        const Scene scene = plain().scene;
        for (const Change& change : changes()) {
            Scene other = scene;
            change.apply(other);
            const bool heard = change.setting == TakeSetting::Voice || change.setting == TakeSetting::Trim
                || change.setting == TakeSetting::Loudness;
            QCOMPARE(soundAlike(scene, other), !heard);
        }
    }

    void longValuesBeginWhereTheyDiffer_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<QString>("shownA");
        QTest::addColumn<QString>("shownB");
        QTest::newRow("short") << "one of two"
                               << "one of three"
                               << "one of two"
                               << "one of three";
        QTest::newRow("words") << "A young woman talks and smiles now."
                               << "A young woman talks and laughs." << QString::fromUtf8("…smiles now.")
                               << QString::fromUtf8("…laughs.");
        QTest::newRow("within a word") << "A young woman talks and smiles now."
                                       << "A young woman talks and smirks." << QString::fromUtf8("…smiles now.")
                                       << QString::fromUtf8("…smirks.");
        QTest::newRow("from the start") << "Somebody talks and smiles now."
                                        << "A woman talks."
                                        << "Somebody talks and smiles now."
                                        << "A woman talks.";
        QTest::newRow("one goes on") << "A young woman talks and smiles now"
                                     << "A young woman talks and" << QString::fromUtf8("…and smiles now")
                                     << QString::fromUtf8("…and");
        QTest::newRow("without spaces")
            << QString::fromUtf8("一位留着黑色短发的年轻女子面向镜头用平静友好的语气说话微笑")
            << QString::fromUtf8("一位留着黑色短发的年轻女子面向镜头用平静友好的语气说话大笑")
            << QString::fromUtf8("…微笑") << QString::fromUtf8("…大笑");
    }
    void longValuesBeginWhereTheyDiffer()
    {
        QFETCH(const QString, a);
        QFETCH(const QString, b);
        QFETCH(const QString, shownA);
        QFETCH(const QString, shownB);
        QCOMPARE(whereTheyDiffer({a, b}), (std::array{shownA, shownB}));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestTakeDifferences)
#include "tst_TakeDifferences.moc"
