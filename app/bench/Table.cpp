// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/Table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <vector>

namespace studio::bench {
namespace {

using nlohmann::ordered_json;

std::string cell(const ordered_json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_null())
        return "-";
    if (!value.is_number_float())
        return value.dump();
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value.get<double>());
    return text.data();
}

} // namespace

std::string tableText(const ordered_json& rows)
{
    std::vector<std::string> columns; // in order of their first row
    for (const ordered_json& row : rows) {
        for (const auto& [name, value] : row.items()) {
            if (std::find(columns.begin(), columns.end(), name) == columns.end())
                columns.push_back(name);
        }
    }
    std::vector<std::vector<std::string>> lines{columns};
    for (const ordered_json& row : rows) {
        std::vector<std::string>& line = lines.emplace_back();
        for (const std::string& column : columns)
            line.push_back(row.contains(column) ? cell(row[column]) : "");
    }
    std::vector<size_t> widths(columns.size());
    for (const auto& line : lines) {
        for (size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], line[i].size());
    }
    std::string text;
    for (const auto& line : lines) {
        for (size_t i = 0; i < line.size(); ++i)
            text += std::string(widths[i] - line[i].size() + (i > 0 ? 2 : 0), ' ') + line[i];
        text += '\n';
    }
    return text;
}

Status writeJson(const std::filesystem::path& path, const ordered_json& report)
{
    std::ofstream file(path);
    file << report.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
    file.flush();
    return file ? Status(kDone) : Status(Error{ErrorCode::NotWritable, path.string(), "writing the figures failed"});
}

} // namespace studio::bench
