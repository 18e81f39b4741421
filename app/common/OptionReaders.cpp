// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/OptionReaders.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace studio::options {
namespace {

struct RateName {
    const char* name;
    std::optional<double> pipeline::Rates::*rate;
    double unit;
};

constexpr std::array kRateNames{RateName{"h2d", &pipeline::Rates::toDevice, kGigabytePerSecond},
                                RateName{"d2h", &pipeline::Rates::fromDevice, kGigabytePerSecond},
                                RateName{"both", &pipeline::Rates::bothWays, kGigabytePerSecond},
                                RateName{"disk", &pipeline::Rates::disk, kGigabytePerSecond},
                                RateName{"bf16_tflops", &pipeline::Rates::linearBf16, 1e12},
                                RateName{"fp8_tflops", &pipeline::Rates::linearFp8, 1e12},
                                RateName{"int8_tflops", &pipeline::Rates::linearInt8, 1e12},
                                RateName{"attention_tflops", &pipeline::Rates::attention, 1e12},
                                RateName{"attention_fp8_tflops", &pipeline::Rates::attentionFp8, 1e12},
                                RateName{"memory", &pipeline::Rates::memory, kGigabytePerSecond},
                                RateName{"vae_spmp", &pipeline::Rates::vaeSecondsPerPixel, 1e-6},
                                RateName{"int8_vae_spmp", &pipeline::Rates::int8DecoderSecondsPerPixel, 1e-6},
                                RateName{"light_vae_spmp", &pipeline::Rates::lightDecoderSecondsPerPixel, 1e-6}};

} // namespace

Error bad(const std::string& why)
{
    return {ErrorCode::BadOption, {}, why};
}

Result<bool> parseSwitch(std::string text)
{
    const auto lower = [](char letter) { return static_cast<char>(std::tolower(static_cast<unsigned char>(letter))); };
    std::transform(text.begin(), text.end(), text.begin(), lower);
    for (const char* yes : {"true", "1", "yes", "y", "t", "on"}) {
        if (text == yes)
            return true;
    }
    for (const char* no : {"false", "0", "no", "n", "f", "off"}) {
        if (text == no)
            return false;
    }
    return bad("'" + text + "' is neither True nor False");
}

Result<double> parseAmount(const std::string& text)
{
    Result<double> number = parseNumber<double>(text);
    if (number && !(*number > 0 && *number < 1e9))
        return bad("'" + text + "' is not a number that fits here");
    return number;
}

Result<Budget> parseBudget(const std::string& text)
{
    const bool isShare = text.ends_with('%');
    const Result<double> amount = parseAmount(isShare ? text.substr(0, text.size() - 1) : text);
    if (!amount)
        return amount.error();
    if (!isShare)
        return Budget{.bytes = bytesOfGigabytes(*amount), .share = 0};
    if (*amount > 100)
        return bad(text + " is more than there is");
    return Budget{.bytes = 0, .share = *amount / 100};
}

Result<pipeline::Rates> parseRates(pipeline::Rates rates, const std::string& text)
{
    for (const std::string& item : split(text)) {
        const size_t equals = item.find('=');
        const std::string name = item.substr(0, equals);
        const auto* const found = std::find_if(kRateNames.begin(), kRateNames.end(),
                                               [&](const RateName& each) { return name == each.name; });
        if (found == kRateNames.end() || equals == std::string::npos) {
            std::string all;
            for (const RateName& each : kRateNames)
                all += (all.empty() ? "" : ", ") + std::string(each.name);
            return bad("'" + item + "' is not name=number; names are: " + all);
        }
        const Result<double> amount = parseAmount(item.substr(equals + 1));
        if (!amount)
            return amount.error();
        rates.*(found->rate) = *amount * found->unit;
    }
    return rates;
}

std::vector<std::string> split(const std::string& text)
{
    std::vector<std::string> items;
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find(',', begin), text.size());
        items.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return items;
}

std::string numberText(double number)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.12g", number);
    return text.data();
}

Reader rates(pipeline::Rates& into)
{
    return parsed(into, [&into](const std::string& text) { return parseRates(into, text); });
}

} // namespace studio::options
