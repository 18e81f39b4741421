// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/TensorNames.h"
#include "core/vae/LightDecoder.h"
#include "core/vae/LightWeights.h"
#include "tests/support/Goldens.h"
#include "tests/support/TensorFiles.h"

#include <ATen/Parallel.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace studio;
using test::relativeError;
using vae::Kernels;
using vae::LightDecoder;
using vae::StreamDecoder;
using vae::Vae;

namespace {

const std::string kVae = test::kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B/Wan2.1_VAE.pth";

// A visitor that fills tensors with numbers that tests/data/goldens/vae/light.py makes, too: a hash of the tensor's
// name and of the number's place.
class HashedTensors : public model::TensorNames {
public:
    void operator()(std::string_view name, at::Tensor&, c10::IntArrayRef shape)
    {
        int64_t inputs = 1;
        for (const int64_t n : shape.slice(1))
            inputs *= n;
        const double range = name == "bias" ? 0.1 : std::sqrt(3.0 / static_cast<double>(inputs));
        tensors.emplace(whole(name), made(whole(name), shape, range));
    }

    static at::Tensor made(const std::string& name, c10::IntArrayRef shape, double range)
    {
        uint32_t seed = 2166136261U; // FNV-1a
        for (const char c : name)
            seed = (seed ^ static_cast<uint8_t>(c)) * 16777619U;
        at::Tensor values = at::empty(shape, at::kFloat);
        auto* const numbers = values.mutable_data_ptr<float>();
        for (int64_t i = 0; i < values.numel(); ++i) {
            uint32_t x = static_cast<uint32_t>(i) * 2654435761U + seed;
            x = (x ^ (x >> 16U)) * 0x45d9f3bU;
            x ^= x >> 16U;
            numbers[i] = static_cast<float>((x / 2147483648.0 - 1) * range);
        }
        return values;
    }

