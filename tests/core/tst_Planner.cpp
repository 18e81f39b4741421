// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Units.h"
#include "core/model/SafetensorsFile.h"
#include "core/pipeline/CheckpointShape.h"
#include "core/pipeline/Forecast.h"
#include "core/pipeline/KnownGpus.h"
#include "core/pipeline/Planner.h"
#include "core/vae/VaeMemory.h"
#include "tests/support/Goldens.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace studio;
using namespace studio::pipeline;

namespace {

constexpr FilmSize kSizes[] = {{384, 256}, {688, 368}, {704, 384}, {832, 480}, {1280, 720}};
constexpr int kBudgets[] = {8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80}; // GB

PlanRequest request(int vram, int ram = 128, NumberFormat format = NumberFormat::Fp8)
{
    PlanRequest request;
    request.vramBudget = vram * kGiB;
    request.ramBudget = ram * kGiB;
    request.weights = format;
    request.kv = format;
    return request;
}

PlanRequest sized(PlanRequest request, FilmSize size)
{
    request.width = size.width;
    request.height = size.height;
    return request;
}

int64_t bytesOf(const std::vector<MemoryItem>& items, MemoryPart part)
{
    int64_t bytes = 0;
    for (const MemoryItem& item : items)
        bytes += item.part == part ? item.bytes : 0;
    return bytes;
}

int64_t sum(const std::vector<MemoryItem>& items)
{
    int64_t bytes = 0;
    for (const MemoryItem& item : items)
        bytes += item.bytes;
    return bytes;
}

// The distances between the places where `is` holds, round the end, differ by one at most.
template<typename Places, typename Is>
bool areSpreadEvenly(const Places& places, Is&& is)
{
    std::vector<size_t> at;
    for (size_t i = 0; i < places.size(); ++i) {
        if (is(places[i]))
            at.push_back(i);
    }
    if (at.size() < 2)
        return true;
    size_t least = places.size();
    size_t most = 0;
    for (size_t i = 0; i < at.size(); ++i) {
        const size_t next = i + 1 < at.size() ? at[i + 1] : at[0] + places.size();
        least = std::min(least, next - at[i]);
        most = std::max(most, next - at[i]);
    }
    return most - least <= 1;
}

QString said(const PlanRequest& request)
{
    return QStringLiteral("%1*%2, %3 steps, %4 lanes, %5 of VRAM, %6 of RAM")
        .arg(request.width)
        .arg(request.height)
        .arg(request.steps)
        .arg(request.lanes)
        .arg(request.vramBudget)
        .arg(request.ramBudget);
}

class TestPlanner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parametersAreThoseOfThePublishedModel()
    {
        QCOMPARE(m_shape.blockParameters(), int64_t{351'394'304}); // MODEL.md 1.3
        QCOMPARE(m_shape.injectorParameters(), int64_t{104'888'320 + 52'439'040});
        QCOMPARE(std::round(static_cast<double>(m_shape.parameters()) / 1e6), 16'296.0);
        QCOMPARE(m_shape.layerBytes(1, NumberFormat::Bf16), 351'394'304 * 2 + 6 * 5120 * 2); // modulation in fp32
        int64_t fp8 = 0;
        for (int64_t layer = 0; layer < m_shape.layers; ++layer)
            fp8 += m_shape.layerBytes(layer, NumberFormat::Fp8);
        QVERIFY(fp8 > 15'900'000'000 && fp8 < 16'000'000'000); // with the stem 16.7 GB
    }

    void theKvCacheIsThatOfTheFieldsTable()
    {
        // 2.6 GB per block and step, 10.4 GB per step (MODEL.md 6.5), and the condition tokens: once in RAM, on the GPU
        // before each ring, with the reference frame's keys beside them.
        PlanRequest wanted = request(128, 128, NumberFormat::Bf16);
        const Plan plan = pipeline::plan(m_shape, wanted);
        QVERIFY(plan.fits);
        const int64_t perBlock = int64_t{40} * 3168 * 5120 * 2 * 2;
        const int64_t condition = int64_t{40} * 2640 * 5120 * 2 * 2;
        QCOMPARE(std::round(static_cast<double>(perBlock) / 1e8), 26.0);
        QCOMPARE(bytesOf(plan.vram, MemoryPart::ResidentKv),
                 4 * (4 * perBlock + condition) + int64_t{40} * 1056 * 5120 * 2);
        QCOMPARE(bytesOf(plan.vram, MemoryPart::AttentionWindow), int64_t{0});
        wanted.kvTier = KvTier::Pinned;
        QCOMPARE(bytesOf(pipeline::plan(m_shape, wanted).ram, MemoryPart::PinnedKv), 4 * 4 * perBlock + condition);
    }

