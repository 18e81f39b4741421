// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/ComputeAs.h"

#include "core/tensor/NumberBits.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <vector>

namespace studio::model {
namespace {

constexpr int64_t kNumbersAtOnce = 4096; // in fp32, before they are rounded
constexpr int64_t kWorthAThread = 1 << 16; // numbers

STUDIO_INLINE void roundAll(const float* from, int64_t count, uint16_t* to)
{
    for (int64_t i = 0; i < count; ++i)
        to[i] = tensor::bits::toBf16(from[i]);
}

void roundAnywhere(const float* from, int64_t count, uint16_t* to)
{
    roundAll(from, count, to);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) void roundAvx2(const float* from, int64_t count, uint16_t* to)
{
    roundAll(from, count, to);
}
#endif

void toBf16(const float* from, int64_t count, uint16_t* to)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return roundAvx2(from, count, to);
#endif
    roundAnywhere(from, count, to);
}

} // namespace

at::Tensor computeAs(c10::IntArrayRef shape, at::ScalarType dtype, int64_t unit, const UnitNumbers& numbers)
{
    if (dtype != at::kFloat && dtype != at::kBFloat16)
        return computeAs(shape, at::kFloat, unit, numbers).to(dtype);
    at::Tensor result = at::empty(shape, dtype);
    const int64_t units = unit > 0 ? result.numel() / unit : 0;
    void* const to = result.mutable_data_ptr();
    at::parallel_for(0, units, std::max<int64_t>(1, kWorthAThread / std::max<int64_t>(1, unit)),
                     [&](int64_t begin, int64_t end) {
                         if (dtype == at::kFloat)
                             return numbers(begin, end, static_cast<float*>(to) + begin * unit);
                         const int64_t atOnce = std::max<int64_t>(1, kNumbersAtOnce / unit);
                         std::vector<float> wide(static_cast<size_t>(std::min(atOnce, end - begin) * unit));
                         for (int64_t i = begin; i < end; i += atOnce) {
                             const int64_t last = std::min(end, i + atOnce);
                             numbers(i, last, wide.data());
                             toBf16(wide.data(), (last - i) * unit, static_cast<uint16_t*>(to) + i * unit);
                         }
                     });
    return result;
}

} // namespace studio::model