    model::StateDict tensors;
};

model::StateDict hashed(const vae::LightPlan& plan = {})
{
    HashedTensors visitor;
    vae::LightWeights weights;
    weights.visit(visitor, plan);
    visitor.tensors.at("decoder.22.bias") += 0.5; // a grey picture, so that few pixels are clamped
    return std::move(visitor.tensors);
}

// z / (1 / std) + mean, and back (MODEL.md 5.3).
at::Tensor normalised(const at::Tensor& encoded)
{
    const auto perChannel = [](std::initializer_list<float> values) {
        return at::tensor(c10::ArrayRef<float>(values)).view({-1, 1, 1, 1});
    };
    const at::Tensor mean = perChannel({-0.7571F, -0.7089F, -0.9113F, 0.1075F, -0.1745F, 0.9653F, -0.1517F, 1.5508F,
                                        0.4134F, -0.0715F, 0.5517F, -0.3632F, -0.1922F, -0.9497F, 0.2503F, -0.2921F});
    const at::Tensor deviation = perChannel({2.8184F, 1.4541F, 2.3275F, 2.6558F, 1.2196F, 1.7708F, 2.6052F, 2.0743F,
                                             3.2687F, 2.1526F, 2.8652F, 1.5579F, 1.6382F, 1.1253F, 2.8251F, 1.9160F});
    return (encoded - mean) / deviation;
}

class TestLightDecoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1); // The pictures are too small for more.
        m_tensors = hashed();
        m_latents = HashedTensors::made("latents", {16, 3, 3, 4}, 2);
        m_frames = test::golden("vae/light.safetensors").at("frames"); // [3, 9, 24, 32] in 0..1
    }

    void decodesAsItsPublicCode_data() { addKernels(); }
    void decodesAsItsPublicCode() // reached: see the numbers that are printed
    {
        const c10::InferenceMode inference;
        const auto [vae, light] = loaded();
        const Result<Vae> normal = vae.decodingWith(light, firstFrame(), m_latents);
        QVERIFY2(bool(normal), normal ? "" : normal.error().detail.c_str());
        const Result<at::Tensor> frames = normal->decode(m_latents);
        QVERIFY(frames);
        QVERIFY(relativeError("frames", *frames, m_frames * 2 - 1) < 1e-5);
    }

    // lighttaew2_1's convention: nothing but the portrait tells.
    void theConventionIsThatWhichGivesThePortraitBack_data() { addKernels(); }
    void theConventionIsThatWhichGivesThePortraitBack()
    {
        const c10::InferenceMode inference;
        const auto [vae, light] = loaded();
        const at::Tensor latents = normalised(m_latents);
        const Result<Vae> other = vae.decodingWith(light, firstFrame(), latents);
        QVERIFY2(bool(other), other ? "" : other.error().detail.c_str());
        QVERIFY(relativeError("frames", *other->decode(latents), m_frames * 2 - 1) < 1e-5);
    }

    void aDecoderOfAnotherModelIsRefused()
    {
        const c10::InferenceMode inference;
        const auto [vae, light] = loaded(Kernels::Fastest);
        for (const at::Tensor& picture : {at::rand({3, 24, 32}) * 2 - 1, at::zeros({3, 24, 32}) + 1}) {
            const Result<Vae> other = vae.decodingWith(light, picture, m_latents);
            QVERIFY(!other);
            QCOMPARE(other.error().code, ErrorCode::CheckpointForeign);
            QCOMPARE(other.error().subject, std::string("light"));
        }
    }

    void streamsAsItDecodes_data() { addKernels(); }
    void streamsAsItDecodes()
    {
        const c10::InferenceMode inference;
        const auto [vae, light] = loaded();
        const Vae fitted = *vae.decodingWith(light, firstFrame(), m_latents);
        const at::Tensor whole = *fitted.decode(m_latents);
        StreamDecoder decoder(fitted);
        std::vector<at::Tensor> parts{*decoder.decode(m_latents.narrow(1, 0, 1))};
        QCOMPARE(parts.front().size(1), 1);
        StreamDecoder another(fitted);
        QVERIFY(another.restore(decoder.state()));
        parts.push_back(*another.decode(m_latents.narrow(1, 1, 2)));
        QVERIFY(at::equal(at::cat(parts, 1), whole));
        // The VAE's own state isn't one of it.
        StreamDecoder own(vae);
        QVERIFY(own.decode(m_latents.narrow(1, 0, 1)));
        QVERIFY(!another.restore(own.state()));
        QVERIFY(!own.restore(another.state()));
    }

    // What is decoded depends on no earlier latents than it says.
    void goesOnInTheMiddle()
    {
        const c10::InferenceMode inference;
        const auto [vae, light] = loaded(Kernels::Fastest);
        const Vae fitted = *vae.decodingWith(light, firstFrame(), m_latents);
        const int64_t reach = fitted.decoderReach();
        QCOMPARE(reach, 8);
        const at::Tensor latents = HashedTensors::made("more", {16, reach + 3, 1, 1}, 2);
        const at::Tensor whole = *fitted.decode(latents);
        const auto after = [&](int64_t skipped) {
            const at::Tensor frames = *fitted.decode(latents.narrow(1, skipped, latents.size(1) - skipped));
            return frames.narrow(1, frames.size(1) - vae::kFramesPerLatent, vae::kFramesPerLatent);
        };
        const at::Tensor last = whole.narrow(1, whole.size(1) - vae::kFramesPerLatent, vae::kFramesPerLatent);
        QVERIFY(at::equal(after(2), last));
        QVERIFY(!at::equal(after(5), last));
    }

    // Files with more frames than are needed, names with a prefix, other widths, half precision.
    void readsItsFiles()
    {
        const c10::InferenceMode inference;
        const vae::LightPlan small{.widths = {16, 8, 8, 8}};
        model::StateDict tensors = hashed(small);
        const Result<LightDecoder> plain = LightDecoder::fromTensors(tensors, "light", at::kCPU, at::kFloat);
        QVERIFY(plain);
        at::Tensor& frames = tensors.at("decoder.7.conv.weight");
        frames = at::cat({at::rand({16, 16, 1, 1}), frames}); // the earlier of two
        tensors["encoder.0.weight"] = at::rand({8, 3, 3, 3});
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "decoder.safetensors";
        test::saved(file, test::prefixed(tensors, "taehv."));
        const Result<LightDecoder> read = LightDecoder::load(file, at::kCPU, at::kFloat);
        QVERIFY2(bool(read), read ? "" : read.error().detail.c_str());
        const Vae vae = *Vae::load(kVae, at::kCPU, at::kFloat);
        const at::Tensor latent = m_latents.narrow(1, 0, 1);
        const at::Tensor one = at::zeros({3, 24, 32});
        const Result<Vae> expected = vae.decodingWith(*plain, one, latent);
        const Result<Vae> actual = vae.decodingWith(*read, one, latent);
        QCOMPARE(bool(actual), bool(expected));
        if (actual)
            QVERIFY(at::equal(*actual->decode(m_latents), *expected->decode(m_latents)));
    }

    void whatIsWrongIsNamed()
    {
        const auto error = [&](const model::StateDict& tensors) {
            const Result<LightDecoder> made = LightDecoder::fromTensors(tensors, "light", at::kCPU, at::kFloat);
            return made ? Error{ErrorCode::Internal, {}, "accepted"} : made.error();
        };
        model::StateDict tensors = hashed({.widths = {16, 8, 8, 8}});
        tensors.erase("decoder.9.conv.2.weight");
        QCOMPARE(error(tensors).code, ErrorCode::CheckpointIncomplete);
        QVERIFY(error(tensors).detail.find("decoder.9.conv.2.weight") != std::string::npos);
        tensors = hashed({.widths = {16, 8, 8, 8}});
        tensors.at("decoder.1.weight") = at::rand({16, 48, 3, 3}); // taew2_2
        QCOMPARE(error(tensors).code, ErrorCode::CheckpointMismatch);
        tensors = hashed({.widths = {16, 8, 8, 8}});
        tensors.at("decoder.22.bias").fill_(std::numeric_limits<float>::quiet_NaN());
        QCOMPARE(error(tensors).code, ErrorCode::CheckpointDamaged);

        const Result<LightDecoder> foreign = LightDecoder::load(kVae, at::kCPU, at::kFloat);
        QVERIFY(!foreign);
        QCOMPARE(foreign.error().code, ErrorCode::CheckpointForeign);
        QVERIFY2(foreign.error().detail.find("the VAE of Wan 2.1") != std::string::npos,
                 foreign.error().detail.c_str());
    }

private:
    static void addKernels()
    {
        QTest::addColumn<int>("kernels");
        QTest::newRow("ours") << static_cast<int>(Kernels::Fastest);
        QTest::newRow("libtorch") << static_cast<int>(Kernels::Libtorch);
    }

    struct Loaded {
        Vae vae;
        LightDecoder light;
    };
    [[nodiscard]] Loaded loaded(Kernels kernels) const
    {
        return {*Vae::load(kVae, at::kCPU, at::kFloat, kernels),
                *LightDecoder::fromTensors(m_tensors, "light", at::kCPU, at::kFloat, kernels)};
    }
    [[nodiscard]] Loaded loaded() const
    {
        QFETCH(const int, kernels);
        return loaded(static_cast<Kernels>(kernels));
    }
    [[nodiscard]] at::Tensor firstFrame() const { return m_frames.select(1, 0) * 2 - 1; }

    QTemporaryDir m_folder;
    model::StateDict m_tensors;
    at::Tensor m_latents; // [16, 3, 3, 4]
    at::Tensor m_frames;
};

} // namespace

QTEST_GUILESS_MAIN(TestLightDecoder)
#include "tst_LightDecoder.moc"
