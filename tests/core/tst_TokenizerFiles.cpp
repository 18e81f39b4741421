// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/GgufMetadata.h"
#include "core/model/SafetensorsFile.h"
#include "core/text/Tokenizer.h"
#include "core/text/TokenizerParts.h"
#include "tests/support/GgufWriter.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/ones.h>

#include <nlohmann/json.hpp>
#include <sentencepiece_processor.h>

#include <QByteArray>
#include <QTemporaryDir>
#include <QTest>

#include <iterator>
#include <limits>
#include <random>

// Tokenizers in all files that they come in. Each must give the ids of tokenizer.json.
using namespace studio;
using nlohmann::json;
using test::raw;
namespace fs = std::filesystem;
namespace gguf = test::gguf;

namespace {

const fs::path kSmall = TEST_DATA "/text"; // by make.py there
const fs::path kGolden = TEST_DATA "/goldens/checkpoint/tiny/ckpt/Wan2.2-S2V-14B/google/umt5-xxl";
const fs::path kDemo = DEMO_DATA "/checkpoint/Wan2.2-S2V-14B/google/umt5-xxl";

std::string content(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

json readJson(const fs::path& path)
{
    return json::parse(std::ifstream(path));
}

// All prompts of the tests.
std::vector<std::string> prompts()
{
    std::vector<std::string> all;
    for (const char* const file : {"text_tokens.json", "text/small.json"}) {
        for (const json& each : readJson(fs::path(TEST_DATA) / file))
            all.push_back(each["prompt"]);
    }
    const json golden = readJson(TEST_DATA "/goldens/text/text.json");
    for (const json& each : golden["prompts"])
        all.push_back(each["prompt"]);
    return all;
}

std::string show(const std::vector<int64_t>& ids)
{
    return json(ids).dump();
}

// An entry of a GGUF file.
std::string entry(const std::string& key, uint32_t type, const std::string& value)
{
    return gguf::text(key) + raw(type) + value;
}

template<typename T>
std::string list(uint32_t of, const std::vector<T>& values)
{
    std::string bytes = raw(of) + raw(uint64_t{values.size()});
    for (const T& value : values) {
        if constexpr (std::is_same_v<T, std::string>)
            bytes += gguf::text(value);
        else
            bytes += raw(value);
    }
    return bytes;
}

// The tokenizer of a GGUF file; a test changes parts of it.
struct GgufTokenizer {
    std::string kind = "t5";
    std::vector<std::string> tokens;
    std::vector<float> scores;
    std::vector<int32_t> types;
    std::string charsmap = {};
    std::optional<uint32_t> end = 1;
    std::optional<uint32_t> unknown = {};

    [[nodiscard]] std::string file() const
    {
        std::string entries = entry("tokenizer.ggml.model", 8, gguf::text(kind))
            + entry("tokenizer.ggml.tokens", 9, list(8, tokens)) + entry("tokenizer.ggml.scores", 9, list(6, scores))
            + entry("tokenizer.ggml.token_type", 9, list(5, types))
            + entry("tokenizer.ggml.add_space_prefix", 7, raw(uint8_t{1}))
            + entry("tokenizer.ggml.remove_extra_whitespaces", 7, raw(uint8_t{1}));
        uint64_t count = 6;
        if (!charsmap.empty()) {
            entries += entry("tokenizer.ggml.precompiled_charsmap", 9,
                             raw(uint32_t{0}) + raw(uint64_t{charsmap.size()}) + charsmap);
            ++count;
        }
        if (end) {
            entries += entry("tokenizer.ggml.eos_token_id", 4, raw(*end));
            ++count;
        }
        if (unknown) {
            entries += entry("tokenizer.ggml.unknown_token_id", 4, raw(*unknown));
            ++count;
        }
        return gguf::file({{"a", {1}, gguf::kF32, raw(1.F)}}, entries, count);
    }
};

// As llama.cpp's converter makes it, with sentencepiece's own reader: filled up with unused pieces.
GgufTokenizer converted(const fs::path& folder)
{
    sentencepiece::SentencePieceProcessor pieces;
    if (!pieces.Load((folder / "spiece.model").string()).ok())
        qFatal("sentencepiece can't read its file");
    GgufTokenizer made;
    for (int id = 0; id < pieces.GetPieceSize(); ++id) {
        made.tokens.push_back(pieces.IdToPiece(id));
        made.scores.push_back(pieces.GetScore(id));
        made.types.push_back(pieces.IsUnknown(id)       ? 2
                                 : pieces.IsControl(id) ? 3
                                 : pieces.IsUnused(id)  ? 5
                                 : pieces.IsByte(id)    ? 6
                                                        : 1);
    }
    for (int i = 1; i <= 384; ++i) {
        made.tokens.push_back("[PAD" + std::to_string(i) + "]");
        made.scores.push_back(-1000);
        made.types.push_back(5);
    }
    const json stage = readJson(folder / "tokenizer.json")["normalizer"]["normalizers"][0];
    const auto charsmap = QByteArray::fromStdString(stage["precompiled_charsmap"].get<std::string>());
    made.charsmap = QByteArray::fromBase64(charsmap).toStdString();
    return made;
}

// Pieces that open.
GgufTokenizer simple()
{
    return {
        .tokens = {"<pad>", "</s>", "<unk>", "▁a", "[PAD1]"}, .scores = {0, 0, 0, -1, -1000}, .types = {3, 3, 2, 1, 5}};
}

// A message of protobuf: a field with bytes.
std::string field(uint8_t tag, const std::string& bytes)
{
    return raw(static_cast<uint8_t>(tag << 3U | 2U)) + raw(static_cast<uint8_t>(bytes.size())) + bytes;
}

std::string piece(const std::string& text, uint8_t kind, float score = 0)
{
    return field(1, field(1, text) + '\x15' + raw(score) + '\x18' + raw(kind));
}

const std::string kPieces = piece("<unk>", 2) + piece("</s>", 3) + piece("▁a", 1, -1);
const std::string kIds = field(2, std::string("\xc0\x02\x00\xd0\x02\x01", 6)); // <unk> and </s>

class TestTokenizerFiles : public QObject {
    Q_OBJECT

    [[nodiscard]] fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

    fs::path written(const char* name, const std::string& bytes) const
    {
        test::write(path(name), bytes);
        return path(name);
    }

    static void sameIds(const fs::path& file, const text::Tokenizer& expected)
    {
        const auto tokens = text::Tokenizer::open(file);
        QVERIFY2(tokens, tokens ? "" : tokens.error().detail.c_str());
        QCOMPARE(tokens->vocabularySize(), expected.vocabularySize());
        for (const std::string& prompt : prompts()) {
            const std::string ids = show(tokens->encode(prompt));
            QVERIFY2(ids == show(expected.encode(prompt)), (prompt + '\n' + ids).c_str());
        }
    }

    static void refused(const fs::path& file, ErrorCode code, const char* part)
    {
        const auto tokens = text::Tokenizer::open(file);
        QVERIFY(!tokens);
        QVERIFY2(tokens.error().detail.find(part) != std::string::npos, tokens.error().detail.c_str());
        QCOMPARE(tokens.error().code, code);
        QCOMPARE(tokens.error().subject, file.string());
    }

    // Reads a file whose parts may be wrong, and uses what comes out.
    void survives(const Result<text::SentencePieceModel>& model)
    {
        if (!model) {
            QVERIFY(!model.error().detail.empty());
            ++m_errors;
            return;
        }
        const auto parts = text::convertSentencePiece(*model);
        if (!parts) {
            QVERIFY(!parts.error().detail.empty());
            ++m_errors;
            return;
        }
        const std::string text = parts->normalizer("\u00bd <sep> name");
        for (const auto& part : parts->literal.split({text, true})) {
            for (const auto& word : parts->preTokenizer(part.stretch))
                parts->unigram.encode(word.text);
        }
    }

    QTemporaryDir m_folder;
    size_t m_errors = 0;

private Q_SLOTS:
    // Files by the packages sentencepiece, safetensors and gguf; ids by the package tokenizers.
    void filesOfTheirAuthorsGiveTheIdsOfTheLibrary()
    {
        const json cases = readJson(kSmall / "small.json");
        QVERIFY(cases.size() > 10);
        for (const char* const name : {"small.spiece.model", "small.safetensors", "small.gguf"}) {
            const auto tokens = text::Tokenizer::open(kSmall / name);
            QVERIFY2(tokens, tokens ? "" : tokens.error().detail.c_str());
            QCOMPARE(tokens->vocabularySize(), int64_t{760});
            for (const json& each : cases) {
                const auto prompt = each["prompt"].get<std::string>();
                const std::string ids = show(tokens->encode(prompt));
                QVERIFY2(ids == each["ids"].dump(), (name + ('\n' + prompt) + '\n' + ids).c_str());
            }
        }
    }

    void allFilesGiveTheIdsOfTokenizerJson_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("golden") << QString::fromStdString(kGolden.string());
        QTest::newRow("demo") << QString::fromStdString(kDemo.string());
    }
    void allFilesGiveTheIdsOfTokenizerJson()
    {
        QFETCH(QString, folder);
        const fs::path from = folder.toStdString();
        const auto expected = text::Tokenizer::open(from);
        QVERIFY(expected);
        sameIds(from / "tokenizer.json", *expected);
        sameIds(from / "spiece.model", *expected);
        std::string bytes = content(from / "spiece.model");
        const QTemporaryDir alone;
        const fs::path only = alone.path().toStdString();
        test::write(only / "spiece.model", bytes);
        sameIds(only, *expected);
        const at::Tensor embedded = at::from_blob(bytes.data(), {static_cast<int64_t>(bytes.size())}, at::kByte);
        QVERIFY(model::writeSafetensors(path("t5.safetensors"),
                                        {{"text_encoders.spiece_model", embedded}, {"shared.weight", at::ones({2})}}));
        sameIds(path("t5.safetensors"), *expected);
        GgufTokenizer made = converted(from);
        sameIds(written("t5.gguf", made.file()), *expected);
        made.unknown = 3;
        made.end.reset(); // found by its name
        sameIds(written("t5.gguf", made.file()), *expected);
        // Pieces that the converter was told of beside the model.
        const size_t size = made.tokens.size() - 384;
        for (size_t i = 0; i < 300; ++i) {
            made.tokens[size + i] = "<extra_id_" + std::to_string(299 - i) + ">";
            made.types[size + i] = 4;
        }
        sameIds(written("t5.gguf", made.file()), *expected);
        const std::string embeddedFiles
            = entry("audiocpp.embedded_files.names", 9, list<std::string>(8, {"config.json", "tokenizer/spiece.model"}))
            + entry("audiocpp.embedded_files.offsets", 9, list<uint64_t>(10, {0, 2, 2 + bytes.size()}))
            + entry("audiocpp.embedded_files.data", 9,
                    raw(uint32_t{0}) + raw(uint64_t{2 + bytes.size()}) + "{}" + bytes);
        sameIds(written("support.gguf", gguf::file({{"a", {1}, gguf::kF32, raw(1.F)}}, embeddedFiles, 3)), *expected);
    }

    void filesWithoutATokenizerAreErrors()
    {
        refused(path("absent"), ErrorCode::FileMissing, "");
        QVERIFY(model::writeSafetensors(path("plain.safetensors"), {{"spiece_model", at::ones({2})}}));
        refused(path("plain.safetensors"), ErrorCode::CheckpointIncomplete, "no bytes called spiece_model");
        refused(written("plain.gguf", gguf::file({{"a", {1}, gguf::kF32, raw(1.F)}})), ErrorCode::CheckpointIncomplete,
                "no tokenizer.ggml.model");
        refused(written("page", "<html>"), ErrorCode::CheckpointForeign, "a web page");
        refused(written("archive.pth", "PK\x03\x04"), ErrorCode::CheckpointForeign, "a zip file");
        refused(written("pieces.model", field(4, "\x01")), ErrorCode::CheckpointForeign, "without pieces");
        refused(written("pieces.model", std::string(600, '\0')), ErrorCode::CheckpointForeign, "an empty space");
    }

    void wrongModelsAreErrors_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("part");
        QTest::addColumn<int>("code");
        const auto row = [](const char* part, const std::string& bytes, ErrorCode code = ErrorCode::CheckpointDamaged) {
            QTest::addRow("%s", part) << QByteArray::fromStdString(bytes) << QString::fromUtf8(part)
                                      << static_cast<int>(code);
        };
        row("is not Unigram", kPieces + field(2, "\x18\x02"), ErrorCode::Unsupported);
        row("spaces behind words", kPieces + kIds + field(2, "\xc0\x01\x01"), ErrorCode::Unsupported);
        row("keeps spaces as they are", kPieces + kIds + field(3, std::string("\x28\x00", 2)), ErrorCode::Unsupported);
        row("cut off", (kPieces + kIds).substr(0, kPieces.size() + 4));
        row("unknown kind", kPieces + kIds + piece("x", 7));
        row("field of an unknown kind", kPieces + kIds + "\x0b");
        row("a number without an end", kPieces + kIds + std::string(12, '\xff'));
        row("a piece has 0 bytes", kPieces + kIds + piece("", 1));
        row("is no number", kPieces + kIds + piece("x", 1, std::numeric_limits<float>::quiet_NaN()));
        row("isn't among the pieces", kPieces + field(2, "\xc0\x02\x03\xd0\x02\x01"));
        row("a replacement is too long",
            kPieces + kIds + std::string("\x1a\x91\x10\x12\x8e\x10\x04\x00\x00\x00\x00\x00\x00\x00", 14)
                + std::string(2054, 'x'));
        row("precompiled_charsmap", kPieces + kIds + field(3, field(2, "abc")));

        GgufTokenizer made = simple();
        made.kind = "llama";
        row("of the kind \"llama\"", made.file(), ErrorCode::Unsupported);
        made = simple();
        made.scores.pop_back();
        row("differ in number", made.file());
        made = simple();
        made.types[3] = 9;
        row("piece \"▁a\" is of an unknown kind", made.file());
        made = simple();
        made.end = 4; // one that only fills up
        row("or that for the end, isn't among the pieces", made.file());
        made = simple();
        made.types[2] = 1;
        row("the piece for unknown characters, or", made.file());
        made = simple();
        made.types = {5, 5, 5, 5, 5};
        made.tokens = {"[PAD1]", "[PAD2]", "[PAD3]", "[PAD4]", "[PAD5]"};
        row("the piece for unknown", made.file());
        made = simple();
        made.types.assign(20'000, 4);
        made.tokens.assign(20'000, "x");
        made.scores.assign(20'000, 0);
        made.unknown = 0;
        row("more special pieces than in any model", made.file());
    }
    void wrongModelsAreErrors()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, part);
        QFETCH(int, code);
        refused(written("pieces.model", bytes.toStdString()), static_cast<ErrorCode>(code), part.toUtf8().constData());
    }

    void metadataAreReadByType()
    {
        const auto metadata = model::GgufMetadata::open(kSmall / "small.gguf");
        QVERIFY(metadata);
        QCOMPARE(metadata->text("general.architecture").value_or(""), std::string_view("t5encoder"));
        QCOMPARE(metadata->wholeNumber("tokenizer.ggml.eos_token_id").value_or(-1), int64_t{1});
        QCOMPARE(metadata->flag("tokenizer.ggml.add_space_prefix").value_or(false), true);
        QCOMPARE(metadata->texts("tokenizer.ggml.tokens", 1000)->size(), size_t{480});
        QCOMPARE(metadata->texts("tokenizer.ggml.tokens", 1000)->at(3), std::string_view("<unk>"));
        QCOMPARE(metadata->numbers("tokenizer.ggml.scores", 1000)->back(), -1000.F);
        QCOMPARE(metadata->wholeNumbers("tokenizer.ggml.token_type", 1000)->at(3), int64_t{2});
        QCOMPARE(metadata->bytes("tokenizer.ggml.precompiled_charsmap")->size(), size_t{1041});
        // Of other types, too long, or not there.
        QVERIFY(!metadata->texts("tokenizer.ggml.tokens", 479));
        QVERIFY(!metadata->wholeNumbers("tokenizer.ggml.tokens", 1000));
        QVERIFY(!metadata->numbers("tokenizer.ggml.token_type", 1000));
        QVERIFY(!metadata->bytes("tokenizer.ggml.scores"));
        QVERIFY(!metadata->text("tokenizer.ggml.tokens") && !metadata->flag("tokenizer.ggml.eos_token_id"));
        QVERIFY(!metadata->wholeNumber("tokenizer.ggml.add_space_prefix") && !metadata->wholeNumber("absent"));
        const std::string largest = entry("a", 10, raw(~uint64_t{0})) + entry("b", 1, raw(int8_t{-1}));
        const auto numbers = model::GgufMetadata::open(written("numbers.gguf", gguf::file({}, largest, 2)));
        QVERIFY(numbers);
        QVERIFY(!numbers->wholeNumber("a"));
        QCOMPARE(numbers->wholeNumber("b").value_or(0), int64_t{-1});
    }

    // Whatever is done to a file, there is an error or a tokenizer; sanitizers and the time limit watch the rest.
    void damagedFilesNeverCrash()
    {
        const std::string pieces = content(kSmall / "small.spiece.model");
        for (size_t length = 0; length < pieces.size(); length += 5)
            survives(text::readSentencePiece(std::string_view(pieces).substr(0, length)));
        QVERIFY(m_errors > pieces.size() / 6); // Of a fifth; the others end between two pieces.
        std::mt19937 random(20261201);
        for (int i = 0; i < 2000; ++i) {
            std::string changed = pieces;
            for (uint32_t flips = 1 + random() % 4; flips > 0; --flips)
                changed[random() % changed.size()] = static_cast<char>(i % 3 == 0 ? 0xFF : random());
            survives(text::readSentencePiece(changed));
        }
        const std::string whole = content(kSmall / "small.gguf");
        for (int i = 0; i < 2000; ++i) {
            std::string changed = whole;
            for (uint32_t flips = 1 + random() % 4; flips > 0; --flips)
                changed[random() % changed.size()] = static_cast<char>(i % 3 == 0 ? 0xFF : random());
            if (i % 4 == 0)
                changed.resize(random() % changed.size());
            const auto metadata = model::GgufMetadata::open(written("changed.gguf", changed));
            if (metadata)
                survives(text::readSentencePiece(*metadata));
        }
    }
};

} // namespace

QTEST_APPLESS_MAIN(TestTokenizerFiles)
#include "tst_TokenizerFiles.moc"
