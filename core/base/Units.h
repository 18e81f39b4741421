// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace studio {

// GB as shown and typed. Memory, files and budgets: 2^30 bytes, the unit of graphics cards and memory modules, so that
// a budget of 24 means at most 24. Transfer rates (GB/s): 10^9 bytes, the unit of published PCIe and disk speeds.
inline constexpr int64_t kGiB = int64_t{1} << 30;
inline constexpr double kGigabytePerSecond = 1e9;

[[nodiscard]] constexpr double gigabytes(int64_t bytes)
{
    return static_cast<double>(bytes) / static_cast<double>(kGiB);
}

[[nodiscard]] constexpr int64_t bytesOfGigabytes(double gigabytes)
{
    return static_cast<int64_t>(gigabytes * static_cast<double>(kGiB));
}

// "23.50 GB".
[[nodiscard]] std::string gigabytesText(int64_t bytes);

// The number alone, rounded up, so that it is sufficient when typed as a budget: "23.51",
// "0.0132".
[[nodiscard]] std::string budgetText(int64_t bytes);

} // namespace studio
