// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/cuda/RowKernels.h"

#include <cuda_runtime_api.h>

#include <cstdint>

// Attention in fp8 for GPUs that cuDNN has none for (compute capability 8.6, 8.9 and from 11 on), on cuDNN's operands.
// GeForce cards add products in fp16 at twice the speed of fp32: so logits are sums in fp16, which holds 65504 at most
// and 11 bits, and results are sums in fp16 of 64 keys, added in fp32. Next to the rounding to e4m3 neither is seen
// (tests/bench/RESULTS.md).
namespace studio::nn::cuda {

// What there are kernels for: heads of a multiple of this.
inline constexpr int kTiledHeadUnit = 16;
inline constexpr int kLargestTiledHead = 128;
inline constexpr int kMostSequences = 8; // in one launch

struct TiledAttention {
    const Fp8* q = nullptr; // [sequences, queries, heads, headDim] e4m3fn
    struct Window {
        const Fp8* k = nullptr; // [rows, heads, headDim] e4m3fn; rows behind `count` aren't read
        const Fp8* v = nullptr;
        int count = 0; // 1 or more
    };
    Window windows[kMostSequences]; // one for each sequence
    int sequences = 1;
    int queries = 0;
    int heads = 0;
    int headDim = 0;
    float scale = 1; // of the products q k^T
    bool multipliesFp8 = false; // the device does, from 8.9 on; elsewhere numbers are widened to fp16
    Fp8* out = nullptr; // as q: softmax(q k^T * scale) v in the unit of v, saturated
};
// One launch on the current device. All pointers are aligned to 16 bytes. Reports through cudaGetLastError().
void run(const TiledAttention& attention, cudaStream_t stream);

} // namespace studio::nn::cuda
