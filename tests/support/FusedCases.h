// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/Attention.h"
#include "core/nn/Fp8Attention.h"
#include "core/nn/Fused.h"
#include "core/nn/Int8Convolution.h"
#include "core/nn/Int8Rows.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/rms_norm.h>
#include <ATen/ops/sign.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <array>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace studio::test {

// Every function of core/nn/Fused.h, and attention and fp8 linears, on a device and in a dtype, beside its definition
// in double precision on the same inputs.
class FusedCases {
public:
    // Root mean square of the difference as a share of the expected one's.
    using Report = std::function<void(const std::string& what, double error, double most)>;

    FusedCases(c10::Device device, at::ScalarType dtype, Report report)
        : m_device(device)
        , m_dtype(dtype)
        , m_report(std::move(report))
    {
        at::manual_seed(1);
    }

    void all()
    {
        for (const int64_t dim : {8, 64, 264, 1280, 1288, 5120, 5128, 13824, 20480})
            norms(dim);
        for (const int64_t dim : {64, 264, 5120, 13824})
            products(dim);
        heads(3, 7, 4, 16);
        heads(2, 33, 40, 128);
        for (const int64_t channels : {8, 96, 192, 384})
            pictures(channels);
        linears();
        attentions();
        for (const int64_t headDim : {128, 64, 48})
            attentionInFp8(headDim);
        attentionOfSequencesInFp8();
        int8Products();
        int8Convolutions();
    }

private:
    static constexpr double kEps = 1e-6;

    [[nodiscard]] double bound() const { return m_dtype == at::kFloat ? 1e-6 : 4e-3; } // bf16 rounds to 1 / 256
    static constexpr double kFp8Bound = 0.03; // e4m3 rounds to 1 / 16
    static constexpr double kInt8Bound = 0.015; // to 1 / 127 of the largest, which is 4 to 5 times the mean square

    // On the CPU, of the numbers that the device will see.
    [[nodiscard]] at::Tensor random(c10::IntArrayRef shape) const
    {
        return at::randn(shape).to(m_dtype).to(at::kDouble);
    }
    [[nodiscard]] at::Tensor on(const at::Tensor& x) const { return x.to(m_device, m_dtype); }
    [[nodiscard]] at::Tensor wide(const at::Tensor& x) const { return x.to(m_device, at::kFloat); }

    void compare(const std::string& what, const at::Tensor& actual, const at::Tensor& expected, double most) const
    {
        const bool same = actual.sizes() == expected.sizes();
        const double error = !same
            ? 1e9
            : ((actual.to(at::kCPU, at::kDouble) - expected).square().sum().sqrt() / expected.square().sum().sqrt())
                  .item<double>();
        m_report(what, error == error ? error : 1e9, most);
    }

    void compareInput(const std::string& what, const nn::LinearInput& actual, const at::Tensor& expected) const
    {
        if (!actual.scale.defined())
            return compare(what, actual.values, expected, bound());
        const at::Tensor rows = actual.values.to(at::kCPU, at::kDouble).flatten(0, -2);
        const at::Tensor values = (rows * actual.scale.to(at::kCPU, at::kDouble)).view(expected.sizes());
        if (actual.values.scalar_type() == at::kChar)
            return compare(what, values, nn::rotated(expected), kInt8Bound);
        compare(what, values, expected, kFp8Bound);
    }

