// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/ContractWords.h"

#include "core/base/Units.h"
#include "ui/common/Words.h"
#include "ui/widgets/PaintText.h"

#include <QCoreApplication>

#include <algorithm>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(ContractWords)
};

// A forecast of time is missed beyond this multiple of it and these seconds.
constexpr double kBrokenTime = 1.2;
constexpr double kBrokenSeconds = 5;
constexpr double kSame = 1.02; // A figure up to so much larger is the same one.

QString diskSize(const std::optional<int64_t>& bytes)
{
    return words::fileSize(static_cast<uint64_t>(bytes.value_or(0)));
}

QString ofBudget(int64_t needed, int64_t budget)
{
    return Tr::tr("%1 of %2 GB", "memory needed, memory allowed")
        .arg(words::gigabytes(needed), budget % kGiB == 0 ? QString::number(budget / kGiB) : words::gigabytes(budget));
}

ContractLine memoryLine(const std::optional<int64_t>& needed, const std::optional<int64_t>& budget, Tone tone)
{
    if (!needed || !budget || *budget <= 0)
        return {.value = QStringLiteral("–"), .known = false, .promised = {}};
    return {.value = ofBudget(*needed, *budget),
            .share = static_cast<double>(*needed) / static_cast<double>(*budget),
            .promised = {},
            .tone = tone};
}

// The suggestion's changes, in few words.
QString difference(const project::RenderSettings& from, const project::RenderSettings& to)
{
    if (to.memory.offload != from.memory.offload)
        return to.memory.offload == Offload::Automatic ? Tr::tr("Automatic") : Tr::tr("offload off");
    if (to.width != from.width || to.height != from.height)
        return words::size(to.width, to.height);
    if (to.steps != from.steps)
        return Tr::tr("%n step(s)", nullptr, to.steps);
    if (to.clips != from.clips)
        return words::clips(to.clips);
    if (to.memory.vram.bytes != from.memory.vram.bytes)
        return to.memory.vram.bytes > 0 ? Tr::tr("%1 of VRAM").arg(words::bytes(to.memory.vram.bytes))
                                        : Tr::tr("all VRAM");
    if (to.memory.ram.bytes != from.memory.ram.bytes)
        return to.memory.ram.bytes > 0 ? Tr::tr("%1 of RAM").arg(words::bytes(to.memory.ram.bytes)) : Tr::tr("all RAM");
    if (to.model != from.model)
        return Tr::tr("the demo model");
    return Tr::tr("what fits");
}

QString insteadWords(const PlanState& plan)
{
    if (!plan.suggestion)
        return {};
    const PlanSuggestion& nearest = *plan.suggestion;
    const QString memory
        = words::bytes(plan.reason == PlanReason::Ram || plan.reason == PlanReason::RamLeft ? nearest.ram
                           : nearest.vram > 0                                               ? nearest.vram
                                                                                            : nearest.ram);
    const QString setting = difference(plan.settings, nearest.settings);
    if (nearest.ram == 0 && nearest.vram == 0)
        return Tr::tr("Use %1", "setting").arg(setting); // Another model has no figures.
    return nearest.seconds
        ? Tr::tr("Use %1: %2, %3", "setting, memory, time").arg(setting, memory, words::duration(*nearest.seconds))
        : Tr::tr("Use %1: %2", "setting, memory").arg(setting, memory);
}

