// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Milliseconds on a GPU, with random numbers of the full model's shapes:
//   bench_Gpu rows|kernels [height width LANES]     kernels: rows, and the rest of one lane
//   bench_Gpu dit bf16|fp8|fp8rows|int8 LANES bf16|fp8 [height width]     layers, lanes, attention
//   bench_Gpu vae [height width]
#include "core/nn/Attention.h"
#include "core/nn/Fp8Attention.h"
#include "core/nn/Fused.h"
#include "core/nn/Int8Convolution.h"
#include "core/tensor/Device.h"
#include "core/vae/RandomVae.h"
#include "core/vae/Vae.h"
#include "tests/support/GpuTest.h"
#include "tests/support/RandomDit.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/complex.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace studio;

namespace {

const c10::Device kDevice(at::kCUDA, 0);
const auto kBf16 = at::device(kDevice).dtype(at::kBFloat16);
const auto kFp32 = at::device(kDevice).dtype(at::kFloat);

// The median of a few batches of calls.
double milliseconds(int calls, const std::function<void()>& work)
{
    work();
    std::vector<double> batches;
    for (int batch = 0; batch < 5; ++batch) {
        tensor::synchronize(kDevice);
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < calls; ++i)
            work();
        tensor::synchronize(kDevice);
        batches.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count()
                          / calls);
    }
    std::sort(batches.begin(), batches.end());
    return batches[batches.size() / 2];
}

// `bytes` that must be read and written at least.
void row(const std::string& what, double bytes, const std::function<void()>& work)
{
    const double ms = milliseconds(20, work);
    std::printf("%-44s %8.4f ms %6.0f GB/s\n", what.c_str(), ms, bytes / ms / 1e6);
}

void product(const std::string& what, double operations, const std::function<void()>& work)
{
    const double ms = milliseconds(10, work);
    std::printf("%-44s %8.4f ms %6.0f TF/s\n", what.c_str(), ms, operations / ms / 1e9);
}

constexpr int64_t kDim = 5120, kFfn = 13824, kHeads = 40;

// What lies between the products, of all lanes together.
void rows(int64_t lanes, int64_t tokens)
{
    const auto n = static_cast<double>(lanes * tokens * kDim);
    const auto tensor = [&](int64_t dim) { return at::randn({lanes, tokens, dim}, kBf16); };
    const auto modulation = [&] { return at::randn({lanes, 1, kDim}, kFp32); };
    const at::Tensor x = tensor(kDim), y = tensor(kDim), z = tensor(kDim), last = tensor(kDim), wide = tensor(kFfn);
    const at::Tensor weight = at::randn({kDim}, kBf16), bias = at::randn({kDim}, kBf16);
    const at::Tensor gate = modulation(), lastGate = modulation();
    const nn::Residual sum{.x = x, .y = y, .gate = gate, .z = {}};
    const nn::Residual longer{.x = x, .y = y, .gate = gate, .z = z};
    const nn::Modulation m{.scale = modulation(), .shift = modulation()};
    const at::Tensor rope = at::complex(at::rand({tokens, 1, 64}, kFp32), at::rand({tokens, 1, 64}, kFp32));
    using enum nn::InputForm;
    for (const auto& [form, name] :
         {std::pair(Plain, " bf16"), {Fp8PerTensor, " per tensor"}, {Fp8PerRow, " per row"}, {Int8PerRow, " int8"}}) {
        const double out = form == Plain ? 2 * n : n;
        row(std::string("modulated norm") + name, 2 * n + out,
            [&, f = form] { (void)nn::modulatedNorm(x, m, 1e-6, at::kBFloat16, f); });
        row(std::string("sum and norm") + name, 4 * n + out,
            [&, f = form] { (void)nn::sumAndNorm(x, y, gate, weight, bias, 1e-6, at::kBFloat16, f); });
        row(std::string("sum and modulated norm") + name, 6 * n + out,
            [&, f = form] { (void)nn::sumAndModulatedNorm(sum, z, m, 1e-6, at::kBFloat16, f); });
        row(std::string("gelu") + name, (2 * n + out) * kFfn / kDim,
            [&, f = form] { (void)nn::geluPrepared(wide, f); });
        if (form != Plain)
            row(std::string("prepared") + name, 2 * n + out, [&, f = form] { (void)nn::prepared(x, f); });
    }
    // The same of products that are still to be finished.
    const auto product = [&](int64_t dim) {
        nn::ScaledProduct made(tensor(dim));
        made.rows = at::rand({lanes * tokens, 1}, kFp32);
        made.columns = at::rand({dim}, kFp32);
        made.bias = at::randn({dim}, kBf16);
        return made;
    };
    const nn::ScaledProduct yProduct = product(kDim), zProduct = product(kDim), lastProduct = product(kDim);
    const nn::Residual sumOfProducts{.x = x, .y = yProduct, .gate = gate, .z = {}};
    const nn::Residual longerOfProducts{.x = x, .y = yProduct, .gate = gate, .z = zProduct};
    const nn::ScaledProduct wideProduct = product(kFfn);
    row("finished sum and norm per row", 5 * n,
        [&] { (void)nn::sumAndNorm(x, yProduct, gate, weight, bias, 1e-6, at::kBFloat16, Fp8PerRow); });
    row("finished sum and modulated norm per row", 7 * n,
        [&] { (void)nn::sumAndModulatedNorm(sumOfProducts, zProduct, m, 1e-6, at::kBFloat16, Fp8PerRow); });
    row("finished gated sum", 10 * n,
        [&] { (void)nn::gatedSum(longerOfProducts, lastProduct, lastGate, at::kBFloat16); });
    row("finished gelu per row", 3 * n * kFfn / kDim, [&] { (void)nn::geluPrepared(wideProduct, Fp8PerRow); });
    row("finished and normed heads", 4 * n, [&] { (void)nn::normedHeads(yProduct, weight, kHeads, 1e-6); });
    row("gated sum", 10 * n, [&] { (void)nn::gatedSum(longer, last, lastGate, at::kBFloat16); });
    row("plain sum", 6 * n, [&] { (void)nn::gatedSum({x, {}, {}, {}}, y, {}, at::kBFloat16); });
    row("normed heads", 4 * n, [&] { (void)nn::normedHeads(x, weight, kHeads, 1e-6); });
    row("normed and rotated heads", 4 * n, [&] { (void)nn::normedHeads(x, weight, kHeads, 1e-6, rope); });
    const at::Tensor stored = at::empty(x.sizes(), kBf16.dtype(at::kFloat8_e4m3fn));
    row("stored in fp8", 3 * n, [&] { nn::storeInto(stored, x, nn::kFp8ValueScale); });
}

