// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/AvatarPipeline.h"
#include "core/tensor/SimulatedDevice.h"
#include "tests/support/TinyFilm.h"

#include <QTest>

#include <malloc.h>

#include <algorithm>
#include <tuple>

using namespace studio;
using pipeline::AvatarPipeline;
using pipeline::RenderReport;
using pipeline::RenderRequest;
using tensor::SimulatedDevice;

namespace {

constexpr int64_t kDeviceBytes = int64_t{1} << 30;

enum class Film { Keep, Forget };

// Bytes that the program has allocated and not freed; the pages that it holds for later are none of them.
int64_t allocatedBytes()
{
    const struct mallinfo2 heap = mallinfo2();
    return static_cast<int64_t>(heap.uordblks + heap.hblkhd);
}

class Collector : public pipeline::RenderSink {
public:
    void progress(const pipeline::Progress&) override { }
    Status frames(const pipeline::FrameGroup& group) override
    {
        mostAllocated = std::max(mostAllocated, allocatedBytes());
        if (keeps == Film::Keep)
            film.insert(film.end(), group.rgb.begin(), group.rgb.end());
        return kDone;
    }
    Film keeps = Film::Keep;
    std::vector<uint8_t> film;
    int64_t mostAllocated = 0; // bytes, whenever frames came
};

struct Made {
    Status status = kDone;
    std::vector<uint8_t> film;
    int64_t mostAllocated = 0;
    RenderReport report;
};

// A pipeline on a device that nobody else has.
class Studio {
public:
    Studio()
    {
        auto device = std::make_unique<SimulatedDevice>(
            SimulatedDevice::Options{.bytes = kDeviceBytes, .rates = {}, .seed = {}});
        m_device = device.get();
        auto opened = AvatarPipeline::open(test::tinyModel(), std::move(device));
        if (opened)
            m_pipeline = std::make_unique<AvatarPipeline>(std::move(*opened));
    }

    Made render(int64_t budget, const RenderRequest& wanted = test::tinyFilm(), Film keeps = Film::Keep)
    {
        RenderRequest request = wanted;
        request.memory.vram.bytes = budget;
        request.memory.lanes = 2;
        request.memory.kvTier = KvTier::Device; // so that layers are what leaves
        Made made;
        Collector sink;
        sink.keeps = keeps;
        made.status = m_pipeline ? m_pipeline->render(request, sink, made.report)
                                 : Status(Error{ErrorCode::Internal, {}, "no pipeline"});
        made.film = std::move(sink.film);
        made.mostAllocated = sink.mostAllocated;
        return made;
    }