    // What reads a linear layer's result, given one whose epilogue (scales and bias) is still to come.
    void products(int64_t dim) const
    {
        const int64_t lanes = 2, tokens = 5, headDim = 8;
        const auto positive
            = [](c10::IntArrayRef shape) { return (at::rand(shape) + 0.5).to(at::kFloat).to(at::kDouble); };
        const auto make = [&](bool isBiased) {
            nn::ScaledProduct product(on(random({lanes, tokens, dim}) * 1e5));
            product.rows = wide(positive({lanes * tokens, 1}) * 1e-5);
            product.columns = wide(positive({dim}));
            if (isBiased)
                product.bias = on(random({dim}));
            return product;
        };
        const auto exact = [&](const nn::ScaledProduct& product) {
            const auto far = [](const at::Tensor& x) { return x.to(at::kCPU, at::kDouble); };
            const at::Tensor scaled
                = far(product.values) * far(product.rows).view({lanes, tokens, 1}) * far(product.columns);
            return product.bias.defined() ? scaled + far(product.bias) : scaled;
        };
        const nn::ScaledProduct y = make(true), z = make(true), last = make(true);
        const at::Tensor x = random({lanes, tokens, dim});
        const at::Tensor gate = at::randn({lanes, 1, dim}).to(at::kFloat).to(at::kDouble);
        const at::Tensor weight = random({dim}), bias = random({dim});
        const std::string tag = " of a product, " + std::to_string(dim);
        compare("result" + tag, y.result(), exact(y), bound());
        compare("part of the result" + tag, z.part(1).result(), exact(z)[1], bound());
        using enum nn::InputForm;
        for (const nn::InputForm form : {Plain, Fp8PerTensor, Fp8PerRow, Int8PerRow}) {
            compareInput("gelu" + tag, nn::geluPrepared(y, form), at::gelu(exact(y), "tanh"));
            const nn::SumAndInput normed
                = nn::sumAndNorm(on(x), y, wide(gate), on(weight), on(bias), kEps, m_dtype, form);
            const at::Tensor sum = x + exact(y) * gate;
            compareInput("sum and norm" + tag, normed.input, at::layer_norm(sum, {dim}, weight, bias, kEps));
            const nn::SumAndInput modulated = nn::sumAndModulatedNorm(
                normed.sum, z, {.scale = wide(gate), .shift = wide(gate)}, kEps, m_dtype, form);
            const at::Tensor longer = sum + exact(z);
            compare("running sum" + tag, nn::total(modulated.sum), longer, bound());
            compareInput("sum and modulated norm" + tag, modulated.input,
                         at::layer_norm(longer, {dim}, {}, {}, kEps) * gate + gate);
            compare("whole sum" + tag, nn::gatedSum(modulated.sum, last, wide(gate), m_dtype),
                    longer + exact(last) * gate, bound());
        }
        // What there is no kernel for.
        const nn::ScaledProduct unbiased = make(false);
        const nn::SumAndInput mixed
            = nn::sumAndModulatedNorm({.x = on(x), .y = y, .gate = wide(gate), .z = {}}, on(x),
                                      {.scale = wide(gate), .shift = wide(gate)}, kEps, m_dtype, Plain);
        compare("sum of a product and a result" + tag, nn::total(mixed.sum), 2 * x + exact(y) * gate, bound());
        compare("sum without a bias" + tag,
                nn::gatedSum({.x = on(x), .y = {}, .gate = {}, .z = {}}, unbiased, wide(gate), m_dtype),
                x + exact(unbiased) * gate, bound());
        compare("sum" + tag, nn::gatedSum({.x = on(x), .y = {}, .gate = {}, .z = {}}, z, {}, m_dtype), x + exact(z),
                bound());
        const at::Tensor heads = (at::rms_norm(exact(y), {dim}, {}, kEps) * weight).unflatten(-1, {-1, headDim});
        compare("normed heads" + tag, nn::normedHeads(y, on(weight), dim / headDim, kEps), heads, 2 * bound());
        const at::Tensor stored = at::empty({tokens, dim / headDim, headDim}, at::device(m_device).dtype(m_dtype));
        nn::ScaledProduct split = z.part(1);
        split.values = split.values.unflatten(-1, {-1, headDim});
        const nn::HeadRows part{.target = stored, .x = split, .weight = {}, .rope = {}};
        nn::headsInto({&part, 1}, kEps);
        compare("heads as they are" + tag, stored.flatten(-2), exact(z)[1], bound());
    }

