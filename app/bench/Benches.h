// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/BenchOptions.h"
#include "core/base/Result.h"

#include <nlohmann/json_fwd.hpp>

namespace studio::bench {

// Each returns rows for tableText(); a combination that doesn't fit in memory gives a row that says so. Errors: those
// of openMachine(); BadOption for options that the benchmark doesn't support.
Result<nlohmann::ordered_json> benchDit(const BenchOptions& options); // also Bench::Pipeline
Result<nlohmann::ordered_json> benchVae(const BenchOptions& options);
Result<nlohmann::ordered_json> benchLoad(const BenchOptions& options);
Result<nlohmann::ordered_json> benchCopies(const BenchOptions& options);
Result<nlohmann::ordered_json> benchTimeline(const BenchOptions& options);
// Films of a model with few steps and other noise levels, against those with four. Errors: also those of readInputs(),
// and of AvatarPipeline's open() and render(); Unsupported in a build without FFmpeg.
Result<nlohmann::ordered_json> benchSteps(const BenchOptions& options);

// 0 without values.
[[nodiscard]] double median(std::vector<double> values);

} // namespace studio::bench
