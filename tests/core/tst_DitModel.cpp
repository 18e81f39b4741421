// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitModel.h"
#include "core/nn/Fused.h"
#include "core/sampler/FlowMatchEuler.h"
#include "tests/support/Goldens.h"
#include "tests/support/TinyDit.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/view_as_real.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <QTest>

#include <fstream>
#include <regex>

using namespace studio;
using nlohmann::json;

namespace {

// Of the golden's largest magnitude. Reached: below 1e-5 at every stage.
constexpr double kTolerance = 1e-4;
// Factors are rounded to half precision: one of them may fall to the other side.
constexpr double kRopeTolerance = 5e-4;
// The same sums in matrices of other heights.
constexpr double kWavefrontTolerance = 1e-5;

class TestDitModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_golden = test::golden("dit/dit.safetensors");
        std::ifstream file(test::kGoldens + "dit/dit.json");
        m_json = json::parse(file);
        m_dit = std::make_unique<test::TinyDit>();
    }

    void ropeFactorsAreTheReferences()
    {
        const dit::Rope rope(m_dit->config.headDim(), at::kCPU);
        const auto check = [&](const char* what, const at::Tensor& factors, const std::string& golden) {
            QVERIFY(test::relativeError(what, at::view_as_real(factors).squeeze(1), m_golden.at(golden))
                    <= kRopeTolerance);
        };
        check("rope of the condition tokens", at::cat({rope.reference(30, 8, 4), rope.motion(8, 4)}),
              "sink0/tap/rope_x");
        check("rope of block 0", rope.block(0, 8, 4), "fwd0/tap/rope_x");
        check("rope of block 4", rope.block(12, 8, 4), "fwd4/tap/rope_x");
        check("rope of block 4's condition",
              at::cat({rope.reference(dit::referenceTime(12, 30), 8, 4), rope.motion(8, 4)}), "fwd4/tap/rope_cond");

        // rope_only/[headdim128_]frameT[_fN]_hH_wW: N frames from T on.
        const std::regex form("rope_only/(headdim128_)?frame(\\d+)(_f3)?_h(\\d+)_w(\\d+)");
        int checked = 0;
        for (const auto& [name, golden] : m_golden) {
            std::smatch match;
            if (!std::regex_match(name, match, form))
                continue;
            const dit::Rope alone(match[1].matched ? 128 : 32, at::kCPU);
            const auto whole = [&](int group) { return std::stoll(match[group].str()); };
            check(name.c_str(),
                  match[3].matched ? alone.block(whole(2), whole(4), whole(5))
                                   : alone.reference(whole(2), whole(4), whole(5)),
                  name);
            ++checked;
        }
        QCOMPARE(checked, 8);
    }

    void pooledPositionsAreTruncated()
    {
        const json& golden = m_json.at("rope_sampled_indices_704x384");
        QCOMPARE(dit::spreadPositions(44, 22), golden.at("h_half").get<std::vector<int64_t>>());
        QCOMPARE(dit::spreadPositions(44, 11), golden.at("h_eighth_of_latent").get<std::vector<int64_t>>());
        QCOMPARE(dit::spreadPositions(24, 12), golden.at("w_half").get<std::vector<int64_t>>());
        QCOMPARE(dit::spreadPositions(24, 6), golden.at("w_eighth_of_latent").get<std::vector<int64_t>>());
        QCOMPARE(dit::spreadPositions(1, 1), std::vector<int64_t>{0});
    }

    void audioTokensAreTheReferences()
    {
        const model::StateDict golden = test::golden("audio/audio.safetensors");
        for (const char* block : {"speech_16k/block_r0_b0", "speech_16k/block_r0_b1", "speech_16k/block_r2_b3",
                                  "speech_44k_stereo/block_r0_b3"}) {
            const std::string name(block);
            const dit::AudioTokens tokens
                = m_dit->model->blockContext(0, golden.at(name + "/audio_input")[0], 16, 8).voices.front().audio;
            QVERIFY(test::relativeError((name + " local").c_str(), tokens.local, golden.at(name + "/local_used")[0])
                    <= kTolerance);
            QVERIFY(test::relativeError((name + " global").c_str(), tokens.global.unsqueeze(1),
                                        golden.at(name + "/global_used")[0])
                    <= kTolerance);
        }
    }

    // bf16 has no number near the logarithm of, say, 391: several rows must share it.
    void paddingRowsWeighAsManyAsTheyStandFor()
    {
        const test::TinyDit tiny(at::kCPU, at::kBFloat16);
        for (const int64_t rows : {0, 1, 7, 30, 121, 510, 511}) {
            const int64_t padded = tiny.config.textLength - rows;
            if (padded <= 0)
                continue;
            const dit::TextContext text
                = tiny.model->textContext(at::ones({rows, tiny.config.textDim}), dit::TextPadding::Weighted);
            QCOMPARE(text.bias.scalar_type(), at::kBFloat16);
            QCOMPARE(text.bias.size(3), text.rows.size(0));
            QVERIFY(text.rows.size(0) <= rows + 3);
            const at::Tensor weights = text.bias.flatten().to(at::kDouble).exp();
            QCOMPARE(weights.narrow(0, 0, rows).sum().item<double>(), static_cast<double>(rows));
            const double weight = weights.narrow(0, rows, weights.size(0) - rows).sum().item<double>();
            QVERIFY2(std::abs(weight / static_cast<double>(padded) - 1) <= 1e-5, qPrintable(QString::number(weight)));
        }
        const int64_t whole = tiny.config.textLength;
        QVERIFY(!tiny.model->textContext(at::ones({whole, tiny.config.textDim}), dit::TextPadding::Weighted)
                     .bias.defined());
    }

    void prefillAndForwardsAreTheReferences_data()
    {
        QTest::addColumn<bool>("oneRow");
        QTest::newRow("text padding as one row") << true;
        QTest::newRow("text padding as it is") << false;
    }
    // The reference's own sequence: prefill, blocks 0..6 (the ring rolls over at 4), another prefill, blocks 7, 8 and
    // 400.
    void prefillAndForwardsAreTheReferences()
    {
        QFETCH(const bool, oneRow);
        const dit::DitModel& model = *m_dit->model;
        dit::TextContext text = model.textContext(m_golden.at("context"),
                                                  oneRow ? dit::TextPadding::Weighted : dit::TextPadding::AllRows);
        offload::ResidentKvStore kv(model.kvShape(1, 16, 8), at::kFloat);
        const auto prefill = [&](const std::string& name) {
            QVERIFY(model.prefill(m_golden.at(name + "/ref_latents")[0], m_golden.at("motion_latents")[0], text,
                                  *m_dit->layers, kv));
            for (int layer = 0; layer < 4; ++layer) {
                const std::string number = std::to_string(layer);
                const at::Tensor k = m_golden.at(name + "/cond_k_layer" + number)[0];
                const at::Tensor v = m_golden.at(name + "/cond_v_layer" + number)[0];
                const std::string what = name + " layer " + number;
                const offload::KvWindow window = windowOf(kv, layer);
                QVERIFY(
                    test::relativeError((what + " reference keys").c_str(), window.referenceKeys, k.narrow(0, 0, 32))
                    <= kTolerance);
                QVERIFY(test::relativeError((what + " motion keys").c_str(), window.keys.narrow(0, 32, 48),
                                            nn::rotate(k.narrow(0, 32, 48), dit::Rope(32, at::kCPU).motion(8, 4)))
                        <= kTolerance);
                QVERIFY(test::relativeError((what + " values").c_str(), window.values.narrow(0, 0, 80), v)
                        <= kTolerance);
            }
        };
        prefill("sink0");
        for (const json& call : m_json.at("forwards")) {
            const std::string name = "fwd" + std::to_string(call.at("n").get<int>());
            if (call.at("note") == "after sink1")
                prefill("sink1");
            const int64_t first = call.at("block").get<int64_t>() * dit::kBlockLatents;
            dit::BlockContext block = model.blockContext(first, m_golden.at(name + "/audio_input")[0], 16, 8);
            if (call.at("cond_states") != "zeros")
                block.pose = m_golden.at("cond_nonzero")[0];
            const dit::TimeEmbedding time = model.timeEmbedding(call.at("t").get<float>());
            dit::Lane lane{.step = 0,
                           .time = &time,
                           .block = &block,
                           .text = &text,
                           .referenceRope = model.referenceRope(first, 30, 16, 8),
                           .latents = m_golden.at(name + "/x"),
                           .velocity = {}};
            QVERIFY(model.forward({&lane, 1}, *m_dit->layers, kv));
            QVERIFY(test::relativeError((name + " velocity").c_str(), lane.velocity, m_golden.at(name + "/flow"))
                    <= kTolerance);
            const auto written = m_golden.find(name + "/k_layer0_written");
            if (written != m_golden.end()) {
                const int64_t slot = 80 + call.at("kv_write_slot").get<int64_t>();
                QVERIFY(test::relativeError((name + " keys").c_str(), windowOf(kv, 0).keys.narrow(0, slot, 96),
                                            written->second[0])
                        <= kTolerance);
            }
        }
    }

    // Each token hears its own voice, in whatever order the voices are given.
    void severalVoicesAreHeardWhereTheyAre()
    {
        const dit::DitModel& model = *m_dit->model;
        const dit::TimeEmbedding time = model.timeEmbedding(900);
        const auto velocity = [&](const std::vector<dit::HeardVoice>& voices) {
            dit::TextContext text = model.textContext(m_golden.at("context"), dit::TextPadding::Weighted);
            offload::ResidentKvStore kv(model.kvShape(1, 16, 8), at::kFloat);
            (void)model.prefill(m_golden.at("sink0/ref_latents")[0], m_golden.at("motion_latents")[0], text,
                                *m_dit->layers, kv);
            dit::BlockContext block = model.blockContext(0, voices, 16, 8);
            dit::Lane lane{.step = 0,
                           .time = &time,
                           .block = &block,
                           .text = &text,
                           .referenceRope = model.referenceRope(0, 30, 16, 8),
                           .latents = m_golden.at("fwd0/x"),
                           .velocity = {}};
            (void)model.forward({&lane, 1}, *m_dit->layers, kv);
            return lane.velocity;
        };
        const at::Tensor anna = m_golden.at("fwd0/audio_input")[0];
        const at::Tensor ben = m_golden.at("fwd1/audio_input")[0];
        const at::Tensor upper = at::arange(12, at::kLong); // 3 of 8 rows of 4 tokens
        const at::Tensor lower = at::arange(12, 32, at::kLong);
        const at::Tensor alone = velocity({{.features = anna}});
        QVERIFY(test::relativeError("twice the same voice", velocity({{anna, upper}, {anna, lower}}), alone)
                <= kTolerance);
        const at::Tensor both = velocity({{anna, upper}, {ben, lower}});
        QVERIFY(test::relativeError("the other order", velocity({{ben, lower}, {anna, upper}}), both) <= kTolerance);
        // A voice changes most where it is heard: rows of latents are half as high as tokens.
        const at::Tensor change = (both - alone).square().mean(c10::IntArrayRef{0, 1, 3});
        const double here = change.narrow(0, 6, 10).mean().item<double>();
        const double elsewhere = change.narrow(0, 0, 6).mean().item<double>();
        qInfo("squared change %.3g where it is heard, %.3g elsewhere", here, elsewhere);
        QVERIFY(elsewhere > 0 && here > 4 * elsewhere);
    }

    // At each tick the lanes (t,0) (t-1,1) (t-2,2) are independent of each other.
    void wavefrontEqualsTheLoop()
    {
        constexpr int kSteps = 3;
        constexpr int kBlocks = 6;
        const dit::DitModel& model = *m_dit->model;
        const sampler::Schedule schedule = sampler::makeSchedule(kSteps);
        std::vector<dit::TimeEmbedding> times;
        for (const float t : schedule.timesteps)
            times.push_back(model.timeEmbedding(t));

        const auto run = [&](int lanesAtOnce) {
            dit::TextContext text = model.textContext(m_golden.at("context"), dit::TextPadding::Weighted);
            offload::ResidentKvStore kv(model.kvShape(kSteps, 16, 8), at::kFloat);
            (void)model.prefill(m_golden.at("sink0/ref_latents")[0], m_golden.at("motion_latents")[0], text,
                                *m_dit->layers, kv);
            std::vector<at::Tensor> latents;
            std::vector<dit::BlockContext> blocks;
            for (int b = 0; b < kBlocks; ++b) {
                const std::string name = "fwd" + std::to_string(b);
                latents.push_back(m_golden.at(name + "/x"));
                blocks.push_back(
                    model.blockContext(b * dit::kBlockLatents, m_golden.at(name + "/audio_input")[0], 16, 8));
            }
            const auto pass = [&](std::vector<std::pair<int, int>> pairs) {
                std::vector<dit::Lane> lanes;
                for (const auto& [b, s] : pairs) {
                    const auto block = static_cast<size_t>(b);
                    lanes.push_back({.step = s,
                                     .time = &times[static_cast<size_t>(s)],
                                     .block = &blocks[block],
                                     .text = &text,
                                     .referenceRope = model.referenceRope(blocks[block].firstLatent, 4 + b + s, 16, 8),
                                     .latents = latents[block],
                                     .velocity = {}});
                }
                QVERIFY(model.forward(lanes, *m_dit->layers, kv));
                for (size_t i = 0; i < lanes.size(); ++i) {
                    at::Tensor& x = latents[static_cast<size_t>(pairs[i].first)];
                    x = sampler::eulerStep(x, lanes[i].velocity, schedule, pairs[i].second);
                }
            };
            if (lanesAtOnce == 1) {
                for (int b = 0; b < kBlocks; ++b) {
                    for (int s = 0; s < kSteps; ++s)
                        pass({{b, s}});
                }
            } else {
                for (int tick = 0; tick < kBlocks + kSteps - 1; ++tick) {
                    std::vector<std::pair<int, int>> pairs;
                    for (int s = kSteps - 1; s >= 0; --s) {
                        if (tick - s >= 0 && tick - s < kBlocks)
                            pairs.emplace_back(tick - s, s);
                    }
                    pass(pairs);
                }
            }
            return at::cat(latents, 1);
        };
        QVERIFY(test::relativeError("wavefront against loop", run(kSteps), run(1)) <= kWavefrontTolerance);
    }

    void aStoppedPassCanBeRepeated()
    {
        const dit::DitModel& model = *m_dit->model;
        dit::TextContext text = model.textContext(m_golden.at("context"), dit::TextPadding::Weighted);
        offload::ResidentKvStore kv(model.kvShape(1, 16, 8), at::kFloat);
        std::stop_source source;
        source.request_stop();
        QVERIFY(!model.prefill(m_golden.at("sink0/ref_latents")[0], m_golden.at("motion_latents")[0], text,
                               *m_dit->layers, kv, source.get_token()));
        QVERIFY(model.prefill(m_golden.at("sink0/ref_latents")[0], m_golden.at("motion_latents")[0], text,
                              *m_dit->layers, kv));
        dit::BlockContext block = model.blockContext(0, m_golden.at("fwd0/audio_input")[0], 16, 8);
        const dit::TimeEmbedding time = model.timeEmbedding(1000.0f);
        dit::Lane lane{.step = 0,
                       .time = &time,
                       .block = &block,
                       .text = &text,
                       .referenceRope = model.referenceRope(0, 30, 16, 8),
                       .latents = m_golden.at("fwd0/x"),
                       .velocity = {}};
        QVERIFY(!model.forward({&lane, 1}, *m_dit->layers, kv, source.get_token()));
        QVERIFY(model.forward({&lane, 1}, *m_dit->layers, kv));
        QVERIFY(test::relativeError("velocity after a stop", lane.velocity, m_golden.at("fwd0/flow")) <= kTolerance);
    }

private:
    // The first step's cache of a layer.
    static offload::KvWindow windowOf(offload::KvStore& kv, int layer)
    {
        const offload::KvLane lane;
        kv.beginPass({&lane, 1});
        kv.acquire(layer);
        const offload::KvWindow window = kv.window(0, layer);
        kv.release(layer);
        return window;
    }

    model::StateDict m_golden;
    json m_json;
    std::unique_ptr<test::TinyDit> m_dit;
    c10::InferenceMode m_inference;
};

} // namespace

QTEST_GUILESS_MAIN(TestDitModel)
#include "tst_DitModel.moc"
