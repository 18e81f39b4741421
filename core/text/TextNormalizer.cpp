// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/TextNormalizer.h"

#include "core/text/Unicode.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace studio::text {
namespace {

using nlohmann::json;

Error unsupported(const std::string& stage, const std::string& what)
{
    return {ErrorCode::Unsupported, stage, "tokenizer.json asks for " + what + ", which this program doesn't know"};
}

std::optional<std::string> decodeBase64(std::string_view text)
{
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    uint32_t bits = 0;
    unsigned count = 0;
    for (const char character : text) {
        if (character == '=')
            break;
        const size_t digit = kDigits.find(character);
        if (digit == std::string_view::npos)
            return std::nullopt;
        bits = (bits << 6U) | static_cast<uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>((bits >> count) & 0xFFU);
        }
    }
    return bytes;
}

std::string replaceAll(std::string text, std::string_view from, std::string_view to)
{
    if (from.empty())
        return text;
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

// Replaces each run of at least `least` of the character by `content`.
std::string replaceRuns(std::string_view text, char character, size_t least, std::string_view content)
{
    std::string result;
    while (!text.empty()) {
        const size_t length = std::min(text.find_first_not_of(character), text.size());
        result += length >= least ? content : text.substr(0, std::max<size_t>(length, 1));
        text.remove_prefix(std::max<size_t>(length, 1));
    }
    return result;
}

enum class Ends { Left = 1, Right = 2, Both = 3 };

std::string strip(const std::string& text, Ends ends)
{
    const Characters characters = decodeUtf8(text);
    auto first = characters.begin();
    auto last = characters.end();
    if (ends != Ends::Right)
        first = std::find_if_not(first, last, isSpace);
    if (ends != Ends::Left)
        last = std::find_if_not(std::make_reverse_iterator(last), std::make_reverse_iterator(first), isSpace).base();
    return encodeUtf8({first, last});
}

Normalizer precompiled(Charsmap charsmap)
{
    return [map = std::make_shared<const Charsmap>(std::move(charsmap))](const std::string& text) {
        return map->apply(text);
    };
}

Result<Normalizer> readPrecompiled(const json& description)
{
    const auto bytes = decodeBase64(description.at("precompiled_charsmap").get_ref<const std::string&>());
    if (!bytes)
        return Error{ErrorCode::CheckpointDamaged, "normalizer", "precompiled_charsmap is not base64"};
    auto charsmap = Charsmap::parse(*bytes);
    if (!charsmap)
        return charsmap.error();
    return precompiled(std::move(*charsmap));
}

Result<Normalizer> readStrip(const json& description)
{
    const bool left = description.at("strip_left").get<bool>();
    const bool right = description.at("strip_right").get<bool>();
    if (!left && !right)
        return Normalizer([](std::string text) { return text; });
    const Ends ends = left && right ? Ends::Both : left ? Ends::Left : Ends::Right;
    return Normalizer([ends](const std::string& text) { return strip(text, ends); });
}

Result<Normalizer> readReplace(const json& description)
{
    const json& pattern = description.at("pattern");
    const auto content = description.at("content").get<std::string>();
    if (pattern.contains("String")) {
        return Normalizer([from = pattern["String"].get<std::string>(), content](std::string text) {
            return replaceAll(std::move(text), from, content);
        });
    }
    // Of regular expressions, only the form that tokenizers use: one character with a minimum count (" {2,}").
    const auto expression = pattern.at("Regex").get<std::string>();
    const std::string_view count = std::string_view(expression).substr(std::min<size_t>(expression.size(), 1));
    size_t least = 0;
    if (count == "+")
        least = 1;
    else if (count.size() == 4 && count[0] == '{' && count[1] >= '1' && count[1] <= '9' && count.ends_with(",}"))
        least = static_cast<size_t>(count[1] - '0');
    if (least == 0 || std::string_view("^$.|?*+()[]{}\\").find(expression[0]) != std::string_view::npos)
        return unsupported("normalizer", "the expression \"" + expression + '"');
    return Normalizer([character = expression[0], least, content](const std::string& text) {
        return replaceRuns(text, character, least, content);
    });
}

Result<Normalizer> readNormalizers(const json& list)
{
    std::vector<Normalizer> stages;
    for (const json& each : list) {
        auto stage = readNormalizer(each);
        if (!stage)
            return stage.error();
        stages.push_back(std::move(*stage));
    }
    return Normalizer([stages](std::string text) {
        for (const Normalizer& stage : stages)
            text = stage(std::move(text));
        return text;
    });
}

constexpr const char* kMetaspace = "▁";

// Replaces spaces by the replacement character, adds one before the first word, and splits before each.
struct Metaspace {
    std::string replacement = kMetaspace;
    enum class Prefix { Always, First, Never } prefix = Prefix::Always;
    enum class Words { Split, Whole } words = Words::Split;

    std::vector<Stretch> operator()(Stretch stretch) const
    {
        stretch.text = replaceAll(std::move(stretch.text), " ", replacement);
        const bool isWanted = prefix == Prefix::Always || (prefix == Prefix::First && stretch.isFirst);
        if (isWanted && !stretch.text.starts_with(replacement))
            stretch.text.insert(0, replacement);
        if (words == Words::Whole)
            return {std::move(stretch)};

        std::vector<Stretch> result;
        for (size_t start = 0; start < stretch.text.size();) {
            const size_t end = std::min(stretch.text.find(replacement, start + 1), stretch.text.size());
            result.push_back({stretch.text.substr(start, end - start), stretch.isFirst && start == 0});
            start = end;
        }
        return result;
    }
};

Result<PreTokenizer> readMetaspace(const json& description)
{
    Metaspace metaspace;
    metaspace.replacement = description.value("replacement", metaspace.replacement);
    const auto scheme = description.value("prepend_scheme", std::string("always"));
    // Older files have the flag "add_prefix_space" instead.
    if (scheme == "never" || !description.value("add_prefix_space", true))
        metaspace.prefix = Metaspace::Prefix::Never;
    else if (scheme == "first")
        metaspace.prefix = Metaspace::Prefix::First;
    else if (scheme != "always")
        return unsupported("pre_tokenizer", "the prepend_scheme \"" + scheme + '"');
    if (!description.value("split", true))
        metaspace.words = Metaspace::Words::Whole;
    if (metaspace.replacement.empty())
        return Error{ErrorCode::CheckpointDamaged, "pre_tokenizer", "Metaspace has no replacement"};
    return PreTokenizer(metaspace);
}

std::vector<Stretch> splitAtSpaces(const Stretch& stretch)
{
    std::vector<Stretch> words;
    const Characters text = decodeUtf8(stretch.text);
    for (auto start = text.begin(); start != text.end();) {
        start = std::find_if_not(start, text.end(), isSpace);
        const auto end = std::find_if(start, text.end(), isSpace);
        if (start != end)
            words.push_back({encodeUtf8({start, end}), stretch.isFirst && start == text.begin()});
        start = end;
    }
    return words;
}

Result<PreTokenizer> readPreTokenizers(const json& list)
{
    std::vector<PreTokenizer> stages;
    for (const json& each : list) {
        auto stage = readPreTokenizer(each);
        if (!stage)
            return stage.error();
        stages.push_back(std::move(*stage));
    }
    return PreTokenizer([stages](Stretch stretch) {
        std::vector<Stretch> words{std::move(stretch)};
        for (const PreTokenizer& stage : stages) {
            std::vector<Stretch> next;
            for (Stretch& word : words) {
                for (Stretch& part : stage(std::move(word)))
                    next.push_back(std::move(part));
            }
            words = std::move(next);
        }
        return words;
    });
}

} // namespace