void kernels(int64_t tokens, int64_t windowTokens)
{
    const int64_t dim = kDim, ffn = kFfn, heads = kHeads;
    {
        const at::Tensor split = at::randn({windowTokens, heads, 128}, kBf16);
        const nn::Fp8Heads stored{.values = at::empty(split.sizes(), kBf16.dtype(at::kFloat8_e4m3fn)),
                                  .scales = at::empty({windowTokens, heads}, kFp32)};
        row("window to fp8 heads", 3.0 * static_cast<double>(split.numel()), [&] { nn::quantiseHeads(split, stored); });
        row("window from fp8 heads", 3.0 * static_cast<double>(split.numel()),
            [&] { nn::dequantiseHeads(stored, split); });
    }
    {
        const at::Tensor frame = at::randn({704, 384, 96}, kBf16);
        const std::vector<at::Tensor> three{frame, frame.clone(), frame.clone()};
        row("three pictures interleaved", 12.0 * static_cast<double>(frame.numel()),
            [&] { (void)nn::interleaved(three); });
    }
    for (const auto& [in, out] : {std::pair(dim, dim), {dim, ffn}, {ffn, dim}}) {
        const nn::LinearWeights plain{
            .weight = at::randn({out, in}, kBf16) * 0.02, .bias = at::randn({out}, kBf16), .scale = {}};
        const at::Tensor input = at::randn({tokens, in}, kBf16);
        const std::string shape = std::to_string(in) + " -> " + std::to_string(out);
        const double operations = 2.0 * static_cast<double>(tokens * in * out);
        product("linear bf16 " + shape, operations, [&] { (void)nn::linear(input, plain); });
        for (const auto& [scheme, name] : {std::pair(nn::Scheme::Fp8PerTensor, " per tensor "),
                                           {nn::Scheme::Fp8PerRow, " per row "},
                                           {nn::Scheme::Int8PerRow, " int8 "}}) {
            const nn::LinearWeights fp8 = nn::quantise(plain, scheme);
            const nn::LinearInput ready = nn::prepared(input, nn::inputFormFor(fp8));
            product("linear fp8" + std::string(name) + shape, operations, [&] { (void)nn::linear(ready, fp8); });
        }
    }
    for (const int64_t sequences : {1, 4}) {
        if (!nn::Fp8Attention::isFastOn(kDevice))
            break;
        nn::Fp8Attention attention;
        attention.prepare(kDevice,
                          {.sequences = sequences,
                           .queries = tokens,
                           .capacity = windowTokens,
                           .heads = heads,
                           .headDim = 128,
                           .keyRows = 2 * windowTokens});
        const at::Tensor q = at::randn({sequences, tokens, heads, 128}, kBf16).to(at::kFloat8_e4m3fn);
        const at::Tensor windows = at::randn({sequences, 2, windowTokens, heads, 128}, kBf16).to(at::kFloat8_e4m3fn);
        const at::Tensor out = at::empty_like(q);
        std::vector<nn::Fp8Attention::Keys> keys;
        for (int64_t i = 0; i < sequences; ++i)
            keys.push_back({.k = windows[i][0], .v = windows[i][1], .count = windowTokens});
        product("attention in fp8, sequences: " + std::to_string(sequences),
                4.0 * static_cast<double>(sequences * tokens * windowTokens * dim), [&] { attention(out, q, keys); });
    }
    for (const int64_t keys : {windowTokens, int64_t{512}, int64_t{5}}) {
        const int64_t batch = keys == 5 ? 3 : 1;
        const at::Tensor q = at::randn({batch, tokens / batch, heads, 128}, kBf16);
        const at::Tensor k = at::randn({batch, keys, heads, 128}, kBf16);
        product("attention, keys: " + std::to_string(keys), 4.0 * static_cast<double>(tokens * keys * dim),
                [&] { (void)nn::attention(q, k, k); });
    }
}