QString reasonWordsOf(const PlanState& plan, bool gpu, bool onProcessor)
{
    switch (plan.reason) {
    case PlanReason::Vram:
        return plan.settings.memory.offload == Offload::None
            ? Tr::tr("With offload off, all of the model has to lie on the GPU: %1 are needed, %2 are allowed.")
                  .arg(words::bytes(plan.vram.value_or(0)), words::bytes(plan.vramBudget.value_or(0)))
            : Tr::tr("Even when all weights are streamed, %1 of VRAM are needed; %2 are allowed.")
                  .arg(words::bytes(plan.vram.value_or(0)), words::bytes(plan.vramBudget.value_or(0)));
    case PlanReason::Ram:
        return Tr::tr("%1 of RAM are needed, %2 are allowed.")
            .arg(words::bytes(plan.ram.value_or(0)), words::bytes(plan.ramBudget.value_or(0)));
    case PlanReason::NoGpu:
        return Tr::tr("%1 needs an NVIDIA GPU, and none was found.").arg(QString::fromStdString(plan.modelTitle));
    case PlanReason::UnknownModel:
        return Tr::tr("This scene wants the model %1, which this program doesn't know.")
            .arg(words::quoted(QString::fromStdString(plan.settings.model)));
    case PlanReason::ModelMissing:
        return Tr::tr("The model's files aren't complete; Settings, Model says what is missing.");
    case PlanReason::RamLeft:
        return Tr::tr("Only %1 of RAM stay free for other programs.").arg(words::bytes(plan.ramLeft.value_or(0)));
    case PlanReason::VramLeft: return Tr::tr("Less than 5 % of the card's memory stays free.");
    case PlanReason::Swap: return Tr::tr("The computer is swapping: other programs take more RAM than there is.");
    case PlanReason::DiskFull:
        return Tr::tr("The disk is too full: %1 are needed, %2 are free.")
            .arg(diskSize(plan.disk), diskSize(plan.diskFree));
    case PlanReason::DiskLeft:
        return Tr::tr("The disk has only %1 left, %2 are needed.").arg(diskSize(plan.diskFree), diskSize(plan.disk));
    case PlanReason::Long: return Tr::tr("It takes more than four hours; fewer steps or a smaller size are quicker.");
    case PlanReason::None: break;
    }
    if (onProcessor && !plan.seconds)
        return Tr::tr("Runs on the processor. The first take measures how fast.");
    if (onProcessor) {
        return gpu ? Tr::tr("This model runs on the processor.")
                   : Tr::tr("This model runs on the processor. No NVIDIA GPU was found.");
    }
    if (!plan.seconds)
        return Tr::tr("How long it takes is known after the first take.");
    if (plan.plan && plan.plan->bottleneck) {
        switch (*plan.plan->bottleneck) {
        case pipeline::Bottleneck::Compute: return Tr::tr("Limited by computing; copies are hidden.");
        case pipeline::Bottleneck::Copy: return Tr::tr("Limited by copying weights to the GPU; more VRAM would help.");
        case pipeline::Bottleneck::Disk: return Tr::tr("Limited by reading from the disk; more RAM would help.");
        }
    }
    return {};
}