    void whatFitsKeepsItsPromises()
    {
        for (const FilmSize& size : kSizes) {
            for (const int steps : {3, 4, 5}) {
                for (const int lanes : {0, 1, steps}) {
                    for (const NumberFormat format : {NumberFormat::Fp8, NumberFormat::Bf16}) {
                        for (const int ram : {24, 128}) {
                            for (const int vram : {8, 12, 16, 24, 48, 80}) {
                                PlanRequest wanted = sized(request(vram, ram, format), size);
                                wanted.steps = steps;
                                wanted.lanes = lanes;
                                const Plan plan = pipeline::plan(m_shape, wanted);
                                if (plan.fits)
                                    checkFitting(plan);
                                else
                                    checkNearest(plan);
                                if (QTest::currentTestFailed())
                                    return;
                            }
                        }
                    }
                }
            }
        }
    }

    void moreVramNeverCopiesMore()
    {
        for (const FilmSize& size : kSizes) {
            for (const int steps : {3, 4}) {
                for (const int lanes : {0, 1, 2, steps}) {
                    double before = std::numeric_limits<double>::max();
                    bool fitted = false;
                    for (const int vram : kBudgets) {
                        PlanRequest wanted = sized(request(vram), size);
                        wanted.steps = steps;
                        wanted.lanes = lanes;
                        const Plan plan = pipeline::plan(m_shape, wanted);
                        QVERIFY2(plan.fits || !fitted, qPrintable(said(wanted)));
                        fitted = plan.fits;
                        if (!plan.fits)
                            continue;
                        // Per (block, step): where lanes are chosen, their number may grow.
                        const double copied
                            = static_cast<double>(plan.toDevicePerTick + plan.fromDevicePerTick) / plan.lanes;
                        QVERIFY2(copied <= before, qPrintable(said(wanted)));
                        before = copied;
                    }
                    QCOMPARE(fitted, true);
                }
            }
        }
    }

    void moreRamNeverReadsMoreFromDisk()
    {
        int64_t before = std::numeric_limits<int64_t>::max();
        bool read = false;
        for (const int ram : {16, 24, 28, 32, 36, 40, 48, 64}) {
            PlanRequest wanted = request(12, ram);
            wanted.lanes = 2;
            const Plan plan = pipeline::plan(m_shape, wanted);
            if (!plan.fits)
                continue;
            QVERIFY2(plan.diskPerTick <= before, qPrintable(said(wanted)));
            before = plan.diskPerTick;
            read = read || plan.diskPerTick > 0;
        }
        QVERIFY(read);
        QCOMPARE(before, int64_t{0});
    }

    void aSmallerFilmNeverNeedsMore()
    {
        for (const int vram : kBudgets) {
            PlanRequest wanted = request(vram);
            wanted.lanes = 1;
            bool fits = false;
            int64_t bytes = std::numeric_limits<int64_t>::max();
            for (auto size = std::rbegin(kSizes); size != std::rend(kSizes); ++size) {
                const Plan plan = pipeline::plan(m_shape, sized(wanted, *size));
                QVERIFY2(plan.fits || !fits, qPrintable(said(plan.request)));
                fits = plan.fits;
                if (!fits)
                    continue;
                QVERIFY2(plan.toDevicePerTick + plan.fromDevicePerTick <= bytes, qPrintable(said(plan.request)));
                bytes = plan.toDevicePerTick + plan.fromDevicePerTick;
            }
            QVERIFY(fits); // 384*256 does everywhere
        }
    }

