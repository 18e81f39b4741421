// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/Planner.h"

#include "core/pipeline/detail/PlanEstimate.h"

#include <algorithm>

namespace studio::pipeline {

ModelShape ModelShape::liveAvatar14B()
{
    // config.json of the published checkpoint (MODEL.md 1.2), T5 and VAE by their tensors (MODEL.md 1.4, 1.6).
    constexpr int64_t kT5Dim = 4096;
    constexpr int64_t kT5Ffn = 10240;
    return {.dim = 5120,
            .heads = 40,
            .ffnDim = 13824,
            .layers = 40,
            .freqDim = 256,
            .textDim = kT5Dim,
            .textLength = 512,
            .inChannels = 16,
            .outChannels = 16,
            .condChannels = 16,
            .audioDim = 1024,
            .audioStates = 25,
            .audioTokens = 4,
            .audioLayers = {0, 4, 8, 12, 16, 20, 24, 27, 30, 33, 36, 39},
            .vaeWidth = 96,
            .vaeBytes = 508'000'000 / 2, // fp32 on disk
            .textEncoderBlockBytes
            = (4 * kT5Dim * kT5Dim + 3 * kT5Dim * kT5Ffn + 2 * kT5Dim + int64_t{32} * 64) * kBf16,
            .audioModelBytes = 1'262'000'000 / 2, // likewise
            .audioConvChannels = 512};
}

int64_t ModelShape::blockParameters() const
{
    const int64_t attention = 4 * (dim * dim + dim) + 2 * dim; // q, k, v, o and the norms of q and k
    return 2 * attention + 2 * dim + (ffnDim * dim + ffnDim) + (dim * ffnDim + dim) + 6 * dim;
}

int64_t ModelShape::injectorParameters() const
{
    return 4 * (dim * dim + dim) + 2 * dim + (2 * dim * dim + 2 * dim);
}

namespace {

// The stem's parameters that are computed with in fp32 (MODEL.md 11): time, head and audio encoder.
int64_t preciseParameters(const ModelShape& s)
{
    const int64_t d = s.dim;
    const int64_t time = s.freqDim * d + d + d * d + d + 6 * (d * d + d);
    const int64_t head = 2 * d + 4 * s.outChannels * (d + 1);
    const int64_t quarter = d / 4;
    const int64_t audio = s.audioStates + (s.audioTokens + 1) * quarter * (3 * s.audioDim + 1) // local and global
        + d / 2 * (3 * quarter + 1) + d * (3 * (d / 2) + 1) + d * d + d + d;
    return time + head + audio;
}

} // namespace

int64_t ModelShape::stemParameters() const
{
    const int64_t patches = 4 * (inChannels + condChannels) * dim + 2 * dim;
    const int64_t packers = (4 + 32 + 256) * inChannels * dim + 3 * dim; // kernels 1x2x2, 2x4x4, 4x8x8
    const int64_t text = textDim * dim + dim + dim * dim + dim;
    return patches + packers + text + 3 * dim + preciseParameters(*this);
}

int64_t ModelShape::parameters() const
{
    return layers * blockParameters() + static_cast<int64_t>(audioLayers.size()) * injectorParameters()
        + stemParameters();
}

bool ModelShape::hasInjector(int64_t layer) const
{
    return std::find(audioLayers.begin(), audioLayers.end(), layer) != audioLayers.end();
}

namespace {

// dit::SlabLayout: every tensor starts at a multiple of this.
int64_t inSlab(int64_t bytes)
{
    constexpr int64_t kAlignment = 256;
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

} // namespace

int64_t ModelShape::layerBytes(int64_t layer, NumberFormat format, NumberFormat model, Processor kernels) const
{
    const int64_t number = bytesOf(model);
    const bool hasRowScales = format == NumberFormat::Int8 || kernels == Processor::Gpu;
    const auto linear = [&](int64_t out, int64_t in) {
        return inSlab(out * in * bytesOf(format)) + inSlab(out * number)
            + (bytesOf(format) == 1 ? inSlab((hasRowScales ? out : 1) * kFp32) : 0);
    };
    const int64_t attention = 4 * linear(dim, dim) + 2 * inSlab(dim * number); // and the norms of q and k
    const int64_t block = inSlab(6 * dim * kFp32) + 2 * attention + 2 * inSlab(dim * number) + linear(ffnDim, dim)
        + linear(dim, ffnDim);
    return block + (hasInjector(layer) ? attention + linear(2 * dim, dim) : 0);
}

int64_t ModelShape::stemBytes(NumberFormat model) const
{
    return stemParameters() * bytesOf(model) + preciseParameters(*this) * (kFp32 - bytesOf(model));
}

int64_t ModelShape::kvTokenBytes(NumberFormat format, NumberFormat attention) const
{
    const bool scaled = format == NumberFormat::Fp8 && attention != NumberFormat::Fp8;
    return 2 * (dim * bytesOf(format) + (scaled ? heads * kFp32 : 0));
}

} // namespace studio::pipeline
