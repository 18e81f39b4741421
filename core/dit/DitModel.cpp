// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/DitModel.h"

#include "core/nn/Attention.h"
#include "core/nn/Fused.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/add.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv3d.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/index_copy.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <c10/util/BFloat16.h>

#include <algorithm>
#include <cmath>

namespace studio::dit {
namespace {

constexpr double kAdainEps = 1e-5;

// The six modulations of a layer for each lane, [lanes, 1, dim] fp32; scales come with their 1 added.
struct LayerModulation {
    nn::Modulation attention, ffn;
    at::Tensor attentionGate, ffnGate;
};

// What all layers share of them, [lanes, 6, dim]: the lanes' embeddings with the scales' 1.
at::Tensor modulationBase(const std::vector<at::Tensor>& embeddings)
{
    at::Tensor base = at::stack(embeddings);
    base.select(1, 1).add_(1);
    base.select(1, 4).add_(1);
    return base;
}

// Laid down modulation by modulation, as the kernels read them. table [1, 6, dim]
LayerModulation modulationOf(const at::Tensor& base, const at::Tensor& table)
{
    const at::Tensor sum = at::empty({base.size(1), base.size(0), base.size(2)}, base.options());
    at::Tensor byLane = sum.transpose(0, 1);
    at::add_out(byLane, base, table);
    const auto row = [&](int64_t i) { return sum[i].unsqueeze(1); };
    return {.attention = {.scale = row(1), .shift = row(0)},
            .ffn = {.scale = row(4), .shift = row(3)},
            .attentionGate = row(2),
            .ffnGate = row(5)};
}

// The parts of a pass that its functions share.
struct Pass {
    const DitConfig& config;
    at::ScalarType dtype;

    [[nodiscard]] at::Tensor heads(const at::Tensor& x) const { return x.unflatten(-1, {config.heads, -1}); }

    // x: a tensor or nn::LinearInput [batch, rows, dim] -> [batch, rows, heads, headDim], rotated where rope is
    // defined.
    template<typename Input>
    [[nodiscard]] at::Tensor query(const Input& x, const AttentionWeights& weights, const at::Tensor& rope = {}) const
    {
        return nn::normedHeads(nn::product(x, weights.q), weights.normQ, config.heads, config.eps, rope);
    }

    template<typename Input>
    [[nodiscard]] Projection project(const Input& x, const AttentionWeights& weights, const at::Tensor& rope = {}) const
    {
        return {.keys = nn::normedHeads(nn::product(x, weights.k), weights.normK, config.heads, config.eps, rope),
                .values = heads(nn::linear(x, weights.v))};
    }

    // x [lanes, tokens, dim] in the model's dtype -> the same. texts: of the lanes. attend(u) is the self attention, u
    // the nn::LinearInput of its projections. Tensors are let go as soon as nothing reads them: all lanes' together,
    // they are most of what a pass takes beside weights and caches (pipeline::PlanEstimate counts them).
    template<typename Attend>
    [[nodiscard]] at::Tensor block(at::Tensor x, const DitLayerWeights& weights, const at::Tensor& modulations,
                                   std::span<TextContext* const> texts, int64_t layer, Attend&& attend) const
    {
        const LayerModulation m = modulationOf(modulations, weights.modulation);
        nn::ScaledProduct y
            = attend(nn::modulatedNorm(x, m.attention, config.eps, dtype, nn::inputFormFor(weights.selfAttention.q)));
        nn::SumAndInput next = nn::sumAndNorm(x, y, m.attentionGate, weights.norm3Weight, weights.norm3Bias, config.eps,
                                              dtype, nn::inputFormFor(weights.crossAttention.q));
        x.reset();
        y.reset();
        y = textAttention(next.input, weights, texts, layer);
        next = nn::sumAndModulatedNorm(next.sum, y, m.ffn, config.eps, dtype, nn::inputFormFor(weights.ffn0));
        y.reset();
        y = nn::product(next.input, weights.ffn0);
        next.input = {};
        const nn::LinearInput inner = nn::geluPrepared(y, nn::inputFormFor(weights.ffn2));
        y.reset();
        return nn::gatedSum(next.sum, nn::product(inner, weights.ffn2), m.ffnGate, dtype);
    }

