// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/StreamedLayers.h"
#include "core/offload/TieredKvStore.h"
#include "core/tensor/SimulatedDevice.h"
#include "tests/support/GoldenFilm.h"
#include "tests/support/MemorySlabs.h"
#include "tests/support/TinyDit.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/isfinite.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <QTest>

#include <array>
#include <cmath>
#include <map>

using namespace studio;
using offload::KvFormat;
using tensor::Queue;

namespace {

constexpr int kSteps = test::GoldenFilm::kSteps;
constexpr int64_t kLayers = 4;
// The same sums in matrices of other heights.
constexpr double kLanesTolerance = 1e-5;
// Keys and values in 8 bits, against the reference in fp32: the latents of six blocks, reached 2.4e-3.
constexpr double kFp8Tolerance = 1e-2;

std::vector<WeightTier> weightTiers(const char* letters)
{
    std::vector<WeightTier> tiers;
    for (const char* letter = letters; *letter; ++letter)
        tiers.push_back(*letter == 'r' ? WeightTier::Device : *letter == 'p' ? WeightTier::Pinned : WeightTier::Disk);
    return tiers;
}

std::vector<KvTier> kvTiers(const char* letters)
{
    std::vector<KvTier> tiers;
    for (const char* letter = letters; *letter; ++letter)
        tiers.push_back(*letter == 'r' ? KvTier::Device : KvTier::Pinned);
    return tiers;
}

// Layers of another source; does something each time that one is acquired.
class Watched : public dit::LayerSource {
public:
    explicit Watched(dit::LayerSource& layers)
        : m_layers(layers)
    {
    }
    const dit::DitLayerWeights& acquire(int64_t layer) override
    {
        const dit::DitLayerWeights& weights = m_layers.acquire(layer);
        if (acquired)
            acquired(count++);
        return weights;
    }
    void release(int64_t layer) override { m_layers.release(layer); }

    std::function<void(int count)> acquired;
    int count = 0;

private:
    dit::LayerSource& m_layers;
};

// Keeps all blocks for ever, and gives a window the newest ones, in the order of time but for the lane's own.
class EndlessKvStore : public offload::KvStore {
public:
    explicit EndlessKvStore(const offload::KvShape& shape)
        : m_shape(shape)
        , m_condition(static_cast<size_t>(shape.layers))
        , m_keys(at::empty({shape.windowTokens(), shape.heads, shape.headDim}))
        , m_values(at::empty_like(m_keys))
    {
    }
    [[nodiscard]] const offload::KvShape& shape() const override { return m_shape; }
    [[nodiscard]] at::ScalarType dtype() const override { return at::kFloat; }
    void clearRings() override { }
    void setCondition(int layer, const at::Tensor& keys, const at::Tensor& values) override
    {
        m_condition[static_cast<size_t>(layer)] = {keys.clone(), values.clone()};
    }
    void expect(std::span<const offload::KvLane>) override { }
    void beginPass(std::span<const offload::KvLane> lanes) override { m_lanes.assign(lanes.begin(), lanes.end()); }
    void acquire(int) override { }
    [[nodiscard]] bool windowsAreDistinct() const override { return false; }
    [[nodiscard]] offload::KvWindow window(int lane, int layer) override
    {
        m_keys.fill_(NAN); // What isn't written must not be read.
        m_values.fill_(NAN);
        const auto& [keys, values] = m_condition[static_cast<size_t>(layer)];
        m_keys.narrow(0, 0, m_shape.conditionTokens).copy_(keys);
        m_values.narrow(0, 0, m_shape.conditionTokens).copy_(values);
        const offload::KvLane& own = m_lanes[static_cast<size_t>(lane)];
        const int64_t window = m_shape.ringTokens / m_shape.blockTokens();
        int64_t place = 0;
        for (int64_t block = std::max<int64_t>(0, own.block - window + 1); block < own.block; ++block, ++place) {
            place += place == own.block % window ? 1 : 0;
            const auto& [blockKeys, blockValues] = m_blocks.at({layer, own.step, block});
            rowsAt(m_keys, place).copy_(blockKeys);
            rowsAt(m_values, place).copy_(blockValues);
        }
        return {.keys = m_keys, .values = m_values, .referenceKeys = keys.narrow(0, 0, m_shape.refTokens)};
    }
    void commit(int lane, int layer) override
    {
        const offload::KvLane& own = m_lanes[static_cast<size_t>(lane)];
        const int64_t place = own.block % (m_shape.ringTokens / m_shape.blockTokens());
        m_blocks[{layer, own.step, own.block}] = {rowsAt(m_keys, place).clone(), rowsAt(m_values, place).clone()};
    }
    void copyBlock(int lane, int layer) override
    {
        const offload::KvLane& own = m_lanes[static_cast<size_t>(lane)];
        m_blocks[{layer, own.step, own.block}] = m_blocks.at({layer, own.step - 1, own.block});
    }
    void release(int) override { }

private:
    [[nodiscard]] at::Tensor rowsAt(const at::Tensor& window, int64_t place) const
    {
        return window.narrow(0, m_shape.conditionTokens + place * m_shape.blockTokens(), m_shape.blockTokens());
    }

