// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/BenchOptions.h"
#include "core/base/Result.h"

#include <nlohmann/json_fwd.hpp>

namespace studio::bench {

// Each gives rows for tableText(). Errors: those of opening the device; BadOption for what the benchmark can't use. A
// combination that has no room is a row that says so.
Result<nlohmann::ordered_json> benchDit(const BenchOptions& options); // also Bench::Pipeline
Result<nlohmann::ordered_json> benchVae(const BenchOptions& options);
Result<nlohmann::ordered_json> benchLoad(const BenchOptions& options);
Result<nlohmann::ordered_json> benchCopies(const BenchOptions& options);
Result<nlohmann::ordered_json> benchTimeline(const BenchOptions& options);

// Middle of the values, 0 of none.
[[nodiscard]] double median(std::vector<double> values);

} // namespace studio::bench
