// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Preset.h"
#include "core/project/Scene.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <span>
#include <string>

// The JSON of this room's values. For its .cpp files and tests only.
namespace studio::project::detail {

using Json = nlohmann::ordered_json;

// Brings a document from one version to the next.
using Migration = std::function<void(Json& document)>;

// Reads a document {"format": .., "version": n, ..} and migrates it to the newest version, steps.size() + 1: steps[0]
// turns version 1 into 2. Errors: BadOption (no JSON, another format, no version, or a step throws); Unsupported, with
// the version as subject, for a newer one.
Result<Json> readDocument(std::string_view text, const std::string& format, std::span<const Migration> steps);

[[nodiscard]] Json toJson(const RenderSettings& settings);
[[nodiscard]] Json toJson(const PresetValues& values);
[[nodiscard]] Json toJson(const Scene& scene, const std::filesystem::path& base);

// These throw std::exception, with a text for the log, for missing or invalid values.
[[nodiscard]] RenderSettings renderSettingsFrom(const Json& json);
[[nodiscard]] PresetValues presetValuesFrom(const Json& json);
[[nodiscard]] Scene sceneFrom(const Json& json, const std::filesystem::path& base);

// Never throws: invalid UTF-8 becomes U+FFFD.
[[nodiscard]] std::string dumped(const Json& json);

} // namespace studio::project::detail