ContractState promiseState(const ContractInput& input)
{
    const PromiseState& take = *input.promise;
    ContractState state;
    Kept kept = Kept::Yes;
    QString why; // of what was more than promised
    const auto compare = [&](const std::optional<int64_t>& measured, const std::optional<int64_t>& promised,
                             const std::optional<int64_t>& budget) {
        if (!measured)
            return ContractLine{.value = QStringLiteral("–"), .known = false, .promised = {}};
        if (!promised || *promised <= 0)
            return ContractLine{.value = words::bytes(*measured), .barred = false, .promised = {}};
        const int64_t allowed = std::max(budget.value_or(*promised), *promised);
        const auto whole = static_cast<double>(allowed);
        const bool over = *measured > allowed;
        if (over)
            why = Tr::tr("%1 more memory than allowed.").arg(words::bytes(*measured - allowed));
        if (over || static_cast<double>(*measured) > kSame * static_cast<double>(*promised))
            kept = std::max(kept, over ? Kept::No : Kept::About);
        return ContractLine{.value = ofBudget(*measured, *promised),
                            .share = static_cast<double>(*measured) / whole,
                            .promised = static_cast<double>(*promised) / whole,
                            .tone = over ? Tone::Warn : Tone::Ok};
    };
    auto& [vram, ram, time, disk] = state.lines;
    vram = compare(take.vram, take.promise.promisedVram, input.plan.vramBudget);
    if (input.onProcessor)
        vram.value = Tr::tr("not used");
    vram.shown = input.gpu;
    if (take.vramIsInRam) {
        vram = {.shown = input.gpu, .value = Tr::tr("released", "VRAM"), .barred = false, .promised = {}};
        ram = {.value = take.ram ? Tr::tr("%1 for now", "memory").arg(words::bytes(*take.ram)) : QStringLiteral("–"),
               .barred = false,
               .promised = {}};
    } else {
        ram = compare(take.ram, take.promise.promisedRam, input.plan.ramBudget);
    }
    if (take.promise.promisedSeconds && *take.promise.promisedSeconds > 0) {
        const double promised = *take.promise.promisedSeconds;
        const Kept inTime = keptTime(promised, take.seconds);
        const bool over = inTime == Kept::No;
        if (inTime != Kept::Yes && why.isEmpty()) {
            const QString more = words::duration(take.seconds - promised);
            why = over ? Tr::tr("%1 longer than promised.").arg(more)
                       : Tr::tr("%1 longer, within the tolerance.").arg(more);
        }
        kept = std::max(kept, inTime);
        const double whole = std::max(promised * 1.02, take.seconds);
        time = {.value
                = Tr::tr("%1 of %2", "time gone, time promised")
                      .arg(clockText(take.seconds, ClockTenths::Hidden), clockText(promised, ClockTenths::Hidden)),
                .share = take.seconds / whole,
                .promised = promised / whole,
                .tone = over ? Tone::Warn : Tone::Ok};
    } else {
        time = {.value = Tr::tr("%1 so far").arg(clockText(take.seconds, ClockTenths::Hidden)),
                .barred = false,
                .promised = {}};
        if (take.finished)
            time.value = words::duration(take.seconds);
    }
    disk = {.shown = false, .value = {}, .promised = {}};
    if (take.vramIsInRam) {
        state.tone = Tone::Neutral;
        state.head = Tr::tr("Not measured now");
        state.reason = Tr::tr("What was in VRAM waits in RAM. It isn't measured against the promise.");
        return state;
    }
    const QString again = !input.plan.seconds ? QString()
        : input.takeCount > 1
        ? Tr::tr("%1 more such takes: about %2.", "count, duration")
              .arg(QString::number(input.takeCount), words::duration(*input.plan.seconds * input.takeCount))
        : Tr::tr("The same again: about %1.", "duration").arg(words::duration(*input.plan.seconds));
    if (!take.promise.promisedVram && !take.promise.promisedRam && !take.promise.promisedSeconds) {
        state.tone = take.finished ? Tone::Ok : Tone::Busy;
        state.head = take.finished ? Tr::tr("What it took") : Tr::tr("Being measured");
        state.reason = again.isEmpty() ? Tr::tr("Nothing was known to promise. The next take has a promise.") : again;
        return state;
    }
    state.tone = kept == Kept::No ? Tone::Warn : Tone::Ok;
    state.head = kept == Kept::No ? Tr::tr("Took more than promised")
        : !take.finished      ? (kept == Kept::Yes ? Tr::tr("Promise kept so far") : Tr::tr("About as promised so far"))
        : kept == Kept::About ? Tr::tr("About as promised")
                              : Tr::tr("Promise kept");
    if (!take.finished && kept != Kept::No)
        why = again.isEmpty() ? Tr::tr("Measured against what was promised.") : QString();
    QStringList sentences{why, again};
    sentences.removeAll(QString());
    state.reason = sentences.join(QLatin1Char(' '));
    return state;
}

} // namespace

Kept keptTime(double promised, double taken)
{
    if (taken > kBrokenTime * promised && taken > promised + kBrokenSeconds)
        return Kept::No;
    return taken > kSame * promised + 0.5 ? Kept::About : Kept::Yes; // The clock shows whole seconds.
}