    void aTickMovesWhatItsPlacesSay()
    {
        const Plan plan = pipeline::plan(m_shape, request(16));
        QVERIFY(plan.fits);
        QVERIFY(plan.count(WeightTier::Pinned) > 0 && plan.count(KvTier::Pinned) > 0);
        int64_t in = 0;
        for (size_t layer = 0; layer < plan.weights.size(); ++layer) {
            if (plan.weights[layer] != WeightTier::Device)
                in += m_shape.layerBytes(static_cast<int64_t>(layer), NumberFormat::Fp8);
        }
        // Three of the ring's four blocks for each lane, and the condition tokens once.
        const int64_t token = 2 * (5120 + 40 * 4);
        const int64_t cached = plan.count(KvTier::Pinned);
        in += cached * (plan.lanes * 3 * 3168 + 2640) * token;
        QCOMPARE(plan.toDevicePerTick, in);
        QCOMPARE(plan.fromDevicePerTick, cached * plan.lanes * 3168 * token);
        QCOMPARE(plan.diskPerTick, int64_t{0});
    }

    void publishedSettingsFit_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("steps");
        for (const auto& [width, height] : {std::pair(704, 384), {688, 368}, {384, 256}}) {
            for (const int steps : {3, 4}) {
                QTest::addRow("%d*%d, %d steps", width, height, steps) << width << height << steps;
            }
        }
    }
    void publishedSettingsFit()
    {
        QFETCH(const int, width);
        QFETCH(const int, height);
        QFETCH(const int, steps);
        const auto planned = [&](int vram, Offload offload) {
            PlanRequest wanted = sized(request(vram, 64), {width, height});
            wanted.steps = steps;
            wanted.offload = offload;
            return pipeline::plan(m_shape, wanted);
        };
        QVERIFY(planned(80, Offload::None).fits);
        QVERIFY(planned(24, Offload::Automatic).fits);
        QVERIFY(planned(8, Offload::Automatic).fits);
        const Plan whole = planned(48, Offload::None);
        QVERIFY(whole.fits);
        QCOMPARE(whole.toDevicePerTick + whole.fromDevicePerTick, int64_t{0});
        QCOMPARE(whole.count(WeightTier::Device), 40);
        // Without offload the weights alone leave no room on a 16 GB card; streaming is what is offered.
        const Plan refused = planned(16, Offload::None);
        QVERIFY(!refused.fits);
        QVERIFY(refused.nearest && refused.nearest->request.offload == Offload::Automatic);
        QCOMPARE(refused.nearest->request.width, width);
        QCOMPARE(refused.nearest->request.steps, steps);
    }

    // In eight bits throughout, as a Hopper GPU reads its caches.
    void smallCardsHoldWhatTheyCan()
    {
        PlanRequest wanted = request(8);
        wanted.attention = NumberFormat::Fp8;
        wanted.lanes = 4;
        QVERIFY(pipeline::plan(m_shape, wanted).fits);
        wanted = sized(request(16), {1280, 720});
        wanted.attention = NumberFormat::Fp8;
        QVERIFY(pipeline::plan(m_shape, wanted).fits);
    }

    void whatAttentionReadsInEightBitsHasNoScales()
    {
        PlanRequest wanted = request(80);
        const Plan scaled = pipeline::plan(m_shape, wanted);
        wanted.attention = NumberFormat::Fp8;
        const Plan plain = pipeline::plan(m_shape, wanted);
        const int64_t rows = int64_t{40} * (4 * 12672 + 2640);
        QCOMPARE(bytesOf(scaled.vram, MemoryPart::ResidentKv), rows * 2 * (5120 + 40 * 4));
        QCOMPARE(bytesOf(plain.vram, MemoryPart::ResidentKv), int64_t{40} * (4 * 15312 * 2 + 1056) * 5120);
        QCOMPARE(bytesOf(scaled.vram, MemoryPart::AttentionWindow), int64_t{15312} * 5120 * 2 * 2);
        QCOMPARE(bytesOf(plain.vram, MemoryPart::AttentionWindow), int64_t{0});
        wanted.kvTier = KvTier::Pinned;
        QCOMPARE(bytesOf(pipeline::plan(m_shape, wanted).ram, MemoryPart::PinnedKv), rows * 2 * 5120);
    }

