// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/PromptCleaner.h"
#include "core/text/Tokenizer.h"

#include <ATen/Parallel.h>
#include <ATen/ops/ones.h>

#include <nlohmann/json.hpp>
#include <sentencepiece_processor.h>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <thread>

using namespace studio;
using nlohmann::json;

namespace {

const std::filesystem::path kFolder = TEST_DATA "/goldens/checkpoint/tiny/ckpt/Wan2.2-S2V-14B/google/umt5-xxl";

json readJson(const std::filesystem::path& path)
{
    return json::parse(std::ifstream(path));
}

text::Tokenizer tokenizer()
{
    auto opened = text::Tokenizer::open(kFolder);
    if (!opened)
        qFatal("%s", opened.error().detail.c_str());
    return std::move(*opened);
}

std::string show(const std::vector<int64_t>& ids)
{
    return json(ids).dump();
}

} // namespace

class TestTokenizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void idsOfTheReferenceAreExact();
    void idsOfTheTokenizersLibraryAreExact();
    void longPromptsAreCutBeforeTheEndMark();
    void sentencepieceAgreesBesideLibtorch();
    void olderDescriptionsGiveTheSameIds();
    void severalThreadsMayEncodeAtOnce();
    void deepDescriptionsAreErrors();
    void badDescriptionsAreErrors_data();
    void badDescriptionsAreErrors();
};

void TestTokenizer::idsOfTheReferenceAreExact()
{
    const text::Tokenizer tokens = tokenizer();
    const json golden = readJson(TEST_DATA "/goldens/text/text.json");
    QVERIFY(golden["prompts"].size() > 10);
    for (const json& each : golden["prompts"]) {
        const auto prompt = each["prompt"].get<std::string>();
        QCOMPARE(text::cleanPrompt(prompt), each["cleaned"].get<std::string>());
        QCOMPARE(show(tokens.encode(prompt)), show(each["ids"].get<std::vector<int64_t>>()));
        QCOMPARE(tokens.encode(prompt).size(), each["n_tokens"].get<size_t>());
    }
}

// Prompts made to be hard: ties between cuts, special tokens, graphemes, pieces that look like bytes.
void TestTokenizer::idsOfTheTokenizersLibraryAreExact()
{
    const text::Tokenizer tokens = tokenizer();
    const json cases = readJson(TEST_DATA "/text_tokens.json");
    QVERIFY(cases.size() > 100);
    for (const json& each : cases) {
        const auto prompt = each["prompt"].get<std::string>();
        const std::string ids = show(tokens.encode(prompt));
        const std::string expected = show(each["ids"].get<std::vector<int64_t>>());
        QVERIFY2(ids == expected, (prompt + '\n' + ids + '\n' + expected).c_str());
    }
}

void TestTokenizer::longPromptsAreCutBeforeTheEndMark()
{
    const text::Tokenizer tokens = tokenizer();
    std::string prompt;
    for (int i = 0; i < 1000; ++i)
        prompt += "word ";
    const std::vector<int64_t> ids = tokens.encode(prompt);
    QCOMPARE(ids.size(), size_t{512});
    QCOMPARE(ids.back(), int64_t{1});
    QVERIFY(tokens.countTokens(prompt) > 1000);
    const std::vector<int64_t> few = tokens.encode(prompt, 4);
    QCOMPARE(show(few), show({ids[0], ids[1], ids[2], 1}));
    QCOMPARE(show(tokens.encode("")), show({1}));
    QCOMPARE(tokens.countTokens("  "), size_t{1});
}

// An independent implementation, where it has to agree: plain text without unknown characters. It also proves that the
// library works in one process with libtorch, in which both have their own protobuf.
void TestTokenizer::sentencepieceAgreesBesideLibtorch()
{
    sentencepiece::SentencePieceProcessor processor;
    QVERIFY(processor.Load((kFolder / "spiece.model").string()).ok());
    QCOMPARE(at::ones({3, 3}).sum().item<double>(), 9.0);
    const text::Tokenizer tokens = tokenizer();
    int compared = 0;
    const json golden = readJson(TEST_DATA "/goldens/text/text.json");
    for (const json& each : golden["prompts"]) {
        const auto cleaned = each["cleaned"].get<std::string>();
        if (!each["fast_equals_spiece"] || cleaned.find('<') != std::string::npos || each["n_tokens"] == 512)
            continue;
        std::vector<int> pieces = processor.EncodeAsIds(cleaned);
        pieces.push_back(processor.eos_id());
        QCOMPARE(show(tokens.encode(cleaned)), show({pieces.begin(), pieces.end()}));
        ++compared;
    }
    QVERIFY(compared > 5);
}