    void norms(int64_t dim) const
    {
        const int64_t lanes = 2;
        const at::Tensor x = random({lanes, 5, dim});
        const at::Tensor y = random({lanes, 5, dim});
        const at::Tensor z = random({lanes, 5, dim});
        const at::Tensor wideX = at::randn({lanes, 5, dim}).to(at::kFloat).to(at::kDouble);
        const at::Tensor gate = at::randn({lanes, 1, dim}).to(at::kFloat).to(at::kDouble);
        const at::Tensor scale = at::randn({lanes, 1, dim}).to(at::kFloat).to(at::kDouble);
        const at::Tensor shift = at::randn({lanes, 1, dim}).to(at::kFloat).to(at::kDouble);
        const at::Tensor weight = random({dim});
        const at::Tensor bias = random({dim});
        const nn::Modulation modulation{.scale = wide(scale), .shift = wide(shift)};
        const auto norm = [&](const at::Tensor& t) { return at::layer_norm(t, {dim}, {}, {}, kEps); };

        using enum nn::InputForm;
        for (const auto& [form, name] : {std::pair(Plain, " plain"),
                                         {Fp8PerTensor, " per tensor"},
                                         {Fp8PerRow, " per row"},
                                         {Int8PerRow, " int8"}}) {
            const std::string tag = ' ' + std::to_string(dim) + name;
            compareInput("prepared" + tag, nn::prepared(on(x), form), x);
            compareInput("gelu" + tag, nn::geluPrepared(on(x), form), at::gelu(x, "tanh"));
            compareInput("modulated norm" + tag, nn::modulatedNorm(on(x), modulation, kEps, m_dtype, form),
                         norm(x) * scale + shift);
            const nn::SumAndInput normed
                = nn::sumAndNorm(on(x), on(y), wide(gate), on(weight), on(bias), kEps, m_dtype, form);
            const at::Tensor sum = x + y * gate;
            compare("sum" + tag, nn::total(normed.sum), sum, 1e-6);
            compareInput("sum and norm" + tag, normed.input, at::layer_norm(sum, {dim}, weight, bias, kEps));
            const nn::SumAndInput modulated
                = nn::sumAndModulatedNorm(normed.sum, on(z), modulation, kEps, m_dtype, form);
            compare("running sum" + tag, nn::total(modulated.sum), sum + z, 1e-6);
            compareInput("sum and modulated norm" + tag, modulated.input, norm(sum + z) * scale + shift);
            compare("whole sum" + tag, nn::gatedSum(modulated.sum, on(x), wide(scale), m_dtype), sum + z + x * scale,
                    bound());
        }
        const std::string tag = ' ' + std::to_string(dim);
        compare("gated sum" + tag, nn::gatedSum({wide(wideX), {}, {}, {}}, on(y), wide(gate), m_dtype),
                wideX + y * gate, bound());
        compare("plain sum" + tag, nn::gatedSum({on(x), {}, {}, {}}, on(y), {}, m_dtype), x + y, bound());
        compareInput("fp32 norm" + tag, nn::modulatedNorm(on(x), modulation, kEps, at::kFloat, Plain),
                     norm(x) * scale + shift);
    }

    static at::Tensor rotated(const at::Tensor& x, const at::Tensor& angles) // angles [.., tokens, 1, headDim / 2]
    {
        const at::Tensor pairs = x.unflatten(-1, {-1, 2});
        const at::Tensor re = pairs.select(-1, 0);
        const at::Tensor im = pairs.select(-1, 1);
        return at::stack({re * angles.cos() - im * angles.sin(), re * angles.sin() + im * angles.cos()}, -1)
            .flatten(-2);
    }

