// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/spec/FilmScores.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace studio::scores {

// Scores a finished film by its pictures and its own sound; without a sound it has no lips. Decodes all of it. Errors:
// those of media::MovieReader and media::readMono(); Unsupported for a film without a frame rate; Cancelled.
Result<FilmScores> scoreMovie(const std::filesystem::path& movie, const std::stop_token& stop = {});

// The loudness of a file's sound during each frame, for VoiceLoudness' users. Errors: those of media::readMono().
Result<std::vector<float>> readLoudness(const std::filesystem::path& file, double frameRate,
                                        const std::stop_token& stop = {});

} // namespace studio::scores
