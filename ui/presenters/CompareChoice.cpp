// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/CompareChoice.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>
#include <iterator>

namespace studio::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(CompareChoice)
};

// Of a final take its draft, of a draft its newest final; 0: it has none.
int draftOrFinalOf(int number, const std::vector<project::Take>& takes)
{
    for (const project::Take& each : takes) {
        if (each.number == number && each.finalOf != 0)
            return each.finalOf;
    }
    const auto final = std::find_if(takes.begin(), takes.end(), [number](const project::Take& each) {
        return each.finalOf == number && isComparable(each);
    });
    return final == takes.end() ? 0 : final->number;
}

} // namespace

bool isComparable(const project::Take& take)
{
    return take.state != project::TakeState::Rendering && !take.movie.empty() && take.framesMade > 0;
}

std::vector<project::Take> candidatesBeside(int number, const std::vector<project::Take>& takes)
{
    std::vector<project::Take> candidates;
    std::copy_if(takes.begin(), takes.end(), std::back_inserter(candidates),
                 [number](const project::Take& each) { return isComparable(each) && each.number != number; });
    return candidates;
}

CompareChoice chooseToCompare(const CompareInput& input)
{
    const auto because
        = [](const QString& problem) { return CompareChoice{.pair = {}, .several = {}, .problem = problem}; };
    if (std::count_if(input.takes.begin(), input.takes.end(), isComparable) < 2)
        return because(Tr::tr("Render a second take to compare."));
    if (input.selected.size() > kMostCompared)
        return because(Tr::tr("Nine takes can be compared, not more."));
    if (input.current == 0)
        return because(Tr::tr("No take is selected."));
    const auto canBe = [&input](int number) {
        return std::any_of(input.takes.begin(), input.takes.end(),
                           [number](const project::Take& each) { return each.number == number && isComparable(each); });
    };
    if (std::vector<int> several = input.selected; several.size() > 2) {
        std::sort(several.begin(), several.end());
        if (!std::all_of(several.begin(), several.end(), canBe))
            return because(Tr::tr("A take can be compared once it is made."));
        return {.pair = {}, .several = several, .problem = {}};
    }
    if (std::vector<int> several = input.lastSeveral; input.selected.size() < 2) {
        std::erase_if(several, std::not_fn(canBe));
        if (several.size() > 2 && std::find(several.begin(), several.end(), input.current) != several.end())
            return {.pair = {}, .several = several, .problem = {}};
    }
    int second = 0;
    if (input.selected.size() == 2)
        second = input.selected[input.selected[0] == input.current ? 1 : 0];
    else if (input.last.has(input.current) && canBe(input.last.beside(input.current)))
        second = input.last.beside(input.current);
    else if (const int relative = draftOrFinalOf(input.current, input.takes); canBe(relative))
        second = relative;
    else
        second = candidatesBeside(input.current, input.takes).front().number;
    if (!canBe(input.current) || !canBe(second))
        return because(Tr::tr("A take can be compared once it is made."));
    if (input.last.has(input.current) && input.last.has(second)) // maybe the other way round
        return {.pair = input.last, .several = {}, .problem = {}};
    return {.pair = {.a = std::min(input.current, second), .b = std::max(input.current, second)},
            .several = {},
            .problem = {}};
}

int nextCandidate(const ComparePair& pair, const std::vector<project::Take>& takes, Candidate which)
{
    const std::vector<project::Take> all = candidatesBeside(pair.a, takes);
    const auto now
        = std::find_if(all.begin(), all.end(), [&pair](const project::Take& each) { return each.number == pair.b; });
    if (now == all.end())
        return 0;
    if (which == Candidate::Newer)
        return now == all.begin() ? 0 : std::prev(now)->number;
    return std::next(now) == all.end() ? 0 : std::next(now)->number;
}

} // namespace studio::ui