QString timeWords(const PlanState& plan, int takeCount)
{
    if (!plan.seconds && plan.expectedSeconds)
        return Tr::tr("about %1 · not measured yet", "duration")
            .arg(words::duration(*plan.expectedSeconds * std::max(takeCount, 1)));
    if (!plan.seconds)
        return Tr::tr("not known yet");
    if (takeCount > 1)
        return Tr::tr("about %1 · %2 takes", "duration, number")
            .arg(words::duration(*plan.seconds * takeCount), QString::number(takeCount));
    return plan.framesPerSecond ? Tr::tr("about %1 · %2 fps", "duration, frames per second")
                                      .arg(words::duration(*plan.seconds), words::figure(*plan.framesPerSecond))
                                : Tr::tr("about %1").arg(words::duration(*plan.seconds));
}

QString planProblem(const PlanState& plan)
{
    return plan.tone == PlanTone::DoesNotFit ? reasonWordsOf(plan, true, false) : QString();
}

ContractState contractState(const ContractInput& input)
{
    // A promise that was kept is no news if the next take can't be made.
    if (input.promise && !(input.promise->finished && input.plan.tone == PlanTone::DoesNotFit))
        return promiseState(input);
    ContractState state;
    const PlanState& plan = input.plan;
    auto& [vram, ram, time, disk] = state.lines;
    disk = {.shown = false, .value = {}, .promised = {}};
    const bool empty = !input.hasInputs || plan.tone == PlanTone::None;
    if (empty) {
        const QString unknown = plan.planning && input.hasInputs ? QStringLiteral("…") : QStringLiteral("–");
        vram = ram = {.value = unknown, .known = false, .promised = {}};
        vram.shown = input.gpu;
        time = {.value = unknown, .barred = false, .promised = {}};
        if (input.hasInputs) {
            state.tone = Tone::Busy;
            state.head = Tr::tr("Planning…");
        } else {
            state.tone = Tone::Neutral;
            state.head = Tr::tr("What it will take");
            state.reason = Tr::tr("Shown as soon as there is a portrait and a voice.");
        }
        return state;
    }
    const bool bad = plan.tone == PlanTone::DoesNotFit;
    const bool tight = plan.tone == PlanTone::Tight;
    const auto tone = [&](std::initializer_list<PlanReason> reasons) {
        for (const PlanReason reason : reasons) {
            if (plan.reason == reason)
                return bad ? Tone::Bad : tight ? Tone::Warn : Tone::Ok;
        }
        return Tone::Ok;
    };
    vram = memoryLine(plan.vram, plan.vramBudget, tone({PlanReason::Vram, PlanReason::VramLeft}));
    if (input.onProcessor)
        vram.value = Tr::tr("not used");
    vram.shown = input.gpu;
    ram = memoryLine(plan.ram, plan.ramBudget, tone({PlanReason::Ram, PlanReason::RamLeft, PlanReason::Swap}));
    time = {.value = bad && !plan.seconds ? QStringLiteral("–") : timeWords(plan, input.takeCount),
            .barred = false,
            .promised = {}};
    if (plan.reason == PlanReason::DiskFull || plan.reason == PlanReason::DiskLeft) {
        disk = memoryLine(plan.disk, plan.diskFree, tone({PlanReason::DiskFull, PlanReason::DiskLeft}));
        if (plan.disk && plan.diskFree) {
            disk.known = true;
            disk.share = *plan.diskFree > 0 ? static_cast<double>(*plan.disk) / static_cast<double>(*plan.diskFree) : 2;
            disk.value = words::fileSizes(static_cast<uint64_t>(*plan.disk), static_cast<uint64_t>(*plan.diskFree));
        }
    }
    state.tone = bad ? Tone::Bad : tight ? Tone::Warn : Tone::Ok;
    if (input.busy)
        state.head = bad ? Tr::tr("Next take: doesn't fit")
            : tight      ? Tr::tr("Next take: tight")
                         : Tr::tr("Next take: fits");
    else
        state.head = bad ? Tr::tr("Doesn't fit") : tight ? Tr::tr("Fits, but tight") : Tr::tr("Fits");
    state.reason = reasonWordsOf(plan, input.gpu, input.onProcessor);
    state.instead = insteadWords(plan);
    state.dimmed = plan.planning;
    return state;
}

} // namespace studio::ui
