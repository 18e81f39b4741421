// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

// Kernels between the GEMMs of a transformer, one pass over memory each: a thread block keeps a row in registers.
// Pointers are to device memory, rows contiguous; bf16 is passed as uint16_t, fp8 is e4m3fn. Launches report through
// cudaGetLastError().
namespace studio::nn::cuda {

using Bf16 = uint16_t;
using Fp8 = uint8_t;

// The largest row; a row is a multiple of 8 values.
inline constexpr int64_t kLargestRow = int64_t{8} * 8 * 320;

enum class Number { BFloat16, Float, E4m3 };

// Where a kernel leaves its rows. Exactly one of `plain`, `fp8` and `int8` is set, except as said at `amax`.
struct RowOutput {
    void* plain = nullptr; // in plainNumber
    Number plainNumber = Number::BFloat16; // or Float
    Fp8* fp8 = nullptr; // with one scale per row
    int8_t* int8 = nullptr; // with one scale per row, of rotated groups (nn::rotated())
    int group = 8; // numbers in each of those: a power of two from 8 to 256 that divides the row
    float* scale = nullptr; // [rows]: value = number * scale
    float unit = 1; // by which values are multiplied, in the scale; with int8
    bool roundFirst = true; // to bf16 before 8 bits
    float* amax = nullptr; // [1], with `plain`: raised to the largest magnitude; the caller zeroes it
};

// Epilogue of a GEMM: x * rows * columns + bias, [rows], [dim] and [dim]. None if `rows` is null.
struct Epilogue {
    const float* rows = nullptr;
    const float* columns = nullptr;
    const Bf16* bias = nullptr;
};

struct NormArguments {
    const void* x = nullptr; // [rows, dim] in xNumber
    Number xNumber = Number::BFloat16;
    int64_t rows = 0;
    int64_t dim = 0;
    int64_t rowsPerGroup = 1; // rows that share gate, shift and scale

    // sum = x + y * gate + z + last * lastGate in fp32, from left to right, of the parts that are set; a missing gate
    // is 1.
    const Bf16* y = nullptr; // [rows, dim]
    Epilogue yEpilogue;
    const float* gate = nullptr; // [groups, dim]
    const Bf16* z = nullptr; // [rows, dim]
    Epilogue zEpilogue;
    const Bf16* last = nullptr; // [rows, dim]
    Epilogue lastEpilogue;
    const float* lastGate = nullptr; // [groups, dim]
    Bf16* sum = nullptr; // [rows, dim], rounded; may be missing

    // Layer norm of the sum, then one of: * scale + shift; * weight + bias; nothing at all.
    bool normalise = true;
    bool roundBefore = false; // the sum to bf16 before its norm
    bool roundBetween = false; // the norm to bf16 before scale and shift
    float eps = 0;
    const float* scale = nullptr; // [groups, dim], with its 1 added
    const float* shift = nullptr; // [groups, dim]
    const Bf16* weight = nullptr; // [dim]
    const Bf16* bias = nullptr; // [dim]

    RowOutput out; // of the norm
};
void normRows(const NormArguments& arguments, cudaStream_t stream);
// Whether normRows() supports this form of a sum: at most one of y, z and last; or y with its gate, z, and maybe last
// with its gate. Either all of them have an epilogue, and x is bf16, or none has.
bool isForm(const NormArguments& arguments);

// RMS norm over the whole row, rounded to bf16, times weight, rounded; then each head's neighbouring pairs are rotated.
struct HeadsLayout {
    int64_t dim = 0;
    int64_t headDim = 0;
    float eps = 0;
};
struct HeadsArguments {
    const Bf16* x = nullptr; // [rows, dim] with its epilogue; or
    Epilogue epilogue;
    const Fp8* x8 = nullptr;
    int64_t rows = 0;
    const Bf16* weight = nullptr; // [dim]; null for no norm
    const float* rope = nullptr; // [ropeRows, headDim / 2, 2]: cos, sin; null for no rotation
    int64_t ropeRows = 1; // row r is rotated by rope[r % ropeRows]
    Bf16* out = nullptr; // [rows, dim]; or
    Fp8* out8 = nullptr; // out times `scale`, saturated
    float scale = 1;
};
// Several jobs in one launch; no job reads what another one writes. `out` may be `x`.
void headRows(const HeadsArguments* jobs, int count, const HeadsLayout& layout, cudaStream_t stream);

enum class Function { None, GeluTanh };

// out = f(x), rounded to bf16. x [rows, dim] in xNumber; the epilogue is applied first if f isn't None. Fp8 only
// without f.
void mapRows(const void* x, Number xNumber, const Epilogue& epilogue, int64_t rows, int64_t dim, Function function,
             const RowOutput& out, cudaStream_t stream);

// The reference's scheme: values = e4m3(x * s), s = min(448 / amax, 448); scale [1] = 1 / s. x [count] as `number`.
void quantiseTensor(const void* x, Number number, int64_t count, const float* amax, Fp8* values, float* scale,
                    cudaStream_t stream);

// values = e4m3(x * scale), saturated. x [count] bf16, a multiple of 8.
void scaleToFp8(const Bf16* x, int64_t count, float scale, Fp8* values, cudaStream_t stream);

// out = x * scale[row]. x [rows, count / rows], rows of a multiple of 8 numbers; fewer than 2^32 vectors of 8 in all.
void scaleFromFp8(const Fp8* x, int64_t count, const float* scale, int64_t rows, Bf16* out, cudaStream_t stream);

// One scale for each head of a row, a power of two. x [rows, headDim] bf16, a head each -> values, scales [rows] and
// back; headDim is 8 times a power of two, 256 at most.
void quantiseHeads(const Bf16* x, int64_t rows, int64_t headDim, Fp8* values, float* scales, cudaStream_t stream);
void dequantiseHeads(const Fp8* values, const float* scales, int64_t rows, int64_t headDim, Bf16* out,
                     cudaStream_t stream);

// x / max(||x||, 1e-12) * sqrt(dim) * gamma in fp32 over rows of `dim` channels, then SiLU where asked, to bf16 or
// int8. x [rows, dim] bf16, gamma [dim] fp32. dim is a multiple of 8.
inline constexpr int64_t kMostChannels = 2048;
struct ChannelOutput {
    Bf16* plain = nullptr; // [rows, dim]; or
    int8_t* int8 = nullptr; // [rows, dim]: rotated groups (nn::rotated()) times `scale`, rounded, -127 to 127
    int group = 8; // numbers in each: a power of two from 8 to 128 that divides dim
    float scale = 1;
};
void normChannels(const Bf16* x, const float* gamma, int64_t rows, int64_t dim, bool silu, const ChannelOutput& out,
                  cudaStream_t stream);

inline constexpr int kMostTaps = 3;

// Puts pictures side by side: out [pixels, taps * channels] gets the channels of each picture [pixels, channels] in
// turn. channels is a multiple of 8.
void interleavePictures(const Bf16* const* pictures, int taps, int64_t pixels, int64_t channels, Bf16* out,
                        cudaStream_t stream);

// Each pixel twice in each direction. x [height, width, channels], out [2 height, 2 width, channels]. channels is a
// multiple of 8.
void enlargePicture(const Bf16* x, int64_t height, int64_t width, int64_t channels, Bf16* out, cudaStream_t stream);

// x += bias, and += add where it isn't null, rounded once. x, add [pixels, channels], bias [channels], a multiple of 8.
void addChannels(Bf16* x, const Bf16* bias, const Bf16* add, int64_t pixels, int64_t channels, cudaStream_t stream);

} // namespace studio::nn::cuda
