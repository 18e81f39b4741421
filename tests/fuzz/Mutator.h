// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace studio::test::fuzz {

// Changes bytes as damage and malice do. The same number gives the same changes.
class Mutator {
public:
    explicit Mutator(uint64_t number)
        : m_random(number)
    {
    }

    // 0 to `count` - 1; 0 for none.
    size_t below(size_t count) { return count == 0 ? 0 : static_cast<size_t>(m_random() % count); }
    bool isOneOf(size_t count) { return below(count) == 0; }

    // One to a few changes, sometimes many. `other`: bytes of the same kind, of which pieces are taken.
    void change(std::string& bytes, std::string_view other)
    {
        constexpr size_t kMost = size_t{1} << 20;
        for (size_t changes = isOneOf(16) ? 20 : 1 + below(4); changes > 0; --changes)
            changeOnce(bytes, other);
        if (bytes.size() > kMost)
            bytes.resize(kMost);
    }

private:
    void changeOnce(std::string& bytes, std::string_view other)
    {
        const size_t at = below(bytes.size());
        const size_t length = std::min(1 + below(32), bytes.size() - at);
        switch (below(14)) {
        case 0:
        case 1: overwrite(bytes, at, std::string(1, static_cast<char>(m_random()))); break;
        case 2:
            if (!bytes.empty())
                bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << below(8)));
            break;
        case 3: bytes.insert(at, someBytes(1 + below(8))); break;
        case 4: bytes.erase(at, length); break;
        case 5: bytes.insert(below(bytes.size() + 1), bytes.substr(at, length)); break;
        case 6:
            if (isOneOf(4)) // a file that is cut off has little left to look at
                bytes.resize(at);
            break;
        case 7: overwrite(bytes, at, extremeInteger()); break;
        case 8:
        case 9: replaceNumber(bytes); break;
        case 10: {
            const size_t from = below(other.size());
            const std::string_view piece = other.substr(from, 1 + below(64));
            if (isOneOf(2))
                bytes.insert(at, piece);
            else
                overwrite(bytes, at, std::string(piece));
            break;
        }
        case 11: swapTexts(bytes); break;
        case 12: replaceText(bytes, other); break;
        default: nest(bytes, at); break;
        }
    }

    static void overwrite(std::string& bytes, size_t at, const std::string& with)
    {
        if (at < bytes.size())
            bytes.replace(at, std::min(with.size(), bytes.size() - at), with);
    }

    std::string someBytes(size_t count)
    {
        std::string bytes(count, '\0');
        const bool isText = isOneOf(2);
        for (char& byte : bytes)
            byte = static_cast<char>(isText ? ' ' + below(95) : m_random());
        return bytes;
    }

    // Of 1 to 8 bytes, little endian.
    std::string extremeInteger()
    {
        static constexpr std::array<uint64_t, 16> kValues{0,
                                                          1,
                                                          2,
                                                          3,
                                                          0x7f,
                                                          0x80,
                                                          0xff,
                                                          0x7fff,
                                                          0xffff,
                                                          0x7fffffff,
                                                          0x80000000,
                                                          0xffffffff,
                                                          uint64_t{1} << 40U,
                                                          std::numeric_limits<uint64_t>::max() / 2,
                                                          uint64_t{1} << 63U,
                                                          std::numeric_limits<uint64_t>::max()};
        const uint64_t value = kValues[below(kValues.size())] - below(3);
        std::string bytes;
        const size_t count = size_t{1} << below(4);
        for (size_t i = 0; i < count; ++i)
            bytes += static_cast<char>(value >> (8 * i));
        return bytes;
    }

    // A number of a text.
    void replaceNumber(std::string& bytes)
    {
        static constexpr std::array<std::string_view, 18> kNumbers{"0",
                                                                   "-1",
                                                                   "1",
                                                                   "2",
                                                                   "2147483647",
                                                                   "2147483648",
                                                                   "4294967296",
                                                                   "1099511627776",
                                                                   "4611686018427387904",
                                                                   "9223372036854775807",
                                                                   "9223372036854775808",
                                                                   "18446744073709551615",
                                                                   "18446744073709551616",
                                                                   "0.5",
                                                                   "1e308",
                                                                   "1e999",
                                                                   "null",
                                                                   "true"};
        const size_t from = bytes.find_first_of("0123456789", below(bytes.size()));
        if (from == std::string::npos)
            return;
        const size_t end = std::min(bytes.find_first_not_of("0123456789.e", from), bytes.size());
        bytes.replace(from, end - from, kNumbers[below(kNumbers.size())]);
    }

    // The place of a text in quotation marks, without them; of no length if there is none.
    std::pair<size_t, size_t> quoted(std::string_view bytes)
    {
        const size_t open = bytes.find('"', below(bytes.size()));
        const size_t close = open == std::string_view::npos ? open : bytes.find('"', open + 1);
        return close == std::string_view::npos ? std::pair(size_t{0}, size_t{0})
                                               : std::pair(open + 1, close - open - 1);
    }

    void swapTexts(std::string& bytes)
    {
        const auto [at, length] = quoted(bytes);
        const auto [otherAt, otherLength] = quoted(bytes);
        const std::string text = bytes.substr(at, length);
        const std::string other = bytes.substr(otherAt, otherLength);
        if (at + length <= otherAt) {
            bytes.replace(otherAt, otherLength, text);
            bytes.replace(at, length, other);
        }
    }

    void replaceText(std::string& bytes, std::string_view other)
    {
        const auto [at, length] = quoted(bytes);
        const auto [otherAt, otherLength] = quoted(other);
        if (length > 0)
            bytes.replace(at, length, other.substr(otherAt, otherLength));
    }

    void nest(std::string& bytes, size_t at)
    {
        static constexpr std::array<std::string_view, 6> kOpen{"[", "{\"a\":", "(", "}", "]", "- "};
        const std::string_view open = kOpen[below(kOpen.size())];
        std::string deep;
        for (size_t depth = isOneOf(8) ? 5000 : 1 + below(80); depth > 0; --depth)
            deep += open;
        bytes.insert(at, deep);
    }

    std::mt19937_64 m_random;
};

} // namespace studio::test::fuzz
