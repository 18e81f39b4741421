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

} // namespace studio