    // x [lanes, tokens, dim]
    [[nodiscard]] nn::ScaledProduct textAttention(const nn::LinearInput& x, const DitLayerWeights& weights,
                                                  std::span<TextContext* const> texts, int64_t layer) const
    {
        // All lanes' tokens are queries of one batch, for each of the texts: how many rows a kernel gets decides about
        // their last digits, which thus don't depend on what other lanes read. Usually there is one text.
        const at::Tensor q = query(x, weights.crossAttention).flatten(0, 1).unsqueeze(0);
        const auto attend = [&](TextContext& text) {
            Projection& projection = text.layers[static_cast<size_t>(layer)];
            if (!projection.keys.defined())
                projection = project(text.rows.unsqueeze(0), weights.crossAttention);
            return nn::attention(q, projection.keys, projection.values, std::nullopt, text.bias).view(x.values.sizes());
        };
        const at::Tensor y = attend(*texts.front());
        at::Tensor other; // of the lane before
        for (size_t i = 1; i < texts.size(); ++i) {
            if (texts[i] == texts.front())
                continue;
            if (texts[i] != texts[i - 1])
                other = attend(*texts[i]);
            const auto lane = static_cast<int64_t>(i);
            y[lane].copy_(other[lane]);
        }
        return nn::product(y, weights.crossAttention.o);
    }

    // MODEL.md 6.7. x [lanes, 3 P, dim]
    [[nodiscard]] at::Tensor injectAudio(const at::Tensor& x, const InjectorWeights& weights, std::span<Lane> lanes,
                                         int64_t injector) const
    {
        const at::Tensor frames = x.view({static_cast<int64_t>(lanes.size()) * kBlockLatents, -1, config.dim});
        const std::vector<BlockContext::Voice>& voices = lanes.front().block->voices;
        if (!voices.front().tokens.defined())
            return injectVoice(frames, weights, lanes, 0, injector).view(x.sizes());
        at::Tensor sum = at::empty_like(frames);
        for (size_t voice = 0; voice < voices.size(); ++voice) {
            const at::Tensor& tokens = voices[voice].tokens;
            sum.index_copy_(1, tokens, injectVoice(frames.index_select(1, tokens), weights, lanes, voice, injector));
        }
        return sum.view(x.sizes());
    }

    // Of the tokens that hear this voice: x [lanes * 3, n, dim] -> the same.
    [[nodiscard]] at::Tensor injectVoice(const at::Tensor& x, const InjectorWeights& weights, std::span<Lane> lanes,
                                         size_t voice, int64_t injector) const
    {
        std::vector<at::Tensor> keys, values, shifts, scales;
        for (const Lane& lane : lanes) {
            BlockContext::Voice& heard = lane.block->voices[voice];
            BlockContext::Audio& audio = heard.injectors[static_cast<size_t>(injector)];
            if (!audio.shift.defined())
                audio = projectAudio(heard.audio, weights);
            keys.push_back(audio.projection.keys);
            values.push_back(audio.projection.values);
            shifts.push_back(audio.shift);
            scales.push_back(audio.scale);
        }
        const nn::LinearInput z = nn::modulatedNorm(x, {.scale = at::cat(scales), .shift = at::cat(shifts)}, kAdainEps,
                                                    dtype, nn::inputFormFor(weights.attention.q));
        const at::Tensor y = nn::attention(query(z, weights.attention), at::cat(keys), at::cat(values));
        nn::ScaledProduct attended = nn::product(y, weights.attention.o);
        attended.values = attended.values.view(x.sizes());
        return nn::gatedSum({.x = x, .y = {}, .gate = {}, .z = {}}, attended, {}, dtype);
    }

