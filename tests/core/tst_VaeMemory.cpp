// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/TensorNames.h"
#include "core/tensor/SimulatedMemory.h"
#include "core/vae/Int8Decoder.h"
#include "core/vae/Network.h"
#include "core/vae/RandomVae.h"
#include "core/vae/VaeMemory.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/stack.h>
#include <c10/core/InferenceMode.h>

#include <QTest>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <string_view>

using namespace studio;
using vae::FeatureMaps;

namespace {

// Allocates what AtenBackend and the kernels behind it allocate on a GPU, and computes nothing. A convolution has a
// workspace of a frame of its result.
class GpuAllocations final : public vae::VaeBackend {
public:
    FeatureMaps imported(const at::Tensor& frames) override
    {
        FeatureMaps result{.items = {}, .channels = frames.size(1), .height = frames.size(2), .width = frames.size(3)};
        for (int64_t t = 0; t < frames.size(0); ++t)
            result.items.push_back(frame(result.height, result.width, result.channels));
        return result;
    }
    at::Tensor exported(const FeatureMaps& frames) override { return at::stack(frames.items).permute({0, 3, 1, 2}); }
    FeatureMaps convolve(const FeatureMaps& x, const vae::ConvWeights& weights, vae::Steps steps,
                         const FeatureMaps*) override
    {
        const int64_t taps = weights.frames();
        const int64_t count = (steps.missing + x.count() - taps) / steps.stride + 1;
        std::vector<at::Tensor> items;
        for (int64_t t = 0; t < count; ++t) {
            const int64_t seen = taps - std::max<int64_t>(steps.missing - t * steps.stride, 0);
            const at::Tensor beside = seen == 1 ? at::Tensor() : frame(x.height, x.width, seen * x.channels);
            items.push_back(convolved(x.height, x.width, weights.out()));
        }
        return shaped(std::move(items));
    }
    FeatureMaps normalise(const FeatureMaps& x, const at::Tensor&, vae::Activation, const vae::ConvWeights&) override
    {
        FeatureMaps result = x;
        for (at::Tensor& item : result.items)
            item = at::empty_like(item);
        return result;
    }
    FeatureMaps rectify(FeatureMaps x) override { return x; }
    FeatureMaps upsample(const FeatureMaps& x, const vae::ConvWeights& weights) override
    {
        std::vector<at::Tensor> items;
        for (int64_t t = 0; t < x.count(); ++t) {
            const at::Tensor enlarged = frame(2 * x.height, 2 * x.width, x.channels);
            items.push_back(convolved(2 * x.height, 2 * x.width, weights.out()));
        }
        return shaped(std::move(items));
    }
    FeatureMaps downsample(const FeatureMaps& x, const vae::ConvWeights& weights) override
    {
        std::vector<at::Tensor> items;
        for (int64_t t = 0; t < x.count(); ++t) {
            const at::Tensor padded = frame(x.height + 1, x.width + 1, x.channels);
            items.push_back(convolved(x.height / 2, x.width / 2, weights.out()));
        }
        return shaped(std::move(items));
    }
    FeatureMaps unfold(const FeatureMaps& x) override
    {
        std::vector<at::Tensor> items;
        for (int64_t t = 0; t < 2 * x.count(); ++t)
            items.push_back(frame(x.height, x.width, x.channels / 2));
        return shaped(std::move(items));
    }
    bool identical(const FeatureMaps&, const FeatureMaps&) override { return false; }

private:
    static at::Tensor frame(int64_t height, int64_t width, int64_t channels)
    {
        return at::empty({height, width, channels}, at::kBFloat16);
    }
    static at::Tensor convolved(int64_t height, int64_t width, int64_t channels)
    {
        const at::Tensor workspace = frame(height, width, channels);
        return frame(height, width, channels);
    }
    static FeatureMaps shaped(std::vector<at::Tensor> items)
    {
        const at::Tensor& first = items.front();
        return {.items = std::move(items), .channels = first.size(2), .height = first.size(0), .width = first.size(1)};
    }
};

constexpr int64_t kNumber = 2; // bytes
constexpr int kChunks = 5;

// What the formula says of the networks' memory is what their walk allocates on a simulated device.
class TestVaeMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFormulaIsTheWalksPeak_data()
    {
        QTest::addColumn<int>("base");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        for (const int base : {8, 24}) {
            for (const auto& [height, width] : {std::pair(64, 64), {64, 128}, {192, 128}, {256, 384}})
                QTest::addRow("%d wide, %dx%d", base, height, width) << base << height << width;
        }
    }
    void theFormulaIsTheWalksPeak()
    {
        QFETCH(const int, base);
        QFETCH(const int, height);
        QFETCH(const int, width);
        const auto weights
            = vae::bindVaeWeights({.tensors = vae::randomVae(base), .packed = {}}, "random", c10::kCPU, at::kBFloat16);
        QVERIFY(bool(weights));
        const vae::VaeMemory told = vae::vaeMemory(base, int64_t{height} * width);
        GpuAllocations gpu;
        const auto pixels = [&](int chunk) {
            return gpu.imported(at::empty({chunk == 0 ? 1 : 4, 3, height, width}, at::kBFloat16));
        };

        vae::Caches caches;
        const FeatureMaps latent = gpu.imported(at::empty({1, 16, height / 8, width / 8}, at::kBFloat16));
        compare("decoding", peak([&] {
                    for (int n = 0; n < kChunks; ++n)
                        (void)vae::decodeLatent(gpu, *weights, caches, latent);
                }),
                told.decoderCaches + told.decoding);
        compare("decoder's caches", held(caches), told.decoderCaches);

        caches = {};
        const FeatureMaps first = pixels(0);
        const FeatureMaps later = pixels(1);
        compare("encoding", peak([&] {
                    for (int n = 0; n < kChunks; ++n)
                        (void)vae::encodeChunk(gpu, *weights, caches, n == 0 ? first : later);
                }),
                told.encoderCaches + told.encoding);
        compare("encoder's caches", held(caches), told.encoderCaches);

        caches = {};
        compare("encoding a still", peak([&] {
                    for (int n = 0; n < kChunks; ++n) {
                        const vae::Caches before = caches; // as Vae::encodeStill()
                        (void)vae::encodeChunk(gpu, *weights, caches, n == 0 ? first : later);
                    }
                }),
                told.encodingStill);
    }

