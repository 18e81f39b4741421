// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Take.h"

#include <QString>

#include <vector>

namespace studio::ui {

// Numbers of two takes that are compared; 0: none.
struct ComparePair {
    int a = 0;
    int b = 0;

    [[nodiscard]] bool has(int number) const { return number != 0 && (number == a || number == b); }
    [[nodiscard]] int beside(int number) const { return number == a ? b : a; }
    bool operator==(const ComparePair&) const = default;
};

inline constexpr size_t kMostCompared = 9;

// It has a film that doesn't grow.
[[nodiscard]] bool isComparable(const project::Take& take);

// What the choice of two depends on.
struct CompareInput {
    const std::vector<project::Take>& takes; // newest first
    std::vector<int> selected; // numbers
    int current = 0; // the selected one, or the one in the player
    ComparePair last; // the last comparison
    std::vector<int> lastSeveral = {}; // if it was one of more than two
};

struct CompareChoice {
    ComparePair pair; // A is the older one
    std::vector<int> several = {}; // or else three or more, the oldest one first
    QString problem; // why there is none, a sentence
};

// Those that are selected, two or more; of one alone those that it was compared with, or else its draft or its final
// one, or else the newest other one.
[[nodiscard]] CompareChoice chooseToCompare(const CompareInput& input);
// The takes that can be compared with this one, the newest ones first.
[[nodiscard]] std::vector<project::Take> candidatesBeside(int number, const std::vector<project::Take>& takes);
enum class Candidate { Newer, Older };
// Number of the take that comes to B next; 0: it is the last one.
[[nodiscard]] int nextCandidate(const ComparePair& pair, const std::vector<project::Take>& takes, Candidate which);

} // namespace studio::ui
