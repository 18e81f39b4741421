// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Lora.h"
#include "core/model/WeightLoader.h"
#include "tests/support/Goldens.h"

#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using model::Lora;
using model::StateDict;

namespace {

const std::string kCheckpoint = test::kGoldens + "checkpoint/tiny/ckpt/";
const std::string kLora = kCheckpoint + "LiveAvatar/liveavatar.safetensors";

struct Block {
    at::Tensor weight;
    at::Tensor untouched;

    template<typename Visitor>
    void visit(Visitor& visitor)
    {
        const auto blocks = visitor.scope("blocks");
        const auto block = visitor.scope(0);
        const auto part = visitor.scope("self_attn.q");
        visitor("weight", weight, weight.sizes());
        visitor("bias", untouched, untouched.sizes());
    }
};

class TestLora : public QObject {
    Q_OBJECT

    std::filesystem::path write(const char* name, const StateDict& tensors,
                                const std::map<std::string, std::string>& metadata = {})
    {
        const auto path = std::filesystem::path(m_folder.path().toStdString()) / name;
        if (!model::writeSafetensors(path, tensors, metadata))
            qFatal("a test file could not be written");
        return path;
    }

    // W = 1, A = 1, B = 1 of rank 2: every element becomes 1 + 2 * scale.
    static double mergedValue(const std::filesystem::path& path, const model::LoraOptions& options = {})
    {
        const auto lora = Lora::open(path, options);
        return lora ? lora->merged("m.weight", at::ones({3, 4})).min().item<double>() : -1;
    }

private Q_SLOTS:
    // Tolerance 1e-6 of the largest magnitude (fp32 products in another order); reached: 0.
    void mergedWeightsAreTheGoldens()
    {
        const StateDict golden = test::golden("dit/merged_weights.safetensors");
        const auto lora = Lora::open(kLora);
        QVERIFY(bool(lora));
        int compared = 0;
        for (const auto& [name, base] : golden) {
            if (!name.starts_with("base/"))
                continue;
            const std::string plain = name.substr(5);
            const at::Tensor merged = lora->merged(plain, base);
            QCOMPARE(merged.scalar_type(), at::kFloat);
            QVERIFY(test::relativeError(plain.c_str(), merged, golden.at("merged/" + plain)) < 1e-6);
            QVERIFY(merged.to(at::kBFloat16).equal(golden.at("merged_rounded_bf16/" + plain)));
            ++compared;
        }
        QVERIFY(compared > 0);
    }

    void everyTensorOfTheLoraIsUsed()
    {
        const auto base
            = model::openShardedSafetensors(kCheckpoint + "Wan2.2-S2V-14B/diffusion_pytorch_model.safetensors");
        const auto lora = Lora::open(kLora);
        QVERIFY(base && lora);
        const Lora::Report report = lora->report(*base);
        QCOMPARE(report.used, model::openSafetensors(kLora)->size());
        QVERIFY(report.unused.empty() && report.misfits.empty());
        QVERIFY(bool(lora->check(*base)));
    }

    void keysMayBeSpelledInEveryKnownWay()
    {
        const at::Tensor a = at::ones({2, 4});
        const at::Tensor b = at::ones({3, 2});
        for (const std::string prefix : {"", "base_model.model.", "diffusion_model."}) {
            for (const auto& [down, up] : {std::pair("lora_A", "lora_B"), std::pair("lora_down", "lora_up")}) {
                for (const std::string adapter : {"", ".default"}) {
                    const auto path = write("keys.safetensors",
                                            {{prefix + "m." + down + adapter + ".weight", a},
                                             {prefix + "m." + up + adapter + ".weight", b}});
                    QCOMPARE(mergedValue(path), 2.0); // alpha = rank / 2
                }
            }
        }
    }

    void alphaIsTakenFromTheNearestPlace()
    {
        StateDict pair{{"m.lora_A.weight", at::ones({2, 4})}, {"m.lora_B.weight", at::ones({3, 2})}};
        QCOMPARE(mergedValue(write("plain.safetensors", pair)), 2.0);
        QCOMPARE(mergedValue(write("meta.safetensors", pair, {{"lora_alpha", "4"}})), 5.0);
        QCOMPARE(mergedValue(write("meta.safetensors", pair, {{"lora_alpha", "4"}}), {.alpha = 3}), 4.0);
        pair["m.alpha"] = at::full({1}, 6.0);
        QCOMPARE(mergedValue(write("own.safetensors", pair, {{"lora_alpha", "4"}})), 7.0);
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "adapter_model.safetensors";
        pair.erase("m.alpha");
        QVERIFY(bool(model::writeSafetensors(path, pair)));
        std::ofstream(path.parent_path() / "adapter_config.json") << R"({"lora_alpha": 8, "r": 2})";
        QCOMPARE(mergedValue(path), 9.0);
    }

