// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/PromptCleaner.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using studio::text::cleanPrompt;

// text_cleaning.json holds what ftfy 6.3.1 and Python 3.11 make of each prompt.
class TestPromptCleaner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void promptsAreCleanedAsTheReferenceCleansThem();
    void aCleanedPromptStaysAsItIs_data();
    void aCleanedPromptStaysAsItIs();
    void bytesThatAreNoUtf8BecomeReplacementCharacters();
    void hugeAndDeeplyEscapedTextIsHandled();
};

void TestPromptCleaner::promptsAreCleanedAsTheReferenceCleansThem()
{
    QFile file(QStringLiteral(TEST_DATA "/text_cleaning.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray cases = QJsonDocument::fromJson(file.readAll()).array();
    QVERIFY(cases.size() > 300);
    for (const QJsonValue& each : cases) {
        const std::string prompt = each[QStringLiteral("prompt")].toString().toStdString();
        const std::string expected = each[QStringLiteral("cleaned")].toString().toStdString();
        QVERIFY2(cleanPrompt(prompt) == expected,
                 qPrintable(QString::fromStdString('"' + prompt + "\" became \"" + cleanPrompt(prompt) + "\", not \""
                                                   + expected + '"')));
    }
}

void TestPromptCleaner::aCleanedPromptStaysAsItIs_data()
{
    QTest::addColumn<QByteArray>("prompt");
    QTest::newRow("English") << QByteArray("A cheerful old baker, talking to the camera - \"good morning!\"");
    QTest::newRow("German") << QByteArray("Schöne Grüße über die Straße");
    QTest::newRow("French") << QByteArray("à la mode, voilà le travail, œuvre");
    QTest::newRow("Russian") << QByteArray("Русский текст");
    QTest::newRow("Chinese") << QByteArray("你好。一位年轻的老师站在黑板前。");
    QTest::newRow("emoji") << QByteArray("🙂👍🏽 👨‍👩‍👧");
    QTest::newRow("face") << QByteArray("┬─┬ノ( º _ ºノ)");
    QTest::newRow("markup") << QByteArray("5 < 6 > 4");
}

void TestPromptCleaner::aCleanedPromptStaysAsItIs()
{
    QFETCH(QByteArray, prompt);
    QCOMPARE(QByteArray::fromStdString(cleanPrompt(prompt.toStdString())), prompt);
}

void TestPromptCleaner::bytesThatAreNoUtf8BecomeReplacementCharacters()
{
    QCOMPARE(cleanPrompt("a\xFF"
                         "b"),
             std::string("a\uFFFDb"));
    QCOMPARE(cleanPrompt("cut \xE4\xBD"), std::string("cut \uFFFD\uFFFD"));
    QCOMPARE(cleanPrompt("half \xED\xA0\x80 pair"), std::string("half \uFFFD\uFFFD\uFFFD pair"));
    QCOMPARE(cleanPrompt(std::string_view("nul\0nul", 7)), std::string("nulnul"));
    QCOMPARE(cleanPrompt(""), std::string());
}

void TestPromptCleaner::hugeAndDeeplyEscapedTextIsHandled()
{
    std::string escaped = "&";
    for (int i = 0; i < 50; ++i)
        escaped += "amp;";
    QCOMPARE(cleanPrompt(escaped), std::string("&"));
    QCOMPARE(cleanPrompt(std::string(200'000, ' ') + "x"), std::string("x"));
    const std::string number = "&#" + std::string(10'000, '9') + ';';
    QCOMPARE(cleanPrompt(number), std::string("\uFFFD"));
}

QTEST_APPLESS_MAIN(TestPromptCleaner)
#include "tst_PromptCleaner.moc"