    void heads(int64_t lanes, int64_t tokens, int64_t count, int64_t headDim) const
    {
        const std::string tag = " of " + std::to_string(headDim);
        const at::Tensor x = random({lanes, tokens, count * headDim});
        const at::Tensor weight = random({count * headDim});
        const at::Tensor angles = at::rand({lanes, tokens, 1, headDim / 2}, at::kDouble) * 6;
        const at::Tensor rope = at::complex(angles.cos().to(at::kFloat), angles.sin().to(at::kFloat)).to(m_device);
        const at::Tensor normed
            = (at::rms_norm(x, {count * headDim}, {}, kEps) * weight).unflatten(-1, {count, headDim});
        compare("normed heads" + tag, nn::normedHeads(on(x), on(weight), count, kEps), normed, bound());
        compare("rotated heads" + tag, nn::normedHeads(on(x), on(weight), count, kEps, rope), rotated(normed, angles),
                2 * bound());
        const at::Tensor split = x.unflatten(-1, {count, headDim});
        compare("heads rotated by one lane's positions" + tag, nn::rotate(on(split), rope[0]),
                rotated(split, angles[0]), bound());

        const auto into = [](const nn::HeadRows& part) { nn::headsInto({&part, 1}, kEps); };
        const at::Tensor row = at::empty({tokens, count, headDim}, at::device(m_device).dtype(m_dtype));
        into({.target = row, .x = on(split)[1], .weight = on(weight), .rope = rope[1]});
        compare("heads into a cache" + tag, row, rotated(normed, angles)[1], 2 * bound());
        into({.target = row, .x = on(split)[1], .weight = {}, .rope = rope[1]});
        compare("rotated into a cache" + tag, row, rotated(split, angles)[1], bound());
        into({.target = row, .x = row, .weight = {}, .rope = rope[0]});
        compare("rotated in place" + tag, row, rotated(rotated(split, angles)[1], angles[0]), 2 * bound());
        const at::Tensor narrow = at::empty_like(row, at::device(m_device).dtype(at::kFloat8_e4m3fn));
        into({.target = narrow, .x = on(split)[1], .weight = on(weight), .rope = rope[1]});
        compare("heads into an fp8 cache" + tag, narrow.to(at::kFloat), rotated(normed, angles)[1], kFp8Bound);

        // More of them at once than one launch takes, of different lengths.
        const at::Tensor few = at::empty({3, count, headDim}, row.options());
        const at::Tensor kept = at::empty_like(narrow);
        std::vector<nn::HeadRows> parts{
            {.target = few, .x = on(split)[0].narrow(0, 0, 3), .weight = {}, .rope = rope[0].narrow(0, 0, 3)},
            {.target = kept, .x = on(split)[0], .weight = {}, .rope = {}, .scale = 0.25},
            {.target = row, .x = narrow, .weight = {}, .rope = rope[0]}};
        std::vector<at::Tensor> many;
        for (int i = 0; i < 30; ++i) {
            many.push_back(at::empty_like(row));
            parts.push_back({.target = many.back(), .x = on(split)[1], .weight = on(weight), .rope = rope[i % 2]});
        }
        nn::headsInto(parts, kEps);
        compare("some rows among many" + tag, few, rotated(split, angles)[0].narrow(0, 0, 3), bound());
        compare("rows stored with a scale" + tag, kept.to(at::kFloat) * 0.25, split[0], kFp8Bound);
        compare("rows from an fp8 cache" + tag, row, rotated(narrow.to(at::kCPU, at::kDouble), angles[0]),
                m_dtype == at::kFloat ? 4e-3 : bound());
        for (const int i : {0, 29}) {
            const at::Tensor expected = rotated(normed[1], angles[i % 2]);
            compare("many rows at once" + tag, many[static_cast<size_t>(i)], expected, 2 * bound());
        }

        const auto options = at::device(m_device);
        const nn::Fp8Heads stored{.values = at::empty({tokens, count, headDim}, options.dtype(at::kFloat8_e4m3fn)),
                                  .scales = at::empty({tokens, count}, options.dtype(at::kFloat))};
        const at::Tensor back = at::empty({tokens, count, headDim}, options.dtype(m_dtype));
        const at::Tensor uneven = split[0] * at::rand({tokens, count, 1}, at::kDouble).square() * 100;
        nn::quantiseHeads(on(uneven), stored);
        nn::dequantiseHeads(stored, back);
        compare("heads through fp8" + tag, back, uneven, kFp8Bound);
    }

