// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Lora.h"
#include "core/model/WeightLoader.h"
#include "tests/support/Goldens.h"

#include <ATen/ops/full.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/zeros.h>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace studio;
using model::Lora;
using model::StateDict;

namespace {

const std::string kCheckpoint = test::kGoldens + "checkpoint/tiny/ckpt/";
const std::string kLora = kCheckpoint + "LiveAvatar/liveavatar.safetensors";

// The model of the small files.
const StateDict kModel{{"m.weight", at::ones({3, 4})}, {"m.bias", at::ones({3})}, {"norm.weight", at::ones({4})}};

StateDict tinyModel()
{
    auto model = model::openShardedSafetensors(kCheckpoint + "Wan2.2-S2V-14B/diffusion_pytorch_model.safetensors");
    if (!model)
        qFatal("the tiny checkpoint can't be read");
    return std::move(*model);
}

std::string replaced(std::string text, const std::vector<std::pair<std::string, std::string>>& pairs)
{
    for (const auto& [from, to] : pairs) {
        for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
    }
    return text;
}

std::string diffusersName(const std::string& layer)
{
    return replaced(layer + ".",
                    {{"self_attn", "attn1"},
                     {"cross_attn", "attn2"},
                     {".q.", ".to_q."},
                     {".k.", ".to_k."},
                     {".v.", ".to_v."},
                     {".o.", ".to_out.0."},
                     {"ffn.0.", "ffn.net.0.proj."},
                     {"ffn.2.", "ffn.net.2."}});
}

// How a program writes the layers of a LoRA and their parts.
struct Layout {
    const char* name;
    std::string (*layer)(const std::string& layer); // with a dot at its end
    std::string down;
    std::string up;
    bool alphaTensors;
};

const std::vector<Layout> kLayouts{
    {"PEFT", [](const std::string& layer) { return "base_model.model." + layer + "."; }, "lora_A.weight",
     "lora_B.weight", false},
    {"PEFT, an adapter with a name", [](const std::string& layer) { return "base_model.model." + layer + "."; },
     "lora_A.dmd.weight", "lora_B.dmd.weight", false},
    {"ComfyUI", [](const std::string& layer) { return "diffusion_model." + layer + "."; }, "lora_down.weight",
     "lora_up.weight", true},
    {"ComfyUI with the checkpoint's prefix",
     [](const std::string& layer) { return "model.diffusion_model." + layer + "."; }, "lora_A", "lora_B", true},
    {"DiffSynth", [](const std::string& layer) { return "pipe.dit." + layer + "."; }, "lora_A.default.weight",
     "lora_B.default.weight", false},
    {"diffusers", [](const std::string& layer) { return "transformer." + diffusersName(layer); }, "lora_A.weight",
     "lora_B.weight", false},
    {"older diffusers", [](const std::string& layer) { return "unet." + diffusersName(layer); }, "lora.down.weight",
     "lora.up.weight", true},
    {"kohya",
     [](const std::string& layer) {
         return "lora_unet_" + replaced(layer, {{".", "_"}}) + ".";
     },
     "lora_down.weight", "lora_up.weight", true},
    {"kohya, two underscores",
     [](const std::string& layer) {
         return "lora_unet__" + replaced(layer, {{".", "_"}}) + ".";
     },
     "lora_down.weight", "lora_up.weight", true},
    {"kohya on diffusers' names",
     [](const std::string& layer) {
         std::string flat = "lora_transformer_" + replaced(diffusersName(layer), {{".", "_"}});
         flat.back() = '.';
         return flat;
     },
     "lora_down.weight", "lora_up.weight", true},
    {"LyCORIS",
     [](const std::string& layer) {
         return "lycoris_" + replaced(layer, {{".", "_"}}) + ".";
     },
     "lora_down.weight", "lora_up.weight", true},
};

// The goldens' LoRA in another layout. Its scale is 1/2.
StateDict laidOut(const Layout& layout)
{
    const auto golden = model::openSafetensors(kLora);
    if (!golden)
        qFatal("the tiny LoRA can't be read");
    const std::string down = ".lora_A.default.weight";
    const std::string up = ".lora_B.default.weight";
    StateDict tensors;
    for (const auto& [name, tensor] : *golden) {
        const bool isDown = name.ends_with(down);
        const std::string layer = layout.layer(name.substr(0, name.size() - (isDown ? down : up).size()));
        tensors[layer + (isDown ? layout.down : layout.up)] = tensor;
        if (isDown && layout.alphaTensors)
            tensors[layer + "alpha"] = at::full({}, static_cast<double>(tensor.size(0)) / 2);
    }
    return tensors;
}

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
        const auto lora = Lora::open(path, kModel, options);
        return lora ? lora->merged("m.weight", at::ones({3, 4})).min().item<double>() : -1;
    }

    // The detail of the LoraMismatch that the file must give.
    std::string refusal(const StateDict& tensors, const StateDict& model = kModel,
                        const std::map<std::string, std::string>& metadata = {})
    {
        const auto lora = Lora::open(write("refused.safetensors", tensors, metadata), model);
        return !lora && lora.error().code == ErrorCode::LoraMismatch ? lora.error().detail : std::string();
    }

