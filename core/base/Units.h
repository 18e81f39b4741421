// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace studio {

// What a person reads or types as GB. Memory, files and budgets: 2^30 bytes, the unit that graphics cards and memory
// are sold in, so that a budget of 24 is a promise of at most 24. Transfer rates (GB/s): 10^9 bytes, the unit in which
// the speeds of PCIe and disks are published.
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

// The number alone, rounded up, so that what is printed is enough when it is typed as a budget: "23.51".
[[nodiscard]] std::string budgetText(int64_t bytes);

} // namespace studio
