// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/PthFile.h"
#include "core/model/TensorBinder.h"
#include "core/text/T5Encoder.h"
#include "tests/support/Goldens.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <QTest>

#include <fstream>

using namespace studio;

namespace {

const std::filesystem::path kFile
    = test::kGoldens + "checkpoint/tiny/ckpt/Wan2.2-S2V-14B/models_t5_umt5-xxl-enc-bf16.pth";

// Reached: 6e-7 of the largest magnitude; the goldens allow 1e-4.
constexpr double kTolerance = 5e-6;

text::T5Encoder encoder(at::ScalarType dtype)
{
    auto loaded = text::T5Encoder::load(kFile, at::kCPU, dtype);
    if (!loaded)
        qFatal("%s", loaded.error().detail.c_str());
    return std::move(*loaded);
}

std::vector<std::vector<int64_t>> goldenIds()
{
    std::vector<std::vector<int64_t>> ids;
    const auto golden = nlohmann::json::parse(std::ifstream(test::kGoldens + "text/text.json"));
    for (const auto& prompt : golden.at("prompts"))
        ids.push_back(prompt["ids"].get<std::vector<int64_t>>());
    return ids;
}

} // namespace

class TestT5Encoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bucketsAreThoseOfTheReference();
    void positionBiasIsThatOfTheReference();
    void blocksGiveTheRowsOfThePaddedReference();
    void allPromptsGiveTheReferenceRows();
    void bfloat16StaysNearTheReference();
    void weightsAreNotCopiedWhereNothingChanges();
    void aStoppedEncodingGivesNothing();
    void aStopIsHeardBetweenTwoBlocks();
    void aFileThatIsNoEncoderIsAnError();
    void aGapAmongTheBlocksIsNamed();

private:
    const c10::InferenceMode m_inference;
};

void TestT5Encoder::bucketsAreThoseOfTheReference()
{
    const at::Tensor buckets = test::golden("text/text.safetensors").at("detail_relpos_bucket_m300_300");
    QCOMPARE(buckets.size(0), int64_t{601});
    for (int64_t i = 0; i < buckets.size(0); ++i)
        QCOMPARE(text::relativePositionBucket(i - 300, 32), buckets[i].item<int64_t>());
}

void TestT5Encoder::positionBiasIsThatOfTheReference()
{
    const at::Tensor expected = test::golden("text/text.safetensors").at("detail_posbias_block0");
    const text::T5Encoder t5 = encoder(at::kFloat);
    const at::Tensor bias = text::relativePositionBias(t5.weights().blocks[0].positions, expected.size(-1));
    QCOMPARE(test::relativeError("position bias", bias.unsqueeze(0), expected), 0.0);
}

// The golden comes from 512 padded and masked positions, its first ones: ours has no padding.
void TestT5Encoder::blocksGiveTheRowsOfThePaddedReference()
{
    const model::StateDict golden = test::golden("text/text.safetensors");
    const std::vector<int64_t> ids = goldenIds()[0];
    const auto tokens = static_cast<int64_t>(ids.size());
    const auto rows = [&](const std::string& name) { return golden.at(name)[0].narrow(0, 0, tokens); };

    const text::T5Encoder t5 = encoder(at::kFloat);
    at::Tensor x = t5.embed(ids);
    QCOMPARE(test::relativeError("embedding", x, rows("detail_embed")), 0.0);
    for (size_t i = 0; i < static_cast<size_t>(t5.config().layers); ++i) {
        const std::string name = "block" + std::to_string(i);
        x = *t5.block(i, x);
        QVERIFY(test::relativeError(name.c_str(), x, rows("detail_" + name)) < kTolerance);
    }
}

void TestT5Encoder::allPromptsGiveTheReferenceRows()
{
    const model::StateDict golden = test::golden("text/text.safetensors");
    const text::T5Encoder t5 = encoder(at::kFloat);
    const std::vector<std::vector<int64_t>> prompts = goldenIds();
    QVERIFY(prompts.size() > 10);
    for (size_t i = 0; i < prompts.size(); ++i) {
        const std::string name = (i < 10 ? "t5_out_0" : "t5_out_") + std::to_string(i);
        QVERIFY(test::relativeError(name.c_str(), *t5.encode(prompts[i]), golden.at(name)) < kTolerance);
    }
}

