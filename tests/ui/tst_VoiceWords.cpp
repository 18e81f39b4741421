// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/VoiceWords.h"

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
        QVERIFY(voiceNotes(found).isEmpty());
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
        const QStringList notes = voiceNotes(found);
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
