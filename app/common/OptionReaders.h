// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/OptionTable.h"
#include "core/pipeline/Planner.h"

#include <charconv>
#include <optional>
#include <utility>

// Readers for the table of options. Each writes to a variable, which may be a std::optional and must outlive the
// reader. All errors are BadOption.
namespace studio::options {

[[nodiscard]] Error bad(const std::string& why);

// "True", "false", "1", "no", "on"...
Result<bool> parseSwitch(std::string text);

// The whole text as a decimal number. CLI11's own conversion would read 010 as 8.
template<typename Number>
Result<Number> parseNumber(const std::string& text)
{
    Number number{};
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || end != text.data() + text.size())
        return bad("'" + text + "' is not a number that fits here");
    return number;
}

// More than 0 and less than 10^9.
Result<double> parseAmount(const std::string& text);

// "8" or "7.5" GB, or "50%".
Result<Budget> parseBudget(const std::string& text);

// "h2d=25,disk=3.5": GB/s (10^9 bytes), Tflop/s, and seconds for a million pixels of a decoder. Rates that aren't named
// stay as in `rates`.
Result<pipeline::Rates> parseRates(pipeline::Rates rates, const std::string& text);
inline constexpr const char* kRatesHelp
    = "h2d=,d2h=,both=,disk=,memory= in GB/s, bf16_tflops=,fp8_tflops=,int8_tflops=,"
      "attention_tflops=,attention_fp8_tflops=, vae_spmp=,int8_vae_spmp=,light_vae_spmp= in seconds per megapixel of "
      "each decoder";

// The items between commas: at least one, which may be empty.
[[nodiscard]] std::vector<std::string> split(const std::string& text);

// "7" and "0.5".
[[nodiscard]] std::string numberText(double number);

// Writes the result of parse(text).
template<typename Into, typename Parse>
Reader parsed(Into& into, Parse parse)
{
    return [&into, parse](const std::string& text) -> Status {
        auto value = parse(text);
        if (!value)
            return value.error();
        into = std::move(*value);
        return kDone;
    };
}

// Writes the text itself, to a string or a path.
template<typename Into>
Reader text(Into& into)
{
    return [&into](const std::string& text) -> Status {
        into = text;
        return kDone;
    };
}

template<typename Number>
auto between(Number least, Number most)
{
    return [least, most](const std::string& text) -> Result<Number> {
        Result<Number> number = parseNumber<Number>(text);
        if (number && !(*number >= least && *number <= most)) // NaN neither
            return bad(text + " is not between " + numberText(static_cast<double>(least)) + " and "
                       + numberText(static_cast<double>(most)));
        return number;
    };
}

template<typename Into, typename Number>
Reader number(Into& into, Number least, Number most)
{
    return parsed(into, between(least, most));
}

// One value for True, another for False.
template<typename Into, typename Value>
Reader either(Into& into, Value whenTrue, Value whenFalse)
{
    return [=, &into](const std::string& text) -> Status {
        const Result<bool> on = parseSwitch(text);
        if (!on)
            return on.error();
        into = *on ? whenTrue : whenFalse;
        return kDone;
    };
}

inline Reader toggle(bool& into)
{
    return either(into, true, false);
}

template<typename Value>
using Names = std::vector<std::pair<std::string, Value>>;

template<typename Value>
auto named(Names<Value> values)
{
    return [values = std::move(values)](const std::string& text) -> Result<Value> {
        std::string all;
        for (const auto& [name, value] : values) {
            if (name == text)
                return value;
            all += (all.empty() ? "" : ", ") + name;
        }
        return bad("'" + text + "' is none of: " + all);
    };
}

template<typename Value, typename Into>
Reader choice(Into& into, Names<Value> values)
{
    return parsed(into, named(std::move(values)));
}

// "8,16,24"; `parse` reads one item.
template<typename Value, typename Parse>
Reader list(std::vector<Value>& into, Parse parse)
{
    return [&into, parse](const std::string& text) -> Status {
        std::vector<Value> values;
        for (const std::string& item : split(text)) {
            const auto value = parse(item);
            if (!value)
                return value.error();
            values.push_back(static_cast<Value>(*value));
        }
        into = std::move(values);
        return kDone;
    };
}

[[nodiscard]] Reader rates(pipeline::Rates& into);

} // namespace studio::options
