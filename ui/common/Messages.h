// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Error.h"
#include "ui/theme/Tokens.h"

#include <QHash>
#include <QList>
#include <QString>

namespace studio::ui {

// Where a message is shown.
enum class Place { Bar, Portrait, Voice, Prompt, Field, Contract };

// What a message's button does; the names are those of resources/errors.json.
enum class Remedy {
    ChooseAnother,
    UseAnyway,
    TryAgain,
    CutPrompt,
    UseInstead,
    UseInsteadRam,
    ChooseFolder,
    DeleteOldTakes,
    ShowMissing,
    UseDemoModel,
    CheckAgain,
    LookAgain,
    CopyDiagnostics,
    ShowNewPlan,
    ContinueTake,
    ShowPlan,
    RestartAndContinue,
    NotNow,
    OpenCopy,
    FindFile,
    GoOnWithout,
    TryH264,
    UseItsSound,
    Dismiss,
    ShowLog,
    OpenSettings,
    OpenScene,
};

struct RemedyButton {
    Remedy remedy;
    QString words;
};

// What happened, why, and what to press; ready to be shown.
struct Message {
    QString code; // "IN-01"; empty: no message
    Tone tone = Tone::Neutral;
    Place place = Place::Bar;
    QString what; // one sentence
    QString why; // one or two
    QList<RemedyButton> buttons; // best first
    QString detail; // for whoever repairs it; not translated

    [[nodiscard]] bool isEmpty() const { return code.isEmpty(); }
};

// Values for the braces of a message.
using MessageValues = QHash<QString, QString>;

// The sentences of resources/errors.json in one language.
class MessageBook {
public:
    // `language`: a locale's name; the sentences are Chinese for "zh..." and English for all else. Reads
    // `:/errors.json`.
    explicit MessageBook(const QString& language);

    // The message of this code with its values put in. A code that isn't in the book is the caller's mistake and gives
    // a message that shows it.
    [[nodiscard]] Message message(const QString& code, const MessageValues& values = {}) const;
    [[nodiscard]] QString words(Remedy remedy, const MessageValues& values = {}) const;
    [[nodiscard]] QStringList codes() const;

    // What the names between braces in a code's sentences and buttons are.
    [[nodiscard]] QStringList placeholders(const QString& code) const;

private:
    struct Entry {
        Tone tone;
        Place place;
        QString what, why;
        QList<Remedy> buttons;
    };
    QStringList m_order;
    QHash<QString, Entry> m_entries;
    QHash<Remedy, QString> m_words;
};

// What an engine's error is about, which decides the code.
enum class ErrorSubject { Portrait, Voice, Scene, Model, Take, Export };

// The code in the book for an error of the engine.
[[nodiscard]] QString messageCode(ErrorCode code, ErrorSubject subject);

// The part of a sentence that says why a file can't be read or written: "it doesn't exist any more".
[[nodiscard]] QString reasonWords(const Error& error);

} // namespace studio::ui