void TestTokenizer::olderDescriptionsGiveTheSameIds()
{
    json description = readJson(kFolder / "tokenizer.json");
    description["normalizer"] = description["normalizer"]["normalizers"][0];
    description["pre_tokenizer"] = json::parse(R"({"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
        {"type": "Metaspace", "replacement": "▁", "str_rep": "▁", "add_prefix_space": true}]})");
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    std::ofstream(path / "tokenizer.json") << description;
    const auto older = text::Tokenizer::open(path);
    QVERIFY(older);
    const text::Tokenizer tokens = tokenizer();
    QCOMPARE(older->vocabularySize(), tokens.vocabularySize());
    const json cases = readJson(TEST_DATA "/text_tokens.json");
    for (const json& each : cases) {
        const auto prompt = each["prompt"].get<std::string>();
        QCOMPARE(show(older->encode(prompt)), show(tokens.encode(prompt)));
    }
}

void TestTokenizer::severalThreadsMayEncodeAtOnce()
{
    const text::Tokenizer tokens = tokenizer();
    const json cases = readJson(TEST_DATA "/text_tokens.json");
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (const json& each : cases) {
                if (tokens.encode(each["prompt"].get_ref<const std::string&>())
                    != each["ids"].get<std::vector<int64_t>>())
                    ++wrong;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

void TestTokenizer::badDescriptionsAreErrors_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const char* content, ErrorCode code) {
        QTest::newRow(name) << QByteArray(content) << static_cast<int>(code);
    };
    row("no JSON", "{", ErrorCode::CheckpointDamaged);
    row("no object", "[]", ErrorCode::CheckpointDamaged);
    row("empty", "{}", ErrorCode::CheckpointDamaged);
    row("BPE", R"({"model": {"type": "BPE"}})", ErrorCode::Unsupported);
    row("unk_id outside", R"({"model": {"type": "Unigram", "unk_id": 1, "vocab": [["a", -1.0]]}})",
        ErrorCode::CheckpointDamaged);
    row("vocabulary of numbers", R"({"model": {"type": "Unigram", "unk_id": 0, "vocab": [[1, -1.0]]}})",
        ErrorCode::CheckpointDamaged);
    row("unknown normalizer", R"({"normalizer": {"type": "Bert"}, "model": {}})", ErrorCode::Unsupported);
    row("table cut short",
        R"({"normalizer": {"type": "Precompiled", "precompiled_charsmap": "ALwCAAA="}, "model": {}})",
        ErrorCode::CheckpointDamaged);
    row("unknown pre-tokenizer", R"({"pre_tokenizer": {"type": "ByteLevel"}, "model": {}})", ErrorCode::Unsupported);
}

void TestTokenizer::deepDescriptionsAreErrors()
{
    for (const auto& [part, list] :
         {std::pair("normalizer", "normalizers"), std::pair("pre_tokenizer", "pretokenizers"),
          std::pair("post_processor", "processors")}) {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        std::string text;
        for (int i = 0; i < 50'000; ++i)
            text += std::string("{\"type\": \"Sequence\", \"") + list + "\": [";
        for (int i = 0; i < 50'000; ++i)
            text += "]}";
        std::ofstream(path / "tokenizer.json") << "{\"" << part << "\": " << text << "}";
        const auto opened = text::Tokenizer::open(path);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::CheckpointDamaged);
    }
}

void TestTokenizer::badDescriptionsAreErrors()
{
    QFETCH(QByteArray, content);
    QFETCH(int, code);
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    const auto missing = text::Tokenizer::open(path);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::FileMissing);

    std::ofstream(path / "tokenizer.json") << content.toStdString();
    const auto opened = text::Tokenizer::open(path);
    QVERIFY(!opened);
    QCOMPARE(static_cast<int>(opened.error().code), code);
}

QTEST_APPLESS_MAIN(TestTokenizer)
#include "tst_Tokenizer.moc"