Result<Normalizer> readNormalizer(const json& description)
try {
    if (description.is_null())
        return Normalizer([](std::string text) { return text; });
    const auto type = description.at("type").get<std::string>();
    if (type == "Sequence")
        return readNormalizers(description.at("normalizers"));
    if (type == "Precompiled")
        return readPrecompiled(description);
    if (type == "Strip")
        return readStrip(description);
    if (type == "Replace")
        return readReplace(description);
    if (type == "Prepend") {
        return Normalizer([prefix = description.at("prepend").get<std::string>()](const std::string& text) {
            return text.empty() ? text : prefix + text;
        });
    }
    for (const auto& [name, form] : {std::pair("NFC", Form::Nfc), std::pair("NFD", Form::Nfd),
                                     std::pair("NFKC", Form::Nfkc), std::pair("NFKD", Form::Nfkd)}) {
        if (type == name)
            return Normalizer(
                [f = form](const std::string& text) { return encodeUtf8(normalise(decodeUtf8(text), f)); });
    }
    return unsupported("normalizer", type);
} catch (const json::exception& error) {
    return Error{ErrorCode::CheckpointDamaged, "normalizer", error.what()};
}

Result<PreTokenizer> readPreTokenizer(const json& description)
try {
    if (description.is_null())
        return PreTokenizer([](Stretch stretch) { return std::vector<Stretch>{std::move(stretch)}; });
    const auto type = description.at("type").get<std::string>();
    if (type == "Sequence")
        return readPreTokenizers(description.at("pretokenizers"));
    if (type == "Metaspace")
        return readMetaspace(description);
    if (type == "WhitespaceSplit")
        return PreTokenizer(splitAtSpaces);
    return unsupported("pre_tokenizer", type);
} catch (const json::exception& error) {
    return Error{ErrorCode::CheckpointDamaged, "pre_tokenizer", error.what()};
}

Normalizer sentencePieceNormalizer(std::optional<Charsmap> charsmap, bool removesExtraSpaces)
{
    Normalizer table = charsmap ? precompiled(*std::move(charsmap)) : [](std::string text) { return text; };
    if (!removesExtraSpaces)
        return table;
    return [table = std::move(table)](std::string text) {
        return replaceRuns(strip(table(std::move(text)), Ends::Right), ' ', 2, kMetaspace);
    };
}

PreTokenizer sentencePiecePreTokenizer(bool addsSpace)
{
    return Metaspace{.prefix = addsSpace ? Metaspace::Prefix::Always : Metaspace::Prefix::Never};
}

} // namespace studio::text
