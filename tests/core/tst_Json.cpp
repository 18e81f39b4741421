// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Json.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace studio;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::string nested(int depth)
{
    const auto count = static_cast<size_t>(depth);
    return std::string(count, '[') + std::string(count, ']');
}

class TestJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsNestedDeeplyIsRefusedBeforeItIsRead()
    {
        QVERIFY(bool(parseJson<json>(nested(64))));
        for (const int depth : {65, 1000, 3'000'000}) {
            const auto deep = parseJson<json>(nested(depth));
            QVERIFY(!deep);
            QCOMPARE(deep.error().code, ErrorCode::CheckpointDamaged);
            QVERIFY(!parseJson<nlohmann::ordered_json>("{\"a\": " + nested(depth) + "}"));
        }
        std::string objects;
        for (int i = 0; i < 100'000; ++i)
            objects += "{\"a\":";
        QVERIFY(!parseJson<json>(objects)); // never closed
    }

    void bracketsInTextsDoNotCount()
    {
        const std::string brackets(1000, '[');
        const auto text = parseJson<json>("{\"a\\\\\\\"b\": \"\\\\\\\"{{" + brackets + "\", \"c\": \"\\\\\"}");
        QVERIFY2(text, text ? "" : text.error().detail.c_str());
        QCOMPARE(text->size(), size_t{2});
        QVERIFY(!parseJson<json>("{\"a\": \"\\\\\", \"b\": " + nested(100) + "}"));
    }

    void whatIsLargerThanTheLimitIsRefused()
    {
        QVERIFY(bool(parseJson<json>("[1]", {.bytes = 3})));
        QVERIFY(!parseJson<json>("[10]", {.bytes = 3}));
    }

    void whatIsNoJsonIsAnErrorAndNoException()
    {
        for (const char* text : {"", "{", "[1, 2", "nul", "{\"a\": 1e999}", "\xff\xfe", "[1] [2]"}) {
            const auto parsed = parseJson<json>(text);
            QVERIFY2(!parsed, text);
            QVERIFY(!parsed.error().detail.empty());
        }
    }

    void filesThatAreNoObjectsAreNamed()
    {
        const QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "x.json";
        QCOMPARE(readJsonObject<json>(path).error().code, ErrorCode::FileMissing);
        QCOMPARE(readJsonObject<json>(path.parent_path()).error().code, ErrorCode::FileUnreadable);
        QCOMPARE(readJsonObject<json>("/dev/zero").error().code, ErrorCode::FileUnreadable);
        for (const std::string text : {"", "[]", "7", "{", "{\"a\": 12345678}"}) {
            std::ofstream(path) << text;
            const auto read = readJsonObject<json>(path, {.bytes = 12});
            QVERIFY2(!read, text.c_str());
            QCOMPARE(read.error().code, ErrorCode::CheckpointDamaged);
            QCOMPARE(read.error().subject, path.string());
        }
        std::ofstream(path) << "{\"a\": 1}";
        QCOMPARE(readJsonObject<json>(path)->at("a").get<int>(), 1);
    }

    void wholeNumbersAreNeitherCutNorWrapped()
    {
        QCOMPARE(wholeNumber(json::parse("7")), std::optional<int64_t>(7));
        QCOMPARE(wholeNumber(json::parse("-7")), std::optional<int64_t>(-7));
        for (const char* text : {"7.5", "true", "\"7\"", "1e30", "18446744073709551615", "null", "[7]"})
            QVERIFY2(!wholeNumber(json::parse(text)), text);
    }

    void numbersOutsideTheirBoundsAreNamed()
    {
        const json values = json::parse(R"({"whole": 7, "half": 0.5, "huge": 1e300, "word": "7", "truth": true})");
        QCOMPARE(boundedNumber(values, "whole", 0, 7), 7);
        QCOMPARE(boundedNumber<int64_t>(values, "whole", 7, 9), int64_t{7});
        QCOMPARE(boundedNumber(values, "whole", 0.0, 9.0), 7.0);
        QCOMPARE(boundedNumber(values, "half", 0.0, 1.0), 0.5);
        QCOMPARE(optionalNumber(values, "none", 0, 1), std::optional<int>());
        QCOMPARE(optionalNumber(values, "whole", 0, 8), std::optional<int>(7));
        for (const char* key : {"half", "huge", "word", "truth", "none"})
            QVERIFY_THROWS_EXCEPTION(std::exception, (void)boundedNumber(values, key, 0, 9));
        QVERIFY_THROWS_EXCEPTION(std::exception, (void)boundedNumber(values, "whole", 0, 6));
        QVERIFY_THROWS_EXCEPTION(std::exception, (void)boundedNumber(values, "whole", 8, 9));
        QVERIFY_THROWS_EXCEPTION(std::exception, (void)boundedNumber(values, "huge", 0.0, 1e12));
        try {
            (void)optionalNumber(values, "huge", 0, 9);
        } catch (const std::exception& error) {
            QVERIFY(std::string_view(error.what()).starts_with("huge"));
        }
    }

    void longListsAreSummedUp()
    {
        QCOMPARE(summedUp({}), std::string());
        QCOMPARE(summedUp({"a", "b"}), std::string("a\nb"));
        QCOMPARE(summedUp({"a", "b", "c"}, 2), std::string("a\nb\nand 1 more"));
        QVERIFY(summedUp(std::vector<std::string>(134'892, "x")).ends_with("x\nand 134,880 more"));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestJson)
#include "tst_Json.moc"
