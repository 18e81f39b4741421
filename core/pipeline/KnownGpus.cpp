// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/KnownGpus.h"

#include "core/base/Units.h"

#include <algorithm>
#include <array>

namespace studio::pipeline {
namespace {

// Peak rates of dense products in operations per second, by the vendor's whitepapers (GA102, AD102, RTX Blackwell). A
// card of the same chip generation has them in proportion to its multiprocessors and its boost clock.
struct Peaks {
    double bf16 = 0; // with sums in fp32
    double fp8 = 0; // with sums in fp32; 0 for none
    double int8 = 0; // with sums in int32
    double narrowSums = 0; // of what TiledAttention multiplies, fp8 or fp16, with sums in fp16
    double memory = 0; // bytes per second
    double bus = 0; // bytes per second in each direction, from locked memory
};

// The shares of a peak that are counted on.
//
// Products: 0.70 to 0.81 on an H100, which its power limits (tests/bench/RESULTS.md); 0.90 to 0.96 of the tensor cores'
// time for Triton's kernels on an RTX 4060 (triton-lang/triton issue 10851).
constexpr double kProductShare = 0.8;
// The same for our products in int8: 0.63 to 0.66 of what mma.sync gives on an H200, and 0.82 and 0.88 with each
// multiplied twice and three times; an Ada card takes 2.4 times as long for one.
// Flash attention: 82 of 111 Tflop/s on an RTX A5000 (gpu-mode/ring-attention issue 10).
constexpr double kFlashShare = 0.74;
// Attention in 8 bits with sums in fp16: by the instructions of TiledAttention's loop on paper, 64 products of 16
// cycles and 640 others to issue for a warp's tile, of which half hide behind the other warp's products.
// SageAttention's kernels of this kind are published at about 490 of 660 on an RTX 4090, so this is cautious.
constexpr double kTiledShare = 0.6;
// Where fp8 must be widened to fp16 in registers, integer instructions take three quarters of the products' time.
constexpr double kWidenedShare = 0.55;
// Kernels that read and write every number once: 2.6 to 2.9 of an H100's 3.35 TB/s.
constexpr double kMemoryShare = 0.8;
// Copies from locked memory on PCI Express 4 x16 and 5 x16: 25 of 32 and 54 of 63 GB/s (H100).
constexpr double kBus4 = 25e9;
constexpr double kBus5 = 54e9;

// The VAE's convolutions are in bf16: 0.342 s for 48 frames of 704x384 on an H100 of 989 Tflop/s.
constexpr double kH100Bf16 = 989e12;
constexpr double kH100VaeSeconds = 0.342 / (48.0 * 704 * 384);

// The same decoder with its residual blocks in int8, 48 frames of 704x384 on an H200, where it takes 0.247 s and the
// VAE as it is 0.317 s in the same run (tests/bench/RESULTS.md). Each convolution and each norm was measured by itself;
// the rest, convolutions in bf16 and attention, is what remains of the whole.
struct Int8Decoding {
    double convolutions = 0.185; // s; as fast as mma.sync's instructions allow, as are a card's
    double norms = 0.038; // bound by memory
    double rest = 0.024;
};
constexpr Int8Decoding kInt8Decoding;
constexpr double kInt8DecoderShare = 0.247 / 0.317;
constexpr double kH200MmaSync = 1280e12; // operations per second of mma.sync in int8, measured from registers
constexpr double kH200Memory = 4.8e12; // bytes per second, by the vendor

// taew2_1 against Wan's own VAE, as published for both in eager PyTorch on an RTX 4070 SUPER. Not measured on a GPU
// here.
constexpr double kLightDecoderTimesAsFast = 19.5;

// On a card, each part scaled from the H200 by the rate that binds it. None of it was measured there. The H200 leaves
// more than half of its instructions' rate unused; a card, whose instructions take longer, should leave less.
double int8DecoderSeconds(const Peaks& peaks)
{
    const double seconds = kInt8Decoding.convolutions * kH200MmaSync / peaks.int8
        + kInt8Decoding.norms * kH200Memory / peaks.memory + kInt8Decoding.rest * kH100Bf16 / peaks.bf16;
    return seconds / (48.0 * 704 * 384);
}

Rates ratesOf(const Peaks& peaks)
{
    Rates rates;
    rates.toDevice = peaks.bus;
    rates.fromDevice = peaks.bus;
    rates.disk = 3e9;
    rates.linearBf16 = kProductShare * peaks.bf16;
    rates.linearFp8 = kProductShare * (peaks.fp8 > 0 ? peaks.fp8 : peaks.bf16);
    rates.linearInt8 = kProductShare * peaks.int8;
    rates.attention = kFlashShare * peaks.bf16;
    rates.attentionFp8 = (peaks.fp8 > 0 ? kTiledShare : kWidenedShare) * peaks.narrowSums;
    rates.memory = kMemoryShare * peaks.memory;
    rates.vaeSecondsPerPixel = kH100VaeSeconds * kH100Bf16 / peaks.bf16;
    rates.int8DecoderSecondsPerPixel = int8DecoderSeconds(peaks);
    rates.lightDecoderSecondsPerPixel = *rates.vaeSecondsPerPixel / kLightDecoderTimesAsFast;
    return rates;
}

Rates measuredOnHopper(double memory, double bothWays)
{
    return {.toDevice = kBus5,
            .fromDevice = kBus5,
            .bothWays = bothWays,
            .disk = 1.5e9,
            .linearBf16 = 750e12,
            .linearFp8 = 1340e12,
            .attention = 590e12,
            .attentionFp8 = 920e12,
            .memory = memory,
            .vaeSecondsPerPixel = kH100VaeSeconds,
            .int8DecoderSecondsPerPixel = kInt8DecoderShare * kH100VaeSeconds,
            .lightDecoderSecondsPerPixel = kH100VaeSeconds / kLightDecoderTimesAsFast};
}

// The H100's bus was not measured in both directions at once. It is taken to be a little slower than the H200's, as its
// frames a second in small budgets are.
const std::array kGpus{
    KnownGpu{
        .id = "h100", .name = "NVIDIA H100 80GB HBM3", .memory = 80 * kGiB, .rates = measuredOnHopper(2.6e12, 88e9)},
    KnownGpu{.id = "h200", .name = "NVIDIA H200", .memory = 141 * kGiB, .rates = measuredOnHopper(3.8e12, 92.8e9)},
    KnownGpu{
        .id = "rtx5090",
        .name = "NVIDIA GeForce RTX 5090",
        .memory = 32 * kGiB,
        .rates = ratesOf(
            {.bf16 = 209.5e12, .fp8 = 419e12, .int8 = 838e12, .narrowSums = 838e12, .memory = 1792e9, .bus = kBus5})},
    KnownGpu{.id = "rtx4090",
             .name = "NVIDIA GeForce RTX 4090",
             .memory = 24 * kGiB,
             .rates = ratesOf({.bf16 = 165.2e12,
                               .fp8 = 330.3e12,
                               .int8 = 660.6e12,
                               .narrowSums = 660.6e12,
                               .memory = 1008e9,
                               .bus = kBus4})},
    KnownGpu{.id = "rtx4060ti-16",
             .name = "NVIDIA GeForce RTX 4060 Ti",
             .memory = 16 * kGiB,
             .rates = ratesOf({.bf16 = 44.1e12,
                               .fp8 = 88.3e12,
                               .int8 = 176.5e12,
                               .narrowSums = 176.5e12,
                               .memory = 288e9,
                               .bus = kBus4 / 2})},
    KnownGpu{.id = "rtx3090",
             .name = "NVIDIA GeForce RTX 3090",
             .memory = 24 * kGiB,
             .rates = ratesOf(
                 {.bf16 = 71.2e12, .fp8 = 0, .int8 = 284.7e12, .narrowSums = 142.3e12, .memory = 936e9, .bus = kBus4})},
    KnownGpu{.id = "rtx3060",
             .name = "NVIDIA GeForce RTX 3060",
             .memory = 12 * kGiB,
             .rates = ratesOf(
                 {.bf16 = 25.5e12, .fp8 = 0, .int8 = 101.9e12, .narrowSums = 51e12, .memory = 360e9, .bus = kBus4})}};

} // namespace

std::span<const KnownGpu> knownGpus()
{
    return kGpus;
}

std::optional<KnownGpu> knownGpu(std::string_view idOrName)
{
    const auto* const found = std::find_if(
        kGpus.begin(), kGpus.end(), [&](const KnownGpu& gpu) { return gpu.id == idOrName || gpu.name == idOrName; });
    return found == kGpus.end() ? std::nullopt : std::optional(*found);
}

Rates expectedRates(std::string_view idOrName)
{
    return knownGpu(idOrName).value_or(KnownGpu()).rates;
}

} // namespace studio::pipeline
