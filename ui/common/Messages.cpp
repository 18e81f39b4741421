// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/Messages.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStringList>

#include <utility>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Messages)
};

constexpr std::pair<const char*, Remedy> kRemedies[] = {
    {"chooseAnother", Remedy::ChooseAnother},
    {"useAnyway", Remedy::UseAnyway},
    {"tryAgain", Remedy::TryAgain},
    {"cutPrompt", Remedy::CutPrompt},
    {"useInstead", Remedy::UseInstead},
    {"useInsteadRam", Remedy::UseInsteadRam},
    {"chooseFolder", Remedy::ChooseFolder},
    {"deleteOldTakes", Remedy::DeleteOldTakes},
    {"showMissing", Remedy::ShowMissing},
    {"useDemoModel", Remedy::UseDemoModel},
    {"checkAgain", Remedy::CheckAgain},
    {"lookAgain", Remedy::LookAgain},
    {"copyDiagnostics", Remedy::CopyDiagnostics},
    {"showNewPlan", Remedy::ShowNewPlan},
    {"continueTake", Remedy::ContinueTake},
    {"showPlan", Remedy::ShowPlan},
    {"restartAndContinue", Remedy::RestartAndContinue},
    {"notNow", Remedy::NotNow},
    {"openCopy", Remedy::OpenCopy},
    {"findFile", Remedy::FindFile},
    {"goOnWithout", Remedy::GoOnWithout},
    {"tryH264", Remedy::TryH264},
    {"useItsSound", Remedy::UseItsSound},
    {"dismiss", Remedy::Dismiss},
    {"showLog", Remedy::ShowLog},
    {"openSettings", Remedy::OpenSettings},
    {"openScene", Remedy::OpenScene},
};

Remedy remedyOf(const QString& name)
{
    for (const auto& [known, remedy] : kRemedies) {
        if (name == QLatin1String(known))
            return remedy;
    }
    return Remedy::Dismiss;
}

Tone toneOf(const QString& name)
{
    return name == QLatin1String("bad") ? Tone::Bad : name == QLatin1String("warn") ? Tone::Warn : Tone::Neutral;
}

Place placeOf(const QString& name)
{
    constexpr std::pair<const char*, Place> places[]
        = {{"bar", Place::Bar},       {"portrait", Place::Portrait}, {"voice", Place::Voice},
           {"prompt", Place::Prompt}, {"field", Place::Field},       {"contract", Place::Contract}};
    for (const auto& [known, place] : places) {
        if (name == QLatin1String(known))
            return place;
    }
    return Place::Bar;
}

const QRegularExpression& braces()
{
    static const QRegularExpression expression(QStringLiteral("\\{(\\w+)\\}"));
    return expression;
}

// A value that isn't given leaves its name visible: a test finds it, and a person still reads the rest.
QString filled(const QString& sentence, const MessageValues& values)
{
    QString result = sentence;
    for (auto value = values.begin(); value != values.end(); ++value)
        result.replace(QLatin1Char('{') % value.key() % QLatin1Char('}'), value.value());
    return result;
}

} // namespace

MessageBook::MessageBook(const QString& language)
{
    const QString key = language.startsWith(QLatin1String("zh")) ? QStringLiteral("zh_CN") : QStringLiteral("en");
    QFile file(QStringLiteral(":/errors.json"));
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QJsonObject book = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonObject buttons = book.value(QLatin1String("buttons")).toObject();
    for (auto button = buttons.begin(); button != buttons.end(); ++button)
        m_words.insert(remedyOf(button.key()), button.value().toObject().value(key).toString());
    for (const QJsonValue& value : book.value(QLatin1String("messages")).toArray()) {
        const QJsonObject object = value.toObject();
        const QJsonObject sentences = object.value(key).toObject();
        Entry entry{.tone = toneOf(object.value(QLatin1String("tone")).toString()),
                    .place = placeOf(object.value(QLatin1String("where")).toString()),
                    .what = sentences.value(QLatin1String("what")).toString(),
                    .why = sentences.value(QLatin1String("why")).toString(),
                    .buttons = {}};
        for (const QJsonValue& button : object.value(QLatin1String("buttons")).toArray())
            entry.buttons.append(remedyOf(button.toString()));
        const QString code = object.value(QLatin1String("code")).toString();
        m_order.append(code);
        m_entries.insert(code, entry);
    }
}

Message MessageBook::message(const QString& code, const MessageValues& values) const
{
    const auto entry = m_entries.find(code);
    if (entry == m_entries.end())
        return {.code = code, .tone = Tone::Bad, .what = code, .why = {}, .buttons = {}, .detail = {}};
    Message message{.code = code,
                    .tone = entry->tone,
                    .place = entry->place,
                    .what = filled(entry->what, values),
                    .why = filled(entry->why, values),
                    .buttons = {},
                    .detail = {}};
    for (const Remedy remedy : entry->buttons)
        message.buttons.append({remedy, words(remedy, values)});
    return message;
}

QString MessageBook::words(Remedy remedy, const MessageValues& values) const
{
    return filled(m_words.value(remedy), values);
}

