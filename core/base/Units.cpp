// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Units.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace studio {
namespace {

std::string twoDigits(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f", value);
    return text.data();
}

} // namespace

std::string gigabytesText(int64_t bytes)
{
    return twoDigits(gigabytes(bytes)) + " GB";
}

std::string budgetText(int64_t bytes)
{
    return twoDigits(std::ceil(gigabytes(bytes) * 100.0) / 100.0);
}

} // namespace studio
