// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/cuda/RowKernels.h"

#include <cuda_runtime_api.h>

#include <cstdint>

// Products of whole numbers in 8 bits, added in 32, with their epilogue: from compute capability 8.0 on. GeForce cards
// multiply these twice as fast as fp8 with sums in fp32, and four times as fast as bf16. cuBLASLt would leave sums of
// four bytes in memory, which the next kernel reads again.
namespace studio::nn::cuda {

struct Int8Product {
    const int8_t* a = nullptr; // [rows, depth]
    const int8_t* b = nullptr; // [columns, depth]
    int rows = 0;
    int columns = 0; // a multiple of 8
    int depth = 0; // a multiple of 16, 133152 at most: so many products stay within 32 bits
    Epilogue epilogue; // both scales are needed, the bias may be missing
    Bf16* out = nullptr; // [rows, columns]: a b^T with the epilogue applied
};
// One launch on the current device. All pointers are aligned to 16 bytes. Reports through cudaGetLastError().
void run(const Int8Product& product, cudaStream_t stream);

} // namespace studio::nn::cuda
