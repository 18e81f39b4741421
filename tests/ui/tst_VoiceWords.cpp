// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/VoiceWords.h"

#include <QTest>

using namespace studio;
using namespace studio::ui;

namespace {

class TestVoiceWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anOrdinaryVoiceNeedsNoWords()
    {
        media::SoundFindings found;
        found.tracks = {{.channels = 1, .language = {}, .title = {}}};
        found.treatment.track = 1;
        QVERIFY(voiceNotes(found, {}).isEmpty());
        found.loudness = -20;
        found.treatment.gain = 1.6F;
        QVERIFY(voiceNotes(found, VoiceLevel::to(-16)).isEmpty()); // That it is louder was asked for.
        QCOMPARE(loudnessWords(*treatedLoudness(found)), QStringLiteral("−16 LUFS"));
        QVERIFY(!isRaised(found, VoiceLevel::to(-16)));
    }

    void aLevelThatIsNotReachedIsSaid()
    {
        media::SoundFindings found;
        QVERIFY(voiceNotes(found, VoiceLevel::to(-16)).join(QString()).contains(QLatin1String("too short")));
        found.loudness = -30;
        found.treatment.gain = 2; // 6 dB
        const QString notes = voiceNotes(found, VoiceLevel::to(-16)).join(QString());
        QVERIFY2(notes.contains(QStringLiteral("−24 LUFS")) && notes.contains(QStringLiteral("−16 LUFS")),
                 qPrintable(notes));
    }

    void figuresHaveTheirSign()
    {
        QCOMPARE(decibelWords(-4.14), QStringLiteral("−4.1 dB"));
        QCOMPARE(decibelWords(3.2, 1, Sign::Always), QStringLiteral("+3.2 dB"));
        QCOMPARE(decibelWords(-0.01), QStringLiteral("0.0 dB"));
        QCOMPARE(loudnessWords(-19.23, 1), QStringLiteral("−19.2 LUFS"));
    }

    void tracksAreToldApart()
    {
        QCOMPARE(trackWords({.channels = 2, .language = "deu", .title = "Interview"}, 2),
                 QStringLiteral("2: deu, Interview, stereo"));
        QCOMPARE(trackWords({.channels = 1, .language = {}, .title = {}}, 1), QStringLiteral("1: mono"));
    }

    void everyTreatmentIsSaid()
    {
        media::SoundFindings found;
        found.tracks = {{.channels = 1, .language = {}, .title = {}}, {.channels = 2, .language = {}, .title = {}}};
        found.treatment = {.track = 2,
                           .channels = {0},
                           .reason = media::MixReason::Loudest,
                           .limit = 1,
                           .constants = {0.1F, 0},
                           .scale = 0.1F,
                           .gain = 10};
        found.damaged = true;
        const QStringList notes = voiceNotes(found, {});
        QCOMPARE(notes.size(), 7);
        QVERIFY(notes[0].contains(QLatin1String("track 2")));
        QVERIFY(notes[1].contains(QLatin1String("channel 1")));
        QVERIFY(notes[4].contains(QLatin1String("20 dB quieter")));
        QVERIFY(notes[5].contains(QLatin1String("20 dB louder")));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestVoiceWords)
#include "tst_VoiceWords.moc"