void transformer(const std::string& format, int lanes, const std::string& attention, int64_t height, int64_t width)
{
    std::optional<nn::Scheme> fp8;
    if (format != "bf16")
        fp8 = format == "fp8"  ? nn::Scheme::Fp8PerTensor
            : format == "int8" ? nn::Scheme::Int8PerRow
                               : nn::Scheme::Fp8PerRow;
    const dit::DitConfig config = test::fullSizeDit();
    const test::RandomDit dit(config, kDevice, at::kBFloat16, fp8);
    const int64_t h = height / 8, w = width / 8;
    offload::ResidentKvStore kv(dit.model->kvShape(lanes, h, w),
                                attention == "fp8" ? kBf16.dtype(at::kFloat8_e4m3fn) : kBf16);
    dit.model->prepare(kv.shape(), kv.dtype(), lanes);
    dit::TextContext text = dit.model->textContext(at::randn({100, config.textDim}), dit::fastestPadding(kDevice));
    (void)dit.model->prefill(at::randn({16, 1, h, w}), at::randn({16, 19, h, w}), text, *dit.layers, kv);

    const dit::TimeEmbedding time = dit.model->timeEmbedding(500);
    double slowestFirst = 0;
    std::vector<double> settled;
    for (int64_t block = 0; block < 10; ++block) {
        std::vector<dit::BlockContext> blocks;
        std::vector<dit::Lane> all;
        blocks.reserve(static_cast<size_t>(lanes));
        for (int i = 0; i < lanes; ++i) {
            blocks.push_back(dit.model->blockContext(3 * block, at::randn({25, 1024, 12}), h, w));
            all.push_back({.step = i,
                           .time = &time,
                           .block = &blocks.back(),
                           .text = &text,
                           .referenceRope = dit.model->referenceRope(3 * block, 30, h, w),
                           .latents = at::randn({16, 3, h, w}, kBf16),
                           .velocity = {}});
        }
        tensor::synchronize(kDevice);
        const auto start = std::chrono::steady_clock::now();
        (void)dit.model->forward(all, *dit.layers, kv);
        const double queued = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / lanes;
        tensor::synchronize(kDevice);
        const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / lanes;
        std::printf("block %2d: %.4f s per forward, host %.4f s\n", static_cast<int>(block), took, queued);
        if (block < 4)
            slowestFirst = std::max(slowestFirst, took);
        else
            settled.push_back(took);
    }
    std::sort(settled.begin(), settled.end());
    std::printf(
        "dit %s, %d lanes, attention %s, %dx%d: %.4f s per forward with a full window, %.4f at first, peak %.1f GB\n",
        format.c_str(), lanes, attention.c_str(), static_cast<int>(height), static_cast<int>(width),
        settled[settled.size() / 2], slowestFirst, static_cast<double>(tensor::peakBytes(kDevice)) / 1e9);
}

