// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/ExportFormat.h"
#include "core/project/Preset.h"
#include "core/project/Take.h"
#include "core/spec/ModelCatalogue.h"

#include <QString>

#include <optional>
#include <string_view>

// Formats figures and names in the current language. A no-break space precedes units.
namespace studio::ui::words {

// "14.2": in 2^30 bytes, at most three digits.
[[nodiscard]] QString gigabytes(int64_t bytes);
// "14.2 GB", "820 MB", "3 KB".
[[nodiscard]] QString bytes(int64_t bytes);
// "32.6 GB", "1.35 GB", "508 MB": of files, decimal as on the pages that offer downloads; three digits.
[[nodiscard]] QString fileSize(uint64_t bytes);
// "45.8 of 47.1 GB", "6 MB of 1.26 GB".
[[nodiscard]] QString fileSizes(uint64_t part, uint64_t whole);
// "3 min 40 s", "28 min", "1 h 10 min", "8 s": for text; at most two units.
[[nodiscard]] QString duration(double seconds);
// "4.6", "24", "0.31": at most three digits.
[[nodiscard]] QString figure(double value);
[[nodiscard]] QString size(int width, int height); // "688 × 368"
[[nodiscard]] QString clips(int64_t count); // "16 clips"
[[nodiscard]] QString lookBack(int windowBlocks); // "1.9 s", see RenderSpec::windowBlocks
[[nodiscard]] QString modelTitle(const ModelEntry& model); // its own, or "Demo model (128 px)"
// What a built-in preset is for, a sentence; empty for the user's own.
[[nodiscard]] QString presetPurpose(const std::string& id);
// Title of a scene without a file: the first words of its prompt, else its portrait's file name.
[[nodiscard]] QString sceneTitle(const project::Scene& scene);
[[nodiscard]] QString takeName(const project::Take& take); // its own, or "Take 7"
[[nodiscard]] QString settings(const project::RenderSettings& settings,
                               int64_t clips); // "688 × 368 · 4 steps · 16 clips"
[[nodiscard]] QString quoted(const QString& name); // “amelie.png”
[[nodiscard]] QString fileName(const std::filesystem::path& path);
[[nodiscard]] QString text(const std::filesystem::path& path);
[[nodiscard]] QString shortPath(const std::filesystem::path& path); // "~/models", of one in the home folder
[[nodiscard]] QString wholePath(const QString& typed); // absolute and without detours, of "~/models", too
[[nodiscard]] QString text(std::string_view utf8);
[[nodiscard]] std::filesystem::path path(const QString& text);
// Texts of the export formats, whose own names are the standards'.
[[nodiscard]] QString formatTitle(const media::ExportFormat& format); // "MP4 · H.264", "PNG pictures"
[[nodiscard]] QString formatContent(const media::ExportFormat& format); // "H.264 + AAC", "WebP, no sound"
[[nodiscard]] QString formatPurpose(const media::ExportFormat& format); // "plays everywhere"
[[nodiscard]] QString quality(const media::QualityScale& scale, int value); // "CRF 18", "85"; empty without a scale

} // namespace studio::ui::words
