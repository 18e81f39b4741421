// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <string_view>

namespace studio::model {

// One of ggml's quantised types: blocks of a fixed number of elements, in a fixed number of bytes.
struct GgmlType {
    uint32_t number; // in a GGUF file
    std::string_view name;
    int64_t elements; // of a block
    int64_t bytes; // of a block
    void (*unpack)(const uint8_t* blocks, int64_t count, float* numbers); // needs no alignment
};

// The quantised types that this program can unpack: Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 and Q2_K to Q6_K.
[[nodiscard]] std::span<const GgmlType> ggmlTypes();

// The numbers of all blocks, in this shape: computed in fp32 and rounded to `dtype`, where they are wanted. bytes:
// uint8 on the CPU, whole blocks; to a GPU only they are copied, and are unpacked there where the program has its
// kernels.
[[nodiscard]] at::Tensor unpackBlocks(const GgmlType& type, const at::Tensor& bytes, c10::IntArrayRef shape,
                                      at::ScalarType dtype, c10::Device device = c10::kCPU);

} // namespace studio::model