    [[nodiscard]] BlockContext::Audio projectAudio(const AudioTokens& audio, const InjectorWeights& weights) const
    {
        const at::Tensor adain
            = nn::linear(at::silu(audio.global.to(dtype)), weights.adain).to(at::kFloat).unsqueeze(1);
        const std::vector<at::Tensor> halves = adain.chunk(2, -1);
        return {.projection = project(audio.local.to(dtype), weights.attention),
                .shift = halves[0],
                .scale = halves[1] + 1};
    }
};

// [channels, frames, h, w] -> [frames * P, channels * 4], columns in the order of a conv's weight.
at::Tensor patches(const at::Tensor& x)
{
    const int64_t h = x.size(2) / kPatch;
    const int64_t w = x.size(3) / kPatch;
    return x.view({x.size(0), x.size(1), h, kPatch, w, kPatch})
        .permute({1, 2, 4, 0, 3, 5})
        .reshape({x.size(1) * h * w, -1});
}

// [frames * P, 4 * channels], channels fastest -> [channels, frames, h, w]
at::Tensor unpatch(const at::Tensor& tokens, int64_t frames, int64_t h, int64_t w)
{
    return tokens.view({frames, h / kPatch, w / kPatch, kPatch, kPatch, -1})
        .permute({5, 0, 1, 3, 2, 4})
        .reshape({-1, frames, h, w});
}

// The condition's keys and values in the store's dtype.
void storeCondition(offload::KvStore& kv, int layer, const at::Tensor& keys, const at::Tensor& values)
{
    if (kv.dtype() == keys.scalar_type())
        return kv.setCondition(layer, keys, values);
    const auto stored = [&](const at::Tensor& x, double scale) {
        at::Tensor target = at::empty(x.sizes(), x.options().dtype(kv.dtype()));
        nn::storeInto(target, x, scale);
        return target;
    };
    kv.setCondition(layer, stored(keys, nn::kFp8KeyScale), stored(values, nn::kFp8ValueScale));
}

// Logarithms in `dtype` whose exponentials add up to the count. Each is rounded down, and the next one stands for what
// is then lacking.
std::vector<float> logarithmsOf(int64_t count, at::ScalarType dtype)
{
    constexpr double kEnough = 1e-5;
    const auto all = static_cast<double>(count);
    std::vector<float> logarithms;
    for (double lacking = all; lacking > kEnough * all; lacking -= std::exp(static_cast<double>(logarithms.back()))) {
        auto logarithm = static_cast<float>(std::log(lacking));
        if (dtype == at::kBFloat16) {
            const float nearest = c10::BFloat16(logarithm);
            const bool isAbove = nearest > logarithm;
            logarithm = isAbove ? nearest - std::ldexp(1.0F, std::ilogb(logarithm) - 7) : nearest; // the one below
        }
        logarithms.push_back(logarithm);
    }
    return logarithms;
}

at::Tensor patchLinear(const at::Tensor& x, const ConvWeights& weights)
{
    return at::linear(patches(x), weights.weight.flatten(1), weights.bias);
}

// A convolution whose stride is its kernel: [16, frames, h, w] -> [tokens, dim]
at::Tensor pack(const at::Tensor& x, const ConvWeights& weights)
{
    const auto kernel = weights.weight.sizes().slice(2);
    return at::conv3d(x.unsqueeze(0), weights.weight, weights.bias, kernel).flatten(2)[0].t();
}

} // namespace

DitModel::DitModel(DitConfig config, DitGlobalWeights globals, at::ScalarType dtype, c10::Device device)
    : m_config(std::move(config))
    , m_globals(std::move(globals))
    , m_dtype(dtype)
    , m_device(device)
    , m_rope(m_config.headDim(), device)
    , m_fp8Attention(std::make_unique<nn::Fp8Attention>())
{
}

TextPadding fastestPadding(c10::Device device)
{
    return nn::isBiasFast(device) ? TextPadding::Weighted : TextPadding::AllRows;
}

TextContext DitModel::textContext(const at::Tensor& rows, TextPadding padding) const
{
    const int64_t padded = m_config.textLength - rows.size(0);
    const std::vector<float> shares
        = padding == TextPadding::AllRows ? std::vector<float>() : logarithmsOf(padded, m_dtype);
    const int64_t added = padding == TextPadding::AllRows ? padded : static_cast<int64_t>(shares.size());
    const at::Tensor whole
        = at::cat({rows.to(m_device, m_dtype), at::zeros({added, rows.size(1)}, at::device(m_device).dtype(m_dtype))});

    TextContext context;
    context.rows = nn::linear(at::gelu(nn::linear(whole, m_globals.text0), "tanh"), m_globals.text2);
    context.layers.resize(static_cast<size_t>(m_config.layers));
    if (!shares.empty()) {
        const at::Tensor bias = at::zeros({1, 1, 1, whole.size(0)}, at::kFloat);
        std::copy(shares.begin(), shares.end(), bias.mutable_data_ptr<float>() + rows.size(0));
        context.bias = bias.to(m_device, m_dtype);
    }
    return context;
}

TimeEmbedding DitModel::timeEmbedding(float t) const
{
    const int64_t half = m_config.freqDim / 2;
    const at::Tensor exponents = at::arange(half, at::kDouble) / static_cast<double>(-half);
    const at::Tensor angles = at::pow(10000.0, exponents) * static_cast<double>(t);
    const at::Tensor sinusoid = at::cat({angles.cos(), angles.sin()}).to(m_device, at::kFloat);
    TimeEmbedding embedding;
    embedding.e = nn::linear(at::silu(nn::linear(sinusoid, m_globals.time0)), m_globals.time2);
    embedding.e0 = nn::linear(at::silu(embedding.e), m_globals.timeProjection).view({6, -1});
    return embedding;
}

BlockContext DitModel::blockContext(int64_t firstLatent, std::span<const HeardVoice> voices, int64_t h, int64_t w) const
{
    BlockContext context;
    context.firstLatent = firstLatent;
    context.rope = m_rope.block(firstLatent, h / kPatch, w / kPatch);
    int64_t hearing = 0;
    for (const HeardVoice& voice : voices) {
        const bool isPart = voice.tokens.defined();
        hearing += isPart ? voice.tokens.numel() : DitConfig::frameTokens(h, w);
        context.voices.push_back({.audio = encodeAudio(voice.features.to(m_device, m_dtype), m_globals.audio),
                                  .tokens = isPart ? voice.tokens.to(m_device) : at::Tensor(),
                                  .injectors = std::vector<BlockContext::Audio>(m_config.audioLayers.size())});
    }
    TORCH_CHECK(hearing == DitConfig::frameTokens(h, w), hearing, " tokens of a frame hear a voice");
    return context;
}

BlockContext DitModel::blockContext(int64_t firstLatent, const at::Tensor& features, int64_t h, int64_t w) const
{
    const HeardVoice voice{.features = features};
    return blockContext(firstLatent, std::span(&voice, 1), h, w);
}

at::Tensor DitModel::referenceRope(int64_t firstLatent, int distance, int64_t h, int64_t w) const
{
    return m_rope.reference(referenceTime(firstLatent, distance), h / kPatch, w / kPatch);
}

offload::KvShape kvShapeOf(const DitConfig& config, int steps, int64_t h, int64_t w, int64_t window)
{
    const int64_t frame = DitConfig::frameTokens(h, w);
    return {.steps = steps,
            .layers = static_cast<int>(config.layers),
            .refTokens = frame,
            .conditionTokens = DitConfig::conditionTokens(h, w),
            .ringTokens = window * kBlockLatents * frame,
            .ringBlocks = window,
            .heads = config.heads,
            .headDim = config.headDim()};
}

offload::KvShape DitModel::kvShape(int steps, int64_t h, int64_t w, int64_t window) const
{
    return kvShapeOf(m_config, steps, h, w, window);
}

void DitModel::prepare(const offload::KvShape& shape, at::ScalarType dtype, int lanes) const
{
    if (dtype == at::kFloat8_e4m3fn)
        m_fp8Attention->prepare(m_device,
                                {.sequences = lanes,
                                 .queries = shape.blockTokens(),
                                 .capacity = shape.windowTokens(),
                                 .heads = shape.heads,
                                 .headDim = shape.headDim,
                                 .keyRows = shape.windowRows()});
}

Status DitModel::prefill(const at::Tensor& reference, const at::Tensor& motion, TextContext& text, LayerSource& layers,
                         offload::KvStore& kv, const std::stop_token& stop) const
{
    const int64_t h = reference.size(2);
    const int64_t w = reference.size(3);
    const at::Tensor ref = reference.to(m_device, m_dtype);
    at::Tensor past = motion
                          .narrow(1, std::max<int64_t>(0, motion.size(1) - kMotionLatents),
                                  std::min(motion.size(1), kMotionLatents))
                          .to(m_device, m_dtype);
    if (const int64_t lacking = kMotionLatents - past.size(1); lacking > 0)
        past = at::cat({at::zeros({past.size(0), lacking, h, w}, past.options()), past}, 1);

    // Reference, then the newest motion latent, two before it, and sixteen before those.
    at::Tensor x = at::cat({patchLinear(ref, m_globals.patchEmbedding) + m_globals.condMask[1],
                            pack(past.narrow(1, 18, 1), m_globals.packNewest) + m_globals.condMask[2],
                            pack(past.narrow(1, 16, 2), m_globals.pack2x) + m_globals.condMask[2],
                            pack(past.narrow(1, 0, 16), m_globals.pack4x) + m_globals.condMask[2]})
                       .unsqueeze(0);
    const at::Tensor motionRope = m_rope.motion(h / kPatch, w / kPatch);
    const at::Tensor rope = at::cat({referenceRope(0, 0, h, w), motionRope});
    const at::Tensor modulations = modulationBase({timeEmbedding(0.0f).e0});
    const int64_t frame = DitConfig::frameTokens(h, w);

    TextContext* const texts[]{&text};
    const Pass pass{m_config, m_dtype};
    for (int64_t layer = 0; layer < m_config.layers; ++layer) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, {}, "stopped between two layers"};
        const DitLayerWeights& weights = layers.acquire(layer);
        x = pass.block(std::move(x), weights, modulations, texts, layer, [&](const nn::LinearInput& u) {
            const at::Tensor q = pass.query(u, weights.selfAttention, rope);
            const auto [plain, values] = pass.project(u, weights.selfAttention);
            const at::Tensor keys = nn::rotate(plain, rope);
            storeCondition(kv, static_cast<int>(layer),
                           at::cat({plain[0].narrow(0, 0, frame), keys[0].narrow(0, frame, keys.size(1) - frame)}),
                           values[0]);
            return nn::product(nn::attention(q, keys, values), weights.selfAttention.o);
        });
        layers.release(layer);
    }
    return kDone;
}

