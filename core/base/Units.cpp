// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Units.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace studio {
namespace {

std::string fixed(double value, int decimals)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

} // namespace

std::string gigabytesText(int64_t bytes)
{
    return fixed(gigabytes(bytes), 2) + " GB";
}

std::string budgetText(int64_t bytes)
{
    const int decimals = bytes < kGiB ? 4 : 2; // A small model's least budget is some MB.
    const double step = std::pow(10.0, -decimals);
    return fixed(std::ceil(gigabytes(bytes) / step) * step, decimals);
}

FileSize fileSize(uint64_t bytes)
{
    if (bytes < 1000)
        return {std::to_string(bytes), "B"};
    const auto value = static_cast<double>(bytes);
    // What would be rounded to a thousand is one of the next unit.
    if (value < 999.5e3)
        return {fixed(value / 1e3, 0), "KB"};
    const double number = value < 999.5e6 ? value / 1e6 : value / 1e9;
    return {fixed(number, number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2), value < 999.5e6 ? "MB" : "GB"};
}

std::string fileSizeText(uint64_t bytes)
{
    const FileSize size = fileSize(bytes);
    return size.number + ' ' + size.unit;
}

} // namespace studio