    void pictures(int64_t channels) const
    {
        const std::string tag = ' ' + std::to_string(channels);
        const at::Tensor x = random({9, 5, channels});
        const at::Tensor gamma = at::randn({channels}).to(at::kFloat).to(at::kDouble);
        const at::Tensor length = at::linalg_vector_norm(x, 2, at::IntArrayRef{-1}, true);
        const at::Tensor normed = x / length * std::sqrt(static_cast<double>(channels)) * gamma;
        compare("normed channels" + tag, nn::normChannels(on(x), wide(gamma), nn::Activation::None), normed, bound());
        compare("normed channels and SiLU" + tag, nn::normChannels(on(x), wide(gamma), nn::Activation::Silu),
                at::silu(normed), bound());
        const at::Tensor turned = nn::rotated(at::silu(normed)).to(at::kDouble);
        const double unit = turned.abs().amax().item<double>() / 127;
        const auto rounded
            = [&](double of) { return nn::normChannelsToInt8(on(x), wide(gamma), nn::Activation::Silu, of).cpu(); };
        compare("normed channels in int8" + tag, rounded(unit) * unit, turned, kInt8Bound);
        compare("larger ones become the largest" + tag, rounded(unit / 4).to(at::kInt).abs().amax().view({1}),
                at::full({1}, 127, at::kDouble), 0);
        compare("nothing to norm" + tag, nn::normChannels(on(x * 0), wide(gamma), nn::Activation::Silu) + 1, x * 0 + 1,
                0);
        const at::Tensor large = nn::enlarged(on(x)); // [18, 10, channels]
        for (const int64_t corner : {0, 1, 2, 3}) {
            const at::Tensor part = large.unflatten(1, {5, 2}).unflatten(0, {9, 2}).select(3, corner % 2);
            compare("enlarged" + tag, part.select(1, corner / 2), x, 0);
        }
        const at::Tensor bias = random({channels});
        compare("channels added" + tag, nn::addChannels(on(x).clone(), on(bias), {}), x + bias, bound());
        compare("channels and picture added" + tag, nn::addChannels(on(x).clone(), on(bias), on(normed.to(m_dtype))),
                x + bias + normed.to(m_dtype), bound());
        const std::vector<at::Tensor> taps{on(x), on(x * 2), on(-x)};
        compare("interleaved" + tag, nn::interleaved(taps), at::cat({x, x * 2, -x}, -1), 0);
    }

    void linears() const
    {
        const at::Tensor x = random({3, 16, 256});
        const nn::LinearWeights plain{.weight = on(random({128, 256}) * 0.05), .bias = on(random({128})), .scale = {}};
        const at::Tensor expected
            = at::linear(x, plain.weight.to(at::kCPU, at::kDouble), plain.bias.to(at::kCPU, at::kDouble));
        compare("linear", nn::linear(on(x), plain), expected, bound());
        compare("linear, per tensor", nn::linear(on(x), nn::quantise(plain)), expected, 0.05);
        compare("linear, per row", nn::linear(on(x), nn::quantise(plain, nn::Scheme::Fp8PerRow)), expected, 0.05);
        compare("linear, int8", nn::linear(on(x), nn::quantise(plain, nn::Scheme::Int8PerRow)), expected, 0.02);
        for (const nn::Scheme scheme : {nn::Scheme::Fp8PerTensor, nn::Scheme::Fp8PerRow, nn::Scheme::Int8PerRow}) {
            const nn::ScaledProduct product = nn::product(on(x), nn::quantise(plain, scheme));
            compare("product of a linear", product.result(), expected, 0.05);
            compare("part of it", product.part(2).result(), expected[2], 0.05);
        }
        // Channels of very different sizes, for what widens fp8 on a GPU that doesn't multiply it.
        const at::Tensor sizes = at::arange(128, at::kDouble).view({-1, 1}) + 1;
        const nn::LinearWeights uneven{
            .weight = on(plain.weight.to(at::kCPU, at::kDouble) * sizes), .bias = plain.bias, .scale = {}};
        for (const nn::Scheme scheme : {nn::Scheme::Fp8PerTensor, nn::Scheme::Fp8PerRow}) {
            const nn::LinearWeights fp8 = nn::quantise(uneven, scheme);
            const at::Tensor wide
                = fp8.weight.to(at::kCPU, at::kDouble) * fp8.scale.to(at::kCPU, at::kDouble).view({-1, 1});
            compare("weights from fp8", nn::fromFp8(fp8.weight, fp8.scale) / on(sizes), wide / sizes, 4e-3);
            compare("linear, weights from fp8", nn::linear(nn::prepared(on(x), nn::InputForm::Plain), fp8),
                    at::linear(x, wide, plain.bias.to(at::kCPU, at::kDouble)), 1e-2);
        }
        // One token among many has an outlier.
        const at::Tensor outlier = x.clone();
        outlier[0][0][0] = 3e4;
        compare("linear, per row, beside an outlier",
                nn::linear(on(outlier), nn::quantise(plain, nn::Scheme::Fp8PerRow)).narrow(0, 1, 2),
                expected.narrow(0, 1, 2), 0.05);
    }

