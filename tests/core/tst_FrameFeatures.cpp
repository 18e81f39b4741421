// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/FrameFeatures.h"

#include "tests/support/Goldens.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace studio;
using namespace Qt::StringLiterals;

namespace {

class TestFrameFeatures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(QString::fromStdString(test::kGoldens + "audio/audio.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_json = QJsonDocument::fromJson(file.readAll()).object();
        m_golden = test::golden("audio/audio.safetensors");
    }

    void frameAndClipCountsAndIndicesAreTheReferences()
    {
        const QJsonObject files = m_json["files"_L1].toObject();
        QCOMPARE(files.size(), 2);
        for (const QJsonValue& value : files) {
            const QJsonObject file = value.toObject();
            const int64_t frames30 = audio::frames30(file["frames50"_L1].toInteger());
            QCOMPARE(frames30, file["frames30"_L1].toInteger());
            const QJsonObject buckets = file["buckets"_L1].toObject();
            QCOMPARE(buckets.keys(), QStringList({"48"_L1, "80"_L1}));
            for (const QString& framesPerClip : buckets.keys()) {
                const QJsonObject bucket = buckets[framesPerClip].toObject();
                const int64_t clips = audio::clipCount(frames30, framesPerClip.toInt());
                QCOMPARE(clips, bucket["num_repeat"_L1].toInteger());
                QCOMPARE(listed(audio::bucketIndices(clips, framesPerClip.toInt())), bucket["indices30"_L1].toArray());
            }
        }
    }

    void indexTablesAreTheReferences()
    {
        const QJsonArray tables = m_json["index_tables"_L1].toArray();
        QVERIFY(tables.size() >= 20);
        for (const QJsonValue& value : tables) {
            const QJsonObject table = value.toObject();
            const int64_t framesPerClip = table["infer_frames"_L1].toInteger();
            const int64_t clips = audio::clipCount(table["frames30"_L1].toInteger(), framesPerClip);
            QCOMPARE(clips, table["clips"_L1].toInteger());
            const std::vector<int64_t> indices = audio::bucketIndices(clips, framesPerClip);
            QCOMPARE(listed({indices.begin(), indices.begin() + 20}), table["first20"_L1].toArray());
            QCOMPARE(listed({indices.end() - 5, indices.end()}), table["last5"_L1].toArray());
        }
    }

    // Where the voice fills the clips exactly, the reference adds a wholly silent one; doubles decide what is exact.
    void aVoiceThatFillsItsClipsGetsOneMore()
    {
        QCOMPARE(audio::clipCount(287, 48), 5);
        QCOMPARE(audio::clipCount(288, 48), 6);
        QCOMPARE(audio::clipCount(0, 48), 1);
    }

    // Reached: the golden to the last bit.
    void everyFrameHearsWhatItHearsInTheReference()
    {
        const at::Tensor hidden = m_golden.at("speech_16k/hidden_states");
        const at::Tensor wanted = m_golden.at("speech_16k/audio_emb48");
        const at::Tensor features = audio::frameFeatures(hidden, wanted.size(-1));
        QVERIFY(test::relativeError("audio_emb48", features, wanted) < 1e-5);
        const int64_t firstZero
            = m_json["files"_L1]["speech_16k"_L1]["buckets"_L1]["48"_L1]["first_zero_frame"_L1].toInteger();
        QVERIFY(firstZero > 0);
        QVERIFY(features.select(-1, firstZero - 1).abs().max().item<float>() > 0);
        QCOMPARE(features.narrow(-1, firstZero, features.size(-1) - firstZero).abs().max().item<float>(), 0.0F);
    }

    // The frames that hear the golden's first 30 fps frames directly: 0, 1, 2 and, skipping one, 4.
    void framesAreTakenFromTheInterpolatedOnes()
    {
        const at::Tensor wanted = m_golden.at("speech_16k/interp30"); // [25, 146, 16]
        const at::Tensor features = audio::frameFeatures(m_golden.at("speech_16k/hidden_states"), 4);
        for (const auto& [frame, index] : {std::pair{0, 0}, {1, 1}, {2, 2}, {3, 4}})
            QVERIFY(test::relativeError("interp30", features[0].select(-1, frame), wanted.select(1, index)) < 1e-5);
    }

    void theStatesOfTheSecondVoiceAgreeToo()
    {
        const at::Tensor hidden = m_golden.at("speech_44k_stereo/hidden_states_0_12_24");
        const at::Tensor all = m_golden.at("speech_44k_stereo/audio_emb48");
        const at::Tensor wanted = at::cat({all.narrow(1, 0, 1), all.narrow(1, 12, 1), all.narrow(1, 24, 1)}, 1);
        QVERIFY(test::relativeError("audio_emb48, states 0, 12, 24", audio::frameFeatures(hidden, 48), wanted) < 1e-5);
    }

    void aLongerVideoHearsZerosAndAShorterOneTheBeginning()
    {
        const at::Tensor hidden = m_golden.at("speech_16k/hidden_states");
        const at::Tensor all = audio::frameFeatures(hidden, 480);
        QCOMPARE(all.size(-1), 480);
        QVERIFY(at::equal(all.narrow(-1, 0, 48), audio::frameFeatures(hidden, 48)));
        QCOMPARE(all.narrow(-1, 144, 336).abs().max().item<float>(), 0.0F);
        QCOMPARE(audio::frameFeatures(hidden, 0).sizes().vec(), (std::vector<int64_t>{1, 25, 16, 0}));
    }

    void theShortestVoicesGiveWhatTheyHave()
    {
        const at::Tensor ones = at::ones({3, 2, 5});
        QCOMPARE(audio::frameFeatures(ones, 12).sum().item<float>(), 15.0F); // one frame at 30 fps
        QCOMPARE(audio::frameFeatures(ones.narrow(1, 0, 1), 12).sum().item<float>(), 0.0F);
    }

    void bf16StaysBf16()
    {
        const at::Tensor features
            = audio::frameFeatures(m_golden.at("speech_16k/hidden_states").to(at::kBFloat16), 144);
        QCOMPARE(features.scalar_type(), at::kBFloat16);
        // Its 8 bits: half of 1/128 of the largest magnitude in, as much out.
        QVERIFY(test::relativeError("audio_emb48 in bf16", features, m_golden.at("speech_16k/audio_emb48")) < 8e-3);
    }

    void voicedClipsHaveNoWhollySilentOne()
    {
        QCOMPARE(audio::voicedFrames(16000, 16000), 25);
        QCOMPARE(audio::voicedFrames(16001, 16000), 26);
        QCOMPARE(audio::voicedFrames(0, 16000), 0);
        QCOMPARE(audio::voicedFrames(44100LL * 3600 * 5, 44100), 25 * 3600 * 5);
        QCOMPARE(audio::voicedClipCount(96, 48), 2);
        QCOMPARE(audio::voicedClipCount(97, 48), 3);
        QCOMPARE(audio::voicedClipCount(0, 48), 0);
    }

private:
    static QJsonArray listed(const std::vector<int64_t>& values)
    {
        QJsonArray list;
        for (const int64_t value : values)
            list.append(static_cast<qint64>(value));
        return list;
    }

    QJsonObject m_json;
    model::StateDict m_golden;
};

} // namespace

QTEST_GUILESS_MAIN(TestFrameFeatures)
#include "tst_FrameFeatures.moc"