// The convolutions of a chunk's residual blocks in int8, and the norms before them.
void convolutionsInInt8(int64_t height, int64_t width)
{
    for (const auto& [scale, channels, frames] :
         {std::array<int64_t, 3>{1, 96, 4}, {2, 192, 4}, {4, 384, 2}, {8, 384, 1}}) {
        const int64_t h = height / scale;
        const int64_t w = width / scale;
        const auto n = static_cast<double>(frames * h * w * channels);
        const nn::Int8ConvWeights weights
            = nn::quantiseConvolution(at::randn({channels, channels, 3, 3, 3}, kBf16), at::randn({channels}, kBf16), 4);
        const at::Tensor x = at::randn({h, w, channels}, kBf16), gamma = at::ones({channels}, kFp32);
        const auto norm
            = [&, unit = weights.unit] { return nn::normChannelsToInt8(x, gamma, nn::Activation::Silu, unit); };
        const std::vector<at::Tensor> seen(static_cast<size_t>(frames) + 2, norm());
        const std::vector<at::Tensor> add(static_cast<size_t>(frames), x);
        const std::string shape
            = std::to_string(channels) + " channels at " + std::to_string(h) + "x" + std::to_string(w);
        row("norm to int8, " + shape, 3 * n / static_cast<double>(frames), [&] { (void)norm(); });
        product("convolution in int8, " + shape, 2 * 27 * n * static_cast<double>(channels),
                [&] { (void)nn::convolveInt8(seen, weights, 0, add, at::kBFloat16); });
    }
}

void videoCoder(int64_t height, int64_t width)
{
    convolutionsInInt8(height, width);
    const vae::Vae coder = *vae::Vae::fromTensors(vae::randomVae(96), "random", kDevice, at::kBFloat16);
    const at::Tensor latents = at::randn({16, 3, height / 8, width / 8}, kBf16);
    const vae::Vae inInt8 = *coder.decodingInInt8(latents);
    for (const auto& [name, vae] :
         {std::pair{"bf16", &coder}, {inInt8.decodesInInt8() ? "int8" : "not int8", &inInt8}}) {
        vae::StreamDecoder decoder(*vae);
        const double first = milliseconds(1, [&] { (void)decoder.decode(latents); });
        const double decode = milliseconds(4, [&] { (void)decoder.decode(latents); });
        std::printf("vae %dx%d %s: 12 latents decoded in %.4f s, peak so far %.2f GB (while settling %.4f s)\n",
                    static_cast<int>(height), static_cast<int>(width), name, 4 * decode / 1e3,
                    static_cast<double>(tensor::peakBytes(kDevice)) / 1e9, 4 * first / 1e3);
    }
    const at::Tensor exact = *coder.decode(latents);
    const at::Tensor error = (*inInt8.decode(latents) - exact).square().mean() / exact.square().mean();
    std::printf("vae %dx%d int8: %.4f of the root mean square off\n", static_cast<int>(height), static_cast<int>(width),
                std::sqrt(error.item<double>()));
    const at::Tensor pixels = at::rand({3, 73, height, width}, kBf16) * 2 - 1;
    const double encode = milliseconds(1, [&] { (void)coder.encode(pixels); });
    std::printf("vae %dx%d: 73 frames encoded in %.4f s, peak %.2f GB\n", static_cast<int>(height),
                static_cast<int>(width), encode / 1e3, static_cast<double>(tensor::peakBytes(kDevice)) / 1e9);
}

} // namespace

int main(int argc, char** argv)
{
    test::skipWithoutGpu();
    const c10::InferenceMode inference;
    const std::string what = argc > 1 ? argv[1] : "kernels";
    const auto number = [&](int i, int64_t otherwise) { return argc > i ? std::atol(argv[i]) : otherwise; };
    const int next = what == "dit" ? 5 : 2;
    const int64_t height = number(next, 704);
    const int64_t width = number(next + 1, 384);
    const int64_t frame = height / 16 * (width / 16);
    if (what == "rows" || what == "kernels")
        rows(number(next + 2, 1), 3 * frame);
    if (what == "kernels")
        kernels(3 * frame, 29 * frame / 2);
    else if (what == "rows")
        return 0;
    else if (what == "dit")
        transformer(argc > 2 ? argv[2] : "fp8rows", static_cast<int>(number(3, 1)), argc > 4 ? argv[4] : "bf16", height,
                    width);
    else
        videoCoder(height, width);
    return 0;
}
