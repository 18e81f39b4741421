// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dit/Rope.h"

#include "core/dit/DitConfig.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <c10/util/Half.h>

#include <cmath>
#include <numeric>

namespace studio::dit {
namespace {

constexpr double kBase = 10000.0;
constexpr int64_t kReferenceTime = 30;

std::vector<int64_t> range(int64_t begin, int64_t count)
{
    std::vector<int64_t> values(static_cast<size_t>(count));
    std::iota(values.begin(), values.end(), begin);
    return values;
}

} // namespace

Rope::Rope(int64_t headDim, c10::Device device)
    : m_device(device)
{
    const int64_t side = 2 * (headDim / 6);
    for (const int64_t part : {headDim - 2 * side, side, side}) {
        std::vector<double>& frequencies = m_frequencies.emplace_back();
        for (int64_t k = 0; k < part; k += 2)
            frequencies.push_back(1.0 / std::pow(kBase, static_cast<double>(k) / static_cast<double>(part)));
    }
}

at::Tensor Rope::axis(const std::vector<int64_t>& positions, size_t part) const
{
    const std::vector<double>& frequencies = m_frequencies[part];
    const auto rows = static_cast<int64_t>(positions.size());
    at::Tensor factors = at::empty({rows, static_cast<int64_t>(frequencies.size())}, at::kComplexFloat);
    auto* target = static_cast<c10::complex<float>*>(factors.mutable_data_ptr());
    for (const int64_t position : positions) {
        for (const double frequency : frequencies) {
            // A negative position is the conjugate of its magnitude: cos and sin are rounded after, not before.
            const double angle = static_cast<double>(position) * frequency;
            *target++ = {static_cast<float>(c10::Half(static_cast<float>(std::cos(angle)))),
                         static_cast<float>(c10::Half(static_cast<float>(std::sin(angle))))};
        }
    }
    return factors;
}

at::Tensor Rope::grid(const std::vector<int64_t>& times, const std::vector<int64_t>& rows,
                      const std::vector<int64_t>& columns) const
{
    const auto t = static_cast<int64_t>(times.size());
    const auto y = static_cast<int64_t>(rows.size());
    const auto x = static_cast<int64_t>(columns.size());
    const at::Tensor whole = at::cat({axis(times, 0).view({t, 1, 1, -1}).expand({t, y, x, -1}),
                                      axis(rows, 1).view({1, y, 1, -1}).expand({t, y, x, -1}),
                                      axis(columns, 2).view({1, 1, x, -1}).expand({t, y, x, -1})},
                                     -1);
    return whole.view({t * y * x, 1, -1}).to(m_device);
}

at::Tensor Rope::block(int64_t f0, int64_t rows, int64_t columns) const
{
    return grid(range(f0, kBlockLatents), range(0, rows), range(0, columns));
}

at::Tensor Rope::reference(int64_t time, int64_t rows, int64_t columns) const
{
    return grid({time}, range(0, rows), range(0, columns));
}

at::Tensor Rope::motion(int64_t rows, int64_t columns) const
{
    return at::cat({grid({-1}, range(0, rows), range(0, columns)),
                    grid({-3}, spreadPositions(rows, rows / 2), spreadPositions(columns, columns / 2)),
                    grid({-19, -14, -9, -4}, spreadPositions(rows, rows / 4), spreadPositions(columns, columns / 4))});
}

int64_t referenceTime(int64_t f0, int distance)
{
    return kReferenceTime + std::max<int64_t>(0, f0 - (kReferenceTime - distance));
}

std::vector<int64_t> spreadPositions(int64_t size, int64_t count)
{
    std::vector<int64_t> positions;
    const double step = count > 1 ? static_cast<double>(size - 1) / static_cast<double>(count - 1) : 0.0;
    for (int64_t k = 0; k < count; ++k)
        positions.push_back(static_cast<int64_t>(static_cast<double>(k) * step));
    if (count > 1)
        positions.back() = size - 1;
    return positions;
}

} // namespace studio::dit