    offload::KvShape m_shape;
    std::vector<std::array<at::Tensor, 2>> m_condition;
    std::map<std::array<int64_t, 3>, std::array<at::Tensor, 2>> m_blocks; // by layer, step and block
    at::Tensor m_keys, m_values;
    std::vector<offload::KvLane> m_lanes;
};

// Forgets to make one queue wait for the events of another.
class ForgetfulDevice : public tensor::SimulatedDevice {
public:
    ForgetfulDevice(const Options& options, Queue waiting, Queue awaited)
        : SimulatedDevice(options)
        , m_waiting(waiting)
        , m_awaited(awaited)
    {
    }
    void record(Event& event, Queue queue) override
    {
        m_recordedOn[&event] = queue;
        SimulatedDevice::record(event, queue);
    }
    void wait(Queue queue, const Event& event) override
    {
        const auto recorded = m_recordedOn.find(&event);
        if (recorded == m_recordedOn.end() || queue != m_waiting || recorded->second != m_awaited)
            SimulatedDevice::wait(queue, event);
        else
            ++forgotten;
    }
    int forgotten = 0;

private:
    Queue m_waiting;
    Queue m_awaited;
    std::map<const Event*, Queue> m_recordedOn;
};

tensor::SimulatedDevice::Options simulated(int seed)
{
    return {.bytes = int64_t{1} << 28,
            .rates = {},
            .seed = seed < 0 ? std::nullopt : std::optional(static_cast<uint64_t>(seed))};
}

class TestWavefrontDenoiser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_dit = std::make_unique<test::TinyDit>();
        m_layout = std::make_unique<dit::SlabLayout>(m_dit->config, at::kFloat, dit::LayerFormat::AsModel);
        m_slabs = std::make_unique<test::MemorySlabs>(*m_dit->layers, m_dit->config, *m_layout);
        const offload::KvShape shape
            = m_dit->model->kvShape(kSteps, test::GoldenFilm::kHeight, test::GoldenFilm::kWidth);
        for (int lanes = 1; lanes <= kSteps; ++lanes) {
            offload::ResidentKvStore kv(shape, at::kFloat);
            m_plain.push_back(film(*m_dit->layers, kv, lanes));
        }
    }

    void fewerLanesChangeNothing()
    {
        for (int lanes = 2; lanes <= kSteps; ++lanes)
            QVERIFY(test::relativeError("lanes against the loop", m_plain[static_cast<size_t>(lanes - 1)], m_plain[0])
                    <= kLanesTolerance);
    }

    void streamedIsResident_data()
    {
        QTest::addColumn<QByteArray>("weights");
        QTest::addColumn<QByteArray>("caches");
        QTest::addColumn<int>("slots");
        QTest::addColumn<int>("lanes");
        QTest::addColumn<int>("seed");
        for (const char* weights : {"rrrr", "pppp", "dddd", "rprp", "pdrd"}) {
            for (const char* caches : {"rrrr", "pppp", "prrp"}) {
                for (int lanes = 1; lanes <= kSteps; ++lanes) {
                    const int slots = 1 + (lanes + (weights[1] == 'p' ? 1 : 0)) % 3;
                    for (const int seed : {-1, 10 * lanes})
                        QTest::addRow("weights %s, caches %s, %d slots, %d lanes, seed %d", weights, caches, slots,
                                      lanes, seed)
                            << QByteArray(weights) << QByteArray(caches) << slots << lanes << seed;
                }
            }
        }
    }
    // Bit for bit, however the copies are scheduled.
    void streamedIsResident()
    {
        QFETCH(const QByteArray, weights);
        QFETCH(const QByteArray, caches);
        QFETCH(const int, slots);
        QFETCH(const int, lanes);
        QFETCH(const int, seed);
        tensor::SimulatedDevice device(simulated(seed));
        Bench bench(*this, device, lanes);
        bench.set(weights.constData(), caches.constData(), slots);
        const at::Tensor made = film(bench.layers, bench.kv, lanes);
        QVERIFY(made.equal(m_plain[static_cast<size_t>(lanes - 1)]));
    }

    void aForgottenWaitIsFound_data()
    {
        QTest::addColumn<int>("waiting");
        QTest::addColumn<int>("awaited");
        const auto row = [](const char* name, Queue waiting, Queue awaited) {
            QTest::newRow(name) << static_cast<int>(waiting) << static_cast<int>(awaited);
        };
        row("computing waits for what is fetched", Queue::Compute, Queue::CopyIn);
        row("fetching waits for what is computed with", Queue::CopyIn, Queue::Compute);
        row("fetching waits for what is sent back", Queue::CopyIn, Queue::CopyOut);
        row("sending back waits for what is computed", Queue::CopyOut, Queue::Compute);
        row("fetching waits for the disk", Queue::CopyIn, Queue::Disk);
        row("the disk waits for what is fetched", Queue::Disk, Queue::CopyIn);
    }
    void aForgottenWaitIsFound()
    {
        QFETCH(const int, waiting);
        QFETCH(const int, awaited);
        ForgetfulDevice device(simulated(-1), static_cast<Queue>(waiting), static_cast<Queue>(awaited));
        bool found = false;
        try {
            Bench bench(*this, device, kSteps);
            bench.set("pdpd", "pppp", 2);
            found = !at::isfinite(film(bench.layers, bench.kv, kSteps)).all().item<bool>();
        } catch (const c10::Error&) {
            found = true;
        }
        QVERIFY(device.forgotten > 0);
        QVERIFY(found);
    }

    void aStoppedFilmLeavesItsStoresUsable()
    {
        tensor::SimulatedDevice device(simulated(3));
        Bench bench(*this, device, kSteps);
        bench.set("rpdp", "prpp", 2);
        for (int stop = 0; stop < 3 * kLayers + 2; ++stop) {
            std::stop_source source;
            Watched watched(bench.layers);
            watched.acquired = [&](int count) {
                if (count == stop)
                    source.request_stop();
            };
            QVERIFY(!film(watched, bench.kv, kSteps, source.get_token()).defined());
        }
        QVERIFY(film(bench.layers, bench.kv, kSteps).equal(m_plain[kSteps - 1]));
    }

    // Wherever memory ends, the tick is repeated, after more has been streamed, and the film is the same.
    void aTickWithoutMemoryIsRepeated()
    {
        int64_t allocations = 0;
        {
            tensor::SimulatedDevice device(simulated(-1));
            Bench bench(*this, device, kSteps);
            bench.set("rrrr", "rrrr", 2);
            int64_t before = 0;
            (void)film(bench.layers, bench.kv, kSteps, {}, {},
                       [&] { before = device.simulatedMemory().allocations(); });
            allocations = device.simulatedMemory().allocations() - before;
        }
        QVERIFY(allocations > 1000);
        int lowered = 0;
        for (int64_t n = 1; n < allocations; n += 1 + allocations / 40) {
            tensor::SimulatedDevice device(simulated(static_cast<int>(n)));
            Bench bench(*this, device, kSteps);
            bench.set("rrrr", "rrrr", 2);
            const auto freeMemory = [&] {
                const int64_t used = device.memory().used;
                bench.set("rprp", "rppr", 1);
                ++lowered;
                return device.memory().used < used;
            };
            const auto arm = [&] { device.simulatedMemory().failAt(n); };
            QVERIFY(film(bench.layers, bench.kv, kSteps, {}, freeMemory, arm).equal(m_plain[kSteps - 1]));
        }
        QVERIFY(lowered > 30);
    }

    void withoutRoomItFails()
    {
        tensor::SimulatedDevice device(simulated(-1));
        Bench bench(*this, device, kSteps);
        bench.set("pppp", "pppp", 2);
        const auto cap = [&] { device.setCap(device.memory().used); };
        QVERIFY_THROWS_EXCEPTION(c10::OutOfMemoryError, film(bench.layers, bench.kv, kSteps, {}, {}, cap));
        device.setCap(0);
        QVERIFY(!film(
                     bench.layers, bench.kv, kSteps, {}, [] { return false; }, cap)
                     .defined());
        device.setCap(0);
        QVERIFY(film(bench.layers, bench.kv, kSteps).equal(m_plain[kSteps - 1]));
    }

    void cachesInEightBitsCostLittle()
    {
        tensor::SimulatedDevice device(simulated(-1));
        Bench bench(*this, device, 1, KvFormat::Fp8);
        bench.set("rrrr", "rprp", 2);
        QVERIFY(
            test::relativeError("latents with keys and values in 8 bits", film(bench.layers, bench.kv, 1), m_plain[0])
            <= kFp8Tolerance);
    }

    void aShorterWindowHoldsTheNewestBlocks_data()
    {
        QTest::addColumn<int>("window");
        for (const int window : {4, 3, 2})
            QTest::addRow("%d blocks", window) << window;
    }
    // However it is kept, a block attends to just these.
    void aShorterWindowHoldsTheNewestBlocks()
    {
        QFETCH(const int, window);
        const offload::KvShape shape
            = m_dit->model->kvShape(kSteps, test::GoldenFilm::kHeight, test::GoldenFilm::kWidth, window);
        std::vector<at::Tensor> plain;
        for (const int lanes : {1, kSteps}) {
            offload::ResidentKvStore kv(shape, at::kFloat);
            plain.push_back(film(*m_dit->layers, kv, lanes));
        }
        QCOMPARE(plain[0].equal(m_plain[0]), window == kWindowBlocks);
        EndlessKvStore endless(shape);
        QVERIFY(test::relativeError("a window of all blocks' newest", film(*m_dit->layers, endless, 1), plain[0])
                <= kLanesTolerance);
        QVERIFY(test::relativeError("lanes against the loop", plain[1], plain[0]) <= kLanesTolerance);
        for (const int seed : {-1, 7}) {
            tensor::SimulatedDevice device(simulated(seed));
            Bench bench(*this, device, kSteps, KvFormat::Model, window);
            bench.set("rpdp", "prpp", 2);
            QVERIFY(film(bench.layers, bench.kv, kSteps).equal(plain[1]));
        }
        tensor::SimulatedDevice device(simulated(-1));
        Bench bench(*this, device, 1, KvFormat::Fp8, window);
        bench.set("rrrr", "rprp", 2);
        QVERIFY(test::relativeError("keys and values in 8 bits", film(bench.layers, bench.kv, 1), plain[0])
                <= kFp8Tolerance);
    }

    void aBlockMaySkipSteps_data()
    {
        QTest::addColumn<int>("taken");
        QTest::addColumn<int>("window");
        QTest::newRow("two of three steps") << 2 << 4;
        QTest::newRow("one step") << 1 << 4;
        QTest::newRow("one step, a window of two blocks") << 1 << 2;
    }
    // Three blocks in the middle take fewer steps: however the film is made, it is the same, and what the others attend
    // to is all there.
    void aBlockMaySkipSteps()
    {
        QFETCH(const int, taken);
        QFETCH(const int, window);
        const offload::KvShape shape
            = m_dit->model->kvShape(kSteps, test::GoldenFilm::kHeight, test::GoldenFilm::kWidth, window);
        const auto plain = [&](int lanes) {
            offload::ResidentKvStore kv(shape, at::kFloat);
            return film(*m_dit->layers, kv, lanes);
        };
        const at::Tensor whole = plain(kSteps);
        m_film.stepsOf = [](int64_t) { return kSteps; };
        QVERIFY(plain(kSteps).equal(whole));
        m_film.stepsOf = [taken](int64_t block) { return block == 0 || block >= 4 ? kSteps : taken; };
        const at::Tensor loop = plain(1);
        const at::Tensor wavefront = plain(kSteps);
        QVERIFY(wavefront.narrow(1, 0, dit::kBlockLatents).equal(whole.narrow(1, 0, dit::kBlockLatents)));
        QVERIFY(!wavefront.equal(whole));
        QVERIFY(test::relativeError("lanes against the loop", wavefront, loop) <= kLanesTolerance);
        EndlessKvStore endless(shape); // reads no row that isn't written
        QVERIFY(test::relativeError("a window of all blocks' newest", film(*m_dit->layers, endless, 1), loop)
                <= kLanesTolerance);
        for (const char* caches : {"rrrr", "pppp", "prrp"}) {
            for (const int seed : {-1, 3, 11}) {
                for (const int slots : {1, 2}) {
                    tensor::SimulatedDevice device(simulated(seed));
                    Bench bench(*this, device, kSteps, KvFormat::Model, window);
                    bench.set("rpdp", caches, slots);
                    QVERIFY(film(bench.layers, bench.kv, kSteps).equal(wavefront));
                }
            }
        }
        tensor::SimulatedDevice device(simulated(5));
        std::vector<at::Tensor> films;
        for (const char* caches : {"rrrr", "prpp"}) {
            Bench bench(*this, device, kSteps, KvFormat::Fp8, window);
            bench.set("rrrr", caches, 2);
            films.push_back(film(bench.layers, bench.kv, kSteps));
            QVERIFY(test::relativeError("keys and values in 8 bits", films.back(), wavefront) <= kFp8Tolerance);
        }
        QVERIFY(films[0].equal(films[1]));
        m_film.stepsOf = {};
    }