    // Products of whole numbers are exact but for the last rounding to bf16: any error is one of the sums.
    void int8Products() const
    {
        const auto numbers = [&](int64_t rows, int64_t depth) {
            return at::randint(-127, 128, {rows, depth}, at::kFloat).to(at::kChar);
        };
        for (const auto& [rows, columns, depth] : {std::array<int64_t, 3>{1, 8, 16},
                                                   {5, 24, 48},
                                                   {130, 264, 80},
                                                   {512, 1280, 5120},
                                                   {77, 40, 13824},
                                                   {300, 5120, 1280},
                                                   {40, 20, 30}}) {
            const at::Tensor x = numbers(rows, depth), weight = numbers(columns, depth);
            const at::Tensor bias = random({columns}), sizes = at::rand({rows, 1}) + 0.5,
                             scales = at::rand({columns}) + 0.5;
            const nn::LinearWeights weights{.weight = weight.to(m_device),
                                            .bias = on(bias),
                                            .scale = wide(scales),
                                            .scheme = nn::Scheme::Int8PerRow};
            const nn::LinearInput input{.values = x.to(m_device), .scale = wide(sizes), .dtype = m_dtype};
            const at::Tensor exact = at::matmul(x.to(at::kDouble), weight.to(at::kDouble).t()) * sizes.to(at::kDouble)
                * scales.to(at::kDouble);
            const std::string tag
                = std::to_string(rows) + " x " + std::to_string(columns) + " of " + std::to_string(depth);
            compare("int8 product, " + tag, nn::linear(input, weights), exact + bias, 3e-3);
            nn::LinearWeights unbiased = weights;
            unbiased.bias = at::Tensor();
            compare("int8 product without a bias, " + tag, nn::product(input, unbiased).result(), exact, 3e-3);
        }
        // What isn't a number stays so, and stays in its row.
        at::Tensor bad = random({3, 64});
        bad[1][5] = std::numeric_limits<double>::quiet_NaN();
        const nn::LinearWeights weights = nn::quantise(
            {.weight = on(random({8, 64})), .bias = on(random({8})), .scale = {}}, nn::Scheme::Int8PerRow);
        const at::Tensor y = nn::linear(on(bad), weights).to(at::kCPU, at::kFloat).isfinite();
        const at::Tensor finite = at::ones_like(y);
        finite[1] = false;
        compare("int8, a row with NaN", y.to(at::kFloat), finite.to(at::kFloat), 0);
    }

