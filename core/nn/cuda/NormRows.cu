// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/cuda/Device.cuh"

namespace studio::nn::cuda {
namespace {

// e += more * gate, whose gate is 1 where there is none. Nothing where there are no numbers to add.
__device__ inline void addGated(Eight& e, const Bf16* more, const float* gate)
{
    if (!more)
        return;
    const Eight y = load8(more);
    Eight factor;
    if (gate)
        factor = load8(gate);
#pragma unroll
    for (int i = 0; i < 8; ++i)
        e.v[i] = gate ? fmaf(y.v[i], factor.v[i], e.v[i]) : e.v[i] + y.v[i];
}

template<int N, typename X>
__global__ void normRowsKernel(const NormArguments a)
{
    __shared__ float scratch[3][32];
    const int64_t index = blockIdx.x;
    const int64_t start = index * a.dim;
    const int64_t group = index / a.rowsPerGroup * a.dim;
    const auto at = [](const auto* numbers, int64_t offset) { return numbers ? numbers + offset : nullptr; };

    Row<N> row;
    row.vectors = static_cast<int>(a.dim / 8);
    float total = 0;
    row.forEach([&](Eight& e, int column) {
        e = load8(static_cast<const X*>(a.x) + start + column);
        addGated(e, at(a.y, start + column), at(a.gate, group + column));
        addGated(e, at(a.z, start + column), nullptr);
        addGated(e, at(a.last, start + column), at(a.lastGate, group + column));
        if (a.sum)
            store8(a.sum + start + column, e);
        if (a.normalise) {
#pragma unroll
            for (float& value : e.v) {
                value = a.roundBefore ? rounded(value) : value;
                total += value;
            }
        }
    });
    if (a.normalise) {
        const float mean = acrossBlock(total, Add(), scratch[0]) / static_cast<float>(a.dim);
        float squares = 0;
        row.forEach([&](Eight& e, int) {
#pragma unroll
            for (float& value : e.v) {
                value -= mean;
                squares = fmaf(value, value, squares);
            }
        });
        const float inverse = rsqrtf(acrossBlock(squares, Add(), scratch[1]) / static_cast<float>(a.dim) + a.eps);
        row.forEach([&](Eight& e, int column) {
#pragma unroll
            for (float& value : e.v)
                value = a.roundBetween ? rounded(value * inverse) : value * inverse;
            if (a.scale) {
                const Eight scale = load8(a.scale + group + column);
                const Eight shift = load8(a.shift + group + column);
#pragma unroll
                for (int i = 0; i < 8; ++i)
                    e.v[i] = fmaf(e.v[i], scale.v[i], shift.v[i]);
            } else if (a.weight) {
                const Eight weight = load8(a.weight + column);
                const Eight bias = load8(a.bias + column);
#pragma unroll
                for (int i = 0; i < 8; ++i)
                    e.v[i] = fmaf(e.v[i], weight.v[i], bias.v[i]);
            }
        });
    }
    leave(row, index, a.dim, a.out, scratch[2]);
}

template<int N, typename X>
__global__ void mapRowsKernel(const X* x, int64_t dim, Function function, const RowOutput out)
{
    __shared__ float scratch[32];
    const int64_t index = blockIdx.x;
    Row<N> row;
    row.vectors = static_cast<int>(dim / 8);
    row.forEach([&](Eight& e, int column) {
        e = load8(x + index * dim + column);
        if (function == Function::GeluTanh) {
#pragma unroll
            for (float& value : e.v) {
                // x / 2 * (1 + tanh(u)) = x / (1 + exp(-2 u)), which costs a third of tanh's instructions.
                const float inner = 0.7978845608f * (value + 0.044715f * value * value * value);
                value = rounded(__fdividef(value, 1.0f + __expf(-2.0f * inner)));
            }
        }
    });
    leave(row, index, dim, out, scratch);
}

unsigned blocks(int64_t count)
{
    return static_cast<unsigned>(count);
}

} // namespace

void normRows(const NormArguments& a, cudaStream_t stream)
{
    forRowsOf(a.dim, [&](auto n, int threads) {
        if (a.xNumber == Number::BFloat16)
            normRowsKernel<n, Bf16><<<blocks(a.rows), threads, 0, stream>>>(a);
        else
            normRowsKernel<n, float><<<blocks(a.rows), threads, 0, stream>>>(a);
    });
}

void mapRows(const void* x, Number xNumber, int64_t rows, int64_t dim, Function function, const RowOutput& out,
             cudaStream_t stream)
{
    forRowsOf(dim, [&](auto n, int threads) {
        if (xNumber == Number::BFloat16)
            mapRowsKernel<n><<<blocks(rows), threads, 0, stream>>>(static_cast<const Bf16*>(x), dim, function, out);
        else
            mapRowsKernel<n><<<blocks(rows), threads, 0, stream>>>(static_cast<const float*>(x), dim, function, out);
    });
}

} // namespace studio::nn::cuda