private:
    struct Bench {
        std::unique_ptr<tensor::Accelerator::Scope> scope;
        test::MemorySlabs& slabs;
        dit::StreamedLayers layers;
        offload::TieredKvStore kv;

        Bench(TestWavefrontDenoiser& test, tensor::Accelerator& device, int lanes, KvFormat format = KvFormat::Model,
              int64_t window = kWindowBlocks)
            : scope(device.scope())
            , slabs(*test.m_slabs)
            , layers(device, *test.m_slabs, *test.m_layout)
            , kv(device,
                 test.m_dit->model->kvShape(kSteps, test::GoldenFilm::kHeight, test::GoldenFilm::kWidth, window),
                 {.format = format, .dtype = at::kFloat, .lanes = lanes})
        {
        }
        void set(const char* weights, const char* caches, int slots)
        {
            slabs.onDisk.clear();
            for (int64_t layer = 0; layer < kLayers; ++layer) {
                if (weights[layer] == 'd')
                    slabs.onDisk.insert(layer);
            }
            if (!layers.setTiers(weightTiers(weights), slots))
                qFatal("tiers");
            kv.setTiers(kvTiers(caches), slots);
        }
    };

    at::Tensor film(dit::LayerSource& layers, offload::KvStore& kv, int lanes, const std::stop_token& stop = {},
                    const std::function<bool()>& freeMemory = {}, const std::function<void()>& begins = {})
    {
        m_film.lanes = lanes;
        m_film.stop = stop;
        m_film.freeMemory = freeMemory;
        m_film.begins = begins;
        return m_film.latents(*m_dit->model, layers, kv);
    }

    test::GoldenFilm m_film;
    std::unique_ptr<test::TinyDit> m_dit;
    std::unique_ptr<dit::SlabLayout> m_layout;
    std::unique_ptr<test::MemorySlabs> m_slabs;
    std::vector<at::Tensor> m_plain; // by lanes - 1, with everything resident
    c10::InferenceMode m_inference;
};

} // namespace

QTEST_GUILESS_MAIN(TestWavefrontDenoiser)
#include "tst_WavefrontDenoiser.moc"
