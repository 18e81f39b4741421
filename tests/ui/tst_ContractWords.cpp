// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Units.h"
#include "ui/common/Words.h"
#include "ui/panels/ContractWords.h"

#include <QtTest>

using namespace studio;
using namespace studio::ui;

namespace {

PlanState fitting()
{
    PlanState plan;
    plan.tone = PlanTone::Fits;
    plan.vram = 14 * kGiB;
    plan.vramBudget = 16 * kGiB;
    plan.ram = 36 * kGiB;
    plan.ramBudget = 48 * kGiB;
    plan.seconds = 220;
    plan.framesPerSecond = 4.6;
    return plan;
}

ContractInput inputOf(const PlanState& plan)
{
    return {.plan = plan, .hasInputs = true, .gpu = true, .onProcessor = false, .busy = false, .promise = {}};
}

const ContractLine& line(const ContractState& state, ContractPart part)
{
    return state.lines[static_cast<size_t>(part)];
}

QString plain(QString words)
{
    return words.replace(QChar(0xa0), QLatin1Char(' '));
}

} // namespace

class tst_ContractWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void severalTakesCostTheirSum()
    {
        PlanState plan;
        QCOMPARE(timeWords(plan, 4), QStringLiteral("not known yet"));
        plan.expectedSeconds = 30; // of this kind of GPU
        QCOMPARE(timeWords(plan), QStringLiteral("about %1 · not measured yet").arg(words::duration(30)));
        QCOMPARE(timeWords(plan, 4), QStringLiteral("about %1 · not measured yet").arg(words::duration(120)));
        plan.seconds = 60;
        plan.framesPerSecond = 4.6;
        QVERIFY(timeWords(plan).endsWith(QStringLiteral("4.6 fps")));
        QCOMPARE(timeWords(plan, 4), QStringLiteral("about %1 · 4 takes").arg(words::duration(240)));
    }

    void nothingChosenShowsDashes()
    {
        const ContractState state = contractState({});
        QCOMPARE(state.head, QStringLiteral("What it will take"));
        QCOMPARE(line(state, ContractPart::Vram).value, QStringLiteral("–"));
        QVERIFY(!line(state, ContractPart::Vram).known);
        QVERIFY(!line(state, ContractPart::Disk).shown);
    }

    void whatFitsIsGreenWithItsPrice()
    {
        const ContractState state = contractState(inputOf(fitting()));
        QCOMPARE(state.tone, Tone::Ok);
        QCOMPARE(state.head, QStringLiteral("Fits"));
        QCOMPARE(plain(line(state, ContractPart::Vram).value), QStringLiteral("14.0 of 16 GB"));
        QCOMPARE(line(state, ContractPart::Vram).share, 14.0 / 16);
        QCOMPARE(plain(line(state, ContractPart::Time).value), QStringLiteral("about 3 min 40 s · 4.6 fps"));
        QVERIFY(state.instead.isEmpty());
    }

    void anUnknownTimeIsSaidAndNotGuessed()
    {
        PlanState plan = fitting();
        plan.seconds.reset();
        plan.framesPerSecond.reset();
        QCOMPARE(line(contractState(inputOf(plan)), ContractPart::Time).value, QStringLiteral("not known yet"));
    }

    void whatDoesNotFitOffersTheNearest()
    {
        PlanState plan = fitting();
        plan.tone = PlanTone::DoesNotFit;
        plan.reason = PlanReason::Vram;
        plan.vram = 32 * kGiB;
        plan.settings.memory.offload = Offload::None;
        plan.suggestion = PlanSuggestion{.settings = {}, .vram = 16 * kGiB, .ram = 40 * kGiB, .seconds = 240};
        plan.suggestion->settings.memory.offload = Offload::Automatic;
        const ContractState state = contractState(inputOf(plan));
        QCOMPARE(state.tone, Tone::Bad);
        QCOMPARE(state.head, QStringLiteral("Doesn't fit"));
        QCOMPARE(line(state, ContractPart::Vram).share, 2.0);
        QCOMPARE(line(state, ContractPart::Vram).tone, Tone::Bad);
        QCOMPARE(line(state, ContractPart::Ram).tone, Tone::Ok);
        QCOMPARE(plain(state.instead), QStringLiteral("Use Automatic: 16.0 GB, 4 min"));
        QVERIFY(planProblem(plan).contains(QStringLiteral("offload off")));
        QVERIFY(planProblem(fitting()).isEmpty());
    }

    void aModelThatCannotRunIsNamedAndAnotherOffered()
    {
        PlanState plan;
        plan.tone = PlanTone::DoesNotFit;
        plan.settings.model = "of tomorrow";
        plan.modelTitle = "Another 1B";
        plan.suggestion.emplace(); // Nothing is known of what it takes.
        plan.reason = PlanReason::NoGpu;
        ContractState state = contractState(inputOf(plan));
        QCOMPARE(state.reason, QStringLiteral("Another 1B needs an NVIDIA GPU, and none was found."));
        QCOMPARE(state.instead, QStringLiteral("Use the demo model"));
        plan.reason = PlanReason::UnknownModel;
        state = contractState(inputOf(plan));
        QCOMPARE(state.reason,
                 QStringLiteral("This scene wants the model “of tomorrow”, which this program doesn't know."));
        QCOMPARE(state.instead, QStringLiteral("Use the demo model"));
    }

    void theDiskIsShownOnlyWhenItIsTheProblem()
    {
        PlanState plan = fitting();
        plan.disk = 2 * kGiB;
        plan.diskFree = 3 * kGiB;
        QVERIFY(!line(contractState(inputOf(plan)), ContractPart::Disk).shown);
        plan.tone = PlanTone::Tight;
        plan.reason = PlanReason::DiskLeft;
        const ContractState state = contractState(inputOf(plan));
        QVERIFY(line(state, ContractPart::Disk).shown);
        QCOMPARE(line(state, ContractPart::Disk).tone, Tone::Warn);
        QCOMPARE(state.tone, Tone::Warn);
        // As file managers and the page of downloads tell the same disk.
        QCOMPARE(line(state, ContractPart::Disk).value, QString::fromUtf8("2.15 of 3.22\u00a0GB"));
    }

    void aRunningTakeIsMeasuredAgainstItsPromise()
    {
        ContractInput input = inputOf(fitting());
        input.promise = PromiseState{.promise = {}, .vram = 13 * kGiB, .ram = 35 * kGiB, .seconds = 100};
        input.promise->promise.promisedVram = 14 * kGiB;
        input.promise->promise.promisedRam = 36 * kGiB;
        input.promise->promise.promisedSeconds = 220;
        ContractState state = contractState(input);
        QCOMPARE(state.head, QStringLiteral("Promise kept so far"));
        QCOMPARE(*line(state, ContractPart::Vram).promised, 14.0 / 16);
        QCOMPARE(line(state, ContractPart::Time).value, QStringLiteral("1:40 of 3:40"));
        input.promise->ram = 45 * kGiB; // more than planned, of 48 that are allowed
        QCOMPARE(contractState(input).head, QStringLiteral("About as promised so far"));
        input.promise->vramIsInRam = true; // in a pause
        state = contractState(input);
        QCOMPARE(state.head, QStringLiteral("Not measured now"));
        QCOMPARE(state.tone, Tone::Neutral);
        QCOMPARE(state.reason, QStringLiteral("What was in VRAM waits in RAM. It isn't measured against the promise."));
        QVERIFY(!line(state, ContractPart::Vram).barred && !line(state, ContractPart::Ram).barred);
        QCOMPARE(plain(line(state, ContractPart::Ram).value), QStringLiteral("45.0 GB for now"));
        input.promise->vramIsInRam = false;
        input.promise->ram = 35 * kGiB;
        input.promise->finished = true;
        state = contractState(input);
        QCOMPARE(state.head, QStringLiteral("Promise kept"));
        QCOMPARE(plain(state.reason), QStringLiteral("The same again: about 3 min 40 s."));
        input.promise->ram = 45 * kGiB; // a quarter more, of 48 that are allowed
        state = contractState(input);
        QCOMPARE(state.tone, Tone::Ok);
        QCOMPARE(state.head, QStringLiteral("About as promised"));
        QCOMPARE(line(state, ContractPart::Ram).tone, Tone::Ok);
        input.promise->ram = 49 * kGiB;
        state = contractState(input);
        QCOMPARE(state.tone, Tone::Warn);
        QCOMPARE(state.head, QStringLiteral("Took more than promised"));
        QCOMPARE(line(state, ContractPart::Ram).tone, Tone::Warn);
        QCOMPARE(plain(state.reason),
                 QStringLiteral("1.0 GB more memory than allowed. The same again: about 3 min 40 s."));
    }

    void theNextPriceIsAlwaysThere()
    {
        ContractInput input = inputOf(fitting());
        const auto reason = [&](double taken, bool finished) {
            input.promise = PromiseState{.promise = {}, .vram = {}, .ram = {}, .seconds = taken};
            input.promise->promise.promisedSeconds = 100;
            input.promise->finished = finished;
            return plain(contractState(input).reason);
        };
        const QString again = QStringLiteral("The same again: about 3 min 40 s.");
        QCOMPARE(reason(30, false), again);
        input.takeCount = 3;
        QCOMPARE(reason(30, false), QStringLiteral("3 more such takes: about 11 min."));
        input.takeCount = 1;
        QCOMPARE(reason(100, true), again);
        QCOMPARE(reason(112, true), QString(QStringLiteral("12 s longer, within the tolerance. ") + again));
        QCOMPARE(reason(140, true), QString(QStringLiteral("40 s longer than promised. ") + again));
        input.promise->promise = {}; // Nothing was known to promise; now it is.
        QCOMPARE(plain(contractState(input).reason), again);
        // What can't be made again is said.
        input.promise->promise.promisedSeconds = 100;
        input.plan.tone = PlanTone::DoesNotFit;
        input.plan.reason = PlanReason::DiskFull;
        QCOMPARE(contractState(input).head, QStringLiteral("Doesn't fit"));
        input.promise->finished = false;
        QVERIFY(contractState(input).head != QStringLiteral("Doesn't fit"));
    }

    // A short take is late by a moment, a long one by a part: neither is worth a warning.
    void aLittleLateIsKept()
    {
        ContractInput input = inputOf(fitting());
        const auto tone = [&](double promised, double taken) {
            input.promise = PromiseState{.promise = {}, .vram = {}, .ram = {}, .seconds = taken};
            input.promise->promise.promisedSeconds = promised;
            input.promise->finished = true;
            return contractState(input).tone;
        };
        QCOMPARE(tone(6, 8), Tone::Ok);
        QCOMPARE(tone(6, 12), Tone::Warn);
        QCOMPARE(tone(100, 119), Tone::Ok);
        QCOMPARE(tone(100, 121), Tone::Warn);
        QCOMPARE(tone(20, 24.9), Tone::Ok);
        QCOMPARE(tone(20, 25.1), Tone::Warn);
    }

    void withoutAGpuNothingIsSaidOfVram()
    {
        ContractInput input = inputOf(fitting());
        input.gpu = false;
        input.plan.vram.reset();
        QVERIFY(!line(contractState(input), ContractPart::Vram).shown);
        input.hasInputs = false;
        QVERIFY(!line(contractState(input), ContractPart::Vram).shown);
        input.promise = PromiseState{.promise = {}, .vram = {}, .ram = {}};
        QVERIFY(!line(contractState(input), ContractPart::Vram).shown);
        input.gpu = true;
        QVERIFY(line(contractState(input), ContractPart::Vram).shown);
    }
};

QTEST_GUILESS_MAIN(tst_ContractWords)
#include "tst_ContractWords.moc"
