// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/TokenizerParts.h"

#include "core/base/Json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace studio::text {
namespace {

using nlohmann::json;

constexpr int64_t kMostId = std::numeric_limits<int32_t>::max(); // a vocabulary's size is one more
constexpr size_t kMaxBytes = size_t{128} << 20; // umT5's file has 17 MB.

Error damaged(std::string what)
{
    return {ErrorCode::CheckpointDamaged, "tokenizer.json", std::move(what)};
}

Result<Unigram> readUnigram(const json& description)
{
    const auto type = description.at("type").get<std::string>();
    if (type != "Unigram")
        return Error{ErrorCode::Unsupported, "tokenizer.json", "the model is " + type + ", not Unigram"};
    std::vector<Unigram::Piece> pieces;
    for (const json& entry : description.at("vocab"))
        pieces.push_back({entry.at(0).get<std::string>(), asReferenceReads(entry.at(1).get<double>())});
    if (!description.contains("unk_id") || description["unk_id"].is_null())
        return Error{ErrorCode::Unsupported, "tokenizer.json", "there is no unk_id"};
    const auto unknownId = requiredWholeNumber(description["unk_id"]);
    if (unknownId < 0 || unknownId >= static_cast<int64_t>(pieces.size()))
        return damaged("unk_id is not in the vocabulary");
    const auto unknown
        = description.value("byte_fallback", false) ? Unigram::Unknown::Bytes : Unigram::Unknown::OneToken;
    return Unigram(std::move(pieces), unknownId, unknown);
}

AddedTokens::Token readAddedToken(const json& description, const Normalizer& normalizer)
{
    const auto flag = [&](const char* name) { return description.value(name, false); };
    auto content = description.at("content").get<std::string>();
    if (flag("normalized"))
        content = normalizer(std::move(content));
    return {.content = std::move(content),
            .id = boundedNumber<int64_t>(description, "id", 0, kMostId),
            .standing = flag("single_word") ? AddedTokens::Standing::Alone : AddedTokens::Standing::Anywhere,
            .spaces = {.left = flag("lstrip"), .right = flag("rstrip")}};
}

// The template of "post_processor" for one sequence; null if there is none.
const json* findTemplate(const json& processor)
{
    if (!processor.is_object())
        return nullptr;
    const auto type = processor.at("type").get<std::string>();
    if (type == "TemplateProcessing")
        return &processor;
    if (type == "Sequence") {
        for (const json& each : processor.at("processors")) {
            if (const json* const found = findTemplate(each))
                return found;
        }
    }
    return nullptr;
}

void readFrame(const json& processing, TokenizerParts::Frame& frame)
{
    bool isBefore = true;
    for (const json& item : processing.at("single")) {
        if (item.contains("Sequence")) {
            isBefore = false;
            continue;
        }
        const auto name = item.at("SpecialToken").at("id").get<std::string>();
        std::vector<int64_t>& side = isBefore ? frame.before : frame.after;
        for (const json& id : processing.at("special_tokens").at(name).at("ids"))
            side.push_back(requiredWholeNumber(id));
    }
}

Error withPath(Error error, const std::filesystem::path& path)
{
    error.detail = error.subject + ": " + error.detail;
    error.subject = path.string();
    return error;
}

} // namespace

// The reference's JSON reader (serde_json) rounds the digits, divides by a power of ten and rounds again, so that some
// scores differ in the last bit. That decides between segmentations of equal score ("=" + "==" or "==" + "="), so it is
// reproduced here.
double asReferenceReads(double value)
{
    char digits[32]; // "d.ddde-xx"
    const char* const end = std::to_chars(digits, std::end(digits), std::abs(value), std::chars_format::scientific).ptr;
    const char* const mark = std::find(static_cast<const char*>(digits), end, 'e');
    int exponent = 0;
    std::from_chars(mark[1] == '+' ? mark + 2 : mark + 1, end, exponent);
    uint64_t significand = 0;
    for (const char* at = digits; at != mark; ++at) {
        if (*at == '.')
            exponent -= static_cast<int>(mark - at) - 1;
        else
            significand = significand * 10 + static_cast<uint64_t>(*at - '0');
    }
    const auto number = static_cast<double>(significand);
    const double power = std::pow(10.0, std::abs(exponent)); // Exact up to 1e22.
    return std::copysign(exponent < 0 ? number / power : number * power, value);
}

Result<TokenizerParts> readTokenizerJson(const std::filesystem::path& path)
try {
    const Result<json> description = readJsonObject<json>(path, {.bytes = kMaxBytes});
    if (!description)
        return description.error();
    const json nothing;
    const auto part = [&](const char* name) -> const json& {
        const auto found = description->find(name);
        return found != description->end() ? *found : nothing;
    };

    auto normalizer = readNormalizer(part("normalizer"));
    if (!normalizer)
        return withPath(normalizer.error(), path);
    auto preTokenizer = readPreTokenizer(part("pre_tokenizer"));
    if (!preTokenizer)
        return withPath(preTokenizer.error(), path);
    auto unigram = readUnigram(description->at("model"));
    if (!unigram)
        return withPath(unigram.error(), path);

    std::vector<AddedTokens::Token> literal;
    std::vector<AddedTokens::Token> normalized;
    auto vocabularySize = static_cast<int64_t>(unigram->size());
    for (const json& each : part("added_tokens")) {
        AddedTokens::Token token = readAddedToken(each, *normalizer);
        vocabularySize = std::max(vocabularySize, token.id + 1);
        (each.value("normalized", false) ? normalized : literal).push_back(std::move(token));
    }

    TokenizerParts::Frame frame;
    if (const json* const processing = findTemplate(part("post_processor")))
        readFrame(*processing, frame);
    else if (const auto end = unigram->idOf("</s>"))
        frame.after = {*end};

    return TokenizerParts{.literal = AddedTokens(std::move(literal)),
                          .normalized = AddedTokens(std::move(normalized)),
                          .normalizer = std::move(*normalizer),
                          .preTokenizer = std::move(*preTokenizer),
                          .unigram = std::move(*unigram),
                          .frame = std::move(frame),
                          .vocabularySize = vocabularySize};
} catch (const std::exception& error) {
    return errorOf(error, ErrorCode::CheckpointDamaged, path.string());
}

} // namespace studio::text
