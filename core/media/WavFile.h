// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/media/Finish.h"

#include <filesystem>
#include <functional>
#include <stop_token>

namespace studio::media {

// Writes a file's sound between two times, in seconds, as a 16-bit WAV with its own sample rate and channels; returns
// its length in seconds. With music it lasts as long as the range. `progress` is called with 0 to 1. Errors: those of
// SoundStream::open and SoundFinisher, NotWritable, DiskFull, Cancelled, BadOption (no sound in this range, or more
// than a WAV can store).
Result<double> writeWav(const std::filesystem::path& sound, const std::filesystem::path& wav, double begin, double end,
                        const Finish& finish, const std::function<void(double)>& progress, const std::stop_token& stop);

} // namespace studio::media