// Self attention of all lanes in one layer, u [lanes, tokens, dim]: at once where their windows can be borrowed at
// once, and one after the other where they share one.
nn::ScaledProduct DitModel::selfAttention(const nn::LinearInput& u, const AttentionWeights& weights,
                                          std::span<const offload::KvLane> kvLanes, std::span<const Lane> lanes,
                                          offload::KvStore& kv, int layer) const
{
    const offload::KvShape& shape = kv.shape();
    const int64_t blockTokens = shape.blockTokens();
    const bool isFp8 = kv.dtype() == at::kFloat8_e4m3fn;
    const auto heads = [&](nn::ScaledProduct x) {
        x.values = x.values.unflatten(-1, {m_config.heads, -1});
        return x;
    };
    nn::ScaledProduct queries = heads(nn::product(u, weights.q));
    nn::ScaledProduct keys = heads(nn::product(u, weights.k));
    nn::ScaledProduct values = heads(nn::product(u, weights.v));
    const at::Tensor q = at::empty(queries.values.sizes(), queries.values.options().dtype(kv.dtype()));
    at::Tensor attended;

    std::vector<nn::HeadRows> parts;
    std::vector<nn::Fp8Attention::Keys> windows;
    const size_t together = kv.windowsAreDistinct() ? lanes.size() : 1;
    for (size_t first = 0; first < lanes.size(); first += together) {
        parts.clear();
        windows.clear();
        for (size_t i = first; i < first + together; ++i) {
            const auto row = static_cast<int64_t>(i);
            const offload::KvLane& lane = kvLanes[i];
            const at::Tensor& rope = lanes[i].block->rope;
            const offload::KvWindow window = kv.window(static_cast<int>(i), layer);
            const int64_t place = shape.conditionTokens + lane.place(shape) * blockTokens;
            parts.push_back({.target = window.keys.narrow(0, 0, shape.refTokens),
                             .x = window.referenceKeys,
                             .weight = {},
                             .rope = lanes[i].referenceRope});
            parts.push_back({.target = window.keys.narrow(0, place, blockTokens),
                             .x = keys.part(row),
                             .weight = weights.normK,
                             .rope = rope});
            parts.push_back({.target = window.values.narrow(0, place, blockTokens),
                             .x = values.part(row),
                             .weight = {},
                             .rope = {},
                             .scale = isFp8 ? nn::kFp8ValueScale : 1});
            parts.push_back({.target = q[row], .x = queries.part(row), .weight = weights.normQ, .rope = rope});
            windows.push_back({.k = window.keys,
                               .v = window.values,
                               .count = shape.conditionTokens + lane.visible(shape) * blockTokens});
        }
        nn::headsInto(parts, m_config.eps);
        for (size_t i = first; i < first + together; ++i)
            kv.commit(static_cast<int>(i), layer);
        parts.clear();
        if (first + together == lanes.size()) { // What is written needs no memory any more.
            queries.reset();
            keys.reset();
            values.reset();
        }
        if (!attended.defined())
            attended = at::empty_like(q);
        const auto row = static_cast<int64_t>(first);
        if (isFp8) {
            const auto count = static_cast<int64_t>(together);
            (*m_fp8Attention)(attended.narrow(0, row, count), q.narrow(0, row, count), windows);
            continue;
        }
        for (size_t i = 0; i < together; ++i) {
            const int64_t lane = row + static_cast<int64_t>(i);
            const auto [k, v, count] = windows[i];
            attended[lane].copy_(nn::attention(q[lane].unsqueeze(0), k.narrow(0, 0, count).unsqueeze(0),
                                               v.narrow(0, 0, count).unsqueeze(0))
                                     .view(q[lane].sizes()));
        }
    }
    const at::Tensor rows = attended.flatten(-2);
    return isFp8 ? nn::product(m_fp8Attention->input(rows, nn::inputFormFor(weights.o), m_dtype), weights.o)
                 : nn::product(rows, weights.o);
}