    // Each step's ring is a block shorter, as are what is copied and what is attended to.
    void aShorterWindowTakesLess()
    {
        for (const NumberFormat attention : {NumberFormat::Bf16, NumberFormat::Fp8}) {
            PlanRequest wanted = request(80);
            wanted.attention = attention;
            wanted.rates = imaginedRates();
            const Plan whole = fastestPlan(m_shape, wanted);
            int64_t before = bytesOf(whole.vram, MemoryPart::ResidentKv);
            const int64_t block = m_shape.kvTokenBytes(NumberFormat::Fp8, attention) * 3168;
            double operations = whole.operationsPerTick;
            double seconds = *whole.secondsPerTick;
            for (const int blocks : {3, 2}) {
                wanted.windowBlocks = blocks;
                const Plan plan = fastestPlan(m_shape, wanted);
                QVERIFY(plan.fits);
                QCOMPARE(plan.lanes, whole.lanes);
                QCOMPARE(before - bytesOf(plan.vram, MemoryPart::ResidentKv), 40 * 4 * block);
                before = bytesOf(plan.vram, MemoryPart::ResidentKv);
                // Every query of a lane's block attends to as many keys less, in products of two operations, twice.
                QCOMPARE(operations - plan.operationsPerTick, 40.0 * plan.lanes * 3168 * 4 * 3168 * 5120);
                operations = plan.operationsPerTick;
                QVERIFY(*plan.secondsPerTick < seconds);
                seconds = *plan.secondsPerTick;
            }
            wanted.kvTier = KvTier::Pinned;
            const Plan pinned = pipeline::plan(m_shape, wanted);
            wanted.windowBlocks = 3;
            const Plan longer = pipeline::plan(m_shape, wanted);
            QCOMPARE(longer.lanes, pinned.lanes);
            QCOMPARE(bytesOf(longer.ram, MemoryPart::PinnedKv) - bytesOf(pinned.ram, MemoryPart::PinnedKv),
                     40 * 4 * block);
            QCOMPARE(longer.toDevicePerTick - pinned.toDevicePerTick, 40 * pinned.lanes * block);
            QCOMPARE(longer.fromDevicePerTick, pinned.fromDevicePerTick);
        }
    }

    // A long voice is encoded in windows while frames are made: memory for two windows' features and for the speech
    // model, besides the samples, however long it is.
    void aLongVoiceIsBounded()
    {
        constexpr int64_t kMinute = int64_t{60} * 16000;
        const auto planFor = [&](int64_t minutes, int vram) {
            PlanRequest wanted = request(vram);
            wanted.voiceSamples = minutes * kMinute;
            return pipeline::plan(m_shape, wanted);
        };
        const int64_t perFrame = int64_t{25} * 1024 * 2;
        const int64_t features = (1600 + 12) * perFrame;
        QVERIFY(features < 100'000'000);
        // A small card is left to the frames.
        const Plan hour = planFor(60, 8);
        QVERIFY(hour.fits && hour.hearsAhead && hour.audioModel == Processor::Cpu);
        QCOMPARE(bytesOf(hour.ram, MemoryPart::Voice), features + 60 * kMinute * 4);
        QCOMPARE(bytesOf(planFor(61, 8).ram, MemoryPart::Voice), features + 61 * kMinute * 4);
        const int64_t inRam = bytesOf(hour.ram, MemoryPart::SpeechModel);
        QVERIFY(inRam >= m_shape.audioModelBytes * 2 && inRam < 2 * kGiB);
        QCOMPARE(bytesOf(planFor(61, 8).ram, MemoryPart::SpeechModel), inRam);
        QCOMPARE(bytesOf(hour.vram, MemoryPart::SpeechModel), int64_t{0});
        checkFitting(hour);
        // A large one has room for both.
        const Plan beside = planFor(60, 80);
        QVERIFY(beside.fits && beside.hearsAhead && beside.audioModel == Processor::Gpu);
        QCOMPARE(bytesOf(beside.vram, MemoryPart::SpeechModel), inRam / 2);
        QCOMPARE(bytesOf(beside.ram, MemoryPart::SpeechModel), int64_t{0});
        checkFitting(beside);
        PlanRequest silent = request(80);
        silent.clips = 1;
        QCOMPARE(beside.toDevicePerTick, pipeline::plan(m_shape, silent).toDevicePerTick);
    }

