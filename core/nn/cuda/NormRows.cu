// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/cuda/Device.cuh"

namespace studio::nn::cuda {
namespace {

// Whole numbers have no NaN: a row with one gets it as its scale.
template<bool Full, int N, typename Numbers>
__device__ inline void leaveInt8(Numbers (&e)[N], int vectors, int64_t row, const RowOutput& out,
                                 float (&scratch)[kMostWarps])
{
    float most = 0;
    forVectors<N, Full>(vectors, [&](int i, int) {
        const Eight turned = rotated(wide(e[i]), out.group);
        keep(e[i], turned);
#pragma unroll
        for (const float value : turned.v)
            most = LargestOrNan()(most, fabsf(value));
    });
    most = acrossBlock(most, LargestOrNan(), scratch);
    most = most < 1e-12f ? 1e-12f : most;
    const float scale = kInt8Max / most;
    if (threadIdx.x == 0)
        out.scale[row] = most / kInt8Max * out.unit;
    forVectors<N, Full>(vectors,
                        [&](int i, int column) { store8(out.int8 + row * 8 * vectors + column, wide(e[i]), scale); });
}

// Leaves a row where `out` says. What it asks of `out` is the same for the whole block.
template<bool Full, int N, typename Numbers>
__device__ inline void leave(Numbers (&e)[N], int vectors, int64_t row, const RowOutput& out,
                             float (&scratch)[kMostWarps])
{
    const int64_t start = row * 8 * vectors;
    const auto forAll = [&](auto function) {
        forVectors<N, Full>(vectors, [&](int i, int column) { function(e[i], start + column); });
    };
    const bool isPlain = out.plain != nullptr;
    if (isPlain ? out.plainNumber == Number::BFloat16 : out.roundFirst)
        forAll([](Numbers& numbers, int64_t) { assign(numbers, wide(numbers)); });
    if (isPlain) {
        if (out.plainNumber == Number::Float)
            forAll([&](const Numbers& numbers, int64_t at) {
                store8(static_cast<float*>(out.plain) + at, wide(numbers));
            });
        else
            forAll([&](const Numbers& numbers, int64_t at) { store8(static_cast<Bf16*>(out.plain) + at, numbers); });
        if (!out.amax)
            return;
    }
    if (out.int8)
        return leaveInt8<Full>(e, vectors, row, out, scratch);
    float most = 0;
    forAll([&](const Numbers& numbers, int64_t) { most = fmaxf(most, largest(numbers)); });
    most = acrossBlock(most, LargestMagnitude(), scratch);
    if (isPlain) {
        if (threadIdx.x == 0)
            raiseTo(out.amax, most);
        return;
    }
    most = fmaxf(most, 1e-12f);
    const float scale = kFp8Max / most;
    if (threadIdx.x == 0)
        out.scale[row] = most / kFp8Max;
    forAll([&](const Numbers& numbers, int64_t at) { store8(out.fp8 + at, wide(numbers), scale); });
}

constexpr int larger(int a, int b)
{
    return a > b ? a : b;
}

constexpr int kMostParts = 3;

// What is added to x, in order: as many of them as the form has.
struct Parts {
    const Bf16* numbers[kMostParts];
    Epilogue epilogue[kMostParts]; // of all of them or of none
    const float* gates[kMostParts]; // null for a gate of 1
};

// What is the same for all rows of a launch is known to the compiler, so that it can ask for all that a row needs at
// once: how many parts there are, which of them have a gate (bit k), and whether they still need their epilogue.
template<int Number, unsigned Gated, bool HasEpilogue>
struct PartsOf {
    static constexpr int kNumber = Number;
    static constexpr int kRoom = Number > 0 ? Number : 1; // C++ has no arrays of nothing
    static constexpr bool kHasEpilogue = HasEpilogue;
    __host__ __device__ static constexpr bool isGated(int k) { return (Gated >> k & 1u) != 0; }
};

// How many blocks of threads with so many registers each a multiprocessor should hold.
constexpr int blocksOf(int threads, int registers)
{
    const int byRegisters = 65536 / (threads * registers);
    const int byThreads = 1536 / threads; // 2048 on some
    return larger(byRegisters < byThreads ? byRegisters : byThreads, 1);
}

// Registers of a thread: of the row as it comes or in fp32, whichever is more, and what else it takes.
template<int N, typename X, typename Form>
constexpr int kNormRegisters
    = N* larger(8, 4 * Form::kNumber + static_cast<int>(2 * sizeof(X))) + (Form::kHasEpilogue ? 48 : 32);

// A block for a row. No branch lies between the loads of a pass over it, so that all of them are under way at once.
template<int N, bool Full, typename X, typename Form>
__global__ void __launch_bounds__(kRowThreads<N>, blocksOf(kRowThreads<N>, kNormRegisters<N, X, Form>))
    normRowsKernel(const NormArguments a, const Parts parts)
{
    constexpr int kParts = Form::kNumber;
    __shared__ float2 moments[kMostWarps];
    __shared__ float scratch[kMostWarps];
    const int64_t row = blockIdx.x;
    const int64_t start = row * a.dim;
    const int64_t modulation = row / a.rowsPerGroup * a.dim;
    const auto vectors = static_cast<int>(a.dim / 8);

    EightOf<X> x[N];
    EightBf16 more[Form::kRoom][N];
    float rowScales[Form::kRoom];
#pragma unroll
    for (int k = 0; k < kParts; ++k)
        rowScales[k] = Form::kHasEpilogue ? parts.epilogue[k].rows[row] : 1;
    forVectors<N, Full>(vectors, [&](int i, int column) {
        x[i] = loadOnce(static_cast<const X*>(a.x) + start + column);
#pragma unroll
        for (int k = 0; k < kParts; ++k)
            more[k][i] = loadOnce(parts.numbers[k] + start + column);
    });

    __syncwarp(); // the compiler would put the use of some before the loads of others

    Eight e[N];
    const auto forAll
        = [&](auto function) { forVectors<N, Full>(vectors, [&](int i, int column) { function(e[i], column); }); };
    forVectors<N, Full>(vectors, [&](int i, int column) {
        e[i] = wide(x[i]);
#pragma unroll
        for (int k = 0; k < kParts; ++k) {
            Eight gate, columns, bias;
            if (Form::isGated(k))
                gate = load(parts.gates[k] + modulation + column);
            if (Form::kHasEpilogue) {
                columns = load(parts.epilogue[k].columns + column);
                bias = load8(parts.epilogue[k].bias + column);
            }
            Eight y = wide(more[k][i]);
#pragma unroll
            for (int n = 0; n < 8; ++n) {
                if (Form::kHasEpilogue)
                    y.v[n] = fmaf(y.v[n] * rowScales[k], columns.v[n], bias.v[n]);
                e[i].v[n] = Form::isGated(k) ? fmaf(y.v[n], gate.v[n], e[i].v[n]) : e[i].v[n] + y.v[n];
            }
        }
    });
    if (a.roundBefore)
        forAll([](Eight& numbers, int) { assign(numbers, numbers); });
    if (a.sum)
        forAll([&](const Eight& numbers, int column) { store8(a.sum + start + column, numbers); });
    if (!a.normalise)
        return;

    // Each warp's mean and its squares about that, put together without a cancellation (Chan, Golub, LeVeque 1979), so
    // that one barrier is enough.
    const int lane = static_cast<int>(threadIdx.x % 32);
    const int warp = static_cast<int>(threadIdx.x / 32);
    float mean = 0;
    forAll([&](const Eight& numbers, int) {
#pragma unroll
        for (const float value : numbers.v)
            mean += value;
    });
    mean = acrossWarp(mean, Add()) / numbersOfWarp<N, Full>(warp, vectors);
    float squares = 0;
    forAll([&](const Eight& numbers, int) {
#pragma unroll
        for (const float value : numbers.v)
            squares = fmaf(value - mean, value - mean, squares);
    });
    squares = acrossWarp(squares, Add());
    if (lane == 0)
        moments[warp] = make_float2(mean, squares);
    __syncthreads();
    const int other = lane % kMostWarps;
    const bool isOne = other < static_cast<int>(blockDim.x / 32);
    const float share = isOne ? numbersOfWarp<N, Full>(other, vectors) : 0.0f;
    const float2 theirs = isOne ? moments[other] : make_float2(0, 0);
    const float reciprocal = 1.0f / static_cast<float>(a.dim);
    mean = acrossWarp<kMostWarps>(share * theirs.x, Add()) * reciprocal;
    const float apart = theirs.x - mean;
    squares = acrossWarp<kMostWarps>(fmaf(share * apart, apart, theirs.y), Add());
    const float inverse = rsqrtf(fmaf(squares, reciprocal, a.eps));

    forAll([&](Eight& numbers, int) {
#pragma unroll
        for (float& value : numbers.v)
            value = (value - mean) * inverse;
    });
    if (a.roundBetween)
        forAll([](Eight& numbers, int) { assign(numbers, numbers); });
    const auto modulate = [&](const auto* scales, const auto* shifts) {
        forAll([&](Eight& numbers, int column) {
            const Eight scale = load8(scales + column);
            const Eight shift = load8(shifts + column);
#pragma unroll
            for (int n = 0; n < 8; ++n)
                numbers.v[n] = fmaf(numbers.v[n], scale.v[n], shift.v[n]);
        });
    };
    if (a.scale)
        modulate(a.scale + modulation, a.shift + modulation);
    else if (a.weight)
        modulate(a.weight, a.bias);
    leave<Full>(e, vectors, row, a.out, scratch);
}

__device__ inline float exp2Fast(float x)
{
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

__device__ inline float reciprocalFast(float x)
{
    float y;
    asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

// x / 2 * (1 + tanh(u)) = x / (1 + exp(-2 u)), u = sqrt(2 / pi) * (x + 0.044715 x^3): two instructions of the unit of
// the transcendental functions, which is what a row takes longest for.
__device__ inline void gelu8(Eight& e)
{
    constexpr float kLinear = -2.302208198f; // -2 * sqrt(2 / pi) * log2(e)
    constexpr float kCubic = 0.044715f * kLinear;
#pragma unroll
    for (float& x : e.v)
        x *= reciprocalFast(1.0f + exp2Fast(x * fmaf(x * x, kCubic, kLinear)));
}

template<int N, bool Full, typename X>
__global__ void __launch_bounds__(kRowThreads<N>, blocksOf(kRowThreads<N>, static_cast<int>(2 * N * sizeof(X)) + 24))
    mapRowsKernel(const X* x, const Epilogue epilogue, int vectors, Function function, const RowOutput out)
{
    __shared__ float scratch[kMostWarps];
    const int64_t start = static_cast<int64_t>(blockIdx.x) * 8 * vectors;
    EightOf<X> e[N];
    forVectors<N, Full>(vectors, [&](int i, int column) { e[i] = loadOnce(x + start + column); });
    if (function == Function::GeluTanh) {
        const float rowScale = epilogue.rows ? epilogue.rows[blockIdx.x] : 1;
        forVectors<N, Full>(vectors, [&](int i, int column) {
            Eight values = wide(e[i]);
            if (epilogue.rows)
                applyEpilogue(values, epilogue, rowScale, column);
            gelu8(values);
            assign(e[i], values);
        });
    }
    leave<Full>(e, vectors, blockIdx.x, out, scratch);
}

unsigned blocks(int64_t count)
{
    return static_cast<unsigned>(count);
}

template<int N, bool Full, typename X>
void launchNorm(const NormArguments& a, const Parts& parts, int count, int threads, cudaStream_t stream)
{
    const auto launch = [&](auto form) {
        normRowsKernel<N, Full, X, decltype(form)><<<blocks(a.rows), threads, 0, stream>>>(a, parts);
    };
    const auto launchForm = [&](auto hasEpilogue) {
        // y with its gate, z, and what comes last with its gate; or something without a gate alone.
        if (count == 1 && !parts.gates[0])
            launch(PartsOf<1, 0, hasEpilogue>());
        else if (count == 1)
            launch(PartsOf<1, 1, hasEpilogue>());
        else if (count == 2)
            launch(PartsOf<2, 1, hasEpilogue>());
        else
            launch(PartsOf<3, 5, hasEpilogue>());
    };
    if (count == 0)
        launch(PartsOf<0, 0, false>());
    else if (parts.epilogue[0].rows && std::is_same_v<X, Bf16>)
        launchForm(std::bool_constant<std::is_same_v<X, Bf16>>());
    else
        launchForm(std::false_type());
}

} // namespace

bool isForm(const NormArguments& a)
{
    const bool isOne = (a.y != nullptr) + (a.z != nullptr) + (a.last != nullptr) <= 1;
    const bool isBlock = a.y && a.gate && a.z && (!a.last || a.lastGate);
    const bool hasEpilogue = a.yEpilogue.rows || a.zEpilogue.rows || a.lastEpilogue.rows;
    const auto agrees = [&](const Bf16* numbers, const Epilogue& epilogue) {
        return !numbers || (epilogue.rows != nullptr) == hasEpilogue;
    };
    return (isOne || isBlock) && agrees(a.y, a.yEpilogue) && agrees(a.z, a.zEpilogue) && agrees(a.last, a.lastEpilogue)
        && !(hasEpilogue && a.xNumber == Number::Float);
}

void normRows(const NormArguments& a, cudaStream_t stream)
{
    Parts parts{};
    int count = 0;
    const auto add = [&](const Bf16* numbers, const Epilogue& epilogue, const float* gate) {
        if (!numbers)
            return;
        parts.numbers[count] = numbers;
        parts.epilogue[count] = epilogue;
        parts.gates[count++] = gate;
    };
    add(a.y, a.yEpilogue, a.gate);
    add(a.z, a.zEpilogue, nullptr);
    add(a.last, a.lastEpilogue, a.lastGate);
    forRowsOf<1, 4, 8>(a.dim, [&](auto n, int threads) {
        if (a.xNumber == Number::Float)
            return launchNorm<n, false, float>(a, parts, count, threads, stream);
        whetherFull<n>(a.dim, [&](auto full) { launchNorm<n, full, Bf16>(a, parts, count, threads, stream); });
    });
}

void mapRows(const void* x, Number xNumber, const Epilogue& epilogue, int64_t rows, int64_t dim, Function function,
             const RowOutput& out, cudaStream_t stream)
{
    const auto vectors = static_cast<int>(dim / 8);
    forRowsOf<1, 4, 6, 8>(dim, [&](auto n, int threads) {
        if (xNumber == Number::Float) {
            mapRowsKernel<n, false>
                <<<blocks(rows), threads, 0, stream>>>(static_cast<const float*>(x), epilogue, vectors, function, out);
            return;
        }
        if (xNumber == Number::E4m3) {
            mapRowsKernel<n, false>
                <<<blocks(rows), threads, 0, stream>>>(static_cast<const Fp8*>(x), epilogue, vectors, function, out);
            return;
        }
        whetherFull<n>(dim, [&](auto full) {
            mapRowsKernel<n, full>
                <<<blocks(rows), threads, 0, stream>>>(static_cast<const Bf16*>(x), epilogue, vectors, function, out);
        });
    });
}

} // namespace studio::nn::cuda
