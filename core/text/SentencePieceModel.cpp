// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The library's files are messages of protobuf. Its own reader can't be linked beside libtorch's; see CMakeLists.txt.
#include "core/text/SentencePieceModel.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>

namespace studio::text {
namespace {

using Kind = SentencePieceModel::Kind;

constexpr size_t kMostPieces = 1'000'000; // umT5 has 256,300.
constexpr size_t kLongestPiece = 1024; // Bytes.
constexpr size_t kMostMatched = 10'000; // Control and user-defined pieces, each looked for at each character.
constexpr std::string_view kEnd = "</s>";

[[noreturn]] void damaged(const std::string& what)
{
    throw Error{ErrorCode::CheckpointDamaged, {}, what};
}

// A field of a message: a number, or bytes, which may be a message.
struct Field {
    uint64_t tag;
    uint64_t number; // Of a varint, or the bits of a fixed number.
    std::string_view bytes;
};

// The fields of a message, one after the other. Throws Error.
class Message {
public:
    explicit Message(std::string_view bytes)
        : m_rest(bytes)
    {
    }

    std::optional<Field> next()
    {
        if (m_rest.empty())
            return std::nullopt;
        const uint64_t key = varint();
        Field field{.tag = key >> 3U, .number = 0, .bytes = {}};
        switch (key & 7U) {
        case 0: field.number = varint(); break;
        case 1: std::memcpy(&field.number, take(8).data(), 8); break;
        case 2: field.bytes = take(varint()); break;
        case 5: std::memcpy(&field.number, take(4).data(), 4); break;
        default: damaged("the model has a field of an unknown kind");
        }
        return field;
    }

private:
    std::string_view take(uint64_t count)
    {
        if (count > m_rest.size())
            damaged("the model is cut off");
        const std::string_view taken = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return taken;
    }

    uint64_t varint()
    {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<uint8_t>(take(1)[0]);
            value |= static_cast<uint64_t>(byte & 0x7FU) << shift;
            if ((byte & 0x80U) == 0)
                return value;
        }
        damaged("the model has a number without an end");
    }