    // A short voice is encoded before the frames, and so is the whole of any where the reference's way is wanted.
    void whatIsEncodedAsAWholeIsDoneBeforeTheFrames()
    {
        PlanRequest wanted = request(8);
        wanted.voiceSamples = int64_t{32} * 16000;
        const Plan brief = pipeline::plan(m_shape, wanted);
        QVERIFY(brief.fits && !brief.hearsAhead && brief.audioModel == Processor::Gpu);
        QCOMPARE(bytesOf(brief.ram, MemoryPart::SpeechModel), int64_t{0});

        const int64_t perFrame = int64_t{25} * 1024 * 2;
        wanted.voiceSamples = int64_t{3600} * 16000;
        wanted.wholeVoice = true;
        const Plan hour = pipeline::plan(m_shape, wanted);
        QVERIFY(hour.fits && !hour.hearsAhead && hour.audioModel == Processor::Gpu);
        QVERIFY2(hour.audioVram < 4 * kGiB, qPrintable(QString::number(hour.audioVram)));
        QCOMPARE(bytesOf(hour.ram, MemoryPart::Voice), (12 + 60 * 60 * 25) * perFrame + wanted.voiceSamples * 4);
        wanted.clips = 1; // Only what is seen is kept.
        QCOMPARE(bytesOf(pipeline::plan(m_shape, wanted).ram, MemoryPart::Voice),
                 (12 + 48) * perFrame + wanted.voiceSamples * 4);
    }

    // Its pictures are kept in RAM and encoded a few at a time.
    void aHistoryTakesRam()
    {
        PlanRequest wanted = request(80);
        const Plan stream = pipeline::plan(m_shape, wanted);
        wanted.historyFrames = kHistoryFrames;
        const Plan single = pipeline::plan(m_shape, wanted);
        QCOMPARE(single.peakRam - stream.peakRam, int64_t{365} * 704 * 384 * 3 * 4);
        QVERIFY(single.peakVram < stream.peakVram + kGiB / 4);
    }

    void aStepLessTakesLess()
    {
        PlanRequest wanted = request(80);
        wanted.lanes = 1;
        const int64_t four = pipeline::plan(m_shape, wanted).peakVram;
        wanted.steps = 3;
        QVERIFY(pipeline::plan(m_shape, wanted).peakVram < four);
    }

    void manyStepsArePlannedInTime()
    {
        PlanRequest wanted = request(24, 64);
        wanted.steps = 1000; // 5 TB of caches
        const Plan plan = pipeline::plan(m_shape, wanted);
        QVERIFY(!plan.fits);
        QVERIFY(plan.lanes <= 8);
        checkNearest(plan);
    }

    void littleRamReadsLayersFromDisk()
    {
        const Plan plan = pipeline::plan(m_shape, request(8, 32));
        QVERIFY(plan.fits);
        QVERIFY(plan.count(WeightTier::Disk) > 0);
        QVERIFY(plan.diskPerTick > 0 && plan.diskPerTick < plan.toDevicePerTick);
        QVERIFY(plan.peakRam <= 32 * kGiB);
        QCOMPARE(pipeline::plan(m_shape, request(8, 64)).count(WeightTier::Disk), 0);
    }

    void whereNothingFitsTheMissingMemoryIsNamed()
    {
        const Plan plan = pipeline::plan(m_shape, request(2));
        QVERIFY(!plan.fits);
        QVERIFY(plan.peakVram > 2 * kGiB);
        QVERIFY(plan.nearest.has_value());
        QVERIFY(plan.nearest->request.vramBudget > 2 * kGiB);
        checkNearest(plan);
    }

