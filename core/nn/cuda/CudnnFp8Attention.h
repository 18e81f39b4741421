// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <memory>

namespace studio::nn::cuda {

inline constexpr float kSoftmaxScale = 256; // softmax values are stored times this

struct Fp8AttentionShape {
    int64_t sequences, queries, keys, heads, headDim; // keys: the capacity
    int64_t keyStride; // numbers from one sequence's keys to the next one's, and from its values to the next one's
    auto operator<=>(const Fp8AttentionShape&) const = default;
};

struct Fp8AttentionPointers { // to device memory
    const void* q; // [sequences, queries, heads, headDim] e4m3fn
    const void* k; // [keys, heads, headDim] for each sequence
    const void* v;
    void* out; // [sequences, queries, heads, headDim]
    const int32_t* queryCounts; // [sequences]
    const int32_t* keyCounts; // [sequences], of the capacity
    // [6]: dequantisation scales of q, k, v and the softmax; quantisation scales of the softmax and the result
    const float* scalars;
    float* amax; // [2], written
    void* workspace;
};

// cuDNN's attention in fp8. One object for one device and one thread at a time. Errors throw std::runtime_error.
class CudnnFp8Attention {
public:
    CudnnFp8Attention();
    ~CudnnFp8Attention();

    [[nodiscard]] bool isCompiled(const Fp8AttentionShape& shape) const;
    // Compiles what isn't yet.
    int64_t workspaceBytes(const Fp8AttentionShape& shape);
    void run(const Fp8AttentionShape& shape, const Fp8AttentionPointers& pointers, cudaStream_t stream);

private:
    struct Private;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::nn::cuda