private Q_SLOTS:
    // Tolerance 1e-6 of the largest magnitude (fp32 products in another order); reached: 0.
    void mergedWeightsAreTheGoldens()
    {
        const StateDict golden = test::golden("dit/merged_weights.safetensors");
        const auto lora = Lora::open(kLora, tinyModel());
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

    void everyLayoutGivesTheSameWeights_data()
    {
        QTest::addColumn<int>("layout");
        for (size_t i = 0; i < kLayouts.size(); ++i)
            QTest::newRow(kLayouts[i].name) << static_cast<int>(i);
    }
    void everyLayoutGivesTheSameWeights()
    {
        QFETCH(const int, layout);
        const StateDict model = tinyModel();
        const auto golden = Lora::open(kLora, model);
        QVERIFY(bool(golden));
        const auto path = write("layout.safetensors", laidOut(kLayouts[static_cast<size_t>(layout)]));
        const auto lora = Lora::open(path, model);
        QVERIFY2(bool(lora), lora ? "" : lora.error().detail.c_str());
        int changed = 0;
        for (const auto& [name, base] : model) {
            QCOMPARE(lora->touches(name), golden->touches(name));
            QVERIFY2(lora->merged(name, base).equal(golden->merged(name, base)), name.c_str());
            changed += golden->touches(name) ? 1 : 0;
        }
        QCOMPARE(changed, 48);
    }

    // Differences of weights, biases and modulations come beside the pairs: files extracted from a distilled model.
    void differencesAreAddedToWhatTheyAreOf()
    {
        const StateDict model = tinyModel();
        const auto golden = Lora::open(kLora, model);
        QVERIFY(bool(golden));
        StateDict tensors = laidOut(kLayouts[2]);
        StateDict differences;
        const std::string block = "diffusion_model.blocks.1.";
        const auto add = [&](const std::string& key, const std::string& name) {
            tensors[block + key] = at::rand(model.at(name).sizes()).to(at::kBFloat16);
            differences[name] = tensors[block + key];
        };
        add("self_attn.q.diff_b", "blocks.1.self_attn.q.bias");
        add("self_attn.q.diff", "blocks.1.self_attn.q.weight");
        add("norm3.diff", "blocks.1.norm3.weight");
        add("norm3.b_norm", "blocks.1.norm3.bias");
        add("cross_attn.norm_k.w_norm", "blocks.1.cross_attn.norm_k.weight");
        add("diff_m", "blocks.1.modulation");
        const auto lora = Lora::open(write("differences.safetensors", tensors), model);
        QVERIFY2(bool(lora), lora ? "" : lora.error().detail.c_str());
        for (const auto& [name, base] : model) {
            at::Tensor expected = golden->merged(name, base);
            if (const auto found = differences.find(name); found != differences.end())
                expected = expected.to(at::kFloat) + found->second.to(at::kFloat);
            QVERIFY2(lora->merged(name, base).equal(expected), name.c_str());
        }
    }

    // A large matrix is merged by blocks of rows. The numbers are whole, so that every order of their sums is exact.
    void largeWeightsAreMergedByRows()
    {
        const auto whole = [](c10::IntArrayRef sizes) { return at::randint(-8, 9, sizes, at::kFloat); };
        at::manual_seed(1);
        const at::Tensor weight = whole({700, 5003});
        const at::Tensor down = whole({3, 5003});
        const at::Tensor up = whole({700, 3});
        const auto path = write("large.safetensors", {{"m.lora_A.weight", down}, {"m.lora_B.weight", up}});
        for (const at::ScalarType stored : {at::kFloat, at::kBFloat16, at::kHalf}) {
            const at::Tensor base = weight.to(stored);
            const auto lora = Lora::open(path, {{"m.weight", base}}, {.alpha = 6});
            QVERIFY2(bool(lora), lora ? "" : lora.error().detail.c_str());
            const at::Tensor expected = at::mm(up, down) * 2 + weight;
            QVERIFY(lora->merged("m.weight", base).equal(expected));
            QVERIFY(lora->merged("m.weight", base, at::kBFloat16).equal(expected.to(at::kBFloat16)));
            QVERIFY(lora->merged("m.weight", base.t().contiguous().t()).equal(expected));
        }
    }

    void convolutionsTakePairsInEitherShape()
    {
        const StateDict model{{"c.weight", at::rand({3, 4, 1, 2, 2})}};
        const at::Tensor down = at::rand({2, 4, 1, 2, 2});
        const at::Tensor up = at::rand({3, 2});
        const at::Tensor expected = model.at("c.weight") + 0.5 * at::mm(up, down.flatten(1)).view({3, 4, 1, 2, 2});
        for (const at::Tensor& a : {down, down.flatten(1)}) {
            for (const at::Tensor& b : {up, up.view({3, 2, 1, 1, 1})}) {
                const auto lora
                    = Lora::open(write("conv.safetensors", {{"c.lora_A.weight", a}, {"c.lora_B.weight", b}}), model);
                QVERIFY2(bool(lora), lora ? "" : lora.error().detail.c_str());
                const at::Tensor merged = lora->merged("c.weight", model.at("c.weight"));
                QVERIFY(test::relativeError("a convolution", merged, expected) < 1e-6);
            }
        }
        const std::string wide = refusal(
            {{"c.lora_A.weight", at::rand({2, 4, 1, 2, 2})}, {"c.lora_B.weight", at::rand({3, 2, 1, 3, 3})}}, model);
        QVERIFY2(wide.find("no common rank") != std::string::npos, wide.c_str());
    }

    // "_" may stand for "." or for itself: the model's names decide, and where they don't, nothing is guessed.
    void underscoresAreReadByTheModelsNames()
    {
        const StateDict pair{{"lora_unet_a_b_c.lora_down.weight", at::ones({2, 4})},
                             {"lora_unet_a_b_c.lora_up.weight", at::ones({3, 2})},
                             {"lora_unet_a_b_c.alpha", at::full({}, 2.0)}};
        const at::Tensor weight = at::ones({3, 4});
        for (const std::string name : {"a.b.c.weight", "a_b.c.weight", "a.b_c.weight"}) {
            const auto lora = Lora::open(write("flat.safetensors", pair), {{name, weight}});
            QVERIFY2(bool(lora), lora ? "" : lora.error().detail.c_str());
            QVERIFY(lora->merged(name, weight).equal(at::full({3, 4}, 3.0)));
        }
        const std::string text = refusal(pair, {{"a_b.c.weight", weight}, {"a.b_c.weight", weight}});
        QVERIFY2(text.find("a_b.c") != std::string::npos && text.find("a.b_c") != std::string::npos, text.c_str());
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
        pair.erase("m.alpha");
        QCOMPARE(mergedValue(write("network.safetensors", pair, {{"ss_network_alpha", "None"}})), 2.0);
        QCOMPARE(mergedValue(write("network.safetensors", pair, {{"ss_network_alpha", "3.0"}})), 4.0);
        QCOMPARE(mergedValue(write("network.safetensors", pair, {{"network_alpha", "2"}})), 3.0);
        const char* const diffusers
            = R"({"transformer.lora_alpha": 4, "transformer.r": 2, "text_encoder.lora_alpha": 9})";
        QCOMPARE(mergedValue(write("diffusers.safetensors", pair, {{"lora_adapter_metadata", diffusers}})), 5.0);
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "adapter_model.safetensors";
        QVERIFY(bool(model::writeSafetensors(path, pair)));
        const auto configure
            = [&](const char* text) { std::ofstream(path.parent_path() / "adapter_config.json") << text; };
        configure(R"({"lora_alpha": 8, "r": 2})");
        QCOMPARE(mergedValue(path), 9.0);
        configure(R"({"lora_alpha": 8, "alpha_pattern": {"m": 2, "other.m": 5}})");
        QCOMPARE(mergedValue(path), 3.0);
        configure(R"({"lora_alpha": 8, "use_rslora": true})");
        QVERIFY(std::abs(mergedValue(path) - (1 + 2 * 8 / std::sqrt(2.0))) < 1e-5);
        for (const char* wrong : {R"({"lora_alpha": "much"})", R"({"lora_alpha": 8, "alpha_pattern": {"m.*": 2}})"}) {
            configure(wrong);
            const auto lora = Lora::open(path, kModel);
            QVERIFY(!lora);
            QCOMPARE(lora.error().code, ErrorCode::LoraMismatch);
        }
        configure("{");
        QCOMPARE(Lora::open(path, kModel).error().code, ErrorCode::CheckpointDamaged);
    }

    void wholeTensorsReplaceTheBase()
    {
        const auto lora = Lora::open(write("whole.safetensors",
                                           {{"m.base_layer.weight", at::full({3, 4}, 5.0)},
                                            {"m.lora_A.weight", at::ones({2, 4})},
                                            {"m.lora_B.weight", at::ones({3, 2})},
                                            {"norm.weight", at::full({4}, 7.0)}}),
                                     kModel);
        QVERIFY(bool(lora));
        QVERIFY(lora->merged("m.weight", at::zeros({3, 4})).equal(at::full({3, 4}, 6.0)));
        QVERIFY(lora->merged("norm.weight", at::zeros({4})).equal(at::full({4}, 7.0)));
    }

    void untouchedTensorsAreTheSameTensors()
    {
        const auto lora = Lora::open(kLora, tinyModel());
        const at::Tensor base = at::ones({2}, at::kBFloat16);
        QVERIFY(lora->merged("nothing.weight", base).is_same(base));
    }

    void aLoraOfAnotherModelIsRefusedInAFewWords()
    {
        const StateDict tensors = laidOut(kLayouts[2]);
        StateDict wider = tinyModel();
        StateDict shallower = wider;
        for (auto& [name, tensor] : wider)
            tensor = at::zeros(std::vector<int64_t>(static_cast<size_t>(tensor.dim()), 7));
        const std::string misfit = refusal(tensors, wider);
        QVERIFY2(misfit.find("48 (of 48)") != std::string::npos, misfit.c_str());
        QVERIFY2(misfit.find("audio_injector.injector.0.k.weight is [7, 7] in the model and [64, 64]")
                     != std::string::npos,
                 misfit.c_str());
        std::erase_if(shallower, [](const auto& entry) { return entry.first.starts_with("blocks.3."); });
        const std::string unknown = refusal(tensors, shallower);
        QVERIFY2(unknown.find("30 tensors (of 144)") != std::string::npos, unknown.c_str());
        QVERIFY2(unknown.find("blocks.3.cross_attn.k") != std::string::npos, unknown.c_str());
        for (const std::string& text : {misfit, unknown})
            QVERIFY2(std::count(text.begin(), text.end(), '\n') == 0 && text.size() < 500, text.c_str());
    }

    void whatWouldBeLeftOutIsRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("kind");
        const auto row
            = [](const char* key, const char* kind) { QTest::newRow(key) << QByteArray(key) << QByteArray(kind); };
        row("m.dora_scale", "DoRA");
        row("base_model.model.m.lora_magnitude_vector", "DoRA");
        row("m.hada_w1_a", "LoHa");
        row("lora_unet_m.lokr_w1", "LoKr");
        row("m.lora_mid.weight", "core tensor");
        row("m.oft_blocks", "OFT");
        row("m.lora_B.default.bias", "bias of its own");
        row("lora_te_text.lora_down.weight", "text encoder");
        row("other.diff", "without a place");
        row("m.norm_k_img.diff_b", "without a place");
        row("norm.diff_b", "without a place");
        row("img_emb.proj.weight", "without a place");
        row("other.alpha", "without a place");
        row("norm.alpha", "alpha and no pair");
    }
    void whatWouldBeLeftOutIsRefusedByName()
    {
        QFETCH(const QByteArray, key);
        QFETCH(const QByteArray, kind);
        const std::string text = refusal({{"m.lora_A.weight", at::ones({2, 4})},
                                          {"m.lora_B.weight", at::ones({3, 2})},
                                          {key.toStdString(), at::ones({1})}});
        QVERIFY2(text.find(kind.toStdString()) != std::string::npos, text.c_str());
        QVERIFY2(text.find(kind == "alpha and no pair" ? "norm.weight" : key.toStdString()) != std::string::npos,
                 text.c_str());
    }

    void refusesHalfPairsAndDifferentRanks()
    {
        const at::Tensor a = at::ones({2, 4});
        const at::Tensor b = at::ones({3, 2});
        for (const StateDict& half : {StateDict{{"m.lora_A.weight", a}}, StateDict{{"m.lora_B.weight", b}}}) {
            const std::string text = refusal(half);
            QVERIFY2(text.find("m.weight has only one half") != std::string::npos, text.c_str());
        }
        const std::string ranks = refusal({{"m.lora_A.weight", a}, {"m.lora_B.weight", at::ones({3, 1})}});
        QVERIFY2(ranks.find("m.weight") != std::string::npos, ranks.c_str());
        const std::string twice
            = refusal({{"m.lora_A.weight", a}, {"m.lora_B.weight", b}, {"lora_unet_m.lora_up.weight", b}});
        QVERIFY2(twice.find("twice") != std::string::npos, twice.c_str());
        const std::string whole = refusal({{"m.lora_A.weight", a.to(at::kInt)}, {"m.lora_B.weight", b}});
        QVERIFY2(whole.find("floating-point") != std::string::npos, whole.c_str());
        QVERIFY(!refusal({}).empty());
        QCOMPARE(Lora::open(m_folder.path().toStdString() + "/none.safetensors", kModel).error().code,
                 ErrorCode::FileMissing);
    }

    void loaderMergesRoundsOnceAndLeavesTheRestMapped()
    {
        const StateDict golden = test::golden("dit/merged_weights.safetensors");
        const auto lora = Lora::open(kLora, tinyModel());
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
