// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>

namespace studio::bench {

// The rows of a benchmark, an array of objects with the same keys, as a text table; numbers have four digits.
[[nodiscard]] std::string tableText(const nlohmann::ordered_json& rows);

// Writes the rows and the run's description to a file. Error: NotWritable.
Status writeJson(const std::filesystem::path& path, const nlohmann::ordered_json& report);

} // namespace studio::bench
