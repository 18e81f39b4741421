// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/Fp8Rows.h"

#include "core/tensor/NumberBits.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>

namespace studio::nn::cpu {
namespace {

constexpr int64_t kNumbersAtOnce = 1 << 16; // less isn't worth a thread

// The bits of a number without its sign are ordered as magnitudes are, NaN above all.
template<typename Number>
struct Bits;
template<>
struct Bits<float> {
    using Type = uint32_t;
    STUDIO_INLINE static float wide(uint32_t bits) { return std::bit_cast<float>(bits); }
};
template<>
struct Bits<c10::BFloat16> {
    using Type = uint16_t;
    STUDIO_INLINE static float wide(uint16_t bits) { return tensor::bits::fromBf16(bits); }
};
template<>
struct Bits<c10::Half> {
    using Type = uint16_t;
    STUDIO_INLINE static float wide(uint16_t bits) { return tensor::bits::fromFp16(bits); }
};

template<typename Number>
STUDIO_INLINE float largestIn(const typename Bits<Number>::Type* numbers, int64_t count)
{
    using Type = typename Bits<Number>::Type;
    constexpr Type kMagnitude = static_cast<Type>(-1) >> 1;
    Type most = 0;
    for (int64_t i = 0; i < count; ++i)
        most = std::max<Type>(most, static_cast<Type>(numbers[i] & kMagnitude));
    return Bits<Number>::wide(most);
}

template<typename Number>
STUDIO_INLINE void roundIn(const typename Bits<Number>::Type* numbers, int64_t count, float divisor, float factor,
                           uint8_t* to)
{
    for (int64_t i = 0; i < count; ++i)
        to[i] = tensor::bits::toE4m3(Bits<Number>::wide(numbers[i]) / divisor * factor);
}

template<typename Number>
struct Kernels {
    using Type = typename Bits<Number>::Type;
    float (*largest)(const Type* numbers, int64_t count);
    void (*round)(const Type* numbers, int64_t count, float divisor, float factor, uint8_t* to);
};

// The loops are plain, so that the compiler makes vectors of them: for AVX2 where the processor has it.
#define STUDIO_KERNELS(Name, target)                                                                                   \
    template<typename Number>                                                                                          \
    target float largest##Name(const typename Bits<Number>::Type* numbers, int64_t count)                              \
    {                                                                                                                  \
        return largestIn<Number>(numbers, count);                                                                      \
    }                                                                                                                  \
    template<typename Number>                                                                                          \
    target void round##Name(const typename Bits<Number>::Type* numbers, int64_t count, float divisor, float factor,    \
                            uint8_t* to)                                                                               \
    {                                                                                                                  \
        roundIn<Number>(numbers, count, divisor, factor, to);                                                          \
    }

STUDIO_KERNELS(Anywhere, )
#if defined(__x86_64__)
STUDIO_KERNELS(Avx2, __attribute__((target("avx2"))))
#endif

template<typename Number>
Kernels<Number> kernels()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return {largestAvx2<Number>, roundAvx2<Number>};
#endif
    return {largestAnywhere<Number>, roundAnywhere<Number>};
}

template<typename Number>
const typename Bits<Number>::Type* bitsOf(const at::Tensor& x)
{
    return static_cast<const typename Bits<Number>::Type*>(x.const_data_ptr());
}

uint8_t* bytesOf(const at::Tensor& values)
{
    return static_cast<uint8_t*>(values.mutable_data_ptr());
}

// Calls function(Number()) for the type of x.
template<typename Function>
void forType(const at::Tensor& x, Function&& function)
{
    switch (x.scalar_type()) {
    case at::kBFloat16: return function(c10::BFloat16());
    case at::kHalf: return function(c10::Half());
    default: return function(float());
    }
}

} // namespace

bool canRound(const at::Tensor& x)
{
    const at::ScalarType dtype = x.scalar_type();
    return x.is_cpu() && x.is_contiguous() && x.numel() > 0 && x.dim() > 0
        && (dtype == at::kFloat || dtype == at::kBFloat16 || dtype == at::kHalf);
}

void roundRows(const at::Tensor& x, RowScaler scaler, const at::Tensor& values, const at::Tensor& scales)
{
    const int64_t columns = x.size(-1);
    const int64_t grain = std::max<int64_t>(1, kNumbersAtOnce / columns);
    uint8_t* const to = bytesOf(values);
    auto* const scaleOf = scales.mutable_data_ptr<float>();
    forType(x, [&](auto number) {
        using Number = decltype(number);
        const auto* const from = bitsOf<Number>(x);
        const auto use = kernels<Number>();
        at::parallel_for(0, x.numel() / columns, grain, [&](int64_t begin, int64_t end) {
            for (int64_t row = begin; row < end; ++row) {
                const RowScaling scaling = scaler(use.largest(from + row * columns, columns));
                use.round(from + row * columns, columns, scaling.divisor, scaling.factor, to + row * columns);
                scaleOf[row] = scaling.scale;
            }
        });
    });
}

float largest(const at::Tensor& x)
{
    std::atomic<uint32_t> most = 0;
    forType(x, [&](auto number) {
        using Number = decltype(number);
        const auto* const from = bitsOf<Number>(x);
        const auto use = kernels<Number>();
        at::parallel_for(0, x.numel(), kNumbersAtOnce, [&](int64_t begin, int64_t end) {
            const auto mine = std::bit_cast<uint32_t>(use.largest(from + begin, end - begin));
            uint32_t before = most;
            while (before < mine && !most.compare_exchange_weak(before, mine)) { }
        });
    });
    return std::bit_cast<float>(most.load());
}

void round(const at::Tensor& x, const RowScaling& scaling, const at::Tensor& values)
{
    uint8_t* const to = bytesOf(values);
    forType(x, [&](auto number) {
        using Number = decltype(number);
        const auto* const from = bitsOf<Number>(x);
        const auto use = kernels<Number>();
        at::parallel_for(0, x.numel(), kNumbersAtOnce, [&](int64_t begin, int64_t end) {
            use.round(from + begin, end - begin, scaling.divisor, scaling.factor, to + begin);
        });
    });
}

} // namespace studio::nn::cpu
