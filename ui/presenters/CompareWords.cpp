// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/CompareWords.h"

#include "ui/common/Words.h"
#include "ui/widgets/PaintText.h"

#include <QCoreApplication>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(CompareWords)
};

} // namespace

QString compareTitle(const ComparedTakes& takes)
{
    return Tr::tr("%1 and %2", "two takes").arg(words::takeName(takes.a), words::takeName(takes.b));
}

CompareViewState compareView(const ComparedTakes& takes, CompareMode mode)
{
    const auto& [a, b] = takes;
    CompareViewState state;
    state.mode = mode;
    state.names = {Tr::tr("A · %1").arg(words::takeName(a)), Tr::tr("B · %1").arg(words::takeName(b))};
    if (!soundAlike(a.scene, b.scene))
        state.names[1] = Tr::tr("%1 · other voice", "a take").arg(state.names[1]);
    if (mode == CompareMode::Difference && (a.width != b.width || a.height != b.height))
        state.names[1] = Tr::tr("%1 · scaled to A's size", "a take").arg(state.names[1]);
    return state;
}

CompareStripState compareStrip(const ComparedTakes& takes, const std::array<QString, 2>& presets,
                               const TakeDifferences& differences, CompareSide sound)
{
    CompareStripState state;
    const auto side = [](const project::Take& take, const QString& preset) {
        return CompareStripState::Side{.name = words::takeName(take),
                                       .detail = preset % QStringLiteral(" · ") % clockText(take.seconds()),
                                       .starred = take.star};
    };
    state.sides = {side(takes.a, presets[0]), side(takes.b, presets[1])};
    for (const TakeDifference& each : differences.rows)
        state.rows.push_back({.name = each.name, .values = whereTheyDiffer(each.values), .usable = each.isUsable()});
    state.equal = differences.equal;
    state.otherVoice = !soundAlike(takes.a.scene, takes.b.scene);
    state.sound = sound;
    return state;
}

} // namespace studio::ui
