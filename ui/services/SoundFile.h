// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>

namespace studio::ui {

// Samples of 16 bits in a file without a name, so that hours of sound need no memory: the system drops it when nobody
// has it open, however the program ends. One thread appends, others may read what is there at the same time.
class SoundFile {
public:
    // In the folder for large temporary files. Errors: NotWritable, DiskFull.
    static Result<std::shared_ptr<SoundFile>> create();
    ~SoundFile();
    SoundFile(const SoundFile&) = delete;
    SoundFile& operator=(const SoundFile&) = delete;

    // Errors: DiskFull, NotWritable; then nothing of it was added.
    Status append(std::span<const int16_t> samples);
    [[nodiscard]] int64_t count() const { return m_count.load(std::memory_order_acquire); }
    // From this sample on, as many as there are and fit. Gives how many.
    size_t read(int64_t first, std::span<int16_t> samples) const;

private:
    explicit SoundFile(int descriptor);

    int m_descriptor;
    std::atomic<int64_t> m_count = 0;
};

} // namespace studio::ui