    std::string_view m_rest;
};

// Checks what both kinds of files may get wrong.
void check(const SentencePieceModel& model)
{
    if (model.pieces.size() > kMostPieces)
        damaged("there are more pieces than in any model");
    size_t matched = 0;
    for (const SentencePieceModel::Piece& piece : model.pieces) {
        if (piece.kind < Kind::Normal || piece.kind > Kind::Byte)
            damaged("piece \"" + piece.text.substr(0, kLongestPiece) + "\" is of an unknown kind");
        if (piece.text.empty() || piece.text.size() > kLongestPiece)
            damaged("a piece has " + std::to_string(piece.text.size()) + " bytes");
        if (!std::isfinite(piece.score))
            damaged("the score of piece \"" + piece.text + "\" is no number");
        matched += piece.kind == Kind::Control || piece.kind == Kind::UserDefined ? 1 : 0;
    }
    if (matched > kMostMatched)
        damaged("there are more special pieces than in any model");
    const auto isPiece = [&](int64_t id) { return id >= 0 && id < static_cast<int64_t>(model.pieces.size()); };
    if (!isPiece(model.unknownId) || !isPiece(model.endId))
        damaged("the piece for unknown characters, or that for the end, isn't among the pieces");
}

SentencePieceModel::Piece readPiece(std::string_view bytes)
{
    SentencePieceModel::Piece piece{.text = {}, .score = 0, .kind = Kind::Normal};
    Message message(bytes);
    while (const std::optional<Field> field = message.next()) {
        switch (field->tag) {
        case 1: piece.text = field->bytes; break;
        case 2: std::memcpy(&piece.score, &field->number, sizeof(piece.score)); break;
        case 3: piece.kind = static_cast<Kind>(std::min<uint64_t>(field->number, 100)); break;
        default: break;
        }
    }
    return piece;
}

void readTraining(std::string_view bytes, SentencePieceModel& model)
{
    constexpr uint64_t kUnigram = 1;
    Message message(bytes);
    while (const std::optional<Field> field = message.next()) {
        switch (field->tag) {
        case 3:
            if (field->number != kUnigram)
                throw Error{ErrorCode::Unsupported, {}, "the tokenizer's model is not Unigram"};
            break;
        case 24:
            if (field->number != 0)
                throw Error{ErrorCode::Unsupported, {}, "the tokenizer writes spaces behind words"};
            break;
        case 40: model.unknownId = static_cast<int64_t>(field->number); break;
        case 42: model.endId = static_cast<int64_t>(field->number); break;
        default: break;
        }
    }
}

void readNormalization(std::string_view bytes, SentencePieceModel& model)
{
    Message message(bytes);
    while (const std::optional<Field> field = message.next()) {
        switch (field->tag) {
        case 2: model.charsmap = field->bytes; break;
        case 3: model.addsSpace = field->number != 0; break;
        case 4: model.removesExtraSpaces = field->number != 0; break;
        case 5:
            if (field->number == 0)
                throw Error{ErrorCode::Unsupported, {}, "the tokenizer keeps spaces as they are"};
            break;
        default: break;
        }
    }
}

SentencePieceModel readMessage(std::string_view bytes)
{
    // The library's defaults.
    SentencePieceModel model{
        .pieces = {}, .unknownId = 0, .endId = 2, .charsmap = {}, .addsSpace = true, .removesExtraSpaces = true};
    Message message(bytes);
    while (const std::optional<Field> field = message.next()) {
        switch (field->tag) {
        case 1: model.pieces.push_back(readPiece(field->bytes)); break;
        case 2: readTraining(field->bytes, model); break;
        case 3: readNormalization(field->bytes, model); break;
        default: break;
        }
        if (model.pieces.size() > kMostPieces)
            break; // Said by check().
    }
    if (model.pieces.empty())
        throw Error{ErrorCode::CheckpointForeign, {}, "a file without pieces, which is no model of sentencepiece"};
    check(model);
    return model;
}

// The bytes of the embedded spiece.model; nullopt if there is none.
std::optional<std::string_view> embeddedFile(const model::GgufMetadata& metadata)
{
    constexpr uint64_t kMostFiles = 1000;
    const auto names = metadata.texts("audiocpp.embedded_files.names", kMostFiles);
    const auto offsets = metadata.wholeNumbers("audiocpp.embedded_files.offsets", kMostFiles + 1);
    const auto bytes = metadata.bytes("audiocpp.embedded_files.data");
    if (!names || !offsets || !bytes)
        return std::nullopt;
    for (size_t i = 0; i < names->size(); ++i) {
        if (!(*names)[i].ends_with("spiece.model"))
            continue;
        if (i + 1 >= offsets->size() || (*offsets)[i] < 0 || (*offsets)[i + 1] < (*offsets)[i]
            || static_cast<uint64_t>((*offsets)[i + 1]) > bytes->size())
            damaged("the embedded spiece.model lies outside the embedded files");
        return bytes->substr(static_cast<size_t>((*offsets)[i]),
                             static_cast<size_t>((*offsets)[i + 1] - (*offsets)[i]));
    }
    return std::nullopt;
}

// The id in an entry, or that of the first piece for which `fits`.
template<typename Fits>
int64_t idOf(const model::GgufMetadata& metadata, std::string_view key, const SentencePieceModel& model,
             const Fits& fits)
{
    if (metadata.contains(key))
        return metadata.wholeNumber(key).value_or(-1);
    const auto found = std::find_if(model.pieces.begin(), model.pieces.end(), fits);
    return found == model.pieces.end() ? -1 : found - model.pieces.begin();
}

SentencePieceModel readMetadata(const model::GgufMetadata& metadata)
{
    const std::optional<std::string_view> kind = metadata.text("tokenizer.ggml.model");
    if (!kind) {
        if (const std::optional<std::string_view> file = embeddedFile(metadata))
            return readMessage(*file);
        throw Error{ErrorCode::CheckpointIncomplete, {}, "there is no tokenizer in it: no tokenizer.ggml.model"};
    }
    if (*kind != "t5")
        throw Error{ErrorCode::Unsupported,
                    {},
                    "the tokenizer in it is of the kind \"" + std::string(kind->substr(0, 40))
                        + "\", that of umT5 is \"t5\""};
    const auto texts = metadata.texts("tokenizer.ggml.tokens", kMostPieces);
    const auto scores = metadata.numbers("tokenizer.ggml.scores", kMostPieces);
    const auto kinds = metadata.wholeNumbers("tokenizer.ggml.token_type", kMostPieces);
    if (!texts || !scores || !kinds || scores->size() != texts->size() || kinds->size() != texts->size())
        damaged("the tokens, their scores or their types are missing, or differ in number");
    SentencePieceModel model{
        .pieces = {},
        .unknownId = 0,
        .endId = 0,
        .charsmap = std::string(metadata.bytes("tokenizer.ggml.precompiled_charsmap").value_or("")),
        .addsSpace = metadata.flag("tokenizer.ggml.add_space_prefix").value_or(true),
        .removesExtraSpaces = metadata.flag("tokenizer.ggml.remove_extra_whitespaces").value_or(true)};
    // The converter fills up the vocabulary to the rows of the embedding.
    size_t count = texts->size();
    while (count > 0 && (*kinds)[count - 1] == static_cast<int64_t>(Kind::Unused)
           && (*texts)[count - 1].starts_with("[PAD"))
        --count;
    for (size_t i = 0; i < count; ++i) {
        const auto of = static_cast<Kind>(std::clamp<int64_t>((*kinds)[i], 0, 100));
        // The converter gives a score to pieces that it adds; sentencepiece gives none to user-defined ones.
        model.pieces.push_back(
            {.text = std::string((*texts)[i]), .score = of == Kind::UserDefined ? 0 : (*scores)[i], .kind = of});
    }
    model.unknownId = idOf(metadata, "tokenizer.ggml.unknown_token_id", model,
                           [](const auto& piece) { return piece.kind == Kind::Unknown; });
    model.endId = idOf(metadata, "tokenizer.ggml.eos_token_id", model,
                       [](const auto& piece) { return piece.kind == Kind::Control && piece.text == kEnd; });
    check(model);
    return model;
}

} // namespace

Result<SentencePieceModel> readSentencePiece(std::string_view bytes)
try {
    return readMessage(bytes);
} catch (const Error& error) {
    return error;
}

Result<SentencePieceModel> readSentencePiece(const model::GgufMetadata& metadata)
try {
    return readMetadata(metadata);
} catch (const Error& error) {
    return error;
}

} // namespace studio::text
