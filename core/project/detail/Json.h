// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Preset.h"
#include "core/project/Scene.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <span>
#include <string>

// How the values of this room look in JSON. For its .cpp files and tests only.
namespace studio::project::detail {

using Json = nlohmann::ordered_json;

// Brings a document from one version to the next.
using Migration = std::function<void(Json& document)>;

// Reads a document {"format": .., "version": n, ..} and brings it to the newest version, which is one more than there
// are migrations: steps[0] makes version 2 of version 1. Errors: BadOption for what is no JSON, of another format, or
// without a version; Unsupported, with the version as subject, for a newer one; BadOption where a step throws.
Result<Json> readDocument(std::string_view text, const std::string& format, std::span<const Migration> steps);

[[nodiscard]] Json toJson(const RenderSettings& settings);
[[nodiscard]] Json toJson(const PresetValues& values);
[[nodiscard]] Json toJson(const Scene& scene, const std::filesystem::path& base);

// These throw std::exception, with a text for the log, for what is missing or makes no sense.
[[nodiscard]] RenderSettings renderSettingsFrom(const Json& json);
[[nodiscard]] PresetValues presetValuesFrom(const Json& json);
[[nodiscard]] Scene sceneFrom(const Json& json, const std::filesystem::path& base);

// Never throws: bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string dumped(const Json& json);

} // namespace studio::project::detail
