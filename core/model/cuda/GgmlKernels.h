// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace studio::model::cuda {

struct Numbers {
    void* numbers; // fp32, or bf16
    bool isBf16;
};

// Unpacks blocks of one of ggml's types (its number in a GGUF file; GgmlUnpack.h has them) in fp32, to the same bits as
// on a CPU, and rounds. Pointers are to device memory; bytes need no alignment. The launch reports through
// cudaGetLastError().
void unpackBlocks(uint32_t type, const uint8_t* blocks, int64_t count, const Numbers& to, cudaStream_t stream);

} // namespace studio::model::cuda
