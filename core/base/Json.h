// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/FileKind.h"
#include "core/base/Result.h"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

// Reads all JSON that this program didn't just write itself. The library copies, prints and destroys values by
// recursion, so a file of nothing but brackets would overflow the stack.
namespace studio {

struct JsonLimits {
    size_t bytes = size_t{16} << 20; // a parsed value takes up to fifty times the bytes of its text
    int depth = 64; // nesting of objects and arrays; our own files have at most eight levels
};

// Checks the limits only, not whether it is JSON. Error: CheckpointDamaged, without a subject.
Status checkJsonLimits(std::string_view text, const JsonLimits& limits = {});

// Reads a small file. Errors: FileMissing; FileUnreadable (no permission, a folder, a pipe, a device);
// CheckpointDamaged above `mostBytes`.
Result<std::string> readTextFile(const std::filesystem::path& file, size_t mostBytes);

// `Json` is nlohmann::json or nlohmann::ordered_json; this header doesn't include it. Error: CheckpointDamaged, without
// a subject, for invalid JSON or exceeded limits. Too little memory is thrown on: no caller may take it for damage.
template<typename Json>
Result<Json> parseJson(std::string_view text, const JsonLimits& limits = {})
{
    if (Status within = checkJsonLimits(text, limits); !within)
        return within.error();
    try {
        return Json::parse(text.begin(), text.end());
    } catch (const std::exception& error) {
        if (isOutOfMemory(error))
            throw;
        return Error{ErrorCode::CheckpointDamaged, {}, error.what()};
    }
}

// Reads a JSON object from a file. Errors: those of readTextFile(); CheckpointForeign for a Git LFS pointer;
// CheckpointDamaged for anything else but a JSON object, or for exceeded limits. The subject is the file.
template<typename Json>
Result<Json> readJsonObject(const std::filesystem::path& file, const JsonLimits& limits = {})
{
    const Result<std::string> text = readTextFile(file, limits.bytes);
    if (!text)
        return text.error();
    if (fileKind(*text) == FileKind::LfsPointer)
        return checkKind(file, *text, FileKind::Json).error();
    Result<Json> json = parseJson<Json>(*text, limits);
    if (!json)
        return Error{json.error().code, file.string(), json.error().detail};
    if (!json->is_object())
        return Error{ErrorCode::CheckpointDamaged, file.string(), "it is not a JSON object"};
    return json;
}

// A 64-bit integer; nullopt for any other value. The library's get<int64_t>() truncates fractions, takes true for 1,
// and wraps large numbers.
template<typename Json>
[[nodiscard]] std::optional<int64_t> wholeNumber(const Json& json)
{
    if (!json.is_number_integer())
        return std::nullopt;
    if (json.is_number_unsigned()
        && json.template get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
        return std::nullopt;
    return json.template get<int64_t>();
}

// The same, for what must be one: throws std::exception for any other value.
template<typename Json>
[[nodiscard]] int64_t requiredWholeNumber(const Json& json)
{
    if (const std::optional<int64_t> value = wholeNumber(json))
        return *value;
    throw std::runtime_error("there is a value that is no whole number");
}

// The number of a key; a whole one if T is. Throws std::exception, which names the key, for another value or one
// outside [low, high].
template<typename T, typename Json>
[[nodiscard]] T boundedNumber(const Json& json, const char* key, T low, T high)
{
    static_assert(!std::is_unsigned_v<T>, "compared as int64_t");
    const auto within = [&](auto value) { return value >= low && value <= high; };
    const Json& number = json.at(key);
    if constexpr (std::is_integral_v<T>) {
        if (const std::optional<int64_t> value = wholeNumber(number); value && within(*value))
            return static_cast<T>(*value);
    } else if (number.is_number() && within(number.template get<T>())) {
        return number.template get<T>();
    }
    throw std::runtime_error(std::string(key) + " is out of bounds");
}

// The same; nullopt without the key.
template<typename T, typename Json>
[[nodiscard]] std::optional<T> optionalNumber(const Json& json, const char* key, T low, T high)
{
    return json.contains(key) ? std::optional<T>(boundedNumber(json, key, low, high)) : std::nullopt;
}

// A value for an error's detail: ASCII, the first 80 characters.
template<typename Json>
[[nodiscard]] std::string jsonInLine(const Json& json)
{
    constexpr size_t kMost = 80;
    const std::string text = json.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
    return text.size() <= kMost ? text : text.substr(0, kMost) + "...";
}

} // namespace studio