// Reached: 1e-2 of the largest magnitude, which is the rounding of bf16 (4e-3) through three blocks.
void TestT5Encoder::bfloat16StaysNearTheReference()
{
    const model::StateDict golden = test::golden("text/text.safetensors");
    const text::T5Encoder t5 = encoder(at::kBFloat16);
    const at::Tensor rows = *t5.encode(goldenIds()[0]);
    QCOMPARE(rows.scalar_type(), at::kBFloat16);
    QVERIFY(test::relativeError("bf16", rows, golden.at("t5_out_00")) < 3e-2);
}

void TestT5Encoder::weightsAreNotCopiedWhereNothingChanges()
{
    const text::T5Encoder t5 = encoder(at::kBFloat16);
    const at::Tensor& stored = t5.weights().blocks[0].q.weight;
    QCOMPARE(stored.scalar_type(), at::kBFloat16);
    QCOMPARE(stored.to(at::kCPU, at::kBFloat16).contiguous().const_data_ptr(), stored.const_data_ptr());
    QCOMPARE(t5.embed({5, 5, 7}).sizes().vec(), (std::vector<int64_t>{3, t5.config().dim}));
    QVERIFY_EXCEPTION_THROWN(t5.embed({t5.config().vocabulary}), c10::Error);
}

void TestT5Encoder::aStoppedEncodingGivesNothing()
{
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = encoder(at::kFloat).encode({1}, stop.get_token());
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
}

void TestT5Encoder::aStopIsHeardBetweenTwoBlocks()
{
    std::stop_source stop;
    std::vector<double> shares;
    const text::T5Encoder t5 = encoder(at::kFloat);
    const auto stopped = t5.encode({1}, stop.get_token(), [&](double share) {
        shares.push_back(share);
        stop.request_stop();
    });
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(shares.size(), size_t{1}); // of several blocks
    QCOMPARE(shares[0], 1.0 / static_cast<double>(t5.config().layers));
}

void TestT5Encoder::aFileThatIsNoEncoderIsAnError()
{
    const auto missing = text::T5Encoder::load(kFile.parent_path() / "absent.pth", at::kCPU, at::kFloat);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::FileMissing);

    const auto other = text::T5Encoder::load(kFile.parent_path() / "Wan2.1_VAE.pth", at::kCPU, at::kFloat);
    QVERIFY(!other);
    QCOMPARE(other.error().code, ErrorCode::CheckpointForeign);
    QCOMPARE(other.error().detail, std::string("the VAE of Wan 2.1; this model's text encoder is umT5-xxl"));

    auto tensors = model::openPth(kFile);
    QVERIFY(tensors);
    tensors->erase("blocks.0.attn.q.weight");
    const auto config = text::inferT5Config(*tensors);
    QVERIFY(!config);
    QCOMPARE(config.error().subject, std::string("blocks.0.attn.q.weight"));
}

// A gap is no end: the blocks after it show that the file has more.
void TestT5Encoder::aGapAmongTheBlocksIsNamed()
{
    auto tensors = model::openPth(kFile);
    QVERIFY(tensors);
    const auto whole = text::inferT5Config(*tensors);
    QVERIFY(whole);
    QVERIFY(whole->layers > 1);
    tensors->erase("blocks.0.norm1.weight");
    const auto config = text::inferT5Config(*tensors);
    QVERIFY(config);
    QCOMPARE(config->layers, whole->layers);
    text::T5Weights weights;
    model::TensorBinder binder(*tensors);
    weights.visit(binder, *config);
    const Status bound = binder.finish("t5");
    QVERIFY(!bound);
    QVERIFY2(bound.error().detail.starts_with("missing: blocks.0.norm1.weight"), bound.error().detail.c_str());
}

QTEST_APPLESS_MAIN(TestT5Encoder)
#include "tst_T5Encoder.moc"
