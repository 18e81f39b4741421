// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/Messages.h"

#include <QtTest>

using namespace studio;
using namespace studio::ui;

class tst_Messages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothLanguagesSayTheSame()
    {
        const MessageBook english(QStringLiteral("en"));
        const MessageBook chinese(QStringLiteral("zh_CN"));
        QVERIFY(english.codes().size() >= 25);
        QCOMPARE(chinese.codes(), english.codes());
        for (const QString& code : english.codes()) {
            const Message en = english.message(code);
            const Message zh = chinese.message(code);
            QVERIFY2(!en.what.isEmpty() && !en.why.isEmpty(), qPrintable(code));
            QVERIFY2(!zh.what.isEmpty() && zh.what != en.what, qPrintable(code));
            QCOMPARE(zh.tone, en.tone);
            QCOMPARE(zh.place, en.place);
            QCOMPARE(zh.buttons.size(), en.buttons.size());
            QCOMPARE(chinese.placeholders(code), english.placeholders(code));
        }
    }

    void everyButtonHasWords()
    {
        for (const QString& language : {QStringLiteral("en"), QStringLiteral("zh_CN")}) {
            const MessageBook book(language);
            for (const QString& code : book.codes()) {
                for (const RemedyButton& button : book.message(code).buttons)
                    QVERIFY2(!button.words.isEmpty(), qPrintable(code));
            }
        }
    }

    void sentencesEndWithAFullStop()
    {
        const MessageBook english(QStringLiteral("en"));
        const MessageBook chinese(QStringLiteral("zh_CN"));
        for (const QString& code : english.codes()) {
            QVERIFY2(english.message(code).what.endsWith(QLatin1Char('.')), qPrintable(code));
            QVERIFY2(chinese.message(code).what.endsWith(QChar(u'。')), qPrintable(code));
        }
    }

    void valuesAreFilledIn()
    {
        const MessageBook book(QStringLiteral("en"));
        const Message message = book.message(QStringLiteral("IN-02"),
                                             {{QStringLiteral("file"), QStringLiteral("a.png")},
                                              {QStringLiteral("w"), QStringLiteral("30")},
                                              {QStringLiteral("h"), QStringLiteral("20")},
                                              {QStringLiteral("least"), QStringLiteral("64")}});
        QCOMPARE(message.what, QStringLiteral("“a.png” is too small: 30 × 20."));
        QCOMPARE(message.why, QStringLiteral("The shorter side needs at least 64 pixels."));
        QCOMPARE(message.tone, Tone::Bad);
        QCOMPARE(message.buttons.size(), 1);
        QCOMPARE(message.buttons.first().remedy, Remedy::ChooseAnother);
    }

    void everyErrorOfTheEngineHasAMessage()
    {
        const MessageBook book(QStringLiteral("en"));
        for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
            for (const ErrorSubject subject : {ErrorSubject::Portrait, ErrorSubject::Voice, ErrorSubject::Scene,
                                               ErrorSubject::Model, ErrorSubject::Take, ErrorSubject::Export})
                QVERIFY(book.codes().contains(messageCode(static_cast<ErrorCode>(code), subject)));
        }
    }
};

QTEST_GUILESS_MAIN(tst_Messages)
#include "tst_Messages.moc"