Status DitModel::forward(std::span<Lane> lanes, LayerSource& layers, offload::KvStore& kv, const std::stop_token& stop,
                         std::optional<int64_t> depth, std::span<const offload::KvLane> copies) const
{
    const int64_t end = depth.value_or(m_config.layers);
    TORCH_CHECK(end > 0 && end <= m_config.layers, "a pass over ", end, " layers of ", m_config.layers);
    if (lanes.empty()) {
        kv.beginPass(copies);
        for (int layer = 0; layer < static_cast<int>(end); ++layer) {
            kv.acquire(layer);
            for (size_t i = 0; i < copies.size(); ++i)
                kv.copyBlock(static_cast<int>(i), layer);
            kv.release(layer);
        }
        return kDone;
    }
    const auto laneCount = static_cast<int64_t>(lanes.size());
    const int64_t h = lanes[0].latents.size(2);
    const int64_t w = lanes[0].latents.size(3);

    std::vector<offload::KvLane> kvLanes;
    std::vector<TextContext*> texts;
    std::vector<at::Tensor> inputs, levels, projections;
    for (const Lane& lane : lanes) {
        texts.push_back(lane.text);
        kvLanes.push_back({.step = lane.step, .block = lane.block->firstLatent / kBlockLatents});
        at::Tensor tokens = patchLinear(lane.latents.to(m_device, m_dtype), m_globals.patchEmbedding);
        tokens = tokens
            + (lane.block->pose.defined() ? patchLinear(lane.block->pose.to(m_device, m_dtype), m_globals.condEncoder)
                                          : m_globals.condEncoder.bias);
        inputs.push_back(tokens);
        levels.push_back(lane.time->e);
        projections.push_back(lane.time->e0);
    }
    at::Tensor x = at::stack(inputs) + m_globals.condMask[0]; // [lanes, 3 P, dim]
    inputs.clear();
    const at::Tensor modulations = modulationBase(projections);

    const Pass pass{m_config, m_dtype};
    kvLanes.insert(kvLanes.end(), copies.begin(), copies.end());
    kv.beginPass(kvLanes);
    for (int64_t layer = 0; layer < end; ++layer) {
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, {}, "stopped between two layers"};
        const DitLayerWeights& weights = layers.acquire(layer);
        const auto kvLayer = static_cast<int>(layer);
        kv.acquire(kvLayer);
        x = pass.block(std::move(x), weights, modulations, texts, layer, [&](const nn::LinearInput& u) {
            return selfAttention(u, weights.selfAttention, kvLanes, lanes, kv, kvLayer);
        });
        for (size_t i = lanes.size(); i < kvLanes.size(); ++i)
            kv.copyBlock(static_cast<int>(i), kvLayer);
        kv.release(kvLayer);
        if (weights.injector)
            x = pass.injectAudio(x, *weights.injector, lanes, m_config.injectorOf(layer));
        layers.release(layer);
    }
    if (end < m_config.layers)
        return kDone;

    const at::Tensor table = at::stack(levels).unsqueeze(1) + m_globals.headModulation; // [lanes, 2, dim]
    const nn::LinearInput y = nn::modulatedNorm(x, {.scale = table.narrow(1, 1, 1) + 1, .shift = table.narrow(1, 0, 1)},
                                                m_config.eps, at::kFloat, nn::InputForm::Plain);
    const at::Tensor tokens = nn::linear(y, m_globals.head).to(m_dtype);
    for (int64_t i = 0; i < laneCount; ++i)
        lanes[static_cast<size_t>(i)].velocity = unpatch(tokens[i], kBlockLatents, h, w);
    return kDone;
}

} // namespace studio::dit
