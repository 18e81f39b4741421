// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/AvatarPipeline.h"
#include "tests/support/Goldens.h"
#include "tests/support/TinyFilm.h"

#include <ATen/ops/equal.h>

#include <QTemporaryDir>
#include <QTest>

using namespace studio;
using namespace studio::pipeline;

Q_DECLARE_METATYPE(studio::Semantics)

namespace {

// Holds the render before some of its layers, and notes how.
class PausingSink : public RenderSink {
public:
    void progress(const Progress& progress) override { last = progress; }
    Status frames(const FrameGroup& group) override
    {
        made.insert(made.end(), group.rgb.begin(), group.rgb.end());
        return kDone;
    }
    [[nodiscard]] bool pauseRequested() const noexcept override
    {
        if (last.stage != Stage::Frames)
            return false;
        return every > 0 && ++asked % every == 0;
    }
    PauseEnd pause(Pause where) override
    {
        pauses.push_back(where);
        if (where == Pause::OffDevice) {
            leftBytes = std::max(leftBytes, last.vramBytes);
            if (stopOffDevice)
                stop.request_stop();
        }
        return where == Pause::HereForNow && leaves ? PauseEnd::ReleaseDevice : PauseEnd::GoOn;
    }
    [[nodiscard]] int64_t count(Pause where) const { return std::count(pauses.begin(), pauses.end(), where); }

    mutable int64_t asked = 0;
    int64_t every = 0;
    bool leaves = false;
    bool stopOffDevice = false;
    std::stop_source stop;
    Progress last;
    int64_t leftBytes = 0; // device memory still in use while suspended
    std::vector<Pause> pauses;
    std::vector<uint8_t> made;
};

// A render that is paused, wherever, makes the same film.
class TestPausedRender : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFilmOnTheCpuIsTheSame()
    {
        AvatarPipeline pipeline = open("cpu");
        PausingSink plain;
        QVERIFY(render(pipeline, Semantics::Stream, plain));
        QVERIFY(plain.asked == 0 && !plain.made.empty());
        PausingSink paused;
        paused.every = 3;
        paused.leaves = true; // It has nothing to leave.
        QVERIFY(render(pipeline, Semantics::Stream, paused));
        QVERIFY(paused.made == plain.made);
        QVERIFY(paused.count(Pause::Here) > 5);
        QCOMPARE(paused.count(Pause::Here), static_cast<int64_t>(paused.pauses.size()));
    }

    void theFilmIsTheSameAfterTheDeviceWasGivenBack_data()
    {
        QTest::addColumn<Semantics>("semantics");
        QTest::addColumn<qint64>("vram");
        QTest::newRow("streaming, all resident") << Semantics::Stream << qint64{0};
        QTest::newRow("streaming, as little memory as it takes") << Semantics::Stream << qint64{44'000'000};
        QTest::newRow("single, deferred") << Semantics::SingleDeferred << qint64{0};
        QTest::newRow("single, online") << Semantics::SingleOnline << qint64{0};
    }
    void theFilmIsTheSameAfterTheDeviceWasGivenBack()
    {
        QFETCH(const Semantics, semantics);
        QFETCH(const qint64, vram);
        AvatarPipeline pipeline = open("sim:1");
        m_request.memory.vram.bytes = vram;
        PausingSink plain;
        QVERIFY(render(pipeline, semantics, plain));
        const int64_t most = m_report.peakDeviceBytes;

        PausingSink paused;
        paused.every = 11; // A pass has four layers: in each of its places.
        paused.leaves = true;
        QVERIFY(render(pipeline, semantics, paused));
        QVERIFY(paused.count(Pause::HereForNow) >= 4);
        QCOMPARE(paused.count(Pause::OffDevice), paused.count(Pause::HereForNow));
        QVERIFY(paused.made == plain.made);
        QVERIFY2(m_report.peakDeviceBytes <= most,
                 qPrintable(QStringLiteral("%1 bytes, without a pause %2").arg(m_report.peakDeviceBytes).arg(most)));
        QCOMPARE(m_report.plans, 1);
        qInfo("%.1f MB on the device, %.1f during the pause", static_cast<double>(most) / 1e6,
              static_cast<double>(paused.leftBytes) / 1e6);
        QVERIFY(paused.leftBytes > 0 && paused.leftBytes < most / 10);
    }

