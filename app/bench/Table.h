// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>

namespace studio::bench {

// Figures of one benchmark as rows of equal columns: an array of objects. As text, numbers to four digits.
[[nodiscard]] std::string tableText(const nlohmann::ordered_json& rows);

// The same with what describes the run, to a file. Error: NotWritable.
Status writeJson(const std::filesystem::path& path, const nlohmann::ordered_json& report);

} // namespace studio::bench