    // Likewise. Pictures narrower than a tile, wider ones, and channels that don't fill a part of the depth.
    void int8Convolutions() const
    {
        const auto numbers
            = [&](c10::IntArrayRef shape) { return at::randint(-127, 128, shape, at::kFloat).to(at::kChar); };
        for (const auto& [height, width, in, out] : {std::array<int64_t, 4>{1, 1, 16, 8},
                                                     {5, 7, 32, 40},
                                                     {9, 31, 96, 96},
                                                     {40, 11, 96, 96},
                                                     {20, 17, 192, 192},
                                                     {6, 10, 192, 384},
                                                     {12, 22, 384, 384},
                                                     {3, 5, 8, 12}}) {
            std::vector<at::Tensor> frames, pictures, added;
            for (int n = 0; n < 6; ++n) {
                const at::Tensor frame = numbers({height, width, in});
                frames.push_back(frame.to(m_device));
                pictures.push_back(frame.to(at::kDouble).permute({2, 0, 1}).unsqueeze(0));
                added.push_back(random({height, width, out}));
            }
            const at::Tensor weight = numbers({out, 3, 3, 3, in}), bias = random({out}),
                             scales = at::rand({out}) * 0.01 + 0.01;
            const nn::Int8ConvWeights weights{
                .weight = weight.to(m_device), .scale = wide(scales), .bias = on(bias), .unit = 1};
            for (const auto& [count, missing] : {std::pair<size_t, int64_t>{1, 2}, {2, 1}, {5, 1}, {6, 0}, {3, 0}}) {
                const auto results = static_cast<size_t>(missing) + count - 2;
                std::vector<at::Tensor> add;
                for (size_t n = 0; n < results; ++n)
                    add.push_back(on(added[n]));
                const std::vector<at::Tensor> plain
                    = nn::convolveInt8({frames.data(), count}, weights, missing, {}, m_dtype);
                const std::vector<at::Tensor> sums
                    = nn::convolveInt8({frames.data(), count}, weights, missing, add, m_dtype);
                m_report("number of pictures", plain.size() == results && sums.size() == results ? 0 : 1, 0);
                for (size_t n = 0; n < results; ++n) {
                    at::Tensor expected = at::zeros({height, width, out}, at::kDouble);
                    for (int64_t tap = 0; tap < 3; ++tap) {
                        const int64_t from = static_cast<int64_t>(n) - missing + tap;
                        if (from < 0)
                            continue;
                        const at::Tensor kernel = weight.select(1, tap).to(at::kDouble).permute({0, 3, 1, 2});
                        expected += at::conv2d(pictures[static_cast<size_t>(from)], kernel, {}, 1, 1)
                                        .squeeze(0)
                                        .permute({1, 2, 0});
                    }
                    expected = expected * scales.to(at::kDouble) + bias;
                    const std::string tag = std::to_string(height) + " x " + std::to_string(width) + ", "
                        + std::to_string(in) + " to " + std::to_string(out) + ", picture " + std::to_string(n) + " of "
                        + std::to_string(count) + " frames";
                    compare("int8 convolution, " + tag, plain[n], expected, 3e-3);
                    compare("int8 convolution and picture, " + tag, sums[n], expected + added[n], 3e-3);
                }
            }
        }
    }

    void attentions() const
    {
        struct Shape {
            int64_t batch, queries, keys, heads, headDim;
        };
        for (const Shape& s :
             {Shape{1, 96, 320, 4, 128}, {2, 40, 5, 4, 128}, {2, 40, 70, 3, 32}, {2, 200, 200, 1, 384}}) {
            const at::Tensor q = random({s.batch, s.queries, s.heads, s.headDim});
            const at::Tensor k = random({s.batch, s.keys, s.heads, s.headDim});
            const at::Tensor v = random({s.batch, s.keys, s.heads, s.headDim});
            const at::Tensor logits
                = at::matmul(q.transpose(1, 2), k.permute({0, 2, 3, 1})) / std::sqrt(static_cast<double>(s.headDim));
            const at::Tensor expected
                = at::matmul(at::softmax(logits, -1), v.transpose(1, 2)).transpose(1, 2).flatten(2);
            compare("attention " + std::to_string(s.keys) + " keys of " + std::to_string(s.headDim),
                    nn::attention(on(q), on(k), on(v)), expected, 3 * bound());
            if (s.headDim > 128)
                continue;
            const at::Tensor bias = random({1, 1, 1, s.keys}) * 3;
            const at::Tensor biased
                = at::matmul(at::softmax(logits + bias, -1), v.transpose(1, 2)).transpose(1, 2).flatten(2);
            compare("attention with a bias, " + std::to_string(s.keys) + " keys of " + std::to_string(s.headDim),
                    nn::attention(on(q), on(k), on(v), std::nullopt, on(bias)), biased, 3 * bound());
        }
    }