    // The second window of a long voice is encoded while frames are made, and a pause is heard there, too. Where it
    // frees the device, the window is encoded again.
    void aPauseIsHeardWhileALongVoiceIsEncoded_data()
    {
        QTest::addColumn<QString>("device");
        QTest::newRow("cpu") << QStringLiteral("cpu");
        QTest::newRow("a device with its own memory") << QStringLiteral("sim:1");
    }
    void aPauseIsHeardWhileALongVoiceIsEncoded()
    {
        QFETCH(const QString, device);
        const bool hasDevice = device != QStringLiteral("cpu");
        AvatarPipeline pipeline = open(device.toUtf8().constData());
        RenderRequest request = test::tinyFilm();
        request.steps = 1;
        request.clips = 11; // The voice has 40 s, its windows 32: the second is needed in the middle of them.
        const std::vector<float> second = request.voice;
        for (int i = 1; i < 40; ++i) {
            for (const float sample : second)
                request.voice.push_back(sample / static_cast<float>(1 + i % 3));
        }
        const auto render = [&](PausingSink& sink) {
            m_report = {};
            return bool(pipeline.render(request, sink, m_report));
        };
        PausingSink plain;
        plain.every = 1'000'000; // It only counts.
        QVERIFY(render(plain));
        QVERIFY(plain.pauses.empty());
        QVERIFY(std::abs(m_report.heardSeconds - 2 * 32) < 0.1);
        QCOMPARE(plain.made.size(), size_t{11 * 48} * 64 * 64 * 3);
        // Asked more often than before the four layers of 45 blocks and two prefills.
        QVERIFY(plain.asked > int64_t{4} * 47);
        if (hasDevice)
            QVERIFY(m_report.plan && m_report.plan->hearsAhead && m_report.plan->audioModel == Processor::Gpu);

        PausingSink paused;
        paused.every = 100; // The second time within the window, which is asked for 57 times from the 177th on.
        paused.leaves = true;
        QVERIFY(render(paused));
        QVERIFY(paused.made == plain.made);
        QCOMPARE(paused.count(Pause::OffDevice) > 0, hasDevice);
        QVERIFY(paused.count(hasDevice ? Pause::HereForNow : Pause::Here) >= 2);
        QVERIFY2(std::abs(m_report.heardSeconds - (hasDevice ? 3 : 2) * 32) < 0.1,
                 qPrintable(QString::number(m_report.heardSeconds)));
    }

    void aStopDuringALongPauseEndsTheFilm()
    {
        AvatarPipeline pipeline = open("sim:1");
        m_request.memory = {};
        PausingSink paused;
        paused.every = 9;
        paused.leaves = paused.stopOffDevice = true;
        QVERIFY(!render(pipeline, Semantics::Stream, paused));
        QCOMPARE(paused.count(Pause::OffDevice), 1);
        // And the next film is whole.
        PausingSink plain;
        QVERIFY(render(pipeline, Semantics::Stream, plain));
        QVERIFY(!plain.made.empty());
    }

private:
    static AvatarPipeline open(const char* device)
    {
        const std::string root = test::kGoldens + "checkpoint/tiny/ckpt/";
        return std::move(*AvatarPipeline::open({.checkpoint = root + "Wan2.2-S2V-14B",
                                                .lora = root + "LiveAvatar/liveavatar.safetensors",
                                                .loraAlpha = {},
                                                .device = device,
                                                .precision = {},
                                                .promptCache = {}}));
    }

    bool render(AvatarPipeline& pipeline, Semantics semantics, PausingSink& sink)
    {
        static const model::StateDict images = test::golden("image/image.safetensors");
        static const model::StateDict sounds = test::golden("audio/audio.safetensors");
        const at::Tensor pixels = images.at("portrait_a_png_a8192_pixels").contiguous();
        const at::Tensor wave = sounds.at("speech_16k/waveform").contiguous();
        RenderRequest request = m_request;
        request.width = static_cast<int>(pixels.size(1));
        request.height = static_cast<int>(pixels.size(0));
        request.portrait.assign(pixels.const_data_ptr<uint8_t>(), pixels.const_data_ptr<uint8_t>() + pixels.numel());
        request.voice.assign(wave.const_data_ptr<float>(), wave.const_data_ptr<float>() + wave.numel());
        request.prompt = "A person talks.";
        request.steps = 2;
        request.clips = 2;
        request.semantics = semantics;
        m_report = {};
        const Status rendered = pipeline.render(request, sink, m_report, sink.stop.get_token());
        if (!rendered)
            std::printf("%s: %s\n", rendered.error().subject.c_str(), rendered.error().detail.c_str());
        return bool(rendered);
    }

    RenderRequest m_request;
    RenderReport m_report;
};

} // namespace

QTEST_GUILESS_MAIN(TestPausedRender)
#include "tst_PausedRender.moc"