    [[nodiscard]] SimulatedDevice& device() { return *m_device; }

private:
    SimulatedDevice* m_device = nullptr;
    std::unique_ptr<AvatarPipeline> m_pipeline;
};

// What a film leaves on the device is there for the next one.
class TestSuccessiveFilms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        // The largest budget with which a part of the layers stays; some 60 kB less each time, of the tiny model.
        for (int64_t budget = kDeviceBytes; m_mixed == 0 && budget > (1 << 20); budget -= budget / 512) {
            Studio studio;
            const Made made = studio.render(budget);
            if (!made.status)
                break;
            if (m_film.empty()) {
                m_film = made.film;
                m_layers = made.report.toDeviceBytes;
                QCOMPARE(made.report.residentLayers, 4);
                budget = made.report.promisedDeviceBytes;
            } else if (made.report.residentLayers > 0 && made.report.residentLayers < 4) {
                m_mixed = budget;
            }
        }
        QVERIFY(m_mixed > 0 && m_layers > 0);
    }

    void theSecondFilmMovesNoWeights()
    {
        Studio studio;
        const Made first = studio.render(kDeviceBytes);
        QVERIFY(first.status && first.film == m_film);
        QCOMPARE(first.report.toDeviceBytes, m_layers);
        const Made second = studio.render(kDeviceBytes);
        QVERIFY(second.status && second.film == m_film);
        QCOMPARE(second.report.toDeviceBytes, int64_t{0});
        QVERIFY(second.report.peakDeviceBytes <= second.report.promisedDeviceBytes);

        RenderRequest other = test::tinyFilm();
        other.width = 128;
        other.portrait.resize(other.portrait.size() * 2);
        other.prompt = "A person sings.";
        other.steps = 3;
        const Made third = studio.render(kDeviceBytes, other);
        QVERIFY(third.status && third.film.size() == 2 * m_film.size());
        QCOMPARE(third.report.toDeviceBytes, int64_t{0});
    }

    // Changed budgets move what has to move: nothing where a layer stays, each layer once where it comes back.
    void anotherBudgetMovesTheDifference()
    {
        Studio fresh;
        const Made small = fresh.render(m_mixed);
        QVERIFY(small.status && small.film == m_film);

        Studio studio;
        QVERIFY(studio.render(kDeviceBytes).status);
        const Made smaller = studio.render(m_mixed);
        QVERIFY(smaller.status && smaller.film == m_film);
        QCOMPARE(smaller.report.residentLayers, small.report.residentLayers);
        const int64_t stayed = small.report.toDeviceBytes - smaller.report.toDeviceBytes;
        QVERIFY(stayed > 0 && stayed < m_layers);
        QVERIFY(smaller.report.peakDeviceBytes <= kDeviceBytes);
        QVERIFY(studio.device().memory().used <= smaller.report.promisedDeviceBytes);

        const Made again = studio.render(m_mixed);
        QVERIFY(again.status && again.film == m_film);
        QCOMPARE(again.report.toDeviceBytes, smaller.report.toDeviceBytes); // what is streamed
        QVERIFY(again.report.peakDeviceBytes <= again.report.promisedDeviceBytes);

        const Made large = studio.render(kDeviceBytes);
        QVERIFY(large.status && large.film == m_film);
        QCOMPARE(large.report.toDeviceBytes, m_layers - stayed);
    }

    // Another program has taken the device meanwhile: stages find room by what weights give up.
    void weightsMakeRoomForOtherStages()
    {
        Studio studio;
        const Made first = studio.render(kDeviceBytes);
        QVERIFY(first.status);
        studio.device().simulatedMemory().setOthers(kDeviceBytes - m_mixed);
        RenderRequest other = test::tinyFilm();
        other.prompt = "A person sings.";
        const Made second = studio.render(0, other);
        QVERIFY2(second.status, second.status ? "" : second.status.error().detail.c_str());
        QVERIFY(second.report.residentLayers < 4);
        QVERIFY(second.report.toDeviceBytes > 0);
        QCOMPARE(second.report.plans, 1);
    }

    // With the clips decoded as they come, memory is that of a clip: neither latents nor pictures pile up, which would
    // be 2.4 MB for each clip here.
    void onlineDecodingHoldsNoMoreForALongerFilm()
    {
        RenderRequest request = test::tinyFilm();
        request.semantics = Semantics::SingleOnline;
        request.steps = 1;
        request.voice.resize(size_t{12} * 16000, 0.1F);
        Studio studio;
        const auto render = [&](int64_t clips) {
            request.clips = clips;
            const Made made = studio.render(kDeviceBytes, request, Film::Forget);
            return std::tuple(bool(made.status), made.report.peakDeviceBytes, made.mostAllocated);
        };
        (void)render(3); // the program's own memory
        // With three clips, as what the second one leaves for the next counts, too.
        const auto [isShort, shortDevice, shortRam] = render(3);
        const auto [isLong, longDevice, longRam] = render(6);
        QVERIFY(isShort && isLong);
        QCOMPARE(longDevice, shortDevice);
        QVERIFY2(longRam < shortRam + 600'000, qPrintable(QString::number(longRam - shortRam)));
    }

private:
    int64_t m_mixed = 0;
    int64_t m_layers = 0; // bytes
    std::vector<uint8_t> m_film;
};

} // namespace

QTEST_GUILESS_MAIN(TestSuccessiveFilms)
#include "tst_SuccessiveFilms.moc"
