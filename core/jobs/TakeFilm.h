// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/RenderQueue.h"

#include <cstdint>
#include <optional>

// Between a job, its take and its film, for RenderQueue.
namespace studio::jobs {

// The film that the job wants, in take.movie, without its journal.
[[nodiscard]] FilmOrder orderOf(const Job& job, const project::Take& take, const ModelPlaces& places);

// Whether a film of the wanted scene begins as one of the scene before: only their lengths may differ.
[[nodiscard]] bool isContinued(project::Scene begun, const project::Scene& wanted);

// The take that the job goes on with; unset if there is none, or nothing to go on with.
[[nodiscard]] std::optional<project::Take> continuedTake(const Job& job);

// What the job's film branches from; nothing without a parent, or without a journal of it: then all of it is made.
[[nodiscard]] FilmParent parentOf(const Job& job);

// The take's figures after its film. `seconds`: without pauses. Reads the size of the movie.
[[nodiscard]] project::TakeReport takeReport(const project::TakeReport& promised, const FilmReport& film,
                                             const std::optional<int64_t>& peakRam, double seconds);

// What all renders of a take took together.
[[nodiscard]] project::TakeReport together(project::TakeReport report, const project::TakeReport& before);

// Deletes movie and journal.
void discardFilm(FilmReport& film);

} // namespace studio::jobs
