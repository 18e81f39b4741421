// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/cuda/RowKernels.h"

#include <cuda_runtime_api.h>

#include <cstdint>

// Convolutions over 3x3 pixels of up to three frames in whole numbers of 8 bits, added in 32, with their epilogue: from
// compute capability 8.0 on. Pixels are gathered while they are multiplied, so no copy of a picture for each tap is
// made, in memory or beside others.
namespace studio::nn::cuda {

inline constexpr int kConvolutionTaps = 9; // of a frame
inline constexpr int kMostFramesAtOnce = 4;

struct Int8Convolution {
    const int8_t* in[kMostFramesAtOnce + kMostTaps - 1] = {}; // [height, width, channels] each
    int frames = 1; // that come out, kMostFramesAtOnce at most
    int taps = 1; // frames that each of them is made of, kMostTaps at most: out[t] of in[t] to in[t + taps - 1]
    int height = 0;
    int width = 0;
    int channels = 0; // a multiple of 16, 4928 at most: so many products stay within 32 bits
    const int8_t* weights = nullptr; // for each column [taps, 3, 3, channels], `weightStride` behind each other
    int weightStride = 0; // bytes, a multiple of 16
    int columns = 0; // channels that come out, a multiple of 8
    const float* scales = nullptr; // [columns]
    const Bf16* bias = nullptr; // [columns]; may be missing
    const Bf16* add[kMostFramesAtOnce] = {}; // [height, width, columns] each; may be missing, all of them
    Bf16* out[kMostFramesAtOnce] = {}; // [height, width, columns] each: sums * scales + bias + add, rounded once
};
// One launch on the current device; pixels beyond a picture's edge are zero. All pointers are aligned to 16 bytes.
// Reports through cudaGetLastError().
void run(const Int8Convolution& convolution, cudaStream_t stream);

} // namespace studio::nn::cuda
