// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/PlanDialog.h"

#include "ui/common/Words.h"
#include "ui/panels/ContractWords.h"

namespace studio::ui {
namespace {

QString ofBudget(const std::optional<int64_t>& needed, const std::optional<int64_t>& budget)
{
    if (!needed)
        return {};
    return budget ? PlanDialog::tr("%1, %2 allowed").arg(words::bytes(*needed), words::bytes(*budget))
                  : words::bytes(*needed);
}

} // namespace

PlanDialog::PlanDialog(const PlanState& plan, QWidget* parent)
    : FactsDialog("planDialog", parent)
{
    setFacts([this, plan] { tell(plan); });
}

void PlanDialog::tell(const PlanState& plan)
{
    setTitle(tr("The whole plan"));
    addHeading(tr("What it will take"));
    addFact(tr("VRAM"), ofBudget(plan.vram, plan.vramBudget));
    addFact(tr("RAM"), ofBudget(plan.ram, plan.ramBudget));
    addFact(tr("RAM left for others"), plan.ramLeft ? words::bytes(*plan.ramLeft) : QString());
    addFact(tr("Time"), timeWords(plan));
    addFact(tr("Disk"), plan.disk ? words::fileSize(static_cast<uint64_t>(*plan.disk)) : QString());
    addFact(tr("Disk free"), plan.diskFree ? words::fileSize(static_cast<uint64_t>(*plan.diskFree)) : QString());
    addFact(tr("Why it doesn't fit"), planProblem(plan));
    addHeading(tr("Planned for"));
    addFact(tr("Settings"), words::settings(plan.settings, plan.settings.clips));
    if (plan.silentBlocks > 0)
        addFact(tr("Silent blocks"),
                tr("%1, with %2 steps each").arg(plan.silentBlocks).arg(plan.settings.silentSteps));
    if (plan.plan)
        addModel(*plan.plan);
}

void PlanDialog::addModel(const pipeline::Plan& plan)
{
    addHeading(tr("Where the model lies"));
    addFact(tr("Layers on the GPU"), QString::number(plan.count(WeightTier::Device)));
    addFact(tr("Layers streamed from RAM"), QString::number(plan.count(WeightTier::Pinned)));
    addFact(tr("Layers read from disk"), QString::number(plan.count(WeightTier::Disk)));
    addFact(tr("Memory of earlier blocks"),
            tr("%1 layers on the GPU, %2 in RAM").arg(plan.count(KvTier::Device)).arg(plan.count(KvTier::Pinned)));
    addFact(tr("Lanes"), QString::number(plan.lanes));
    addHeading(tr("Per sweep over the layers"));
    addFact(tr("To the GPU"), words::bytes(plan.toDevicePerTick));
    addFact(tr("From the GPU"), words::bytes(plan.fromDevicePerTick));
    addFact(tr("From disk"), words::bytes(plan.diskPerTick));
    const auto seconds
        = [](const std::optional<double>& value) { return value ? tr("%1 s").arg(words::figure(*value)) : QString(); };
    addFact(tr("Computing"), seconds(plan.computeSeconds));
    addFact(tr("Copying"), seconds(plan.copySeconds));
    addFact(tr("Reading"), seconds(plan.diskSeconds));
    addFact(tr("Decoding"), seconds(plan.vaeSeconds));
    if (!plan.missing.empty())
        addFact(tr("Not measured yet"), tr("Some rates of this computer; the times that need them are left out."));
}

} // namespace studio::ui
