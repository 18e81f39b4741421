// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/Languages.h"
#include "ui/common/MessageTable.h"
#include "ui/common/Messages.h"

#include <QRegularExpression>
#include <QtTest>

using namespace studio;
using namespace studio::ui;

namespace {

QList<Message> messagesIn(Languages& languages, settings::Language language)
{
    languages.setLanguage(language);
    QList<Message> messages;
    for (const MessageEntry& entry : messageTable())
        messages.append(message(entry.id));
    return messages;
}

// The names between braces, without repeats.
QStringList valuesOf(const QString& sentences)
{
    static const QRegularExpression braces(QStringLiteral("\\{(\\w*)\\}"));
    QStringList names;
    for (auto match = braces.globalMatch(sentences); match.hasNext();)
        names.append(match.next().captured(1));
    names.removeDuplicates();
    names.sort();
    return names;
}

} // namespace

class tst_Messages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_english = messagesIn(m_languages, settings::Language::English);
        m_chinese = messagesIn(m_languages, settings::Language::SimplifiedChinese);
        m_languages.setLanguage(settings::Language::English);
    }

    void bothLanguagesSayTheSame()
    {
        QCOMPARE(m_english.size(), static_cast<int>(kLastMessage) + 1);
        QCOMPARE(m_chinese.size(), m_english.size());
        for (qsizetype i = 0; i < m_english.size(); ++i) {
            const Message& en = m_english[i];
            const Message& zh = m_chinese[i];
            QCOMPARE(zh.code, en.code);
            QVERIFY2(!en.what.isEmpty() && !en.why.isEmpty(), qPrintable(en.code));
            QVERIFY2(!zh.what.isEmpty() && zh.what != en.what, qPrintable(en.code));
            QVERIFY2(!zh.why.isEmpty(), qPrintable(en.code));
            QCOMPARE(valuesOf(zh.what), valuesOf(en.what));
            QCOMPARE(valuesOf(zh.why), valuesOf(en.why));
        }
    }

    void everyCodeIsThereOnce()
    {
        static const QRegularExpression form(QStringLiteral("^[A-Z]+-[0-9]{2}$"));
        QStringList codes;
        for (const Message& message : std::as_const(m_english)) {
            QVERIFY2(form.match(message.code).hasMatch(), qPrintable(message.code));
            codes.append(message.code);
        }
        QCOMPARE(codes.removeDuplicates(), 0);
    }

    void everyButtonHasWordsInBothLanguages()
    {
        for (qsizetype i = 0; i < m_english.size(); ++i) {
            const QList<RemedyButton>& english = m_english[i].buttons;
            const QList<RemedyButton>& chinese = m_chinese[i].buttons;
            QCOMPARE(chinese.size(), english.size());
            QVERIFY2(english.size() <= 3, qPrintable(m_english[i].code)); // The bar has room for these.
            for (qsizetype k = 0; k < english.size(); ++k) {
                QCOMPARE(chinese[k].remedy, english[k].remedy);
                QVERIFY2(!english[k].words.isEmpty(), qPrintable(m_english[i].code));
                QVERIFY2(!chinese[k].words.isEmpty() && chinese[k].words != english[k].words,
                         qPrintable(english[k].words));
                QCOMPARE(valuesOf(chinese[k].words), valuesOf(english[k].words));
            }
        }
    }

    void sentencesEndWithAFullStop()
    {
        for (qsizetype i = 0; i < m_english.size(); ++i) {
            QVERIFY2(m_english[i].what.endsWith(QLatin1Char('.')), qPrintable(m_english[i].code));
            QVERIFY2(m_chinese[i].what.endsWith(QChar(u'。')), qPrintable(m_english[i].code));
        }
    }

    void valuesAreFilledIn()
    {
        const MessageValues values{{QStringLiteral("file"), QStringLiteral("a.png")},
                                   {QStringLiteral("w"), QStringLiteral("30")},
                                   {QStringLiteral("h"), QStringLiteral("20")},
                                   {QStringLiteral("least"), QStringLiteral("64")}};
        const Message english = message(MessageId::PictureTooSmall, values);
        QCOMPARE(english.what, QStringLiteral("“a.png” is too small: 30 × 20."));
        QCOMPARE(english.why, QStringLiteral("The shorter side needs at least 64 pixels."));
        QCOMPARE(english.tone, Tone::Bad);
        QCOMPARE(english.buttons.size(), 1);
        QCOMPARE(english.buttons.first().remedy, Remedy::ChooseAnother);
        m_languages.setLanguage(settings::Language::SimplifiedChinese); // From now on, in the same program.
        QCOMPARE(message(MessageId::PictureTooSmall, values).what, QStringLiteral("“a.png”太小：30 × 20。"));
        QCOMPARE(remedyWords(Remedy::TryAgain), QStringLiteral("重试"));
    }

    void everyErrorOfTheEngineHasAMessage()
    {
        for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
            for (const ErrorSubject subject : {ErrorSubject::Portrait, ErrorSubject::Voice, ErrorSubject::Scene,
                                               ErrorSubject::Model, ErrorSubject::Take, ErrorSubject::Export}) {
                const MessageId id = messageOf(static_cast<ErrorCode>(code), subject);
                QVERIFY(id >= MessageId() && id <= kLastMessage);
                QVERIFY(!message(id).what.isEmpty());
            }
        }
    }

private:
    Languages m_languages;
    QList<Message> m_english;
    QList<Message> m_chinese;
};

QTEST_GUILESS_MAIN(tst_Messages)
#include "tst_Messages.moc"
