// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

// The sound of joined films. For this folder's .cpp files only.
namespace studio::media {

// Frames [first, first + count) of a film of `frames`.
struct SoundPart {
    std::filesystem::path film;
    int64_t first = 0;
    int64_t count = 0;
    int64_t frames = 0;
};

// Writes the sound of the parts, one after the other, into `wav`, as float with the highest of their rates and the most
// of their channels; false if no film has sound. Each part lasts to the sample as long as its frames. At a joint both
// sounds cross over within 10 ms, the middle of which is the joint: what was the same before and after is unchanged,
// and what wasn't makes no click. Where a film has nothing behind or before its part, the part fades instead, and so it
// does at the outer ends, if the film goes on there. `each` is called after each piece; its error ends it. Errors:
// those of SoundStream::open() but NoAudio, FileUnreadable, DiskFull, NotWritable, OutOfMemory.
Result<bool> writeJoinedSound(const std::vector<SoundPart>& parts, int frameRate, const std::filesystem::path& wav,
                              const std::function<Status()>& each);

} // namespace studio::media
