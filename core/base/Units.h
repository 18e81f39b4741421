// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace studio {

// GB as shown and typed. Memory and budgets: 2^30 bytes, the unit of graphics cards and memory modules, so that a
// budget of 24 means at most 24. Transfer rates (GB/s): 10^9 bytes, the unit of published PCIe and disk speeds. Files
// of models: 10^9 bytes, as on the pages that offer them.
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

// A file's size with three digits, in B, KB, MB or GB: {"32.6", "GB"}, {"1.35", "GB"}, {"508", "MB"}.
struct FileSize {
    std::string number;
    const char* unit;
};
[[nodiscard]] FileSize fileSize(uint64_t bytes);

// "32.6 GB".
[[nodiscard]] std::string fileSizeText(uint64_t bytes);

} // namespace studio
