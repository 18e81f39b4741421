// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/LateDialog.h"

#include "ui/common/Words.h"

#include <algorithm>
#include <array>

namespace studio::ui {
namespace {

constexpr double kSameStage = 0.5; // seconds: less isn't told as a difference

// What programs other than this one use; unset if one of both isn't told.
std::optional<int64_t> usedByOthers(const telemetry::Metric<int64_t>& all, const telemetry::Metric<int64_t>& own)
{
    if (!all.value || !own.value)
        return {};
    return std::max<int64_t>(0, *all.value - *own.value);
}

QString besidePromise(double taken, double promised)
{
    if (promised <= 0)
        return words::duration(taken);
    return LateDialog::tr("%1, promised %2", "durations").arg(words::duration(taken), words::duration(promised));
}

} // namespace

void OthersUse::add(const telemetry::MachineSample& sample)
{
    const auto keepMost = [](std::optional<int64_t>& most, const std::optional<int64_t>& now) {
        if (now)
            most = std::max(most.value_or(0), *now);
    };
    keepMost(vram, usedByOthers(sample.vramUsed, sample.processVram));
    keepMost(ram, usedByOthers(sample.ramUsed, sample.processRam));
    if (!sample.swapUsed.value)
        return;
    if (!swapBefore)
        swapBefore = *sample.swapUsed.value;
    swapGrown = std::max(swapGrown, *sample.swapUsed.value - *swapBefore);
}

LateDialog::LateDialog(const LateTake& late, QWidget* parent)
    : FactsDialog("lateDialog", parent)
{
    setFacts([this, late] { tell(late); });
}

void LateDialog::tell(const LateTake& late)
{
    const project::TakeReport& report = late.take.report;
    const double promised = report.promisedSeconds.value_or(0);
    setTitle(tr("Why %1 took longer", "a take").arg(words::takeName(late.take)));
    addHeading(tr("In all"));
    addFact(tr("Time"), besidePromise(report.totalSeconds, promised));
    addFact(tr("Longer by"), words::duration(report.totalSeconds - promised));
    addStages(late);
    addOthers(late.others);
}

void LateDialog::addStages(const LateTake& late)
{
    const project::TakeReport& report = late.take.report;
    const jobs::StageTimes& promised = late.promised;
    struct Stage {
        QString name;
        double taken = 0; // seconds
        double promised = 0;
    };
    const std::array stages{Stage{tr("Loading the model"), report.loadSeconds, promised.load},
                            Stage{tr("Reading the prompt"), report.textSeconds, promised.text},
                            Stage{tr("Hearing the voice"), report.audioSeconds, promised.voice + promised.voiceBeside},
                            Stage{tr("Seeing the portrait"), report.imageSeconds, promised.portrait},
                            Stage{tr("Making frames"), report.ditSeconds + report.vaeSeconds, promised.frames}};
    const auto longer = [](const Stage& stage) { return stage.taken - stage.promised; };
    const Stage& worst = *std::max_element(stages.begin(), stages.end(),
                                           [&](const Stage& a, const Stage& b) { return longer(a) < longer(b); });
    if (promised.total() > 0 && longer(worst) > kSameStage)
        addFact(tr("Mostly"), tr("%1: %2 longer", "stage, duration").arg(worst.name, words::duration(longer(worst))));
    addHeading(tr("Its stages"));
    double named = 0;
    for (const Stage& stage : stages) {
        named += stage.taken;
        if (stage.taken > 0 || stage.promised > 0)
            addFact(stage.name, besidePromise(stage.taken, stage.promised));
    }
    if (report.totalSeconds - named > kSameStage)
        addFact(tr("Writing the video, and all else"), words::duration(report.totalSeconds - named));
}

void LateDialog::addOthers(const OthersUse& others)
{
    if (!others.vram && !others.ram && !others.swapBefore)
        return;
    addHeading(tr("Meanwhile, in other programs"));
    addFact(tr("VRAM"), others.vram ? tr("up to %1").arg(words::bytes(*others.vram)) : QString());
    addFact(tr("RAM"), others.ram ? tr("up to %1").arg(words::bytes(*others.ram)) : QString());
    if (others.swapBefore)
        addFact(tr("Swap"), others.swapGrown > 0 ? tr("%1 more").arg(words::bytes(others.swapGrown)) : tr("no more"));
}

} // namespace studio::ui
