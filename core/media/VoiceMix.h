// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <filesystem>
#include <span>
#include <stop_token>

namespace studio::media {

// Writes what the files' sounds are together, all from their beginnings, as a mono WAV of 16 bits and 48 kHz that lasts
// as long as the longest one; returns its length in seconds. Each keeps its level, unless they exceed full scale
// together: then all become softer. Decodes them twice. Errors: those of SoundStream::open() and of its readError(),
// OutOfMemory, NotWritable, DiskFull, Cancelled; BadOption: no file, no sound, more than a WAV can store.
Result<double> mixVoices(std::span<const std::filesystem::path> voices, const std::filesystem::path& wav,
                         const std::stop_token& stop = {});

} // namespace studio::media
