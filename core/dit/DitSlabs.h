// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dit/DitCheckpoint.h"
#include "core/offload/HostSlabs.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace studio::dit {

struct SlabOptions {
    c10::Device computeOn = c10::kCPU; // where LoRA and quantising are computed
    std::filesystem::path cache; // a folder for finished slabs; empty: they are made anew each time
    std::string title; // of the model, for a person who looks into the cache
};

// Bytes of finished slabs, of all.
using SlabProgress = std::function<void(int64_t done, int64_t all)>;

// The layers' slabs of a checkpoint (MODEL.md 1.7, 1.8), none of them in RAM yet. With a cache they come from its file,
// which is made now if it isn't there, one layer at a time. What can't be read from the cache, or not be written to it,
// is made from the checkpoint whenever it is asked for: a cache that fails costs time, and is told in the log.
// Errors: Cancelled, OutOfMemory; FileUnreadable for the checkpoint.
Result<std::unique_ptr<offload::HostSlabs>> openSlabs(const std::shared_ptr<const DitCheckpoint>& checkpoint,
                                                      const SlabLayout& layout, const SlabOptions& options,
                                                      const SlabProgress& progress = {},
                                                      const std::stop_token& stop = {});

// The file of the cache that these slabs have or would have. Errors: those of DitCheckpoint::fingerprint().
Result<std::filesystem::path> slabFileOf(const DitCheckpoint& checkpoint, const SlabLayout& layout,
                                         const std::filesystem::path& cache);

} // namespace studio::dit