    void unknownRatesMakeUnknownTimes()
    {
        PlanRequest wanted = request(16);
        const Plan none = pipeline::plan(m_shape, wanted);
        QVERIFY(!none.secondsPerTick && !none.framesPerSecond && !none.bottleneck && !none.filmSeconds);
        QCOMPARE(none.missing.size(), size_t{5}); // all but the disk, which isn't used

        wanted.rates = {.toDevice = 25e9,
                        .fromDevice = 25e9,
                        .bothWays = {},
                        .disk = {},
                        .linearBf16 = {},
                        .linearFp8 = 250e12,
                        .attention = 100e12,
                        .vaeSecondsPerPixel = 1e-7};
        wanted.clips = 10;
        const Plan all = pipeline::plan(m_shape, wanted);
        QVERIFY(all.missing.empty());
        QVERIFY(all.secondsPerTick && all.secondsPerClip && all.filmSeconds && all.bottleneck);
        QCOMPARE(*all.copySeconds, static_cast<double>(all.toDevicePerTick) / 25e9);
        QCOMPARE(*all.secondsPerTick, std::max(*all.copySeconds, *all.computeSeconds) + *all.vaeSeconds);
        QVERIFY(std::abs(*all.framesPerSecond * *all.secondsPerClip - 48.0) < 1e-6);
        QVERIFY(*all.filmSeconds >= 10 * *all.secondsPerClip);

        wanted.rates.linearBf16 = 1e12;
        wanted.rates.linearFp8.reset();
        QVERIFY(!pipeline::plan(m_shape, wanted).secondsPerTick); // the other format's rate is no guess
    }

    void theBottleneckFollowsTheMachine()
    {
        PlanRequest wanted = request(8, 32);
        wanted.lanes = 2;
        wanted.rates = {.toDevice = 50e9,
                        .fromDevice = 50e9,
                        .bothWays = 70e9,
                        .disk = 3e9,
                        .linearBf16 = 600e12,
                        .linearFp8 = 900e12,
                        .attention = 400e12,
                        .vaeSecondsPerPixel = 7e-8};
        QVERIFY(pipeline::plan(m_shape, wanted).bottleneck == Bottleneck::Disk);
        wanted.ramBudget = 128 * kGiB;
        QVERIFY(pipeline::plan(m_shape, wanted).bottleneck == Bottleneck::Copy);
        wanted.vramBudget = 80 * kGiB;
        QVERIFY(pipeline::plan(m_shape, wanted).bottleneck == Bottleneck::Compute);
    }

    // The decoder's time is that of what was chosen; in int8 there are further weights.
    void anotherDecoderTakesItsOwnTime()
    {
        PlanRequest wanted = request(80);
        wanted.rates.vaeSecondsPerPixel = 1e-7;
        wanted.rates.int8DecoderSecondsPerPixel = 4e-8;
        const Plan vae = pipeline::plan(m_shape, wanted);
        wanted.decoder = PictureDecoder::Int8;
        const Plan int8 = pipeline::plan(m_shape, wanted);
        QCOMPARE(int8.lanes, vae.lanes);
        QVERIFY(std::abs(*int8.vaeSeconds / *vae.vaeSeconds - 0.4) < 1e-9);
        const int64_t more = bytesOf(int8.vram, MemoryPart::VaeWeights) - bytesOf(vae.vram, MemoryPart::VaeWeights);
        QCOMPARE(more, vae::int8DecoderBytes(m_shape.vaeWidth));
        wanted.decoder = PictureDecoder::Light; // whose rate isn't known
        QCOMPARE(pipeline::plan(m_shape, wanted).vaeSeconds, vae.vaeSeconds);
    }

    // Silent blocks take as many ticks with the same copies, so they save what is computed where that binds.
    void silenceSavesArithmeticAndNoCopies()
    {
        PlanRequest wanted = request(80);
        wanted.clips = 10;
        wanted.rates = expectedRates("h100");
        const auto film = [&](int steps, int64_t blocks, double vram) {
            wanted.silentSteps = steps;
            wanted.silentBlocks = blocks;
            wanted.vramBudget = static_cast<int64_t>(vram * static_cast<double>(kGiB));
            return *fastestPlan(m_shape, wanted).filmSeconds;
        };
        const double all = film(0, 20, 80);
        QCOMPARE(film(4, 20, 80), all);
        QCOMPARE(film(2, 0, 80), all);
        const Plan plan = fastestPlan(m_shape, wanted);
        // Half of the forwards of half of the blocks.
        const double saved = all - film(2, 20, 80);
        QVERIFY2(std::abs(saved / (20 * *plan.computeSeconds * 4 / plan.lanes / 2) - 1) < 0.01,
                 qPrintable(QString::number(saved)));
        wanted.rates.toDevice = 5e9; // Copies bind.
        QCOMPARE(film(2, 20, 8), film(0, 20, 8));
    }