    void wholeTensorsReplaceTheBase()
    {
        const auto lora = Lora::open(write("whole.safetensors",
                                           {{"m.base_layer.weight", at::full({3, 4}, 5.0)},
                                            {"m.lora_A.weight", at::ones({2, 4})},
                                            {"m.lora_B.weight", at::ones({3, 2})},
                                            {"norm.weight", at::full({4}, 7.0)}}));
        QVERIFY(bool(lora));
        QVERIFY(lora->merged("m.weight", at::zeros({3, 4})).equal(at::full({3, 4}, 6.0)));
        QVERIFY(lora->merged("norm.weight", at::zeros({4})).equal(at::full({4}, 7.0)));
    }

    void untouchedTensorsAreTheSameTensors()
    {
        const auto lora = Lora::open(kLora);
        const at::Tensor base = at::ones({2}, at::kBFloat16);
        QVERIFY(lora->merged("nothing.weight", base).is_same(base));
    }

    void saysWhatDoesNotFit()
    {
        const auto lora = Lora::open(
            write("a.safetensors", {{"m.lora_A.weight", at::ones({2, 4})}, {"m.lora_B.weight", at::ones({3, 2})}}));
        QVERIFY(bool(lora));
        const Status misfit = lora->check({{"m.weight", at::ones({4, 3})}});
        QCOMPARE(misfit.error().code, ErrorCode::LoraMismatch);
        QVERIFY(misfit.error().detail.find("m.weight") != std::string::npos);
        const Status foreign = lora->check({{"other.weight", at::ones({3, 4})}});
        QCOMPARE(foreign.error().code, ErrorCode::LoraMismatch);
        QVERIFY(foreign.error().detail.find("m.weight") != std::string::npos);
    }

    void whatWouldBeLeftOutIsRefusedByName()
    {
        const StateDict model{{"m.weight", at::ones({3, 4})}, {"m.bias", at::ones({3})}};
        for (const char* name : {"m.diff", "diffusion_model.m.diff_b", "m.dora_scale", "m.hada_w1_a", "m.lokr_w1",
                                 "m.lora_mid.weight", "img_emb.proj.weight", "lora_te_text.lora_down.weight"}) {
            StateDict tensors{
                {"m.lora_A.weight", at::ones({2, 4})}, {"m.lora_B.weight", at::ones({3, 2})}, {name, at::ones({3})}};
            const auto lora = Lora::open(write("left_out.safetensors", tensors));
            const Status status = lora ? lora->check(model) : Status(lora.error());
            QVERIFY2(!status, name);
            QCOMPARE(status.error().code, ErrorCode::LoraMismatch);
        }
        const auto alone = Lora::open(write("alpha.safetensors",
                                            {{"m.lora_A.weight", at::ones({2, 4})},
                                             {"m.lora_B.weight", at::ones({3, 2})},
                                             {"other.alpha", at::ones({1})}}));
        QVERIFY(!alone);
        QVERIFY(alone.error().detail.find("other") != std::string::npos);
    }

    void refusesHalfPairsAndDifferentRanks()
    {
        const auto half = Lora::open(write("half.safetensors", {{"m.lora_A.weight", at::ones({2, 4})}}));
        QCOMPARE(half.error().code, ErrorCode::LoraMismatch);
        const auto ranks = Lora::open(
            write("ranks.safetensors", {{"m.lora_A.weight", at::ones({2, 4})}, {"m.lora_B.weight", at::ones({3, 1})}}));
        QCOMPARE(ranks.error().code, ErrorCode::LoraMismatch);
        QVERIFY(ranks.error().detail.find("m.weight") != std::string::npos);
        QCOMPARE(Lora::open(m_folder.path().toStdString() + "/none.safetensors").error().code, ErrorCode::FileMissing);
    }

    void loaderMergesRoundsOnceAndLeavesTheRestMapped()
    {
        const StateDict golden = test::golden("dit/merged_weights.safetensors");
        const auto lora = Lora::open(kLora);
        QVERIFY(bool(lora));
        Block block{.weight = golden.at("base/blocks.0.self_attn.q.weight"), .untouched = at::ones({3}, at::kBFloat16)};
        const void* const before = block.untouched.const_data_ptr();
        model::WeightLoader loader(at::kCPU, at::kBFloat16, &*lora);
        block.visit(loader);
        QVERIFY(block.weight.equal(golden.at("merged_rounded_bf16/blocks.0.self_attn.q.weight")));
        QCOMPARE(block.untouched.const_data_ptr(), before);
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

QTEST_GUILESS_MAIN(TestLora)
#include "tst_Lora.moc"