    // On an H100, 704x384 in bf16 with weights: 2.61 GB (tests/bench/RESULTS.md). Three latents were decoded at once.
    void itIsWhatAnH100Measured()
    {
        constexpr int64_t kPixels = 704 * 384;
        const vae::VaeMemory told = vae::vaeMemory(96, kPixels);
        const int64_t bytes = 508'000'000 / 2 + (told.decoderCaches + told.decoding) * kNumber + 12 * 3 * kPixels * 4;
        QVERIFY2(bytes > 2'605'000'000 && bytes < 2'615'000'000, qPrintable(QString::number(bytes)));
    }

    void aDecoderInInt8HasThatManyWeightsMore()
    {
        for (const int base : {8, 24}) {
            const auto weights = vae::bindVaeWeights({.tensors = vae::randomVae(base), .packed = {}}, "random",
                                                     c10::kCPU, at::kBFloat16);
            QVERIFY(bool(weights));
            const vae::DecoderWeights int8 = vae::inInt8(weights->decoder, vae::PeakRecorder(c10::kCPU, at::kBFloat16));
            int64_t bytes = 0;
            const auto count = [&](const vae::ResidualWeights& block) {
                for (const vae::ConvWeights* conv : {&block.conv1, &block.conv2})
                    bytes += static_cast<int64_t>(conv->int8.weight.nbytes());
            };
            count(int8.middle.first);
            count(int8.middle.second);
            for (const vae::StageWeights& stage : int8.stages)
                std::for_each(stage.blocks.begin(), stage.blocks.end(), count);
            QCOMPARE(bytes, vae::int8DecoderBytes(base));
        }
    }

    // Plans count the VAE's decoder, whichever decodes.
    void aLightDecoderNeedsLess()
    {
        struct Shapes : model::TensorNames { // a visitor that leaves the tensors empty
            void operator()(std::string_view, const at::Tensor&, c10::IntArrayRef) { }
        } shapes;
        vae::LightWeights weights;
        weights.visit(shapes, {});
        for (vae::LightStageWeights& stage : weights.stages) {
            for (vae::MemoryBlockWeights& block : stage.blocks)
                block.convolutions[0].shape = {block.convolutions[0].out(), block.convolutions[0].out(), 2, 3, 3};
        }
        GpuAllocations gpu;
        vae::Caches caches;
        const FeatureMaps latent = gpu.imported(at::empty({1, 16, 48, 88}, at::kBFloat16));
        const int64_t light = peak([&] {
            for (int n = 0; n < kChunks; ++n)
                (void)vae::decodeLatent(gpu, weights, caches, latent);
        });
        const vae::VaeMemory told = vae::vaeMemory(96, int64_t{384} * 704);
        std::printf("%.2f GB; the VAE %.2f GB\n", static_cast<double>(light) / 1e9,
                    static_cast<double>((told.decoderCaches + told.decoding) * kNumber) / 1e9);
        QVERIFY(light > 0 && light < (told.decoderCaches + told.decoding) * kNumber);
    }

private:
    // Most bytes that are held at once while this runs.
    static int64_t peak(const std::function<void()>& work)
    {
        const auto memory = std::make_shared<tensor::SimulatedMemory>(int64_t{1} << 40);
        const tensor::SimulatedMemory::Scope scope(memory);
        work();
        return memory->use().peak;
    }

    static int64_t held(const vae::Caches& caches)
    {
        int64_t bytes = 0;
        for (const FeatureMaps& slot : caches.slots) {
            for (const at::Tensor& item : slot.items)
                bytes += static_cast<int64_t>(item.nbytes());
        }
        return bytes;
    }

    // Never less, and not much more; small tensors are rounded up to half a kilobyte.
    static void compare(const char* what, int64_t measured, int64_t numbers)
    {
        constexpr int64_t kRounding = 200 * 512;
        const int64_t told = numbers * kNumber;
        const QString text
            = QStringLiteral("%1: %2 measured, %3 told").arg(QString::fromUtf8(what)).arg(measured).arg(told);
        QVERIFY2(measured <= told + kRounding, qPrintable(text));
        QVERIFY2(10 * told <= 11 * measured + 10 * kRounding, qPrintable(text));
    }

    c10::InferenceMode m_inference;
};

} // namespace

QTEST_GUILESS_MAIN(TestVaeMemory)
#include "tst_VaeMemory.moc"