    void theShapeIsReadFromACheckpoint()
    {
        const auto shape = readCheckpointShape({.checkpoint = test::kGoldens + "checkpoint/tiny/ckpt"});
        QVERIFY2(bool(shape), shape ? "" : shape.error().detail.c_str());
        QCOMPARE(shape->dim, int64_t{64});
        QCOMPARE(shape->layers, int64_t{4});
        QCOMPARE(shape->audioLayers, (std::vector<int64_t>{0, 2}));
        QCOMPARE(shape->textDim, int64_t{32});
        QVERIFY(shape->vaeWidth > 0 && shape->vaeBytes > 0 && shape->textEncoderBlockBytes > 0);
        QVERIFY(shape->audioModelBytes > 0 && shape->audioConvChannels > 0);
        // The files hold exactly the parameters that are counted from the dimensions.
        int64_t inFiles = 0;
        const auto tensors = model::openShardedSafetensors(test::kGoldens
                                                           + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B/"
                                                             "diffusion_pytorch_model.safetensors");
        QVERIFY(bool(tensors));
        for (const auto& [name, tensor] : *tensors)
            inFiles += tensor.numel();
        QCOMPARE(shape->parameters(), inFiles);

        PlanRequest wanted;
        wanted.width = 64;
        wanted.height = 128;
        wanted.vramBudget = kGiB;
        wanted.ramBudget = 4 * kGiB;
        QVERIFY(pipeline::plan(*shape, wanted).fits);
        QVERIFY(readCheckpointShape({.checkpoint = "/nowhere"}).error().code == ErrorCode::FileMissing);
    }

private:
    void checkFitting(const Plan& plan)
    {
        const PlanRequest& wanted = plan.request;
        QVERIFY2(plan.peakVram <= wanted.vramBudget && plan.peakRam <= wanted.ramBudget, qPrintable(said(wanted)));
        QVERIFY2(sum(plan.vram) <= plan.peakVram && sum(plan.ram) <= plan.peakRam, qPrintable(said(wanted)));
        QVERIFY(!plan.nearest);
        QVERIFY(plan.lanes >= 1 && plan.lanes <= wanted.steps);
        QVERIFY(wanted.lanes == 0 || plan.lanes == wanted.lanes);
        QCOMPARE(plan.weights.size(), size_t{40});
        QCOMPARE(plan.kv.size(), size_t{40});
        QVERIFY2(areSpreadEvenly(plan.weights, [](WeightTier place) { return place == WeightTier::Device; }),
                 qPrintable(said(wanted)));
        QVERIFY2(areSpreadEvenly(plan.weights, [](WeightTier place) { return place != WeightTier::Device; }),
                 qPrintable(said(wanted)));
        QVERIFY2(areSpreadEvenly(plan.kv, [](KvTier place) { return place == KvTier::Pinned; }),
                 qPrintable(said(wanted)));
        const int moving = 40 - plan.count(WeightTier::Device);
        QVERIFY(moving == 0 ? plan.weightSlots == 0 : plan.weightSlots >= std::min(2, moving));
        const int cached = plan.count(KvTier::Pinned);
        QVERIFY(cached == 0 ? plan.kvSlots == 0 : plan.kvSlots >= std::min(2, cached));
        QCOMPARE(plan.fromDevicePerTick > 0, cached > 0);
        QCOMPARE(plan.diskPerTick > 0, plan.count(WeightTier::Disk) > 0);
    }

    // What is named must fit when it is asked for, at the price that was said.
    void checkNearest(const Plan& plan)
    {
        QVERIFY2(plan.peakVram > plan.request.vramBudget || plan.peakRam > plan.request.ramBudget,
                 qPrintable(said(plan.request)));
        QVERIFY2(plan.nearest.has_value(), qPrintable(said(plan.request)));
        const Plan again = pipeline::plan(m_shape, plan.nearest->request);
        QVERIFY2(again.fits, qPrintable(said(plan.nearest->request)));
        QCOMPARE(again.peakVram, plan.nearest->peakVram);
        QCOMPARE(again.peakRam, plan.nearest->peakRam);
    }

    ModelShape m_shape = ModelShape::liveAvatar14B();
};

} // namespace

QTEST_GUILESS_MAIN(TestPlanner)
#include "tst_Planner.moc"