QStringList MessageBook::codes() const
{
    return m_order;
}

QStringList MessageBook::placeholders(const QString& code) const
{
    const Entry entry = m_entries.value(code);
    QString all = entry.what % entry.why;
    for (const Remedy remedy : entry.buttons)
        all += m_words.value(remedy);
    QStringList names;
    for (auto match = braces().globalMatch(all); match.hasNext();) {
        const QString name = match.next().captured(1);
        if (!names.contains(name))
            names.append(name);
    }
    names.sort();
    return names;
}

QString messageCode(ErrorCode code, ErrorSubject subject)
{
    switch (code) {
    case ErrorCode::NotAnImage: return QStringLiteral("IN-01");
    case ErrorCode::ImageTooSmall: return QStringLiteral("IN-02");
    case ErrorCode::ImageTooLarge: return QStringLiteral("IN-03");
    case ErrorCode::NoAudio:
    case ErrorCode::AudioEmpty: return QStringLiteral("IN-04");
    case ErrorCode::AudioTooShort: return QStringLiteral("IN-05");
    case ErrorCode::MediaDamaged: return QStringLiteral("IN-09");
    case ErrorCode::FileMissing:
    case ErrorCode::FileUnreadable:
        return subject == ErrorSubject::Scene ? QStringLiteral("SCENE-03") : QStringLiteral("IN-06");
    case ErrorCode::CheckpointIncomplete:
        return subject == ErrorSubject::Take ? QStringLiteral("MODEL-05") : QStringLiteral("MODEL-01");
    case ErrorCode::CheckpointDamaged:
    case ErrorCode::CheckpointMismatch:
        return subject == ErrorSubject::Take ? QStringLiteral("MODEL-05") : QStringLiteral("MODEL-02");
    case ErrorCode::PickleUnsafe:
        return subject == ErrorSubject::Take ? QStringLiteral("MODEL-05") : QStringLiteral("MODEL-03");
    case ErrorCode::LoraMismatch: return QStringLiteral("MODEL-04");
    case ErrorCode::NotFinite: return QStringLiteral("MODEL-06");
    case ErrorCode::NotWritable: return QStringLiteral("STORE-03");
    case ErrorCode::FileExists: return QStringLiteral("STORE-01");
    case ErrorCode::DiskFull: return QStringLiteral("STORE-02");
    case ErrorCode::EncoderFailed: return QStringLiteral("EXP-01");
    case ErrorCode::OutOfMemory: return QStringLiteral("RAM-01");
    case ErrorCode::DoesNotFit: // A take has no figures for the card's sentence.
        return subject == ErrorSubject::Take ? QStringLiteral("ENGINE-02") : QStringLiteral("PLAN-01");
    case ErrorCode::BadOption:
    case ErrorCode::Unsupported:
        return subject == ErrorSubject::Scene ? QStringLiteral("SCENE-03") : QStringLiteral("ENGINE-02");
    case ErrorCode::Cancelled:
    case ErrorCode::Internal: break;
    }
    return QStringLiteral("ENGINE-01");
}

namespace {

// By the name that the engine gives a network in an error's detail.
QString networkWords(const std::string& network)
{
    if (network == "text encoder")
        return Tr::tr("Its text encoder makes numbers that are infinite or none");
    if (network == "voice encoder")
        return Tr::tr("Its voice encoder makes numbers that are infinite or none");
    if (network == "picture encoder")
        return Tr::tr("Its picture encoder makes numbers that are infinite or none");
    if (network == "decoder")
        return Tr::tr("Its decoder makes numbers that are infinite or none");
    return Tr::tr("Its transformer makes numbers that are infinite or none");
}

} // namespace

QString reasonWords(const Error& error)
{
    switch (error.code) {
    case ErrorCode::FileMissing: return Tr::tr("It doesn't exist any more");
    case ErrorCode::FileUnreadable: return Tr::tr("It is no file, or you have no permission to read it");
    case ErrorCode::NotWritable: return Tr::tr("You have no permission to write there, or the folder is gone");
    case ErrorCode::DiskFull: return Tr::tr("The disk is full");
    case ErrorCode::FileExists: return Tr::tr("A file of this name exists already");
    case ErrorCode::MediaDamaged: return Tr::tr("It is damaged");
    case ErrorCode::BadOption: return Tr::tr("It holds something else than this program writes");
    case ErrorCode::Unsupported: return Tr::tr("This computer or this build can't do it");
    case ErrorCode::CheckpointIncomplete: return Tr::tr("Parts of it are missing");
    case ErrorCode::CheckpointDamaged:
    case ErrorCode::CheckpointMismatch: return Tr::tr("A file is damaged or of another model");
    case ErrorCode::NotFinite: return networkWords(error.detail);
    case ErrorCode::PickleUnsafe: return Tr::tr("A file wants to run code and was not opened");
    case ErrorCode::DoesNotFit: return Tr::tr("It doesn't fit into the memory that is free now");
    default: return Tr::tr("The disk reports an error");
    }
}

} // namespace studio::ui