    void attentionInFp8(int64_t headDim) const
    {
        const int64_t queries = 200, capacity = 320, heads = 4;
        const auto options = at::device(m_device).dtype(at::kFloat8_e4m3fn);
        const auto stored = [&](const at::Tensor& x, double scale) {
            at::Tensor target = at::empty(x.sizes(), options);
            nn::storeInto(target, on(x), scale);
            return target;
        };
        const at::Tensor q = random({queries, heads, headDim});
        const at::Tensor k = random({capacity, heads, headDim});
        const at::Tensor v = random({capacity, heads, headDim}) * 3;
        compare("stored in fp8", stored(v, nn::kFp8ValueScale).to(at::kFloat) * nn::kFp8ValueScale, v, kFp8Bound);
        compare("saturated", stored(v * 1e6, 1).to(at::kFloat), v.sign() * 448, 0.1);
        nn::Fp8Attention attention;
        for (const int64_t keys : {capacity, int64_t{130}, int64_t{1}}) {
            const at::Tensor all = at::empty({1, queries, heads, headDim}, options);
            const nn::Fp8Attention::Keys window{
                .k = stored(k, nn::kFp8KeyScale), .v = stored(v, nn::kFp8ValueScale), .count = keys};
            attention(all, stored(q, nn::kFp8KeyScale).unsqueeze(0), {&window, 1});
            const at::Tensor results = all.view({queries, heads * headDim});
            const at::Tensor logits = at::matmul(q.transpose(0, 1), k.narrow(0, 0, keys).permute({1, 2, 0}))
                / std::sqrt(static_cast<double>(headDim));
            const at::Tensor expected
                = at::matmul(at::softmax(logits, -1), v.narrow(0, 0, keys).transpose(0, 1)).transpose(0, 1).flatten(1);
            using enum nn::InputForm;
            for (const nn::InputForm form : {Plain, Fp8PerTensor, Fp8PerRow, Int8PerRow}) {
                const nn::LinearInput input = attention.input(results, form, m_dtype);
                at::Tensor actual = input.values.to(at::kFloat);
                compare("attention in fp8, heads of " + std::to_string(headDim) + ", " + std::to_string(keys) + " keys",
                        input.scale.defined() ? actual * input.scale : actual,
                        form == Int8PerRow ? nn::rotated(expected) : expected, 0.08);
            }
        }
    }

    // Several sequences: windows at one distance, ready for that, and at distances that differ.
    void attentionOfSequencesInFp8() const
    {
        const int64_t sequences = 3, queries = 96, capacity = 320, heads = 4, headDim = 128;
        const auto options = at::device(m_device).dtype(at::kFloat8_e4m3fn);
        const at::Tensor queriesOfAll = random({sequences, queries, heads, headDim});
        const at::Tensor windows = random({sequences + 1, 2, capacity, heads, headDim});
        const at::Tensor narrowQueries = at::empty(queriesOfAll.sizes(), options);
        nn::storeInto(narrowQueries, on(queriesOfAll), nn::kFp8KeyScale);
        const at::Tensor narrowWindows = at::empty(windows.sizes(), options);
        nn::storeInto(narrowWindows.select(1, 0), on(windows.select(1, 0)), nn::kFp8KeyScale);
        nn::storeInto(narrowWindows.select(1, 1), on(windows.select(1, 1)), nn::kFp8ValueScale);
        nn::Fp8Attention attention;
        attention.prepare(m_device,
                          {.sequences = sequences,
                           .queries = queries,
                           .capacity = capacity,
                           .heads = heads,
                           .headDim = headDim,
                           .keyRows = 2 * capacity});
        for (const std::array<int64_t, 3>& places : {std::array<int64_t, 3>{0, 1, 2}, {0, 1, 3}, {2, 1, 0}}) {
            std::vector<nn::Fp8Attention::Keys> keys;
            std::vector<at::Tensor> expected;
            for (int64_t i = 0; i < sequences; ++i) {
                const int64_t place = places[static_cast<size_t>(i)];
                const int64_t count = capacity - 60 * i;
                keys.push_back({.k = narrowWindows[place][0], .v = narrowWindows[place][1], .count = count});
                const at::Tensor k = windows[place][0].narrow(0, 0, count);
                const at::Tensor v = windows[place][1].narrow(0, 0, count);
                const at::Tensor logits = at::matmul(queriesOfAll[i].transpose(0, 1), k.permute({1, 2, 0}))
                    / std::sqrt(static_cast<double>(headDim));
                expected.push_back(at::matmul(at::softmax(logits, -1), v.transpose(0, 1)).transpose(0, 1));
            }
            const at::Tensor results = at::empty(narrowQueries.sizes(), options);
            attention(results, narrowQueries, keys);
            compare("attention in fp8, 3 sequences", results.to(at::kFloat) * nn::kFp8ValueScale, at::stack(expected),
                    0.08);
        }
    }

    c10::Device m_device;
    at::ScalarType m_dtype;
    Report m_report;
};

} // namespace studio::test
