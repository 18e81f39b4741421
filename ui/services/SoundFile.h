// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>

namespace studio::ui {

// 16-bit samples in an unnamed file, so that hours of sound need no RAM; the system deletes it once it is closed, also
// after a crash. One thread appends, others may read at the same time.
class SoundFile {
public:
    // In the folder for large temporary files. Errors: NotWritable, DiskFull.
    static Result<std::shared_ptr<SoundFile>> create();
    ~SoundFile();
    SoundFile(const SoundFile&) = delete;
    SoundFile& operator=(const SoundFile&) = delete;

    // Errors: DiskFull, NotWritable; then no sample was added.
    Status append(std::span<const int16_t> samples);
    [[nodiscard]] int64_t count() const { return m_count.load(std::memory_order_acquire); }
    // Reads as many samples from `first` on as exist and fit; returns their number.
    size_t read(int64_t first, std::span<int16_t> samples) const;

private:
    explicit SoundFile(int descriptor);

    int m_descriptor;
    std::atomic<int64_t> m_count = 0;
};

} // namespace studio::ui
